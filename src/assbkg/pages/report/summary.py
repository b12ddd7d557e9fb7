"""The summary of a report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assbkg.asking.advising.effects import ADDRESSES, MAY_BENEFIT
from assbkg.pages.report.data import Data
from assbkg.pages.report.model import Number, Paragraph, Section, Sentence
from assbkg.pages.report.sections import about, by_status, to
from assbkg.pages.report.sentences import paragraph, say

__all__ = ["summary"]

#: Maximum number of names in a sentence.
_NAMED: Final = 4


def summary(data: Data) -> Section:
    """What there is, in a few sentences."""
    sources = data.tables["sources"].count("source")
    opening = paragraph(
        say("about", about=about(data)),
        say("about-sources", sources=sources, table=to("table-sources")),
    )
    return Section("summary", "Summary", (opening, _told(data), _judged(data)))


def _told(data: Data) -> Paragraph:
    """What strategies do, and how well that is supported."""
    kinds, effects = data.tables["strategies"], data.tables["effects"]
    return paragraph(
        say(
            "summary-strategies",
            strategies=kinds.count("strategy"),
            systems=effects.count("system"),
            table=to("table-strategies"),
        ),
        _goals(data),
        _best(data),
        say(
            "summary-grades",
            effects=effects.count(),
            counts=tuple(_by_grade(data)),
            table=to("table-grades"),
        ),
    )


def _goals(data: Data) -> Sentence:
    effects, label = data.tables["effects"], data.graph.entities.label
    counted = (
        (effects.count("goal", effect=label(ADDRESSES)), "bottleneck"),
        (effects.count("goal", effect=label(MAY_BENEFIT)), "performance dimension"),
    )
    goals = tuple((number, noun) for number, noun in counted if number.value)
    mechanisms = effects.count("mechanisms")
    if not mechanisms.value:
        return say("summary-goals-alone", goals=goals)
    return say("summary-goals", goals=goals, mechanisms=mechanisms)


def _judged(data: Data) -> Paragraph:
    """What is measured, what is objected to, and what is missing."""
    return paragraph(_figures(data), _objected(data), _gaps(data))


def _figures(data: Data) -> Sentence:
    figures = data.tables["comparison"]
    if not figures.rows:
        return say("figures-none")
    return say(
        "summary-figures",
        figures=figures.count(),
        things=figures.count("of"),
        table=to("table-comparison"),
    )


def _objected(data: Data) -> Sentence:
    contested = data.tables["contested"]
    if not contested.rows:
        return say("contested-none")
    return say(
        "summary-objected",
        counts=by_status(contested),
        contradictions=data.tables["contradictions"].count(),
        section=to("section-contested"),
    )


def _gaps(data: Data) -> Sentence | None:
    benefits = data.tables["benefits"]
    expected = benefits.count(expected="*")
    if not expected.value:
        return None
    systems = benefits.count("system", expected="*")
    unbacked = benefits.count(expected="*", figure="no")
    if not unbacked.value:
        return say("summary-backed", expected=expected, systems=systems)
    return say(
        "summary-gaps",
        expected=expected,
        systems=systems,
        unbacked=unbacked,
        section=to("section-gaps"),
    )


def _best(data: Data) -> Sentence:
    kinds = data.tables["strategies"]
    grade = data.scope.options[0].grade
    names = kinds.entries("strategy", grade=grade)
    if len(names) <= _NAMED:
        return say("summary-best", grade=grade, names=names)
    return say("summary-best-many", grade=grade, strategies=kinds.count("strategy", grade=grade))


def _by_grade(data: Data) -> Iterator[tuple[Number, str]]:
    effects = data.tables["effects"]
    for grade in data.tables["grades"].entries("grade"):
        number = effects.count(grade=grade)
        if number.value:
            yield number, grade
