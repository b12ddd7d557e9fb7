"""Lines and phrases of advice: effects, measurements, standings, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from assbkg.asking.advising.advice import Advice, Figure, Question
from assbkg.asking.advising.options import (
    Denied,
    Effect,
    Gap,
    GapKind,
    Ground,
    Need,
    Option,
    System,
    Use,
)
from assbkg.document.model import Item, Items, Section, plain
from assbkg.graph.provenance import standing_words as in_words
from assbkg.record.claims import Assessment, Claim
from assbkg.record.measurements import RESULT

__all__ = [
    "as_line",
    "as_section",
    "assessment_lines",
    "by_system",
    "claim_words",
    "count_words",
    "denied_words",
    "effect_words",
    "extent_words",
    "gain_words",
    "joined",
    "measurement_words",
    "missing_words",
    "need_words",
    "place_words",
    "reported_words",
    "standing_words",
    "system_words",
    "through_words",
    "with_article",
]

#: Comparators that a measurement as written does not show.
_BOUNDS: Final = ("above", "below", "at least", "at most")


def as_section(heading: str, items: Iterable[Item], *, numbered: bool = False) -> Section:
    """Return a section of lines, numbered or one below another."""
    lines = Items(tuple(items), "numbers" if numbered else "outline")
    return Section(plain(heading), (lines,) if lines.items else ())


def as_line(text: str) -> Item:
    """Return a line of plain words."""
    return Item(plain(text))


def assessment_lines(assessments: Iterable[Assessment], shown: set[str]) -> Iterator[Item]:
    """Yield assessments whose reason is not in `shown`, and add it."""
    for one in assessments:
        if one.reason not in shown:
            shown.add(one.reason)
            _, of_reference, number = one.of.rpartition(".ref-")
            of = f" of [{number}]" if of_reference else ""
            yield as_line(f"assessment{of}, {one.kind}: {one.reason}")


def reported_words(advice: Advice) -> str:
    """Return everything reported about what is asked, in one line."""
    if advice.names.bottleneck:
        return f"Reported to suffer from it: {', '.join(ground.subject for ground in advice.told)}"
    if advice.names.dimension:
        return f"Reported to limit it: {', '.join(ground.subject for ground in advice.told)}"
    bottlenecks = dict.fromkeys(ground.object for ground in advice.told)
    return f"Reported to suffer from {', '.join(bottlenecks)}"


def measurement_words(figure: Figure, system: str = "") -> str:
    """Return a measurement in one line; the name of what it is of is left out for `system`."""
    kind = "measurement" if figure.role == RESULT else f"{figure.role} (not a result)"
    status = "" if figure.status == "accepted" else f", {figure.status}"
    modality = "" if figure.modality == "measured" else f", {figure.modality}"
    of = "" if figure.of == system else f" of {figure.of}"
    bound = f"{figure.comparator} " if figure.comparator in _BOUNDS else ""
    conditions = "".join(f", {name} {value}" for name, value in figure.conditions)
    cites = f" [{figure.cites}]" if figure.cites else ""
    left_out = f"; not reported: {', '.join(figure.left_out)}" if figure.left_out else ""
    note = f"; note: {figure.note}" if figure.note else ""
    return (
        f"{kind}{modality}{status}: {figure.quantity}{of} {bound}{figure.as_written}"
        f"{conditions}, {', '.join(figure.places)}{cites}{left_out}{note}"
    )


def extent_words(advice: Advice) -> str:
    """Return how much the graph holds, and how much of that is read."""
    return f"it holds {advice.extent_read}"


def missing_words(kind: GapKind, names: Question) -> str:
    """Return what gaps of a kind have in common."""
    return {
        "strategy": f"Strategies that no {names.component} in the graph employs",
        "effect": "Effects reported elsewhere for strategies in use in "
        f"{with_article(names.component)}",
        "family": f"Families of mechanisms that no {names.component} in the graph uses",
        "bottleneck": "Bottlenecks that nothing in the graph is stated to act against",
        "component": f"Components in which no strategy in the graph addresses {names.bottleneck}",
    }[kind]


def by_system(uses: Iterable[Use], *, merged: bool) -> Iterator[tuple[System, list[Use]]]:
    """Yield uses with their system, one by one or, if merged, all of a system together."""
    if not merged:
        yield from ((use.system, [use]) for use in uses)
        return
    found: dict[System, list[Use]] = {}
    for use in uses:
        found.setdefault(use.system, []).append(use)
    yield from found.items()


def effect_words(effect: Effect, graded: bool) -> str:
    """Return an effect with its mechanisms and, if `graded`, its grade."""
    grade = f" — {effect.ground.words}" if graded else ""
    return f"{effect.does}{through_words(effect)}{grade}"


def system_words(system: System) -> str:
    """Return a system with what is reported about its component."""
    general = "in general" if system.kind == "general" else ""
    return f"{system.name} ({', '.join(filter(None, (general, *system.serves_as, system.doubt)))})"


def through_words(effect: Effect) -> str:
    """Return by which mechanisms an effect comes about, and by way of which bottlenecks."""
    ways = []
    for mechanism in effect.mechanisms:
        way = mechanism.kind + (f" ({mechanism.family})" if mechanism.family else "")
        acts = "which worsens" if effect.is_harm else "against"
        ways.append(way + (f" {acts} {joined(mechanism.against)}" if mechanism.against else ""))
    return f" through {joined(ways)}" if ways else ", mechanism not stated"


def standing_words(one: Option | Gap) -> str:
    """Return grade, works, and the number of systems if it rests on any."""
    derived = all(ground.derived for ground in one.grounds)
    parts = [in_words(one.grade, derived), one.weight.words]
    if one.uses:
        parts.append(
            count_words(len(one.systems), "system") if one.systems else "discussed in general"
        )
    return " · ".join(parts)


def gain_words(gain: Ground) -> str:
    """Return a gain or loss with its grade and place."""
    return f"{gain.object} ({gain.words}, {place_words([gain])})"


def claim_words(claim: Claim) -> str:
    """Return what a claim says, and where."""
    return f"{claim.statement} ({claim.cited_at})"


def place_words(grounds: Iterable[Ground]) -> str:
    """Return where links are stated."""
    return ", ".join(dict.fromkeys(g.claims[0].cited_at for g in grounds if g.claims))


def count_words(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'s' * (number != 1)}"


def joined(names: Sequence[str]) -> str:
    """Return names in a row, the last after “and”."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def need_words(needs: Sequence[Need]) -> str:
    """Return what a use needs: materials, then processes with their steps."""
    named = [need.name for need in needs if need.kind == "material"]
    for need in needs:
        if need.kind == "process":
            steps = f" of {count_words(len(need.steps), 'step')}" if need.steps else ""
            order = f" ({', '.join(need.steps)})" if need.steps else ""
            named.append(f"{need.name}{steps}{order}")
    return "; ".join(named)


def denied_words(denied: Denied) -> str:
    """Return what a source denies, in its words, and where."""
    status = "" if denied.status == "accepted" else f", {denied.status}"
    cites = f" [{denied.cites}]" if denied.cites else ""
    places = ", ".join(denied.places)
    return f"{denied.sentence}: {denied.statement} — {places}{cites}{status}"


def with_article(name: str) -> str:
    """Return a name with its indefinite article."""
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
