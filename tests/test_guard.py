from __future__ import annotations

import socket
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

import assbkg
from assbkg.asking.guard import require_harmless
from assbkg.errors import QueryRejected

REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT ?where { ?s ?p ?o } }",
    "SELECT * { { SELECT * { sErViCe <http://x/> { ?s ?p ?o } } } }",
    "ASK { FILTER EXISTS { SERVICE <http://x/> { ?s ?p ?o } } }",
    "SELECT * { \\u0053ERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { \\U00000053ERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://x/> { GRAPH ?g { ?s ?p ?o } }",
    "LOAD <http://x/>",
    "INSERT DATA { <a:a> <a:a> <a:a> }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP GRAPH <http://x/>",
    "# a comment\nSELECT * { SERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\'' . SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ''' ' ''' SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1.SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?a < ?b SERVICE <http://x/> { ?s ?p ?o } }",
    # The store needs no space around a keyword, and takes no `<` for an IRI that can't be one.
    "PREFIX ex: <http://x/> SELECT*{SERVICEex:foo{?a ?b ?c}}",
    "PREFIX ex: <http://x/> SELECT*{SERVICESILENTex:foo #\n {?a ?b ?c}}",
    "PREFIX ex: <http://x/> SELECT*{?s ?p 1e5SERVICEex:foo{?a ?b ?c}}",
    "SELECT*{?s ?p trueSERVICE<http://x/>{?a ?b ?c}}",
    "SELECT*{?s ?p 1e5SERVICE<http://x/>{?a ?b ?c}}",
    "SELECT * { ?s ?p ?a FILTER(?b<?a)SERVICE?x#>\n { ?k ?l ?m } }",
    "PREFIX ex: <http://x/> SELECT * { ?s ex:a\\' ?o . SERVICE ?x { ?k ?l ?m } #'\n }",
    "PREFIX ex: <http://x/> SELECT * { ?s ex:a\\# ?o . SERVICE ?x { ?k ?l ?m } }",
    "SELECT * { ?s ?p '\\u0022#' . SERVICE ?x { ?k ?l ?m } }",
    'SELECT * { ?s ?p "\\u0022#" . SERVICE ?x { ?k ?l ?m } }',
    "SELECT * { # ' \r SERVICE ?x { ?k ?l ?m } # '\n }",
    "ASKFROM<http://x/>{ ?s ?p ?o }",
    "SELECT * FROM graph:none { ?s ?p ?o }",
    "PREFIX graph: <http://x/> SELECT * FROM graph:asserted { ?s ?p ?o }",
    "SELECT * FROM { ?s ?p ?o }",
]

HARMLESS = [
    "SELECT ?service ?from { ?service ?load ?from }",
    "SELECT * { ?s rdfs:label 'SERVICE' }",
    'SELECT * { ?s rdfs:label """FROM <x> "SERVICE" """ }',
    "SELECT * { <http://x/SERVICE> ?p ?o } # SERVICE",
    "PREFIX service: <http://x/> SELECT * { service:from ?p service:LOAD }",
    "SELECT $insert { $insert a assb:Claim }",
    "SELECT * FROM graph:asserted FROM NAMED graph:evidence { ?s a assb:Bottleneck }",
    "BASE <http://x/> SELECT * { ?s <thing> ?o FILTER(?o<?s) }",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_leaves_the_graph_or_changes_it_is_refused(query: str) -> None:
    with pytest.raises(QueryRejected):
        require_harmless(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_a_word_that_is_no_keyword_is_let_through(query: str) -> None:
    require_harmless(query)
    assert assbkg.open().sparql(query) is not None


@given(st.text())
def test_any_text_is_looked_at_without_a_fault(text: str) -> None:
    said = ""
    try:
        require_harmless(text)
    except QueryRejected as error:
        said = str(error)
    assert said == "" or "not allowed" in said


@given(st.text(alphabet="'\"\\\n #<>?$ax", max_size=30))
def test_nothing_written_before_it_hides_a_service(before: str) -> None:
    """What the guard lets through, the store must not take for a SERVICE either."""
    query = f"SELECT * {{ ?s ?p {before} . SERVICE <http://127.0.0.1:9/> {{ ?a ?b ?c }} }}"
    require_not_taken_for_a_service(query)


#: Pieces of queries, between bars.
PIECES = (
    "SERVICE|SILENT|?x|ex:x|<http://127.0.0.1:9/>|{|}|?a<?b|>|#|'|\"|'''|\\'|ex:a|.|FILTER(|)|1e5|true"
    "|BIND(1 AS ?y)|\\u0022|OPTIONAL{|<|_:b|@en|;|a:/|SELECT*{|UNION|MINUS{|\n|\r| "
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES.split("|")), max_size=14),
    st.lists(st.sampled_from(PIECES.split("|")), max_size=6),
)
def test_no_pieces_put_together_hide_a_service(before: list[str], after: list[str]) -> None:
    service = "SERVICE<http://127.0.0.1:9/>{?k ?l ?m}"
    query = f"PREFIX ex:<http://127.0.0.1:9/> SELECT*{{?s ?p {''.join(before)}"
    require_not_taken_for_a_service(f"{query}{service}{''.join(after)}}}")
    require_not_taken_for_a_service(f"{query}{''.join(after)}}}")


def require_not_taken_for_a_service(query: str) -> None:
    """What the guard lets through has no SERVICE that the store asks; it refuses port 9."""
    try:
        require_harmless(query)
    except QueryRejected:
        return
    store = Store()
    store.add(Quad(NamedNode("http://x/a"), NamedNode("http://x/b"), RdfLiteral(True)))
    asked = ""
    try:
        found = store.query(query)
        asked = str(len(list(found))) if isinstance(found, QuerySolutions) else ""
    except SyntaxError:
        pass
    except OSError as error:
        asked = str(error)
    assert "HTTP" not in asked, query


def test_no_query_of_the_library_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    graph = assbkg.open()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    asked = [graph.query(name) for name in graph.library.queries]
    assert len(graph.library.queries) == len(asked)
