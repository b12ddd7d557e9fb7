"""What may be replaced: a folder that holds nothing but what its writer put there.

A kind of folder has fixed names, and a *mark*: a file that lists the SHA-256 of all others. A
file that is not of such a name, is not an ordinary file, or differs from what the mark says is not
ours to delete.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assbkg.errors import AssbkgError, BuildError
from assbkg.files.opening import sha256_of

__all__ = ["SIGNATURE_SUFFIX", "Kind", "walk"]

#: How the name of a signature ends, after the name of what is signed.
SIGNATURE_SUFFIX: Final = ".sig"


@dataclass(frozen=True)
class Kind:
    """A kind of folder.

    `what` names it in messages. `files` and `folders` fit the names that it may hold, with
    slashes. `sums` reads the SHA-256 of each file from the mark, raises `AssbkgError` or
    `ValueError` when it is no such mark, and gives None for one that an old version wrote without.
    A signature of the mark may stand beside it.
    """

    what: str
    mark: str
    files: re.Pattern[str]
    folders: re.Pattern[str]
    sums: Callable[[Path], Mapping[str, str] | None]

    def require_ours(self, folder: Path, name: Path | None = None) -> None:
        """Raise `BuildError` unless a folder is missing, empty or all of this kind.

        `name` is what to call the folder, when that is not where it is now.
        """
        shown = name or folder
        if folder.is_symlink():
            raise BuildError(f"{shown}: is a link to itself; expected a folder")
        if not folder.exists():
            return
        if not folder.is_dir():
            raise BuildError(f"{shown}: is a file; expected a folder for the {self.what}")
        if not any(folder.iterdir()):
            return
        sums = self._sums(folder, shown)
        for path, entry in walk(folder):
            if self.is_mark(path) and entry.is_file(follow_symlinks=False):
                continue
            self._require_part(path, entry, shown)
            if entry.is_dir(follow_symlinks=False) or sums is None:
                continue
            if path not in sums:
                raise self._stranger(path, shown)
            if sha256_of(Path(entry.path), folder) != sums[path]:
                raise BuildError(
                    f"{shown}: {path} differs from what was written to this {self.what}; move "
                    "it elsewhere so that it is not lost"
                )

    def is_mark(self, name: str) -> bool:
        """Tell whether a file is the mark or its signature."""
        return name in (self.mark, self.mark + SIGNATURE_SUFFIX)

    def _sums(self, folder: Path, shown: Path) -> Mapping[str, str] | None:
        mark = folder / self.mark
        if mark.is_symlink() or not mark.is_file():
            raise BuildError(
                f"{shown}: holds other files and no {self.mark}; choose an empty folder so "
                "that nothing is lost"
            )
        try:
            return self.sums(mark)
        except (AssbkgError, ValueError) as error:
            raise BuildError(
                f"{shown}: {self.mark} is not as a {self.what} has it, so the folder may hold "
                "something else; move it away, so that nothing is lost"
            ) from error

    def _require_part(self, path: str, entry: os.DirEntry[str], shown: Path) -> None:
        fits = self.folders if entry.is_dir(follow_symlinks=False) else self.files
        plain = entry.is_dir(follow_symlinks=False) or entry.is_file(follow_symlinks=False)
        if not plain or not fits.fullmatch(path):
            raise self._stranger(path, shown)

    def _stranger(self, path: str, shown: Path) -> BuildError:
        return BuildError(
            f"{shown}: holds {path}, which is no part of a {self.what}; move it elsewhere so "
            "that it is not lost"
        )


def walk(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All that is in a folder, with its name in the folder, sorted; links are not followed."""
    left = [("", os.fspath(folder))]
    while left:
        prefix, place = left.pop()
        with os.scandir(place) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            yield prefix + entry.name, entry
            if entry.is_dir(follow_symlinks=False):
                left.append((f"{prefix}{entry.name}/", entry.path))
