from __future__ import annotations

import socket
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
]

HARMLESS = [
    "SELECT ?service ?from { ?service ?load ?from }",
    "SELECT * { ?s rdfs:label 'SERVICE' }",
    'SELECT * { ?s rdfs:label """FROM <x> "SERVICE" """ }',
    "SELECT * { <http://x/SERVICE> ?p ?o } # SERVICE",
    "PREFIX service: <http://x/> SELECT * { service:from ?p service:LOAD }",
    "SELECT $insert { $insert a assb:Claim }",
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
    graph = assbkg.open()
    try:
        require_harmless(query)
    except QueryRejected:
        return
    with pytest.raises(SyntaxError):
        graph.release.store.query(query)


def test_no_query_of_the_library_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    graph = assbkg.open()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    asked = [graph.query(name) for name in graph.library.queries]
    assert len(graph.library.queries) == len(asked)
