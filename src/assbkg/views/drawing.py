"""One door to all pictures: what to draw, of which graph, into which file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import DrawingError
from assbkg.nearest import nearest
from assbkg.views.figures.network import draw_network
from assbkg.views.network.projection import Network, project
from assbkg.views.pages.page import write_page
from assbkg.views.writing import check_target

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["KINDS", "draw"]

_Drawer = Callable[[Network, Path], None]

#: What can be drawn, and with which drawer into files of which ending.
KINDS: Final[Mapping[str, Mapping[str, _Drawer]]] = {
    "network": {
        ".svg": draw_network,
        ".pdf": draw_network,
        ".png": draw_network,
        ".html": write_page,
    },
}


def draw(kind: str, graph: KnowledgeGraph, path: Path) -> None:
    """Draw one of `KINDS` into a file; its ending decides the form.

    The file is there whole or, when anything fails, as it was before. Raises
    `DrawingError` for a kind or ending that there is not, for a place that can't be
    written, and for a graph without anything to draw.
    """
    drawer = _drawer(kind, path)
    check_target(path)
    drawer(project(graph), path)


def _drawer(kind: str, path: Path) -> _Drawer:
    if kind not in KINDS:
        meant = nearest(kind, KINDS) or tuple(KINDS)
        raise DrawingError(f"nothing called {kind!r} can be drawn; there is {', '.join(meant)}")
    endings = KINDS[kind]
    ending = path.suffix.lower()
    if ending not in endings:
        said = f"{ending!r} is no ending" if ending else "without an ending it's no name"
        raise DrawingError(f"{path}: {said} for a {kind}; there are {', '.join(endings)}")
    return endings[ending]
