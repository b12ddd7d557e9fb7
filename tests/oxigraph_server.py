"""An Oxigraph server as it comes: its default graph is not the union of its named graphs."""

from __future__ import annotations

import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest


def free_port() -> int:
    """A port of the loopback that nothing listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server that keeps its graphs in a folder."""
    binary = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if not binary.exists():
        pytest.skip("the package `oxigraph` is not installed: no server to ask")
    port = free_port()
    server = subprocess.Popen(
        [binary, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urlopen(address, timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield address
    finally:
        server.kill()
        server.wait()
