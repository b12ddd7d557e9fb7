"""The language of Graphviz, DOT: every word in quotes, columns as ranks from left to right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assbkg.views.figures.palette import COLOURS, CONTESTED, INFERRED, TINT, tint

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["dot"]


def dot(graph: nx.DiGraph) -> str:
    """A network in DOT, so that Graphviz draws it like the figure."""
    return "\n".join([*_lines(graph), ""])


def _lines(graph: nx.DiGraph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.graph['name'])} {{"
    yield '  rankdir="LR";'
    yield '  node [shape="box", style="filled", fontname="DejaVu Sans"];'
    columns: dict[str, list[str]] = defaultdict(list)
    for node, told in graph.nodes(data=True):
        colour = COLOURS[told["column"]]
        look = {"color": colour, "fillcolor": tint(colour, TINT)}
        yield f"  {_quoted(node)} {_attributes(told | look)};"
        columns[told["column"]].append(_quoted(node))
    for nodes in columns.values():
        yield f'  {{ rank="same"; {"; ".join(nodes)}; }}'
    for source, target, told in graph.edges(data=True):
        colour = COLOURS[graph.nodes[source]["column"]]
        look = {"color": colour, "penwidth": max(told["claims"], 1), "style": "solid"}
        if told["inferred"]:
            look |= {"color": INFERRED, "style": "dashed"}
        if told["contested"]:
            look |= {"color": CONTESTED, "style": "dotted"}
        yield f"  {_quoted(source)} -> {_quoted(target)} {_attributes(told | look)};"
    yield "}"


def _attributes(told: Mapping[str, object]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in told.items())}]"


def _quoted(value: object) -> str:
    """A word in quotes, with backslashes doubled: Graphviz reads more into single ones."""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
