from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store
from tests.selecting import select

import assbkg
from assbkg.asking.entity import Entity, LinkCount, Named, Things, describe
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import AmbiguousName, UnknownName
from assbkg.graph.terms import ASSERTED, INFERRED
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB, KG, expand


@pytest.fixture(scope="module")
def mxene(graph: KnowledgeGraph) -> Entity:
    return graph.entity("kg:ti3c2tx")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("https://w3id.org/assbkg/id/ti3c2tx", id="IRI"),
        pytest.param("kg:ti3c2tx", id="CURIE"),
        pytest.param("ti3c2tx", id="id"),
        pytest.param("Ti₃C₂Tₓ MXene", id="label"),
        pytest.param("Ti3c2tx mxene", id="label in another case"),
        pytest.param("Ti3C2Tx", id="formula"),
        pytest.param("Ti₃C₂Tₓ", id="formula with small figures"),
    ],
)
def test_a_thing_is_found_in_each_of_six_ways(graph: KnowledgeGraph, name: str) -> None:
    assert "kg:ti3c2tx" == graph.entity(name).curie


def test_a_thing_tells_its_names(mxene: Entity) -> None:
    assert ("Ti₃C₂Tₓ MXene", "MXene", "Ti3C2Tx") == (mxene.label, mxene.kind, mxene.formula)
    assert ("Ti3C2Tx",) == tuple(mxene.alternative_labels)


def test_a_thing_tells_given_types_from_derived_ones(mxene: Entity) -> None:
    assert ("MXene",) == mxene.types
    assert "material" in mxene.inferred_types


def test_a_thing_counts_its_links_by_direction_and_property(graph: KnowledgeGraph) -> None:
    links = {(n.direction, n.property): n for n in graph.entity("volume expansion").links}
    causes = links["out", "assb:causes"]
    counted = graph.sparql(
        "SELECT (COUNT(*) AS ?n) { GRAPH graph:asserted { kg:volume-expansion assb:causes ?d } }"
    )
    assert LinkCount("assb:causes", "causes", "out", int(counted.values()[0][0]), 0) == causes
    assert causes.asserted > 0
    assert links["in", "assb:addresses"].inferred > 0


def test_a_class_counts_its_members(graph: KnowledgeGraph) -> None:
    (members,) = [n for n in graph.entity("assb:VoidEngineering").links if n.property == "a"]
    (count,) = select("SELECT (COUNT(DISTINCT ?x) AS ?n) { ?x a assb:VoidEngineering }")
    assert count["n"] == members.asserted + members.inferred


def test_a_property_has_a_definition(graph: KnowledgeGraph) -> None:
    mitigates = graph.entity("mitigates", "property")
    assert ("property", "assb:mitigates") == (mitigates.kind, mitigates.curie)
    assert mitigates.definition.startswith("Links a mechanism")


def test_what_else_a_name_means_is_told(graph: KnowledgeGraph) -> None:
    assert (Named(ASSB + "MXene", "MXene", "class"),) == graph.entity("MXene").also
    assert "its name also means: MXene (class, assb:MXene)" in str(graph.entity("MXene"))


def test_the_kind_picks_among_things_of_one_name(graph: KnowledgeGraph) -> None:
    found = [graph.entity("MXene", kind).curie for kind in ("class", "material", "Material")]
    assert ["assb:MXene", "kg:mxene", "kg:mxene"] == found


def test_a_label_goes_before_a_formula(graph: KnowledgeGraph) -> None:
    iron_sulfide = graph.entity("Fe3S4")
    assert "kg:fe3s4" == iron_sulfide.curie
    assert ["Fe₃S₄ nanosheets"] == [other.label for other in iron_sulfide.also]


def test_a_name_of_several_equal_things_is_refused_with_all_of_them(
    graph: KnowledgeGraph,
) -> None:
    with pytest.raises(
        AmbiguousName, match=r"'step 1: mixing' is the name of several things; say kg:\S+ or kg:\S+"
    ) as caught:
        graph.entity("step 1: mixing")
    assert ["step 1: mixing"] * 2 == [graph.entity(c).label for c in caught.value.meanings]


