"""One exchange with another server over HTTP: bounded, patient, and never led astray.

A request is retried when the connection breaks and when the server says that it is busy
(429, 502, 503, 504), never when it says that the request is wrong. Redirects are not
followed, so that credentials reach no host that nobody named.

Each byte of an answer counts against limits on size and time, whatever it is part of. A limit
on each wait alone would stop nobody who sends a byte a second, or one `100 Continue` after
another.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar, cast

from urllib3 import BaseHTTPResponse, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
)

from assbkg.errors import NoAnswer, UploadError
from assbkg.printable import one_line
from assbkg.service.endpoint import Endpoint

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["Body", "Patience", "Request", "exchange", "read_all", "words_of"]

_Answer = TypeVar("_Answer")

_SUCCESS: Final = range(200, 300)
_REDIRECTS: Final = range(300, 400)
#: Too many requests; and a gateway or server that is down, overloaded or slow.
_BUSY: Final = frozenset({429, 502, 503, 504})

_CONNECT_SECONDS: Final = 20.0
#: How long a server that broke off an upload has to say why.
_LAST_WORDS_SECONDS: Final = 2.0
#: A head has a few kB; this leaves room for all that a proxy may add.
_HEAD_BYTES: Final = 256 * 1024
#: An answer may take longer the larger it is, but a slower one is not waited for.
_BYTES_PER_SECOND: Final = 128 * 1024
_PIECE_BYTES: Final = 1 << 20

_REASON_BYTES: Final = 4096
_SHOWN_CHARACTERS: Final = 400


@dataclass(frozen=True)
class Body:
    """What is sent: `chunks` makes the same `size` bytes anew for each attempt.

    The size goes ahead, so that no server takes a part for the whole. Chunked encoding would
    not need it, but some servers take a chunked body for an empty one.
    """

    kind: str
    chunks: Callable[[], Generator[bytes, None, None]]
    size: int


@dataclass(frozen=True)
class Request:
    """What an endpoint is asked, and the maximum size of its answer."""

    method: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)
    body: Body | None = None
    answer_bytes: int = 1 << 21


@dataclass(frozen=True)
class Patience:
    """How long to wait for each step of a request, and how often to try.

    The whole answer has as long as a step, and longer the larger it is. Pauses between
    attempts double from the first to the longest. A server that asks with `Retry-After` for
    more than the longest is not asked again.
    """

    step_seconds: float = 600.0
    attempts: int = 5
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = lambda _: None

    def pause(self, attempt: int) -> float:
        """Return the seconds to wait after an attempt, counted from 1."""
        return min(self.first_pause_seconds * 2.0 ** (attempt - 1), self.longest_pause_seconds)


def exchange(
    endpoint: Endpoint,
    request: Request,
    patience: Patience,
    read: Callable[[BaseHTTPResponse], _Answer],
) -> _Answer:
    """Send a request and return what `read` makes of the answer, if its status is 2xx.

    A connection that breaks while the answer is read is retried too. Raises `UploadError`
    when the server refuses or redirects, `NoAnswer` when it can't be reached or is busy in
    all attempts, or hangs.
    """
    for attempt in range(1, patience.attempts + 1):
        try:
            return _attempt(endpoint, request, patience.step_seconds, read)
        except _PassingFault as fault:
            pause = max(patience.pause(attempt), fault.after)
            if pause > patience.longest_pause_seconds:
                raise NoAnswer(
                    f"{endpoint}: {fault}; it asks to come back in {pause:,.0f} s"
                ) from fault
            if attempt == patience.attempts:
                raise NoAnswer(f"{endpoint}: {fault}, in {attempt} attempts") from fault
            patience.tell(f"{endpoint}: {fault}; trying again in {pause:g} s")
            patience.sleep(pause)
    raise AssertionError("at least one attempt is made")


def read_all(response: BaseHTTPResponse) -> bytes:
    """Return a whole answer. Raises an error of urllib3 when it is shorter than announced."""
    return b"".join(iter(lambda: response.read(_PIECE_BYTES), b""))


def words_of(text: str) -> str:
    """Return a stranger's words in one printable line, cut to what a message holds."""
    line = one_line(text)
    return line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + " …"


