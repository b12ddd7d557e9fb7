"""A folder of files put in place all at once, and never over something else.

The new folder is made aside and then put in place by renaming. Whenever the process is
killed or the power fails, what `locate` finds is a whole folder: the old one or the new one.
A folder is known by one of its files, its *mark*, which is written last.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assbkg.errors import BuildError, DrawingError
from assbkg.files.locking import GONE, alone, aside_of, real_path, workshop
from assbkg.files.ownership import Kind, walk
from assbkg.nearest import nearest

__all__ = ["check_target", "ending_of", "prepared", "write_whole"]


def ending_of(path: Path, endings: Collection[str]) -> str:
    """Return the ending of a file's name, in lower case.

    Raises `DrawingError`, with the nearest one, when it is none of `endings`.
    """
    ending = path.suffix.lower()
    if ending not in endings:
        said = f"{ending!r} is not supported" if ending else "has no extension"
        near = nearest(ending, endings, 1) if ending else ()
        meant = f"did you mean {near[0]}? " if near else ""
        raise DrawingError(f"{path}: {said}; {meant}known are {', '.join(endings)}")
    return ending


def check_target(path: Path) -> None:
    """Raise `DrawingError` when no file can be put at `path`, before any work is done."""
    with _told(path):
        if path.is_dir():
            raise DrawingError(f"{path}: is a folder; expected the name of a file")
        if path.exists() and not path.is_file():
            raise DrawingError(f"{path}: is not an ordinary file, and won't be replaced")
        place = _place(path)
        if place.is_symlink():
            raise DrawingError(f"{path}: is a link to itself; give a file")
        if not place.parent.is_dir():
            raise DrawingError(f"{path}: there is no folder {place.parent}; make it first")


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path`; whatever goes wrong, an older file there stays as it was.

    Raises `DrawingError` when it can't be written.
    """
    check_target(path)
    with _told(path):
        place = _place(path)
        # Without the name of the file, which may be as long as names can be.
        beside = place.with_name(f".assbkg-{secrets.token_hex(4)}")
        with beside.open("xb") as handle:
            try:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
                handle.close()
                beside.replace(place)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise


def _place(path: Path) -> Path:
    """Where a file really is: a link to it stays a link, and what it leads to is replaced."""
    return Path(os.path.realpath(path))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise DrawingError(f"{path}: can't be written: {reason}") from error


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
            try:
                _throw_away(aside, staged)
            except KeyboardInterrupt:
                with suppress(OSError):
                    _throw_away(aside, staged)
                raise


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
