"""What `test_confined.py` has done in a process of its own; nothing here is nice."""

from __future__ import annotations

import ctypes
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from assbkg.errors import AssbkgError, CurationError, MissingFile, Problem, UnknownName

ERRORS: tuple[AssbkgError, ...] = (
    CurationError([Problem(Path("a"), 1, "b", "c")]),
    UnknownName("query", "x", ("y",)),
    MissingFile(Path("p"), "is missing"),
)


def answer(*arguments: object) -> object:
    print("noise on standard output")
    return arguments


def fail(number: int) -> None:
    raise ERRORS[number]


def sleep() -> None:
    time.sleep(60)


def grow() -> int:
    return len(b"x" * (1 << 32))


def crash() -> bytes:
    return ctypes.string_at(0)


def abort() -> None:
    os.abort()


def recurse() -> None:
    recurse()


def reach(port: int) -> list[str]:
    reached = []
    with suppress(OSError):
        reached.append(str(socket.create_connection(("127.0.0.1", port))))
    with suppress(OSError):
        reached.append(Path(__file__).read_text(encoding="utf-8"))
    return reached


class Call:
    """Pickles as a call of a function, as the answer of a process that was taken over would."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple[object, ...]:
        function, *arguments = self.call
        return function, tuple(arguments)


def lie() -> Call:
    return Call(os.system, "exit 1")


def lie_about_class() -> Call:
    return Call(eval, "1")
