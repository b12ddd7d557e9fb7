"""No process that a test started is there when the next one begins.

A process may outlive a test as long as a fixture of wider scope does. What is left at the end of
a test, or of its module where such a fixture started it, is killed, and the test has failed: its
leak would be charged to another one. Transports of asyncio that nobody closed count too.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import time
from asyncio.base_subprocess import BaseSubprocessTransport
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

import pytest

__all__ = ["pytest_fixture_setup", "pytest_runtest_teardown"]

#: How long a process may take to end when nobody needs it any more.
_GRACE_SECONDS: Final = 3.0

_started: dict[int, str] = {}
_transports: WeakSet[BaseSubprocessTransport] = WeakSet()
#: What fixtures of wider scope started, which outlives a test.
_of_module: set[int] = set()
_of_session: set[int] = set()

_begin_process: Final = subprocess.Popen.__init__
_begin_transport: Final = BaseSubprocessTransport.__init__


def _process(self: subprocess.Popen[Any], *arguments: Any, **options: Any) -> None:  # noqa: ANN401
    _begin_process(self, *arguments, **options)
    _started[self.pid] = str(self.args)


def _transport(self: BaseSubprocessTransport, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
    _transports.add(self)
    _begin_transport(self, *arguments, **options)


subprocess.Popen.__init__ = _process  # type: ignore[method-assign]
BaseSubprocessTransport.__init__ = _transport  # type: ignore[method-assign]


def _runs(process: int) -> bool:
    """Return whether a child of ours still runs; one that only waits to be asked does not."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return False
    return state != "Z" and int(parent) == os.getpid()


def running() -> dict[int, str]:
    """The processes that were started here and still run, with their commands."""
    for process in [one for one in _started if not _runs(one)]:
        del _started[process]
    ours = {child.pid: child.name for child in multiprocessing.active_children()}
    return _started | {pid: name for pid, name in ours.items() if pid is not None}


def _left() -> Iterator[str]:
    """End what is left over, and yield what it was."""
    until = time.monotonic() + _GRACE_SECONDS
    while (found := running().keys() - _of_session) and time.monotonic() < until:
        time.sleep(0.02)
    for process in found:
        yield f"process {process}: {running().get(process, '')[:300]}"
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
    for transport in list(_transports):
        if not transport.is_closing():
            yield f"an open transport to process {transport.get_pid()}"
    _transports.clear()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, object, object]:
    """Remember what fixtures of wider scope start."""
    if fixturedef.scope == "function":
        return (yield)
    before, opened = set(running()), set(_transports)
    value = yield
    kept = _of_session if fixturedef.scope == "session" else _of_module
    kept.update(running().keys() - before)
    if fixturedef.scope == "session":
        _transports.intersection_update(opened)
    return value


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, None, None]:
    """Fail a test that leaves processes behind."""
    yield
    if nextitem is None or nextitem.path != item.path:
        _of_module.clear()
    elif _of_module:
        return  # such a fixture may start others at any time, even for those that a test killed
    if left := list(_left()):
        pytest.fail("left behind:\n  " + "\n  ".join(left), pytrace=False)
