"""Whether two measurements of one composition are apart, and whether conditions explain it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final, Literal, NamedTuple

from assbkg.graph.disagreements import Finding
from assbkg.reasoning.disagreement.conditions import Explanation, explain

__all__ = [
    "Scale",
    "ScaleKind",
    "Span",
    "Superior",
    "Value",
    "fading_reversed",
    "unsupported_superiority",
]
__all__ += ["values_apart"]


Role = Literal["result", "baseline", "other"]
ScaleKind = Literal["factor", "share", "difference"]


class Span(NamedTuple):
    """What a statement allows a quantity to be; None where it sets no bound."""

    low: Decimal | None
    high: Decimal | None

    @property
    def is_closed(self) -> bool:
        """Whether it has both bounds."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class Scale:
    """How far apart two values of a quantity kind must be to disagree.

    By `factor`, values that span decades: the nearest ends of what the statements allow differ by
    more than `size` times. By `share` of the greater one, values on one linear scale: their
    farthest ends do, since a statement of "300 to 400 %" says more than one of 300 %. By
    `difference`, values without a zero, such as years: their nearest ends do.
    """

    by: ScaleKind
    size: Decimal

    def apart(self, first: Span, second: Span) -> bool:
        """Tell whether two statements exclude each other by more than the size.

        Statements that have a value in common, other than one end, agree.
        """
        return self._above(first, second) or self._above(second, first)

    def _above(self, below: Span, above: Span) -> bool:
        if below.high is None or above.low is None or below.high > above.low:
            return False
        if self.by == "factor":
            # Nothing of such a scale is zero or negative: that stands for a limit of detection.
            return below.high > 0 and above.low > self.size * below.high
        if self.by == "difference":
            return above.low - below.high > self.size
        low = below.high if below.low is None else below.low
        high = above.low if above.high is None else above.high
        return high - low > self.size * max(abs(low), abs(high))


@dataclass(frozen=True)
class Value:
    """A measured value: of what thing and composition, which kind of quantity, how measured.

    `composition` is blank where it is unknown. `kinds` are the quantity kind and all more general
    ones, as IRIs; `span` is in the reference unit. `conditions` are texts by their names, blank
    where one does not apply, or `NOT_REPORTED`. A `baseline` is what results are compared with.
    """

    record: str
    source: str
    thing: str
    composition: str
    kinds: tuple[str, ...]
    span: Span
    as_written: str
    conditions: Mapping[str, str]
    role: Role = "result"

    @property
    def kind(self) -> str:
        """The quantity kind itself."""
        return self.kinds[0]


#: The share by which capacity must rise, so that the earlier value wasn't the same.
_RISE: Final = Scale("share", Decimal("0.1"))


def values_apart(values: Sequence[Value], scales: Mapping[str, Scale]) -> Iterator[Finding]:
    """Yield each two values of one thing or composition that are apart.

    `scales` are by quantity kind; values of another kind are not compared. What a paper varies
    is a series and no disagreement, so two values of one paper are left out if a condition
    explains them, or if they are of two samples of one composition. Of those that conditions
    explain, two papers give the farthest apart.
    """
    explained: dict[tuple[str, ...], tuple[Decimal, Finding]] = {}
    for first, second in _pairs(values):
        scale = _scale(first, second, scales)
        if scale is None or not scale.apart(first.span, second.span):
            continue
        if first.source == second.source and first.thing != second.thing:
            continue
        why = explain(first.conditions, second.conditions)
        found = _disagreement("ValuesApart", first, second, why)
        if not why.different:
            yield found
        elif first.source != second.source:
            key = (*sorted((first.source, second.source)), first.thing, second.thing, first.kind)
            distance = _distance(first.span, second.span)
            if key not in explained or distance > explained[key][0]:
                explained[key] = (distance, found)
    yield from (found for _, found in explained.values())


def fading_reversed(values: Sequence[Value], fading: frozenset[str]) -> Iterator[Finding]:
    """Yield each two values of one thing in one paper that rise with the number of cycles.

    `fading` are the quantity kinds, such as capacities, that cycling can only lower: what a paper
    says to be kept can't lie above what there was at first.
    """
    for one, other in _pairs(values):
        if one.source != other.source or one.thing != other.thing:
            continue
        if not (fading.intersection(one.kinds) and fading.intersection(other.kinds)):
            continue
        cycles = {value.record: _cycle(value) for value in (one, other)}
        earlier, later = sorted((one, other), key=lambda value: cycles[value.record] or 0)
        if None in cycles.values() or cycles[earlier.record] == cycles[later.record]:
            continue
        before, after = earlier.span, later.span
        if before.high is None or after.low is None or after.low <= before.high:
            continue
        why = explain(earlier.conditions, later.conditions, leaving=("cycle",))
        if not why.different and _RISE.apart(before, after):
            yield _disagreement("RiseWithCycling", earlier, later, why)


