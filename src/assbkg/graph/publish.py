"""Atomic publishing of a release folder.

A release is written aside, read back, flushed and then put in place by renaming; the
manifest with all hashes is written last. Whenever a build is killed, what `locate` finds
is a whole release: the old one or the new one.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias

from assbkg.errors import BuildError
from assbkg.files.opening import MIB, parse_json, read_text, sha256_of
from assbkg.files.ownership import Kind
from assbkg.files.replacing import prepared

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

__all__ = [
    "MANIFEST",
    "MOST_BYTES",
    "MOST_FILES",
    "RELEASE",
    "About",
    "Contents",
    "Written",
    "outputs",
    "publish",
    "read_manifest",
    "sha256",
    "write_release",
]


#: The longest manifest, in bytes, and the maximum number of files in it.
MOST_BYTES: Final = 16 * MIB
MOST_FILES: Final = 100_000

#: A file in the folder or below it: no absolute path, `..`, drive or hidden name.
_NAME: Final = re.compile(r"(?:\w[\w.+=-]*/){0,7}\w[\w.+=-]*", re.ASCII)
_LONGEST_NAME: Final = 255
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest, whoever wrote it.

    Raises `UnreadableFile` if it is no bounded JSON object that says each thing once.
    """
    return parse_json(read_text(path, MOST_BYTES), path)


def outputs(manifest: Mapping[str, Any], path: Path) -> dict[str, str]:
    """Return the files that a manifest lists, with their SHA-256; `path` is for messages.

    Raises `BuildError` if it lists too many, or what is not a name of a file below its folder.
    """
    listed = manifest.get("outputs")
    if not isinstance(listed, dict):
        raise BuildError(f"{path}: 'outputs' is not a list of files with their SHA-256")
    if len(listed) > MOST_FILES:
        raise BuildError(f"{path}: lists {len(listed):,} files; expected at most {MOST_FILES:,}")
    for name, digest in listed.items():
        _require_name(name, path)
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise BuildError(f"{path}: {name} has no SHA-256 in hexadecimal")
    return listed


def _require_name(name: str, path: Path) -> None:
    """Raise `BuildError` if a manifest at `path` lists a name that leaves its folder."""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise BuildError(f"{path}: {name[:80]!a} is not a name of a file in the folder")


MANIFEST = "manifest.json"

#: The contents of a file: bytes, or a function that writes them in pieces.
Contents: TypeAlias = bytes | Callable[[IO[bytes]], object]


@dataclass(frozen=True)
class Written:
    """The SHA-256 and the length in bytes of a file that was written."""

    sha256: str
    size: int


#: Makes the contents of a file from the files that were written before it.
About: TypeAlias = Callable[[Mapping[str, Written]], bytes]

#: A name that is not a valid file name.
_NOTHING: Final = re.compile(r"(?!)")


#: A release, and the files that it may hold.
RELEASE: Final = Kind(
    "release",
    MANIFEST,
    re.compile(
        r"assbkg\.(nq|jsonld)|(evidence|asserted|inferred|queries|void)\.ttl"
        r"|ontology\.(ttl|nt|owl)|rounds\.csv|ro-crate-metadata\.json"
    ),
    _NOTHING,
    lambda mark: outputs(read_manifest(mark), mark),
)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def publish(folder: Path, files: Mapping[str, Contents], facts: Mapping[str, object]) -> None:
    """Put `files` and a manifest that holds `facts` and their hashes at `folder`.

    Raises `BuildError`, and leaves the old release as it was, when the folder holds
    something else, can't be written, or reads back otherwise than written.
    """
    with prepared(folder, RELEASE) as staged:
        write_release(staged, files, facts)


def write_release(
    staged: Path,
    files: Mapping[str, Contents],
    facts: Mapping[str, object],
    about: Mapping[str, About] | None = None,
) -> None:
    """Write the files of a release and their manifest into a prepared folder.

    Files that describe others, `about`, are written after these, in the order given. Raises
    `BuildError` when one reads back otherwise than written.
    """
    written: dict[str, Written] = {}
    for name, contents in sorted(files.items()):
        written[name] = _write(staged / name, contents)
    for name, describe in (about or {}).items():
        written[name] = _write(staged / name, describe(written))
    said = {**facts, "outputs": {name: file.sha256 for name, file in written.items()}}
    manifest = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    _write(staged / MANIFEST, manifest.encode())


def _write(path: Path, contents: Contents) -> Written:
    """Write a file, read it back, and return its hash and length."""
    with path.open("wb", buffering=0) as handle:
        hashing = _Hashing(handle)
        with io.BufferedWriter(hashing) as file:
            if isinstance(contents, bytes):
                file.write(contents)
            else:
                contents(file)
    digest = hashing.hash.hexdigest()
    if sha256_of(path) != digest:
        raise BuildError(
            f"{path}: what was read back differs from what was written; the old release is "
            "unchanged"
        )
    return Written(digest, hashing.size)


class _Hashing(io.RawIOBase):
    """A writable file that computes the hash and the length of what was written."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Buffer) -> int:
        """Write as much as the system takes at once; return the number of bytes."""
        taken = self._file.write(data)
        self.hash.update(memoryview(data)[:taken])
        self.size += taken
        return taken
