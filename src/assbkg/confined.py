"""A function run in a process of its own, which gives up its rights and may be killed.

Parsers and validators in native code may run for ever, take all memory or break down on hostile
input. In a process of its own none of this reaches the caller: it becomes one sentence.
"""

from __future__ import annotations

import importlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Final, TypeVar

from assbkg.errors import AssbkgError, Confined
from assbkg.files.opening import MIB
from assbkg.stopping import exchange_within

__all__ = ["Bounds", "confine", "run_confined", "start_clock", "stop_clock"]

#: How much longer than its limit a process lives when its parent is gone.
_GRACE_SECONDS: Final = 1.0
_STATM: Final = Path("/proc/self/statm")
T = TypeVar("T")
_COMMAND: Final = (sys.executable, "-P", "-m", "assbkg.confined")
#: Time for the process to start and import what it needs.
_START_SECONDS: Final = 20.0
#: Maximum characters of a broken process's last message that are passed on.
_LONGEST: Final = 200
#: Packages whose classes an answer may contain; no function is ever called to make one.
_ROOMS: Final = frozenset({"assbkg", "builtins", "collections", "decimal", "pathlib", "pyoxigraph"})
_BUILT_IN: Final = frozenset({"bytearray", "complex", "frozenset", "set"})
#: Exit status of a process in which Python ran out of memory.
_OUT_OF_MEMORY: Final = 77


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


@dataclass(frozen=True)
class Bounds:
    """What a confined function may take: wall time, memory, and whether it opens files."""

    seconds: float
    memory_bytes: int
    files: bool = False


def run_confined(
    function: str, *arguments: object, returns: type[T], bounds: Bounds, about: object
) -> T:
    """Call `module:name` in a process of its own and return what it returns.

    The module is imported before the limits hold, so it imports at its top whatever the function
    needs. Arguments and result are pickled. An `AssbkgError` is raised here as it was there;
    `Confined`, which names `about`, when the process ran out of time or memory or broke down.
    """
    request = pickle.dumps((function, arguments, bounds))
    try:
        done = exchange_within(_COMMAND, bounds.seconds + _START_SECONDS, request)
    except subprocess.TimeoutExpired:
        raise Confined(_too_slow(about, bounds)) from None
    except OSError as error:
        raise Confined(f"{about}: no process can be started: {error.strerror}") from error
    if done.returncode or not done.stdout:
        raise Confined(_why(about, bounds, done))
    try:
        result = _Reader(BytesIO(done.stdout)).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise Confined(f"{about}: the process that read it gave no answer ({error})") from error
    if isinstance(result, AssbkgError):
        raise result
    if not isinstance(result, returns):
        raise Confined(f"{about}: the process that read it answered with {type(result).__name__}")
    return result


def _why(about: object, bounds: Bounds, done: subprocess.CompletedProcess[bytes]) -> str:
    if done.returncode == -signal.SIGALRM:
        return _too_slow(about, bounds)
    if done.returncode in (-signal.SIGABRT, _OUT_OF_MEMORY):
        return f"{about}: needs more than {bounds.memory_bytes // MIB:,} MiB of memory"
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:_LONGEST]
    why = last if done.returncode > 0 else signal.strsignal(-done.returncode)
    # An exhausted stack ends the process, or is an error of Python; other errors are no sign of it.
    nested = done.returncode < 0 or "Recursion" in last
    question = "; is it nested too deep?" * nested
    return f"{about}: crashes the program that reads it ({why}){question}"


def _too_slow(about: object, bounds: Bounds) -> str:
    return f"{about}: took longer than {bounds.seconds:g} s and was stopped"


class _Reader(pickle.Unpickler):
    """Reads an answer, which is not trusted: it may contain only known classes."""

    def find_class(self, module: str, name: str) -> type:
        found = super().find_class(module, name)
        room = module.partition(".")[0]
        foreign = room not in _ROOMS or (room == "builtins" and name not in _BUILT_IN)
        if foreign or not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"an answer may not contain {module}.{name}")
        return found


def main() -> None:
    """Call the function that standard input names, within its limits, and write the answer."""
    # Ctrl-C at a terminal reaches this process too; its parent ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever else writes to standard output must not end up in the answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    function, arguments, bounds = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our parent
    module, _, name = function.partition(":")
    call = getattr(importlib.import_module(module), name)
    confine(bounds.memory_bytes, files=bounds.files)
    start_clock(bounds.seconds)
    _answer(call, arguments, answers)


def _answer(call: Callable[..., object], arguments: tuple[object, ...], answers: IO[bytes]) -> None:
    try:
        try:
            answer = pickle.dumps(call(*arguments))
        except AssbkgError as error:
            answer = pickle.dumps(error)
        answers.write(answer)
        answers.flush()
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