@dataclass(frozen=True)
class Superior:
    """A claim that one thing outperforms another.

    `better` has, for the thing itself and for every kind of it, the IRIs of the thing and its
    samples; `worse` those of the other.
    """

    record: str
    better: tuple[tuple[str, ...], ...]
    worse: tuple[str, ...]


def unsupported_superiority(
    claims: Sequence[Superior], values: Sequence[Value], falling: frozenset[str]
) -> Iterator[Finding]:
    """Yield each claim of superiority that the best result of the thing, or a kind, refutes.

    `falling` are the quantity kinds of which less is better. Which quantity a claim means is not
    known, so each that both have is compared, by what each reaches at best.
    """
    of: dict[str, list[Value]] = {}
    for value in values:
        if value.role == "other":
            continue
        of.setdefault(value.thing, []).append(value)
    for claim in claims:
        theirs = [value for thing in claim.worse for value in of.get(thing, ())]
        for member in claim.better:
            measured = (value for thing in member for value in of.get(thing, ()))
            mine = [value for value in measured if value.role == "result"]
            for best, other in _best(mine, theirs, falling):
                why = explain(best.conditions, other.conditions)
                yield Finding(
                    "SuperiorWithoutValues",
                    (claim.record,),
                    (best.record, other.record),
                    tuple(dict.fromkeys((claim.better[0][0], member[0], claim.worse[0]))),
                    f"{best.as_written} is no better than {other.as_written}",
                    explained_by=why.different,
                    may_explain=("what is compared", *why.not_reported),
                )


def _best(
    mine: Sequence[Value], theirs: Sequence[Value], falling: frozenset[str]
) -> Iterator[tuple[Value, Value]]:
    """Yield the best values of both, by quantity kind, where mine is no better."""
    for kind in sorted({kind for value in theirs for kind in value.kinds}):
        both = [
            [v for v in side if kind in v.kinds and v.span.is_closed] for side in (mine, theirs)
        ]
        if not (both[0] and both[1]):
            continue
        sign = -1 if falling.intersection(*(v.kinds for side in both for v in side)) else 1
        best, other = (min(side, key=lambda v: (-sign * _middle(v), v.record)) for side in both)
        if sign * _middle(best) <= sign * _middle(other):
            yield best, other


def _middle(value: Value) -> Decimal:
    low, high = value.span
    assert low is not None
    assert high is not None
    return (low + high) / 2


def _pairs(values: Sequence[Value]) -> Iterator[tuple[Value, Value]]:
    """Yield each two results of one thing or composition once, in the order of their records."""
    groups: dict[str, list[Value]] = {}
    results = (value for value in values if value.role == "result")
    for value in sorted(results, key=lambda value: value.record):
        groups.setdefault(value.thing, []).append(value)
        if value.composition:
            groups.setdefault(value.composition, []).append(value)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        for first, second in combinations(group, 2):
            if (first.record, second.record) not in seen:
                seen.add((first.record, second.record))
                yield first, second


def _scale(first: Value, second: Value, scales: Mapping[str, Scale]) -> Scale | None:
    """Return the scale of two values, if one has the kind of the other or a broader one."""
    if first.kind in second.kinds or second.kind in first.kinds:
        known = (scales[kind] for kind in (*first.kinds, *second.kinds) if kind in scales)
        return next(known, None)
    return None


def _distance(first: Span, second: Span) -> Decimal:
    ends = [end for span in (first, second) for end in span if end is not None]
    return max(ends) - min(ends)


def _cycle(value: Value) -> int | None:
    written = value.conditions.get("cycle", "")
    return int(written) if written.isascii() and written.isdigit() else None


def _disagreement(rule: str, first: Value, second: Value, why: Explanation) -> Finding:
    about = dict.fromkeys((first.thing, second.thing))
    reason = f"{first.as_written} against {second.as_written}"
    if rule == "RiseWithCycling":
        cycles = (value.conditions["cycle"] for value in (first, second))
        reason = "{} at cycle {} against {} at cycle {}".format(
            *(
                part
                for pair in zip((first.as_written, second.as_written), cycles, strict=True)
                for part in pair
            )
        )
    return Finding(
        rule,
        (first.record,),
        (second.record,),
        tuple(about),
        reason,
        explained_by=why.different,
        may_explain=why.not_reported,
    )
