"""Find what is missing if a fact does not hold: the nearest proofs, with gaps.

A gap is a minimal set of facts from which, together with everything that holds, the fact would
follow. The nearest gap has the fewest facts; then the most facts that are stated but contested;
then the fewest things without a name, such as "some mechanism", and the fewest things not known
to be in the right class; then the strongest known facts; then the smallest proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Instances
from assbkg.reasoning.fitting import Fitting, Sayable, Signatures, kind_of
from assbkg.reasoning.proofs import Proof, best_proof
from assbkg.reasoning.weighing import Conditionals, Missing, Way, Weighing

__all__ = ["MOST_MISSING", "Gap", "Nearest", "nearest_gaps"]

#: Maximum number of facts in a gap: larger gaps would not be informative.
MOST_MISSING: Final = 3
#: Maximum number of applications of rules tried.
MOST_APPLICATIONS: Final = 50_000
#: Maximum number of combinations of gaps tried, for each number of missing facts.
MOST_COMBINATIONS: Final = 200_000


@dataclass(frozen=True)
class Gap:
    """A way in which a fact would follow.

    `missing` are the facts to add, from left to right in the proof; `kind_of` tells which of
    their ends have no name. `proof` has them as leaves beside asserted facts, without the class
    of a thing without a name. `level` is the level of the weakest known fact. `systems` has the
    system of each part, as far as known. `likewise` counts the other gaps with the same
    properties.
    """

    proof: Proof
    missing: tuple[Fact, ...]
    level: int
    systems: Mapping[str, str]
    likewise: int


@dataclass(frozen=True)
class Nearest:
    """The nearest gap of each kind, nearest first; `cut` if the search was not finished."""

    gaps: tuple[Gap, ...]
    cut: bool


def nearest_gaps(
    fact: Fact, instances: Instances, sayable: Sayable, hands: Iterable[str] = (), most: int = 3
) -> Nearest:
    """Return what is missing for a fact that does not hold.

    Gaps whose missing facts have the same properties are of one kind; the nearest of each kind
    is returned, for `most` kinds. Where no known fact suggests a thing, the ends of `fact` and
    the things in `hands` are tried. The fact itself is the gap if a table could state it and no
    other single fact would do.

    Raises `ReasoningError` if the fact holds.
    """
    if fact in instances.facts:
        raise ReasoningError(f"{fact} holds, so nothing is missing for it")
    fitting = Fitting(instances.facts, Signatures(instances.rule_set), sayable)
    ends = [fact.subject] if fact.predicate == TYPE else [fact.subject, fact.object]
    near = tuple(dict.fromkeys([*ends, *sorted(hands)]))
    conditionals = Conditionals(fact, fitting, near, MOST_APPLICATIONS)
    in_words = fitting.signatures.restatements(fact)
    itself = {frozenset({fact}): Way()} if any(map(fitting.may_be_missing, in_words)) else {}
    found: dict[Missing, Way] = {}
    cut = conditionals.cut
    for size in range(1, 2 if itself else MOST_MISSING + 1):
        weighing = Weighing(conditionals, size, MOST_COMBINATIONS)
        found = (found if weighing.cut else {}) or weighing.direct()
        cut = cut or weighing.cut
        if cut or len(set(map(_kind, found))) >= most:
            break
    if itself:
        found = {missing: way for missing, way in found.items() if not way.alone} or itself
    gaps = _of_each_kind(found, fitting)
    return Nearest(tuple(_gap(fact, *gap, instances, fitting) for gap in gaps[:most]), cut)


def _of_each_kind(found: dict[Missing, Way], fitting: Fitting) -> list[tuple[Missing, Way, int]]:
    """Return the nearest of each kind, with its way, and how many more there are."""
    kinds = Counter(map(_kind, found))
    nearest: dict[tuple[str, ...], Missing] = {}
    for missing in sorted(found, key=lambda m: _distance(m, found[m], fitting)):
        nearest.setdefault(_kind(missing), missing)
    return [(missing, found[missing], kinds[kind] - 1) for kind, missing in nearest.items()]


def _kind(missing: Missing) -> tuple[str, ...]:
    return tuple(sorted(f.object if f.predicate == TYPE else f.predicate for f in missing))


def _distance(
    missing: Missing, way: Way, fitting: Fitting
) -> tuple[int, int, int, int, int, int, list[Fact]]:
    unsaid = len(missing - fitting.sayable.contested)
    terms = {term for fact in missing for term in (fact.subject, fact.object)}
    unnamed = sum(kind_of(term) is not None for term in terms)
    loose = fitting.loose_ends(missing)
    return len(missing), unsaid, unnamed, loose, way.level, way.size, sorted(missing)


def _gap(
    fact: Fact, missing: Missing, way: Way, likewise: int, instances: Instances, fitting: Fitting
) -> Gap:
    proof = _proof(fact, way, instances, fitting)
    ordered = tuple(leaf for leaf in proof.leaves() if leaf in missing)
    return Gap(proof, ordered, way.level, fitting.systems(ordered) or {}, likewise)


def _proof(fact: Fact, way: Way, instances: Instances, fitting: Fitting) -> Proof:
    if way.by is None:
        return Proof(fact, None, ())
    below = dict(zip(way.by.needs, way.below, strict=True))
    premises = tuple(
        _proof(premise, below[premise], instances, fitting)
        if premise in below
        else best_proof(premise, instances)
        for premise in way.by.premises
        if not fitting.evident(premise)
    )
    return Proof(fact, way.by.rule, premises)
