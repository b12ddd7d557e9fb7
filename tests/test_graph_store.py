"""Publishing to a real Oxigraph server, and to one that misbehaves in every way we thought of."""

from __future__ import annotations

import io
import json
import shutil
import socket
import socketserver
import struct
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, Store, Triple, parse
from tests.shipped_work import shipped_rules, shipped_template

from assbkg.cli import app
from assbkg.errors import NoAnswer, UploadError
from assbkg.literature.at_scale import reason_in_duckdb
from assbkg.literature.synthetic.making import Size, synthesise
from assbkg.places import shipped
from assbkg.service.endpoint import PASSWORD, TOKEN, authorisation, parse_endpoint
from assbkg.service.exchange import Body, Patience
from assbkg.service.graph_store import N_TRIPLES, GraphStore
from assbkg.service.upload import (
    Counted,
    Outgoing,
    Sent,
    facts_graphs,
    release_graphs,
    upload,
    upload_display,
)
from assbkg.vocabulary import GRAPHS

RELEASE = shipped("graphs") / "release"
GRAPH = GRAPHS["asserted"]


# --- what is sent ---------------------------------------------------------------------------


def body(*chunks: bytes) -> Body:
    def make() -> Generator[bytes, None, None]:
        yield from chunks

    return Body(N_TRIPLES, make, sum(map(len, chunks)))


def triples(count: int, word: str = "new") -> list[str]:
    return [f'<urn:s{n}> <urn:p> "{word}" .' for n in range(count)]


def outgoing(name: str, count: int, word: str = "new") -> Outgoing:
    lines = [f"{line}\n".encode() for line in triples(count, word)]
    return Outgoing(name, GRAPHS[name], count, body(*lines))


def four(word: str, *counts: int) -> list[Outgoing]:
    return [outgoing(name, count, word) for name, count in zip(GRAPHS, counts, strict=True)]


def broken(name: str, error: BaseException) -> Outgoing:
    """A graph whose reading fails after the first triples are on their way."""

    def make() -> Generator[bytes, None, None]:
        yield "".join(f"{line}\n" for line in triples(3)).encode()
        raise error

    return Outgoing(name, GRAPHS[name], 5, Body(N_TRIPLES, make, 500))


# --- the servers ----------------------------------------------------------------------------


def quick(step_seconds: float = 20.0, sleep: Callable[[float], None] = lambda _: None) -> Patience:
    """A patience that does not sleep."""
    return Patience(step_seconds, attempts=3, sleep=sleep)


def store(
    url: str,
    query: str | None = None,
    authorisation: str | None = None,
    patience: Patience | None = None,
) -> GraphStore:
    beside = parse_endpoint(query) if query else None
    return GraphStore(parse_endpoint(url), beside, authorisation, patience or quick())


