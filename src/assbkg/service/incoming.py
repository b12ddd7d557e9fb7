"""What a server may send: limits on the bytes of a head and of an answer, and on time.

A limit for each step of waiting would be none: a server can send a byte a second, or one
`100 Continue` after another, forever. Here each byte counts, whatever it is a part of.
"""

from __future__ import annotations

import io
import socket
import time
from http.client import HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Allowance", "TooMuch", "answer_within"]

#: A head has a few kB; this leaves room for all that a proxy may add.
_HEAD_BYTES: Final = 256 * 1024
#: An answer may take longer the larger it is, but a slower one is not waited for.
_BYTES_PER_SECOND: Final = 128 * 1024


class TooMuch(HTTPException):
    """A server sends more than anyone asked for."""


class Allowance:
    """How much longer, and how many more bytes, the answer of one exchange may take."""

    def __init__(self, seconds: float, size: int) -> None:
        self._seconds, self._size = seconds, size
        self._begun = time.monotonic()
        self._in_head = True
        self._bytes = 0

    def begin_answer(self, seconds: float | None = None) -> None:
        """Count time from now on: the request was sent."""
        self._seconds = seconds or self._seconds
        self._begun = time.monotonic()

    def begin_body(self) -> None:
        """Count no more bytes against the head: there is an answer."""
        self._in_head = False

    def take(self, count: int) -> None:
        """Note bytes that came. Raises `TooMuch` when they are too many."""
        self._bytes += count
        most = _HEAD_BYTES if self._in_head else _HEAD_BYTES + self._size
        if self._bytes > most:
            part = "headers" if self._in_head else "an answer"
            raise TooMuch(f"sends more than {most / 1e6:,.1f} MB of {part}")

    @property
    def remaining(self) -> float:
        """Seconds that are left. Raises `TimeoutError` when none are."""
        earned = 0.0 if self._in_head else self._bytes / _BYTES_PER_SECOND
        left = self._begun + self._seconds + earned - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        return min(left, self._seconds)


class _Incoming(io.RawIOBase):
    """The bytes of a socket, within an allowance."""

    def __init__(self, source: socket.socket, allowance: Allowance) -> None:
        super().__init__()
        self._socket, self._allowance = source, allowance
        # It keeps the socket open until it is closed, as HTTPResponse expects.
        self._raw = cast("io.RawIOBase", source.makefile("rb", buffering=0))

    def makefile(self, _: str) -> io.BufferedReader:
        """What HTTPResponse asks a socket for."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._socket.settimeout(self._allowance.remaining)
        count = self._raw.readinto(buffer) or 0
        self._allowance.take(count)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def answer_within(allowance: Allowance) -> type[HTTPResponse]:
    """Return what makes an answer from a socket, in place of `HTTPResponse`."""

    def answer(source: socket.socket, **options: Any) -> HTTPResponse:  # noqa: ANN401 - handed on
        return HTTPResponse(cast("socket.socket", _Incoming(source, allowance)), **options)

    return cast("type[HTTPResponse]", answer)
