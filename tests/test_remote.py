"""A named query asked of another server gives what it gives here."""

from __future__ import annotations

import socket
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from assbkg.cli import app
from assbkg.errors import NoAnswer, UploadError
from assbkg.places import shipped
from assbkg.service.endpoint import parse_endpoint
from assbkg.service.exchange import Patience
from assbkg.service.remote import ask_endpoint

HASTY = Patience(step_seconds=5.0, attempts=1)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server that holds the release."""
    binary = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if not binary.exists():
        pytest.skip("the package `oxigraph` is not installed: no server to ask")
    folder, port = tmp_path_factory.mktemp("store"), free_port()
    quads = shipped("graphs") / "release" / "assbkg.nq"
    subprocess.run(
        [binary, "load", "--location", folder, "--file", quads], check=True, capture_output=True
    )
    server = subprocess.Popen(
        [
            *(binary, "serve-read-only", "--location", folder),
            *("--bind", f"127.0.0.1:{port}", "--union-default-graph"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urlopen(address, timeout=1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield f"{address}/query"
    server.kill()
    server.wait()


def ask(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["query", *arguments], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("strategies-for-bottleneck", "-p", "bottleneck=lithium dendrites"),
        ("capacities-at-cycles", "-p", "from=1", "-p", "to=60"),
        ("mechanism-benefit-links",),
        ("graph-statistics", "--format", "csv"),
    ],
)
def test_a_server_gives_the_same_table(oxigraph: str, arguments: tuple[str, ...]) -> None:
    assert ask(*arguments) == ask(*arguments, "--endpoint", oxigraph)


@contextmanager
def answering(kind: str, body: bytes, status: int = 200) -> Iterator[str]:
    """A server that says the same to everyone."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    server.server_close()


def test_a_page_in_place_of_an_answer_is_named(tmp_path: Path) -> None:
    with answering("text/html", b"<html>") as address, pytest.raises(NoAnswer, match="text/html"):
        ask_endpoint(parse_endpoint(address), "ASK {}", patience=HASTY)


def test_a_refused_query_is_told_in_the_server_s_words() -> None:
    said = answering("text/plain", b"no such prefix", 400)
    with said as address, pytest.raises(UploadError, match="400 Bad Request: no such prefix"):
        ask_endpoint(parse_endpoint(address), "ASK {}", patience=HASTY)


def test_an_answer_that_is_no_json_is_one_clear_sentence() -> None:
    with answering("application/sparql-results+json", b"{}[") as address:
        done = CliRunner().invoke(app, ["query", "milestones", "--endpoint", address])
    assert "the answer is no SPARQL Results JSON" in str(done.exception)


def test_nobody_at_the_address_is_told() -> None:
    with pytest.raises(NoAnswer, match="nothing listens there"):
        ask_endpoint(parse_endpoint(f"http://127.0.0.1:{free_port()}/"), "ASK {}", patience=HASTY)