@pytest.fixture
def oxigraph() -> Iterator[str]:
    """The graph store of an empty Oxigraph server on a free loopback port."""
    binary = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if shutil.which(binary) is None:
        pytest.skip("the package `oxigraph` is not installed: no server to publish to")
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    command = [str(binary), "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        assert "Listening" in said, said
        try:
            yield f"http://127.0.0.1:{port}/store"
        finally:
            server.kill()


def held(url: str, graph: str) -> set[str]:
    """The lines of N-Triples that a server gives for a graph."""
    headers = {"Accept": N_TRIPLES}
    with urlopen(UrlRequest(f"{url}?{urlencode({'graph': graph})}", headers=headers)) as answer:
        return set(answer.read().decode().splitlines())


def as_kept(sent: bytes) -> set[str]:
    """N-Triples as Oxigraph keeps them: a number by its value, 514.0 as 514."""
    local = Store()
    local.bulk_load(sent, format=RdfFormat.N_TRIPLES)
    return {f"{Triple(quad.subject, quad.predicate, quad.object)} ." for quad in local}


@dataclass(frozen=True)
class Asked:
    """A request as a server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Rogue:
    """A server that answers as it was told to: `replies` to PUT, one after the other.

    The last reply is given again and again; GET gets `query_reply` or `read_reply`.
    """

    url: str
    replies: list[Callable[[Handler], None]] = field(default_factory=list)
    query_reply: Callable[[Handler], None] | None = None
    read_reply: Callable[[Handler], None] | None = None
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def methods(self) -> list[str]:
        return [one.method for one in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    rogue: Rogue

    def do_PUT(self) -> None:
        replies = self.rogue.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        self.close_connection = True
        reply(self)

    def do_GET(self) -> None:
        self.note(b"")
        asks = "query" in parse_qs(urlsplit(self.path).query)
        reply = self.rogue.query_reply if asks else self.rogue.read_reply
        (reply or says(404, "no such thing"))(self)

    def note(self, content: bytes) -> None:
        self.rogue.asked.append(Asked(self.command, self.path, dict(self.headers), content))

    def take(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def log_message(self, *said: object) -> None:
        """Say nothing."""


def says(
    status: int, text: str = "", kind: str = "text/plain", **headers: str
) -> Callable[[Handler], None]:
    """Take the whole request and answer."""

    def reply(handler: Handler) -> None:
        if handler.command == "PUT":
            handler.note(handler.take())
        content = text.encode()
        handler.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return reply


def counts(*numbers: int) -> Callable[[Handler], None]:
    """Answer a query with a count, each time the next one."""
    left = list(numbers)

    def reply(handler: Handler) -> None:
        number = left.pop(0) if len(left) > 1 else left[0]
        result = {"results": {"bindings": [{"count": {"value": str(number)}}]}}
        says(200, json.dumps(result), "application/sparql-results+json")(handler)

    return reply


def resets(handler: Handler) -> None:
    """Read a little of the body and break the connection."""
    handler.note(handler.rfile.read1(10))
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def hangs_up(handler: Handler) -> None:
    """Take the whole request and close without a word."""
    handler.note(handler.take())


def hangs(handler: Handler) -> None:
    """Take the whole request and say nothing as long as the test runs."""
    handler.note(handler.take())
    handler.rogue.over.wait()


def refuses_early(handler: Handler) -> None:
    """Refuse after a little of the body."""
    handler.note(handler.rfile.read1(10))
    handler.wfile.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 8\r\n\r\nno room!")


def accepts_early(handler: Handler) -> None:
    """Report success after a little of the body."""
    handler.note(handler.rfile.read1(10))
    handler.wfile.write(b"HTTP/1.1 204 No Content\r\n\r\n")


@contextmanager
def serving(*replies: Callable[[Handler], None]) -> Iterator[Rogue]:
    handler = type("RogueHandler", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        rogue = Rogue(f"http://127.0.0.1:{server.server_address[1]}/store", list(replies))
        handler.rogue = rogue  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield rogue
        finally:
            rogue.over.set()
            server.shutdown()
            thread.join()


# --- a real server --------------------------------------------------------------------------


def test_a_server_gives_back_the_release_graph_by_graph(oxigraph: str) -> None:
    upload(release_graphs(RELEASE), store(oxigraph))
    lines = (RELEASE / "assbkg.nq").read_text(encoding="utf-8").splitlines()
    for iri in GRAPHS.values():
        ending = f" <{iri}> ."
        sent = {line.removesuffix(ending) + " ." for line in lines if line.endswith(ending)}
        assert said(sent) == said(held(oxigraph, iri))


def said(lines: Iterable[str]) -> set[str]:
    """What N-Triples say, whatever their blank nodes are called."""
    triples = parse("\n".join(lines).encode(), format=RdfFormat.N_TRIPLES)
    dataset = Dataset(triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def test_publishing_twice_gives_the_same_content(oxigraph: str) -> None:
    upload(four("new", 4, 3, 2, 1), store(oxigraph))
    upload(four("new", 4, 3, 2, 1), store(oxigraph))
    assert set(triples(2)) == held(oxigraph, GRAPHS["asserted"])


def test_a_graph_is_replaced_and_not_added_to(oxigraph: str) -> None:
    upload(four("old", 9, 9, 9, 9), store(oxigraph))
    upload(four("new", 4, 3, 2, 0), store(oxigraph))
    assert set(triples(4)) == held(oxigraph, GRAPHS["ontology"])
    assert set() == held(oxigraph, GRAPHS["inferred"])


@pytest.mark.parametrize("size", [3, 300_000], ids=["small", "larger than all buffers"])
def test_a_graph_that_the_server_can_not_read_is_refused_with_its_words(
    oxigraph: str, size: int
) -> None:
    upload([outgoing("asserted", 7, "old")], store(oxigraph))
    lines = "\n".join([*triples(1), "no triple", *triples(size), ""]).encode()
    graph = Outgoing("asserted", GRAPH, size + 2, body(lines))
    with pytest.raises(UploadError, match=r"400 Bad Request: .*line 2") as caught:
        upload([graph], store(oxigraph))
    assert "\n  asserted: as it was, 7 triples" in str(caught.value)
    assert set(triples(7, "old")) == held(oxigraph, GRAPH)


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)


@contextmanager
def cutting(url: str, graph: str) -> Iterator[str]:
    """A way to a server on which each PUT of one graph is cut midway."""
    _, host, port = parse_endpoint(url).origin
    marked = b"PUT /store?" + urlencode({"graph": graph}).encode()

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((host, port)) as server:
                back = threading.Thread(target=pump, args=(server, self.request))
                back.start()
                data = self.request.recv(65536)
                if data.startswith(marked):
                    while data.partition(b"\r\n\r\n")[2].count(b"\n") < 3:
                        data += self.request.recv(65536)
                    server.sendall(data[:-3])
                else:
                    server.sendall(data)
                    pump(self.request, server)
                server.shutdown(socket.SHUT_RDWR)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Relay) as relay:
        thread = threading.Thread(target=relay.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{relay.server_address[1]}/store"
        finally:
            relay.shutdown()
            thread.join()


def test_an_upload_that_is_cut_leaves_each_graph_new_or_as_it_was_and_says_which(
    oxigraph: str,
) -> None:
    upload(four("old", 9, 9, 9, 9), store(oxigraph))
    with cutting(oxigraph, GRAPHS["asserted"]) as way, pytest.raises(UploadError) as caught:
        upload(four("new", 2, 3, 4000, 5), store(way))
    assert [
        "  ontology: new, 2 triples",
        "  evidence: new, 3 triples",
        "  asserted: as it was, 9 triples",
        "  inferred: not sent, as it was",
    ] == str(caught.value).splitlines()[1:]
    expected = [triples(2), triples(3), triples(9, "old"), triples(9, "old")]
    assert [set(lines) for lines in expected] == [held(oxigraph, iri) for iri in GRAPHS.values()]


@pytest.mark.parametrize(
    ("error", "said"),
    [(KeyboardInterrupt(), "interrupted"), (UploadError("terms are gone"), "terms are gone")],
    ids=["by its user", "by its source"],
)
def test_an_upload_that_is_stopped_leaves_each_graph_new_or_as_it_was(
    oxigraph: str, error: BaseException, said: str
) -> None:
    upload(four("old", 9, 9, 9, 9), store(oxigraph))
    graphs = [outgoing("ontology", 2), broken("evidence", error), outgoing("asserted", 1)]
    with pytest.raises(UploadError) as caught:
        upload(graphs, store(oxigraph))
    assert [
        said,
        "  ontology: new, 2 triples",
        "  evidence: as it was, 9 triples",
        "  asserted: not sent, as it was",
    ] == str(caught.value).splitlines()
    assert set(triples(9, "old")) == held(oxigraph, GRAPHS["evidence"])


@pytest.mark.parametrize(("announced", "read"), [(2, 1), (1, 2), (9, 30)])
def test_files_that_change_while_they_are_read_are_not_taken(
    oxigraph: str, announced: int, read: int
) -> None:
    first, again = outgoing("asserted", announced), outgoing("asserted", read)
    changed = replace(first, body=replace(again.body, size=first.body.size))
    with pytest.raises(UploadError, match="is not the same when it is read again"):
        upload([changed], store(oxigraph))
    assert 0 == store(oxigraph).count(GRAPH)


def test_what_follows_from_a_literature_arrives_as_asserted_and_inferred(
    oxigraph: str, tmp_path: Path
) -> None:
    template = shipped_template()
    synthesise(template, tmp_path / "papers", Size(1, "papers"))
    rules = shipped_rules()
    folder = reason_in_duckdb(tmp_path / "papers", tmp_path / "closed", rules)
    told = folder.origin["reasoned"]
    with facts_graphs(tmp_path / "closed") as graphs:
        upload(graphs, store(oxigraph))
        for graph in graphs:
            assert as_kept(b"".join(graph.body.chunks())) == held(oxigraph, graph.iri)
    assert (told["asserted"], told["derived"]) == tuple(graph.triples for graph in graphs)


# --- a server that fails --------------------------------------------------------------------


def test_a_busy_server_is_asked_again_with_longer_pauses_and_the_same_body() -> None:
    slept: list[float] = []
    with serving(says(503), says(503), says(204)) as rogue:
        store(rogue.url, patience=quick(sleep=slept.append)).put(GRAPH, body(b"a\n", b"b\n"))
    assert [b"a\nb\n"] * 3 == [one.body for one in rogue.asked]
    assert [1.0, 2.0] == slept


def test_a_pause_never_gets_longer_than_the_longest() -> None:
    patience = Patience(first_pause_seconds=1, longest_pause_seconds=5)
    assert [1, 2, 4, 5, 5] == [patience.pause(attempt) for attempt in range(1, 6)]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_fault_that_passes_is_tried_again(status: int) -> None:
    with serving(says(status), says(200)) as rogue:
        store(rogue.url).put(GRAPH, body(b"a\n"))
    assert 2 == len(rogue.asked)


def test_a_server_that_stays_busy_is_left_alone_in_the_end() -> None:
    with (
        serving(says(503, "in maintenance")) as rogue,
        pytest.raises(NoAnswer, match=r"503 .*: in maintenance, in 3 attempts"),
    ):
        store(rogue.url).put(GRAPH, body(b"a\n"))
    assert 3 == len(rogue.asked)


def test_the_pause_that_a_server_asks_for_is_kept() -> None:
    slept: list[float] = []
    with serving(says(429, Retry_After="7"), says(204)) as rogue:
        store(rogue.url, patience=quick(sleep=slept.append)).put(GRAPH, body(b"a\n"))
    assert [7.0] == slept


@pytest.mark.parametrize(
    "when",
    ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=9))],
    ids=["seconds", "a date"],
)
def test_a_server_that_asks_for_too_long_a_pause_is_not_asked_again(when: str) -> None:
    with (
        serving(says(503, Retry_After=when)) as rogue,
        pytest.raises(NoAnswer, match="it asks to come back in"),
    ):
        store(rogue.url).put(GRAPH, body(b"a\n"))
    assert 1 == len(rogue.asked)


@pytest.mark.parametrize("when", ["-5", "soon", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_pause_that_makes_no_sense_is_passed_over(when: str) -> None:
    slept: list[float] = []
    with serving(says(503, Retry_After=when), says(204)) as rogue:
        store(rogue.url, patience=quick(sleep=slept.append)).put(GRAPH, body(b"a\n"))
    assert [1.0] == slept


@pytest.mark.parametrize("status", [400, 401, 404, 409, 500])
def test_a_refusal_is_final_and_in_the_servers_words(status: int) -> None:
    with (
        serving(says(status, "line 7:\x1b[31m no IRI\n")) as rogue,
        pytest.raises(UploadError, match=rf"refused: {status} .*: line 7:\\x1b\[31m no IRI$"),
    ):
        store(rogue.url).put(GRAPH, body(b"a\n"))
    assert 1 == len(rogue.asked)


def test_the_kind_of_login_that_a_server_asks_for_is_told() -> None:
    reply = says(401, WWW_Authenticate='Digest realm="SPARQL", nonce="e92a"')
    with serving(reply) as rogue, pytest.raises(UploadError, match=r"401 .*; it asks for Digest: "):
        store(rogue.url).put(GRAPH, body(b"a\n"))


def test_of_a_page_its_text_is_shown() -> None:
    page = "<html><style>p {}</style><p>no <b>such</b> repository</p></html>"
    with (
        serving(says(404, page, "text/html; charset=utf-8")) as rogue,
        pytest.raises(UploadError, match=r": no such repository$"),
    ):
        store(rogue.url).put(GRAPH, body(b"a\n"))


def test_a_server_that_refuses_early_is_heard() -> None:
    chunk = b"x" * 65536
    with (
        serving(refuses_early) as rogue,
        pytest.raises(UploadError, match="413 Too Large: no room"),
    ):
        store(rogue.url).put(GRAPH, body(*[chunk] * 500))
    assert 1 == len(rogue.asked)


def test_a_server_that_accepts_before_it_has_everything_is_not_believed() -> None:
    with (
        serving(accepts_early) as rogue,
        pytest.raises(NoAnswer, match="success before it had received everything, in 3 attempts"),
    ):
        store(rogue.url).put(GRAPH, body(*[b"x" * 65536] * 500))
    assert 3 == len(rogue.asked)


@pytest.mark.parametrize("breaks", [resets, hangs_up])
def test_a_connection_that_breaks_is_made_anew(breaks: Callable[[Handler], None]) -> None:
    with serving(breaks, says(204)) as rogue:
        store(rogue.url).put(GRAPH, body(*[b"x" * 65536] * 100))
    assert 100 * 65536 == len(rogue.asked[-1].body)


@pytest.mark.parametrize("breaks", [resets, hangs_up])
def test_a_connection_that_always_breaks_is_given_up(breaks: Callable[[Handler], None]) -> None:
    with (
        serving(breaks) as rogue,
        pytest.raises(NoAnswer, match=r"connection broke .*in 3 attempts"),
    ):
        store(rogue.url).put(GRAPH, body(b"a\n"))
    assert 3 == len(rogue.asked)


def test_a_server_that_hangs_is_not_asked_again_since_it_may_be_at_work() -> None:
    with (
        serving(hangs) as rogue,
        pytest.raises(NoAnswer, match=r"said nothing for 0\.2 s; it may still be at work"),
    ):
        store(rogue.url, patience=quick(step_seconds=0.2)).put(GRAPH, body(b"a\n"))
    assert 1 == len(rogue.asked)


def test_where_nothing_listens_nothing_is_sent() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UploadError) as caught:
        upload(four("new", 1, 1, 1, 1), store(f"http://127.0.0.1:{port}/store"))
    assert "nothing is listening there, in 3 attempts" in str(caught.value)
    assert 4 == str(caught.value).count("not sent, as it was")


def unknown_hosts(monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    def look_up(host: str, *_: object) -> object:
        raise socket.gaierror(error, "unknown")

    monkeypatch.setattr("socket.getaddrinfo", look_up)


def test_a_host_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown_hosts(monkeypatch, socket.EAI_NONAME)
    with pytest.raises(NoAnswer, match=r"no host is called 'nowhere\.invalid'"):
        store("http://nowhere.invalid/store").put(GRAPH, body(b"a\n"))


@pytest.mark.parametrize("host", ["a..b", "...", "a" * 300])
def test_a_name_that_no_host_can_have_is_named(host: str) -> None:
    with pytest.raises(NoAnswer, match=f"no host can be called '{host}'"):
        store(f"http://{host}/store").put(GRAPH, body(b"a\n"))


def test_a_host_that_can_not_be_looked_up_now_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unknown_hosts(monkeypatch, socket.EAI_AGAIN)
    with pytest.raises(NoAnswer, match="in 3 attempts"):
        store("http://nowhere.invalid/store").put(GRAPH, body(b"a\n"))


def test_a_server_that_never_greets_is_tried_again() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        secure = f"https://127.0.0.1:{silent.getsockname()[1]}/store"
        with pytest.raises(NoAnswer, match=r"no connection within 0\.2 s, in 3 attempts"):
            store(secure, patience=quick(step_seconds=0.2)).put(GRAPH, body(b"a\n"))


def test_a_server_without_encryption_is_no_https_server() -> None:
    with serving(says(204)) as rogue:
        secure = store(rogue.url.replace("http:", "https:"))
        with pytest.raises(NoAnswer, match="no secure connection"):
            secure.put(GRAPH, body(b"a\n"))
    assert [] == rogue.asked


# --- who may see a secret -------------------------------------------------------------------


def test_a_redirect_is_told_and_not_followed() -> None:
    with serving(says(204)) as other, serving(says(307, Location=other.url)) as rogue:
        server = store(rogue.url, authorisation="Bearer secret")
        with pytest.raises(UploadError, match=f"redirects .* to {other.url}, which was not"):
            server.put(GRAPH, body(b"a\n"))
    assert "Bearer secret" == rogue.asked[0].headers["Authorization"]
    assert [] == other.asked


def test_a_query_endpoint_on_another_host_gets_no_credentials() -> None:
    with serving() as other, serving(says(204)) as rogue:
        other.query_reply = counts(1)
        server = store(rogue.url, f"{other.url}/query", authorisation="Bearer secret")
        upload([outgoing("asserted", 1)], server)
    assert ["Authorization" in one.headers for one in other.asked] == [False, False]
    assert ["Authorization" in one.headers for one in rogue.asked] == [True]


def test_a_query_endpoint_on_the_same_host_gets_credentials() -> None:
    with serving(says(204)) as rogue:
        rogue.query_reply = counts(1)
        store(rogue.url, authorisation="Bearer secret").count(GRAPH)
    assert "Bearer secret" == rogue.asked[0].headers["Authorization"]


def test_a_password_comes_from_the_environment() -> None:
    header = authorisation("jörg", False, {PASSWORD: "pässword"})
    assert "Basic asO2cmc6cMOkc3N3b3Jk" == header


def test_a_token_comes_from_the_environment_when_it_is_asked_for() -> None:
    assert "Bearer t0ken" == authorisation(None, True, {TOKEN: "t0ken"})
    assert authorisation(None, False, {TOKEN: "t0ken", PASSWORD: "p"}) is None


@pytest.mark.parametrize(
    ("user", "bearer", "said"),
    [
        ("anna", False, f"{PASSWORD} is not set"),
        (None, True, f"{TOKEN} is not set"),
        ("anna", True, "not both"),
        ("an:na", False, "holds a colon"),
    ],
)
def test_credentials_that_can_not_be_sent_are_refused(
    user: str | None, bearer: bool, said: str
) -> None:
    with pytest.raises(UploadError, match=said):
        authorisation(user, bearer, {})


def test_a_token_that_would_end_its_header_is_refused_and_not_shown() -> None:
    with pytest.raises(UploadError) as caught:
        authorisation(None, True, {TOKEN: "secret\r\nX-Other: 1"})
    assert "secret" not in str(caught.value)


def test_a_secret_is_in_no_representation() -> None:
    assert "secret" not in repr(store("http://127.0.0.1/store", authorisation="Bearer secret"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://triples.example.org/store", True),
        ("https://triples.example.org/store", False),
        ("http://127.0.0.1:7878/store", False),
        ("http://[::1]/store", False),
    ],
)
def test_it_is_known_where_others_could_read_a_secret(url: str, shown: bool) -> None:
    assert shown == store(url, authorisation="Bearer secret").shows_credentials
    assert not store(url).shows_credentials


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://127.0.0.1/store", "expected an http or https URL"),
        ("127.0.0.1:7878/store", "expected an http or https URL"),
        ("http:///store", "expected an http or https URL"),
        ("http://127.0.0.1:0/store", "expected an http or https URL"),
        ("http://127.0.0.1:99999/store", "is not a URL"),
        ("http://[::1/store", "is not a URL"),
        ("http://127.0.0.1/my store", "is not a URL"),
        ("http://127.0.0.1/st\nore", "is not a URL"),
        ("http://127.0.0.1/störe", "is not a URL"),
        ("http://127.0.0.1/store#here", "a fragment"),
        ("http://anna:secret@127.0.0.1/store", "holds credentials"),
    ],
)
def test_a_url_that_can_not_be_meant_is_refused(url: str, said: str) -> None:
    with pytest.raises(UploadError, match=said) as caught:
        parse_endpoint(url)
    assert "secret" not in str(caught.value)


def test_parameters_join_those_of_the_url() -> None:
    endpoint = parse_endpoint("http://127.0.0.1/store?repository=a%20b")
    assert "/store?repository=a%20b&graph=urn%3Ag" == endpoint.target({"graph": "urn:g"})


# --- counting what a server holds -----------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("http://127.0.0.1/store", "/query"),
        ("http://127.0.0.1/battery/data/", "/battery/query"),
        ("http://127.0.0.1/repositories/b/rdf-graphs/service", "/repositories/b"),
        ("http://127.0.0.1/sparql-graph-crud-auth", "/sparql-auth"),
    ],
)
def test_the_query_endpoint_of_known_servers_is_guessed(url: str, path: str) -> None:
    with serving() as rogue:
        rogue.query_reply = counts(3)
        port = parse_endpoint(rogue.url).origin[2]
        assert 3 == store(url.replace("127.0.0.1", f"127.0.0.1:{port}")).count(GRAPH)
    assert path == urlsplit(rogue.asked[0].path).path


def test_a_guessed_query_endpoint_that_is_none_is_passed_over() -> None:
    with serving(says(204)) as rogue:
        assert store(rogue.url).count(GRAPH) is None


@pytest.mark.parametrize("reply", [says(404, "not here"), says(200, "<html>")])
def test_a_given_query_endpoint_must_answer_before_anything_is_sent(
    reply: Callable[[Handler], None],
) -> None:
    with serving(says(204)) as rogue:
        rogue.query_reply = reply
        with pytest.raises(UploadError, match="asserted: not sent, as it was"):
            upload([outgoing("asserted", 1)], store(rogue.url, rogue.url))
    assert ["GET"] == rogue.methods()


def test_a_server_that_takes_a_graph_but_not_all_of_it_is_found_out() -> None:
    with serving(says(204)) as rogue:
        rogue.query_reply = counts(9, 3)
        with pytest.raises(UploadError) as caught:
            upload([outgoing("asserted", 5)], store(rogue.url))
    assert "said that it took asserted, but holds 3 of its 5 triples" in str(caught.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (9, 9, "as it was, 9 triples"),
        (9, 5, "new by its number of triples, 5; publish again to be sure"),
        (5, 5, "as it was or new: both have 5 triples"),
        (9, 0, "holds 0 triples, but held 9 before and was to hold 5: the server does not"),
    ],
)
def test_after_a_failure_the_graph_is_counted(before: int, after: int, said: str) -> None:
    with serving(says(400)) as rogue:
        rogue.query_reply = counts(before, after)
        with pytest.raises(UploadError, match=f"asserted: {said}"):
            upload([outgoing("asserted", 5)], store(rogue.url))


def test_what_can_not_be_counted_after_a_failure_is_called_unknown() -> None:
    with serving(says(400)) as rogue, pytest.raises(UploadError, match="asserted: unknown"):
        upload([outgoing("asserted", 5)], store(rogue.url))


def test_without_a_query_endpoint_a_graph_is_read_back() -> None:
    text = "# a comment\n\n" + "\n".join(triples(5))
    with serving(says(204)) as rogue:
        rogue.read_reply = says(200, text, f"{N_TRIPLES}; charset=utf-8")
        [done] = upload([outgoing("asserted", 5)], store(rogue.url))
    assert Counted.BY_READING == done.counted


def test_what_is_read_back_in_another_form_is_not_counted() -> None:
    with serving(says(204)) as rogue:
        rogue.read_reply = says(200, "<urn:a> a <urn:b> .", "text/turtle")
        [done] = upload([outgoing("asserted", 5)], store(rogue.url))
    assert Counted.NOT == done.counted


def test_an_empty_graph_that_a_server_does_not_keep_is_no_failure() -> None:
    with serving(says(204)) as rogue:
        [done] = upload([outgoing("asserted", 0)], store(rogue.url))
    assert Counted.NOT == done.counted


# --- telling, and the command ---------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_told_in_triples_and_bytes_and_anew_with_each_attempt() -> None:
    told: list[tuple[int, int]] = []
    with serving(resets, says(204)) as rogue:
        rogue.query_reply = counts(2)
        graph = outgoing("asserted", 2)
        upload([graph], store(rogue.url), lambda sent: told.append((sent.triples, sent.size)))
    size = len(triples(1)[0]) + 1
    assert [(1, size), (2, 2 * size)] == told[-2:]


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
def test_progress_is_shown_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    stream = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    with upload_display(sys.stderr) as display:
        display.sent(Sent(outgoing("asserted", 2), 1, 18))
        display.waiting("trying again in 2 s")
    shown = ["1 of 2 triples" in stream.getvalue(), "trying again" in stream.getvalue()]
    assert [terminal, terminal] == shown


def publish(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["publish", *arguments], prog_name="assbkg")


def test_the_command_publishes_the_shipped_release_and_says_what_the_server_holds(
    oxigraph: str,
) -> None:
    done = publish("--to", oxigraph)
    assert (0, "") == (done.exit_code, done.stderr)
    numbers = json.loads((RELEASE / "manifest.json").read_bytes())["quads"]
    expected = [[name, f"{numbers[name]:,}"] for name in GRAPHS]
    assert expected == [line.split()[:2] for line in done.stdout.splitlines()]


def test_a_damaged_release_is_never_sent(tmp_path: Path) -> None:
    shutil.copytree(RELEASE, tmp_path / "release")
    with (tmp_path / "release" / "assbkg.nq").open("a", encoding="utf-8") as file:
        file.write("<urn:a> <urn:b> <urn:c> <https://w3id.org/assbkg/graph/asserted> .\n")
    with serving(says(204)) as rogue:
        done = publish("--to", rogue.url, "--release", str(tmp_path / "release"))
    assert "does not match the manifest" in str(done.exception)
    assert [] == rogue.asked


def test_the_command_warns_before_a_secret_can_be_read_on_the_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(PASSWORD, "secret")
    unknown_hosts(monkeypatch, socket.EAI_NONAME)
    done = publish("--to", "http://nowhere.invalid/store", "--user", "anna")
    assert "are sent there unencrypted" in done.stderr
    assert "secret" not in done.stderr.replace("the secret goes", "")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--to", "ftp://127.0.0.1/"),
        ("--to", "http://127.0.0.1/store", "--query-url", "query"),
        ("--to", "http://127.0.0.1/store", "--user", "anna", "--bearer"),
        ("--to", "http://127.0.0.1/store", "--release", "a", "--facts", "b"),
        ("--to", "http://127.0.0.1/store", "--timeout", "0"),
    ],
)
def test_wrong_usage_is_told_apart_from_failure(arguments: tuple[str, ...]) -> None:
    assert 2 == publish(*arguments).exit_code
