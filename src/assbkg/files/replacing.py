"""A folder of files put in place all at once, and never over something else.

The new folder is made aside and then put in place by renaming. Whenever the process is
killed or the power fails, what `locate` finds is a whole folder: the old one or the new one.
A folder is known by one of its files, its *mark*, which is written last.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assbkg.errors import BuildError
from assbkg.files.locking import GONE, alone, aside_of, real_path, workshop
from assbkg.files.ownership import Kind, walk

__all__ = ["prepared"]


@contextmanager
def prepared(folder: Path, kind: Kind) -> Iterator[Path]:
    """Give an empty folder that takes the place of `folder` when all goes well.

    The whole transaction belongs inside, from reading what the new contents depend on to
    writing them: one writer of `folder` is inside at a time, and others wait. Let go of
    `reading` locks before leaving. Raises `BuildError`, and leaves what was there as it was,
    when `folder` holds anything that its kind does not, or can't be written.
    """
    folder = real_path(folder)
    try:
        with _parents(folder.parent), workshop(folder) as staged:
            _recover(folder, kind, staged)
            kind.require_ours(folder)
            before = _identity(folder)
            yield staged
            _flush_all(staged)
            with alone(folder, staged):
                if _identity(folder) != before:
                    raise BuildError(
                        f"{folder}: was moved or created while the new version was made; "
                        "nothing was changed"
                    )
                _swap(folder, kind, staged)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BuildError(
            f"{folder}: can't be written: {reason}; the old {kind.what} is unchanged"
        ) from error


@contextmanager
def _parents(parent: Path) -> Iterator[None]:
    """Make the folders above, and delete them again when nothing is put there."""
    missing = [path for path in (parent, *parent.parents) if not path.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for path in missing:
            _flush(path.parent)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from any other that may be there later; None without one."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _recover(folder: Path, kind: Kind, staged: Path) -> None:
    """Put things right after a process that was killed between its renamings."""
    aside = aside_of(folder)
    if not os.path.lexists(aside):
        return
    with alone(aside, staged):
        kind.require_ours(aside)
        if (folder / kind.mark).is_file() or not (aside / kind.mark).is_file():
            _throw_away(aside, staged)
            return
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
        _flush(folder.parent)


def _swap(folder: Path, kind: Kind, staged: Path) -> None:
    """Put the staged folder in place of the old one, or leave the old one there."""
    aside = aside_of(folder)
    replaces = folder.exists()
    try:
        if replaces:
            folder.rename(aside)
            # Again, now that nothing can be put into it by its name any more.
            kind.require_ours(aside, folder)
        staged.rename(folder)
        _flush(staged.parent)
        _flush(folder.parent)
    except BaseException:
        if not staged.exists():
            folder.rename(staged)
        if replaces and aside.exists():
            aside.rename(folder)
        raise
    if replaces:
        # What can't be deleted now, the next process deletes.
        with suppress(OSError):
            _throw_away(aside, staged)


def _throw_away(aside: Path, staged: Path) -> None:
    """Move a folder into the workshop, to be deleted with it.

    Half of a folder would have a place of its own if deleting it reached the disk before this.
    """
    gone = staged.with_name(GONE)
    shutil.rmtree(gone, ignore_errors=True)
    aside.rename(gone)
    _flush(staged.parent)
    _flush(aside.parent)


def _flush_all(folder: Path) -> None:
    """Have all files in a folder, and their names, written to disk."""
    for _, entry in walk(folder):
        _flush(Path(entry.path))
    _flush(folder)


def _flush(path: Path) -> None:
    """Have a file, or the names in a folder, written to disk, where the system can."""
    if path.is_dir() and os.name != "posix":
        return
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
