"""Which classes the rules put below which: what follows of a thing known by its class only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.closing.closure import Closure, close
from assbkg.reasoning.dl.realisation import NOTHING
from assbkg.reasoning.rules import RuleSet
from assbkg.vocabulary import GENID

__all__ = ["subsumptions"]

_PROBE = GENID + "probe-"


def subsumptions(
    classes: Collection[str], facts: Mapping[TripleText, int], rules: RuleSet
) -> frozenset[tuple[str, str]]:
    """Each of some classes with each other class that it is below, given some facts.

    A class that can have no member is below `NOTHING` and otherwise left out. The facts must
    not clash. All classes are tried in one closure; where an axiom names an individual, two
    of them can meet at it and give too much, which trying them one by one tells. Raises
    `ReasoningError`.
    """
    empty: set[str] = set()
    others = sorted(classes)
    closure = _try(others, facts, rules)
    if closure.clashes:
        empty = _without_members(others, facts, rules)
        others = sorted({*classes} - empty)
        closure = _try(others, facts, rules)
    return frozenset(_proper(closure, others) | {(name, NOTHING) for name in empty})


def _without_members(
    classes: Sequence[str], facts: Mapping[TripleText, int], rules: RuleSet
) -> set[str]:
    """The classes of which a member would make the facts clash, found by halving."""
    if not classes or not _try(classes, facts, rules).clashes:
        return set()
    if len(classes) == 1:
        return {*classes}
    middle = len(classes) // 2
    halves = (classes[:middle], classes[middle:])
    return set().union(*(_without_members(half, facts, rules) for half in halves))


def _try(classes: Sequence[str], facts: Mapping[TripleText, int], rules: RuleSet) -> Closure:
    """The closure with one new thing in each class."""
    probes = {(f"{_PROBE}{number}", TYPE, name): 0 for number, name in enumerate(classes)}
    return close({**facts, **probes}, rules)


def _proper(closure: Closure, classes: Sequence[str]) -> set[tuple[str, str]]:
    found = set()
    for fact in closure.derived:
        if fact.predicate == TYPE and fact.subject.startswith(_PROBE):
            name = classes[int(fact.subject.removeprefix(_PROBE))]
            found.add((name, fact.object))
    return {(name, top) for name, top in found if name != top}
