"""What is missing where a link does not hold: sound, minimal and nearest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from itertools import combinations

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assbkg.asking.conditions import Conditions, read_sayable
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.telling import FORMS, tell
from assbkg.cli import app
from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.closure import close
from assbkg.reasoning.facts import Fact, Instances, KnownFacts, Rank, ground, solutions
from assbkg.reasoning.fitting import Sayable, kind_of, unnamed
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.missing import MOST_MISSING, Gap, Nearest, nearest_gaps
from assbkg.reasoning.rules import Atom, Rule, RuleSet

Levels = Mapping[Fact, int]


def rule(head: Atom, *body: Atom) -> Rule:
    return Rule(head, body, f"{body} ⊑ {head}")


def chain(sup: str, *links: str) -> Rule:
    atoms = [Atom(link, f"?{n}", f"?{n + 1}") for n, link in enumerate(links)]
    return rule(Atom(sup, "?0", f"?{len(links)}"), *atoms)


def inverse(prop: str, other: str) -> Rule:
    return rule(Atom(prop, "?y", "?x"), Atom(other, "?x", "?y"))


def within(sub: str, sup: str) -> Rule:
    return rule(Atom(TYPE, "?x", sup), Atom(TYPE, "?x", sub))


def ends(prop: str, domain: str, range_: str) -> tuple[Rule, Rule]:
    link = Atom(prop, "?x", "?y")
    return rule(Atom(TYPE, "?x", domain), link), rule(Atom(TYPE, "?y", range_), link)


def known(
    levels: Levels, rules: Iterable[Rule], disjoint: Iterable[tuple[str, str]] = ()
) -> Instances:
    """The closure of some facts, as the engine gives it."""
    rule_set = RuleSet(tuple(rules), tuple(disjoint), ())
    closure = close({(f.subject, f.predicate, f.object): n for f, n in levels.items()}, rule_set)
    ranks = {fact: Rank(level, 0) for fact, level in levels.items()}
    ranks |= {
        Fact(d.predicate, d.subject, d.object): Rank(d.level, d.round) for d in closure.derived
    }
    return Instances(KnownFacts(ranks, levels), rule_set)


def entails(facts: Iterable[Fact], rules: Iterable[Rule], goal: Fact) -> bool:
    """Tell whether a fact follows, the plainest way there is."""
    found, fresh = set[Fact](), set(facts)
    while fresh and goal not in fresh:
        found |= fresh
        now = KnownFacts(dict.fromkeys(found, Rank(0, 0)), {})
        heads = {ground(r.head, b) for r in rules for b in solutions(r.body, {}, now)}
        fresh = heads - found
    return goal in fresh


def stated(gap: Gap) -> list[Fact]:
    """All that is to be added: what is missing, and the class of what has no name."""
    terms = {term for fact in gap.missing for term in (fact.subject, fact.object)}
    classes = [Fact(TYPE, t, kind) for t in sorted(terms) if (kind := kind_of(t)) is not None]
    return [*gap.missing, *classes]


# ── On small random graphs ────────────────────────────────────────────────────

PROPERTIES, THINGS = "pqr", "abc"
FACTS = st.builds(Fact, *map(st.sampled_from, (PROPERTIES, THINGS, THINGS)))
GIVEN = st.dictionaries(FACTS, st.integers(1, len(GRADES) - 1), max_size=5)
PROPERTY = st.sampled_from(PROPERTIES)
RULE = st.one_of(
    st.builds(chain, PROPERTY, PROPERTY, PROPERTY),
    st.builds(chain, PROPERTY, PROPERTY, PROPERTY),
    st.builds(chain, PROPERTY, PROPERTY, PROPERTY, PROPERTY),
    st.builds(chain, PROPERTY, PROPERTY),
    st.builds(inverse, PROPERTY, PROPERTY),
    st.builds(
        lambda p, q, a: rule(Atom(q, "?x", a), Atom(p, "?x", a)),
        PROPERTY,
        PROPERTY,
        st.sampled_from(THINGS),
    ),
)
RULES = st.lists(RULE.filter(lambda r: r.head not in r.body), min_size=1, max_size=4)


def search(
    levels: Levels, rules: list[Rule], goal: Fact, derived: Set[str] = frozenset()
) -> Nearest:
    instances = known(levels, rules)
    assume(goal not in instances.facts)
    return nearest_gaps(goal, instances, Sayable(derived_only=frozenset(derived)), THINGS)


@settings(max_examples=40)
@given(GIVEN, RULES, FACTS, st.sets(PROPERTY, max_size=2))
def test_with_the_missing_facts_the_link_follows(
    levels: dict[Fact, int], rules: list[Rule], goal: Fact, derived: set[str]
) -> None:
    for gap in search(levels, rules, goal, derived).gaps:
        more = dict.fromkeys(stated(gap), 1)
        assert goal in known({**levels, **more}, rules).facts


@settings(max_examples=40)
@given(GIVEN, RULES, FACTS, st.sets(PROPERTY, max_size=2))
def test_without_any_one_of_them_it_does_not(
    levels: dict[Fact, int], rules: list[Rule], goal: Fact, derived: set[str]
) -> None:
    for gap in search(levels, rules, goal, derived).gaps:
        for fact in gap.missing:
            rest = [other for other in stated(gap) if other != fact]
            assert not entails([*levels, *rest], rules, goal)


@settings(max_examples=50)
@given(GIVEN, RULES, FACTS, st.sets(PROPERTY, max_size=2))
def test_no_fewer_facts_would_do(
    levels: dict[Fact, int], rules: list[Rule], goal: Fact, derived: set[str]
) -> None:
    hold_against_brute_force(levels, rules, goal, derived)


@pytest.mark.deep
@settings(max_examples=1500)
@given(GIVEN, RULES, FACTS, st.sets(PROPERTY, max_size=2))
def test_no_fewer_facts_would_do_on_many_graphs(
    levels: dict[Fact, int], rules: list[Rule], goal: Fact, derived: set[str]
) -> None:
    hold_against_brute_force(levels, rules, goal, derived)


def hold_against_brute_force(
    levels: dict[Fact, int], rules: list[Rule], goal: Fact, derived: set[str]
) -> None:
    """No set of facts that might be stated, smaller than the nearest gap, gives the goal.

    Where the goal itself is the gap, no other fact does, unless it says as much by itself.
    """
    found = search(levels, rules, goal, derived)
    assume(not found.cut)
    fewest = len(found.gaps[0].missing) if found.gaps else MOST_MISSING
    itself = bool(found.gaps) and found.gaps[0].missing == (goal,)
    simple = [r for r in rules if len(r.body) == 1]
    used = {fact.predicate for fact in levels}
    facts = (Fact(p, a, b) for p in set(PROPERTIES) - derived for a in THINGS for b in THINGS)
    sayable = sorted(
        fact
        for fact in facts
        if fact.subject != fact.object
        and not (itself and entails([fact], simple, goal))
        and not (entails([fact], rules, goal) and entails([goal], rules, fact))
        and (fact.predicate in used or not said_otherwise(fact, simple, derived))
    )
    for size in range(1, fewest + itself):
        for chosen in combinations(sayable, size):
            assert not entails([*levels, *chosen], rules, goal)


def said_otherwise(fact: Fact, simple: list[Rule], derived: Set[str]) -> bool:
    """Whether a fact says the same as one by a property that no table states."""
    ends = ((fact.subject, fact.object), (fact.object, fact.subject))
    others = (Fact(predicate, *pair) for predicate in derived for pair in ends)
    return any(entails([fact], simple, o) and entails([o], simple, fact) for o in others)


# ── What may be missing, and what is nearer ───────────────────────────────────

GAIN = [chain("expects", "employs", "benefits"), chain("benefits", "uses", "promotes")]
DERIVED = frozenset({"expects", "benefits"})
TABLES = Sayable(DERIVED)
GOAL = Fact("expects", "system", "safety")
GOAL_ENDS = (GOAL.subject, GOAL.object)


def gaps(
    facts: Iterable[Fact],
    rules: Iterable[Rule] = GAIN,
    sayable: Sayable = TABLES,
    goal: Fact = GOAL,
    disjoint: Iterable[tuple[str, str]] = (),
) -> list[tuple[Fact, ...]]:
    levels = dict.fromkeys(facts, 3)
    found = nearest_gaps(goal, known(levels, rules, disjoint), sayable)
    return [gap.missing for gap in found.gaps]


def test_what_is_derived_only_is_never_missing() -> None:
    found = gaps([Fact("employs", "system", "voids"), Fact("uses", "voids", "buffering")])
    assert (Fact("promotes", "buffering", "safety"),) == found[0]
    assert DERIVED.isdisjoint(fact.predicate for missing in found for fact in missing)


def test_where_no_known_thing_will_do_one_without_a_name_does() -> None:
    rules = [*GAIN, *ends("uses", "Strategy", "Mechanism")]
    some = unnamed("Mechanism")
    facts = [Fact("employs", "system", "voids"), *(Fact(TYPE, a, "Other") for a in GOAL_ENDS)]
    missing = (Fact("uses", "voids", some), Fact("promotes", some, "safety"))
    assert missing == gaps(facts, rules, disjoint=[("Mechanism", "Other")])[0]


def test_a_thing_without_a_name_has_the_narrowest_class_that_is_asked_for() -> None:
    rules = [
        *ends("uses", "Strategy", "Mechanism"),
        within("Buffering", "Mechanism"),
        rule(Atom(TYPE, "?x", "Buffered"), Atom("uses", "?x", "?y"), Atom(TYPE, "?y", "Buffering")),
    ]
    found = gaps([], rules, Sayable(), Fact(TYPE, "voids", "Buffered"))
    assert [(Fact("uses", "voids", unnamed("Buffering")),)] == found


def test_fewer_missing_facts_are_nearer() -> None:
    facts = [
        Fact("employs", "system", "coating"),
        Fact("employs", "system", "voids"),
        Fact("uses", "voids", "buffering"),
    ]
    sizes = [len(missing) for missing in gaps(facts)]
    assert (1, sorted(sizes)) == (sizes[0], sizes)


def test_what_is_stated_though_contested_is_nearer() -> None:
    facts = [Fact("employs", "system", "voids"), *(Fact("uses", "voids", m) for m in "ab")]
    contested = Fact("promotes", "b", "safety")
    assert (contested,) != gaps(facts)[0]
    sayable = Sayable(DERIVED, contested=frozenset({contested}))
    assert (contested,) == gaps(facts, sayable=sayable)[0]


def test_stronger_grounds_are_nearer() -> None:
    levels = {
        Fact("employs", "system", "a"): 4,
        Fact("uses", "a", "x"): 1,
        Fact("employs", "system", "b"): 3,
        Fact("uses", "b", "y"): 3,
    }
    gap, *_ = nearest_gaps(GOAL, known(levels, GAIN), TABLES).gaps
    assert ((Fact("promotes", "y", "safety"),), 3, 1) == (gap.missing, gap.level, gap.likewise)


def test_ends_of_the_right_class_are_nearer() -> None:
    rules = [*GAIN, *ends("promotes", "Mechanism", "Dimension")]
    facts = [
        Fact("employs", "system", "voids"),
        Fact("uses", "voids", "a"),
        Fact("uses", "voids", "b"),
        Fact(TYPE, "b", "Mechanism"),
    ]
    assert (Fact("promotes", "b", "safety"),) == gaps(facts, rules)[0]


def test_smaller_proofs_are_nearer() -> None:
    rules = [*GAIN, chain("uses", "uses", "leads")]
    facts = [
        Fact("employs", "system", "voids"),
        Fact("uses", "voids", "near"),
        Fact("leads", "near", "far"),
    ]
    assert (Fact("promotes", "near", "safety"),) == gaps(facts, rules)[0]


def test_the_link_itself_is_missing_only_if_no_other_one_link_is() -> None:
    rules = [chain("promotes", "mitigates", "limits")]
    goal = Fact("promotes", "buffering", "safety")
    assert [(goal,)] == gaps([], rules, Sayable(), goal)
    missing = [(Fact("mitigates", "buffering", "fire"),)]
    assert missing == gaps([Fact("limits", "fire", "safety")], rules, Sayable(), goal)


def test_a_narrower_property_is_no_nearer_than_the_link_itself() -> None:
    rules = [chain("suffers", "hasOpenProblem")]
    goal = Fact("suffers", "battery", "dendrites")
    assert [(goal,)] == gaps([], rules, Sayable(), goal)


def test_the_link_in_other_words_is_no_better() -> None:
    rules = [inverse("promotedBy", "promotes"), inverse("promotes", "promotedBy")]
    goal = Fact("promotes", "buffering", "safety")
    assert [(goal,)] == gaps([], rules, Sayable(), goal)


def test_of_a_property_and_its_inverse_the_one_in_use_is_missing() -> None:
    rules = [*GAIN, inverse("promotes", "gainsBy"), inverse("gainsBy", "promotes")]
    facts = [Fact("employs", "system", "voids"), Fact("uses", "voids", "buffering")]
    assert (Fact("gainsBy", "safety", "buffering"),) == gaps(facts, rules)[0]
    in_use = [*facts, Fact("promotes", "coating", "cycle life")]
    assert (Fact("promotes", "buffering", "safety"),) == gaps(in_use, rules)[0]


def test_the_words_that_tables_use_are_missing_where_others_are_left_to_reasoning() -> None:
    rules = [*GAIN, inverse("promotes", "gainsBy"), inverse("gainsBy", "promotes")]
    facts = [
        Fact("employs", "system", "voids"),
        Fact("uses", "voids", "buffering"),
        Fact("promotes", "coating", "cycle life"),
        Fact("gainsBy", "cycle life", "coating"),
    ]
    for predicate, other in (("promotes", "gainsBy"), ("gainsBy", "promotes")):
        found = gaps(facts, rules, Sayable(DERIVED | {predicate}))
        assert [other] == [fact.predicate for fact in found[0]]


def test_what_would_take_more_facts_than_a_fact_on_the_way_is_left_out() -> None:
    rules = [*GAIN, chain("uses", "uses", "leads")]
    found = gaps([Fact("employs", "system", "voids"), Fact("promotes", "x", "safety")], rules)
    assert [(Fact("uses", "voids", "x"),)] == found[:1]
    assert ("leads", "uses") not in [tuple(sorted(f.predicate for f in m)) for m in found]


def test_a_part_of_one_system_is_never_given_to_another() -> None:
    sayable = Sayable(
        DERIVED,
        owners={"voids of other": "other", "coating": "system"},
        holding=frozenset({"employs"}),
    )
    facts = [
        Fact("uses", "voids of other", "buffering"),
        Fact("promotes", "buffering", "safety"),
    ]
    employing = Fact("employs", "system", "voids of other")
    assert (employing,) in gaps(facts)
    assert employing not in {fact for missing in gaps(facts, GAIN, sayable) for fact in missing}


def test_a_thing_without_a_name_is_no_part_of_two_systems() -> None:
    rules = [*GAIN, *ends("uses", "Strategy", "Mechanism"), chain("promotes", "leads", "promotes")]
    sayable = Sayable(
        DERIVED, owners={"voids": "system", "far": "other"}, owned=frozenset({"Mechanism"})
    )
    facts = [Fact("employs", "system", "voids"), Fact("promotes", "far", "safety")]
    leading = Fact("leads", unnamed("Mechanism"), "far")
    assert leading not in {fact for missing in gaps(facts, rules, sayable) for fact in missing}


def test_classes_without_common_members_are_kept_apart() -> None:
    rules = [*GAIN, *ends("uses", "Strategy", "Mechanism"), *ends("promotes", "Mechanism", "Gain")]
    facts = [
        Fact("employs", "system", "voids"),
        Fact("promotes", "x", "safety"),
        Fact("uses", "y", "x"),
        Fact(TYPE, "fire", "Bottleneck"),
        Fact("uses", "voids", "fire"),
    ]
    wrong = Fact("promotes", "fire", "safety")
    assert wrong in {fact for missing in gaps(facts, rules) for fact in missing}
    apart = gaps(facts, rules, disjoint=[("Mechanism", "Bottleneck")])
    assert wrong not in {fact for missing in apart for fact in missing}


def test_a_thing_that_has_its_class_gets_only_one_below() -> None:
    rules = [
        within("Buffering", "Mechanism"),
        within("Coating", "Mechanism"),
        rule(Atom(TYPE, "?x", "Buffered"), Atom("uses", "?x", "?y"), Atom(TYPE, "?y", "Buffering")),
    ]
    goal = Fact(TYPE, "voids", "Buffered")
    facts = [Fact("uses", "voids", "m")]
    sharper = (Fact(TYPE, "m", "Buffering"),)
    assert sharper in gaps([*facts, Fact(TYPE, "m", "Mechanism")], rules, Sayable(), goal)
    assert sharper not in gaps([*facts, Fact(TYPE, "m", "Coating")], rules, Sayable(), goal)


def test_nothing_is_missing_of_what_a_table_says_in_full() -> None:
    facts = [Fact("employs", "system", "voids"), Fact("uses", "voids", "step")]
    sayable = Sayable(DERIVED, complete=frozenset({"step", "system"}))
    ends_named = {e for m in gaps(facts, GAIN, sayable) for f in m for e in (f.subject, f.object)}
    assert ends_named.isdisjoint({"step", "system"})


def test_nothing_is_missing_of_a_literal() -> None:
    rules = [chain("expects", "employs", "named")]
    assert [] == gaps(
        [Fact("employs", "system", "voids")], rules, goal=Fact("expects", "system", '"x"')
    )


def test_gaps_of_one_kind_are_counted_and_the_nearest_told() -> None:
    facts = [Fact("employs", "system", "voids"), *(Fact("uses", "voids", m) for m in "abc")]
    first, *others = nearest_gaps(GOAL, known(dict.fromkeys(facts, 3), GAIN), TABLES).gaps
    assert ((Fact("promotes", "a", "safety"),), 2) == (first.missing, first.likewise)
    assert all(gap.missing[0].predicate != "promotes" for gap in others)


def test_the_proof_has_what_is_there_and_what_is_missing() -> None:
    facts = [Fact("employs", "system", "voids"), Fact("uses", "voids", "buffering")]
    gap = nearest_gaps(GOAL, known(dict.fromkeys(facts, 3), GAIN), TABLES).gaps[0]
    assert GOAL == gap.proof.fact
    assert [*facts, *gap.missing] == list(gap.proof.leaves())


def test_a_search_that_was_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    instances = known(dict.fromkeys([Fact("employs", "system", "voids")], 3), GAIN)
    assert not nearest_gaps(GOAL, instances, TABLES).cut
    for limit in ("MOST_APPLICATIONS", "MOST_COMBINATIONS"):
        with monkeypatch.context() as patch:
            patch.setattr(f"assbkg.reasoning.missing.{limit}", 1)
            assert nearest_gaps(GOAL, instances, TABLES).cut


def test_for_a_link_that_holds_nothing_is_missing() -> None:
    fact = Fact("employs", "system", "voids")
    with pytest.raises(ReasoningError, match="holds, so nothing is missing"):
        nearest_gaps(fact, known({fact: 3}, GAIN), TABLES)


# ── In the release ────────────────────────────────────────────────────────────


LINKS = [
    ("Si/TiC", "expectedGain", "safety"),
    ("Si/TiC", "a", "ion-channel system"),
    ("Si/TiC", "a", "MXene-based system"),
    ("MXene + MOF", "relevantTo", "electric vehicles"),
    ("matrix confinement in Si/TiC", "mitigatesConsequence", "lithium dendrites"),
    ("HF etching of MAX phases", "usesMaterial", "argon"),
]


@pytest.mark.parametrize("link", LINKS, ids=" ".join)
def test_a_source_that_stated_the_missing_would_give_the_link(
    graph: KnowledgeGraph, link: tuple[str, str, str]
) -> None:
    explainer = graph.explainer
    goal, reasoned = explainer.resolve(*link), explainer.reasoned
    found = nearest_gaps(
        goal, reasoned.instances, read_sayable(reasoned, explainer.entities.terms)
    ).gaps
    given = {(f.subject, f.predicate, f.object): n for f, n in reasoned.facts.given.items()}
    more = {(f.subject, f.predicate, f.object): 3 for f in stated(found[0])}
    closure = close({**given, **more}, reasoned.rule_set)
    derived = {(d.subject, d.predicate, d.object) for d in closure.derived}
    assert (goal.subject, goal.predicate, goal.object) in derived
    assert () == closure.clashes


def test_what_is_missing_is_told_in_words(graph: KnowledgeGraph) -> None:
    told = tell(graph.conditions("Si/TiC", "expectedGain", "safety"), "text")
    assert told.startswith(
        "it does not hold that Si/TiC is expected to gain in safety\n"
        "it would follow if a source said that\n\n1. "
    )
    assert "matrix confinement in Si/TiC mitigates thermal runaway  — missing\n" in told
    assert "thermal runaway limits safety  — stated, §1 s.19 [2]: " in told


def test_what_has_no_name_is_told_by_its_class_and_system(graph: KnowledgeGraph) -> None:
    words = [c.words for c in graph.conditions("Si/TiC", "a", "ion-channel system").found]
    assert "particle nanosizing in Si/TiC operates through some ion channel in Si/TiC" in words
    assert (
        "Si/TiC employs some strategy in Si/TiC that operates through some ion channel in Si/TiC"
    ) in words


def test_a_link_that_only_a_source_can_give_is_told_as_such(graph: KnowledgeGraph) -> None:
    told = tell(graph.conditions("Si/TiC", "reportedGain", "safety"), "text")
    assert told.endswith("only a source that states it would give it; no other single link would\n")


def test_a_link_that_is_contested_is_told_with_its_claims(graph: KnowledgeGraph) -> None:
    told = tell(graph.conditions("asslib", "suffersFrom", "lithium dendrites"), "text")
    assert "\nclaimed, but contested: stated, §2.3 s.97: " in told


def test_where_contested_claims_stand_there_are_more_ways(graph: KnowledgeGraph) -> None:
    link = ("asslib", "expectedGain", "interface stability")
    without, with_them = graph.conditions(*link), graph.conditions(*link, include_contested=True)
    counts = [sum(one.likewise for one in ways.found) for ways in (without, with_them)]
    assert counts[0] < counts[1]


def test_a_search_that_found_nothing_before_it_was_cut_claims_no_more() -> None:
    assert Conditions("x", (), (), cut=True).outcome == "no way was found for it to follow"


def test_a_link_that_nothing_would_give_is_told_as_such(graph: KnowledgeGraph) -> None:
    told = tell(graph.conditions("Si/TiC", "a", "generic system"), "text")
    assert told.endswith("no 3 links, or fewer, that a source could state would give it\n")


def test_the_json_form_has_each_way_with_its_proof(graph: KnowledgeGraph) -> None:
    said = json.loads(tell(graph.conditions("Si/TiC", "expectedGain", "safety"), "json"))
    assert (False, False) == (said["holds"], said["search_cut_short"])
    assert ["missing"] * 3 == [way["missing"][0]["grade"] for way in said["would_follow_if"]]
    assert said["would_follow_if"][0]["proof"]["premises"]


def test_the_markdown_form_is_a_list_in_a_list(graph: KnowledgeGraph) -> None:
    told = tell(graph.conditions("Si/TiC", "expectedGain", "safety"), "markdown")
    assert (
        "\n    - Si/TiC is expected to gain in safety — (employs ∘ mayBenefit ⊑ expectedGain)"
        "\n        - Si/TiC employs rigid matrix support in Si/TiC — stated"
    ) in told


@pytest.mark.parametrize("form", FORMS)
def test_the_command_tells_it_and_fails(form: str) -> None:
    done = CliRunner().invoke(
        app, ["explain", "Si/TiC", "expectedGain", "safety", "--format", form]
    )
    assert (1, "") == (done.exit_code, done.stderr)
    assert "thermal runaway" in done.stdout
