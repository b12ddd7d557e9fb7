"""Small folders of facts, good ones and ones that are broken in one of many ways."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb

from assbkg.literature.fact_folder import UNSUMMED, write_origin

Said = tuple[str, str, str, int, int]


def write(folder: Path, said: list[Said]) -> Path:
    """A folder of facts from subject, property, object, level and paper, with their claims."""
    terms = sorted({term for s, p, o, *_ in said for term in (s, p, o)})
    linked = [fact for fact in said if not fact[2].startswith('"') and fact[4] >= 0]
    claims = [f"urn:claim-{n}" for n in range(len(linked))]
    ids = {term: number for number, term in enumerate([*terms, *claims])}
    (folder / "facts").mkdir(parents=True)
    with duckdb.connect() as database:
        save(database, folder / "terms.parquet", TERMS, [(n, term) for term, n in ids.items()])
        for predicate in sorted({p for _, p, *_ in said}):
            part = folder / "facts" / f"property={ids[predicate]}"
            part.mkdir()
            rows = [(ids[s], ids[o], level, source) for s, p, o, level, source in said]
            mine = [row for row, fact in zip(rows, said, strict=True) if fact[1] == predicate]
            save(database, part / "part-0.parquet", GIVEN, mine)
        claimed = [
            (*map(ids.__getitem__, (claim, s, p, o)), "stated", "cited", source, "1", 3, [4], o)
            for claim, (s, p, o, _, source) in zip(claims, linked, strict=True)
        ]
        save(database, folder / "claims.parquet", CLAIMS, claimed)
    papers = len({source for *_, source in said if source >= 0})
    write_origin(folder, {"papers": papers, "claims": len(claims)})
    return folder


TERMS: Final = {"id": "INTEGER", "term": "VARCHAR"}
GIVEN: Final = {"subject": "INTEGER", "object": "INTEGER", "level": "TINYINT", "source": "INTEGER"}
CLAIMS: Final = {
    "claim": "INTEGER",
    "subject": "INTEGER",
    "property": "INTEGER",
    "object": "INTEGER",
    "modality": "VARCHAR",
    "origin": "VARCHAR",
    "source": "INTEGER",
    "section": "VARCHAR",
    "sentence": "INTEGER",
    "cites": "INTEGER[]",
    "statement": "VARCHAR",
}


def save(
    database: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str], rows: list[Any]
) -> None:
    kinds = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    database.execute(f"CREATE OR REPLACE TABLE saved ({kinds})")
    if rows:
        marks = ", ".join("?" for _ in columns)
        database.executemany(f"INSERT INTO saved VALUES ({marks})", [list(row) for row in rows])
    database.execute(f"COPY saved TO '{path}' (FORMAT parquet)")


def change(path: Path, select: str, tail: str = "") -> None:
    """Write a Parquet file anew from what it holds."""
    with duckdb.connect() as database:
        source = f"read_parquet('{path}', hive_partitioning = false)"
        database.execute(f"CREATE TABLE t AS SELECT {select} FROM {source} {tail}")
        database.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def first(folder: Path, part: str) -> Path:
    """A file of a part, or the file of that name."""
    return folder / part if part.endswith(".parquet") else min(folder.glob(f"{part}/*/*.parquet"))


#: Ids, levels and numbers that no row may have, for any column of numbers, with their type kept.
NUMBERS: Final = ("NULL", "-2", "127")
#: Types that no column may have instead of its own.
TYPES: Final = ("DOUBLE", "BIGINT", "VARCHAR", "HUGEINT")

_NUMBERED: Final = {
    "terms.parquet": ("id",),
    "facts": ("subject", "object", "level", "source"),
    "claims.parquet": ("claim", "subject", "property", "object", "sentence", "source"),
}
_ALL: Final = {"terms.parquet": TERMS, "facts": GIVEN, "claims.parquet": CLAIMS}


def _replace(part: str, column: str, value: str) -> Callable[[Path], None]:
    return lambda folder: change(first(folder, part), f"* REPLACE ({value} AS {column})")


def _drop(part: str, column: str) -> Callable[[Path], None]:
    return lambda folder: change(first(folder, part), f"* EXCLUDE ({column})")


def _twice(part: str) -> Callable[[Path], None]:
    def repeat(folder: Path) -> None:
        path = first(folder, part)
        change(path, "*", f"UNION ALL FROM read_parquet('{path}', hive_partitioning = false)")

    return repeat


def _tell(**said: object) -> Callable[[Path], None]:
    def tell(folder: Path) -> None:
        path = folder / "facts.json"
        found = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**found, **said}), encoding="utf-8")

    return tell


def _cut(part: str) -> Callable[[Path], None]:
    def cut(folder: Path) -> None:
        path = first(folder, part)
        path.write_bytes(path.read_bytes()[:-7])

    return cut


#: Ways to break what is in a folder, by name. Its sums have to be written anew after that.
FAULTS: Final[dict[str, Callable[[Path], None]]] = {
    **{
        f"{part} {column} {value}": _replace(part, column, f"{value}::{_ALL[part][column]}")
        for part, columns in _NUMBERED.items()
        for column in columns
        for value in NUMBERS
        if (column, value) not in {("source", "127"), ("sentence", "127")}
    },
    **{
        f"{part} {column} {kind}": _replace(part, column, f"{column}::{kind}")
        for part, columns in _NUMBERED.items()
        for column in columns
        for kind in TYPES
    },
    **{
        f"{part} without {column}": _drop(part, column)
        for part, columns in _ALL.items()
        for column in columns
    },
    **{f"{part} twice": _twice(part) for part in _ALL},
    **{f"{part} cut": _cut(part) for part in _ALL},
    **{
        f"term {value}": _replace(
            "terms.parquet", "term", f"CASE id WHEN 0 THEN {value} ELSE term END"
        )
        for value in ("'a b'", "''", "'no-scheme'", "'\"open'", "'\"\\u12\"'", "'\"a\"@'", "NULL")
    },
    "one term twice": _replace(
        "terms.parquet", "term", "CASE id WHEN 0 THEN 'urn:b' ELSE term END"
    ),
    "a literal as subject": _replace(
        "terms.parquet", "term", "CASE WHEN term = 'urn:a' THEN '\"a\"' ELSE term END"
    ),
    "claims modality": _replace("claims.parquet", "modality", "'shouted'"),
    "claims origin": _replace("claims.parquet", "origin", "'hearsay'"),
    "claims cites": _replace("claims.parquet", "cites", "[NULL, -1]::INTEGER[]"),
    "claims section": _replace("claims.parquet", "section", "NULL::VARCHAR"),
    "claims of a paper without facts": _replace("claims.parquet", "source", "9::INTEGER"),
    "one column more": lambda folder: change(first(folder, "facts"), "*, 1 AS more"),
}

#: Ways to break the rest; sums stay as they are.
FORMS: Final[dict[str, Callable[[Path], object]]] = {
    "another format": _tell(format=UNSUMMED),
    "a format that is true": _tell(format=True),
    "no whole number of papers": _tell(papers=1.5),
    "fewer papers": _tell(papers=-1),
    "text for papers": _tell(papers="2"),
    "very many papers": _tell(papers=10**400),
    "more claims": _tell(claims=10**6),
    "a closure that is none": _tell(reasoned={}),
    "something else": _tell(colour="red"),
    "no sums": _tell(files=None),
    "sums of one file": _tell(files={"terms.parquet": {"bytes": 1, "sha256": "0" * 64}}),
    "sums beyond the folder": _tell(files={"../x": {"bytes": 1, "sha256": "0" * 64}}),
    "deep JSON": lambda f: _text(f / "facts.json", '{"format": ' + "[" * 100_000),
    "no JSON": lambda f: _text(f / "facts.json", "{"),
    "no UTF-8": lambda f: _text(f / "facts.json", "\udcff"),
    "a foreign file": lambda f: _text(f / "notes.md", "mine"),
    "a foreign file in a part": lambda f: _text(f / "facts" / "notes.md", "mine"),
    "a hidden file": lambda f: _text(first(f, "facts").with_name(".part.parquet"), "mine"),
    "no part": lambda f: (f / "facts").rename(f.parent / "lost"),
    "a part too early": lambda f: (f / "given").mkdir(),
    "a property without a number": lambda f: (f / "facts" / "property=x").mkdir(),
    "a property with a zero in front": lambda f: (f / "facts" / "property=007").mkdir(),
    "a link": lambda f: _moved(first(f, "facts"), lambda path, to: path.symlink_to(to)),
    "a folder for a file": lambda f: _moved(f / "terms.parquet", lambda path, _: path.mkdir()),
    "a pipe": lambda f: _moved(f / "terms.parquet", lambda path, _: _pipe(path)),
    "a pipe for its mark": lambda f: _moved(f / "facts.json", lambda path, _: _pipe(path)),
    "a device": lambda f: _moved(
        f / "claims.parquet", lambda path, _: path.symlink_to("/dev/zero")
    ),
    "a device for its mark": lambda f: _moved(
        f / "facts.json", lambda path, _: path.symlink_to("/dev/zero")
    ),
    "one byte changed": lambda f: _flip(first(f, "facts")),
}


def _text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def _moved(path: Path, put: Callable[[Path, Path], None]) -> None:
    target = path.parent.parent.parent / f"moved-{path.name}"
    path.rename(target)
    put(path, target)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def sum_again(folder: Path) -> None:
    """Write the sums of a folder anew, as somebody who forges one would."""
    said = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    write_origin(folder, {name: said[name] for name in said.keys() - {"files", "format"}})


def without_sums(folder: Path) -> None:
    """Make a folder one that lists no sums."""
    said = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    del said["files"]
    (folder / "facts.json").write_text(json.dumps({**said, "format": UNSUMMED}), encoding="utf-8")
