"""The manifest of a published folder: the SHA-256 of each file in it, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from assbkg.errors import BuildError
from assbkg.files.opening import MIB, parse_json, read_text

__all__ = ["MOST_BYTES", "MOST_FILES", "outputs", "read_manifest"]

#: The longest manifest, in bytes, and the most files that one may list.
MOST_BYTES: Final = 16 * MIB
MOST_FILES: Final = 100_000

#: A file in the folder or below it: no absolute path, no `..`, no drive, nothing hidden.
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
    """Raise `BuildError` if a manifest at `path` lists what is no file below its folder."""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise BuildError(f"{path}: {name[:80]!a} is not a name of a file in the folder")