def test_a_near_miss_gets_what_was_meant(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match=r"called 'Ti3C2T'; did you mean 'Ti₃C₂Tₓ MXene'\?"):
        graph.entity("Ti3C2T")


def test_a_kind_that_is_no_class_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match=r"no class is called 'Materiel'.*'material'"):
        graph.entity("MXene", "Materiel")


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "\0", "\n", "<>", ":", "::", "kg:", "//", "?x", "kg:\\", '"', "\ud800"),
        *("<script>", "kg:ti3c2tx> . <x", "x:y", "http://", "../..", "%s{0}", "\N{WORD JOINER}"),
        "a" * 10_000,
    ],
)
@pytest.mark.parametrize("kind", ["", "class", "Material"])
def test_a_hostile_name_is_unknown_and_nothing_worse(
    graph: KnowledgeGraph, name: str, kind: str
) -> None:
    with pytest.raises(UnknownName):
        graph.entity(name, kind)


@given(st.text(min_size=1))
@settings(max_examples=20)
def test_any_kind_is_found_or_refused(kind: str) -> None:
    graph = assbkg.open()
    try:
        found = graph.entity("kg:graphite", kind).curie
    except UnknownName as error:
        found = str(error)
    assert found.startswith(("kg:graphite", "no "))


HOSTILE = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture
def hostile() -> Entity:
    """A thing whose every text is HTML, with one asserted and one derived link."""
    thing, other = NamedNode(KG + "it"), NamedNode(KG + "other")
    made = Store()
    for predicate in ("rdfs:label", "skos:altLabel", "assb:chemicalFormula", "skos:definition"):
        made.add(Quad(thing, NamedNode(expand(predicate)), Literal(HOSTILE), ASSERTED))
    made.add(Quad(thing, NamedNode(ASSB + "causes"), other, ASSERTED))
    made.add(Quad(other, NamedNode(ASSB + "causes"), thing, INFERRED))
    made.add(Quad(NamedNode(ASSB + "causes"), NamedNode(expand("rdfs:label")), Literal(HOSTILE)))
    return describe(thing.value, made, Entities(made))


def test_html_in_names_is_shown_and_not_run(hostile: Entity) -> None:
    shown = hostile._repr_html_()
    assert "<img" not in shown
    assert 6 == shown.count("&lt;img src=x onerror=alert(1)&gt;\"'&amp;")


def test_links_in_and_out_are_told_apart(hostile: Entity) -> None:
    assert [("out", 1, 0), ("in", 0, 1)] == [
        (link.direction, link.asserted, link.inferred) for link in hostile.links
    ]


def test_a_thing_can_not_be_altered(mxene: Entity) -> None:
    with pytest.raises(FrozenInstanceError):
        mxene.label = "x"  # type: ignore[misc]


def test_a_thing_is_shown_in_a_line(mxene: Entity) -> None:
    assert "<Entity: Ti₃C₂Tₓ MXene (MXene, kg:ti3c2tx)>" == repr(mxene)


# Walking


@pytest.fixture(scope="module")
def system(graph: KnowledgeGraph) -> Entity:
    return graph.entity("SiNPs@MXenes")


PROPERTIES = """
SELECT DISTINCT ?p ?o {
  VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  GRAPH graph:ontology { ?p a ?kind } kg:sinps-mxenes ?p ?o FILTER(STRSTARTS(STR(?p), STR(assb:)))
}
"""


def test_each_property_leads_to_what_sparql_finds(system: Entity) -> None:
    linked: dict[str, set[str]] = {}
    for relation, target in select(PROPERTIES).values():
        linked.setdefault(relation.removeprefix(ASSB), set()).add(target)
    assert {"employs", "expectedGain", "evidencedBy"} <= set(linked)
    for name, targets in linked.items():
        found = getattr(system, name)
        iris = {one.iri for one in found} if isinstance(found, Things) else set(map(str, found))
        assert targets == iris, name


