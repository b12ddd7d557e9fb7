"""Answers of CONSTRUCT and DESCRIBE, with rdflib as judge of what is written."""

from __future__ import annotations

from typing import Final

import pytest
import rdflib
from pyoxigraph import BlankNode
from rdflib.compare import isomorphic

import assbkg
from assbkg.asking.results.triples import GRAPH_FORMATS, GraphFormat, Triples
from assbkg.errors import QueryError, QueryRejected
from assbkg.vocabulary import KG

FOREIGN: Final = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
#: Everything that a term may be, and characters that need care.
AWKWARD: Final = """
CONSTRUCT {
  kg:a rdfs:label "one\\r\\ntwo\\tthree \\"four\\" <five> & ' \\\\", "drei"@de-AT, 01, 1.50, true ;
    rdfs:seeAlso [ rdfs:label [] ], <http://x/é?a=1&b=2#c> .
} {}
"""


def construct(text: str) -> Triples:
    answer = assbkg.open().sparql(text)
    assert isinstance(answer, Triples)
    return answer


@pytest.fixture(scope="module")
def silicon() -> Triples:
    return construct("DESCRIBE kg:silicon")


def test_describing_a_thing_gives_its_triples(silicon: Triples) -> None:
    assert {KG + "silicon"} == {subject.value for subject, _, _ in silicon}
    assert f"<Triples: {len(silicon)} triples>" == repr(silicon)


def test_each_triple_comes_once_however_many_solutions_give_it() -> None:
    answer = construct("CONSTRUCT { kg:a a kg:b } { ?s ?p ?o }")
    assert "<Triples: 1 triple>" == repr(answer)


def test_no_triple_is_an_answer_too() -> None:
    answer = construct("CONSTRUCT WHERE { ?nothing a kg:nothing }")
    assert (0, 0) == (len(answer), len(answer.to_rdflib()))


def test_the_same_query_gives_the_same_bytes() -> None:
    query = "CONSTRUCT { [] rdfs:label ?name } { ?s a assb:Bottleneck ; rdfs:label ?name }"
    assert construct(query).write("ntriples") == construct(query).write("ntriples")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use
@pytest.mark.parametrize("form", GRAPH_FORMATS)
@pytest.mark.parametrize(
    "text", ["DESCRIBE kg:sinps-mxenes assb:VoidBufferingStrategy", AWKWARD, "CONSTRUCT {} {}"]
)
def test_rdflib_reads_what_is_written(form: GraphFormat, text: str) -> None:
    answer = construct(text)
    read = rdflib.Graph().parse(data=answer.write(form), format=FOREIGN[form])
    assert isomorphic(read, answer.to_rdflib())
    assert len(read) == len(answer)


def test_turtle_declares_the_prefixes_that_it_uses_and_no_others() -> None:
    lines = construct("CONSTRUCT { kg:a a assb:Material } {}").write("turtle").splitlines()
    assert ["rdf", "assb", "kg"] == [x.split()[1][:-1] for x in lines if x.startswith("@prefix")]


@pytest.mark.parametrize("form", ["rdfxml", "jsonld"])
def test_a_triple_within_a_triple_is_refused_where_it_cannot_stand(form: GraphFormat) -> None:
    answer = construct("CONSTRUCT { kg:a rdfs:seeAlso <<( kg:a kg:b 1 )>> } {}")
    with pytest.raises(QueryError, match=f"{form} has no triples within triples; write turtle or"):
        answer.write(form)
    with pytest.raises(QueryError, match="rdflib does not support triples within triples; remove"):
        answer.to_rdflib()
    assert "<<( " in answer.write("turtle")


@pytest.mark.parametrize("property_", ["<http://x/123>", "<urn:x:1-2>", "<http://x/>"])
def test_a_property_without_a_name_in_xml_is_refused_in_rdf_xml(property_: str) -> None:
    with pytest.raises(QueryError, match="ends with no name of XML"):
        construct(f"CONSTRUCT {{ kg:a {property_} 1 }} {{}}").write("rdfxml")


def test_a_control_character_is_refused_in_rdf_xml() -> None:
    with pytest.raises(QueryError, match=r"U\+0007"):
        construct('CONSTRUCT { kg:a rdfs:label "\\u0007" } {}').write("rdfxml")


def test_another_form_is_refused_with_those_that_there_are(silicon: Triples) -> None:
    with pytest.raises(QueryError, match="turtle, ntriples, rdfxml, jsonld"):
        silicon.write("csv")  # type: ignore[arg-type]


def test_a_notebook_shows_labels_with_iris_under_the_mouse(silicon: Triples) -> None:
    shown = silicon._repr_html_()
    assert f'<span title="{KG}silicon">silicon</span>' in shown
    assert f"{len(silicon)} triples</span></caption>" in shown


def test_a_notebook_shows_the_beginning_of_many_triples() -> None:
    shown = construct("CONSTRUCT { ?s a ?o } { ?s a ?o }")._repr_html_()
    assert shown.count("<tr>") == 51
    assert "50 of " in shown


def test_triples_are_frames_too(silicon: Triples) -> None:
    frame = silicon.to_pandas()
    assert len(frame) == len(silicon)
    assert {KG + "silicon"} == set(frame["subject_iri"])


def test_blank_nodes_have_short_names() -> None:
    ((subject, _, _),) = construct("CONSTRUCT { [] a kg:b } {}")
    assert subject == BlankNode("b1")


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DESCRIBE ?s FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_triples_are_guarded_as_rows_are(text: str) -> None:
    with pytest.raises(QueryRejected):
        assbkg.open().sparql(text)
