"""The service describes itself in a graph of its own, beside the graph that it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import RdfFormat, parse

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.library import QUALITY
from assbkg.vocabulary import CATALOGUE_GRAPH, GRAPHS

if TYPE_CHECKING:
    from starlette.testclient import TestClient

VOID = "PREFIX void: <http://rdfs.org/ns/void#>\n"


def rows(client: TestClient, query: str, **more: str) -> list[dict[str, str]]:
    answer: Any = client.post("/sparql", data={"query": query, **more}).json()
    return [
        {name: term["value"] for name, term in row.items()} for row in answer["results"]["bindings"]
    ]


def test_every_named_query_is_in_the_catalogue_and_runs(
    client: TestClient, graph: KnowledgeGraph
) -> None:
    query = "SELECT ?query ?text { GRAPH graph:catalogue { ?query sh:select ?text } }"
    found = rows(client, query)
    expected = {q.name for q in graph.library.queries.values() if q.topic != QUALITY}
    assert expected == {row["query"].rpartition("/")[2] for row in found}
    some = next(row["text"] for row in found if row["query"].endswith("/milestones"))
    assert len(graph.query("milestones")) == len(rows(client, some))


def test_the_catalogue_counts_members_of_classes_and_uses_of_properties(
    client: TestClient, graph: KnowledgeGraph
) -> None:
    query = (
        VOID
        + """SELECT ?class ?entities ?property ?triples { GRAPH graph:catalogue {
      ?dataset a void:Dataset .
      { ?dataset void:classPartition [ void:class ?class ; void:entities ?entities ] } UNION
      { ?dataset void:propertyPartition [ void:property ?property ; void:triples ?triples ] } } }"""
    )
    found = rows(client, query)
    counted = {r["class"]: int(r["entities"]) for r in found if "class" in r}
    used = {r["property"]: int(r["triples"]) for r in found if "property" in r}
    classes = graph.sparql("SELECT ?c (COUNT(DISTINCT ?x) AS ?n) { ?x a ?c } GROUP BY ?c")
    uses = graph.sparql("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert {c: int(n) for c, n in classes.values()} == counted
    assert {p: int(n) for p, n in uses.values()} == used


def test_void_has_the_same_partitions(client: TestClient) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "application/n-triples"})
    found = [quad.predicate.value for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)]
    query = "SELECT ?x { GRAPH graph:catalogue { ?d void:classPartition ?x } }"
    count = len(rows(client, VOID + query))
    assert count == found.count("http://rdfs.org/ns/void#classPartition")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s rdfs:label ?label }",
        "SELECT (COUNT(*) AS ?n) { ?s sh:select ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:evidence { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) FROM graph:asserted { ?s ?p ?o }",
    ],
)
def test_the_catalogue_is_no_part_of_the_graph(
    client: TestClient, graph: KnowledgeGraph, query: str
) -> None:
    ((count,),) = graph.sparql(query).values()
    assert [{"n": count}] == rows(client, query)


def test_no_named_query_finds_the_catalogue(client: TestClient, graph: KnowledgeGraph) -> None:
    differing = []
    for name in graph.library.queries:
        answer: Any = client.get(f"/queries/{name}.json").json()
        if len(graph.query(name)) != len(answer["results"]["bindings"]):
            differing.append(name)
    assert [] == differing


def test_no_page_of_a_term_tells_of_the_catalogue(client: TestClient) -> None:
    assert "void" not in client.get("/ontology/Claim.html").text.lower()
    assert "void#" not in client.get("/ontology/Claim.ttl").text


def test_the_graphs_are_listed_with_the_catalogue_among_them(client: TestClient) -> None:
    found = rows(client, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert {*GRAPHS.values(), CATALOGUE_GRAPH} == {row["g"] for row in found}
    assert CATALOGUE_GRAPH in client.get("/sparql?format=nt").text


def test_the_protocol_picks_the_catalogue_as_the_data_set(client: TestClient) -> None:
    picked = {"default-graph-uri": CATALOGUE_GRAPH}
    assert rows(client, "SELECT ?s { ?s sh:select ?text }", **picked)
    assert [] == rows(client, "SELECT ?s { ?s a assb:Claim }", **picked)


def test_no_name_in_the_catalogue_is_one_of_the_graph(client: TestClient) -> None:
    query = "SELECT ?label { GRAPH graph:catalogue { ?query sh:select ?text ; rdfs:label ?label } }"
    label = rows(client, query)[0]["label"]
    answer = client.get("/queries/claims-about.json", params={"thing": label})
    assert "no entity is called" in answer.json()["detail"]
