"""Atomic publishing of a release folder.

A release is written aside, flushed, read back and then put in place by renaming; the
manifest with all hashes is written last. Whenever a build is killed, what `locate` finds
is a whole release: the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from assbkg.errors import BuildError
from assbkg.graph.replacing import replaced

__all__ = ["MANIFEST", "publish", "sha256"]

MANIFEST = "manifest.json"


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def publish(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> None:
    """Put `files` and a manifest that holds `facts` and their hashes at `folder`.

    Raises `BuildError`, and leaves the old release as it was, when the folder holds
    something else, can't be written, or reads back otherwise than written.
    """
    outputs = {name: sha256(data) for name, data in sorted(files.items())}
    said = {**facts, "outputs": outputs}
    manifest = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    with replaced(folder, {*files, *_listed(folder)}, MANIFEST, "release") as staged:
        for name, data in (*sorted(files.items()), (MANIFEST, manifest.encode())):
            _write_through(staged / name, data)


def _listed(folder: Path) -> Iterable[str]:
    """What the manifest of a release lists: nothing when it is damaged."""
    try:
        return tuple(json.loads((folder / MANIFEST).read_bytes())["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    if path.read_bytes() != data:
        raise BuildError(
            f"{path}: reads back otherwise than it was written; the old release is as it was"
        )