def test_a_walk_leads_on_from_all_things(system: Entity) -> None:
    rows = select(
        "SELECT DISTINCT ?b { kg:sinps-mxenes assb:employs/assb:operatesThrough/assb:mitigates ?b }"
    )
    reached = system.employs.operatesThrough.mitigates
    assert sorted(iri for (iri,) in rows.values()) == sorted(one.iri for one in reached)


def test_a_property_that_leads_nowhere_gives_no_things(system: Entity) -> None:
    assert () == system.causes == system.causes.mitigates


def test_a_property_with_values_gives_values(graph: KnowledgeGraph) -> None:
    assert (4,) == graph.entity("kg:sinps-mxenes-synthesis.step-4").stepNumber
    assert ("Ti3C2Tx",) == graph.entity("Ti3C2Tx").chemicalFormula


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("employz", "did you mean 'employs'"),
        ("operates_through", "did you mean 'operatesThrough'"),
        ("measurement", "did you mean 'measurements'"),
        ("xyzzy", "dir() lists all"),
    ],
)
def test_an_attribute_that_is_no_relation_gets_the_nearest(
    system: Entity, name: str, nearest: str
) -> None:
    for whose in (system, system.employs):
        with pytest.raises(AttributeError) as caught:
            getattr(whose, name)
        assert nearest in str(caught.value)
    assert not hasattr(system, "_ipython_canary_method_should_not_exist_")


def test_the_relations_of_a_thing_are_completed(system: Entity) -> None:
    assert {"employs", "expectedGain", "claims", "measurements", "label"} <= set(dir(system))
    assert "causes" not in dir(system)
    assert "operatesThrough" in dir(system.employs)
    assert "employs" in system_completions(system)


def system_completions(system: Entity) -> set[str]:
    from IPython.core.completer import IPCompleter, provisionalcompleter

    completer = IPCompleter(shell=None, namespace={"system": system})
    with provisionalcompleter():
        found = list(completer.completions("system.em", len("system.em")))
    return {one.text.rpartition(".")[2] for one in found}


def test_the_claims_about_a_thing_are_rows_each_once(system: Entity) -> None:
    counted = select(
        "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a assb:Claim ; ?end kg:sinps-mxenes "
        "FILTER(?end IN (assb:claimSubject, assb:claimObject)) }"
    )
    assert [("n", len(system.claims))] == list(next(iter(counted)).items())
    said = next(row for row in system.claims if row["property"] == "employs")
    assert ("stated", "accepted") == (said["modality"], said["status"])
    assert str(said["places"]).startswith("§")


def test_the_measurements_of_a_thing_are_rows_with_numbers(system: Entity) -> None:
    frame = system.measurements.to_pandas()
    assert [734.95, 564.82] == frame["value"].to_list()
    assert {"mAh/g"} == set(frame["unit"])


def test_a_measurement_of_a_sample_is_one_of_the_system(graph: KnowledgeGraph) -> None:
    of = {row["of"] for row in graph.entity("RGO–CNT").measurements}
    assert of
    assert "RGO–CNT" not in of


def test_things_are_shown_in_a_line_and_a_table(system: Entity) -> None:
    assert repr(system.employs).startswith("<5 things: ")
    assert "…" in repr(system.employs)
    assert "<0 things>" == repr(system.causes)
    assert system.employs._repr_html_().count("<tr>") == 6


def test_no_field_of_a_thing_hides_a_property(graph: KnowledgeGraph) -> None:
    # A definition is the same by either way.
    hidden = {name for name in graph.entities.relations if name in Entity.__dataclass_fields__}
    assert hidden | {n for n in graph.entities.relations if hasattr(Entity, n)} <= {"definition"}


def test_what_a_hostile_ontology_calls_things_is_shown_and_not_run(hostile: Entity) -> None:
    assert "<img" not in Things((hostile,))._repr_html_()
