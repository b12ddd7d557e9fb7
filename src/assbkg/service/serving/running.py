"""Running the service: its socket, its connections, and its end.

The application never sees what goes wrong before a request has been read: too many connections,
bytes that are not HTTP, heads that never end, clients that don't take their answer. Each ends in
the same problem details as any other error, or in a closed connection.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from assbkg.errors import AssbkgError
from assbkg.service.serving.application import create_application, read_served
from assbkg.service.serving.heads import ALWAYS, SafeHeaders, is_loopback, public_site
from assbkg.service.serving.problems import HttpProblem, Limits, respond_with
from assbkg.service.serving.turns import shared_by

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send
    from uvicorn.config import Config
    from uvicorn.server import ServerState

__all__ = ["Connection", "bind", "default_workers", "make_server", "run"]

_LOOK_SECONDS: Final = 0.5
#: What a client may still send, and for how long, after an error that ends its connection:
#: a client whose connection is closed while it sends may never see the error.
_LINGER_BYTES: Final = 16 * 1024 * 1024
_LINGER_SECONDS: Final = 2.0
#: How long a connection is idle before it can be closed in favour of a new one.
_IDLE_SECONDS: Final = 1.0
#: Connections beyond the limit that are told so; any more are closed silently.
_REFUSED_AT_ONCE: Final = 64
#: The largest part of all connections that one address may have.
_LARGEST_PART: Final = 0.75
_SHOWN: Final = 200
_WAITING: Final = (h11.IDLE, h11.DONE)
_FEWEST_WORKERS: Final = 4
#: How long a connection stays open for another request.
_KEEP_ALIVE_SECONDS: Final = 5
_GRACE_SECONDS: Final = 0.2
#: More than the limits for URL and headers together, so that a client hears which it passed.
_HEAD_BYTES: Final = 128 * 1024


class Connection(H11Protocol):
    """A connection that is watched: it may be neither too slow nor one too many."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: Limits,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = limits
        self._watch: asyncio.TimerHandle | None = None
        self._since = self._progress_since = self.loop.time()
        self._requests = 0
        self._unread = 0  # bytes of a head that is not complete
        self._to_write = 0
        self.address = ""
        self.refused = False

    # --- what asyncio calls -----------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or refuse it when there are too many."""
        peer = transport.get_extra_info("peername")
        self.address = shared_by(str(peer[0])) if isinstance(peer, tuple) else ""
        super().connection_made(cast("asyncio.Transport", _Lingering(transport, self)))
        if not self._find_room():
            self.refused = True
            self.app = SafeHeaders(_refuse_all)
            refused = sum(cast("Connection", other).refused for other in self.connections)
            if refused > _REFUSED_AT_ONCE:
                transport.abort()
                return
        self._watch = self.loop.call_later(_LOOK_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what comes, or discard it once the connection is closing."""
        lingering = cast("_Lingering", self.transport)
        if lingering.is_closing():
            lingering.discard(len(data))
            return
        if self.conn.their_state in _WAITING:
            if self._unread == 0:
                self._since = self.loop.time()
            self._unread += len(data)
        super().data_received(data)
        if self.conn.their_state not in _WAITING:
            self._unread = 0

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._since = self.loop.time()
        self._unread = 0
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse bytes that are not a request; called while the parser's error is handled."""
        error = sys.exception()
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        detail = str(error or msg)[:_SHOWN]
        waiting, _ = self.conn.trailing_data
        if hint == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            if b"\n" not in waiting:
                hint = HTTPStatus.REQUEST_URI_TOO_LONG
            detail = f"the headers of the request have more than {len(waiting):,} bytes"
        self._refuse(HttpProblem(hint, detail, "a request in HTTP/1.1"))

    # --- too many ---------------------------------------------------------------------------

    @property
    def idle_seconds(self) -> float:
        """How long this connection has had no request and no answer."""
        waits = self.conn.their_state in _WAITING and self._unread == 0
        busy = self.cycle is not None and not self.cycle.response_complete
        return self.loop.time() - self._since if waits and not busy else 0.0

    def _find_room(self) -> bool:
        """Tell whether there is room for this connection, after closing one that is idle."""
        others = [
            other
            for other in cast("set[Connection]", self.connections)
            if not other.refused and not other.transport.is_closing() and other is not self
        ]
        counts = Counter(other.address for other in others)
        most = self._limits.connections
        if counts[self.address] >= _LARGEST_PART * most:
            crowd = self.address
        elif len(others) >= most:
            crowd = counts.most_common(1)[0][0]
        else:
            return True
        idlest = max(
            (other for other in others if other.address == crowd),
            key=lambda other: other.idle_seconds,
        )
        if idlest.idle_seconds < _IDLE_SECONDS:
            return False
        idlest.transport.abort()
        return True

    # --- too slow ---------------------------------------------------------------------------

    def _look(self) -> None:
        """Check whether the client keeps up."""
        self._watch = self.loop.call_later(_LOOK_SECONDS, self._look)
        now = self.loop.time()
        answering = self.cycle is not None and not self.cycle.response_complete
        if self._is_stuck(now):
            self.transport.abort()
        elif answering or now - self._since <= self._limits.head_seconds:
            return  # bodies and queries have limits of their own
        elif self._unread:
            expected = f"all of it within {self._limits.head_seconds:g} s"
            detail = "the headers of the request did not arrive in time"
            self._refuse(HttpProblem(HTTPStatus.REQUEST_TIMEOUT, detail, expected))
        else:  # idle, or amid a body that is no longer read
            self.transport.close()

    def _is_stuck(self, now: float) -> bool:
        """Tell whether an answer is taken too slowly."""
        left = self.transport.get_write_buffer_size()
        lingering = cast("_Lingering", self.transport)
        if left == 0:
            self._progress_since, self._to_write = now, lingering.written
            return False
        taken = lingering.written - left
        seconds = now - self._progress_since
        if seconds < self._limits.patience_seconds:
            return False
        stuck = taken - self._to_write < seconds * self._limits.slowest_bytes
        self._progress_since, self._to_write = now, taken
        return stuck

    # --- refusing ---------------------------------------------------------------------------

    def _refuse(self, problem: HttpProblem) -> None:
        """Answer with a problem, if no answer has begun, and end the connection."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            response = respond_with(problem, "")
            headers = [
                *self.server_state.default_headers,
                *response.raw_headers,
                *((name.encode(), value.encode()) for name, value in ALWAYS.items()),
                (b"connection", b"close"),
            ]
            reason = problem.status.phrase.encode()
            start = h11.Response(status_code=problem.status, headers=headers, reason=reason)
            for event in (start, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


class _Lingering:
    """A transport that, when it is closed amid a request, first lets the client finish."""

    def __init__(self, transport: asyncio.Transport, connection: Connection) -> None:
        self._transport = transport
        self._connection = connection
        self._discarded: int | None = None
        self.written = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send bytes, unless the transport was closed."""
        if self._discarded is None:
            self.written += len(data)
            self._transport.write(data)

    def is_closing(self) -> bool:
        """Tell whether nothing will be sent any more."""
        return self._discarded is not None or self._transport.is_closing()

    def close(self) -> None:
        """Send what is left to send, and close, at once if the client has nothing to finish."""
        if self.is_closing():
            return
        if self._connection.conn.their_state not in (h11.SEND_BODY, h11.ERROR):
            self._transport.close()
            return
        self._discarded = 0
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._transport.resume_reading()
        self._connection.loop.call_later(_LINGER_SECONDS, self._transport.abort)

    def discard(self, count: int) -> None:
        """Count what a client sends and is not read."""
        self._discarded = (self._discarded or 0) + count
        if self._discarded > _LINGER_BYTES:
            self._transport.abort()


async def _refuse_all(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer that there are too many connections."""
    problem = HttpProblem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too many connections are open, in all or from one address",
        "the same request a little later",
        {"Retry-After": "2", "Connection": "close"},
    )
    await respond_with(problem, scope["path"][:_SHOWN])(scope, receive, send)


def default_workers() -> int:
    """Return two a core, so that slow queries leave room for quick ones; at least four."""
    return max(_FEWEST_WORKERS, 2 * (os.cpu_count() or 1))


def run(
    host: str,
    port: int,
    release: Path,
    queries: Path,
    workers: int,
    limits: Limits,
    public_url: str,
    say: Callable[[str], None],
) -> None:
    """Serve a release until Ctrl-C or SIGTERM, and end all workers.

    Raises `BuildError` for a release that can't be opened, `AssbkgError` when the address
    can't be used.
    """
    site = public_site(public_url)
    served = read_served(release, queries, limits)
    with bind(host, port) as listening:
        if not is_loopback(host):
            say(
                f"assbkg: {host} can be reached from other computers, which may ask "
                "anything; put a proxy with TLS and its own limits before it (docs/service.md)"
            )
        address = listening.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        say(f"serving {served.folder} at http://{shown}:{address[1]}/ with {workers} workers")
        application = create_application(served, workers, limits, site)
        make_server(application, limits).run(sockets=[listening])


def make_server(application: ASGIApp, limits: Limits) -> uvicorn.Server:
    """Return a server of an application that watches its connections."""
    config = uvicorn.Config(
        application,
        http=cast("type[asyncio.Protocol]", partial(Connection, limits=limits)),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        h11_max_incomplete_event_size=_HEAD_BYTES,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """A server that ends at once: waiting requests are refused, answers have a moment to finish."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the workers, and then what is left of connections."""
        for server in self.servers:
            server.close()
        await self.lifespan.shutdown()
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._abort)
        await super().shutdown(sockets)

    def _abort(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises `AssbkgError` if it can't be opened."""
    listening = None
    try:
        # With the protocol named, asyncio sends without delay; else a short answer waits 40 ms.
        *kind, _, address = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)[0]
        listening = socket.socket(*kind)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
        return listening
    except (OSError, UnicodeError) as error:  # of IDNA, for a name that no host can have
        if listening is not None:
            listening.close()
        raise AssbkgError(
            f"can't listen at {host}, port {port}: {error}; "
            "choose another with --port, or 0 for a free one"
        ) from error
