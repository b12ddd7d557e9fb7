"""Wherever the disk fails or the power goes, the old or the new whole is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from tests.publishing_faults import ERRORS, failing, powered
from tests.test_folder_locks import CHAIN, paper, papers_in

from assbkg.errors import AssbkgError
from assbkg.files.locking import locate
from assbkg.graph.publish import MANIFEST, publish
from assbkg.graph.release import open_release
from assbkg.literature.at_scale import reason_in_duckdb
from assbkg.literature.updating import update

TEXT: Final = "one,two\n" * 100


def put(folder: Path, version: int) -> None:
    quad = f'<https://e.org/s> <https://e.org/p> "{version}" <https://e.org/g> .\n'
    files = {"assbkg.nq": quad.encode(), "rounds.csv": f"{version}{TEXT}".encode()}
    publish(folder, files, {"format": 2, "version": version})


def version_at(folder: Path) -> int:
    """The version of the release there, all of whose files are of that version."""
    release = open_release(folder)
    version = int(release.manifest["version"])
    assert f"{version}{TEXT}".encode() == release.read("rounds.csv")
    return version


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def check_every_fault(change: Callable[[], object], check: Callable[[], None], steps: int) -> int:
    """Let each call fail in turn, `steps` apart, in each way; gives how many faults there were."""
    count = 0
    for error in ERRORS:
        for stays in (False, True):
            for fatal in range(1 + count % steps, 100_000, steps):
                with failing(fatal, error, stays) as fault, suppress(AssbkgError):
                    change()
                check()
                if fault.calls < fatal:
                    break
                count += 1
    return count


@pytest.mark.parametrize("steps", [7, pytest.param(1, marks=pytest.mark.deep)])
def test_a_release_is_whole_whichever_call_fails(
    tmp_path: Path, steps: int, figures: Callable[[str, object], None]
) -> None:
    folder = tmp_path / "release"
    put(folder, 1)

    def check() -> None:
        assert version_at(folder) in (1, 2)
        put(folder, 1)
        assert (1, ["release"]) == (version_at(folder), names_in(tmp_path))

    count = check_every_fault(lambda: put(folder, 2), check, steps)
    figures("faults injected in publishing a release", count)
    assert count > 300 // steps


@pytest.mark.deep
def test_a_first_release_is_whole_or_missing_whichever_call_fails(
    tmp_path: Path, figures: Callable[[str, object], None]
) -> None:
    folder = tmp_path / "a" / "b" / "release"

    def check() -> None:
        if locate(folder, MANIFEST).exists():
            assert 1 == version_at(folder)
        put(folder, 1)
        assert (1, ["release"]) == (version_at(folder), names_in(folder.parent))
        shutil.rmtree(tmp_path / "a")

    count = check_every_fault(lambda: put(folder, 1), check, 1)
    figures("faults injected in publishing a first release", count)
    assert count > 200


@pytest.mark.deep
@pytest.mark.parametrize("steps", [17])
def test_a_folder_of_facts_is_whole_whichever_call_fails(
    tmp_path: Path, steps: int, figures: Callable[[str, object], None]
) -> None:
    closed, kept = tmp_path / "at" / "closed", tmp_path / "kept"
    reason_in_duckdb(paper(tmp_path / "first", "first"), kept, CHAIN)
    added = paper(tmp_path / "added", "added")
    shutil.copytree(kept, closed)

    def check() -> None:
        assert list(papers_in(closed)) in ([0], [0, 1])
        if len(papers_in(closed)) > 1:
            update(closed, CHAIN, retract=[1])
        update(closed, CHAIN, add=added)
        assert ([0, 1], ["closed"]) == (sorted(papers_in(closed)), names_in(closed.parent))
        shutil.rmtree(closed)
        shutil.copytree(kept, closed)

    count = check_every_fault(lambda: update(closed, CHAIN, add=added), check, steps)
    figures("faults injected in updating a folder of facts", count)
    assert count > 800 // steps


# ── power ─────────────────────────────────────────────────────────────────────


def test_a_release_is_whole_wherever_the_power_fails(
    tmp_path: Path, figures: Callable[[str, object], None]
) -> None:
    disk = tmp_path / "disk"
    put(disk / "release", 1)
    (tmp_path / "after").mkdir()
    with powered(disk, tmp_path / "after") as states:
        put(disk / "release", 2)
    seen = []
    for state in states:
        seen.append(version_at(state / "release"))
        put(state / "release", 3)
        assert (3, ["release"]) == (version_at(state / "release"), names_in(state))
    figures("states of the disk after power failed in publishing", len(states))
    assert ({1, 2}, 2) == (set(seen), seen[-1])
    assert len(states) > 60


@pytest.mark.parametrize("apart", [29, pytest.param(1, marks=pytest.mark.deep)])
def test_a_folder_of_facts_is_whole_wherever_the_power_fails(
    tmp_path: Path, apart: int, figures: Callable[[str, object], None]
) -> None:
    disk = tmp_path / "disk"
    reason_in_duckdb(paper(tmp_path / "first", "first"), disk / "closed", CHAIN)
    added = paper(tmp_path / "added", "added")
    (tmp_path / "after").mkdir()
    with powered(disk, tmp_path / "after") as states:
        update(disk / "closed", CHAIN, add=added)
    # Most states are the same as the one before, and a look at each takes long.
    seen = [len(papers_in(state / "closed")) for state in states[-1::-apart][::-1]]
    figures("states of the disk after power failed in an update", len(seen))
    assert ({1, 2}, 2) == (set(seen), seen[-1])
