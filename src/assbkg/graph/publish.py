"""Atomic publishing of a release folder.

A release is written aside, flushed, read back and then put in place by renaming; the
manifest with all hashes is written last. Whenever a build is killed, what `locate` finds
is a whole release: the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assbkg.errors import BuildError

__all__ = ["MANIFEST", "locate", "publish", "sha256"]

MANIFEST = "manifest.json"


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def locate(folder: Path) -> Path:
    """Where the release of `folder` is now.

    That is the folder itself, or the one put aside when a build was killed between its
    two renamings.
    """
    folder = folder.resolve()
    if not (folder / MANIFEST).is_file() and (_aside(folder) / MANIFEST).is_file():
        return _aside(folder)
    return folder


def publish(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> None:
    """Put `files` and a manifest that holds `facts` and their hashes at `folder`.

    Raises `BuildError`, and leaves the old release as it was, when the folder holds
    something else, can't be written, or reads back otherwise than written.
    """
    # A link to a folder stays a link: what it leads to is replaced.
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.parent):
            _refuse_foreign(folder, files)
            _recover(folder)
            try:
                _stage(folder, files, facts)
                _swap(folder)
            finally:
                # Still locked: without the lock this could be another build's.
                shutil.rmtree(_staged(folder), ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BuildError(
            f"{folder}: can't be written: {reason}; the old release is as it was"
        ) from error


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _staged(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _refuse_foreign(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace nothing but a release: what is put aside is deleted afterwards."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BuildError(f"{folder}: is a file; expected a folder for the release")
    found = {path.name for path in folder.iterdir()}
    if found and MANIFEST not in found:
        raise BuildError(
            f"{folder}: holds other files and no {MANIFEST}; choose an empty folder, "
            "so that nothing is lost"
        )
    strangers = found - {MANIFEST, *files, *_listed(folder)}
    if strangers:
        raise BuildError(
            f"{folder}: holds {min(strangers)}, which is no part of a release; move it away, "
            "so that it is not lost"
        )


def _listed(folder: Path) -> Iterable[str]:
    """What the manifest of a release lists: nothing when it is damaged."""
    try:
        return tuple(json.loads((folder / MANIFEST).read_bytes())["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


@contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Let one build at a time publish below `parent`, where the system can lock."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no fcntl
        yield
        return
    handle = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _recover(folder: Path) -> None:
    """Tidy up after a build that was killed."""
    if _aside(folder).exists():
        if (folder / MANIFEST).is_file():
            shutil.rmtree(_aside(folder))
        else:
            if folder.exists():
                folder.rmdir()
            _aside(folder).rename(folder)
    if _staged(folder).exists():
        shutil.rmtree(_staged(folder))


def _stage(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> None:
    staged = _staged(folder)
    staged.mkdir()
    outputs = {name: sha256(data) for name, data in sorted(files.items())}
    said = {**facts, "outputs": outputs}
    manifest = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    for name, data in (*sorted(files.items()), (MANIFEST, manifest.encode())):
        _write_through(staged / name, data)
    _flush_folder(staged)


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    if path.read_bytes() != data:
        raise BuildError(
            f"{path}: reads back otherwise than it was written; the old release is as it was"
        )


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(folder: Path) -> None:
    """Put the staged release in place of the old one, or leave the old one there."""
    staged, aside = _staged(folder), _aside(folder)
    if folder.exists():
        folder.rename(aside)
    try:
        staged.rename(folder)
        _flush_folder(folder.parent)
    except OSError:
        if not staged.exists():
            folder.rename(staged)
        if aside.exists():
            aside.rename(folder)
        raise
    # What can't be deleted now, the next build deletes.
    shutil.rmtree(aside, ignore_errors=True)
