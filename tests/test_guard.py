"""No query leaves the graph, through whichever door it comes; the store's parser is the judge."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread
from typing import Final, NoReturn

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Quad, Store

import assbkg
from assbkg.asking.evaluation import (
    MOST_BRACKETS,
    evaluate_here,
    names_its_dataset,
    require_harmless,
    take_rows,
)
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.cli import app
from assbkg.errors import AssbkgError, QueryError, QueryRejected

REFUSED: Final = [
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
    "PREFIX a: <urn:x:> BASE <http://x/> # ASK\n WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "# a comment\nSELECT * { SERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p '\\'' . SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ''' ' ''' SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1.SERVICE <http://x/> { ?s ?p ?o } }",
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
    # An empty prefix and an escape look like a comment to whoever reads no grammar.
    "PREFIX : <urn:x:> SELECT * { OPTIONAL { ?s :\\# ?o } SERVICE <http://x/> { ?a ?b ?c } }",
    "PREFIX : <urn:x:> SELECT * { ?s :\\' ?o SERVICE SILENT :x { ?a ?b ?c } }",
    "PREFIX : <urn:x:> SELECT (:\\#(1) AS ?x) FROM <http://x/> { ?s ?p ?o }",
    "PREFIX x·: <urn:x:> SELECT * { SERVICEx·:y { ?a ?b ?c } }",
    "PREFIX ex: <urn:x:> SELECT * { SERVICEex:x·y { ?a ?b ?c } }",
    "PREFIX SERVICE: <urn:x:> SELECT * { SERVICE SERVICE:x { ?a ?b ?c } }",
    "SELECT * { SERVICE # a comment\n SILENT # SERVICE\n ?x { ?a ?b ?c } }",
    "PREFIX ex: <urn:x:> SELECT * { ?s ex:SILENT ?o SERVICE ?x { ?a ?b ?c } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o SERVICE ?x { ?a ?b ?c } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE ?x { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE ?x { ?s ?p ?o } }",
    "ASKFROM<http://x/>{ ?s ?p ?o }",
    "SELECT * FROM graph:none { ?s ?p ?o }",
    "SELECT * FROM graph:asserted-not { ?s ?p ?o }",
    "SELECT * FROM graph:asserted FROM <asserted> { ?s ?p ?o }",
    "PREFIX graph: <http://x/> SELECT * FROM graph:asserted { ?s ?p ?o }",
    "PREFIX graph: # a comment\n <http://x/> SELECT * FROM graph:asserted { ?s ?p ?o }",
]

NO_QUERY: Final = [
    "SELECT * { ?a < ?b SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * FROM { ?s ?p ?o }",
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o } FROM <http://x/>",
    "SERVICE",
    "FROM",
]

HARMLESS: Final = [
    "SELECT ?service ?from { ?service ?load ?from }",
    "SELECT * { ?s rdfs:label 'SERVICE' }",
    'SELECT * { ?s rdfs:label """FROM <x> "SERVICE" """ }',
    "SELECT * { <http://x/SERVICE> ?p ?o } # SERVICE",
    "PREFIX service: <http://x/> SELECT * { service:from ?p service:LOAD }",
    "SELECT $insert { $insert a assb:Claim }",
    "SELECT * FROM graph:asserted FROM NAMED graph:evidence { ?s a assb:Bottleneck }",
    "BASE <http://x/> SELECT * { ?s <thing> ?o FILTER(?o<?s) }",
    "SELECT ?s { ?s rdfs:label ?l FILTER(CONTAINS(?l, 'service life from SERVICE <x> {}')) }",
    "# SERVICE <http://x/> { }\nASK { ?s rdfs:comment '''from SERVICE <x> {}''' }",
    "PREFIX : <urn:x:> ASK { ?s :\\# :service, :from }",
    "ASK FROM<https://w3id.org/assbkg/graph/asserted>{ ?from rdfs:label 'from service' }",
    "SELECT * FROM NAMED graph:evidence WHERE { GRAPH ?from { ?s a assb:Claim } } LIMIT 1",
    "SELECT (COUNT(*) AS ?drop) { VALUES ?insert { 'INSERT' 'DELETE' } }",
    "PREFIX from: <urn:x:> ASK FROM graph:asserted { ?service from:service 'from' }",
]


@pytest.mark.parametrize("query", REFUSED)
def test_a_query_that_leaves_the_graph_or_changes_it_is_refused(query: str) -> None:
    with pytest.raises(QueryRejected, match="not allowed"):
        require_harmless(query)


@pytest.mark.parametrize("query", NO_QUERY)
def test_what_is_no_query_is_called_so(query: str) -> None:
    with pytest.raises(QueryError, match="SPARQL query cannot be run"):
        require_harmless(query)


@pytest.mark.parametrize("query", HARMLESS)
def test_a_word_that_is_no_keyword_is_let_through(query: str) -> None:
    require_harmless(query)
    assert assbkg.open().sparql(query) is not None


def test_a_query_names_its_dataset_with_a_from_that_is_a_keyword() -> None:
    naming = [query for query in HARMLESS if names_its_dataset(query)]
    assert naming == [query for query in HARMLESS if re.search("FROM( graph:| NAMED|<h)", query)]


@given(st.text())
@example("\ud800service from")
@example("service\x00from")
def test_any_text_is_looked_at_without_a_fault(text: str) -> None:
    with suppress(QueryError):
        require_harmless(text)


def test_many_graphs_are_looked_at_in_one_pass() -> None:
    """45,000 clauses: whatever looks at all the others for each of them takes minutes."""
    require_harmless("ASK " + "FROM graph:asserted " * 45_000 + "{}")
    require_harmless("ASK { VALUES ?x {" + "'a service from' " * 45_000 + "} }")


# --- every door -----------------------------------------------------------------------------

#: Characters that names may hold, from each range of the grammar, and escapes in local names.
_BEGIN_NAMES: Final = "aZ_0À˿Ͱ\u200c⁰Ⰰ、豈\ufdf0\U00010000"
_IN_NAMES: Final = _BEGIN_NAMES + "-·\u0300\u203f"
_ESCAPES: Final = [f"\\{character}" for character in "_~.-!$&'()*+,;=/?#@%"]
_WORDS: Final = r"""
SERVICE SILENT service ?x ex:x :x : ex: { } ?a<?b < > # ' " ''' \' ex:a . FILTER( ) 1e5 1. true
BIND(1 \u0022 \u0053ERVICE OPTIONAL{ _:b @en ; , a:/ SELECT*{ UNION MINUS{ GRAPH FROM NAMED VALUES
LATERAL{ << >> {| |} ^^ %20 [ ] ( * a AS
"""
PIECES: Final = [
    *_WORDS.split(),
    *"\n\r \t",
    '"""',
    *_ESCAPES,
    *(f":{escape}" for escape in _ESCAPES),
    *_IN_NAMES,
    *(f"ex:{character}" for character in _IN_NAMES),
]
Door = Callable[[str], object]


class Listener:
    """A server that nobody may reach; it knows whether somebody did."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}/"

    def was_reached(self) -> bool:
        try:
            self._listening.accept()[0].close()
        except BlockingIOError:
            return False
        return True


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """A listener at a free port of this computer."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.setblocking(False)
        yield Listener(listening)


def by_library(query: str, folder: Path) -> object:
    """Ask by a named query of a library of one's own."""
    path = folder / "own" / "mine.rq"
    path.parent.mkdir(exist_ok=True)
    header = '#+ summary = "s"\n#+ question = "q"\n#+ columns = []\n'
    path.write_text(header + query, encoding="utf-8")
    return KnowledgeGraph(assbkg.open().release, folder).query("mine")


def by_command(query: str) -> object:
    """Ask on the command line."""
    return CliRunner().invoke(app, ["sparql", query], catch_exceptions=False)


@pytest.mark.parametrize("query", [text for text in REFUSED if "SERVICE" in text.upper()])
def test_no_door_leads_to_another_server(query: str, listener: Listener, tmp_path: Path) -> None:
    query = query.replace("http://x/", listener.address).replace("urn:x:", listener.address)
    query = query.replace("{ ", f"{{ VALUES (?x ?where) {{ (<{listener.address}> 1) }} ", 1)
    doors: tuple[Door, ...] = (
        lambda text: assbkg.open().sparql(text),
        lambda text: by_library(text, tmp_path),
        by_command,
    )
    for door in doors:
        with suppress(AssbkgError):
            door(query)
    assert not listener.was_reached()


#: Local names with every kind of character, percent codes and escapes, also of keywords.
#: Without two that the store's parser refuses, though the grammar allows them.
_BEGIN: Final = [*_ESCAPES[:-1], *_BEGIN_NAMES[:-1], "%5F", ":", "service", "SERVICE", "FROM"]
_LOCAL: Final = st.one_of(
    st.just(""),
    st.tuples(
        st.sampled_from(_BEGIN), st.lists(st.sampled_from([*_BEGIN, *"-·\u0300\u203f"]), max_size=3)
    ).map(lambda parts: parts[0] + "".join(parts[1])),
).filter(lambda name: name.count("#") <= 1)  # an IRI has one at most
_PREFIXED: Final = st.tuples(st.sampled_from(["", "ex", "SERVICE", "x·"]), _LOCAL).map(":".join)
_STRINGS: Final = st.sampled_from(
    ["'#'", '"{"', "'SERVICE <x> {}'", '"""a"\'#"""', "'''\n'#'''", "'\\'#'", "'a'@service"]
)
_TERMS: Final = st.one_of(
    _PREFIXED, _STRINGS, st.sampled_from(["?service", "<service:#x>", "1e5", "1.5", "true", "[]"])
)
_GAPS: Final = st.sampled_from([" ", "\n", " # SERVICE ?x { '\n", "\t"])
_SOME_GAPS: Final = st.one_of(st.just(""), _GAPS)


@st.composite
def elements(draw: st.DrawFn, depth: int = 2) -> str:
    """One element of a group: it parses wherever it stands, and asks no server."""
    gap, kind = draw(_GAPS), draw(st.integers(0, 6 if depth else 2))
    if kind <= 1:
        return f"?s{gap}{draw(_PREFIXED)} {draw(_TERMS)} ."
    if kind == 2:
        return draw(st.sampled_from(["FILTER(?a<?b)", "FILTER(1>2&&?a<3)", "VALUES ?y{1}"]))
    inner = draw(st.lists(elements(depth - 1), max_size=2).map(" ".join))
    words = ["OPTIONAL", "MINUS", "GRAPH ?g", "", "FILTER NOT EXISTS"]
    return f"{words[kind % len(words)]}{draw(_SOME_GAPS)}{{{inner}}}"


@st.composite
def services(draw: st.DrawFn) -> str:
    """A SERVICE as SPARQL lets it be spelt; HERE stands for the address of a server."""
    word = draw(st.sampled_from(["SERVICE", "service", "SerVice"]))
    silent = draw(st.sampled_from(["", "SILENT", "silent"]))
    target = draw(st.one_of(st.sampled_from(["<HERE>", "<HERE#x>", "?x"]), _PREFIXED))
    gaps = [draw(_SOME_GAPS) for _ in range(3)]
    return f"{word}{gaps[0]}{silent}{gaps[1]}{target}{gaps[2]}{{{draw(elements(0))}}}"


_BODIES: Final = st.lists(elements(), max_size=3)
HEAD: Final = (
    "PREFIX ex:<HERE> PREFIX :<HERE> PREFIX SERVICE:<HERE> PREFIX x·:<HERE> "
    "SELECT*{VALUES ?x {<HERE>} "
)


def require_refused(listener: Listener, before: list[str], service: str, after: list[str]) -> None:
    """See that a query with a SERVICE is refused as such, and asks nobody."""
    query = HEAD + " ".join([*before, service, *after]) + "}"
    query = query.replace("HERE", listener.address)
    with pytest.raises(QueryRejected, match="SERVICE"):
        require_harmless(query)
    with pytest.raises(QueryRejected, match="SERVICE"):
        evaluate_here(_ONE_TRIPLE, query, take_rows)
    assert not listener.was_reached(), query


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(_BODIES, services(), _BODIES)
def test_a_service_is_refused_however_it_is_spelt_and_wherever_it_stands(
    listener: Listener, before: list[str], service: str, after: list[str]
) -> None:
    require_refused(listener, before, service, after)


@pytest.mark.deep
@settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(_BODIES, services(), _BODIES)
def test_many_services_are_refused_however_they_are_spelt(
    listener: Listener, before: list[str], service: str, after: list[str]
) -> None:
    require_refused(listener, before, service, after)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(_BODIES)
def test_a_query_without_a_service_is_never_taken_for_one(body: list[str]) -> None:
    require_harmless((HEAD + " ".join(body) + "}").replace("HERE", "http://x/"))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_no_pieces_put_together_ask_a_server(listener: Listener, body: str) -> None:
    require_nobody_asked(listener, body)


@pytest.mark.deep
@settings(max_examples=30_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_no_pieces_of_many_put_together_ask_a_server(listener: Listener, body: str) -> None:
    require_nobody_asked(listener, body)


def require_nobody_asked(listener: Listener, body: str) -> None:
    """See that what the guard lets through asks no server."""
    for service in ("", "SERVICE<HERE>{?k ?l ?m}"):
        evaluate_guarded((HEAD + body + service + "}").replace("HERE", listener.address))
        assert not listener.was_reached(), body


def evaluate_guarded(query: str) -> None:
    """Evaluate as every door does; no row of the store makes a query slow."""
    with suppress(QueryError):
        evaluate_here(_ONE_TRIPLE, query, take_rows)


_ONE_TRIPLE: Final = Store()
_ONE_TRIPLE.add(Quad(NamedNode("http://x/a"), NamedNode("http://x/b"), RdfLiteral(True)))


def test_the_listener_hears_of_a_query_that_nobody_guards() -> None:
    def ask(address: str) -> None:
        with suppress(OSError):
            _ONE_TRIPLE.query(f"ASK {{ SERVICE <{address}> {{}} }}")

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        asking = Thread(target=ask, args=[Listener(listening).address])
        asking.start()
        listening.settimeout(20)
        heard, _ = listening.accept()
        with heard:
            assert b"TLS" not in heard.recv(3)
    asking.join()


def test_no_query_of_the_library_opens_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    graph = assbkg.open()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    asked = [graph.query(name) for name in graph.library.queries]
    assert len(graph.library.queries) == len(asked)


# --- long and deep --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opening", "closing_"),
    [("{", "}"), ("OPTIONAL{", "}"), ("FILTER EXISTS{", "}"), ("{SELECT*{", "}}"), ("MINUS{}", "")],
)
def test_a_query_as_deep_as_may_be_ends_no_process(opening: str, closing_: str) -> None:
    depth = MOST_BRACKETS // 10
    query = "ASK {" + opening * depth + closing_ * depth + "}"
    assert assbkg.open().sparql(query).texts() in ([("true",)], [("false",)])


@pytest.mark.parametrize("piece", ["{", "(", "!", "OPTIONAL{}", "?s ?p ?o. ", "1+", "<a>/"])
def test_a_query_of_too_many_parts_is_refused_unread(piece: str) -> None:
    with pytest.raises(QueryError, match=r"at most [26]0,000"):
        assbkg.open().sparql("ASK {" + piece * 100_000)


@pytest.mark.parametrize("form", ["SELECT ?t", "CONSTRUCT { kg:a kg:b ?t }"])
def test_triples_nested_deeply_are_refused_and_end_no_process(form: str) -> None:
    depth = 1_000
    nested = "TRIPLE(kg:a, kg:b, " * depth + "1" + ")" * depth
    with pytest.raises(QueryError, match="nested in more than 9 levels"):
        assbkg.open().sparql(f"{form} {{ BIND({nested} AS ?t) }}")


def test_a_long_list_of_values_is_no_deep_query() -> None:
    values = "".join(f"<http://x/a.b/c-{number}> " for number in range(30_000))
    rows = assbkg.open().sparql(f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {values} }} }}")
    assert [("30000",)] == rows.texts()


def test_a_query_that_fails_leaves_nothing_to_another_thread() -> None:
    """The store's answers may end only in the thread where they began."""
    answer = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    with pytest.raises(QueryError, match="give graphs"):
        evaluate_here(assbkg.open().release.store, answer, take_rows)
