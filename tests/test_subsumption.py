"""Which class is below which follows from the rules, and differences have names."""

from __future__ import annotations

from typing import Final

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.terms import individual_facts, texts
from assbkg.reasoning.agreement import (
    HERMIT,
    RULES,
    Difference,
    Terms,
    compare_hierarchies,
    subsumptions,
)
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.hermit import NOTHING
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.rules import RuleSet, make_rules
from assbkg.vocabulary import ASSB, KG, PREFIXES, shorten

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
NAMES: Final = "ABCD"
CLASSES: Final = frozenset(ASSB + name for name in NAMES)


def some(predicate: str, filler: str) -> str:
    return f"[ owl:onProperty assb:{predicate} ; owl:someValuesFrom assb:{filler} ]"


def value(predicate: str) -> str:
    return f"[ owl:onProperty assb:{predicate} ; owl:hasValue kg:x ]"


def world(turtle: str) -> tuple[dict[TripleText, int], RuleSet]:
    """The facts and the rules of an ontology."""
    quads = parse(HEAD + turtle, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    triples = skolemise(Triple(q.subject, q.predicate, q.object) for q in quads)
    facts = dict.fromkeys(individual_facts(triples), 0)
    return facts, make_rules(read_axioms(map(texts, triples)))


def below(turtle: str, classes: str = NAMES) -> set[str]:
    pairs = subsumptions([ASSB + name for name in classes], *world(turtle))
    return {" ".join(shorten(end).partition(":")[2] for end in pair) for pair in pairs}


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ("", set()),
        ("assb:A rdfs:subClassOf assb:B . assb:B rdfs:subClassOf assb:C .", {"A B", "A C", "B C"}),
        ("assb:A owl:equivalentClass assb:B .", {"A B", "B A"}),
        (
            f"assb:A rdfs:subClassOf {some('p', 'B')} . {some('p', 'B')} rdfs:subClassOf assb:C .",
            {"A C"},
        ),
        (
            f"assb:A rdfs:subClassOf {some('p', 'B')} . assb:p rdfs:domain assb:C ; "
            "rdfs:range assb:D .",
            {"A C"},
        ),
        (
            f"assb:A rdfs:subClassOf {value('p')} . {some('p', 'B')} rdfs:subClassOf assb:C . "
            "kg:x a assb:B .",
            {"A C"},
        ),
    ],
)
def test_a_class_is_below_what_follows_for_its_members(turtle: str, expected: set[str]) -> None:
    assert expected == below(turtle)


APART: Final = "assb:A owl:disjointWith assb:B . "


@pytest.mark.parametrize(
    ("turtle", "expected"),
    [
        ("assb:C rdfs:subClassOf assb:A , assb:B .", {"C Nothing"}),
        ("assb:C rdfs:subClassOf assb:A , assb:B . assb:D rdfs:subClassOf assb:C .",
         {"C Nothing", "D Nothing"}),
        (f"assb:C rdfs:subClassOf {some('p', 'A')} . assb:p rdfs:range assb:B .", {"C Nothing"}),
        (f"assb:C rdfs:subClassOf {value('p')} . assb:p rdfs:range assb:B . kg:x a assb:A .",
         {"C Nothing"}),
        ("assb:C rdfs:subClassOf assb:A .", {"C A"}),
    ],
)  # fmt: skip
def test_a_class_whose_members_would_clash_can_have_none(turtle: str, expected: set[str]) -> None:
    assert expected == below(APART + turtle)


#: A member of A and one of B meet at kg:x, so that one has a link to the other.
MEETING: Final = f"""
assb:A rdfs:subClassOf {value("p")} . assb:B rdfs:subClassOf {value("q")} .
assb:q owl:inverseOf assb:qi . assb:r owl:propertyChainAxiom ( assb:p assb:qi ) .
{some("r", "B")} rdfs:subClassOf assb:C .
"""


def test_classes_that_meet_at_an_individual_are_told_apart_one_by_one() -> None:
    assert {"A C"} == below(MEETING)
    assert set() == below(MEETING, "A")
    assert () == compare_hierarchies([], *world(MEETING), CLASSES)


def test_what_only_one_side_says_of_classes_is_named() -> None:
    facts, rules = world("assb:A rdfs:subClassOf assb:B .")
    theirs = {(ASSB + "B", ASSB + "C"), (ASSB + "D", NOTHING), (ASSB + "B", KG + "else")}
    differences = compare_hierarchies(theirs, facts, rules, CLASSES)
    assert [
        "only HermiT: every B is a C",
        "only HermiT: D can have no member",
        "only the rules: every A is a B",
    ] == list(map(str, differences))


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ((KG + "x", TYPE, ASSB + "C"), "kg:x is a C"),
        ((KG + "x", ASSB + "p", KG + "y"), "kg:x p kg:y"),
        ((KG + "x", ASSB + "d", '"5"@en'), 'kg:x d "5"@en'),
    ],
)
@pytest.mark.parametrize("side", [HERMIT, RULES])
def test_a_difference_is_told_with_its_side(side: str, fact: TripleText, expected: str) -> None:
    assert f"only {side}: {expected}" == str(Difference(side, fact))


def test_terms_are_what_an_ontology_declares_and_whom_it_names() -> None:
    quads = parse(
        f"""{HEAD} assb:A a owl:Class . assb:p a owl:ObjectProperty . kg:a a owl:NamedIndividual .
        assb:A rdfs:subClassOf {value("p")} , [ a owl:Class ; owl:intersectionOf ( assb:A ) ] ,
            [ a owl:Class ; owl:oneOf ( kg:b ) ] .
        assb:d a owl:DatatypeProperty .
        [ owl:onProperty assb:d ; owl:hasValue 1 ] a owl:Restriction .
        """,
        format=RdfFormat.TURTLE,
    )
    terms = Terms.of(texts(quad) for quad in quads)
    named = frozenset(KG + name for name in "abx")
    assert Terms(frozenset({ASSB + "A"}), frozenset({ASSB + "p"}), named) == terms
