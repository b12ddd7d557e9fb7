"""Atomic publishing of a release folder.

A release is written aside, read back, flushed and then put in place by renaming; the
manifest with all hashes is written last. Whenever a build is killed, what `locate` finds
is a whole release: the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from assbkg.errors import BuildError
from assbkg.graph.manifest import outputs, read_manifest
from assbkg.graph.ownership import Kind
from assbkg.graph.replacing import prepared

__all__ = ["MANIFEST", "RELEASE", "publish", "sha256", "write_release"]

MANIFEST = "manifest.json"

#: A name that no file can have.
_NOTHING: Final = re.compile(r"(?!)")


#: A release, and all that it may hold.
RELEASE: Final = Kind(
    "release",
    MANIFEST,
    re.compile(
        r"assbkg\.(nq|jsonld)|(evidence|asserted|inferred|queries)\.ttl|ontology\.(ttl|nt|owl)|rounds\.csv"
    ),
    _NOTHING,
    lambda mark: outputs(read_manifest(mark), mark),
)


def sha256(data: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def publish(folder: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> None:
    """Put `files` and a manifest that holds `facts` and their hashes at `folder`.

    Raises `BuildError`, and leaves the old release as it was, when the folder holds
    something else, can't be written, or reads back otherwise than written.
    """
    with prepared(folder, RELEASE) as staged:
        write_release(staged, files, facts)


def write_release(staged: Path, files: Mapping[str, bytes], facts: Mapping[str, object]) -> None:
    """Write the files of a release and their manifest into a prepared folder.

    Raises `BuildError` when one reads back otherwise than written.
    """
    hashes = {name: sha256(data) for name, data in sorted(files.items())}
    said = {**facts, "outputs": hashes}
    manifest = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    for name, data in (*sorted(files.items()), (MANIFEST, manifest.encode())):
        path = staged / name
        path.write_bytes(data)
        if path.read_bytes() != data:
            raise BuildError(
                f"{path}: reads back otherwise than it was written; the old release is as it was"
            )
