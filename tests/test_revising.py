"""A change brings the closure to where a closure from scratch would be, rank for rank."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import hypothesis
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

import assbkg
from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.terms import texts
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.closure import close
from assbkg.reasoning.facts import Fact, KnownFacts, Rank
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.revision import revise
from assbkg.reasoning.rules import RuleSet, is_witness, make_rules
from assbkg.record.reasoned import Reasoned
from assbkg.vocabulary import ASSB, KG, PREFIXES

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

#: Chains, inverses, transitivity, defined classes and existentials that need one another.
AXIOMS: Final = """
assb:p a owl:TransitiveProperty ; owl:inverseOf assb:q .
assb:r owl:propertyChainAxiom ( assb:p assb:s ) ; rdfs:domain assb:A .
assb:s a owl:SymmetricProperty .
assb:r rdfs:subPropertyOf assb:t . assb:t rdfs:range assb:B .
assb:A rdfs:subClassOf assb:B .
assb:C owl:equivalentClass [ owl:intersectionOf ( assb:B
    [ owl:onProperty assb:s ; owl:someValuesFrom assb:A ] ) ] .
assb:D rdfs:subClassOf [ owl:onProperty assb:p ; owl:someValuesFrom assb:C ] .
assb:C rdfs:subClassOf [ owl:onProperty assb:t ; owl:hasValue kg:a ] .
"""
PROPERTIES: Final = tuple(ASSB + name for name in "pqrst")
CLASSES: Final = tuple(ASSB + name for name in "ABCD")
THINGS: Final = tuple(KG + name for name in "abcd")
LEVELS: Final = st.integers(0, len(GRADES) - 1)
FACTS: Final = st.one_of(
    st.builds(Fact, *map(st.sampled_from, (PROPERTIES, THINGS, THINGS))),
    st.builds(Fact, st.just(TYPE), st.sampled_from(THINGS), st.sampled_from(CLASSES)),
)

Given = dict[Fact, int]
Changes = dict[Fact, int | None]
World = tuple[Given, Changes]


@st.composite
def a_world(draw: st.DrawFn) -> World:
    """Some facts, and how some of them and some others change."""
    given = draw(st.dictionaries(FACTS, LEVELS, max_size=8))
    facts = st.one_of(st.sampled_from(sorted(given)), FACTS) if given else FACTS
    return given, draw(st.dictionaries(facts, st.one_of(st.none(), LEVELS), max_size=4))


#: To close thirty worlds takes hardly longer than to close one.
WORLDS: Final = st.lists(a_world(), min_size=30, max_size=30)


def together(worlds: list[World]) -> World:
    """All worlds as one; what they have in common is the thing of which an axiom speaks."""
    given: Given = {}
    changes: Changes = {}
    for number, (facts, changed_ones) in enumerate(worlds):

        def name(term: str, number: int = number) -> str:
            return f"{term}{number}" if term in THINGS[1:] else term

        def fact(f: Fact) -> Fact:
            return Fact(f.predicate, name(f.subject), name(f.object))

        given |= {fact(f): level for f, level in facts.items()}
        changes |= {fact(f): level for f, level in changed_ones.items()}
    return given, changes


@cache
def rules() -> RuleSet:
    quads = parse(HEAD + AXIOMS, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return make_rules(
        read_axioms(map(texts, skolemise(Triple(q.subject, q.predicate, q.object) for q in quads)))
    )


def closed(given: Mapping[Fact, int], rule_set: RuleSet) -> KnownFacts:
    """All facts, by a closure from scratch."""
    known = {f: level for f, level in given.items() if f.predicate in rule_set.predicates}
    closure = close({(f.subject, f.predicate, f.object): n for f, n in known.items()}, rule_set)
    ranks = {fact: Rank(level, 0) for fact, level in known.items()}
    ranks |= {
        Fact(d.predicate, d.subject, d.object): Rank(d.level, d.round) for d in closure.derived
    }
    return KnownFacts(ranks, known)


def named(ranks: Mapping[Fact, Rank | None]) -> dict[Fact, Rank]:
    return {
        fact: rank
        for fact, rank in ranks.items()
        if rank is not None and not (is_witness(fact.subject) or is_witness(fact.object))
    }


def changed(given: Mapping[Fact, int], changes: Mapping[Fact, int | None]) -> dict[Fact, int]:
    merged = {**given, **changes}
    return {fact: level for fact, level in merged.items() if level is not None}


def revised(
    given: Mapping[Fact, int], changes: Mapping[Fact, int | None], rule_set: RuleSet
) -> dict[Fact, Rank]:
    before = closed(given, rule_set)
    revision = revise(before, rule_set, changes)
    return named({**before.ranks, **revision.facts.changed})


@settings(max_examples=4)
@hypothesis.given(WORLDS)
def test_a_revision_gives_what_a_closure_from_scratch_gives(worlds: list[World]) -> None:
    given, changes = together(worlds)
    expected = named(closed(changed(given, changes), rules()).ranks)
    assert expected == revised(given, changes, rules())


def test_a_witness_that_loses_its_class_is_replaced_by_another() -> None:
    """Each D has a p that is a C; here it is itself one, for as long as it is a C."""
    thing, (p, *_) = THINGS[3], PROPERTIES
    membership = Fact(TYPE, thing, ASSB + "C")
    given = {Fact(TYPE, thing, ASSB + "D"): 0, Fact(p, thing, thing): 0, membership: 0}
    expected = named(closed(changed(given, {membership: None}), rules()).ranks)
    assert Fact(TYPE, thing, ASSB + "A") in expected
    assert expected == revised(given, {membership: None}, rules())


def test_a_hedged_claim_lowers_what_follows_more_strongly_and_all_that_hangs_on_it() -> None:
    """`r` follows from `p` and `s`, and `t` from `r`; then someone hedges that `r` holds."""
    (p, _, r, s, t), (a, b, c, _) = PROPERTIES, THINGS
    given = {Fact(p, a, b): 1, Fact(s, b, c): 2}
    hedge, hangs = Fact(r, a, c), Fact(t, a, c)
    before = closed(given, rules())
    hedged = revise(before, rules(), {hedge: 4})
    again = revise(hedged.facts, rules(), {hedge: None})
    assert [(2, 1), (2, 2)] == [before.rank(hedge), before.rank(hangs)]
    assert [(4, 0), (4, 1)] == [hedged.facts.rank(hedge), hedged.facts.rank(hangs)]
    assert [(2, 1), (2, 2)] == [again.facts.rank(hedge), again.facts.rank(hangs)]


@settings(max_examples=5)
@hypothesis.given(WORLDS)
def test_what_is_taken_back_and_given_again_changes_nothing(worlds: list[World]) -> None:
    given, changes = together(worlds)
    gone = given.keys() & changes.keys()
    before = closed(given, rules())
    without = revise(before, rules(), dict.fromkeys(gone))
    again = revise(without.facts, rules(), {fact: given[fact] for fact in gone})
    after = {f: again.facts.rank(f) for f in {*before.ranks, *without.facts.changed}}
    assert named(before.ranks) == named(after)


@settings(max_examples=4)
@hypothesis.given(WORLDS)
def test_the_changes_are_the_differences(worlds: list[World]) -> None:
    given, changes = together(worlds)
    before = closed(given, rules())
    after = named(closed(changed(given, changes), rules()).ranks)
    told = {c.fact: (c.before, c.after) for c in revise(before, rules(), changes).changes}
    both = named(before.ranks).keys() | after.keys()
    expected = {f: (before.rank(f), after.get(f)) for f in both if before.rank(f) != after.get(f)}
    assert expected == told


@settings(max_examples=5)
@hypothesis.given(WORLDS)
def test_an_overlay_answers_patterns_as_known_facts_do(worlds: list[World]) -> None:
    given, changes = together(worlds)
    before = closed(given, rules())
    overlay = revise(before, rules(), changes).facts
    ranks = {f: r for f, r in {**before.ranks, **overlay.changed}.items() if r is not None}
    plain = KnownFacts(ranks, changed(given, changes))
    things = {end for f in (*given, *changes) for end in (f.subject, f.object)}
    for p in (TYPE, *PROPERTIES):
        assert sorted(plain.pairs(p)) == sorted(overlay.pairs(p))
        for end in {*things, *THINGS, *CLASSES}:
            assert sorted(plain.objects(p, end)) == sorted(overlay.objects(p, end))
            assert len(plain.objects(p, end)) == len(overlay.objects(p, end))
            assert sorted(plain.subjects(p, end)) == sorted(overlay.subjects(p, end))
            assert len(plain.subjects(p, end)) == len(overlay.subjects(p, end))


@cache
def shipped() -> Reasoned:
    """The reasoning of the release."""
    return Reasoned(assbkg.open().release)


@pytest.mark.parametrize(
    "share", [0, 1, *(pytest.param(n, marks=pytest.mark.deep) for n in range(2, 6))]
)
def test_the_release_without_some_of_its_links_is_the_closure_without_them(share: int) -> None:
    facts, rule_set = shipped().facts, shipped().rule_set
    links = [f for f in sorted(facts.given) if f.predicate != TYPE]
    gone = links[share::60]
    revision = revise(facts, rule_set, dict.fromkeys(gone))
    after = named({**facts.ranks, **revision.facts.changed})
    assert len(gone) > 10
    assert named(closed(changed(facts.given, dict.fromkeys(gone)), rule_set).ranks) == after
