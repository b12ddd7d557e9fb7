"""The service over the shipped release, started once for all tests, and what reads its pages."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import pytest

from assbkg.service.serving.problems import Limits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

__all__ = ["BROWSER", "LIMITS", "Elements", "client", "service"]

#: What `client` may ask of the service.
LIMITS: Final = Limits(seconds=20.0, rows=30_000, answer_bytes=4_000_000)

#: The `Accept` header of a browser.
BROWSER: Final = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
)

#: How long the service may take to start.
STARTING_SECONDS: Final = 30


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """A client of the service over the shipped release, which follows no redirect."""
    from starlette.testclient import TestClient

    from assbkg.places import shipped
    from assbkg.service.serving.application import create_application, read_served

    served = read_served(shipped("graphs") / "release", shipped("queries"), LIMITS)
    with TestClient(create_application(served, 2, LIMITS), follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the shipped release, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    from assbkg.places import shipped

    command = [sys.executable, "-m", "assbkg", "serve", "--port", str(port)]
    command += ["--release", str(shipped("graphs") / "release")]
    log = tmp_path_factory.mktemp("service") / "log.txt"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as own:
        try:
            _wait_for(address, own, log)
            yield address
        finally:
            own.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address + "/queries", timeout=STARTING_SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail("the service did not start:\n" + log.read_text(encoding="utf-8"))


class Elements(HTMLParser):
    """The elements, attributes, links, ids and text of a page, as a parser of HTML sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_data(self, data: str) -> None:
        self.words += data + " "
