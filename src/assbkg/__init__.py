"""A knowledge graph of nano-design in all-solid-state lithium batteries.

>>> import assbkg
>>> graph = assbkg.open()
>>> result = graph.query("strategies-for-bottleneck", bottleneck="volume expansion")
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from assbkg.drawing.opened import OpenedGraph

__all__ = ["__version__", "load_ipython_extension", "open"]

__version__ = "0.1.0"


def open(  # noqa: A001 - reads as assbkg.open()
    folder: Path | str | None = None, *, without: Collection[str] = ()
) -> OpenedGraph:
    """Open a published graph: the shipped one, or that in `folder`.

    `without` has the ids of sources to leave out, with everything that follows from them, such
    as `("background",)`. Raises `BuildError` when there is no release or it is damaged, and
    `UnknownName` for a source that it does not hold.
    """
    from assbkg.asking.knowledge_graph import open_graph
    from assbkg.drawing.opened import OpenedGraph

    graph = open_graph(Path(folder) if folder is not None else None, without)
    return OpenedGraph(graph.release, graph.queries)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give a notebook `%%sparql`, `%sparql` and `%query`: what `%load_ext assbkg` calls."""
    from assbkg.drawing.notebook import load

    load(shell)
