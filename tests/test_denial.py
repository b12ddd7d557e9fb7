"""Denials say of many facts at once what HermiT can tell to be impossible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import texts
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.denial import deny_all_but, deny_one_of
from assbkg.reasoning.hermit import is_consistent
from assbkg.vocabulary import ASSB, KG, PREFIXES

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
TERMS: Final = """
assb:A a owl:Class . assb:B a owl:Class .
assb:p a owl:ObjectProperty . assb:q a owl:ObjectProperty . assb:d a owl:DatatypeProperty .
kg:a a owl:NamedIndividual . kg:b a owl:NamedIndividual . kg:c a owl:NamedIndividual .
"""
CLASSES: Final = frozenset({ASSB + "A", ASSB + "B"})
PROPERTIES: Final = frozenset({ASSB + "p", ASSB + "q"})


def triples(turtle: str) -> list[Triple]:
    quads = parse(HEAD + turtle, format=RdfFormat.TURTLE)
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


def facts(turtle: str) -> list[TripleText]:
    return [texts(triple) for triple in triples(turtle)]


# ── nothing but these ─────────────────────────────────────────────────────────

RULES: Final = """
assb:A rdfs:subClassOf assb:B .
assb:q owl:propertyChainAxiom ( assb:p assb:p ) .
assb:B rdfs:subClassOf [ a owl:Restriction ; owl:onProperty assb:p ; owl:someValuesFrom assb:A ] .
"""
SAID: Final = "kg:a a assb:A ; assb:p kg:b . kg:b assb:p kg:c ."
FOLLOWS: Final = "kg:a a assb:B ; assb:q kg:c ."


def may_be_all(known: list[TripleText]) -> bool:
    """Whether nothing else need follow from what is said than what is known."""
    said = n_triples(triples(TERMS + RULES + SAID))
    return is_consistent(said + deny_all_but(known, CLASSES, PROPERTIES))


@pytest.mark.needs("HermiT")
def test_all_that_follows_may_be_all() -> None:
    assert may_be_all(facts(SAID + FOLLOWS))


@pytest.mark.needs("HermiT")
@pytest.mark.parametrize("missing", facts(FOLLOWS))
def test_without_a_fact_that_follows_the_rest_can_not_be_all(missing: TripleText) -> None:
    assert not may_be_all([fact for fact in facts(SAID + FOLLOWS) if fact != missing])


@pytest.mark.needs("HermiT")
def test_what_has_no_name_is_not_denied() -> None:
    said = n_triples(triples(TERMS + RULES + "kg:a a assb:A ."))
    known = facts("kg:a a assb:A , assb:B .")
    assert is_consistent(said + deny_all_but(known, CLASSES, PROPERTIES))


@pytest.mark.needs("HermiT")
def test_an_individual_of_whom_no_fact_speaks_is_denied_everything() -> None:
    value = "[ a owl:Restriction ; owl:onProperty assb:p ; owl:hasValue kg:c ]"
    said = n_triples(triples(f"{TERMS} assb:A rdfs:subClassOf {value} . kg:a a assb:A ."))
    known = facts("kg:a a assb:A .")
    assert is_consistent(said + deny_all_but(known, CLASSES, PROPERTIES))
    assert not is_consistent(said + deny_all_but(known, CLASSES, PROPERTIES, [KG + "c"]))


def test_of_nobody_nothing_is_denied() -> None:
    assert b"" == deny_all_but([], CLASSES, PROPERTIES)


names = st.integers(0, 8).map(lambda number: f"{KG}x{number}")
some_facts = st.frozensets(
    st.one_of(
        st.tuples(names, st.just(TYPE), st.sampled_from(sorted(CLASSES))),
        st.tuples(names, st.sampled_from(sorted(PROPERTIES)), names),
    ),
    min_size=1,
)


@given(some_facts)
def test_denied_is_just_what_is_not_among_the_facts(known: frozenset[TripleText]) -> None:
    everyone = {s for s, _, _ in known} | {o for _, p, o in known if p != TYPE}
    possible: set[TripleText] = {(s, TYPE, o) for s, o in product(everyone, CLASSES)}
    possible |= {(s, p, o) for s, p, o in product(everyone, PROPERTIES, everyone)}
    denied = list(Denied(deny_all_but(known, CLASSES, PROPERTIES)).facts())
    assert len(set(denied)) == len(denied)
    assert possible - known == set(denied)


class Denied:
    """A denial of everything else, spelt out."""

    def __init__(self, denial: bytes) -> None:
        self.said: dict[tuple[object, str], list[NamedNode | BlankNode]] = {}
        self.stated: dict[str, list[tuple[NamedNode | BlankNode, NamedNode | BlankNode]]] = {}
        for quad in parse(denial, format=RdfFormat.N_TRIPLES):
            assert isinstance(quad.object, NamedNode | BlankNode)
            assert isinstance(quad.subject, NamedNode | BlankNode)
            name = quad.predicate.value.rpartition("#")[2]
            self.said.setdefault((quad.subject, name), []).append(quad.object)
            self.stated.setdefault(name, []).append((quad.subject, quad.object))

    def members(self, section: object) -> Iterator[str]:
        """Everyone in a section or in a part of it."""
        for thing, kind in self.stated["type"]:
            if kind == section and isinstance(thing, NamedNode):
                yield thing.value
        for part, whole in self.stated.get("subClassOf", ()):
            if whole == section:
                yield from self.members(part)

    def facts(self) -> Iterator[TripleText]:
        for section, name in self.stated.get("disjointWith", ()):
            assert isinstance(name, NamedNode)
            yield from ((thing, TYPE, name.value) for thing in self.members(section))
        for restriction, predicate in self.stated["onProperty"]:
            assert isinstance(predicate, NamedNode)
            (outside,) = self.said[restriction, "allValuesFrom"]
            (section,) = self.said[outside, "complementOf"]
            for s, o in product(self.members(restriction), self.members(section)):
                yield s, predicate.value, o


# ── one of these not ──────────────────────────────────────────────────────────


@pytest.mark.needs("HermiT")
@pytest.mark.parametrize(
    ("axioms", "conclusion", "expected"),
    [
        ("assb:A rdfs:subClassOf assb:B . kg:a a assb:A .", "kg:a a assb:B .", True),
        ("assb:B rdfs:subClassOf assb:A . kg:a a assb:A .", "kg:a a assb:B .", False),
        ("assb:p a owl:SymmetricProperty . kg:a assb:p kg:b .", "kg:b assb:p kg:a .", True),
        ("kg:a assb:p kg:b .", "kg:b assb:p kg:a .", False),
        ("kg:a assb:p kg:b .", "kg:a assb:p kg:b . kg:b assb:p kg:a .", False),
        ("kg:a assb:p kg:b . kg:b a assb:A .", "kg:a assb:p kg:b . kg:b a assb:A .", True),
        ("kg:a assb:d 1 .", "kg:a assb:d 1 .", True),
        ("kg:a assb:d 1 .", "kg:a assb:d 2 .", False),
        ('kg:a assb:d "ja"@de .', 'kg:a assb:d "ja"@de .', True),
        ('kg:a assb:d "ja"@de .', 'kg:a assb:d "ja"@nl .', False),
    ],
)
def test_that_one_does_not_hold_is_possible_unless_all_follow(
    axioms: str, conclusion: str, expected: bool
) -> None:
    said = n_triples(triples(TERMS + axioms))
    assert expected != is_consistent(said + deny_one_of(facts(conclusion)))