class _PassingFault(Exception):
    """A fault that may be over soon; `after` is the pause that the server asks for."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


class _OverLimit(Exception):
    """A server sends too much, or too slowly."""


def _attempt(
    endpoint: Endpoint,
    request: Request,
    step_seconds: float,
    read: Callable[[BaseHTTPResponse], _Answer],
) -> _Answer:
    scheme, host, port = endpoint.origin
    seconds = min(step_seconds, _CONNECT_SECONDS)
    connection = (
        HTTPSConnection(host, port, timeout=seconds, ssl_context=ssl.create_default_context())
        if scheme == "https"
        else HTTPConnection(host, port, timeout=seconds)
    )
    meter = _Meter(step_seconds, request.answer_bytes)
    connection.response_class = cast("type[http.client.HTTPResponse]", meter.response)
    try:
        _connect(connection, endpoint)
        connection.timeout = step_seconds
        response, whole = _send(connection, endpoint, request, meter)
        with closing(response):
            if response.status not in _SUCCESS:
                _refuse(endpoint, response)
            if not whole:
                raise _PassingFault("it reported success before it had received everything")
            return read(response)
    except TimeoutError as error:
        raise NoAnswer(f"{endpoint}: {_hangs(step_seconds)}") from error
    except _OverLimit as error:
        raise NoAnswer(f"{endpoint}: {error}") from error
    except (OSError, HTTPError, http.client.HTTPException) as error:
        raise _broken(error) from error
    finally:
        connection.close()


def _hangs(seconds: float) -> str:
    """Return what is said of a server that is not asked again: it may still be at work."""
    return f"took nothing and said nothing for {seconds:g} s; it may still be at work"


def _broken(error: Exception) -> _PassingFault:
    cause = error.__cause__ or error
    return _PassingFault(f"the connection broke ({words_of(str(cause)) or type(cause).__name__})")


def _connect(connection: HTTPConnection, endpoint: Endpoint) -> None:
    """Connect; raise `NoAnswer` for what no waiting mends, and `_PassingFault` for the rest."""
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NoAnswer(f"{endpoint}: no secure connection: {error}") from error
    except LocationParseError as error:  # an empty or a long label, or a sign of no name
        raise NoAnswer(f"{endpoint}: no host can be called {endpoint.url.hostname!r}") from error
    except NewConnectionError as error:
        cause = error.__cause__
        if isinstance(cause, socket.gaierror) and cause.errno != socket.EAI_AGAIN:
            raise NoAnswer(f"{endpoint}: no host is called {endpoint.url.hostname!r}") from error
        if isinstance(cause, ConnectionRefusedError):
            raise _PassingFault("nothing is listening there") from error
        raise _broken(error) from error
    except (TimeoutError, ConnectTimeoutError) as error:
        raise _PassingFault(f"no connection within {connection.timeout:g} s") from error


def _send(
    connection: HTTPConnection, endpoint: Endpoint, request: Request, meter: _Meter
) -> tuple[BaseHTTPResponse, bool]:
    """Return the answer, and whether the whole request was sent before it came."""
    headers, body = {"User-Agent": "assbkg", **request.headers}, request.body
    if body is not None:
        headers |= {"Content-Type": body.kind, "Content-Length": str(body.size)}
    target = endpoint.target(request.parameters)
    try:
        with closing(body.chunks()) if body is not None else nullcontext() as chunks:
            connection.request(
                request.method, target, chunks, headers, preload_content=False, decode_content=False
            )
    except OSError as error:
        # A server that refuses what it has seen so far says so and hangs up.
        meter.begin_answer(_LAST_WORDS_SECONDS)
        try:
            return connection.getresponse(), False
        except (OSError, _OverLimit, http.client.HTTPException):
            raise error from None
    meter.begin_answer()
    response = connection.getresponse()
    meter.begin_body()
    return response, True


class _Meter(io.RawIOBase):
    """The bytes that come from a server, as long as they are neither too many nor too slow."""

    def __init__(self, seconds: float, size: int) -> None:
        super().__init__()
        self._seconds, self._size = seconds, size
        self._begun = time.monotonic()
        self._in_head = True
        self._bytes = 0
        self._socket: socket.socket | None = None
        self._raw: io.RawIOBase | None = None

    def begin_answer(self, seconds: float | None = None) -> None:
        """Count time from now on: the request was sent."""
        self._seconds = seconds or self._seconds
        self._begun = time.monotonic()

    def begin_body(self) -> None:
        """Stop counting bytes against the head."""
        self._in_head = False

    def response(self, source: socket.socket, **options: Any) -> http.client.HTTPResponse:  # noqa: ANN401 - passed on
        """Return an answer that reads a socket through this meter."""
        self._socket = source
        # It keeps the socket open until it is closed, as an answer expects.
        self._raw = cast("io.RawIOBase", source.makefile("rb", buffering=0))
        return http.client.HTTPResponse(cast("socket.socket", self), **options)

    def makefile(self, _: str) -> io.BufferedReader:
        """Return what an answer reads from a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        assert self._socket is not None, "an answer is read after `response`"
        assert self._raw is not None, "as above"
        earned = 0.0 if self._in_head else self._bytes / _BYTES_PER_SECOND
        left = self._begun + self._seconds + earned - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(min(left, self._seconds))
            count = self._raw.readinto(buffer) or 0
        except TimeoutError as error:
            raise _OverLimit(_hangs(self._seconds)) from error
        self._bytes += count
        most = _HEAD_BYTES if self._in_head else _HEAD_BYTES + self._size
        if self._bytes > most:
            part = "headers" if self._in_head else "an answer"
            raise _OverLimit(f"sends more than {most / 1e6:,.1f} MB of {part}")
        return count

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
        super().close()


