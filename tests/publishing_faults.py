"""A disk that fails, or loses power, at the n-th thing that is done to it.

Python's own calls are played: those of `os` that publishing uses. Files that DuckDB writes are
there when they are flushed, as they would be.
"""

from __future__ import annotations

import errno
import itertools
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

#: What may fail: making, writing, flushing, naming and deleting.
CALLS: Final = (
    "open",
    "mkdir",
    "fsync",
    "rename",
    "unlink",
    "rmdir",
    "scandir",
    "write",
    "truncate",
)
ERRORS: Final = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT)


@dataclass
class Failing:
    """How many calls were made; that with the number `fatal` raises, and all after it if so."""

    fatal: int
    error: int
    stays: bool = False
    calls: int = 0

    def around(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: object, **named: object) -> object:
            self.calls += 1
            if self.calls == self.fatal or (self.stays and self.calls > self.fatal):
                raise OSError(self.error, os.strerror(self.error))
            return original(*arguments, **named)

        return call


@contextmanager
def failing(fatal: int, error: int, stays: bool = False) -> Iterator[Failing]:
    """Let one call of `os`, and of opening and copying files, fail."""
    fault = Failing(fatal, error, stays)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, fault.around(getattr(os, name)))
        for name in ("write_text", "open"):
            patch.setattr(Path, name, fault.around(getattr(Path, name)))
        yield fault


# ── power ─────────────────────────────────────────────────────────────────────


@dataclass
class Disk:
    """What a disk holds for certain: what was flushed of each file and folder.

    Every file and folder is kept open, so that no later one gets its number.
    """

    root: Path
    flushed: dict[int, bytes | dict[str, int]] = field(default_factory=dict)
    kinds: dict[int, bool] = field(default_factory=dict)
    handles: dict[int, int] = field(default_factory=dict)

    def note_all(self, flush: bool) -> None:
        """Note what there is; with `flush` all of it is on the disk."""
        for path in (self.root, *sorted(self.root.rglob("*"))):
            status = path.lstat()
            if status.st_ino not in self.handles:
                self.handles[status.st_ino] = _OPEN(path, os.O_PATH)
                self.kinds[status.st_ino] = stat.S_ISDIR(status.st_mode)
            if flush:
                self.flushed[status.st_ino] = contents(path)

    def flush(self, handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        self.flushed[os.fstat(handle).st_ino] = contents(path)

    def close(self) -> None:
        for handle in self.handles.values():
            os.close(handle)

    def lay_out(self, target: Path, names: bool, data: bool) -> None:
        """Make what is there after the power fails.

        `names` says whether names reached the disk that nobody had flushed, `data` the same of
        what is in files.
        """
        self._folder(target, self.root.lstat().st_ino, names, data)

    def _folder(self, target: Path, number: int, names: bool, data: bool) -> None:
        target.mkdir()
        kept = self.flushed.get(number, {})
        assert isinstance(kept, dict)
        found = self._entries(number) if names else kept
        for name, inode in found.items():
            if self.kinds[inode]:
                self._folder(target / name, inode, names, data)
            else:
                (target / name).write_bytes(self._bytes(inode, data))

    def _entries(self, number: int) -> dict[str, int]:
        place = f"/proc/self/fd/{self.handles[number]}"
        return {entry.name: entry.inode() for entry in _SCAN(place)}

    def _bytes(self, number: int, data: bool) -> bytes:
        if data:
            return Path(f"/proc/self/fd/{self.handles[number]}").read_bytes()
        kept = self.flushed.get(number, b"")
        assert isinstance(kept, bytes)
        return kept


#: As they are without any faults.
_OPEN: Final = os.open
_SCAN: Final = os.scandir


def contents(path: Path) -> bytes | dict[str, int]:
    if path.is_dir():
        return {entry.name: entry.stat().st_ino for entry in path.iterdir() if entry.exists()}
    return path.read_bytes()


@contextmanager
def powered(root: Path, out: Path) -> Iterator[list[Path]]:
    """Note at each step what would be there if the power failed then: folders in `out`."""
    disk, made, numbers = Disk(root), list[Path](), itertools.count()
    disk.note_all(flush=True)

    def fail() -> None:
        disk.note_all(flush=False)
        for names, data in ((True, True), (True, False), (False, True), (False, False)):
            made.append(out / f"{next(numbers)}")
            disk.lay_out(made[-1], names, data)

    def around(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: object) -> object:  # noqa: ANN401 - as the original
            if inside:
                return original(*arguments, **named)
            inside.append(True)
            try:
                fail()
                done = original(*arguments, **named)
                if original is sync:
                    disk.flush(arguments[0])
            finally:
                inside.pop()
            return done

        return call

    inside: list[bool] = []
    sync = os.fsync
    with pytest.MonkeyPatch.context() as patch:
        for name in ("mkdir", "fsync", "rename", "unlink", "rmdir"):
            patch.setattr(os, name, around(getattr(os, name)))
        yield made
    fail()
    disk.close()
