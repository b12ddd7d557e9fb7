"""What a worker gives up before it looks at a question of anybody's."""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

from assbkg.service.serving.limits import Limits

__all__ = ["begin", "confine", "end"]

#: How much longer than its limit a worker lives when nobody is left to end it.
_GRACE_SECONDS: Final = 1.0
_STATM: Final = Path("/proc/self/statm")


def confine(limits: Limits) -> None:
    """Give up files, sockets, dumps, and memory beyond the limit. There is no way back.

    A process that may have no descriptor beyond those that are open can't open a socket, so a
    query that asks another server fails, whatever let it through.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    _lower(resource.RLIMIT_NOFILE, 0)


def begin(limits: Limits) -> None:
    """Start the clock of a question: the system ends this process when it rings.

    That is for a worker whose service was killed. A living one ends a worker earlier.
    """
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE_SECONDS)


def end() -> None:
    """Stop the clock."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (lowered, lowered))


def _address_space() -> int:
    pages = int(_STATM.read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")
