"""The SPARQL 1.1 Protocol: its 34 tests of the W3C, over our graphs, and what lies beside them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from assbkg.service.serving.problems import HttpProblem, Limits
from assbkg.service.serving.questions import read_question
from assbkg.vocabulary import GRAPHS, KG, ONTOLOGY

if TYPE_CHECKING:
    from starlette.testclient import TestClient

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}
UPDATE = {"Content-Type": "application/sparql-update"}

# The suite's four documents are four graphs of ours, each with a thing of its own.
DATA0, DATA1, DATA2, DATA3 = (
    GRAPHS[name] for name in ("ontology", "asserted", "evidence", "inferred")
)
THING1, THING2, THING3 = KG + "silicon", KG + "nanostructured-frontiers", ONTOLOGY + "#Claim"


@dataclass(frozen=True)
class Sent:
    """A request of the suite; `expected` is a boolean, a kind of answer, or a class of status."""

    name: str
    expected: bool | str | int
    method: str = "POST"
    url: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def url(**parameters: str | tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Parameters, with hyphens for underscores, each as often as it has values."""
    return tuple(
        (name.replace("_", "-"), value)
        for name, values in parameters.items()
        for value in ((values,) if isinstance(values, str) else values)
    )


BOTH = f"ASK {{ <{THING1}> a ?type . <{THING2}> a ?type2 }}"
EACH = f"ASK {{ GRAPH ?g1 {{ <{THING1}> a ?t1 }} GRAPH ?g2 {{ <{THING2}> a ?t2 }} }}"
FULL = f"ASK {{ <{THING3}> ?p ?o GRAPH ?g1 {{ <{THING1}> a ?t }} GRAPH ?g2 {{ <{THING2}> a ?u }} }}"
FROM = EACH.replace("ASK", f"ASK FROM <{DATA3}>")
CHANGE = (
    "PREFIX dc: <http://purl.org/dc/terms/> CLEAR ALL ; INSERT { ?s a dc:Agent } WHERE { ?s ?p ?o }"
)
WITH = (
    "WITH <http://example/a> DELETE { ?p ?q 'Bill' } INSERT { ?p ?q 'Will' } WHERE { ?p ?q 'Bill' }"
)
ZERO = url(default_graph_uri=DATA0)
NAMED = url(named_graph_uri=(DATA1, DATA2))

