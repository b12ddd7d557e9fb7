"""The files of a folder of facts, held against what its `facts.json` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assbkg.errors import ReasoningError
from assbkg.files.opening import sha256_of
from assbkg.files.ownership import walk
from assbkg.literature.fact_folder import FACTS, GIVEN, TERMS
from assbkg.literature.origin import KIND, ORIGIN, Origin, read_origin

__all__ = ["check_layout"]

_TOO_EARLY: Final = "is there, and facts.json does not say that it was reasoned over"


def check_layout(folder: Path) -> tuple[Origin, dict[str, Path]]:
    """Read the `facts.json` of a folder, and give it with all other files by their names.

    Raises `ReasoningError` for a file that is foreign, missing or no ordinary file, and where
    there are sums for one that differs from its own.
    """
    mark = folder / ORIGIN
    if mark.is_symlink() or not mark.is_file():
        raise ReasoningError(
            f"{folder}: holds no {ORIGIN}; expected a folder of facts, such as "
            f"`assbkg synthesise --papers 10 --out {folder}` makes"
        )
    origin, found = read_origin(mark), dict(_files(folder))
    for name in found:
        _require_sum(folder, name, origin)
    parts = {FACTS, GIVEN} if origin.reasoned else {FACTS}
    for part in (FACTS, GIVEN):
        if (part in parts) != (folder / part).is_dir():
            raise ReasoningError(
                f"{folder}: {part} {'is missing' if part in parts else _TOO_EARLY}"
            )
    missing = {TERMS, *(origin.files or ())} - found.keys()
    if missing:
        raise ReasoningError(f"{folder}: {min(missing)} is missing")
    return origin, found


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files but `facts.json`. Raises `ReasoningError` for what does not belong there."""
    for name, entry in walk(folder):
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not entry.is_file(follow_symlinks=False):
            raise ReasoningError(
                f"{folder / name}: is not an ordinary file; links are not followed"
            )
        if KIND.is_mark(name):
            continue
        if not (KIND.folders if is_folder else KIND.files).fullmatch(name):
            raise _foreign(folder, name)
        if not is_folder:
            yield name, folder / name


def _require_sum(folder: Path, name: str, origin: Origin) -> None:
    if origin.files is None:
        return
    if name not in origin.files:
        raise _foreign(folder, name)
    said, path = origin.files[name], folder / name
    size = path.stat().st_size
    if size != said.bytes or sha256_of(path, folder) != said.sha256:
        has = f"has {size:,} bytes and not {said.bytes:,}" if size != said.bytes else "was altered"
        raise ReasoningError(f"{path}: {has}; it is not what {ORIGIN} says, so write it again")


def _foreign(folder: Path, name: str) -> ReasoningError:
    return ReasoningError(f"{folder}: holds {name}, which is no part of a {KIND.what}")
