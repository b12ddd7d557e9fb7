"""Each kind of axiom becomes the rule that it means."""

from __future__ import annotations

from typing import Final

import pytest

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
        (below(A, SomeValues("p", B)), "A ⊑ ∃p.B: existential on the right, ∃p.B"),
        (
            below(A, Intersection((C, SomeValues("p", B)))),
            "A ⊑ (C ⊓ ∃p.B): existential on the right, ∃p.B",
        ),
        (
            axioms(typings=(Typing("p", "range", SomeValues("q", B)),)),
            "range(p) ⊑ ∃q.B: existential on the right, ∃q.B",
        ),
        (below(EVERYTHING, A), "⊤ ⊑ A: true of everything there is"),
        (
            below(Intersection((EVERYTHING, EVERYTHING)), A),
            "(⊤ ⊓ ⊤) ⊑ A: true of everything there is",
        ),
    ],
)
def test_what_has_no_rule_is_reported(given: Axioms, report: str) -> None:
    assert (report,) == make_rules(given).unsupported


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