W3C = [
    Sent("query_post_form", True, url=ZERO, body=b"query=ASK%20%7B%7D", headers=FORM),
    Sent(
        "query_dataset_default_graphs_get",
        True,
        "GET",
        url(query=BOTH, default_graph_uri=(DATA1, DATA2)),
    ),
    Sent(
        "query_dataset_default_graphs_post",
        True,
        url=url(default_graph_uri=(DATA1, DATA2)),
        body=BOTH.encode(),
        headers=QUERY,
    ),
    Sent("query_dataset_named_graphs_post", True, url=NAMED, body=EACH.encode(), headers=QUERY),
    Sent("query_dataset_named_graphs_get", True, "GET", (*url(query=EACH), *NAMED)),
    Sent(
        "query_dataset_full",
        True,
        url=(*url(default_graph_uri=DATA0), *NAMED),
        body=FULL.encode(),
        headers=QUERY,
    ),
    Sent("query_multiple_dataset", True, url=NAMED, body=FROM.encode(), headers=QUERY),
    Sent("query_get", True, "GET", (*url(query="ASK {}"), *ZERO)),
    Sent(
        "query_content_type_select",
        "rows",
        url=ZERO,
        body=b"SELECT (1 AS ?value) {}",
        headers=QUERY,
    ),
    Sent("query_content_type_ask", "boolean", url=ZERO, body=b"ASK {}", headers=QUERY),
    Sent(
        "query_content_type_describe",
        "graph",
        url=ZERO,
        body=b"DESCRIBE <http://example.org/>",
        headers=QUERY,
    ),
    Sent(
        "query_content_type_construct",
        "graph",
        url=ZERO,
        body=b"CONSTRUCT { <s> <p> 1 } WHERE {}",
        headers=QUERY,
    ),
    Sent(
        "update_dataset_default_graph",
        403,
        url=url(using_graph_uri=DATA1),
        body=CHANGE.encode(),
        headers=UPDATE,
    ),
    Sent(
        "update_dataset_default_graphs",
        403,
        url=url(using_graph_uri=(DATA1, DATA2)),
        body=CHANGE.encode(),
        headers=UPDATE,
    ),
    Sent(
        "update_dataset_named_graphs",
        403,
        url=url(using_named_graph_uri=(DATA1, DATA2)),
        body=CHANGE.encode(),
        headers=UPDATE,
    ),
    Sent(
        "update_dataset_full",
        403,
        url=url(using_graph_uri=DATA1, using_named_graph_uri=DATA2),
        body=CHANGE.encode(),
        headers=UPDATE,
    ),
    Sent("update_post_form", 403, body=b"update=CLEAR+ALL", headers=FORM),
    Sent("update_post_direct", 403, body=b"CLEAR ALL", headers=UPDATE),
    Sent(
        "update_base_uri",
        403,
        body=b"INSERT DATA { GRAPH <http://example.org/g> { <http://example.org/s> <p> <test> } }",
        headers=UPDATE,
    ),
    Sent("query_post_direct", True, body=b"ASK {}", headers=QUERY),
    Sent("bad_query_method", 405, "PUT", (*url(query="ASK {}"), *ZERO), headers=FORM),
    Sent("bad_multiple_queries", 400, "GET", url(query=("ASK {}", "SELECT * {}"))),
    Sent("bad_query_wrong_media_type", 415, body=b"ASK {}", headers={"Content-Type": "text/plain"}),
    Sent("bad_query_missing_form_type", 415, body=b"query=ASK%20%7B%7D"),
    Sent("bad_query_missing_direct_type", 415, body=b"ASK {}"),
    Sent(
        "bad_query_non_utf8",
        415,
        body="ASK {}".encode("utf-16"),
        headers={"Content-Type": "application/sparql-query; charset=UTF-16"},
    ),
    Sent("bad_query_syntax", 400, "GET", url(query="ASK {")),
    Sent("bad_update_get", 400, "GET", url(update="CLEAR ALL")),
    Sent(
        "bad_multiple_updates", 403, body=b"update=CLEAR%20NAMED&update=CLEAR%20ALL", headers=FORM
    ),
    Sent(
        "bad_update_wrong_media_type",
        415,
        body=b"CLEAR NAMED",
        headers={"Content-Type": "text/plain"},
    ),
    Sent("bad_update_missing_form_type", 415, body=b"update=CLEAR%20NAMED"),
    Sent(
        "bad_update_non_utf8",
        403,
        body="CLEAR NAMED".encode("utf-16"),
        headers={"Content-Type": "application/sparql-update; charset=UTF-16"},
    ),
    Sent("bad_update_syntax", 403, body=b"update=CLEAR%20XYZ", headers=FORM),
    Sent(
        "bad_update_dataset_conflict",
        403,
        url=url(using_named_graph_uri="http://example/people"),
        body=WITH.encode(),
        headers=UPDATE,
    ),
]
KINDS = {
    "rows": "application/sparql-results+json",
    "boolean": "application/sparql-results+json",
    "graph": "text/turtle; charset=utf-8",
}


def test_suite_has_34_tests() -> None:
    assert 34 == len({sent.name for sent in W3C})


@pytest.mark.parametrize("sent", W3C, ids=lambda sent: sent.name)
def test_protocol_is_kept_as_the_suite_of_the_w3c_has_it(client: TestClient, sent: Sent) -> None:
    path = "/sparql/" + (f"?{urlencode(sent.url)}" if sent.url else "")
    # A client of httpx gives a body no media type unless it is told.
    answer = client.request(sent.method, path, content=sent.body, headers=sent.headers)
    if isinstance(sent.expected, int) and not isinstance(sent.expected, bool):
        assert sent.expected == answer.status_code
        assert answer.json()["detail"]
    elif isinstance(sent.expected, bool):
        assert (200, sent.expected) == (answer.status_code, answer.json()["boolean"])
    else:
        assert (200, KINDS[sent.expected]) == (answer.status_code, answer.headers["content-type"])


def ask(client: TestClient, text: str, **parameters: str | tuple[str, ...]) -> bool:
    answer = client.get("/sparql", params=list(url(query=text, **parameters)))
    assert 200 == answer.status_code, answer.text
    yes = answer.json()["boolean"]
    assert isinstance(yes, bool)
    return yes


def test_without_a_data_set_a_query_sees_all_graphs(client: TestClient) -> None:
    assert ask(client, f"ASK {{ <{THING1}> a ?t . <{THING2}> a ?u . <{THING3}> ?p ?o }}")
    assert ask(
        client, "ASK { GRAPH graph:asserted { ?s ?p ?o } GRAPH graph:inferred { ?t ?q ?u } }"
    )


def test_a_default_graph_of_the_request_hides_all_others(client: TestClient) -> None:
    assert not ask(client, f"ASK {{ <{THING1}> a ?t }}", default_graph_uri=DATA2)
    assert not ask(client, "ASK { GRAPH ?g { ?s ?p ?o } }", default_graph_uri=DATA2)


