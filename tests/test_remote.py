"""A named query asked of another server gives what it gives here."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Final

import pytest
import rdflib
from click.testing import CliRunner
from tests.oxigraph_server import free_port, serving

import assbkg
from assbkg.cli import app
from assbkg.errors import NoAnswer, QueryError, UploadError
from assbkg.library import QUALITY
from assbkg.service.endpoint import parse_endpoint
from assbkg.service.exchange import Patience
from assbkg.service.graph_store import guess_store
from assbkg.service.remote import ask_endpoint, ask_published
from assbkg.vocabulary import GRAPHS

HASTY = Patience(step_seconds=5.0, attempts=1)


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server as it comes, without a union default graph, to which we published."""
    with serving(tmp_path_factory.mktemp("store")) as address:
        publish(address)
        yield f"{address}/query"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server that holds nothing."""
    with serving(tmp_path_factory.mktemp("store")) as address:
        yield f"{address}/query"


def publish(address: str) -> None:
    command = ["publish", "--to", f"{address}/store"]
    assert 0 == CliRunner().invoke(app, command, catch_exceptions=False).exit_code


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


def test_every_named_query_finds_on_a_server_what_it_finds_here(oxigraph: str) -> None:
    graph, endpoint = assbkg.open(), parse_endpoint(oxigraph)
    asked = {n: q for n, q in graph.library.queries.items() if q.topic != QUALITY}
    for name, query in asked.items():
        answer = ask_published(endpoint, graph.filled(name))
        there = graph.result(answer, query.columns).texts()
        assert (name, sorted(graph.query(name).texts())) == (name, sorted(there))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
        "ASK { <cycle-life> a assb:PerformanceDimension }",
        "SELECT (COUNT(*) AS ?n) FROM graph:asserted { ?s ?p ?o }",
        "SELECT (EXISTS { ?s a assb:Claim } AS ?from) WHERE { } # WHERE {",
        "PREFIX where: <https://w3id.org/assbkg/ontology#> select?where{?where a where:Milestone}"
        "order by?where limit 2",
        "DESCRIBE kg:graphite",
        "DESCRIBE ?s { ?s a assb:Milestone }",
        "CONSTRUCT { ?s rdfs:label ?o } { ?s a assb:Milestone ; rdfs:label ?o }",
        "CONSTRUCT { ?s ?p _:b } { ?s ?p ?o } LIMIT 0",
    ],
)
def test_any_sparql_finds_on_a_server_what_it_finds_here(oxigraph: str, text: str) -> None:
    here = CliRunner().invoke(app, ["sparql", text], catch_exceptions=False)
    there = CliRunner().invoke(app, ["sparql", text, "--endpoint", oxigraph])
    assert (0, here.stdout) == (there.exit_code, there.stdout)


def test_a_query_that_is_shown_brings_its_graphs_along(oxigraph: str) -> None:
    shown = ask("strategies-for-bottleneck", "--show", "-p", "bottleneck=lithium dendrites")
    answer = ask_endpoint(parse_endpoint(oxigraph), shown)
    assert b"lithium-dendrites" in answer


@pytest.mark.parametrize(
    "command",
    [
        ("query", "milestones"),
        ("query", "graph-statistics"),
        ("sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("sparql", "ASK { ?s ?p ?o }"),
        ("sparql", "DESCRIBE kg:graphite"),
    ],
)
def test_a_server_without_the_graph_is_named_with_what_loads_it(
    empty: str, command: tuple[str, ...]
) -> None:
    store = empty.removesuffix("/query") + "/store"
    said = f"holds nothing of the graph; load it with: assbkg publish --to {store}"
    with pytest.raises(NoAnswer, match=re.escape(said)):
        CliRunner().invoke(app, [*command, "--endpoint", empty], catch_exceptions=False)


def test_nothing_found_in_a_graph_that_is_there_is_an_answer(oxigraph: str) -> None:
    command = ["sparql", "SELECT ?x { ?x a assb:Nothing }", "--endpoint", oxigraph]
    assert "0 rows" in CliRunner().invoke(app, command, catch_exceptions=False).stdout


@pytest.mark.parametrize(
    ("query", "store"),
    [
        ("http://h:7878/query", "http://h:7878/store"),
        ("http://h:3030/battery/query", "http://h:3030/battery/data"),
        ("http://h:3030/battery/sparql", "http://h:3030/battery/data"),
        ("http://h:7200/repositories/b", "http://h:7200/repositories/b/rdf-graphs/service"),
        ("http://h:8890/sparql", "http://h:8890/sparql-graph-crud"),
        ("http://h/elsewhere", "None"),
    ],
)
def test_the_store_beside_a_query_endpoint_is_guessed(query: str, store: str) -> None:
    assert store == str(guess_store(parse_endpoint(query)))


@contextmanager
def on_rdflib(*, union: bool, takes_from: bool, without: str = "nothing") -> Iterator[str]:
    """A server that rdflib answers, which may refuse FROM, over a small graph."""
    dataset = rdflib.Dataset(default_union=union)
    for name, iri in GRAPHS.items():
        if name != without:
            thing = rdflib.URIRef(f"https://w3id.org/assbkg/id/{name}")
            dataset.graph(iri).add((thing, rdflib.RDF.type, rdflib.OWL.Thing))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if "FROM" in text and not takes_from:
                self.send_error(500, "FROM is not for me")
                return
            body = dataset.query(text).serialize(format="json") or b""
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    with listening(Handler) as address:
        yield address


@pytest.fixture
def no_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep rdflib from fetching the graphs that FROM names."""
    monkeypatch.setattr("rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS", False)


