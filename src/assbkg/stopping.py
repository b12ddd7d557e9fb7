"""Work that has to be stopped from outside: native code, and other programs.

Python's handler of a signal runs in the main thread, once native code has returned to it.
So a database is interrupted from another thread, a long call of a library is made in a thread
of its own, which the main thread can leave, and another program is killed with everything that
it started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn, Protocol, TypeVar
from weakref import WeakSet

__all__ = ["exchange_within", "in_thread", "run_within", "stop_all", "stoppable"]

_Result = TypeVar("_Result")


class _Work(Protocol):
    def interrupt(self) -> object: ...


_Stoppable = TypeVar("_Stoppable", bound=_Work)

#: What would have to be interrupted now: one set a process, since signals go to processes.
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

    When a signal raises an exception in the main thread meanwhile, the call is abandoned: it
    must not hold what has to be tidied up.
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


def run_within(command: Sequence[str], seconds: float) -> subprocess.CompletedProcess[str]:
    """Run a command; return its exit status and what it printed, as UTF-8.

    It ends as `exchange_within` says, and raises what that raises.
    """
    done = exchange_within(command, seconds, b"")
    printed, complaints = (
        text.decode("utf-8", errors="replace").replace("\r\n", "\n")
        for text in (done.stdout, done.stderr)
    )
    return subprocess.CompletedProcess(command, done.returncode, printed, complaints)


def exchange_within(
    command: Sequence[str], seconds: float, data: bytes
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with standard input; return its exit status and what it wrote.

    On any way out but its own end, an interrupt and a SIGTERM among them, it is killed with
    its children: on POSIX with its process group, on Windows with its process tree. Raises
    `subprocess.TimeoutExpired`, or `OSError` when it can't be started.
    """
    with (
        _leaving_on_sigterm(),
        subprocess.Popen(  # noqa: S603 - the caller's own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # a process group of its own, to be killed as one
        ) as process,
    ):
        try:
            written, complaints = process.communicate(data, timeout=seconds)
        except BaseException:
            _kill_all(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, written, complaints)


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, check=False)  # noqa: S603 - our own command
    else:
        # The group is gone, or holds nothing that still runs (so macOS puts it).
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _leaving_on_sigterm() -> Iterator[None]:
    """Make SIGTERM, which ends Python on the spot, an exception that clears up on its way.

    Only where SIGTERM has its default effect, and in the main thread, since Python handles
    signals nowhere else.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
