"""Locks on a folder: one writer at a time, and readers who see one version of it whole.

A writer holds the *workshop*, a hidden folder beside the folder that it writes, from before it
reads until its result is in place. Readers share a lock on the folder itself, and a writer waits
for them before it swaps the old folder for the new one; while it waits, new readers wait for it.

All are locks of the operating system, which end with the process that holds them. Nobody waits
for a lock while holding one that a writer needs: a writer takes its workshop first, reads, lets
go of what it read, and then swaps.
"""

from __future__ import annotations

import logging
import os
import shutil
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from assbkg.errors import BuildError

__all__ = ["GONE", "alone", "aside_of", "locate", "reading", "real_path", "workshop"]

#: The parts of a workshop: its lock, which also says who holds it; the gate at which readers
#: wait; what is being made; and an old version on its way out.
_LOCK: Final = "lock"
_GATE: Final = "gate"
_NEW: Final = "new"
GONE: Final = "gone"
_PARTS: Final = frozenset({_LOCK, _GATE, _NEW, GONE})

_PAUSE_SECONDS: Final = 0.01
#: Who waits longer says for whom.
_PATIENCE_SECONDS: Final = 1.0

#: The folders that this process reads, with the thread: whoever waits for itself waits for ever.
_READ_HERE: Final[list[tuple[int, int, int]]] = []

_POSIX: Final = os.name == "posix"
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)
_FOLDER: Final = getattr(os, "O_DIRECTORY", 0)


def real_path(folder: Path) -> Path:
    """Return where a folder really is: two links to one folder lead to one lock."""
    return Path(os.path.realpath(folder))


def aside_of(folder: Path) -> Path:
    """Return where the old version of a folder is between two renamings."""
    return folder.parent / f".{folder.name}.old"


