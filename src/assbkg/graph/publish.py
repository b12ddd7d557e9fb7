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
from collections.abc import Iterator, Mapping
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
    if not folder.exists() and _aside(folder).exists():
        return _aside(folder)
    return folder


def publish(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> None:
    """Put `files` and a manifest that holds `facts` and their hashes at `folder`.

    Raises `BuildError`, and leaves the old release as it was, when the folder holds
    something else, can't be written, or reads back otherwise than written.
    """
    folder = folder.absolute()
    _refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.parent):
            _recover(folder)
            staged = _stage(folder, files, facts)
            _swap(staged, folder)
    except OSError as error:
        shutil.rmtree(_staged(folder), ignore_errors=True)
        reason = error.strerror or str(error)
        raise BuildError(
            f"{folder}: can't be written: {reason}; the old release is as it was"
        ) from error


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _staged(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _refuse_foreign(folder: Path) -> None:
    if folder.is_file():
        raise BuildError(f"{folder}: is a file; expected a folder for the release")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise BuildError(
            f"{folder}: holds other files and no {MANIFEST}; choose an empty folder, "
            "so that nothing is lost"
        )


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
    if _aside(folder).exists():
        if folder.exists():
            shutil.rmtree(_aside(folder))
        else:
            _aside(folder).rename(folder)
    if _staged(folder).exists():
        shutil.rmtree(_staged(folder))


def _stage(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> Path:
    staged = _staged(folder)
    staged.mkdir()
    outputs = {name: sha256(data) for name, data in sorted(files.items())}
    manifest = json.dumps({**facts, "outputs": outputs}, indent=2, sort_keys=True) + "\n"
    for name, data in (*sorted(files.items()), (MANIFEST, manifest.encode())):
        _write_through(staged / name, data)
    _flush_folder(staged)
    return staged


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    if sha256(path.read_bytes()) != sha256(data):
        raise BuildError(f"{path}: reads back otherwise than it was written")


def _flush_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(staged: Path, folder: Path) -> None:
    if folder.exists():
        folder.rename(_aside(folder))
    staged.rename(folder)
    _flush_folder(folder.parent)
    if _aside(folder).exists():
        shutil.rmtree(_aside(folder))
