"""The command `assbkg serve`: how it starts, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPException
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import psutil
import pytest

from assbkg.errors import AssbkgError
from assbkg.service.serving.heads import is_loopback
from assbkg.service.serving.pool import SPARE
from assbkg.service.serving.running import bind

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


class Running:
    """A service in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], address: str, said: str) -> None:
        self.process = process
        self.address = address
        self.said = said

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urlopen(self.address + path, timeout=20) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            with error:
                return error.code, error.read()

    def workers(self) -> list[psutil.Process]:
        (forking,) = psutil.Process(self.process.pid).children()
        children: list[psutil.Process] = forking.children()
        return children


@contextmanager
def serving(*options: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "assbkg", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            while process.poll() is None and " at http://" not in said:
                said += process.stderr.readline()
            assert " at http://" in said, said
            address = said.rpartition(" at ")[2].split("/ with")[0]
            running = Running(process, address.replace("0.0.0.0", "127.0.0.1"), said)
            wait_until_ready(running)
            yield running
        finally:
            process.kill()


def wait_until_ready(running: Running) -> None:
    host, _, port = running.address.removeprefix("http://").rpartition(":")
    with closing(socket.create_connection((host, int(port)), timeout=20)) as waiting:
        waiting.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert waiting.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_service_and_all_workers(number: signal.Signals) -> None:
    with serving("--workers", "2") as running:
        workers = running.workers()
        running.process.send_signal(number)
        running.process.wait(20)
        _, alive = psutil.wait_procs(workers, timeout=10)
    assert (2 + SPARE, []) == (len(workers), alive)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_busy_service_with_clients_at_once_and_quietly(
    number: signal.Signals,
) -> None:
    with serving("--workers", "4") as running, ExitStack() as stack:
        host, _, port = running.address.removeprefix("http://").rpartition(":")
        clients = [
            stack.enter_context(closing(socket.create_connection((host, int(port)), timeout=20)))
            for _ in range(12)
        ]
        path = "/sparql?" + urlencode({"query": ENDLESS})
        for number_of, client in enumerate(clients[:10]):
            client.sendall(f"GET {path}%23{number_of} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        clients[10].sendall(b"GET /hea")  # and the last one is idle
        workers = running.workers()
        time.sleep(0.5)
        began = time.monotonic()
        running.process.send_signal(number)
        assert running.process.wait(20) != 0
        assert time.monotonic() < began + 10  # it is a fraction of a second when nothing else runs
        assert {client.recv(12) for client in clients[:10]} <= {b"HTTP/1.1 503", b""}
        assert [] == psutil.wait_procs(workers, timeout=10)[1]
        assert running.process.stderr is not None
        assert "Traceback" not in running.process.stderr.read()


@pytest.mark.parametrize("seconds", [0.05, 0.4])
def test_ctrl_c_while_the_service_starts_ends_it_quietly(seconds: float) -> None:
    command = [sys.executable, "-m", "assbkg", "serve", "--port", "0"]
    # A terminal sends Ctrl-C to all processes of a group.
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stderr=pipe, text=True, process_group=0) as process:
        assert process.stderr is not None
        assert "serving" in process.stderr.readline()
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGINT)
        assert ("assbkg: interrupted\n", 130) == (process.stderr.read(), process.wait(20))


def test_a_killed_service_leaves_no_worker_behind_not_even_a_busy_one() -> None:
    with serving("--workers", "2", "--timeout", "1") as running:
        workers = running.workers()
        before = max(map(user_seconds, workers))
        asked = Thread(target=ask_in_vain, args=(running,))
        asked.start()
        while max(map(user_seconds, workers)) < before + 0.1:  # until one is at work
            time.sleep(0.05)
        running.process.kill()
        asked.join()
        _, alive = psutil.wait_procs(workers, timeout=20)
    assert [] == alive


def user_seconds(worker: psutil.Process) -> float:
    return float(worker.cpu_times().user)


def ask_in_vain(running: Running) -> None:
    with pytest.raises((ConnectionError, HTTPException)):
        running.get("/sparql?" + urlencode({"query": ENDLESS}))


def test_limits_are_options() -> None:
    options = ("--workers", "1", "--timeout", "0.3", "--max-rows", "3", "--cache", "0")
    with serving(*options) as running:
        status, said = running.get("/sparql?" + urlencode({"query": ENDLESS}))
        assert 504 == status
        assert "longer than 0.3 s" in json.loads(said)["detail"]
        rows = {"query": "SELECT ?s { ?s ?p ?o } LIMIT 4"}
        assert 507 == running.get("/sparql?" + urlencode(rows))[0]
        assert 1 == json.loads(running.get("/health")[1])["workers"]["wanted"]


def test_a_service_that_others_can_reach_says_so() -> None:
    with serving("--workers", "1", "--host", "0.0.0.0") as running:
        assert "can be reached from other computers" in running.said


def test_a_taken_port_is_one_sentence() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "assbkg", "serve", "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (1, "") == (done.returncode, done.stdout)
    assert 1 == len(done.stderr.splitlines())
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr


#: Names that no host can have, of which IDNA refuses some before the system is asked.
NO_HOSTS = ("no such host", "a..b", "a" * 300, "a\u202eb", "\ud800")


@pytest.mark.parametrize("host", NO_HOSTS, ids=ascii)
def test_a_host_that_is_none_is_refused(host: str) -> None:
    with pytest.raises(AssbkgError, match=rf"can't listen at {host}"):
        bind(host, 0)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("lab.example", False),
    ],
)
def test_only_this_computer_is_loopback(host: str, expected: bool) -> None:
    assert expected == is_loopback(host)


def test_a_request_that_is_no_http_breaks_nothing() -> None:
    with serving("--workers", "1") as running:
        host, _, port = running.address.removeprefix("http://").rpartition(":")
        for nonsense in (b"\x00\xff\r\n\r\n", b"GET / x" + b"x" * 200 + b"\r\n\r\n"):
            with closing(socket.create_connection((host, int(port)), timeout=20)) as sent:
                sent.sendall(nonsense)
                assert b"400" in sent.recv(30)
        assert 200 == running.get("/sparql?query=ASK%7B%7D")[0]
