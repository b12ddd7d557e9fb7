"""Whatever a server answers: one sentence, in bounded time and memory, and never a traceback."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import repeat
from typing import TYPE_CHECKING, Final

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from assbkg.asking.results.answers import require_table
from assbkg.asking.results.result import read_answer
from assbkg.cli import app
from assbkg.errors import AssbkgError, NoAnswer, QueryError, UploadError
from assbkg.service.endpoint import parse_endpoint
from assbkg.service.exchange import Body, Patience
from assbkg.service.graph_store import N_TRIPLES, GraphStore
from assbkg.service.remote import MOST_ROWS, ask_endpoint, construct_at

if TYPE_CHECKING:
    from pyoxigraph import Triple

HASTY: Final = Patience(step_seconds=1.0, attempts=1)
JSON: Final = b"application/sparql-results+json"
HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: " + JSON + b"\r\n"
TABLE: Final = b'{"head":{"vars":["x"]},"results":{"bindings":['
Script = Callable[[], Iterator[bytes]]


@contextmanager
def serving(script: Script, pause: float = 0.0) -> Iterator[str]:
    """A server that takes a request and sends pieces, to everyone, until its client leaves."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        over = threading.Event()

        def answer(client: socket.socket) -> None:
            with client, suppress(OSError):
                client.settimeout(5)
                client.recv(65536)
                for piece in script():
                    if over.is_set():
                        return
                    client.sendall(piece)
                    time.sleep(pause)
                client.shutdown(socket.SHUT_WR)
                while client.recv(65536):
                    pass

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    threading.Thread(target=answer, args=(client,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql"
        finally:
            over.set()


def once(*pieces: bytes) -> Script:
    return lambda: iter(pieces)


def endless(start: bytes, piece: bytes) -> Script:
    def pieces() -> Iterator[bytes]:
        yield start
        yield from repeat(piece)

    return pieces


def whole(body: bytes, head: bytes = HEAD) -> Script:
    return once(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def chunked(body: bytes) -> Script:
    return once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + body)


def ask(script: Script, pause: float = 0.0) -> bytes:
    with serving(script, pause) as address:
        return ask_endpoint(parse_endpoint(address), "ASK {}", patience=HASTY)


ENDLESS: Final = {
    "continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "continue with headers": endless(b"", b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n" * 1000),
    "headers": endless(HEAD, b"A: b\r\n" * 1000),
    "one header": endless(HEAD + b"A: ", b"a" * 65536),
    "status line": endless(b"HTTP/1.1 200 ", b"a" * 65536),
    "body": endless(HEAD + b"\r\n", b"a" * 1_000_000),
    "chunks": endless(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"f4240\r\n" + b"a" * 1_000_000 + b"\r\n"
    ),
    "negative chunk": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", b"a" * 1_000_000),
    "a refusal": endless(b"HTTP/1.1 400 No\r\n\r\n", b"a" * 65536),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_left(name: str) -> None:
    with pytest.raises((NoAnswer, UploadError)) as caught:
        ask(ENDLESS[name])
    assert len(str(caught.value)) < 1000
    assert 1 == len(str(caught.value).splitlines())


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", HEAD, HEAD + b"\r\n"])
@pytest.mark.parametrize("piece", [b"a", b"A: b\r\n"], ids=["bytes", "lines"])
def test_what_comes_in_drops_is_not_waited_for(start: bytes, piece: bytes) -> None:
    with pytest.raises(NoAnswer, match=r"nothing for|headers|broke"):
        ask(endless(start, piece), pause=0.05)


def test_an_answer_may_take_longer_the_larger_it_is() -> None:
    body = TABLE + b" " * 200_000 + b"]}}"
    pieces = [body[start : start + 4096] for start in range(0, len(body), 4096)]
    head = HEAD + b"Content-Length: %d\r\n\r\n" % len(body)
    assert body == ask(once(head, *pieces), pause=0.03)


WRONG: Final = {
    "nothing": once(b""),
    "no HTTP": once(b"SSH-2.0-OpenSSH_9.9\r\n"),
    "HTTP/2": once(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "escapes": once(
        b"HTTP/1.1 400 \x1b[2J\x9b\r\nContent-Type: \x1b[31m\r\n\r\n\x1b]0;t\x07\xe2\x80\xae"
    ),
    "no type": once(b"HTTP/1.1 200 OK\r\n\r\n{}"),
    "a type of escapes": whole(b"{}", b"HTTP/1.1 200 OK\r\nContent-Type: a\x1b[2J\r\n"),
    "a page": whole(b"<html>", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"),
    "to a file": once(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"),
    "to itself": once(b"HTTP/1.1 307 Again\r\nLocation: /sparql\r\n\r\n"),
    "to another": once(b"HTTP/1.1 301 Away\r\nLocation: http://127.0.0.2/\x1b[2J\r\n\r\n"),
    "short": once(HEAD + b"Content-Length: 1000\r\n\r\n{}"),
    "length of letters": once(HEAD + b"Content-Length: x\r\n\r\n{}"),
    "length of digits": once(HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n{}"),
    "chunk of letters": chunked(b"zz\r\n{}"),
    "chunk too large": chunked(b"f" * 30 + b"\r\n{}"),
    "busy forever": once(b"HTTP/1.1 503 No\r\nRetry-After: " + b"9" * 5000 + b"\r\n\r\n"),
    "busy until": once(b"HTTP/1.1 503 No\r\nRetry-After: Fri, 99 Xxx 99999 0:0:0 +9999\r\n\r\n"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_answer_is_one_printable_sentence(name: str) -> None:
    with pytest.raises(AssbkgError) as caught:
        read_answer(ask(WRONG[name]), str)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000


DEEP: Final = b'{"type":"triple","value":{"subject":'
BODIES: Final = {
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep beside": TABLE + b'],"a":' + b"[" * 99_999 + b"]" * 99_999 + b"}}",
    "deep triples": TABLE + b'{"x":' + DEEP * 20_000,
    "hidden depth": TABLE + b'{"x":' + (DEEP + b'"]}]}]}",') * 20_000,
    "a value of 60 MB": TABLE + b'{"x":{"type":"literal","value":"' + b"a" * 60_000_000 + b'"}}]}}',
    "many columns": json.dumps(
        {"head": {"vars": [f"v{n}" for n in range(100_000)]}, "results": {"bindings": [{}]}}
    ).encode(),
    "other columns": TABLE + b'{"y":{"type":"literal","value":"a"}}]}}',
    "one column twice": TABLE.replace(b'"x"', b'"x","x"') + b"]}}",
    "no IRI": TABLE + b'{"x":{"type":"uri","value":"a b"}}]}}',
    "no UTF-8": TABLE + b'{"x":{"type":"literal","value":"\xff"}}]}}',
    "numbers": TABLE + b'{"x":{"type":"literal","value":5}}]}}',
    "gzip": gzip.compress(TABLE + b"]}}"),
    "gzip bomb": gzip.compress(b" " * 50_000_000),
    "nothing": b"",
    "cut": TABLE,
    "surrogate": TABLE + b'{"x":{"type":"literal","value":"\\ud800"}}]}}',
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("columns", [None, ("y", "x")], ids=["as it is", "chosen"])
def test_a_body_that_is_no_table_is_refused(name: str, columns: tuple[str, ...] | None) -> None:
    with pytest.raises(QueryError) as caught:
        read_answer(BODIES[name], str, columns)
    assert len(str(caught.value)) < 300


def test_more_rows_than_fit_are_refused() -> None:
    rows = b",".join(repeat(b"{}", MOST_ROWS))
    assert ask(whole(TABLE + rows + b"]}}")).endswith(b"]}}")
    with pytest.raises(NoAnswer, match="more than 100,000 rows"):
        ask(whole(TABLE + rows + b",{}]}}"))


TRIPLES: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n"
TRIPLE: Final = b"<urn:s> <urn:p> %s .\n"


def within(depth: int) -> bytes:
    """A triple in triples."""
    return TRIPLE % (b"<<( <urn:s> <urn:p> " * depth + b"<urn:o>" + b" )>>" * depth)


def construct(body: bytes, head: bytes = TRIPLES) -> tuple[Triple, ...]:
    with serving(whole(body, head)) as address:
        return construct_at(parse_endpoint(address), "DESCRIBE <urn:s>", patience=HASTY)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (within(33), "triples in triples"),
        (within(100_000), "triples in triples"),
        (b'# "\n' + within(100_000) + b'# "\n', "triples in triples"),
        (TRIPLE % b'"' + within(100_000) + TRIPLE % b'"', "not N-Triples|triples in triples"),
        (b"".join(TRIPLE % (b"<urn:o%d>" % n) for n in range(MOST_ROWS + 1)), "100,000 triples"),
        (b"<html>", "not N-Triples"),
        (b"\xff", "not N-Triples"),
        (b"@prefix kg: <urn:kg> .\nkg:s kg:p [ kg:q ( 1 ) ] .", "not N-Triples"),
    ],
)
def test_triples_that_no_parser_should_read_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(NoAnswer, match=reason) as caught:
        construct(body)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1000


def test_triples_in_another_form_are_refused() -> None:
    with pytest.raises(NoAnswer, match="expected application/n-triples"):
        construct(b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/turtle\r\n")


@pytest.mark.parametrize(
    "end",
    [
        b'"' + b"<<( " * 100 + b'"',
        b'"\\"' + b"<<( " * 100 + b'"',
        b"<urn:o#" + b"a" * 100 + b">",
        *(within(32).partition(b"<urn:p> ")[2].rpartition(b" .")[:1]),
    ],
)
def test_marks_of_triples_in_text_are_text(end: bytes) -> None:
    assert 1 == len(construct(TRIPLE % end))


def test_a_long_value_is_cut_where_people_read_and_whole_in_data() -> None:
    value = b"a b" * 1_000_000
    result = read_answer(TABLE + b'{"x":{"type":"literal","value":"' + value + b'"}}]}}', str)
    shown = result.write("table")
    assert "(3,000,000 characters)" in " ".join(shown.split())
    assert len(shown) < 30_000
    assert value.decode() in result.write("csv")


@pytest.mark.parametrize("body", [BODIES["deep triples"], BODIES["hidden depth"], b"\xff"])
def test_the_command_says_one_sentence(body: bytes) -> None:
    with serving(whole(body)) as address:
        done = CliRunner().invoke(app, ["query", "milestones", "--endpoint", address])
    assert isinstance(done.exception, AssbkgError)
    assert 1 == len(str(done.exception).splitlines())


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_escapes_in_an_answer_do_not_reach_a_terminal(form: str) -> None:
    cell = {"type": "literal", "value": "a\x1b[2J\r\u202eb"}
    names = ["period", "milestone", "kind", "about", "place"]
    rows = [dict.fromkeys(names, cell)]
    body = json.dumps({"head": {"vars": names}, "results": {"bindings": rows}}).encode()
    with serving(whole(body)) as address:
        words = ["query", "milestones", "--endpoint", address, "--format", form]
        shown = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    assert all(character.isprintable() or character == "\n" for character in shown)


def no_chunks() -> Generator[bytes, None, None]:
    yield b""


# --- a store that is published to -----------------------------------------------------------


def store(url: str) -> GraphStore:
    return GraphStore(parse_endpoint(url), parse_endpoint(url), None, HASTY)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"results":{"bindings":[{"count":{"value":1e999}}]}}',
        b'{"results":{"bindings":[{"count":{"value":"' + b"9" * 5000 + b'"}}]}}',
        b'{"results":[]}',
        b"[]",
        b"null",
        b"\xff",
    ],
)
def test_a_count_that_is_none_is_one_sentence(body: bytes) -> None:
    with serving(whole(body)) as address, pytest.raises(UploadError, match="no count"):
        store(address).count("urn:g")


def test_a_graph_that_is_read_back_without_end_is_left() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\n\r\n"
    body = Body(N_TRIPLES, no_chunks, 1000)
    for piece in (b"<urn:a> <urn:b> <urn:c> .\n" * 1000, b"a" * 65536):
        with (
            serving(endless(head, piece)) as address,
            pytest.raises(UploadError, match="sends more than"),
        ):
            store(address).count_by_reading("urn:g", body)


#: What the sockets of both sides may hold, beside the first megabyte, which is read.
BUFFERED: Final = 16_000_000


@pytest.mark.parametrize("start", [b"HTTP/1.1 204 Done\r\n\r\n", b"HTTP/1.1 200 Done\r\n\r\n"])
def test_no_more_than_the_beginning_of_an_answer_to_an_upload_is_read(start: bytes) -> None:
    sent: list[int] = []

    def pieces() -> Iterator[bytes]:
        for piece in endless(start, b"a" * 65536)():
            sent.append(len(piece))
            yield piece

    with serving(pieces) as address:
        store(address).put("urn:g", Body(N_TRIPLES, no_chunks, 0))
        time.sleep(0.2)
        at_rest = sum(sent)
        time.sleep(0.2)
    assert at_rest == sum(sent) < BUFFERED


def test_trailers_without_end_are_left() -> None:
    start = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    script = endless(start, b"A: b\r\n" * 9999)
    with serving(script) as url, pytest.raises(NoAnswer, match="sends more than"):
        store(url).put("urn:g", Body(N_TRIPLES, no_chunks, 0))


# --- any bytes ------------------------------------------------------------------------------

PIECES: Final = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 503 \xff\r\n", b"HTTP/1.1 100 \r\n\r\n", b"\r\n"),
        *(b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(b"Content-Type: " + JSON + b"\r\n", b"Retry-After: 0\r\n", b"Retry-After: \xb2\r\n"),
        *(b"Location: \x00\r\n", b"WWW-Authenticate: \x1b[2J\r\n", b" folded\r\n", b":\r\n"),
        *(b"5\r\nhello\r\n", b"0\r\n\r\n", b"-5\r\n", b"\x00", TABLE + b"]}}", b"{}"),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=12).map(b"".join))
@example(b"HTTP/1.1 200 OK\r\nContent-Type: \r\n a\r\n\r\n")
def test_no_bytes_of_a_server_break_the_client(data: bytes) -> None:
    said = ""
    try:
        read_answer(ask(once(data)), str)
    except AssbkgError as error:
        said = str(error)
    assert said.isprintable()


@given(
    st.recursive(
        st.text() | st.none() | st.integers(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_json_that_is_flat_is_never_taken_for_a_deep_one(value: object) -> None:
    require_table(json.dumps(value).encode())
    require_table(json.dumps(value, ensure_ascii=False, indent=1).encode())


def test_depth_is_what_is_refused() -> None:
    def nested(depth: int) -> bytes:
        return b'{"[":"]\\"}","a":' * depth + b"1" + b"}" * depth

    require_table(nested(32))
    with pytest.raises(QueryError, match="more than 32 levels"):
        require_table(nested(33))
