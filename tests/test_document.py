"""The released ontology is one document, with blank nodes where OWL wants them."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from assbkg.graph.blank_nodes import as_document, skolemise
from assbkg.graph.ontology import read_ontology, read_raw
from assbkg.graph.terms import texts
from assbkg.places import shipped
from assbkg.reasoning.owl import read_axioms
from assbkg.vocabulary import ONTOLOGY, PREFIXES

OWL: Final = PREFIXES["owl"]
HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEADER: Final = "<https://w3id.org/assbkg/ontology> a owl:Ontology . "

NAMES: Final = st.sampled_from(["assb:A", "assb:B", "assb:C", "assb:D"])
EXPRESSIONS: Final = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(
            lambda parts: f"[ a owl:Class ; owl:intersectionOf ( {' '.join(parts)} ) ]"
        ),
        inner.map(
            lambda filler: (
                f"[ a owl:Restriction ; owl:onProperty assb:p ; owl:someValuesFrom {filler} ]"
            )
        ),
    ),
    max_leaves=6,
)
AXIOMS: Final = st.one_of(
    st.tuples(NAMES, EXPRESSIONS).map(lambda ends: f"{ends[0]} rdfs:subClassOf {ends[1]} ."),
    st.tuples(NAMES, EXPRESSIONS).map(lambda ends: f"{ends[0]} owl:equivalentClass {ends[1]} ."),
    st.lists(st.sampled_from(["assb:p", "assb:q"]), min_size=2, max_size=3).map(
        lambda links: f"assb:p owl:propertyChainAxiom ( {' '.join(links)} ) ."
    ),
    st.lists(NAMES, min_size=2, max_size=4, unique=True).map(
        lambda members: f"[] a owl:AllDisjointClasses ; owl:members ( {' '.join(members)} ) ."
    ),
)


def read(turtle: str) -> list[Triple]:
    quads = parse(HEAD + HEADER + turtle, format=RdfFormat.TURTLE)
    return skolemise(Triple(q.subject, q.predicate, q.object) for q in quads)


def shipped_document() -> list[Triple]:
    return as_document(read_ontology(shipped("ontology")).triples)


@settings(max_examples=150)
@given(st.lists(AXIOMS, max_size=6))
def test_a_document_states_the_axioms_of_its_source(axioms: list[str]) -> None:
    triples = read("\n".join(axioms))
    document = skolemise(as_document(triples))
    assert read_axioms(map(texts, triples)) == read_axioms(map(texts, document))


@settings(max_examples=150)
@given(st.lists(AXIOMS, max_size=6))
def test_each_blank_node_is_used_once(axioms: list[str]) -> None:
    document = as_document(read("\n".join(axioms)))
    used = Counter(t.object for t in document if isinstance(t.object, BlankNode))
    assert {1} >= set(used.values())


@settings(max_examples=100)
@given(st.lists(AXIOMS, max_size=6), st.integers(0, 2**32))
def test_labels_do_not_depend_on_the_order_of_triples(axioms: list[str], seed: int) -> None:
    triples = read("\n".join(axioms))
    shuffled = list(triples)
    random.Random(seed).shuffle(shuffled)
    assert as_document(triples) == as_document(shuffled)


def test_equal_expressions_have_nodes_of_their_own() -> None:
    some = "[ a owl:Restriction ; owl:onProperty assb:p ; owl:someValuesFrom assb:B ]"
    document = as_document(read(f"assb:A rdfs:subClassOf {some} . assb:C rdfs:subClassOf {some} ."))
    assert 2 == len({t.object for t in document if t.predicate.value.endswith("subClassOf")})


def test_lists_with_a_common_tail_share_no_cell() -> None:
    chains = "assb:p owl:propertyChainAxiom ( assb:p assb:q ) , ( assb:q assb:q ) ."
    document = as_document(read(chains))
    cells = [t for t in document if t.predicate.value.endswith("#first")]
    assert 4 == len({cell.subject for cell in cells})


def test_a_long_list_needs_no_recursion() -> None:
    members = " ".join(f"assb:C{number}" for number in range(3_000))
    document = as_document(read(f"assb:A owl:unionOf ( {members} ) ."))
    assert 3_000 == sum(t.predicate.value.endswith("#first") for t in document)


def test_the_shipped_document_has_one_header_and_no_imports() -> None:
    document = shipped_document()
    headers = [t.subject for t in document if t.object == NamedNode(OWL + "Ontology")]
    assert [NamedNode(ONTOLOGY)] == headers
    assert [] == [t for t in document if t.predicate == NamedNode(OWL + "imports")]


def test_the_shipped_document_says_of_terms_what_the_modules_say() -> None:
    modules = {t.subject for t in read_raw(shipped("ontology")) if "owl#Ontology>" in str(t.object)}
    said = {
        str(t)
        for t in skolemise(read_raw(shipped("ontology")))
        if t.subject not in modules and "genid" not in str(t)
    }
    assert said <= {str(t) for t in skolemise(shipped_document())}


def test_the_merged_ontology_is_that_of_the_modules() -> None:
    """`make ontology` writes it anew."""
    script = Path(__file__).parents[1] / "docs" / "write_ontology.py"
    command = (
        f"import runpy, sys; sys.stdout.buffer.write(runpy.run_path({str(script)!r})['merged']())"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True)
    assert (shipped("ontology") / "assbkg.owl").read_bytes() == done.stdout
