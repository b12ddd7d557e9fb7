"""What happens below the application: too many connections, too slow ones, and no HTTP."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest

from assbkg.places import shipped
from assbkg.service.serving.application import Served, create_application, read_served
from assbkg.service.serving.problems import MIB, Limits
from assbkg.service.serving.running import bind, make_server

LIMITS = Limits(
    seconds=20.0,
    patience_seconds=1.0,
    head_seconds=1.0,
    rows=1_000_000,
    answer_bytes=16 * MIB,
    connections=8,
    cache_bytes=0,
)
SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'",
    "access-control-allow-origin": "*",
}
GET = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass(frozen=True)
class Reply:
    """What came back over a connection: status, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


@pytest.fixture(scope="module")
def served() -> Served:
    """The shipped release."""
    return read_served(shipped("graphs") / "release", shipped("queries"), LIMITS)


@contextmanager
def serving(served: Served, limits: Limits) -> Iterator[int]:
    """A service in a thread; gives its port."""
    with bind("127.0.0.1", 0) as listening:
        port: int = listening.getsockname()[1]
        server = make_server(create_application(served, 1, limits), limits)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture(scope="module")
def port(served: Served) -> Iterator[int]:
    """The port of a service under tight limits."""
    with serving(served, LIMITS) as opened:
        yield opened


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def read(connection: socket.socket, *, head: bool = False) -> Reply:
    """Read one answer."""
    with connection.makefile("rb") as stream:
        first = stream.readline()
        assert first.startswith(b"HTTP/1.1 "), first
        headers = {}
        while (line := stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        length = 0 if head else int(headers.get("content-length", 0))
        return Reply(int(first.split()[1]), headers, stream.read(length))


def send(port: int, data: bytes, *, head: bool = False) -> Reply:
    """Send bytes over a connection of their own, and read the answer."""
    with closing(connect(port)) as connection:
        with suppress(ConnectionError):  # whoever has refused listens no longer
            connection.sendall(data)
        return read(connection, head=head)


def is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join((line + b" HTTP/1.1", b"Host: x", *headers, b"", body))


POST = b"POST /sparql"
ASKED = b"Content-Type: application/sparql-query"
LONG = b"x" * 1_000_000

REFUSED = {
    "binary": (b"\x00\xff\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500 + b"\r\n\r\n", 400),
    "a preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "HTTP/3.0": (b"GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505),
    "HTTP/9": (b"POST / HTTP/9\r\n\r\n", 400),
    "HTTP/0.9": (b"GET /\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    "a host with a slash": (b"GET / HTTP/1.1\r\nHost: x/y\r\n\r\n", 400),
    "a host with a user": (b"GET / HTTP/1.1\r\nHost: u@x\r\n\r\n", 400),
    "a host with markup": (b"GET /sparql HTTP/1.1\r\nHost: <b>\r\n\r\n", 400),
    "a URL of a megabyte": (request(b"GET /" + LONG), 414),
    "a query of a megabyte in the URL": (request(b"GET /sparql?query=" + LONG), 414),
    "a URL of 20,000 bytes": (request(b"GET /" + LONG[:20_000]), 414),
    "a header of a megabyte": (request(b"GET /", b"X: " + LONG), 431),
    "100,000 headers": (request(b"GET /", *[b"X: y"] * 100_000), 431),
    "a header of 40,000 bytes": (request(b"GET /", b"X: " + LONG[:40_000]), 431),
    "a header without a name": (request(b"GET /", b": x"), 400),
    "a header with a space before the colon": (request(b"GET /", b"X : y"), 400),
    "a header with a NUL": (request(b"GET /", b"X: a\x00b"), 400),
    "another method": (request(b"BREW /sparql"), 405),
    "PUT": (request(b"PUT /sparql", b"Content-Length: 0"), 405),
    "TRACE": (request(b"TRACE /"), 405),
    "CONNECT": (request(b"CONNECT x:443"), 400),
    "no slash": (request(b"GET sparql"), 400),
    "a star": (request(b"GET *"), 405),
    "two lengths": (request(POST, ASKED, b"Content-Length: 6", b"Content-Length: 7"), 400),
    "no length": (request(POST, ASKED, b"Content-Length: six"), 400),
    "a negative length": (request(POST, ASKED, b"Content-Length: -6"), 400),
    "length and chunks": (
        request(
            POST,
            ASKED,
            b"Content-Length: 6",
            b"Transfer-Encoding: chunked",
            body=b"6\r\nASK {}\r\n0\r\n\r\n",
        ),
        400,
    ),
    "chunks in HTTP/1.0": (
        b"POST /sparql HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "an unknown coding": (request(POST, ASKED, b"Transfer-Encoding: gzip, chunked"), 501),
    "no chunk": (request(POST, ASKED, b"Transfer-Encoding: chunked", body=b"zz\r\nASK{}"), 400),
    "another expectation": (request(b"GET /health", b"Expect: miracles"), 417),
    "a body of two megabytes": (
        request(POST, ASKED, b"Content-Length: 2000000", body=LONG + LONG),
        413,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_below_or_at_the_door_is_a_problem_like_any_other(
    port: int, name: str
) -> None:
    data, status = REFUSED[name]
    reply = send(port, data)
    assert status == reply.status, reply
    assert "application/problem+json" == reply.headers["content-type"]
    assert (status, "about:blank") == (reply.problem["status"], reply.problem["type"])
    assert reply.problem["title"]
    assert reply.problem["detail"]
    assert SAFE.items() <= reply.headers.items()
    assert "no-store" == reply.headers["cache-control"]
    if status == 405:
        assert "GET" in reply.headers["allow"]


@pytest.mark.parametrize("name", ["length and chunks", "no chunk", "binary", "a URL of a megabyte"])
def test_a_connection_that_can_t_be_understood_is_closed(port: int, name: str) -> None:
    with closing(connect(port)) as connection:
        with suppress(ConnectionError):
            connection.sendall(REFUSED[name][0] + GET)
        assert "close" == read(connection).headers["connection"]
        assert is_closed(connection)


def test_a_client_that_waits_for_100_continue_gets_it(port: int) -> None:
    with closing(connect(port)) as connection:
        head = request(POST, ASKED, b"Content-Length: 6", b"Expect: 100-continue")
        connection.sendall(head)
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"ASK {}")
        assert 200 == read(connection).status


def test_two_equal_lengths_are_one(port: int) -> None:
    length = b"Content-Length: 6"
    assert 200 == send(port, request(POST, ASKED, length, length, body=b"ASK {}")).status


def test_a_whole_url_may_be_the_target_of_a_request(port: int) -> None:
    reply = send(port, request(b"GET http://graph.example/sparql?query=ASK%7B%7D"))
    assert (200, b"true" in reply.body) == (reply.status, True)
    assert 400 == send(port, request(b"GET http://a%20b/sparql?query=ASK%7B%7D")).status


@pytest.mark.parametrize(
    ("target", "allowed"),
    [
        (b"/sparql", "GET, HEAD, POST, OPTIONS"),
        (b"/queries", "GET, HEAD, OPTIONS"),
        (b"*", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_options_lists_the_methods_of_a_path(port: int, target: bytes, allowed: str) -> None:
    reply = send(port, request(b"OPTIONS " + target))
    assert (204, allowed) == (reply.status, reply.headers["allow"])


def test_options_of_nothing_is_not_found(port: int) -> None:
    assert 404 == send(port, request(b"OPTIONS /nothing")).status


@pytest.mark.parametrize("path", [b"/health", b"/nothing", b"/sparql?query=ASK%7B%7D", b"/sparql"])
def test_head_has_no_body(port: int, path: bytes) -> None:
    with closing(connect(port)) as connection:
        connection.sendall(request(b"HEAD " + path))
        head = read(connection, head=True)
        connection.sendall(request(b"GET " + path))
        get = read(connection)
    assert head.status == get.status
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_range_gets_the_whole_answer(port: int) -> None:
    reply = send(port, request(b"GET /health", b"Range: bytes=0-1"))
    assert 200 == reply.status
    assert len(reply.body) > 2


@pytest.mark.parametrize("path", [b"/sparql?query=ASK%7B%7D", b"/questions"])
@pytest.mark.parametrize("tags", [b"*", b'"other", *'])
def test_any_answer_is_one_that_a_client_has_when_it_says_so(
    port: int, path: bytes, tags: bytes
) -> None:
    assert 304 == send(port, request(b"GET " + path, b"If-None-Match: " + tags)).status


def test_two_requests_at_once_get_two_answers(port: int) -> None:
    with closing(connect(port)) as connection:
        connection.sendall(GET + request(b"GET /sparql?query=ASK%7B%7D"))
        with connection.makefile("rb") as stream:
            assert 2 == (stream.read(1) + connection_rest(connection, stream)).count(b"200 OK")


def connection_rest(connection: socket.socket, stream: Any) -> bytes:  # noqa: ANN401 - a file
    """Everything until the connection is closed for having been idle."""
    connection.settimeout(20)
    return bytes(stream.read())


# --- too slow -------------------------------------------------------------------------------


def test_a_head_that_does_not_come_in_time_is_refused(port: int) -> None:
    with closing(connect(port)) as connection:
        for byte in b"GET /health HTTP/1.1\r\nX: ":
            connection.sendall(bytes([byte]))
        assert 408 == read(connection).status
        assert is_closed(connection)


def test_a_head_that_comes_byte_by_byte_has_no_more_time(port: int) -> None:
    began = time.monotonic()
    with closing(connect(port)) as connection, suppress(ConnectionError):
        while time.monotonic() < began + 20:
            connection.sendall(b"G")
            time.sleep(0.2)
            connection.settimeout(0.01)
            with suppress(TimeoutError):
                if connection.recv(1000):
                    break
    assert time.monotonic() < began + 20


@pytest.mark.parametrize("before", [b"", GET])
def test_an_idle_connection_is_closed(port: int, before: bytes) -> None:
    with closing(connect(port)) as connection:
        if before:
            connection.sendall(before)
            assert 200 == read(connection).status
        assert is_closed(connection)


def test_a_body_that_does_not_come_in_time_is_refused(port: int) -> None:
    with closing(connect(port)) as connection:
        connection.sendall(request(POST, ASKED, b"Content-Length: 6", body=b"A"))
        assert 408 == read(connection).status


def test_a_body_that_nobody_waits_for_does_not_keep_a_connection_open(port: int) -> None:
    with closing(connect(port)) as connection, suppress(ConnectionError):
        connection.sendall(request(b"POST /queries", ASKED, b"Content-Length: 100000"))
        assert 405 == read(connection).status
        for _ in range(100):
            connection.sendall(b"A")
            time.sleep(0.1)
        raise AssertionError("the connection is still open")


LARGE = b"SELECT * { ?a ?b ?c }"


def ask_for_much(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    length = f"Content-Length: {len(LARGE)}".encode()
    connection.sendall(request(POST, ASKED, length, body=LARGE))
    return connection


def test_an_answer_that_nobody_takes_is_dropped(port: int) -> None:
    with closing(ask_for_much(port)) as connection:
        time.sleep(2.5)
        taken = 0
        with suppress(ConnectionError):
            while piece := connection.recv(1 << 20):
                taken += len(piece)
    assert 200 == send(port, GET).status
    assert 0 < taken < 8 * MIB  # what the system had in its buffers


def test_a_slow_client_gets_its_whole_answer(port: int) -> None:
    with closing(ask_for_much(port)) as connection:
        time.sleep(0.5)
        reply = read(connection)
    assert 200 == reply.status
    assert int(reply.headers["content-length"]) == len(reply.body)


def test_there_is_only_so_much_room_for_answers(served: Served) -> None:
    limits = replace(LIMITS, held_bytes=8 * MIB, patience_seconds=20.0)
    with serving(served, limits) as port, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(closing(ask_for_much(port)))
            time.sleep(0.4)
        length = f"Content-Length: {len(LARGE)}".encode()
        reply = send(port, request(POST, ASKED, length, body=LARGE))
        assert (503, "2") == (reply.status, reply.headers["retry-after"])
        assert 200 == send(port, request(b"GET /sparql?query=ASK%7B%7D")).status


# --- too many -------------------------------------------------------------------------------


def test_idle_connections_make_room_for_new_ones(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(LIMITS.connections):
            stack.enter_context(closing(connect(port)))
        time.sleep(1.2)
        for _ in range(3):
            assert 200 == send(port, GET).status


def test_one_too_many_is_refused_while_the_others_are_busy(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(LIMITS.connections):
            busy = stack.enter_context(closing(connect(port)))
            busy.sendall(request(POST, ASKED, b"Content-Length: 6", body=b"A"))
        reply = send(port, GET)
    assert (503, "2") == (reply.status, reply.headers["retry-after"])
    assert "application/problem+json" == reply.headers["content-type"]
    assert SAFE.items() <= reply.headers.items()
    assert 200 == eventually(port)


def eventually(port: int) -> int:
    """Ask until there is room again."""
    until = time.monotonic() + 10
    while (status := send(port, GET).status) == 503 and time.monotonic() < until:
        time.sleep(0.1)
    return status
