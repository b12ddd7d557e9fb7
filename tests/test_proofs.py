"""Proofs: sound, minimal, complete, and as strong as the grade says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

import hypothesis
import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.closure import close
from assbkg.reasoning.facts import Fact, Instances, KnownFacts, Rank, solutions
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.proofs import best_proof, minimal_supports
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet

PROPERTIES = st.sampled_from("pqr")
THINGS = st.sampled_from("abc")
FACTS = st.builds(Fact, PROPERTIES, THINGS, THINGS)


def _rule(head: Atom, *body: Atom) -> Rule:
    return Rule(head, body, f"{body} ⊑ {head}")


CHAINS = st.builds(
    lambda p, q, r: _rule(Atom(r, "?x", "?z"), Atom(p, "?x", "?y"), Atom(q, "?y", "?z")),
    PROPERTIES,
    PROPERTIES,
    PROPERTIES,
)
INVERSES = st.builds(
    lambda p, q: _rule(Atom(q, "?y", "?x"), Atom(p, "?x", "?y")), PROPERTIES, PROPERTIES
)
CONSTANTS = st.builds(
    lambda p, q, a: _rule(Atom(q, "?x", a), Atom(p, "?x", a)), PROPERTIES, PROPERTIES, THINGS
)
RULES = st.lists(st.one_of(CHAINS, INVERSES, CONSTANTS), max_size=4)


LEVELS = st.integers(0, len(GRADES) - 1)
GIVEN = st.dictionaries(FACTS, LEVELS, max_size=6)


def closed(given: Mapping[Fact, int], rules: list[Rule]) -> Instances:
    """All that follows, level by level and round by round, the plainest way there is.

    What is given keeps its level.
    """
    ranks: dict[Fact, Rank] = {}
    for level in range(len(GRADES)):
        admitted = {fact for fact in given if given[fact] == level}
        ranks |= dict.fromkeys(admitted, Rank(level, 0))
        found, now = admitted, 0
        while found or not now:
            now += 1
            known = KnownFacts(ranks, {})
            found = {
                Fact(
                    rule.head.predicate,
                    binding.get(rule.head.subject, rule.head.subject),
                    binding.get(rule.head.object, rule.head.object),
                )
                for rule in rules
                for binding in solutions(rule.body, {}, known)
            } - set(ranks).union(given)
            ranks |= dict.fromkeys(found, Rank(level, now))
    return Instances(KnownFacts(ranks, given), RuleSet(tuple(rules), (), ()))


def ranks_of(instances: Instances) -> Mapping[Fact, Rank]:
    assert isinstance(instances.facts, KnownFacts)
    return instances.facts.ranks


def entails(given: Iterable[Fact], rules: list[Rule], fact: Fact) -> bool:
    return fact in closed(dict.fromkeys(given, 0), rules).facts


def entails_as_claimed(
    chosen: Iterable[Fact], given: Mapping[Fact, int], rules: list[Rule], fact: Fact
) -> bool:
    """Whether a fact follows from some given ones, each other claimed one from nothing."""
    last = len(GRADES) - 1
    claimed = {f: last for f in given if given[f]}
    ranks = ranks_of(closed({**claimed, **dict.fromkeys(chosen, 0)}, rules))
    return fact in ranks and ranks[fact].level < last


@hypothesis.given(GIVEN, RULES)
def test_the_leaves_of_a_proof_alone_entail_its_fact(
    given: dict[Fact, int], rules: list[Rule]
) -> None:
    known = closed(given, rules)
    proofs = {fact: best_proof(fact, known) for fact in ranks_of(known)}
    assert all(entails(proof.leaves(), rules, fact) for fact, proof in proofs.items())


@hypothesis.given(GIVEN, RULES)
def test_the_leaves_of_a_proof_are_given(given: dict[Fact, int], rules: list[Rule]) -> None:
    known = closed(given, rules)
    leaves = {leaf for fact in ranks_of(known) for leaf in best_proof(fact, known).leaves()}
    assert leaves <= set(given)


@hypothesis.given(GIVEN, RULES)
def test_the_best_proof_is_as_strong_as_the_grade_of_its_fact(
    given: dict[Fact, int], rules: list[Rule]
) -> None:
    known = closed(given, rules)
    weakest = {
        fact: max(given[leaf] for leaf in best_proof(fact, known).leaves())
        for fact in ranks_of(known)
    }
    assert {fact: rank.level for fact, rank in ranks_of(known).items()} == weakest


@settings(max_examples=60)
@hypothesis.given(GIVEN, RULES, st.data())
def test_the_grade_is_the_best_over_all_supports_of_their_weakest_fact(
    given: dict[Fact, int], rules: list[Rule], data: st.DataObject
) -> None:
    known = closed(given, rules)
    derived = sorted(set(ranks_of(known)) - set(given))
    assume(derived)
    fact = data.draw(st.sampled_from(derived))
    supports = minimal_supports(fact, known)
    assert ranks_of(known)[fact].level == min(max(given[f] for f in s) for s in supports)


@settings(max_examples=60)
@hypothesis.given(st.dictionaries(FACTS, LEVELS, min_size=1, max_size=5), RULES, st.data())
def test_the_minimal_supports_are_those_that_brute_force_finds(
    given: dict[Fact, int], rules: list[Rule], data: st.DataObject
) -> None:
    known = closed(given, rules)
    derived = sorted(set(ranks_of(known)) - set(given))
    assume(derived)
    fact = data.draw(st.sampled_from(derived))
    subsets = [
        frozenset(chosen)
        for size in range(len(given) + 1)
        for chosen in combinations(sorted(given), size)
        if entails_as_claimed(chosen, given, rules, fact)
    ]
    minimal = {s for s in subsets if not any(other < s for other in subsets)}
    assert minimal == set(minimal_supports(fact, known))


@hypothesis.given(GIVEN, RULES)
def test_a_fact_that_does_not_hold_has_no_proof(given: dict[Fact, int], rules: list[Rule]) -> None:
    with pytest.raises(ReasoningError, match="does not hold"):
        best_proof(Fact("p", "a", "nowhere"), closed(given, rules))


def test_a_given_fact_is_its_own_proof() -> None:
    fact = Fact("p", "a", "b")
    assert best_proof(fact, closed({fact: 0}, [])).rule is None


def test_a_claimed_fact_that_follows_more_strongly_is_proved_by_its_claim() -> None:
    step = _rule(Atom("p", "?x", "?y"), Atom("q", "?x", "?y"))
    known = closed({Fact("p", "a", "b"): 4, Fact("q", "a", "b"): 1}, [step])
    assert [Fact("p", "a", "b")] == list(best_proof(Fact("p", "a", "b"), known).leaves())


def test_what_a_claimed_fact_also_follows_from_is_shown_of_it_and_of_nothing_that_rests_on_it() -> (
    None
):
    rules = [
        _rule(Atom("p", "?x", "?y"), Atom("q", "?x", "?y")),
        _rule(Atom("r", "?x", "?y"), Atom("p", "?x", "?y")),
    ]
    hedged, stated = Fact("p", "a", "b"), Fact("q", "a", "b")
    known = closed({hedged: 4, stated: 1}, rules)
    assert {frozenset({hedged}), frozenset({stated})} == set(minimal_supports(hedged, known))
    assert (frozenset({hedged}),) == minimal_supports(Fact("r", "a", "b"), known)


def test_a_proof_takes_the_shorter_way() -> None:
    chain = _rule(Atom("p", "?x", "?z"), Atom("p", "?x", "?y"), Atom("p", "?y", "?z"))
    step = _rule(Atom("p", "?x", "?y"), Atom("q", "?x", "?y"))
    given = [Fact("p", "a", "b"), Fact("p", "b", "c"), Fact("p", "c", "d"), Fact("q", "a", "d")]
    proof = best_proof(Fact("p", "a", "d"), closed(dict.fromkeys(given, 0), [chain, step]))
    assert [Fact("q", "a", "d")] == list(proof.leaves())


def test_proofs_through_a_circle_end() -> None:
    both = [
        _rule(Atom("q", "?x", "?y"), Atom("p", "?x", "?y")),
        _rule(Atom("p", "?x", "?y"), Atom("q", "?x", "?y")),
    ]
    supports = minimal_supports(Fact("q", "a", "b"), closed({Fact("p", "a", "b"): 0}, both))
    assert (frozenset({Fact("p", "a", "b")}),) == supports


def test_a_proof_may_go_through_something_that_an_axiom_says_there_is() -> None:
    there_is = Existential(
        (Atom(TYPE, "?x", "A"),), "?x", (Atom("p", "?x", "?w"), Atom(TYPE, "?w", "B")), "A ⊑ ∃p.B"
    )
    definition = Rule(
        Atom(TYPE, "?x", "C"), (Atom("p", "?x", "?y"), Atom(TYPE, "?y", "B")), "∃p.B ⊑ C"
    )
    rules = RuleSet((definition,), (), (), (there_is,))
    asserted = Fact(TYPE, "a", "A")
    closure = close({("a", TYPE, "A"): 2}, rules)
    derived = {
        Fact(d.predicate, d.subject, d.object): Rank(d.level, d.round) for d in closure.derived
    }
    known = Instances(KnownFacts({asserted: Rank(2, 0), **derived}, {asserted: 2}), rules)
    proof = best_proof(Fact(TYPE, "a", "C"), known)
    assert ["A ⊑ ∃p.B", "A ⊑ ∃p.B"] == [p.rule.axiom for p in proof.premises if p.rule]
    assert (frozenset({asserted}),) == minimal_supports(Fact(TYPE, "a", "C"), known)