def test_named_graphs_of_the_request_leave_the_default_graph_empty(client: TestClient) -> None:
    assert not ask(client, "ASK { ?s ?p ?o }", named_graph_uri=DATA1)
    assert not ask(client, "ASK { GRAPH graph:evidence { ?s ?p ?o } }", named_graph_uri=DATA1)


def test_a_data_set_of_the_request_stands_in_place_of_the_query_s_own(client: TestClient) -> None:
    text = f"ASK FROM <{DATA2}> {{ <{THING1}> a ?t }}"
    assert not ask(client, text)
    assert ask(client, text, default_graph_uri=DATA1)


def test_a_graph_that_is_not_ours_is_refused_with_the_names_of_ours(client: TestClient) -> None:
    parameters = {"query": "ASK {}", "default-graph-uri": "http://example.org/other"}
    answer = client.get("/sparql", params=parameters)
    assert 400 == answer.status_code
    assert all(iri in answer.json()["expected"] for iri in GRAPHS.values())


def test_get_and_both_kinds_of_post_decode_alike(client: TestClient) -> None:
    text = 'SELECT ("Ti₃C₂Tₓ + 100 % & ☃" AS ?x) {}'
    answers = [
        client.get("/sparql", params={"query": text}),
        client.post("/sparql", data={"query": text}),
        client.post("/sparql", content=text.encode(), headers=QUERY),
    ]
    values = [answer.json()["results"]["bindings"][0]["x"]["value"] for answer in answers]
    assert ["Ti₃C₂Tₓ + 100 % & ☃"] * 3 == values


@pytest.mark.parametrize(
    ("status", "path", "body", "headers"),
    [
        (400, "?query=%FF", b"", {}),
        (400, "?query=ASK%20%7B%7D%FF&x=1", b"", {}),
        (400, "", b"\xff\xfe", QUERY),
        (400, "", b"query=%ff", FORM),
        (400, "", b"query=\xff", FORM),
        (400, "", b"", FORM),
        (400, "", b"", QUERY),
        (400, "?query=ASK%20%7B%7D", b"ASK {}", QUERY),
        (400, "?query=ASK%20%7B%7D", b"query=ASK%20%7B%7D", FORM),
        (400, "?quary=ASK%20%7B%7D", b"", {}),
        (400, "?" + "x=1&" * 200, b"", {}),
        (415, "", b"ASK {}", {"Content-Type": "application/json"}),
        (415, "", b"ASK {}", {"Content-Type": "multipart/form-data; boundary=x"}),
        (415, "", b"ASK {}", {"Content-Type": "application/sparql-query; charset=latin-1"}),
        (415, "", b"ASK {}", {"Content-Type": ";;;"}),
        (413, "", b" " * 1_000_001, QUERY),
        (414, "?query=" + "+" * 20_000, b"", {}),
        (431, "", b"ASK {}", {**QUERY, "X-Long": "x" * 40_000}),
    ],
    ids=range(18),
)
def test_a_request_that_is_none_says_what_was_expected(
    client: TestClient, status: int, path: str, body: bytes, headers: dict[str, str]
) -> None:
    method = "POST" if headers else "GET"
    answer = client.request(method, "/sparql" + path, content=body, headers=headers)
    assert status == answer.status_code, answer.text
    assert "application/problem+json" == answer.headers["content-type"]
    said = answer.json()
    assert (status, "/sparql") == (said["status"], said["instance"])
    assert said["detail"]
    assert said["expected"]


def test_charset_utf8_may_be_said(client: TestClient) -> None:
    headers = {"Content-Type": 'application/sparql-query; charset="UTF-8"'}
    assert 200 == client.post("/sparql", content=b"ASK {}", headers=headers).status_code


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_named_with_those_that_are_allowed(
    client: TestClient, method: str
) -> None:
    answer = client.request(method, "/sparql", params={"query": "ASK {}"})
    assert 405 == answer.status_code
    assert {"GET", "HEAD", "POST"} == set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("word", ["INSERT DATA { <s> <p> 1 }", "DROP ALL", "LOAD <http://x/>"])
def test_an_update_in_place_of_a_query_is_refused(client: TestClient, word: str) -> None:
    answer = client.post("/sparql", data={"query": word})
    assert 403 == answer.status_code
    assert "read-only" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("leaves", "expected"), [(False, HTTPStatus.REQUEST_TIMEOUT), (True, HTTPStatus.BAD_REQUEST)]
)
def test_a_body_that_does_not_come_is_not_waited_for(leaves: bool, expected: HTTPStatus) -> None:
    async def receive() -> dict[str, object]:
        if not leaves:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    headers = [(b"content-type", b"application/sparql-query")]
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": headers}
    with pytest.raises(HttpProblem) as raised:
        asyncio.run(read_question(Request(scope, receive), Limits(patience_seconds=0.01)))
    assert expected == raised.value.status
