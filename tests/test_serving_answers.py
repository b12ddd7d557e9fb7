"""What the service answers: in which form, with which headers, to which named query."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from tests.fuzzing.row_counter_target import count_in_pieces, serialize

import assbkg
from assbkg.service.serving.answers import Kept, is_repeatable
from assbkg.service.serving.formats import choose
from assbkg.service.serving.questions import Answer
from assbkg.service.serving.writing import RowCounter
from assbkg.vocabulary import ONTOLOGY

if TYPE_CHECKING:
    from starlette.testclient import TestClient

RESULTS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
VOID = "http://rdfs.org/ns/void#"


# --- forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "a/json"),
        ("*/*", "a/json"),
        ("a/xml", "a/xml"),
        ("a/xml, a/json", "a/json"),
        ("a/xml, a/json;q=0.9", "a/xml"),
        ("a/*;q=0.2, text/*;q=0.8", "text/csv"),
        ("a/json;q=0, */*", "a/xml"),
        ("*/*;q=0.1, text/csv;q=0.2", "text/csv"),
        ("TEXT/CSV ; Q=1", "text/csv"),
        ("text/csv;header=present", "text/csv"),
        ("text/html", None),
        ("text/csv;q=0", None),
        ("*/*;q=0", None),
        ("text/csv;q=much, a/xml", "a/xml"),
        ("nonsense", "a/json"),
        ("text/csv;q=nan", "a/json"),
    ],
)
def test_accept_header_is_weighed(accept: str, expected: str | None) -> None:
    assert expected == choose(accept, ["a/json", "a/xml", "text/csv"])


@pytest.mark.parametrize("media_type", RESULTS)
def test_rows_come_in_the_form_asked_for(client: TestClient, media_type: str) -> None:
    text = "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) ('a,\"b\"\\n' kg:silicon) } }"
    answer = client.post("/sparql", data={"query": text}, headers={"Accept": media_type})
    assert media_type == answer.headers["content-type"].partition(";")[0]
    if media_type == "text/csv":  # which has no types to read back
        silicon = "https://w3id.org/assbkg/id/silicon"
        assert f'x,y\r\n1,\r\n"a,""b""\n",{silicon}\r\n' == answer.text
        return
    found = parse_query_results(answer.content, format=RESULTS[media_type])
    assert isinstance(found, QuerySolutions)
    one, two = found
    assert (Literal(1), None) == (one["x"], one["y"])
    assert Literal('a,"b"\n') == two["x"]


@pytest.mark.parametrize("media_type", RESULTS)
def test_yes_and_no_come_in_the_form_asked_for(client: TestClient, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": media_type})
    assert 200 == answer.status_code
    if media_type.startswith("text"):
        assert "true" == answer.text
    else:
        found = parse_query_results(answer.content, format=RESULTS[media_type])
        assert isinstance(found, QueryBoolean)
        assert found


@pytest.mark.parametrize("media_type", TRIPLES)
@pytest.mark.parametrize(
    "text", ["DESCRIBE kg:silicon", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(?s = kg:silicon) }"]
)
def test_triples_come_in_the_form_asked_for(client: TestClient, media_type: str, text: str) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": media_type})
    assert media_type == answer.headers["content-type"].partition(";")[0]
    subjects = {quad.subject for quad in parse(answer.content, format=TRIPLES[media_type])}
    assert {NamedNode("https://w3id.org/assbkg/id/silicon")} == subjects


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ('SELECT ("one\\r\\ntwo\\rthree" AS ?x) {}', "application/sparql-results+xml"),
        ('CONSTRUCT { kg:a rdfs:label "one\\r\\ntwo\\rthree" } {}', "application/rdf+xml"),
    ],
)
def test_a_carriage_return_survives_readers_of_xml(
    client: TestClient, text: str, accept: str
) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
    assert "one\r\ntwo\rthree" in "".join(ET.fromstring(answer.text).itertext())


@pytest.mark.parametrize(
    ("text", "accept", "fault"),
    [
        ('SELECT ("\\u0007" AS ?x) {}', "application/sparql-results+xml", "character U+0007"),
        ('CONSTRUCT { kg:a rdfs:label "\\u0007" } {}', "application/rdf+xml", "character U+0007"),
        ("CONSTRUCT { kg:a <x:1> 2 } {}", "application/rdf+xml", "no name of XML"),
    ],
)
def test_what_xml_can_t_hold_is_refused_in_xml(
    client: TestClient, text: str, accept: str, fault: str
) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
    assert 406 == answer.status_code
    assert fault in answer.json()["detail"]


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("SELECT * {}", "text/turtle"),
        ("ASK {}", "application/n-triples"),
        ("DESCRIBE kg:silicon", "text/csv"),
        ("ASK {}", "image/png"),
        ("SELECT * {}", "*/*;q=0"),
    ],
)
def test_a_form_that_an_answer_can_t_take_is_refused(
    client: TestClient, text: str, accept: str
) -> None:
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": accept})
    assert 406 == answer.status_code
    assert "Accept" in answer.json()["expected"]


# --- headers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/sparql", "/sparql?query=ASK%7B%7D", "/sparql?query=ASK", "/queries", "/none", "/health"],
)
def test_every_answer_is_mere_data_that_any_page_may_read(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "nosniff" == headers["x-content-type-options"]
    assert "no-referrer" == headers["referrer-policy"]
    assert "default-src 'none'" == headers["content-security-policy"]
    assert "*" == headers["access-control-allow-origin"]
    assert "access-control-allow-credentials" not in headers


def test_page_sets_its_own_policy(client: TestClient) -> None:
    answer = client.get("/questions")
    assert 200 == answer.status_code
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_the_start_page_explores_the_graph_that_is_served(client: TestClient) -> None:
    answer = client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "SiNPs@MXenes" in answer.text
    assert '<a href="/questions">' in answer.text
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_a_browser_gets_the_start_page_no_second_time(client: TestClient) -> None:
    etag = client.get("/").headers["ETag"]
    again = client.get("/", headers={"If-None-Match": etag})
    assert (304, b"") == (again.status_code, again.content)


def test_a_page_elsewhere_may_ask_with_a_query_in_the_body(client: TestClient) -> None:
    asked = {
        "Origin": "https://lab.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = client.options("/sparql", headers=asked)
    assert 200 == answer.status_code
    assert "*" == answer.headers["access-control-allow-origin"]
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert "access-control-allow-private-network" not in answer.headers


def test_head_says_what_get_would(client: TestClient) -> None:
    path = "/sparql?query=ASK%7B%7D"
    head, get = client.head(path), client.get(path)
    assert (200, get.headers) == (head.status_code, head.headers)


def test_an_answer_that_a_client_has_is_not_sent_again(client: TestClient) -> None:
    parameters = {"query": "SELECT ?s { ?s a assb:Bottleneck }"}
    first = client.get("/sparql", params=parameters)
    headers = {"If-None-Match": f'"other", {first.headers["etag"]}'}
    again = client.get("/sparql", params=parameters, headers=headers)
    assert (304, b"") == (again.status_code, again.content)
    assert first.headers["etag"] == again.headers["etag"]


def test_a_post_is_answered_in_full(client: TestClient) -> None:
    first = client.post("/sparql", data={"query": "ASK {}"})
    headers = {"If-None-Match": first.headers["etag"]}
    again = client.post("/sparql", data={"query": "ASK {}"}, headers=headers)
    assert (200, first.content) == (again.status_code, again.content)


def test_each_form_of_an_answer_has_its_own_tag(client: TestClient) -> None:
    tags = {
        client.get("/sparql?query=ASK%7B%7D", headers={"Accept": accept}).headers["etag"]
        for accept in RESULTS
    }
    assert 4 == len(tags)


@pytest.mark.parametrize("function", ["RAND()", "now()", "STRUUID()", "\\u0052AND()"])
def test_an_answer_that_is_another_each_time_is_not_kept(function: str) -> None:
    assert not is_repeatable(f"SELECT ({function} AS ?x) {{}}")


def test_what_varies_has_no_tag(client: TestClient) -> None:
    text = "SELECT (RAND() AS ?x) (UUID() AS ?y) (NOW() AS ?z) {}"
    answer = client.get("/sparql", params={"query": text})
    assert 3 == len(answer.json()["results"]["bindings"][0])
    assert ("no-store", None) == (answer.headers["cache-control"], answer.headers.get("etag"))


def test_answers_kept_stay_within_their_room() -> None:
    kept = Kept(20_000)
    for number in range(100):
        kept.put(str(number), Answer("text/csv", bytes(2_000)))
        assert kept.size <= 20_000
    assert kept.get("99") is not None
    assert kept.get("0") is None


def test_an_answer_that_takes_most_of_the_room_is_not_kept() -> None:
    kept = Kept(20_000)
    kept.put("large", Answer("text/csv", bytes(10_000)))
    assert kept.get("large") is None


# --- what the service says of itself --------------------------------------------------------


@pytest.mark.parametrize("media_type", TRIPLES)
@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_descriptions_come_in_the_form_asked_for(
    client: TestClient, path: str, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": media_type})
    assert media_type == answer.headers["content-type"].partition(";")[0]
    assert list(parse(answer.content, format=TRIPLES[media_type]))


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_descriptions_count_what_is_there(client: TestClient, path: str) -> None:
    rows = assbkg.open().sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").values()
    triples = parse(client.get(path).content, format=RdfFormat.TURTLE)
    counted = {
        q.object.value
        for q in triples
        if q.predicate.value == VOID + "triples" and "-property-" not in str(q.subject)
    }
    assert rows[0][0] in counted
    assert 5 == len(counted)


def test_void_says_what_the_release_says_of_itself(client: TestClient) -> None:
    said = {
        quad.object
        for quad in parse(client.get("/.well-known/void").content, format=RdfFormat.TURTLE)
    }
    header = f"SELECT ?x {{ <{ONTOLOGY}> dcterms:title|dcterms:license ?x }}"
    assert {row[0] for row in assbkg.open().sparql(header).rows} <= said


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_no_header_of_a_request_gets_into_a_description(client: TestClient, path: str) -> None:
    forged = dict.fromkeys(
        ("Host", "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "Origin"), "forged.example"
    )
    forged |= {"X-Forwarded-Proto": "ftp", "Forwarded": "host=forged.example;proto=ftp"}
    answer = client.get(path, headers=forged)
    assert 200 == answer.status_code
    assert "<http://testserver/sparql" in answer.text
    assert "forged" not in answer.text
    assert "ftp:" not in answer.text


def test_health_counts_workers(client: TestClient) -> None:
    answer = client.get("/health")
    assert {"alive": 2, "wanted": 2} == answer.json()["workers"]


# --- the library ----------------------------------------------------------------------------


def test_library_lists_every_query(client: TestClient) -> None:
    listed = client.get("/queries").json()
    assert list(assbkg.open().library.queries) == [query["name"] for query in listed]
    wanted = {"name", "topic", "summary", "question", "parameters", "columns"}
    assert all(wanted <= query.keys() for query in listed)


def test_a_query_of_the_library_comes_with_its_text(client: TestClient) -> None:
    said = client.get("/queries/consequences-of-bottleneck").json()
    assert assbkg.open().library["consequences-of-bottleneck"].text == said["sparql"]
    assert "volume expansion" == said["parameters"][0]["default"]


def test_a_named_query_is_answered_as_in_python(client: TestClient) -> None:
    path = "/queries/consequences-of-bottleneck/answer"
    answer = client.get(path, params={"bottleneck": "lithium dendrites"})
    expected = assbkg.open().query("consequences-of-bottleneck", bottleneck="lithium dendrites")
    assert json.loads(expected.json) == answer.json()


@pytest.mark.parametrize(
    ("status", "path", "hint"),
    [
        (404, "/queries/consequences-of-botleneck", "'consequences-of-bottleneck'"),
        (404, "/queries/consequences-of-botleneck/answer", "'consequences-of-bottleneck'"),
        (400, "/queries/consequences-of-bottleneck/answer?botleneck=x", "'bottleneck'"),
        (400, "/queries/consequences-of-bottleneck/answer?bottleneck=volum", "volume expansion"),
        (400, "/queries/milestones/answer?self=1&name=2", "parameter of 'milestones'"),
        (400, "/queries/consequences-of-bottleneck/answer?bottleneck=a&bottleneck=b", "2 times"),
        (406, "/queries/milestones/answer", "Accept"),
    ],
)
def test_a_wrong_name_gets_a_suggestion(
    client: TestClient, status: int, path: str, hint: str
) -> None:
    accept = "text/turtle" if status == 406 else "text/csv"
    answer = client.get(path, headers={"Accept": accept})
    assert status == answer.status_code
    assert hint in answer.text


def test_a_value_is_never_read_as_sparql(client: TestClient) -> None:
    value = "x } SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } #"
    path = "/queries/consequences-of-bottleneck/answer"
    answer = client.get(path, params={"bottleneck": value})
    assert 400 == answer.status_code
    assert "no bottleneck is called" in answer.json()["detail"].lower()


# --- counting rows --------------------------------------------------------------------------

CELL = st.text(alphabet='ab",{}[]<>\\\r\n\tä☃', max_size=12)


@settings(max_examples=50)
@given(st.lists(st.tuples(CELL, CELL), max_size=6), st.integers(1, 9))
@example([('},{"a":{', '","b":{}},{}'), ("\\", '\\"')], 1)
@example([('"', '""'), ("\r\n", '"\r\n"')], 1)
@example([("<result>", "</result><result>")], 3)
@pytest.mark.parametrize("form", RESULTS.values(), ids=str)
def test_rows_are_counted_whatever_is_in_them_and_however_they_are_cut(
    form: QueryResultsFormat, rows: list[tuple[str, str]], length: int
) -> None:
    said = {
        "head": {"vars": ["a", "b"]},
        "results": {
            "bindings": [
                {n: {"type": "literal", "value": v} for n, v in zip("ab", row, strict=True) if v}
                for row in rows
            ]
        },
    }
    found = parse_query_results(json.dumps(said).encode(), format=QueryResultsFormat.JSON)
    data = found.serialize(format=form)
    assert data is not None
    counter = RowCounter(form)
    for start in range(0, len(data), length):
        counter.take(data[start : start + length])
    assert len(rows) == counter.rows


@pytest.mark.parametrize("form", RESULTS.values(), ids=str)
@pytest.mark.parametrize("text", ["a", '"', "\\", '"\\', "[{", "<resul", "\r", '""\r\n'])
def test_a_counter_keeps_next_to_nothing_of_a_long_text(
    form: QueryResultsFormat, text: str
) -> None:
    row = {"c0": {"type": "literal", "value": text * 2_000}}
    # With every piece it is asserted that only a few bytes are kept.
    assert 1 == count_in_pieces(serialize([row], 1, form), form, 7)


# --- anything at all ------------------------------------------------------------------------

STRANGE = st.text(st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["ASK {}", "SELECT * {}", "SELECT", "ASK { ?s", "\x00", "ASK {} # \u202e", "DESCRIBE <a b>"]
)


@settings(max_examples=50)
@given(STRANGE, STRANGE, STRANGE)
def test_no_string_breaks_the_service(
    client: TestClient, query: str, parameter: str, value: str
) -> None:
    for answer in (
        client.get("/sparql", params={"query": query, parameter: value}),
        client.post(
            "/sparql", content=query.encode(), headers={"Content-Type": "application/sparql-query"}
        ),
        client.get("/queries/milestones/answer", params={parameter: value}),
        client.get("/queries/consequences-of-bottleneck/answer", params={"bottleneck": value}),
    ):
        assert answer.status_code < 500, answer.text
        assert answer.content


@settings(max_examples=50)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
def test_no_media_type_breaks_the_service(client: TestClient, said: str) -> None:
    for answer in (
        client.post("/sparql", content=b"ASK {}", headers={"Content-Type": said}),
        client.get("/sparql?query=ASK%7B%7D", headers={"Accept": said}),
        client.get("/sparql", headers={"Accept": said, "If-None-Match": said}),
    ):
        assert answer.status_code < 500, answer.text
        assert answer.content
