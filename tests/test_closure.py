"""What follows, follows: the closure in DuckDB against a plain fixpoint in Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from tests.shipped_work import shipped_build

from assbkg.errors import ReasoningError
from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.terms import INFERRED
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.closure import Clash, Closure, close
from assbkg.reasoning.grades import GRADES, claimed_levels, given_levels
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.rules import Atom, Rule, RuleSet, is_witness, make_rules
from assbkg.vocabulary import ASSB, PREFIXES, shorten

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


# ── a plain fixpoint ──────────────────────────────────────────────────────────


Rank = tuple[int, int]


class Known:
    """Facts by predicate, subject and object, with level and round that first gave each."""

    def __init__(self) -> None:
        self.ranks: dict[TripleText, Rank] = {}
        self.index: dict[tuple[str, str, str], set[TripleText]] = {}

    def add(self, fact: TripleText, rank: Rank) -> None:
        if fact not in self.ranks:
            self.ranks[fact] = rank
            s, p, o = fact
            for key in ((p, "", ""), (p, s, ""), (p, "", o), (p, s, o)):
                self.index.setdefault(key, set()).add(fact)

    def matching(self, atom: Atom, bound: dict[str, str]) -> Iterator[dict[str, str]]:
        """All ways to bind the variables of an atom, beyond those that are bound."""
        ends = [bound.get(t, "" if t.startswith("?") else t) for t in (atom.subject, atom.object)]
        for s, _, o in self.index.get((atom.predicate, ends[0], ends[1]), ()):
            more = {t: v for t, v in ((atom.subject, s), (atom.object, o)) if t.startswith("?")}
            if atom.subject != atom.object or s == o:
                yield {**bound, **more}


def matches(
    body: tuple[Atom, ...], known: Known, bound: dict[str, str]
) -> Iterator[dict[str, str]]:
    if not body:
        yield bound
        return
    for more in known.matching(body[0], bound):
        yield from matches(body[1:], known, more)


def fixpoint(facts: Mapping[TripleText, int], rules: Iterable[Rule]) -> dict[TripleText, Rank]:
    """Apply every rule to all facts, level by level and round by round, until nothing new comes.

    What is given keeps its level, and is left out.
    """
    known, rules = Known(), list(rules)
    for level in range(len(GRADES)):
        for fact in facts:
            if facts[fact] == level:
                known.add(fact, (level, 0))
        number, fresh = 0, True
        while fresh:
            number += 1
            found = {
                (
                    bound.get(rule.head.subject, rule.head.subject),
                    rule.head.predicate,
                    bound.get(rule.head.object, rule.head.object),
                )
                for rule in rules
                for bound in matches(rule.body, known, {})
            }
            found -= facts.keys() | known.ranks.keys()
            fresh = bool(found)
            for fact in found:
                known.add(fact, (level, number))
    return {fact: rank for fact, rank in known.ranks.items() if fact not in facts}


def ranks_of(closure: Closure) -> dict[TripleText, Rank]:
    return {(d.subject, d.predicate, d.object): (d.level, d.round) for d in closure.derived}


def close_all(facts: Iterable[TripleText], rules: RuleSet) -> Closure:
    """The closure of facts that are all of the strongest level."""
    return close(dict.fromkeys(facts, 0), rules)


def rounds_of(closure: Closure) -> dict[TripleText, int]:
    return {fact: number for fact, (_, number) in ranks_of(closure).items()}


# ── axioms and facts, as Turtle ───────────────────────────────────────────────


def texts(turtle: str) -> list[TripleText]:
    quads = parse(HEAD + turtle, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    triples = skolemise(Triple(q.subject, q.predicate, q.object) for q in quads)
    ends = ((t.subject, t.predicate, t.object) for t in triples)
    rows = [[e.value if isinstance(e, NamedNode) else str(e) for e in row] for row in ends]
    return [(s, p, o) for s, p, o in rows]


def rules_of(turtle: str) -> RuleSet:
    return make_rules(read_axioms(texts(turtle)))


def plain(iri: str) -> str:
    return shorten(iri).removeprefix("kg:").removeprefix("assb:")


def follows(axioms: str, facts: str) -> dict[str, int]:
    """What follows from facts under axioms, as `subject predicate object`, with its round."""
    closure = close_all(texts(facts), rules_of(axioms))
    return {" ".join(map(plain, fact)): number for fact, number in rounds_of(closure).items()}


SOME: Final = "[ a owl:Restriction ; owl:onProperty assb:p ; owl:someValuesFrom assb:B ]"
VALUE: Final = "[ a owl:Restriction ; owl:onProperty assb:p ; owl:hasValue kg:v ]"


@pytest.mark.parametrize(
    ("axioms", "facts", "expected"),
    [
        pytest.param(
            "assb:A rdfs:subClassOf assb:B . assb:B rdfs:subClassOf assb:C .",
            "kg:a a assb:A .",
            {"a rdf:type B": 1, "a rdf:type C": 1},
            id="subclass",
        ),
        pytest.param(
            "assb:p rdfs:subPropertyOf assb:q . assb:q rdfs:subPropertyOf assb:r .",
            "kg:a assb:p kg:b .",
            {"a q b": 1, "a r b": 2},
            id="subproperty",
        ),
        pytest.param(
            "assb:p owl:inverseOf assb:q .",
            "kg:a assb:p kg:b . kg:c assb:q kg:d .",
            {"b q a": 1, "d p c": 1},
            id="inverse",
        ),
        pytest.param(
            "assb:p a owl:SymmetricProperty .",
            "kg:a assb:p kg:b , kg:a .",
            {"b p a": 1},
            id="symmetric",
        ),
        pytest.param(
            "assb:p a owl:TransitiveProperty .",
            "kg:a assb:p kg:b . kg:b assb:p kg:c . kg:c assb:p kg:d . kg:d assb:p kg:e .",
            {"a p c": 1, "b p d": 1, "c p e": 1, "a p d": 2, "b p e": 2, "a p e": 2},
            id="transitive",
        ),
        pytest.param(
            "assb:r owl:propertyChainAxiom ( assb:p assb:q ) .",
            "kg:a assb:p kg:b , kg:c . kg:b assb:q kg:d . kg:c assb:q kg:d . kg:d assb:q kg:e .",
            {"a r d": 1},
            id="chain-of-two",
        ),
        pytest.param(
            "assb:r owl:propertyChainAxiom ( assb:p assb:q assb:p ) .",
            "kg:a assb:p kg:b . kg:b assb:q kg:c . kg:c assb:p kg:d .",
            {"a r d": 1},
            id="chain-of-three",
        ),
        pytest.param(
            "assb:p rdfs:domain assb:A .", "kg:a assb:p kg:b .", {"a rdf:type A": 1}, id="domain"
        ),
        pytest.param(
            "assb:p rdfs:range assb:A .", "kg:a assb:p kg:b .", {"b rdf:type A": 1}, id="range"
        ),
        pytest.param(
            "assb:d a owl:DatatypeProperty ; rdfs:domain assb:A .",
            "kg:a assb:d 1 .",
            {"a rdf:type A": 1},
            id="domain-of-a-data-property",
        ),
        pytest.param(
            "[ owl:intersectionOf ( assb:A assb:B ) ] rdfs:subClassOf assb:C .",
            "kg:a a assb:A , assb:B . kg:b a assb:A .",
            {"a rdf:type C": 1},
            id="intersection",
        ),
        pytest.param(
            f"{SOME} rdfs:subClassOf assb:A .",
            "kg:a assb:p kg:b . kg:b a assb:B . kg:c assb:p kg:d .",
            {"a rdf:type A": 1},
            id="some-values",
        ),
        pytest.param(
            f"assb:A owl:equivalentClass {VALUE} .",
            "kg:a assb:p kg:v , kg:w . kg:b a assb:A . kg:c assb:p kg:w .",
            {"a rdf:type A": 1, "b p v": 1},
            id="has-value-both-ways",
        ),
        pytest.param(
            f"assb:A rdfs:subClassOf {VALUE} .",
            "kg:a assb:p kg:w . kg:b a assb:A .",
            {"b p v": 1},
            id="has-value-that-no-fact-names",
        ),
        pytest.param(
            "assb:p owl:equivalentProperty assb:q . assb:A owl:equivalentClass assb:B .",
            "kg:a assb:p kg:b ; a assb:B .",
            {"a q b": 1, "a rdf:type A": 1},
            id="equivalence",
        ),
    ],
)
def test_what_an_axiom_means_follows(axioms: str, facts: str, expected: dict[str, int]) -> None:
    assert expected == follows(axioms, facts)


def test_a_proof_over_many_axioms_takes_as_many_rounds_as_it_must() -> None:
    axioms = """
    assb:leadsTo a owl:TransitiveProperty .
    assb:mitigates owl:propertyChainAxiom ( assb:leadsTo assb:mitigates ) .
    assb:promotes owl:propertyChainAxiom ( assb:mitigates assb:limits ) .
    assb:mayBenefit owl:propertyChainAxiom ( assb:operatesThrough assb:promotes ) .
    assb:expectedGain owl:propertyChainAxiom ( assb:employs assb:mayBenefit ) .
    """
    facts = """
    kg:system assb:employs kg:strategy . kg:strategy assb:operatesThrough kg:first .
    kg:first assb:leadsTo kg:second . kg:second assb:mitigates kg:swelling .
    kg:swelling assb:limits kg:life .
    """
    expected = {
        "first mitigates swelling": 1,
        "second promotes life": 1,
        "first promotes life": 2,
        "strategy mayBenefit life": 3,
        "system expectedGain life": 4,
    }
    assert expected == follows(axioms, facts)


# ── corners ───────────────────────────────────────────────────────────────────


def test_no_facts_give_nothing() -> None:
    assert Closure((), ()) == close_all([], rules_of("assb:p a owl:TransitiveProperty ."))


def test_no_rules_give_nothing() -> None:
    assert Closure((), ()) == close_all(texts("kg:a assb:p kg:b ."), RuleSet((), (), ()))


def test_facts_of_which_no_rule_speaks_are_passed_over() -> None:
    rules = rules_of("assb:p a owl:TransitiveProperty .")
    facts = texts('kg:a assb:other kg:b ; rdfs:label "a" .')
    assert Closure((), ()) == close_all(facts, rules)


def test_what_is_asserted_is_not_derived() -> None:
    assert {} == follows("assb:A rdfs:subClassOf assb:B .", "kg:a a assb:A , assb:B .")


def test_a_fact_given_twice_is_one_fact() -> None:
    rules, facts = rules_of("assb:p a owl:SymmetricProperty ."), texts("kg:a assb:p kg:b .")
    assert close_all(facts, rules) == close_all(facts + facts, rules)


def test_a_cycle_ends() -> None:
    facts = "kg:a assb:p kg:b . kg:b assb:p kg:c . kg:c assb:p kg:a ."
    found = follows("assb:p a owl:TransitiveProperty .", facts)
    assert {f"{s} p {o}" for s in "abc" for o in "abc"} - {"a p b", "b p c", "c p a"} == set(found)


def test_a_loop_at_one_node_ends() -> None:
    axioms = "assb:p a owl:TransitiveProperty , owl:SymmetricProperty ."
    assert {} == follows(axioms, "kg:a assb:p kg:a .")


def test_a_cycle_of_rules_ends() -> None:
    axioms = """
    assb:p rdfs:subPropertyOf assb:q . assb:q rdfs:subPropertyOf assb:r .
    assb:r rdfs:subPropertyOf assb:p . assb:A rdfs:subClassOf assb:B .
    assb:B rdfs:subClassOf assb:A .
    """
    assert {"a q b": 1, "a r b": 2, "c rdf:type A": 1} == follows(
        axioms, "kg:a assb:p kg:b . kg:c a assb:B ."
    )


def test_a_long_path_is_followed_to_its_end() -> None:
    length = 150
    facts = [(f"n{i}", "p", f"n{i + 1}") for i in range(length)] + [("start", "q", "n0")]
    body = (Atom("q", "?x", "?y"), Atom("p", "?y", "?z"))
    closure = close_all(facts, RuleSet((Rule(Atom("q", "?x", "?z"), body, "q ∘ p ⊑ q"),), (), ()))
    expected = {("start", "q", f"n{i}"): i for i in range(1, length + 1)}
    assert (expected, length) == (rounds_of(closure), closure.rounds)


def test_the_round_of_the_last_fact_is_the_number_of_rounds() -> None:
    axioms = "assb:p rdfs:subPropertyOf assb:q . assb:q rdfs:subPropertyOf assb:r ."
    assert 2 == close_all(texts("kg:a assb:p kg:b ."), rules_of(axioms)).rounds


def test_values_of_data_properties_are_kept_as_they_are() -> None:
    axioms = """
    assb:d a owl:DatatypeProperty ; rdfs:subPropertyOf assb:e . assb:e a owl:DatatypeProperty .
    """
    facts = 'kg:a assb:d "it\'s \\"so\\"\\n"@en , "1"^^xsd:integer .'
    values = {o for _, p, o in texts(facts) if p == ASSB + "d"}
    assert values == {d.object for d in close_all(texts(facts), rules_of(axioms)).derived}


ODD: Final = (
    "it's",
    'a "quoted" name',
    "'; DROP TABLE p0; --",
    "élan/ß/日本",
    "a b\tc\nd",
    "$0",
    "k.c0",
    "%s{}",
    "NULL",
    "\\",
    "",
)


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_do_no_harm_anywhere(odd: str) -> None:
    rules = (
        Rule(Atom(odd, "?x", "?y"), (Atom("p", "?x", "?y"),), "subproperty"),
        Rule(Atom(TYPE, "?x", odd), (Atom("p", "?x", odd),), "value"),
        Rule(Atom("q", "?x", odd), (Atom(TYPE, "?x", odd),), "class"),
    )
    facts = [(odd, "p", odd), ("a", "p", odd), (odd, "p", "b")]
    given = dict.fromkeys(facts, 0)
    assert fixpoint(given, rules) == ranks_of(close(given, RuleSet(rules, (), ())))


def test_facts_come_sorted() -> None:
    facts = texts("kg:b assb:p kg:a . kg:a assb:p kg:b . kg:c assb:p kg:a .")
    derived = close_all(facts, rules_of("assb:p a owl:TransitiveProperty .")).derived
    assert sorted(derived) == list(derived)


def test_a_failure_of_the_database_is_told_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr("assbkg.reasoning.closure.duckdb.connect", fail)
    with pytest.raises(ReasoningError, match=r"failed in DuckDB: .*no room"):
        close({}, RuleSet((), (), ()))


# ── clashes ───────────────────────────────────────────────────────────────────


def clashes(axioms: str, facts: str) -> list[str]:
    found = close_all(texts(facts), rules_of(axioms)).clashes
    return [" ".join(map(plain, (c.individual, c.first, c.second))) for c in found]


def test_a_member_of_two_disjoint_classes_clashes() -> None:
    axioms = "assb:A owl:disjointWith assb:B ."
    assert ["a A B"] == clashes(axioms, "kg:a a assb:B , assb:A . kg:b a assb:A . kg:c a assb:B .")


def test_a_clash_may_be_derived() -> None:
    axioms = """
    assb:A owl:disjointWith assb:B . assb:C rdfs:subClassOf assb:A . assb:p rdfs:range assb:B .
    """
    assert ["a A B"] == clashes(axioms, "kg:a a assb:C . kg:b assb:p kg:a .")


def test_a_group_of_disjoint_classes_clashes_pair_by_pair() -> None:
    axioms = "[] a owl:AllDisjointClasses ; owl:members ( assb:A assb:B assb:C ) ."
    assert ["a A B", "a A C", "a B C"] == clashes(axioms, "kg:a a assb:A , assb:B , assb:C .")


def test_a_class_that_is_disjoint_with_itself_has_no_member() -> None:
    assert ["a A A"] == clashes("assb:A owl:disjointWith assb:A .", "kg:a a assb:A .")


def test_disjoint_classes_without_common_members_do_not_clash() -> None:
    assert [] == clashes("assb:A owl:disjointWith assb:B .", "kg:a a assb:A . kg:b a assb:B .")


# ── any rules, any facts ──────────────────────────────────────────────────────

NAMES: Final = ("a", "b", "c", "d'", "é")
PREDICATES: Final = ("p", "q", "r", TYPE)
VARIABLES: Final = ("?x", "?y", "?z")
FACTS: Final = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(PREDICATES), st.sampled_from(NAMES)),
    st.integers(0, len(GRADES) - 1),
    max_size=14,
)
ATOMS: Final = st.builds(
    Atom,
    st.sampled_from(PREDICATES),
    st.sampled_from(VARIABLES + NAMES[:2]),
    st.sampled_from(VARIABLES + NAMES[:2]),
)


@st.composite
def some_rules(draw: st.DrawFn) -> Rule:
    body = tuple(draw(st.lists(ATOMS, min_size=1, max_size=3)))
    bound = {t for a in body for t in (a.subject, a.object) if t.startswith("?")}
    ends = st.sampled_from(sorted(bound) + list(NAMES[:3]))
    return Rule(Atom(draw(st.sampled_from(PREDICATES)), draw(ends), draw(ends)), body, "any")


PAIRS: Final = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=3)


@settings(deadline=None, max_examples=100)
@given(FACTS, st.lists(some_rules(), max_size=6), PAIRS)
def test_the_closure_is_the_fixpoint_of_any_rules(
    facts: dict[TripleText, int], rules: list[Rule], disjoint: list[tuple[str, str]]
) -> None:
    closure = close(facts, RuleSet(tuple(rules), tuple(disjoint), ()))
    expected = fixpoint(facts, rules)
    types = {(s, o) for s, p, o in {*facts, *expected} if p == TYPE}
    clashing = {Clash(s, f, g) for s, _ in types for f, g in disjoint if {(s, f), (s, g)} <= types}
    assert expected == ranks_of(closure)
    assert clashing == set(closure.clashes)
    assert max((number for _, number in expected.values()), default=0) == closure.rounds


# ── the shipped graph ─────────────────────────────────────────────────────────


@cache
def shipped_facts() -> tuple[dict[TripleText, Rank], dict[TripleText, Rank]]:
    """What the shipped graph derives, by DuckDB and by the plain fixpoint."""
    made = shipped_build()
    given = given_levels(q for q in made.quads if q.graph_name != INFERRED)
    known = {fact: level for fact, level in given.items() if fact[1] in made.rules.predicates}
    return ranks_of(made.closure), fixpoint(known, made.rules.rules)


def test_the_shipped_graph_derives_something() -> None:
    assert len(shipped_facts()[0]) > 1000


def test_the_shipped_graph_has_facts_of_every_grade() -> None:
    assert set(range(len(GRADES))) == {level for level, _ in shipped_facts()[0].values()}


def test_the_shipped_graph_derives_what_the_fixpoint_gives_in_the_least_rounds() -> None:
    derived, expected = shipped_facts()
    assert expected == derived


# ── grades ────────────────────────────────────────────────────────────────────


def graded(axioms: str, facts: dict[str, int]) -> dict[str, Rank]:
    """What follows from facts with levels, as `subject predicate object`, with its rank."""
    given = {fact: level for text, level in facts.items() for fact in texts(text)}
    closure = close(given, rules_of(axioms))
    return {" ".join(map(plain, fact)): rank for fact, rank in ranks_of(closure).items()}


CHAIN: Final = "assb:r owl:propertyChainAxiom ( assb:p assb:q ) ."


def test_a_proof_is_as_strong_as_its_weakest_fact() -> None:
    facts = {"kg:a assb:p kg:b .": 1, "kg:b assb:q kg:c .": 3}
    assert {"a r c": (3, 1)} == graded(CHAIN, facts)


def test_a_fact_is_as_strong_as_its_strongest_proof() -> None:
    facts = {
        "kg:a assb:p kg:b .": 4,
        "kg:b assb:q kg:c .": 0,
        "kg:a assb:p kg:d .": 2,
        "kg:d assb:q kg:c .": 1,
    }
    assert {"a r c": (2, 1)} == graded(CHAIN, facts)


def test_a_long_proof_that_is_stronger_beats_a_short_one() -> None:
    axioms = CHAIN + "assb:s rdfs:subPropertyOf assb:t . assb:t rdfs:subPropertyOf assb:r ."
    facts = {"kg:a assb:s kg:c .": 1, "kg:a assb:p kg:b .": 2, "kg:b assb:q kg:c .": 2}
    assert (1, 2) == graded(axioms, facts)["a r c"]


def test_a_given_fact_keeps_its_grade_whatever_it_follows_from() -> None:
    facts = {"kg:a assb:r kg:c .": 5, "kg:a assb:p kg:b .": 2, "kg:b assb:q kg:c .": 1}
    assert {} == graded(CHAIN, facts)


def test_what_follows_from_a_given_fact_is_as_strong_as_that_was_given() -> None:
    axioms = CHAIN + "assb:r rdfs:subPropertyOf assb:s ."
    facts = {"kg:a assb:r kg:c .": 4, "kg:a assb:p kg:b .": 2, "kg:b assb:q kg:c .": 1}
    assert {"a s c": (4, 1)} == graded(axioms, facts)


def test_no_link_of_the_review_is_graded_above_its_own_strongest_claim() -> None:
    made = shipped_build()
    claimed = claimed_levels(made.quads)
    graded_by = {(d.subject, d.predicate, d.object): d.level for d in made.closure.derived}
    assert claimed
    assert not claimed.keys() & graded_by.keys()


# ── an individual required by an axiom ───────────────────────────────────────────────


def named(axioms: str, facts: str) -> set[str]:
    """What follows of things with names."""
    return {fact for fact in follows(axioms, facts) if "witness" not in fact}


SYMMETRIC: Final = "assb:p a owl:SymmetricProperty ."


@pytest.mark.parametrize(
    ("axioms", "facts", "expected"),
    [
        pytest.param(
            f"assb:A rdfs:subClassOf {SOME} . assb:p rdfs:domain assb:C .",
            "kg:a a assb:A .",
            {"a rdf:type C"},
            id="of-the-thing-itself",
        ),
        pytest.param(
            f"assb:A rdfs:subClassOf {SOME} . {SOME} rdfs:subClassOf assb:C .",
            "kg:a a assb:A .",
            {"a rdf:type C"},
            id="through-a-definition",
        ),
        pytest.param(
            f"assb:A rdfs:subClassOf {SOME} . "
            "assb:B rdfs:subClassOf [ owl:onProperty assb:q ; owl:hasValue kg:v ] . " + CHAIN,
            "kg:a a assb:A .",
            {"a r v"},
            id="a-link-to-a-thing-with-a-name",
        ),
        pytest.param(
            f"assb:A rdfs:subClassOf {SOME} . assb:p rdfs:range assb:C . "
            "[ owl:onProperty assb:p ; owl:someValuesFrom "
            "[ owl:intersectionOf ( assb:B assb:C ) ] ] rdfs:subClassOf assb:D .",
            "kg:a a assb:A .",
            {"a rdf:type D"},
            id="what-else-is-known-of-it",
        ),
        pytest.param(
            f"assb:A owl:equivalentClass {SOME} . {SYMMETRIC} assb:B rdfs:subClassOf assb:A .",
            "kg:a a assb:A .",
            set(),
            id="it-ends-where-each-is-the-others-witness",
        ),
    ],
)
def test_what_there_must_be_is_reasoned_with(axioms: str, facts: str, expected: set[str]) -> None:
    assert expected == named(axioms, facts)


def test_what_is_known_already_needs_no_witness() -> None:
    axioms = f"assb:A owl:equivalentClass {SOME} ."
    found = follows(axioms, "kg:a assb:p kg:b . kg:b a assb:B .")
    assert {"a rdf:type A": 1} == found


def test_what_is_known_more_weakly_does_not_weaken_what_there_must_be() -> None:
    axioms = f"assb:A rdfs:subClassOf {SOME} . {SOME} rdfs:subClassOf assb:C ."
    facts = {"kg:a a assb:A .": 0, "kg:a assb:p kg:b .": 4, "kg:b a assb:B .": 0}
    assert 0 == graded(axioms, facts)["a rdf:type C"][0]


def test_witnesses_without_end_are_cut_and_the_axiom_is_named() -> None:
    axioms = f"assb:A rdfs:subClassOf {SOME} . assb:B rdfs:subClassOf assb:A ."
    closure = close_all(texts("kg:a a assb:A ."), rules_of(axioms))
    assert ("A ⊑ ∃p.B",) == closure.cut


def test_no_axiom_is_cut_where_witnesses_end() -> None:
    axioms = f"assb:A rdfs:subClassOf {SOME} ."
    assert () == close_all(texts("kg:a a assb:A ."), rules_of(axioms)).cut


def test_a_witness_in_two_disjoint_classes_clashes() -> None:
    axioms = f"assb:A rdfs:subClassOf {SOME} . assb:p rdfs:range assb:C . "
    clashing = close_all(
        texts("kg:a a assb:A ."), rules_of(axioms + "assb:B owl:disjointWith assb:C .")
    ).clashes
    assert [True] == [is_witness(clash.individual) for clash in clashing]
