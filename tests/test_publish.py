"""Whatever happens while a release is published, a whole one is there afterwards."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NoReturn

import pytest

from assbkg.errors import BuildError
from assbkg.files.locking import locate
from assbkg.files.replacing import prepared
from assbkg.graph.publish import MANIFEST, RELEASE, publish, sha256, write_release
from assbkg.graph.release import QUADS, open_release

#: A program that publishes versions of a small release: it says when it starts, publishes
#: `times` times, and dies before the `fatal`th thing that it does to the file system.
PROGRAM: Final = """
import os, signal, sys
from pathlib import Path
from assbkg.graph.publish import publish

folder, start, times, fatal = Path(sys.argv[1]), *map(int, sys.argv[2:])
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir", "os.listdir"}
done = 0

def count(event, arguments):
    global done
    if event in STEPS:
        done += 1
        if done == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

def files(version):
    quad = f'<https://e.org/s> <https://e.org/p> "{version}" <https://e.org/g> .\\n'
    return {"assbkg.nq": quad.encode(), "rounds.csv": str(version).encode() * 1000}

print("ready", flush=True)
if fatal:
    sys.addaudithook(count)
for version in range(start, start + times):
    publish(folder, files(version), {"format": 2, "version": version})
"""


def files(version: int) -> dict[str, bytes]:
    quad = f'<https://e.org/s> <https://e.org/p> "{version}" <https://e.org/g> .\n'
    return {QUADS: quad.encode(), "rounds.csv": str(version).encode() * 1000}


def put(folder: Path, version: int) -> None:
    publish(folder, files(version), {"format": 2, "version": version})


def program(folder: Path, start: int, times: int, fatal: int = 0) -> subprocess.Popen[str]:
    arguments = [str(folder), str(start), str(times), str(fatal)]
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def version_at(folder: Path) -> int:
    """The version of the release there, after making sure that all of it is of that version."""
    release = open_release(folder)
    version = int(release.manifest["version"])
    found = {p.name: p.read_bytes() for p in release.folder.iterdir() if p.name != MANIFEST}
    assert files(version) == found
    return version


def beside(folder: Path) -> list[str]:
    """What is left beside the release."""
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


def nth(number: int, original: Callable[..., object], error: OSError) -> Callable[..., object]:
    """A function that fails when it is called for the `number`th time."""
    calls = 0

    def call(*arguments: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == number:
            raise error
        return original(*arguments, **named)

    return call


# ── as it should be ───────────────────────────────────────────────────────────


def test_a_release_holds_its_files_and_a_manifest(tmp_path: Path) -> None:
    put(tmp_path / "release", 1)
    names = sorted(path.name for path in (tmp_path / "release").iterdir())
    assert sorted([MANIFEST, *files(1)]) == names


def test_the_manifest_lists_every_output_with_its_hash(tmp_path: Path) -> None:
    put(tmp_path / "release", 1)
    listed = json.loads((tmp_path / "release" / MANIFEST).read_text())["outputs"]
    expected = {name: hashlib.sha256(data).hexdigest() for name, data in files(1).items()}
    assert expected == listed


def test_the_manifest_holds_the_facts_that_it_was_given(tmp_path: Path) -> None:
    publish(tmp_path / "release", files(1), {"format": 2, "sources": ["Ä ⊑ B"]})
    assert "Ä ⊑ B" in (tmp_path / "release" / MANIFEST).read_text(encoding="utf-8")


def test_a_new_release_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    for version in (1, 2):
        put(tmp_path / "release", version)
    assert 2 == version_at(tmp_path / "release")


def test_a_file_that_the_new_release_lacks_is_gone(tmp_path: Path) -> None:
    publish(tmp_path / "release", {**files(1), "asserted.ttl": b"more"}, {"format": 2})
    put(tmp_path / "release", 2)
    assert 2 == version_at(tmp_path / "release")


def test_nothing_is_left_beside_a_release(tmp_path: Path) -> None:
    for version in (1, 2):
        put(tmp_path / "release", version)
    assert [] == beside(tmp_path / "release")


def test_missing_folders_above_are_made(tmp_path: Path) -> None:
    put(tmp_path / "a" / "b" / "release", 1)
    assert 1 == version_at(tmp_path / "a" / "b" / "release")


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    put(tmp_path / "release", 1)
    assert 1 == version_at(tmp_path / "release")


def test_a_name_relative_to_where_one_stands_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(Path("release"), 1)
    assert 1 == version_at(tmp_path / "release")


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    put(tmp_path / "real" / "release", 1)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "release")
    for version in (2, 3):
        put(tmp_path / "link", version)
    assert (tmp_path / "link").is_symlink()
    assert (3, 3) == (version_at(tmp_path / "link"), version_at(tmp_path / "real" / "release"))


# ── what is not replaced ──────────────────────────────────────────────────────


def kept(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def listing(**files: bytes) -> dict[str, bytes]:
    """A manifest that lists some files with the hashes that they have, and the files."""
    named = {name.replace("_", "."): data for name, data in files.items()}
    listed = {name: hashlib.sha256(data).hexdigest() for name, data in named.items()}
    return {MANIFEST: json.dumps({"outputs": listed}).encode(), **named}


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({"thesis.tex": b"years"}, "holds other files and no manifest.json"),
        ({QUADS: b""}, "holds other files and no manifest.json"),
        ({MANIFEST: b'{"outputs": {}}', "thesis.tex": b"years"}, "holds thesis.tex"),
        ({MANIFEST: b'{"outputs": {}}', QUADS: b"years"}, "holds assbkg.nq"),
        (listing(thesis_tex=b"years"), "holds thesis.tex"),
        (
            {**listing(rounds_csv=b"years"), "rounds.csv": b"more"},
            "rounds.csv differs from what was written to this",
        ),
        ({MANIFEST: b'{"name": "web app"}', "app.js": b"years"}, "manifest.json is not as a"),
        ({MANIFEST: b"[]", "app.js": b"years"}, "manifest.json is not as a release"),
        ({MANIFEST: b"{", QUADS: b"years"}, "manifest.json is not as a release"),
        ({MANIFEST: b'{"outputs": 3}', QUADS: b"years"}, "manifest.json is not as a release"),
        ({MANIFEST: b"[" * 100_000, QUADS: b"years"}, "manifest.json is not as a release"),
    ],
)
def test_a_folder_with_anything_else_in_it_is_left_alone(
    tmp_path: Path, found: Mapping[str, bytes], complaint: str
) -> None:
    (tmp_path / "release").mkdir()
    for name, data in found.items():
        (tmp_path / "release" / name).write_bytes(data)
    with pytest.raises(BuildError, match=complaint):
        put(tmp_path / "release", 1)
    assert found == kept(tmp_path / "release")


def test_a_release_to_which_a_folder_was_added_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path / "release", 1)
    (tmp_path / "release" / "notes").mkdir()
    with pytest.raises(BuildError, match="holds notes, which is no part of a release"):
        put(tmp_path / "release", 2)


@pytest.mark.parametrize("name", [MANIFEST, "rounds.csv"])
def test_a_release_with_a_link_in_place_of_a_file_is_left_alone(tmp_path: Path, name: str) -> None:
    put(tmp_path / "release", 1)
    (tmp_path / "release" / name).rename(tmp_path / "elsewhere")
    (tmp_path / "release" / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BuildError, match=f"holds {name}|holds other files and no {name}"):
        put(tmp_path / "release", 2)
    assert (tmp_path / "elsewhere").is_file()
    assert (tmp_path / "release" / name).is_symlink()


def put_after(folder: Path, happens: Callable[[], object]) -> None:
    """Publish version 2 of a release, with something that happens while it is being made."""
    with prepared(folder, RELEASE) as staged:
        happens()
        write_release(staged, files(2), {"format": 2, "version": 2})


def test_what_was_put_into_a_release_while_its_successor_was_made_is_not_lost(
    tmp_path: Path,
) -> None:
    put(tmp_path / "release", 1)
    notes = tmp_path / "release" / "notes.md"
    with pytest.raises(BuildError, match=r"holds notes\.md, which is no part of a release"):
        put_after(tmp_path / "release", lambda: notes.write_text("years"))
    assert "years" == (tmp_path / "release" / "notes.md").read_text()
    assert [] == beside(tmp_path / "release")


def test_a_release_that_was_moved_while_its_successor_was_made_is_not_made_anew(
    tmp_path: Path,
) -> None:
    put(tmp_path / "release", 1)
    release = tmp_path / "release"
    with pytest.raises(BuildError, match="was moved or created while the new version was made"):
        put_after(release, lambda: release.rename(tmp_path / "moved"))
    assert (1, ["moved"]) == (version_at(tmp_path / "moved"), beside(tmp_path / "release"))


@pytest.mark.parametrize("name", [".release.making", ".release.old"])
def test_what_only_has_the_name_of_a_workshop_is_left_alone(tmp_path: Path, name: str) -> None:
    put(tmp_path / "release", 1)
    (tmp_path / name).mkdir()
    (tmp_path / name / "thesis.tex").write_text("years")
    with pytest.raises(
        BuildError, match=rf"{name}: holds .*move it (away|elsewhere)|choose an empty folder"
    ):
        put(tmp_path / "release", 2)
    assert "years" == (tmp_path / name / "thesis.tex").read_text()
    assert 1 == version_at(tmp_path / "release")


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "release").write_text("years")
    with pytest.raises(BuildError, match="is a file; expected a folder"):
        put(tmp_path / "release", 1)
    assert "years" == (tmp_path / "release").read_text()


def test_a_file_in_the_place_of_the_parent_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "parent").write_text("years")
    with pytest.raises(BuildError, match="can't be written: File exists"):
        put(tmp_path / "parent" / "release", 1)
    assert "years" == (tmp_path / "parent").read_text()


# ── what goes wrong ───────────────────────────────────────────────────────────

FULL: Final = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_limit_on_the_size_of_files_leaves_the_old_release(tmp_path: Path) -> None:
    put(tmp_path / "release", 1)
    limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))\n"
    command = [sys.executable, "-c", limit + PROGRAM, str(tmp_path / "release"), "2", "1", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "File too large; the old release is unchanged" in done.stderr
    assert (1, []) == (version_at(tmp_path / "release"), beside(tmp_path / "release"))


def test_a_parent_that_can_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions do not bind the superuser, as whom tests may run: the refusal is played.
    def refuse(*_: object, **__: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(BuildError, match=r"release: can't be written: Permission denied"):
        put(tmp_path / "release", 1)


def test_what_reads_back_otherwise_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "release", 1)
    with monkeypatch.context() as patch:
        patch.setattr("assbkg.graph.publish.sha256_of", lambda _: sha256(b"else"))
        with pytest.raises(BuildError, match="what was read back differs from what was written"):
            put(tmp_path / "release", 2)
    assert (1, []) == (version_at(tmp_path / "release"), beside(tmp_path / "release"))


def test_a_first_release_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", nth(3, os.fsync, FULL))
    with pytest.raises(BuildError):
        put(tmp_path / "release", 1)
    assert [] == list(tmp_path.iterdir())


# ── killed ────────────────────────────────────────────────────────────────────


def test_killed_before_any_of_its_steps_it_leaves_a_whole_release(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    put(folder, 0)
    for step in range(1, 200):
        before = version_at(folder)
        done = program(folder, step, 1, fatal=step)
        done.communicate()
        assert version_at(folder) in (before, step)
        if done.returncode == 0:
            break
        assert -signal.SIGKILL == done.returncode
    assert (step, []) == (version_at(folder), beside(folder))
    assert step > 20, "the program was killed at too few places to show anything"


def check_a_kill_at_random(folder: Path, seed: int) -> None:
    """Kill a program that publishes one release after another, and look what is there."""
    chance = random.Random(seed)
    put(folder, 0)
    publisher = program(folder, 1, 1_000_000)
    assert publisher.stdout is not None
    publisher.stdout.readline()
    time.sleep(chance.uniform(0.0, 0.05))
    publisher.kill()
    publisher.communicate()
    last = version_at(folder)
    assert version_at(folder) == last, "a second look finds the same"
    put(folder, last + 1)
    assert (last + 1, []) == (version_at(folder), beside(folder))


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_any_moment_it_leaves_a_whole_release(tmp_path: Path, seed: int) -> None:
    check_a_kill_at_random(tmp_path / "release", seed)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1000, 1300))
def test_killed_at_any_of_300_moments_it_leaves_a_whole_release(tmp_path: Path, seed: int) -> None:
    check_a_kill_at_random(tmp_path / "release", seed)


def test_killed_between_its_renamings_the_old_release_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    folder.rename(tmp_path / ".release.old")
    assert tmp_path / ".release.old" == locate(folder, MANIFEST)
    assert 1 == version_at(folder)


def test_an_old_release_put_aside_is_found_behind_an_empty_folder(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    folder.rename(tmp_path / ".release.old")
    folder.mkdir()
    assert 1 == version_at(folder)


def test_an_old_release_put_aside_comes_back_when_the_next_build_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    folder.rename(tmp_path / ".release.old")
    monkeypatch.setattr(os, "fsync", nth(1, os.fsync, FULL))
    with pytest.raises(BuildError):
        put(folder, 2)
    assert (1, []) == (version_at(folder), beside(folder))


def test_what_a_killed_build_left_is_tidied_up(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    shutil.copytree(folder, tmp_path / ".release.old")
    for name in ("new", "gone"):
        (tmp_path / ".release.making" / name).mkdir(parents=True)
        (tmp_path / ".release.making" / name / "half.nq").write_text("half")
    for name in ("lock", "gate"):
        (tmp_path / ".release.making" / name).write_text("4711 1")
    put(folder, 2)
    assert (2, []) == (version_at(folder), beside(folder))


def test_an_old_release_that_could_not_be_deleted_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "release"
    put(folder, 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", nth(3, os.rename, OSError(errno.EBUSY, "Busy")))
        put(folder, 2)
    assert (2, [".release.old"]) == (version_at(folder), beside(folder))
    put(folder, 3)
    assert (3, []) == (version_at(folder), beside(folder))


def test_a_link_that_leads_to_itself_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "release").symlink_to("release")
    with pytest.raises(BuildError, match="is a link to itself"):
        put(tmp_path / "release", 1)
    assert (tmp_path / "release").is_symlink()


# ── several at once ───────────────────────────────────────────────────────────


def test_two_builds_at_once_leave_one_of_their_releases(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    publishers = [program(folder, start, 25) for start in (100, 200)]
    assert [0, 0] == [publisher.wait() for publisher in publishers]
    for publisher in publishers:
        publisher.communicate()
    assert version_at(folder) in (124, 224)
    assert [] == beside(folder)


def test_a_release_can_be_opened_while_others_are_published(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    put(folder, 0)
    publisher = program(folder, 1, 60)
    seen = [0]
    while publisher.poll() is None:
        seen.append(int(open_release(folder).manifest["version"]))
    publisher.communicate()
    assert sorted(seen) == seen
    assert len(set(seen)) > 3


def test_who_writes_a_folder_inside_of_writing_it_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "release"
    (tmp_path / "link").symlink_to(folder)
    with prepared(folder, RELEASE) as staged:
        with pytest.raises(BuildError, match="is already being written by this process"):
            put(tmp_path / "link", 1)
        write_release(staged, files(2), {"format": 2, "version": 2})
    assert (2, ["link"]) == (version_at(folder), beside(folder))
