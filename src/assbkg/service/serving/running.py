"""Running the service: its socket, its signals, and its end."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import uvicorn

from assbkg.errors import AssbkgError
from assbkg.service.serving.application import create_application, read_served
from assbkg.service.serving.connections import Connection
from assbkg.service.serving.limits import Limits
from assbkg.service.serving.sites import is_loopback, public_site

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["bind", "default_workers", "make_server", "run"]

_FEWEST_WORKERS: Final = 4
#: How long a connection stays open for another request.
_KEEP_ALIVE_SECONDS: Final = 5
_GRACE_SECONDS: Final = 0.2
#: More than the limits for URL and headers together, so that a client hears which it passed.
_HEAD_BYTES: Final = 128 * 1024


def default_workers() -> int:
    """Two a core, so that slow queries leave room for quick ones; at least four."""
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
    can't be had.
    """
    site = public_site(public_url)
    served = read_served(release, queries, limits)
    with bind(host, port) as listening:
        if not is_loopback(host):
            say(
                f"assbkg: {host} can be reached from other computers: whoever reaches it may ask "
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
    """A server that ends at once: whoever waits is refused, whoever is answered has a moment."""

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
    """A socket that listens. Raises `AssbkgError` with one sentence when it can't be had."""
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
