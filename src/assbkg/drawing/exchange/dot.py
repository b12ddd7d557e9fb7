"""The language of Graphviz, DOT: every word in quotes, columns as ranks from left to right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from assbkg.drawing.exchange.characters import with_legal_text
from assbkg.drawing.exchange.forms import colour_of
from assbkg.drawing.palette import CONTESTED, INFERRED, TINT, tint

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["dot"]

_THICKEST: Final = 12
#: What Graphviz would write beside each link.
_NOT_SHOWN: Final = frozenset({"label"})


def dot(graph: nx.DiGraph) -> str:
    """Write a graph in DOT, so that Graphviz draws a network like the figure."""
    return "\n".join([*_lines(with_legal_text(graph)), ""])


def _lines(graph: nx.DiGraph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.graph['name'])} {{"
    yield '  rankdir="LR";'
    yield '  node [shape="box", style="filled", fontname="DejaVu Sans"];'
    columns: dict[str, list[str]] = defaultdict(list)
    for node, told in graph.nodes(data=True):
        colour = colour_of(told)
        look = {"color": colour, "fillcolor": tint(colour, TINT)}
        yield f"  {_quoted(node)} {_attributes(told | look)};"
        if "x" in told:
            columns[told["column"]].append(_quoted(node))
    for nodes in columns.values():
        yield f'  {{ rank="same"; {"; ".join(nodes)}; }}'
    for source, target, told in graph.edges(data=True):
        colour = colour_of(graph.nodes[source])
        look = {
            "color": colour,
            "penwidth": min(max(told["claims"], 1), _THICKEST),
            "style": "solid",
        }
        if told["inferred"]:
            look |= {"color": INFERRED, "style": "dashed"}
        if told.get("contested"):
            look |= {"color": CONTESTED, "style": "dotted"}
        shown = {name: value for name, value in told.items() if name not in _NOT_SHOWN}
        yield f"  {_quoted(source)} -> {_quoted(target)} {_attributes(shown | look)};"
    yield "}"


def _attributes(told: Mapping[str, object]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in told.items())}]"


def _quoted(value: object) -> str:
    """A word in quotes, with backslashes doubled: Graphviz reads more into single ones."""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
