"""A release opens whole, or not at all with a clear word."""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assbkg.errors import BuildError
from assbkg.files import locking
from assbkg.graph.publish import MANIFEST, publish, sha256
from assbkg.graph.release import FORMAT, QUADS, open_release


def quads(version: int) -> bytes:
    return f'<https://e.org/s> <https://e.org/p> "{version}" <https://e.org/g> .\n'.encode()


def put(folder: Path, version: int) -> Path:
    publish(folder, {QUADS: quads(version)}, {"format": FORMAT, "version": version})
    return folder


def edit_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def said(folder: Path) -> str:
    """What is said when a release is opened that can't be."""
    with pytest.raises(BuildError) as caught:
        open_release(folder)
    return str(caught.value)


# ── as it should be ───────────────────────────────────────────────────────────


def test_a_release_opens_with_its_quads(tmp_path: Path) -> None:
    store = open_release(put(tmp_path / "release", 1)).store
    assert quads(1).decode().strip() == f"{next(iter(store))} ."


def test_a_release_opens_with_its_manifest(tmp_path: Path) -> None:
    assert 1 == open_release(put(tmp_path / "release", 1)).manifest["version"]


def test_a_release_says_where_it_is(tmp_path: Path) -> None:
    assert tmp_path / "release" == open_release(put(tmp_path / "release", 1)).folder


def test_a_release_without_quads_opens_too(tmp_path: Path) -> None:
    publish(tmp_path / "release", {QUADS: b""}, {"format": FORMAT})
    assert 0 == len(open_release(tmp_path / "release").store)


# ── missing ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["nothing", "empty", "file"])
def test_a_missing_release_names_the_command_that_makes_one(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "release"
    if kind == "empty":
        folder.mkdir()
    elif kind == "file":
        folder.write_text("no folder")
    assert f"{folder}: holds no release; `assbkg build --out {folder}` makes one" == said(folder)


# ── damaged ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("length", [0, 1, 20, len(quads(1)) - 1])
def test_quads_cut_short_are_noticed(tmp_path: Path, length: int) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / QUADS).write_bytes(quads(1)[:length])
    assert "it was altered or truncated" in said(folder)


@pytest.mark.parametrize("place", range(0, len(quads(1)), 7))
def test_one_altered_byte_is_noticed(tmp_path: Path, place: int) -> None:
    folder = put(tmp_path / "release", 1)
    data = bytearray(quads(1))
    data[place] ^= 1
    (folder / QUADS).write_bytes(data)
    assert "it was altered or truncated" in said(folder)


def test_quads_of_another_release_are_noticed(tmp_path: Path) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / QUADS).write_bytes(quads(2))
    assert "does not match the manifest" in said(folder)


def test_missing_quads_are_noticed(tmp_path: Path) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / QUADS).unlink()
    assert "the release is damaged" in said(folder)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "3", '"text"', "{}", '{"format": 2}', '{"outputs": []}', "\x00"),
        *('{"format": 2, "format": 2, "outputs": {}}', '{"x": ' + "[" * 100_000),
        '{"format": 2, "outputs": {"../assbkg.nq": "0"}}',
    ],
)
def test_a_damaged_manifest_is_noticed(tmp_path: Path, text: str) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / MANIFEST).write_text(text)
    assert f"{folder}: the release is damaged" in said(folder)


@pytest.mark.parametrize("wrong", [None, "voids", ["voids", 1], {"voids": 1}])
def test_sources_that_are_no_list_of_ids_are_noticed_when_they_are_asked_for(
    tmp_path: Path, wrong: object
) -> None:
    folder = put(tmp_path / "release", 1)
    edit_manifest(folder, lambda manifest: manifest.update(sources=wrong, ontology_version=wrong))
    release = open_release(folder)
    with pytest.raises(BuildError, match="'sources' is missing or wrong; build it again"):
        assert release.sources
    edit_manifest(folder, lambda manifest: manifest.update(ontology_version=1))
    with pytest.raises(BuildError, match="'ontology_version' is missing or wrong"):
        assert open_release(folder).ontology_version


def test_a_manifest_that_is_no_text_is_noticed(tmp_path: Path) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / MANIFEST).write_bytes(b"\xff\xfe")
    assert f"{folder}: the release is damaged" in said(folder)


def test_a_release_of_a_later_format_is_not_guessed_at(tmp_path: Path) -> None:
    folder = put(tmp_path / "release", 1)
    edit_manifest(folder, lambda manifest: manifest.update(format=FORMAT + 1))
    assert f"is a release of format {FORMAT + 1}, expected {FORMAT}" in said(folder)


def test_quads_that_are_none_are_told_even_when_the_hash_fits(tmp_path: Path) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / QUADS).write_bytes(b"no quads\n")
    outputs = {QUADS: sha256(b"no quads\n")}
    edit_manifest(folder, lambda manifest: manifest.update(outputs=outputs))
    assert "is not valid N-Quads" in said(folder)


def test_a_damaged_release_says_how_to_mend_it(tmp_path: Path) -> None:
    folder = put(tmp_path / "release", 1)
    (folder / QUADS).write_bytes(b"")
    assert said(folder).endswith("build it again")


# ── while another is published ────────────────────────────────────────────────


def when_read(
    monkeypatch: pytest.MonkeyPatch, happen: Callable[[int], object]
) -> Callable[[], int]:
    """Let something happen each time between reading the manifest and the quads.

    The disk has no locks: else a release would stay as it is while it is read.
    """
    times = 0
    loads = json.loads

    def load(text: str, **options: Any) -> object:  # noqa: ANN401
        nonlocal times
        times += 1
        found = loads(text, **options)
        with monkeypatch.context() as patch:
            patch.setattr(json, "loads", loads)
            happen(times)
        return found

    def no_locks(handle: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(locking, "_lock_shared", no_locks)
    monkeypatch.setattr(json, "loads", load)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return lambda: times


def test_a_release_that_is_replaced_while_it_is_opened_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "release", 0)
    when_read(monkeypatch, lambda times: put(folder, 1) if times == 1 else None)
    opened = open_release(folder)
    assert (1, 1) == (opened.manifest["version"], len(opened.store))


def test_a_release_that_is_put_aside_while_it_is_opened_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "release", 0)
    aside = tmp_path / ".release.old"
    when_read(monkeypatch, lambda times: folder.rename(aside) if times == 1 else None)
    assert aside == open_release(folder).folder


def test_opening_gives_up_after_some_attempts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = put(tmp_path / "release", 0)
    times = when_read(monkeypatch, lambda times: put(folder, times))
    assert "does not match the manifest" in said(folder)
    assert 5 == times()
