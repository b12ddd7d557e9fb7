"""Many good claims in tables, built: `python -m benchmarks.many_claims CLAIMS [--papers N]`.

Prints the seconds that `assbkg build` takes, and the most memory of all its processes at once.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from assbkg.curation.records import TABLES, Claim, Coverage, Entity
from assbkg.curation.tables import columns
from benchmarks.watching import Watched, watch

__all__ = ["build_them", "main", "write_tables"]

#: What each design is claimed to do, in one sentence.
_SAID: Final = (
    ("{}", "employs", "VoidEngineering", "The study leaves empty space in {} on purpose"),
    ("{}/VoidEngineering", "operatesThrough", "VoidBuffering", "Space in {} takes up growth"),
    ("{}/VoidBuffering", "mitigates", "volume-expansion", "Growth of {} does less harm"),
    ("{}", "suffersFrom", "volume-expansion", "The host of {} grows when it takes up lithium"),
    ("{}", "reportedGain", "cycle-life", "Cells with {} last for more cycles than those without"),
)
_SOURCE: Final = """\
id = "{0}"
title = "Voids in silicon electrodes: {0}"
authors = ["Jane Doe"]
key = "{0}"
licence = "made for measuring"
"""


def write_tables(folder: Path, claims: int, papers: int = 1) -> None:
    """Write the tables of `papers` sources with `claims` claims in all, or a few more.

    Each design is claimed to do the same five things.
    """
    designs = -(-claims // (papers * len(_SAID)))
    for number in range(1, papers + 1):
        _write_paper(folder / f"paper-{number:03d}", designs)


def _write_paper(folder: Path, designs: int) -> None:
    folder.mkdir(parents=True)
    name = folder.name
    (folder / "source.toml").write_text(_SOURCE.format(name), encoding="utf-8")
    ids = [f"design-{name}-{number:06d}" for number in range(1, designs + 1)]
    rows: dict[type, Iterable[Sequence[object]]] = {
        Entity: ((one, "MaterialSystem", one, "", "", n) for n, one in enumerate(ids, 1)),
        Claim: (claim for n, one in enumerate(ids, 1) for claim in _claims(n, one)),
        Coverage: (_coverage(n, one) for n, one in enumerate(ids, 1)),
    }
    for kind in TABLES:
        with (folder / f"{kind.table}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(columns(kind))
            writer.writerows(rows.get(kind, ()))


def _claims(sentence: int, design: str) -> Iterable[Sequence[object]]:
    for letter, (subject, link, target, said) in zip("abcde", _SAID, strict=True):
        ends = (subject.format(design), link, target)
        place = ("stated", "affirmed", "", "1", sentence, "", "accepted", "")
        yield (f"s{sentence:03d}{letter}", *ends, said.format(design), *place)


def _coverage(sentence: int, design: str) -> Sequence[object]:
    fingerprint = hashlib.sha256(design.encode()).hexdigest()
    records = "; ".join(f"s{sentence:03d}{letter}" for letter in "abcde")
    return (sentence, "1", fingerprint, records, "")


def build_them(folder: Path, claims: int, papers: int, limit: float) -> Watched:
    """Write tables below `folder` and build them there in a process of its own, watched."""
    write_tables(folder / "graphs", claims, papers)
    places = ("--graphs", str(folder / "graphs"), "--out", str(folder / "release"))
    return watch([sys.executable, "-m", "assbkg", "build", *places], limit)


def main() -> None:
    """Build as many claims as the command line wants, and print what that took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("claims", type=int)
    parser.add_argument("--papers", type=int, default=1)
    parser.add_argument("--limit", type=float, default=3600, help="seconds (3600)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done = build_them(Path(folder), asked.claims, asked.papers, asked.limit)
    print(done.printed + done.complaints)
    print(
        f"{asked.claims:,} claims in {asked.papers} papers: {done.seconds:.1f} s, "
        f"{done.processor:.1f} s of processors, {done.mebibytes:,.0f} MiB; status {done.status}"
    )


if __name__ == "__main__":
    main()
