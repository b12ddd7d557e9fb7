"""Advice as an outline: what is asked, what is in use, what is open, where gaps are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from assbkg.asking.advising.advice import Advice, GapKind, Question
from assbkg.asking.advising.lines import (
    Line,
    assessment_lines,
    contested_lines,
    figure_text,
    gap_lines,
    note_lines,
    option_lines,
)

__all__ = ["outline", "title"]


def outline(advice: Advice) -> Iterator[Line]:
    """An answer, line by line; the first is its title."""
    brief = not (advice.names.bottleneck or advice.names.dimension)
    yield Line(0, title(advice.names, at=advice.region))
    yield from _preface(advice)
    if advice.options:
        component = "" if advice.region else advice.names.component
        yield Line(0, f"In use in {_a(component)}" if component else "In use")
        yield from option_lines(advice.options, brief=brief)
    else:
        yield from _nothing(advice)
    if advice.open:
        yield Line(0, "In use in systems whose component is not stated, or contested")
        yield from option_lines(advice.open, brief=brief)
    yield from _gaps(advice, brief=brief)
    made = [notes for notes in advice.systems if notes.system.kind != "general"]
    if made:
        yield Line(0, "Reported for these systems")
        yield from (line for notes in made for line in note_lines(notes))
    if advice.contested:
        standing = "included here" if advice.included else "not used here"
        yield Line(0, f"Contested claims, {standing}")
        yield from (line for one in advice.contested for line in contested_lines(one))
    if advice.cited:
        yield Line(0, "Assessments of works cited here")
        yield from assessment_lines(advice.cited, 1, set())


def title(names: Question, at: bool = False) -> str:
    """What is asked, in plain words; `at` for a component that is a region.

    >>> title(Question("negative electrode", "volume expansion"))
    'What to try in a negative electrode against volume expansion'
    """
    text = "What to try"
    text += f" {'at' if at else 'in'} {_a(names.component)}" if names.component else ""
    text += f" against {names.bottleneck}" if names.bottleneck else ""
    return text + (f" for {names.dimension}" if names.dimension else "")


def _preface(advice: Advice) -> Iterator[Line]:
    """What is reported of the bottleneck or dimension itself, and of the component."""
    names = advice.names
    if names.component and names.bottleneck and not advice.told_here:
        yield Line(1, f"No source in the graph says that {_a(names.component)} suffers from it.")
    elif names.bottleneck and not advice.told:
        yield Line(1, "No source in the graph says what suffers from it.")
    if advice.told:
        yield Line(1, _told(advice), tuple(ground.command for ground in advice.told))
    told = set[str]()
    for figure in advice.extent:
        yield Line(1, figure_text(figure), (figure.command,))
        yield from assessment_lines(figure.assessments, 2, told)
    if advice.region:
        yield Line(1, "No system serves as a region of a cell, so all systems are considered.")
    elif names.component and not advice.serving:
        yield Line(1, f"The graph has no designed system that serves as {names.component}.")


def _told(advice: Advice) -> str:
    """Everything reported about what is asked, in one line."""
    if advice.names.bottleneck:
        return f"Reported to suffer from it: {', '.join(ground.subject for ground in advice.told)}"
    if advice.names.dimension:
        return f"Reported to limit it: {', '.join(ground.subject for ground in advice.told)}"
    bottlenecks = dict.fromkeys(ground.object for ground in advice.told)
    return f"Reported to suffer from {', '.join(bottlenecks)}"


def _nothing(advice: Advice) -> Iterator[Line]:
    """That there is no answer, and what is near and has one."""
    names = advice.names
    of = "" if advice.region or not names.component else f" of {_a(names.component)}"
    asked = " and ".join(filter(None, (names.bottleneck, names.dimension)))
    helps = f" is reported to help with {asked}" if asked else " is reported to have an effect"
    yield Line(0, f"No strategy{of} in the graph{helps}")
    if advice.partly:
        yield Line(1, f"Reading may be incomplete: {_extent(advice)}.")
    for near in advice.nearest:
        yield Line(1, f"There is an answer for {near.name}, which {near.how}.")


def _extent(advice: Advice) -> str:
    """How much the graph holds, and how much of that is read."""
    papers = f"it holds {advice.papers} paper{'s' * (advice.papers != 1)}"
    return papers + (f", {advice.partly} of them read in part" if advice.partly else "")


def _gaps(advice: Advice, *, brief: bool) -> Iterator[Line]:
    """Gaps by kind, under what they are and what they are not."""
    if advice.gaps:
        yield Line(0, "Gaps: suggestions from the graph, not findings")
        yield Line(1, f"What is not in the graph may have been tried: {_extent(advice)}.")
    elif advice.options:
        yield Line(0, "No gaps: the graph suggests nothing here beyond what is in use")
    for kind, gaps in groupby(advice.gaps, key=lambda gap: gap.kind):
        yield Line(1, _missing(kind, advice.names) + ":")
        for gap in gaps:
            yield from gap_lines(gap, brief=brief)


def _missing(kind: GapKind, names: Question) -> str:
    return {
        "strategy": f"Strategies that no {names.component} in the graph employs",
        "effect": f"Effects reported elsewhere for strategies in use in {_a(names.component)}",
        "family": f"Families of mechanisms that no {names.component} in the graph uses",
        "bottleneck": "Bottlenecks that no strategy in the graph addresses",
        "component": f"Components in which no strategy in the graph addresses {names.bottleneck}",
    }[kind]


def _a(name: str) -> str:
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