def _refuse(endpoint: Endpoint, response: BaseHTTPResponse) -> NoReturn:
    """Raise what an answer other than success means.

    That is `_PassingFault` when the server is busy, else `UploadError` with its own words.
    """
    headers = response.headers
    status = f"{response.status} {words_of(response.reason or '')}".strip()
    if response.status in _REDIRECTS:
        where = words_of(headers.get("Location", "nowhere"))
        raise UploadError(
            f"{endpoint}: redirects ({status}) to {where}, which was not followed, so that "
            "nothing goes to a host that you did not name; give that URL if it is the right one"
        )
    reason = status + _reason(response)
    if response.status in _BUSY:
        raise _PassingFault(reason, _seconds(headers.get("Retry-After", "")))
    kind = words_of(headers.get("WWW-Authenticate", "")).partition(" ")[0]
    wanted = f"; it asks for {kind}: --user logs in with Basic, --bearer with Bearer" * bool(kind)
    raise UploadError(f"{endpoint}: refused: {reason}{wanted}")


def _reason(response: BaseHTTPResponse) -> str:
    """Return what a server says about a refusal."""
    try:
        text = response.read(_REASON_BYTES).decode(errors="replace")
    except (OSError, HTTPError, _OverLimit):
        return ""
    if "html" in response.headers.get("Content-Type", ""):
        text = re.sub(r"<style.*?</style>|<[^>]*>", " ", text, flags=re.DOTALL)
    text = words_of(text)
    return f": {text}" if text else ""


def _seconds(retry_after: str) -> float:
    """Return how long `Retry-After` asks to wait, by seconds or date; 0 when it is neither."""
    try:
        return Retry().parse_retry_after(retry_after)
    except (HTTPError, ArithmeticError, ValueError):
        return 0.0
