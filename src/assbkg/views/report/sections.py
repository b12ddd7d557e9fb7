"""The sections of a report on strategies, benefits and figures."""

from __future__ import annotations

from collections.abc import Iterator

from assbkg.asking.effects import ADDRESSES, MAY_BENEFIT
from assbkg.views.report.data import Data
from assbkg.views.report.model import Block, Figure, Number, Run, Section, Sentence
from assbkg.views.report.sentences import paragraph, say

__all__ = ["about", "benefits", "compared", "shown", "strategies", "summary", "to"]

#: So many names stand in a sentence at most.
_NAMED = 4
_DOMAIN = "for all-solid-state lithium batteries"


def about(data: Data) -> str:
    """What a report is about, as it follows on "nano-design"."""
    name = data.scope.name
    return {
        "": _DOMAIN,
        "component": f"in the {name}",
        "bottleneck": f"against {name}",
        "system": f"in {name}",
    }[data.scope.kind]


def to(target: str) -> Run:
    """A link that reads as what its target is called."""
    return Run("", target)


def shown(data: Data, *ids: str) -> Iterator[Block]:
    """Figures, each under a sentence that leads to it, or that says why it is not there."""
    for one in ids:
        figure = data.figures.get(one)
        if isinstance(figure, Figure):
            yield paragraph(say(one, figure=to(f"figure-{one}")))
            yield figure
        elif figure is not None:
            yield paragraph(say("left-out", what=one, reason=figure))


def summary(data: Data) -> Section:
    """What there is, in a few sentences."""
    tables = data.tables
    kinds, effects, figures = tables["strategies"], tables["effects"], tables["comparison"]
    contested, benefits_ = tables["contested"], tables["benefits"]
    label = data.graph.entities.label
    return Section(
        "summary",
        "Summary",
        (
            paragraph(
                say("about", about=about(data)),
                say(
                    "about-sources",
                    sources=tables["sources"].count("source"),
                    table=to("table-sources"),
                ),
            ),
            paragraph(
                say(
                    "summary-strategies",
                    strategies=kinds.count("strategy"),
                    systems=effects.count("system"),
                    mechanisms=effects.count("mechanisms"),
                    table=to("table-strategies"),
                ),
                say(
                    "summary-goals",
                    bottlenecks=effects.count("goal", effect=label(ADDRESSES)),
                    dimensions=effects.count("goal", effect=label(MAY_BENEFIT)),
                ),
                _best(data),
                say(
                    "summary-grades",
                    effects=effects.count(),
                    counts=tuple(_by_grade(data)),
                    table=to("table-grades"),
                ),
            ),
            paragraph(
                say(
                    "summary-figures",
                    figures=figures.count(),
                    things=figures.count("of"),
                    table=to("table-comparison"),
                )
                if figures.rows
                else say("figures-none"),
                say(
                    "summary-objected",
                    contested=contested.count(status="contested"),
                    anomalous=contested.count(status="anomalous"),
                    contradictions=tables["contradictions"].count(),
                    section=to("section-contested"),
                )
                if contested.rows
                else say("contested-none"),
                say(
                    "summary-gaps",
                    expected=benefits_.count(expected="*"),
                    systems=benefits_.count("system", expected="*"),
                    unbacked=benefits_.count(expected="*", figure="no"),
                    section=to("section-gaps"),
                )
                if benefits_.count(expected="*").value
                else None,
            ),
        ),
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


def strategies(data: Data) -> Section:
    """What strategies exist, through which mechanisms, for which benefits."""
    effects = data.tables["effects"]
    untold = effects.count(mechanisms="")
    advice = next(iter(data.scope.advices.values()), None) if data.scope.iri else None
    narrowed = advice if data.scope.kind in ("component", "bottleneck") else None
    open_ = {use.system.name for o in narrowed.open for use in o.uses} if narrowed else set()
    return Section(
        "strategies",
        "Strategies, mechanisms and effects",
        (
            paragraph(
                say("strategies-kinds", table=to("table-strategies")),
                say("strategies-region") if narrowed and narrowed.region else None,
                say("strategies-open", names=sorted(open_)) if open_ else None,
            ),
            data.tables["strategies"],
            *shown(data, "network", "mechanisms"),
            paragraph(
                say("strategies-effects", effects=effects.count(), table=to("table-effects")),
                say("strategies-no-mechanism", untold=untold) if untold.value else None,
            ),
            effects,
        ),
    )


def benefits(data: Data) -> Section:
    """What is expected, reported and measured."""
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
                    backed=table.count(figure="yes"),
                ),
            ),
            table,
            *shown(data, "matrix"),
        ),
    )


def compared(data: Data) -> Section:
    """Figures with their conditions."""
    table, lacking = data.tables["comparison"], data.tables["left-out"]
    if not table.rows:
        return Section("figures", "Figures compared", (paragraph(say("figures-none")),))
    return Section(
        "figures",
        "Figures compared",
        (
            paragraph(
                say("figures-table", figures=table.count(), table=to("table-comparison")),
                say(
                    "figures-status",
                    contested=table.count(status="contested"),
                    anomalous=table.count(status="anomalous"),
                ),
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
