"""A folder of files put in place all at once, and never over something else.

The new folder is made aside and then put in place by renaming. Whenever the process is
killed, what `locate` finds is a whole folder: the old one or the new one. A folder is
known by one of its files, its *mark*, which is written last.
"""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from assbkg.errors import BuildError
from assbkg.signing.signatures import SUFFIX

__all__ = ["flush_folder", "locate", "prepared", "replaced"]

#: How the name of a folder ends in which something is being made.
_WORKSHOP: Final = ".making"


def locate(folder: Path, mark: str) -> Path:
    """Where the contents of `folder` are now.

    That is the folder itself, or the one put aside when a process was killed between its
    two renamings.
    """
    folder = _real(folder)
    if not (folder / mark).is_file() and (_aside(folder) / mark).is_file():
        return _aside(folder)
    return folder


@contextmanager
def replaced(folder: Path, parts: Collection[str], mark: str, what: str) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` when all goes well.

    `parts` are the names of all that may stand in the folder that is replaced; `what` says
    what it is, for messages. One process at a time replaces folders below a parent. Raises
    `BuildError`, and leaves what was there as it was, when `folder` holds anything else or
    can't be written.
    """
    folder = _real(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.parent):
            _refuse_foreign(folder, parts, mark, what)
            _recover(folder, mark)
            staged = _staged(folder)
            try:
                staged.mkdir()
                yield staged
                flush_folder(staged)
                _swap(folder)
            finally:
                # Still locked: without the lock this could be another process's.
                shutil.rmtree(staged, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BuildError(
            f"{folder}: can't be written: {reason}; the old {what} is as it was"
        ) from error


@contextmanager
def prepared(folder: Path, parts: Collection[str], mark: str, what: str) -> Iterator[Path]:
    """As `replaced`, for contents that take long to make.

    They are made in a folder of their own, so that nobody has to wait meanwhile, and moved
    in at the end. That `folder` can be replaced is looked at first.
    """
    folder = _real(folder)
    _refuse_foreign(folder, parts, mark, what)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _workshop(folder) as aside:
            yield aside
            with replaced(folder, parts, mark, what) as staged:
                for path in sorted(aside.iterdir()):
                    path.rename(staged / path.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BuildError(
            f"{folder}: can't be written: {reason}; the old {what} is as it was"
        ) from error


def flush_folder(folder: Path) -> None:
    """Have the names in a folder written to disk, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _real(folder: Path) -> Path:
    """Where a folder really is: a link to it stays a link, and what it leads to is replaced."""
    return Path(os.path.realpath(folder))


def _aside(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _staged(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _refuse_foreign(folder: Path, parts: Collection[str], mark: str, what: str) -> None:
    """Replace nothing but what it should be: what is put aside is deleted afterwards."""
    if folder.is_symlink():  # after `_real`
        raise BuildError(f"{folder}: is a link that leads back to itself; expected a folder")
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BuildError(f"{folder}: is a file; expected a folder for the {what}")
    found = {path.name for path in folder.iterdir()}
    if found and mark not in found:
        raise BuildError(
            f"{folder}: holds other files and no {mark}; choose an empty folder, "
            "so that nothing is lost"
        )
    strangers = found - {mark, mark + SUFFIX, *parts}
    if strangers:
        raise BuildError(
            f"{folder}: holds {min(strangers)}, which is no part of a {what}; move it away, "
            "so that it is not lost"
        )


@contextmanager
def _locked(parent: Path) -> Iterator[None]:
    """Let one process at a time replace folders below `parent`, where the system can lock."""
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


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """A folder beside `folder`, to make things in; those of killed processes are deleted.

    Whoever works in one holds a lock on it, which ends with the process.
    """
    with ExitStack() as held:
        with _locked(folder.parent):
            for left in folder.parent.glob(f".{glob.escape(folder.name)}-*{_WORKSHOP}"):
                if _abandoned(left):
                    shutil.rmtree(left, ignore_errors=True)
            made = tempfile.TemporaryDirectory(
                prefix=f".{folder.name}-", suffix=_WORKSHOP, dir=folder.parent
            )
            aside = Path(held.enter_context(made))
            held.enter_context(_locked(aside))
        yield aside


def _abandoned(workshop: Path) -> bool:
    """Whether nobody works there any more, as far as the system can tell."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no fcntl
        return False
    handle = os.open(workshop, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _recover(folder: Path, mark: str) -> None:
    """Tidy up after a process that was killed."""
    if _aside(folder).exists():
        if (folder / mark).is_file():
            shutil.rmtree(_aside(folder))
        else:
            if folder.exists():
                folder.rmdir()
            _aside(folder).rename(folder)
    if _staged(folder).exists():
        shutil.rmtree(_staged(folder))


def _swap(folder: Path) -> None:
    """Put the staged folder in place of the old one, or leave the old one there."""
    staged, aside = _staged(folder), _aside(folder)
    if folder.exists():
        folder.rename(aside)
    try:
        staged.rename(folder)
        flush_folder(folder.parent)
    except OSError:
        if not staged.exists():
            folder.rename(staged)
        if aside.exists():
            aside.rename(folder)
        raise
    # What can't be deleted now, the next process deletes.
    shutil.rmtree(aside, ignore_errors=True)
