"""The tables of a report, and its sections on strategies, benefits and measurements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assbkg.asking.advising.effects import ADDRESSES, MAY_BENEFIT
from assbkg.pages.report.measurements import (
    comparison_table,
    conditions_table,
    scoped_measurements,
    suggestions_table,
    unaddressed_table,
    unmeasured_table,
)
from assbkg.pages.report.model import (
    Block,
    Figure,
    Number,
    Paragraph,
    References,
    Run,
    Section,
    Sentence,
    Table,
)
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.sentences import paragraph, say
from assbkg.pages.report.standing import (
    cited_in,
    contested_table,
    contradictions_table,
    disagreements_table,
    grades_table,
    listed_works,
    milestones_table,
    objected,
    scope_table,
)
from assbkg.pages.report.strategies import benefits_table, effects_table, strategies_table
from assbkg.pages.report.versions import release_table, sources_table
from assbkg.record.sources import Paper

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "Data",
    "about",
    "benefits",
    "by_status",
    "compared",
    "shown",
    "strategies",
    "summary",
    "to",
]


@dataclass(frozen=True)
class Data:
    """What the sections of a report are written from.

    `figures` are by their ids, with the reason where one can't be drawn; `docx` tells that
    such a file is wanted.
    """

    graph: KnowledgeGraph
    scope: Scope
    figures: Mapping[str, Figure | str]
    docx: bool = False

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """All tables by their ids, empty ones too."""
        graph, scope = self.graph, self.scope
        figures = scoped_measurements(scope, graph)
        effects = effects_table(scope, graph)
        said = objected(scope, graph, figures)
        found = (
            sources_table(graph),
            strategies_table(scope, graph),
            effects,
            benefits_table(scope, graph),
            comparison_table(figures),
            conditions_table(figures),
            grades_table(effects, graph),
            contested_table(said, graph),
            contradictions_table(said, graph),
            disagreements_table(said, graph),
            unmeasured_table(scope, graph),
            unaddressed_table(scope, graph),
            suggestions_table(scope),
            milestones_table(scope, graph),
            release_table(graph),
        )
        cited = cited_in(found) if scope.kind else None
        return {table.id: table for table in (*found, scope_table(cited, graph))}

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers, with how each was curated."""
        return tuple(self.graph.records.papers.values())

    @cached_property
    def references(self) -> References:
        """The works that the tables cite; of the whole graph, all works."""
        cited = cited_in(self.tables.values()) if self.scope.kind else None
        return listed_works(cited, self.graph)


_DOMAIN = "for all-solid-state lithium batteries"


def about(data: Data) -> str:
    """Return what a report is about, as words that follow "nano-design"."""
    name = data.scope.name
    return {
        "": _DOMAIN,
        "component": f"in the {name}",
        "bottleneck": f"against {name}",
        "system": f"in {name}",
    }[data.scope.kind]


def to(target: str) -> Run:
    """Return a link that reads as what its target is called."""
    return Run("", target)


def by_status(table: Table) -> tuple[tuple[Number, str], ...]:
    """Count the contested and the anomalous rows of a table, where there are any."""
    counted = ((table.count(status=status), status) for status in ("contested", "anomalous"))
    return tuple((number, status) for number, status in counted if number.value)


def shown(data: Data, *ids: str) -> Iterator[Block]:
    """Yield figures, each under a sentence that leads to it, or why one is not there."""
    for one in ids:
        figure = data.figures.get(one)
        if isinstance(figure, Figure):
            yield paragraph(say(one, figure=to(f"figure-{one}")))
            yield figure
        elif figure is not None:
            yield paragraph(say("left-out", what=one, reason=figure))


def strategies(data: Data) -> Section:
    """Return the section on strategies, their mechanisms and effects."""
    effects = data.tables["effects"]
    unexplained = effects.count(mechanisms="")
    advice = next(iter(data.scope.advices.values()), None) if data.scope.iri else None
    narrowed = advice if data.scope.kind in ("component", "bottleneck") else None
    open_ = {use.system.name for o in narrowed.open for use in o.uses} if narrowed else set()
    return Section(
        "strategies",
        "Strategies, mechanisms and effects",
        (
            paragraph(
                say("strategies-kinds", table=to("table-strategies")),
                say("strategies-region") if data.scope.region else None,
                say("strategies-open", names=sorted(open_)) if open_ else None,
            ),
            data.tables["strategies"],
            *shown(data, "network", "mechanisms"),
            paragraph(
                say("strategies-effects", effects=effects.count(), table=to("table-effects")),
                say("strategies-no-mechanism", untold=unexplained) if unexplained.value else None,
            ),
            effects,
        ),
    )


def benefits(data: Data) -> Section:
    """Return the section on benefits: expected, reported, and with a measurement."""
    table = data.tables["benefits"]
    return Section(
        "benefits",
        "Benefits: expected, reported, measured",
        (
            paragraph(
                say("benefits-kinds", table=to("table-benefits")),
                say(
                    "benefits-counts",
                    benefits=table.count(),
                    expected=table.count(expected="*"),
                    reported=table.count(reported="*"),
                    figured=table.count(figure="yes"),
                ),
                say("benefits-wider", bottleneck=data.scope.name)
                if data.scope.kind == "bottleneck"
                else None,
            ),
            table,
            *shown(data, "matrix"),
        ),
    )


def compared(data: Data) -> Section:
    """Return the section on measurements with their conditions."""
    table, lacking = data.tables["comparison"], data.tables["left-out"]
    if not table.rows:
        return Section("figures", "Measurements compared", (paragraph(say("figures-none")),))
    return Section(
        "figures",
        "Measurements compared",
        (
            paragraph(
                say("figures-table", figures=table.count(), table=to("table-comparison")),
                say("figures-status", counts=disputed)
                if (disputed := by_status(table))
                else say("figures-accepted"),
            ),
            table,
            *shown(data, "capacities"),
            *(
                (paragraph(say("figures-conditions", table=to("table-left-out"))), lacking)
                if lacking.rows
                else ()
            ),
        ),
    )


#: Maximum number of names in a sentence.
_NAMED: Final = 4


def summary(data: Data) -> Section:
    """Return the summary."""
    sources = data.tables["sources"].count("source")
    opening = paragraph(
        say("about", about=about(data)),
        say("about-sources", sources=sources, table=to("table-sources")),
    )
    return Section("summary", "Summary", (opening, _done(data), _judged(data)))


def _done(data: Data) -> Paragraph:
    """Return what strategies do, and how well that is supported."""
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
    """Return what is measured, what is objected to, and what is missing."""
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
