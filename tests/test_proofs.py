from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assbkg.errors import ReasoningError
from assbkg.reasoning.facts import Fact, Facts
from assbkg.reasoning.proofs import best_proof, by_head, minimal_supports
from assbkg.reasoning.rules import Atom, Rule

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


def closed(asserted: Iterable[Fact], rules: list[Rule]) -> Facts:
    """All that follows, round by round, the plainest way there is."""
    ranks = dict.fromkeys(asserted, 0)
    found, now = set(ranks), 0
    while found:
        now += 1
        known = Facts(ranks, ())
        found = {
            Fact(
                rule.head.predicate,
                binding.get(rule.head.subject, rule.head.subject),
                binding.get(rule.head.object, rule.head.object),
            )
            for rule in rules
            for binding in known.solutions(rule.body, {})
        } - set(ranks)
        ranks = {**ranks, **dict.fromkeys(found, now)}
    return Facts(ranks, asserted)


def entails(asserted: Iterable[Fact], rules: list[Rule], fact: Fact) -> bool:
    return fact in closed(asserted, rules)


@given(st.sets(FACTS, max_size=6), RULES)
def test_the_leaves_of_a_proof_alone_entail_its_fact(
    asserted: set[Fact], rules: list[Rule]
) -> None:
    facts = closed(asserted, rules)
    proofs = {fact: best_proof(fact, facts, by_head(rules)) for fact in facts.ranks}
    assert all(entails(proof.leaves(), rules, fact) for fact, proof in proofs.items())


@given(st.sets(FACTS, max_size=6), RULES)
def test_the_leaves_of_a_proof_are_asserted(asserted: set[Fact], rules: list[Rule]) -> None:
    facts = closed(asserted, rules)
    leaves = {leaf for f in facts.ranks for leaf in best_proof(f, facts, by_head(rules)).leaves()}
    assert leaves <= asserted


@settings(max_examples=60)
@given(st.sets(FACTS, min_size=1, max_size=5), RULES, st.data())
def test_the_minimal_supports_are_those_that_brute_force_finds(
    asserted: set[Fact], rules: list[Rule], data: st.DataObject
) -> None:
    facts = closed(asserted, rules)
    derived = sorted(set(facts.ranks) - asserted)
    assume(derived)
    fact = data.draw(st.sampled_from(derived))
    subsets = [
        frozenset(chosen)
        for size in range(len(asserted) + 1)
        for chosen in combinations(sorted(asserted), size)
        if entails(chosen, rules, fact)
    ]
    minimal = {s for s in subsets if not any(other < s for other in subsets)}
    assert minimal == set(minimal_supports(fact, facts, by_head(rules)))


@given(st.sets(FACTS, max_size=6), RULES)
def test_a_fact_that_does_not_hold_has_no_proof(asserted: set[Fact], rules: list[Rule]) -> None:
    facts = closed(asserted, rules)
    with pytest.raises(ReasoningError, match="does not hold"):
        best_proof(Fact("p", "a", "nowhere"), facts, by_head(rules))


def test_an_asserted_fact_is_its_own_proof() -> None:
    fact = Fact("p", "a", "b")
    assert best_proof(fact, closed([fact], []), {}).rule is None


def test_a_proof_takes_the_shorter_way() -> None:
    chain = _rule(Atom("p", "?x", "?z"), Atom("p", "?x", "?y"), Atom("p", "?y", "?z"))
    step = _rule(Atom("p", "?x", "?y"), Atom("q", "?x", "?y"))
    asserted = [Fact("p", "a", "b"), Fact("p", "b", "c"), Fact("p", "c", "d"), Fact("q", "a", "d")]
    facts = closed(asserted, [chain, step])
    proof = best_proof(Fact("p", "a", "d"), facts, by_head([chain, step]))
    assert [Fact("q", "a", "d")] == list(proof.leaves())


def test_proofs_through_a_circle_end() -> None:
    both = [
        _rule(Atom("q", "?x", "?y"), Atom("p", "?x", "?y")),
        _rule(Atom("p", "?x", "?y"), Atom("q", "?x", "?y")),
    ]
    facts = closed([Fact("p", "a", "b")], both)
    supports = minimal_supports(Fact("q", "a", "b"), facts, by_head(both))
    assert (frozenset({Fact("p", "a", "b")}),) == supports
