"""An opened graph: one that answers, and that can be drawn."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import DrawingError

if TYPE_CHECKING:
    from assbkg.drawing.drawn import DrawnNetwork
    from assbkg.drawing.exchange import What
    from assbkg.drawing.web.model import Outcomes, Rows

__all__ = ["OpenedGraph"]


class OpenedGraph(KnowledgeGraph):
    """What `assbkg.open` returns: a graph that answers, and that can be drawn.

    Code that only asks takes a `KnowledgeGraph`.
    """

    def network(
        self,
        by: Rows = "strategy",
        toward: Outcomes = "benefit",
        component: str = "",
        focus: str = "",
        min_grade: str = "",
        *,
        include_contested: bool = False,
    ) -> DrawnNetwork:
        """Return what leads through which mechanism to what, to be shown, saved or computed with.

        It leads from strategies, systems or materials (`by`) to benefits or bottlenecks
        (`toward`). `component` keeps what serves as that component of a cell, `focus` the ways
        through one thing, `min_grade` the links of that grade or stronger. Contested links are
        marked. Raises `UnknownName` for an unknown name, and `DrawingError` for an unknown
        column or grade, and when nothing is left.
        """
        from assbkg.drawing.drawn import DrawnNetwork
        from assbkg.drawing.web.designs import Choice, chosen
        from assbkg.drawing.web.model import Outcomes, Rows
        from assbkg.drawing.web.projection import project

        _require("by", by, get_args(Rows))
        _require("toward", toward, get_args(Outcomes))
        choice = Choice(component, focus, min_grade, include_contested)
        found = project(chosen(self, choice), by, toward)
        if not found.links:
            raise DrawingError(f"nothing to draw: no {by} leads through a mechanism to a {toward}")
        return DrawnNetwork(found, choice.summary)

    def export(
        self,
        path: Path | str,
        what: What = "graph",
        *,
        by: Rows = "strategy",
        toward: Outcomes = "benefit",
        component: str = "",
        focus: str = "",
        min_grade: str = "",
        include_contested: bool = False,
        consequences: bool = False,
        graphs: Collection[str] = (),
    ) -> None:
        """Write the whole graph, or what a figure shows of it, into a file for other tools.

        The ending sets the form. `what` is `graph`, `network`, `matrix` or `mechanisms`;
        options narrow it as they narrow the figure, and `graphs` selects named graphs for a
        form of RDF. Raises `UnknownName`; `DrawingError` for options that don't fit, when
        nothing is left and when the file can't be written; and `BuildError` for what a form
        can't hold.
        """
        from assbkg.drawing.exchange import LINK_ENDINGS, RDF_ENDINGS, Projection, What, exported
        from assbkg.drawing.web.designs import Choice
        from assbkg.drawing.web.model import Outcomes, Rows
        from assbkg.files.replacing import check_target, ending_of, write_whole

        _require("what", what, get_args(What), "part of the graph")
        _require("by", by, get_args(Rows))
        _require("toward", toward, get_args(Outcomes))
        path = Path(path)
        ending = ending_of(path, (*RDF_ENDINGS, *LINK_ENDINGS))
        check_target(path)
        choice = Choice(component, focus, min_grade, include_contested)
        projection = Projection(what, by, toward, choice, consequences)
        write_whole(path, exported(self, ending, projection, graphs)[0])


def _require(name: str, given: str, columns: tuple[str, ...], kind: str = "column") -> None:
    """Raise `DrawingError` for an unknown value, with the known ones."""
    if given not in columns:
        raise DrawingError(f"{name}={given!r} is not a {kind}; known are {', '.join(columns)}")