THINGS: Final = "SELECT (COUNT(*) AS ?n) { ?s a <http://www.w3.org/2002/07/owl#Thing> }"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own methods
@pytest.mark.parametrize(("union", "takes_from"), [(False, True), (True, True), (True, False)])
def test_a_query_works_with_and_without_a_union_where_one_is_possible(
    no_loading: None, union: bool, takes_from: bool
) -> None:
    with on_rdflib(union=union, takes_from=takes_from) as address:
        assert b'"4"' in ask_published(parse_endpoint(address), THINGS, patience=HASTY)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_server_that_can_not_put_the_graphs_together_is_named() -> None:
    said = "make its default graph the union of its named graphs"
    with (
        on_rdflib(union=False, takes_from=False) as address,
        pytest.raises(NoAnswer, match=said),
    ):
        ask_published(parse_endpoint(address), THINGS, patience=HASTY)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_graph_that_is_missing_on_a_server_is_named(no_loading: None) -> None:
    asked = "SELECT ?s { ?s a <http://e.org/none> }"
    with (
        on_rdflib(union=False, takes_from=True, without="evidence") as address,
        pytest.raises(NoAnswer, match=re.escape(f"holds nothing in <{GRAPHS['evidence']}>; load")),
    ):
        ask_published(parse_endpoint(address), asked, patience=HASTY)


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

    with listening(Handler) as address:
        yield address


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
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
    assert "the answer is not SPARQL Results JSON" in str(done.exception)


def test_nobody_at_the_address_is_told() -> None:
    with pytest.raises(NoAnswer, match="nothing is listening there"):
        ask_endpoint(parse_endpoint(f"http://127.0.0.1:{free_port()}/"), "ASK {}", patience=HASTY)


@pytest.mark.parametrize("form", ["CONSTRUCT { ?s ?p ?o } {", "describe ?s {"])
def test_a_query_for_triples_is_refused_where_rows_are_expected(form: str) -> None:
    query = f"PREFIX select: <urn:ask> # SELECT\n{form} ?s ?p ?o }}"
    with pytest.raises(QueryError, match="gives triples, and rows are expected"):
        ask_published(parse_endpoint("http://127.0.0.1:9/query"), query)
