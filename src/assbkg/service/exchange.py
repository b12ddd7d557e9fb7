"""One exchange with another server over HTTP: streamed, patient, and never led astray.

A request is tried again when the connection breaks and when the server says that it is
busy (429, 502, 503, 504), never when it says that the request is wrong. Redirects are not
followed, so that credentials reach no host that nobody named.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Final, TypeVar

from assbkg.errors import NoAnswer
from assbkg.service.endpoint import Endpoint
from assbkg.service.incoming import Allowance, TooMuch, answer_within
from assbkg.service.refusals import PassingFault, refuse, words_of

__all__ = ["Body", "Patience", "Request", "exchange"]

_Answer = TypeVar("_Answer")

_SUCCESS: Final = range(200, 300)
_CONNECT_SECONDS: Final = 20.0
#: How long a server that broke off an upload has to say why.
_LAST_WORDS_SECONDS: Final = 2.0


@dataclass(frozen=True)
class Body:
    """What is sent: `chunks` makes the same bytes anew for each attempt, `size` together.

    The size goes ahead, so that no server takes a part for the whole. Chunked encoding could
    do without, but there are servers that take a body in it for an empty one.
    """

    kind: str
    chunks: Callable[[], Generator[bytes, None, None]]
    size: int


@dataclass(frozen=True)
class Request:
    """What is asked of an endpoint, and the most bytes of an answer to take in."""

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
    more than the longest is asked no more.
    """

    step_seconds: float = 600.0
    attempts: int = 5
    first_pause_seconds: float = 1.0
    longest_pause_seconds: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = lambda _: None

    def pause(self, attempt: int) -> float:
        """Seconds to wait after an attempt, counted from 1."""
        return min(self.first_pause_seconds * 2.0 ** (attempt - 1), self.longest_pause_seconds)


def exchange(
    endpoint: Endpoint,
    request: Request,
    patience: Patience,
    read: Callable[[HTTPResponse], _Answer],
) -> _Answer:
    """Send a request and `read` the answer, if it is one of success (2xx).

    A connection that breaks while the answer is read is tried again too. Raises
    `UploadError` when the server refuses or redirects, `NoAnswer` when it can't be reached
    or is busy in all attempts, or hangs.
    """
    for attempt in range(1, patience.attempts + 1):
        try:
            return _attempt(endpoint, request, patience.step_seconds, read)
        except PassingFault as fault:
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


def _attempt(
    endpoint: Endpoint,
    request: Request,
    step_seconds: float,
    read: Callable[[HTTPResponse], _Answer],
) -> _Answer:
    scheme, host, port = endpoint.origin
    kind = HTTPSConnection if scheme == "https" else HTTPConnection
    connection = kind(host, port, timeout=min(step_seconds, _CONNECT_SECONDS))
    try:
        _connect(connection, endpoint)
        connection.sock.settimeout(step_seconds)
        allowance = Allowance(step_seconds, request.answer_bytes)
        connection.response_class = answer_within(allowance)
        response, whole = _send(connection, endpoint, request, allowance)
        with response:
            if response.status not in _SUCCESS:
                refuse(endpoint, response)
            if not whole:
                raise PassingFault("it reported success before it had received everything")
            return read(response)
    except TimeoutError as error:
        # Not asked again: it may still be at work on the first request.
        raise NoAnswer(
            f"{endpoint}: took nothing and said nothing for {step_seconds:g} s; it may still be "
            "at work"
        ) from error
    except TooMuch as error:
        raise NoAnswer(f"{endpoint}: {error}") from error
    except (OSError, HTTPException) as error:
        said = words_of(str(error)) or type(error).__name__
        raise PassingFault(f"the connection broke ({said})") from error
    finally:
        connection.close()


def _connect(connection: HTTPConnection, endpoint: Endpoint) -> None:
    """Connect, and tell what waiting mends from what it does not."""
    try:
        connection.connect()
    except ssl.SSLError as error:
        raise NoAnswer(f"{endpoint}: no secure connection: {error}") from error
    except socket.gaierror as error:
        if error.errno != socket.EAI_AGAIN:
            raise NoAnswer(f"{endpoint}: no host is called {connection.host!r}") from error
        raise
    except UnicodeError as error:  # of IDNA: an empty or a long label, or a sign of no name
        raise NoAnswer(f"{endpoint}: no host can be called {connection.host!r}") from error
    except TimeoutError as error:
        raise PassingFault(f"no connection within {connection.timeout:g} s") from error
    except ConnectionRefusedError as error:
        raise PassingFault("nothing listens there") from error


def _send(
    connection: HTTPConnection, endpoint: Endpoint, request: Request, allowance: Allowance
) -> tuple[HTTPResponse, bool]:
    """The answer, and whether the whole request was sent before it came."""
    headers, body = dict(request.headers), request.body
    if body is not None:
        headers |= {"Content-Type": body.kind, "Content-Length": str(body.size)}
    target = endpoint.target(request.parameters)
    try:
        with closing(body.chunks()) if body is not None else nullcontext() as chunks:
            connection.request(request.method, target, chunks, headers)
    except OSError as error:
        # A server that refuses what it has seen so far says so and hangs up.
        allowance.begin_answer(_LAST_WORDS_SECONDS)
        try:
            return connection.getresponse(), False
        except (OSError, HTTPException):
            raise error from None
    allowance.begin_answer()
    response = connection.getresponse()
    allowance.begin_body()
    return response, True
