"""The figures of a report, each by the view that draws it; an empty one is left out."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from assbkg.drawing.web.designs import EVERYTHING, Choice
from assbkg.errors import DrawingError
from assbkg.pages.report.model import Figure
from assbkg.pages.report.scope import Scope

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["drawn"]

_FORMS: Final = (".svg", ".pdf", ".png")
_Draw = Callable[["KnowledgeGraph", Path, Scope], None]


@dataclass(frozen=True)
class _Kind:
    """A figure: what draws it, and for which kinds of scope."""

    id: str
    caption: str
    words: str
    draw: _Draw
    scopes: frozenset[str]


def drawn(graph: KnowledgeGraph, scope: Scope, *, png: bool) -> dict[str, Figure | str]:
    """Return the figures of a scope by their ids, or the reason why one can't be drawn.

    `png` asks for that form too, which takes longest.
    """
    with tempfile.TemporaryDirectory() as folder:
        return {
            kind.id: _draw(kind, graph, scope, Path(folder), png=png)
            for kind in _KINDS
            if scope.kind in kind.scopes
        }


def _draw(
    kind: _Kind, graph: KnowledgeGraph, scope: Scope, folder: Path, *, png: bool
) -> Figure | str:
    forms: list[bytes] = []
    for ending in _FORMS if png else _FORMS[:-1]:
        path = folder / (kind.id + ending)
        try:
            kind.draw(graph, path, scope)
        except DrawingError as error:
            return str(error)
        forms.append(path.read_bytes())
    return Figure(kind.id, kind.caption, kind.words, *forms)


def _network(graph: KnowledgeGraph, path: Path, scope: Scope) -> None:
    from assbkg.drawing.network import draw_network

    draw_network(graph, path, toward=_toward(scope), choice=_choice(scope))


def _mechanisms(graph: KnowledgeGraph, path: Path, scope: Scope) -> None:
    from assbkg.drawing.mechanisms import draw_mechanisms

    draw_mechanisms(graph, path, choice=_choice(scope))


def _matrix(graph: KnowledgeGraph, path: Path, scope: Scope) -> None:
    from assbkg.drawing.matrix import draw_matrix

    draw_matrix(graph, path, columns=_toward(scope), choice=_choice(scope))


def _capacities(graph: KnowledgeGraph, path: Path, scope: Scope) -> None:
    from assbkg.drawing.capacities import draw_capacities

    result = graph.query("capacities-with-conditions")
    places = [result.columns.index(name) for name in ("of", "system")]
    held = {row[place] for row in result.values() for place in places}
    systems = [iri for iri in scope.systems if iri in held] if scope.kind else []
    if scope.kind and not systems:
        raise DrawingError("no capacity is given of these systems")
    draw_capacities(graph, path, systems=systems)


def _timeline(graph: KnowledgeGraph, path: Path, _: Scope) -> None:
    from assbkg.drawing.timeline import draw_timeline

    draw_timeline(graph, path)


def _choice(scope: Scope) -> Choice:
    """Return what narrows a figure to a scope.

    Raises `DrawingError` for a region of the cell, to which nothing narrows.
    """
    if scope.region:
        raise DrawingError("no system serves as a region of a cell, so it would show all of them")
    if scope.kind == "component":
        return Choice(component=scope.called)
    return Choice(focus=scope.called) if scope.kind else EVERYTHING


def _toward(scope: Scope) -> Literal["benefit", "bottleneck"]:
    return "bottleneck" if scope.kind == "bottleneck" else "benefit"


_EVERYWHERE: Final = frozenset({"", "component", "bottleneck", "system"})

_KINDS: Final = (
    _Kind(
        "network",
        "Strategies, the mechanisms through which they act, and what these promote or mitigate. "
        "Wide lines have many claims; dashed lines have none. Strategies without a stated "
        "mechanism are left out; mechanisms without a reported effect are not.",
        "A network in three columns: strategies, mechanisms, and what they promote or mitigate.",
        _network,
        _EVERYWHERE,
    ),
    _Kind(
        "mechanisms",
        "What mechanisms bring about: other mechanisms that they lead to, bottlenecks that they "
        "mitigate, what these cause and limit, and benefits that they promote.",
        "A map of mechanisms, bottlenecks and benefits in layers.",
        _mechanisms,
        _EVERYWHERE,
    ),
    _Kind(
        "matrix",
        "Which kinds of strategy serve what, with the claims behind it and their best grade. A "
        "mark may be inferred without a claim that states it.",
        "A matrix with strategies in rows and what they serve in columns.",
        _matrix,
        _EVERYWHERE,
    ),
    _Kind(
        "capacities",
        "Capacities over cycle number, as the source gives them, with the conditions that it "
        "reports. Values that curators doubt are marked.",
        "Capacities over cycle number, by system.",
        _capacities,
        _EVERYWHERE,
    ),
    _Kind(
        "timeline",
        "The milestones by year; plans are shown separately from events.",
        "Milestones by year.",
        _timeline,
        frozenset({""}),
    ),
)