def locate(folder: Path, mark: str) -> Path:
    """Return where the contents of a folder, known by one of its files, are now.

    That is the folder itself, or the one put aside when a process was killed between its
    two renamings.
    """
    folder = real_path(folder)
    if not (folder / mark).is_file() and (aside_of(folder) / mark).is_file():
        return aside_of(folder)
    return folder


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Hold the workshop of a folder, and give an empty place in it to make things in.

    Waits for another writer, and logs a warning that names its process when that takes long.
    What a killed process left in the workshop is deleted, and the workshop itself at the end.
    Raises `BuildError` when the same thread holds it already, or when something else has its
    name, and `OSError` when the disk refuses.
    """
    place = _workshop_of(folder)
    with ExitStack() as held:
        # Before anything is made: a signal may come at any time.
        lock: list[int] = []
        held.callback(_leave, place, lock)
        _hold(place, folder, lock)
        _empty(place)
        (place / _NEW).mkdir()
        yield place / _NEW


def _leave(place: Path, lock: list[int]) -> None:
    """Delete a workshop and let go of it; a signal that comes meanwhile does not stop that."""
    try:
        _delete(place, lock)
    except BaseException:
        _delete(place, lock)
        raise
    finally:
        for handle in lock:
            os.close(handle)
        if not _POSIX:  # pragma: no cover - Windows deletes no file that is open
            with suppress(OSError):
                (place / _LOCK).unlink()
                place.rmdir()


@contextmanager
def alone(folder: Path, place: Path) -> Iterator[None]:
    """Wait until nobody reads a folder, and keep new readers waiting meanwhile.

    `place` is what `workshop` gave. The folder may be moved away meanwhile. Raises `BuildError`
    when the same thread reads it.
    """
    with ExitStack() as held:
        if _POSIX and folder.is_dir():
            gate = os.open(place.parent / _GATE, os.O_CREAT | os.O_RDWR | _NO_LINK, 0o666)
            held.callback(os.close, gate)
            _await(lambda: _lock(gate), folder, "read")
            handle = os.open(folder, os.O_RDONLY | _FOLDER)
            held.callback(os.close, handle)
            if _here(handle) in _READ_HERE:
                raise BuildError(
                    f"{folder}: is being read by this process, so it can't be replaced"
                )
            _await(lambda: _lock(handle), folder, "read")
        yield


@contextmanager
def reading(folder: Path, mark: str) -> Iterator[Path]:
    """Hold a folder as it is while it is read, and give where it is.

    A writer that has a new version ready waits until all who read the old one are done. The
    folder need not exist. On a system or disk without such locks the folder is not held.
    """
    gate = _workshop_of(real_path(folder)) / _GATE
    with ExitStack() as held:
        while True:
            _pass(gate)
            found = locate(folder, mark)
            try:
                handle = _share(found)
            except FileNotFoundError:
                # A writer moved it after it was located; a folder that never was stays away.
                if locate(folder, mark).is_dir():
                    continue
                break
            if handle is None:
                break
            if locate(folder, mark) == found and _is_at(handle, found):
                held.callback(os.close, handle)
                here = _here(handle)
                _READ_HERE.append(here)
                held.callback(_READ_HERE.remove, here)
                break
            os.close(handle)
        yield found


def _here(handle: int) -> tuple[int, int, int]:
    status = os.fstat(handle)
    return threading.get_ident(), status.st_dev, status.st_ino


def _pass(gate: Path) -> None:
    """Wait while a writer waits for readers: else it could wait for ever."""
    with suppress(OSError):
        handle = os.open(gate, os.O_RDONLY | _NO_LINK | _NO_WAIT)
        try:
            _lock_shared(handle)
        finally:
            os.close(handle)


def _share(found: Path) -> int | None:
    """Return a shared lock on a folder; None when it can't be locked.

    Raises `FileNotFoundError` when there is no folder.
    """
    try:
        handle = os.open(found, os.O_RDONLY | _FOLDER)
    except FileNotFoundError:
        raise
    except OSError:
        return None
    try:
        _lock_shared(handle)
    except OSError:  # a disk without locks
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def _workshop_of(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.making"


def _hold(place: Path, folder: Path, lock: list[int]) -> None:
    """Put the lock on a workshop, which is made if need be, into a list."""

    def attempt() -> bool:
        # A folder in which nothing can be made is nothing to wait for.
        with suppress(FileExistsError):
            place.mkdir(exist_ok=True)
        try:
            handle = os.open(place / _LOCK, os.O_CREAT | os.O_RDWR | _NO_LINK, 0o666)
        except (NotADirectoryError, FileNotFoundError):
            # Whoever had it has just left it, or there is something else.
            _require_workshop(place)
            return False
        if _lock(handle) and _is_at(handle, place / _LOCK):
            lock.append(handle)
            return True
        os.close(handle)
        return False

    _require_workshop(place)
    _await(attempt, folder, "written", lambda: _holder(place))
    os.truncate(lock[0], 0)
    os.write(lock[0], _me().encode())


def _await(
    attempt: Callable[[], bool], folder: Path, how: str, holder: Callable[[], str] = lambda: ""
) -> None:
    """Try again and again; say so when that takes long."""
    started, told = time.monotonic(), False
    while not attempt():
        by = holder()
        if by == _me():
            raise BuildError(f"{folder}: is already being written by this process")
        if not told and time.monotonic() - started > _PATIENCE_SECONDS:
            told = True
            process = by.partition(" ")[0]
            by_whom = f" by process {process}" if process.isdecimal() else ""
            logging.getLogger(__name__).warning(
                "%s is being %s%s; waiting for it to finish", folder, how, by_whom
            )
        time.sleep(_PAUSE_SECONDS)


def _lock(handle: int) -> bool:
    """Lock an open file for this process alone; whether that could be done at once."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_shared(handle: int) -> None:
    """Lock an open file or folder together with others, after whoever has it alone."""
    if sys.platform == "win32":
        raise OSError("a folder can't be locked")
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_SH)


def _is_at(handle: int, path: Path) -> bool:
    """Whether an open file or folder is still the one at a path."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except OSError:
        return False


def _me() -> str:
    return f"{os.getpid()} {threading.get_ident()}"


def _holder(place: Path) -> str:
    """Return who holds a workshop, as far as can be seen."""
    try:
        return (place / _LOCK).read_text(encoding="ascii")[:64]
    except (OSError, ValueError):
        return ""


def _require_workshop(place: Path) -> None:
    """Raise `BuildError` when something else has the name of a workshop."""
    try:
        if not stat.S_ISDIR(place.lstat().st_mode):
            raise BuildError(f"{place}: is not a folder but is in the way; move it away")
        strangers = {path.name for path in place.iterdir()} - _PARTS
    except FileNotFoundError:
        return
    if strangers:
        raise BuildError(
            f"{place}: holds {min(strangers)}, which assbkg did not make; move it elsewhere "
            "so that it is not lost"
        )


def _empty(place: Path) -> None:
    for name in (_NEW, GONE):
        with suppress(FileNotFoundError):
            shutil.rmtree(place / name)


def _delete(place: Path, lock: list[int]) -> None:
    """Delete a workshop that is ours; what can't be deleted, the next writer deletes."""
    if lock and _is_at(lock[0], place / _LOCK):
        for name in (_NEW, GONE):
            shutil.rmtree(place / name, ignore_errors=True)
        # The lock goes last: after it, the workshop may be another's.
        for name in (_GATE, _LOCK):
            with suppress(OSError):
                (place / name).unlink()
    with suppress(OSError):
        place.rmdir()
