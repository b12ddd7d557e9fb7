"""Work that a signal can't reach: native code, which has to be stopped from another thread.

Python's handler of a signal runs in the main thread, once native code has returned to it.
So a database is interrupted from outside, and a long call of a library is made in a thread
of its own, which the main thread can leave.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, TypeVar
from weakref import WeakSet

__all__ = ["in_thread", "stop_all", "stoppable"]

_Result = TypeVar("_Result")


class _Work(Protocol):
    def interrupt(self) -> object: ...


_Stoppable = TypeVar("_Stoppable", bound=_Work)

#: What would have to be interrupted now. Signals are sent to a process, so this is one too.
_running: WeakSet[_Work] = WeakSet()


def stoppable(work: _Stoppable) -> _Stoppable:
    """Return `work`, such as a database, and have `stop_all` interrupt it as long as it lives."""
    _running.add(work)
    return work


def stop_all() -> None:
    """Interrupt all work that runs, from any thread."""
    for work in list(_running):
        with suppress(Exception):  # it may have ended meanwhile, each kind in its own way
            work.interrupt()


def in_thread(call: Callable[[], _Result]) -> _Result:
    """Return what `call` returns, or raise what it raises.

    When a signal raises an exception in the main thread meanwhile, nobody waits for the call
    any more: it must not hold what has to be tidied up.
    """
    outcome: list[tuple[_Result] | BaseException] = []

    def run() -> None:
        try:
            outcome.append((call(),))
        except BaseException as error:
            outcome.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    found = outcome[0]
    if isinstance(found, BaseException):
        raise found
    return found[0]
