"""A command, watched: how long it takes, how much memory it needs, and an end in time."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import psutil

__all__ = ["Watched", "watch"]

#: Seconds between two looks at the memory of a process and its children.
_INTERVAL: Final = 0.02

#: So many looks between two searches for children, which cost the machine some time.
_SEARCH: Final = 10

_MIB: Final = 1 << 20


@dataclass(frozen=True)
class Watched:
    """How a command went.

    `seconds` is its wall time from start to end, `processor` the seconds that it and its
    children kept a core busy, which other work on the machine changes little, and `mebibytes`
    the most memory that they had resident at once. `status` is None where time ran out and
    all were killed.
    """

    seconds: float
    processor: float
    mebibytes: float
    status: int | None
    printed: str
    complaints: str


def watch(command: Sequence[str], limit: float, folder: Path | None = None) -> Watched:
    """Run a command in `folder`, and kill it with all that it started after `limit` seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start, spent = time.perf_counter(), _processor()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # a process group of its own, to be killed as one
        )
        family = _Family(process)
        try:
            while process.poll() is None and time.perf_counter() - start < limit:
                family.look()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_INTERVAL)
            seconds = time.perf_counter() - start
            in_time = process.poll() is not None
        finally:
            family.kill()
        status = process.returncode if in_time else None
        spent = _processor() - spent
        return Watched(seconds, spent, family.most / _MIB, status, _text(out), _text(err))


def _processor() -> float:
    """The seconds that all our children so far kept a core busy, with theirs."""
    times = os.times()
    return times.children_user + times.children_system


class _Family:
    """A process and its children, also those that left its process group."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.members: set[psutil.Process] = set()
        self.most = 0
        self.looks = 0

    def search(self) -> None:
        """Find children, and theirs."""
        with suppress(psutil.NoSuchProcess):
            self.members.update(psutil.Process(self.process.pid).children(recursive=True))

    def look(self) -> None:
        """Add up the memory that they have now."""
        if self.looks % _SEARCH == 0:
            self.search()
        self.looks += 1
        pids = [self.process.pid, *(member.pid for member in self.members)]
        sizes = [size for pid in pids if (size := _size(pid))]
        # The system remembers how large each has been, also between two looks.
        self.most = max(self.most, sum(now for now, _ in sizes), *(most for _, most in sizes), 0)

    def kill(self) -> None:
        """Kill all that still run."""
        self.search()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for member in self.members:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.process.wait()


def _size(pid: int) -> tuple[int, int] | None:
    """The bytes that a process has resident, now and at most so far; None when it is gone."""
    status = Path(f"/proc/{pid}/status")
    try:
        if status.exists():
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
            now, most = (int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
            return now, most
        now = psutil.Process(pid).memory_info().rss
    except (OSError, KeyError, psutil.Error):  # gone meanwhile, or a zombie without memory
        return None
    return now, now


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
