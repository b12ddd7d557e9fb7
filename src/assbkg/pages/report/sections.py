"""The sections of a report on strategies, benefits and figures."""

from __future__ import annotations

from collections.abc import Iterator

from assbkg.pages.report.data import Data
from assbkg.pages.report.model import Block, Figure, Number, Run, Section, Table
from assbkg.pages.report.sentences import paragraph, say

__all__ = ["about", "benefits", "by_status", "compared", "shown", "strategies", "to"]

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


def by_status(table: Table) -> tuple[tuple[Number, str], ...]:
    """How many rows of a table are contested and how many anomalous, where any are."""
    counted = ((table.count(status=status), status) for status in ("contested", "anomalous"))
    return tuple((number, status) for number, status in counted if number.value)


def shown(data: Data, *ids: str) -> Iterator[Block]:
    """Figures, each under a sentence that leads to it, or that says why it is not there."""
    for one in ids:
        figure = data.figures.get(one)
        if isinstance(figure, Figure):
            yield paragraph(say(one, figure=to(f"figure-{one}")))
            yield figure
        elif figure is not None:
            yield paragraph(say("left-out", what=one, reason=figure))


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
                say("strategies-region") if data.scope.region else None,
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
    """What is expected, what is reported, and of what there are figures."""
    table = data.tables["benefits"]
    return Section(
        "benefits",
        "Benefits: expected, reported, with figures",
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
                say("figures-status", counts=objected)
                if (objected := by_status(table))
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
