"""What a process gives up before it looks at what a stranger wrote."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final

__all__ = ["confine", "start_clock", "stop_clock"]

#: How much longer than its limit a process lives when nobody is left to end it.
_GRACE_SECONDS: Final = 1.0
_STATM: Final = Path("/proc/self/statm")


def confine(memory_bytes: int, *, files: bool = False) -> None:
    """Give up files, sockets, dumps, and memory beyond the limit. There is no way back.

    A process that may have no descriptor beyond those that are open can't open a socket, so a
    query that asks another server fails, whatever let it through. With `files`, only dumps and
    memory are given up. Memory counts on top of what the process has now, on Linux alone;
    Windows has no such limits.
    """
    if sys.platform == "win32":
        return
    import resource

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, _address_space() + memory_bytes)
    if not files:
        _lower(resource.RLIMIT_FSIZE, 0)
        _lower(resource.RLIMIT_NOFILE, 0)


def start_clock(seconds: float) -> None:
    """Have the system end this process a second after its time is up.

    That is for a process whose parent was killed. A living parent ends it earlier.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE_SECONDS)


def stop_clock() -> None:
    """Stop the clock."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0)


def _lower(what: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(what)
    lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (lowered, lowered))


def _address_space() -> int:
    pages = int(_STATM.read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
