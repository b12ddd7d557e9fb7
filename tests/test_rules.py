"""Each kind of axiom becomes the rule that it means."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import pytest

from assbkg.errors import OntologyError
from assbkg.reasoning.axioms import (
    THING,
    TYPE,
    Axioms,
    Chain,
    ClassExpression,
    Disjoint,
    HasValue,
    Intersection,
    Inverse,
    Named,
    SomeValues,
    SubClass,
    SubProperty,
    Typing,
)
from assbkg.reasoning.rules import Atom, Rule, RuleSet, make_rules

A, B, C, D = (Named(name) for name in "ABCD")
EVERYTHING: Final = Named(THING)


def axioms(
    *sub_classes: SubClass,
    sub_properties: tuple[SubProperty, ...] = (),
    inverses: tuple[Inverse, ...] = (),
    chains: tuple[Chain, ...] = (),
    typings: tuple[Typing, ...] = (),
    disjoint: tuple[Disjoint, ...] = (),
    unsupported: tuple[str, ...] = (),
) -> Axioms:
    return Axioms(sub_classes, sub_properties, inverses, chains, typings, disjoint, unsupported)


def written(rule: Rule) -> str:
    """A rule as one line; its variables are named in order of appearance in the body."""
    names: dict[str, str] = {}

    def term(text: str) -> str:
        if not text.startswith("?"):
            return text
        return names.setdefault(text, "xyzuvw"[len(names)])

    def atom(a: Atom) -> str:
        if a.predicate == TYPE:
            return f"{a.object}({term(a.subject)})"
        return f"{a.predicate}({term(a.subject)}, {term(a.object)})"

    body = ", ".join([atom(a) for a in rule.body])
    return f"{body} → {atom(rule.head)}"


def rules_of(given: Axioms) -> list[str]:
    return sorted(set(map(written, make_rules(given).rules)))


def below(sub: ClassExpression, sup: ClassExpression) -> Axioms:
    return axioms(SubClass(sub, sup))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (below(A, B), ["A(x) → B(x)"]),
        (
            axioms(SubClass(A, B), SubClass(B, C)),
            ["A(x) → B(x)", "A(x) → C(x)", "B(x) → C(x)"],
        ),
        (axioms(SubClass(A, B), SubClass(B, A)), ["A(x) → B(x)", "B(x) → A(x)"]),
        (below(A, A), []),
        (below(A, EVERYTHING), []),
        (below(SomeValues("p", B), A), ["p(x, y), B(y) → A(x)"]),
        (below(SomeValues("p", EVERYTHING), A), ["p(x, y) → A(x)"]),
        (
            below(SomeValues("p", SomeValues("q", B)), A),
            ["p(x, y), q(y, z), B(z) → A(x)"],
        ),
        (below(HasValue("p", "i"), A), ["p(x, i) → A(x)"]),
        (below(A, HasValue("p", "i")), ["A(x) → p(x, i)"]),
        (below(Intersection((A, B)), C), ["A(x), B(x) → C(x)"]),
        (below(Intersection((A, EVERYTHING)), C), ["A(x) → C(x)"]),
        (below(A, Intersection((B, C))), ["A(x) → B(x)", "A(x) → C(x)"]),
        (below(A, Intersection((B, HasValue("p", "i")))), ["A(x) → B(x)", "A(x) → p(x, i)"]),
        (below(Intersection((A, B)), A), []),
        (
            axioms(sub_properties=(SubProperty("p", "q"),)),
            ["p(x, y) → q(x, y)"],
        ),
        (
            axioms(sub_properties=(SubProperty("p", "p", inverted=True),)),
            ["p(x, y) → p(y, x)"],
        ),
        (
            axioms(inverses=(Inverse("p", "q"),)),
            ["p(x, y) → q(y, x)", "q(x, y) → p(y, x)"],
        ),
        (axioms(inverses=(Inverse("p", "p"),)), ["p(x, y) → p(y, x)"]),
        (axioms(chains=(Chain(("p", "q"), "r"),)), ["p(x, y), q(y, z) → r(x, z)"]),
        (axioms(chains=(Chain(("p", "p"), "p"),)), ["p(x, y), p(y, z) → p(x, z)"]),
        (
            axioms(chains=(Chain(("p", "q", "r"), "p"),)),
            ["p(x, y), q(y, z), r(z, u) → p(x, u)"],
        ),
        (axioms(chains=(Chain(("p",), "q"),)), ["p(x, y) → q(x, y)"]),
        (axioms(typings=(Typing("p", "domain", A),)), ["p(x, y) → A(x)"]),
        (axioms(typings=(Typing("p", "range", A),)), ["p(x, y) → A(y)"]),
        (
            axioms(typings=(Typing("p", "range", Intersection((A, B))),)),
            ["p(x, y) → A(y)", "p(x, y) → B(y)"],
        ),
        (axioms(typings=(Typing("p", "domain", EVERYTHING),)), []),
    ],
)
def test_an_axiom_becomes_its_rules(given: Axioms, expected: list[str]) -> None:
    assert (expected, ()) == (rules_of(given), make_rules(given).unsupported)


@pytest.mark.parametrize(
    "members",
    [
        (SomeValues("p", A), SomeValues("p", B)),
        (SomeValues("p", A), Intersection((SomeValues("p", B), C))),
        (Intersection((SomeValues("p", A), C)), Intersection((SomeValues("p", B), C))),
        (SomeValues("p", Intersection((A, SomeValues("q", C)))), SomeValues("p", B)),
    ],
)
def test_two_values_in_one_expression_need_not_be_the_same(
    members: tuple[ClassExpression, ...],
) -> None:
    (rule,) = make_rules(below(Intersection(members), D)).rules
    values = [atom.object for atom in rule.body if atom.predicate == "p"]
    assert 2 == len(set(values))


@pytest.mark.parametrize(
    ("given", "report"),
    [
        (below(EVERYTHING, A), "⊤ ⊑ A: true of everything there is"),
        (
            below(Intersection((EVERYTHING, EVERYTHING)), A),
            "(⊤ ⊓ ⊤) ⊑ A: true of everything there is",
        ),
    ],
)
def test_what_has_no_rule_is_reported(given: Axioms, report: str) -> None:
    assert (report,) == make_rules(given).unsupported


def there_is(given: Axioms) -> list[str]:
    """What there must be, as lines: the body, and what holds of the witnesses."""
    lines = []
    for existential in make_rules(given).existentials:
        body, heads = (", ".join(map(told, a)) for a in (existential.body, existential.heads))
        lines.append(f"{body} → ∃{' '.join(existential.witnesses)}: {heads}")
    return lines


def told(a: Atom) -> str:
    """An atom as one word."""
    if a.predicate == TYPE:
        return f"{a.object}({a.subject})"
    return f"{a.predicate}({a.subject}, {a.object})"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (below(A, SomeValues("p", B)), "A(?x) → ∃?v0: p(?x, ?v0), B(?v0)"),
        (below(A, SomeValues("p", EVERYTHING)), "A(?x) → ∃?v0: p(?x, ?v0)"),
        (
            below(A, Intersection((C, SomeValues("p", B)))),
            "A(?x) → ∃?v0: p(?x, ?v0), B(?v0)",
        ),
        (
            below(A, SomeValues("p", SomeValues("q", B))),
            "A(?x) → ∃?v0 ?v1: p(?x, ?v0), q(?v0, ?v1), B(?v1)",
        ),
        (
            below(A, SomeValues("p", HasValue("q", "a"))),
            "A(?x) → ∃?v0: p(?x, ?v0), q(?v0, a)",
        ),
        (
            axioms(typings=(Typing("p", "range", SomeValues("q", B)),)),
            "p(?x, ?y) → ∃?v0: q(?y, ?v0), B(?v0)",
        ),
    ],
)
def test_an_existential_on_the_right_says_that_there_is_something(
    given: Axioms, expected: str
) -> None:
    assert [expected] == there_is(given)


def test_what_stands_beside_an_existential_still_follows() -> None:
    assert ["A(x) → C(x)"] == rules_of(below(A, Intersection((C, SomeValues("p", B)))))


def test_what_the_reader_reported_is_passed_on() -> None:
    assert ("z",) == make_rules(axioms(unsupported=("z",))).unsupported


def test_classes_that_share_nothing_are_passed_on() -> None:
    made = make_rules(axioms(disjoint=(Disjoint("A", "B"),)))
    assert RuleSet((), (("A", "B"),), ()) == made


def test_a_rule_tells_the_axiom_that_it_comes_from() -> None:
    made = make_rules(axioms(chains=(Chain(("p", "q"), "r"),)))
    assert ["p ∘ q ⊑ r"] == [rule.axiom for rule in made.rules]


def test_rules_come_in_one_order_whatever_the_order_of_the_axioms() -> None:
    one = axioms(SubClass(A, B), SubClass(SomeValues("p", B), A), SubClass(C, D))
    other = axioms(SubClass(C, D), SubClass(SomeValues("p", B), A), SubClass(A, B))
    assert make_rules(one).rules == make_rules(other).rules


def test_the_predicates_of_a_rule_set_are_those_of_heads_and_bodies() -> None:
    made = make_rules(axioms(chains=(Chain(("p", "q"), "r"),)))
    assert frozenset({"p", "q", "r", TYPE}) == made.predicates


# ── chains that go round in a circle ──────────────────────────────────────────


def chained(*chains: tuple[str, str], also: Axioms | None = None) -> Axioms:
    """Axioms with chains such as `("p q", "r")`, and other ones."""
    made = tuple(Chain(tuple(links.split()), sup) for links, sup in chains)
    return replace(also or axioms(), chains=made)


REGULAR: Final = [
    chained(("p q", "r")),
    chained(("p p", "p")),
    chained(("p q", "p")),
    chained(("q p", "p")),
    chained(("q r s", "p"), ("p q", "p")),
    chained(("p q", "r"), ("r q", "s")),
    chained(("p q", "r"), also=axioms(sub_properties=(SubProperty("p", "r"),))),
    chained(("p p", "p"), also=axioms(inverses=(Inverse("p", "q"),))),
    chained(("q s", "p"), also=axioms(inverses=(Inverse("q", "r"),))),
]
IRREGULAR: Final = [
    (chained(("q p q", "p")), "q ∘ p ∘ q ⊑ p"),
    (chained(("p p q", "p")), "p ∘ p ∘ q ⊑ p"),
    (chained(("p q", "r"), ("r q", "p")), "p ∘ q ⊑ r; r ∘ q ⊑ p"),
    (chained(("r q", "p"), also=axioms(sub_properties=(SubProperty("p", "r"),))), "r ∘ q ⊑ p"),
    (chained(("s q", "p"), also=axioms(inverses=(Inverse("p", "q"),))), "s ∘ q ⊑ p"),
]


@pytest.mark.parametrize("given", REGULAR)
def test_a_regular_chain_is_taken(given: Axioms) -> None:
    assert len(given.chains) <= len(make_rules(given).rules)


@pytest.mark.parametrize(("given", "named"), IRREGULAR)
def test_a_circle_of_chains_is_refused_with_the_chains_named(given: Axioms, named: str) -> None:
    with pytest.raises(OntologyError, match=f"form a cycle: {re.escape(named)}\\. "):
        make_rules(given)
