"""The parts of advice as lines, each with the commands that explain it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assbkg.asking.advising.advice import Gap, Option
from assbkg.asking.advising.parts import (
    Assessment,
    Contested,
    Effect,
    Figure,
    Ground,
    System,
    SystemNotes,
    Use,
)
from assbkg.record.claims import Claim

__all__ = ["Line", "assessment_lines", "contested_lines", "figure_text", "gap_lines"]
__all__ += ["note_lines", "option_lines"]

#: Comparators that a figure as written does not show.
_BOUNDS = ("above", "below", "at least", "at most")


@dataclass(frozen=True)
class Line:
    """One line of an answer: depth 0 is a heading, what is deeper belongs to what is above."""

    depth: int
    text: str
    commands: tuple[tuple[str, ...], ...] = ()


def option_lines(options: Iterable[Option], *, brief: bool) -> Iterator[Line]:
    """Strategies, numbered, with their uses; in brief without the claims."""
    for number, option in enumerate(options, start=1):
        yield Line(1, f"{number}. {option.name} — {_standing(option)}")
        yield from _uses(option.uses, 2, brief=brief)


def gap_lines(gap: Gap, *, brief: bool) -> Iterator[Line]:
    """A gap, and what suggests it."""
    yield Line(2, f"{gap.name} — {_standing(gap)}")
    if gap.look_at:
        users = f"in use in {', '.join(gap.look_at)}"
        perhaps = f"perhaps not a gap: {users}, whose component is not stated"
        yield Line(3, users if gap.kind == "effect" else perhaps)
    if gap.shown_by_uses:
        yield from _uses(gap.uses, 3, brief=brief)
        return
    for ground in gap.grounds:
        text = f"{ground.sentence} — {ground.grade}, {_places([ground])}"
        yield Line(3, text, (ground.command,))


def note_lines(notes: SystemNotes) -> Iterator[Line]:
    """What is reported about a system; each assessment once."""
    system, told = notes.system, set[str]()
    about = system.doubt
    if notes.serves_as:
        about = f"serves as {', '.join(system.serves_as)}, {_places(notes.serves_as)}"
    commands = tuple(ground.command for ground in notes.serves_as)
    yield Line(1, f"{system.name} — {about}", commands)
    for figure in notes.figures:
        yield Line(2, figure_text(figure, system.name), (figure.command,))
        yield from assessment_lines(figure.assessments, 3, told)
    if notes.gains:
        gains = ", ".join(_gain(gain) for gain in notes.gains)
        yield Line(2, f"reported to gain in {gains}", tuple(gain.command for gain in notes.gains))
        assessments = (one for gain in notes.gains for one in gain.assessments)
        yield from assessment_lines(assessments, 3, told)


def contested_lines(one: Contested) -> Iterator[Line]:
    """A contested claim: what it says, and why it is contested."""
    cites = f" [{one.cites}]" if one.cites else ""
    yield Line(1, f"{one.sentence} — {', '.join(one.places)}{cites}", (one.command,))
    yield Line(2, f"claimed: {one.statement}")
    yield from (Line(2, f"assessment, contested: {reason}") for reason in one.reasons)


def assessment_lines(
    assessments: Iterable[Assessment], depth: int, told: set[str]
) -> Iterator[Line]:
    """Assessments, but those whose reason is told already; those told are added."""
    for one in assessments:
        if one.reason not in told:
            told.add(one.reason)
            _, of_reference, number = one.of.rpartition(".ref-")
            of = f" of [{number}]" if of_reference else ""
            yield Line(depth, f"assessment{of}, {one.kind}: {one.reason}")


def figure_text(figure: Figure, system: str = "") -> str:
    """A figure in one line; the name of what it is of is left out for `system`."""
    status = "" if figure.status == "accepted" else f", {figure.status}"
    modality = "" if figure.modality == "measured" else f", {figure.modality}"
    of = "" if figure.of == system else f" of {figure.of}"
    bound = f"{figure.comparator} " if figure.comparator in _BOUNDS else ""
    conditions = "".join(f", {name} {value}" for name, value in figure.conditions)
    cites = f" [{figure.cites}]" if figure.cites else ""
    left_out = f"; not reported: {', '.join(figure.left_out)}" if figure.left_out else ""
    note = f"; note: {figure.note}" if figure.note else ""
    return (
        f"figure{modality}{status}: {figure.quantity}{of} {bound}{figure.as_written}"
        f"{conditions}, {', '.join(figure.places)}{cites}{left_out}{note}"
    )


def _uses(uses: Sequence[Use], depth: int, *, brief: bool) -> Iterator[Line]:
    """The effects in each system; the grade where there are several to tell apart."""
    graded = sum(len(use.effects) for use in uses) > 1
    told = set[str]()
    for system, together in _by_system(uses, merged=brief):
        effects = [effect for use in together for effect in use.effects]
        does = "; ".join(_does(effect, graded) for effect in effects)
        commands = tuple(effect.ground.command for effect in effects)
        yield Line(depth, f"{_called(system)}: {does}", commands)
        claims = dict.fromkeys(claim for effect in effects for claim in effect.ground.claims)
        if claims and not brief:
            yield Line(depth + 1, f"claimed: {'; '.join(map(_claim, claims))}")
        assessments = (one for effect in effects for one in effect.ground.assessments)
        yield from assessment_lines(assessments, depth + 1, told)


def _by_system(uses: Iterable[Use], *, merged: bool) -> Iterator[tuple[System, list[Use]]]:
    """Uses with their system: all of a system at its first one, if merged, else one by one."""
    if not merged:
        yield from ((use.system, [use]) for use in uses)
        return
    found: dict[System, list[Use]] = {}
    for use in uses:
        found.setdefault(use.system, []).append(use)
    yield from found.items()


def _does(effect: Effect, graded: bool) -> str:
    grade = f" — {effect.ground.grade}" if graded else ""
    return f"{effect.does}{_through(effect)}{grade}"


def _called(system: System) -> str:
    """A system with what is reported about its component."""
    general = "in general" if system.kind == "general" else ""
    return f"{system.name} ({', '.join(filter(None, (general, *system.serves_as, system.doubt)))})"


def _through(effect: Effect) -> str:
    ways = []
    for mechanism in effect.mechanisms:
        way = mechanism.kind + (f" ({mechanism.family})" if mechanism.family else "")
        ways.append(way + (f" against {_and(mechanism.against)}" if mechanism.against else ""))
    return f" through {_and(ways)}" if ways else ", mechanism not stated"


def _standing(one: Option | Gap) -> str:
    """Grade, number of sources, and of systems if it rests on any."""
    parts = [one.grade, _count(len(one.sources), "source")]
    if one.uses:
        parts.append(_count(len(one.systems), "system") if one.systems else "discussed in general")
    return " · ".join(parts)


def _gain(gain: Ground) -> str:
    return f"{gain.object} ({gain.grade}, {_places([gain])})"


def _claim(claim: Claim) -> str:
    return f"{claim.statement} ({claim.cited_at})"


def _places(grounds: Iterable[Ground]) -> str:
    return ", ".join(dict.fromkeys(g.claims[0].cited_at for g in grounds if g.claims))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
