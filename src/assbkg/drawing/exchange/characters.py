"""Characters that a form has no place for, and what stands for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["legal", "strange_in", "with_legal_text"]

#: Control characters but tab and ends of lines, each with its picture.
_PICTURES: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
#: What else XML has no place for.
_STRANGE: Final = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
_ILLEGAL: Final = re.compile(f"[{''.join(map(re.escape, map(chr, _PICTURES | _STRANGE)))}]")


def legal(text: str) -> str:
    """Return a text with a sign in place of each character that XML has no place for.

    A control character becomes its picture, any other U+FFFD.

    >>> legal("bell" + chr(7))
    'bell␇'
    """
    return text.translate(_PICTURES | _STRANGE)


def strange_in(graph: nx.DiGraph) -> int:
    """Return how many texts of a graph hold a character that `legal` replaces."""
    nodes, links = graph.nodes(data=True), graph.edges(data=True)
    data = [graph.graph, *(told for _, told in nodes), *(told for *_, told in links)]
    return sum(
        isinstance(value, str) and _ILLEGAL.search(value) is not None
        for told in data
        for value in told.values()
    )


def with_legal_text(graph: nx.DiGraph) -> nx.DiGraph:
    """Return a graph with all its ids and texts `legal`."""
    import networkx as nx

    told = nx.relabel_nodes(graph, legal)
    nodes, links = told.nodes(data=True), told.edges(data=True)
    for data in (told.graph, *(data for _, data in nodes), *(data for *_, data in links)):
        words = {name: legal(value) for name, value in data.items() if isinstance(value, str)}
        data.update(words)
    return told
