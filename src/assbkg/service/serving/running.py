"""Running the service: its socket, its signals, and its end."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import uvicorn

from assbkg.errors import AssbkgError
from assbkg.service.serving.application import create_application, read_served
from assbkg.service.serving.limits import Limits

__all__ = ["bind", "default_workers", "is_loopback", "run"]

_FEWEST_WORKERS: Final = 4
_GRACE_SECONDS: Final = 2
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
    say: Callable[[str], None],
) -> None:
    """Serve a release until Ctrl-C or SIGTERM, and end all workers.

    Raises `BuildError` for a release that can't be opened, `AssbkgError` when the address
    can't be had.
    """
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
        config = uvicorn.Config(
            create_application(served, workers, limits),
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=limits.connections,
            h11_max_incomplete_event_size=_HEAD_BYTES,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])


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
    except OSError as error:
        if listening is not None:
            listening.close()
        raise AssbkgError(
            f"can't listen at {host}, port {port}: {error}; "
            "choose another with --port, or 0 for a free one"
        ) from error


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address means this computer alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
