"""Names that nobody meant, at every door that takes one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.shipped_work import shipped_graph as graph

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import AssbkgError

Door = Callable[[KnowledgeGraph, str], object]

NAMES = [
    "",
    "\x00\x1b[2J",
    "\ud800",
    "\u202eTi3C2Tx",
    "a" * 100_000,
    "\u0301\u0323" * 50_000,
    "volume expansion/" * 6_000,
    "<http://a b>",
    "kg:a b",
    "VoidEngineering",
    "owl:Class",
]
DOORS: dict[str, Door] = {
    "entity": lambda graph, name: graph.entity(name),
    "kind": lambda graph, name: graph.entity("Ti3C2Tx", name),
    "subject": lambda graph, name: graph.explain(name, "employs", "MXene"),
    "property": lambda graph, name: graph.explain("Si/TiC", name, "MXene"),
    "object": lambda graph, name: graph.explain("Si/TiC", "employs", name),
    "class": lambda graph, name: graph.conditions("Si/TiC", "a", name),
    "component": lambda graph, name: graph.advise(component=name),
    "bottleneck": lambda graph, name: graph.advise(bottleneck=name),
    "dimension": lambda graph, name: graph.advise(dimension=name),
    "added": lambda graph, name: graph.what_if((name, "employs", name)),
    "part": lambda graph, name: graph.what_if(("Si/TiC", "employs", name)),
    "type": lambda graph, name: graph.what_if((name, "a", name)),
    "taken away": lambda graph, name: graph.what_if(without=[("Si/TiC", name, name)]),
    "query": lambda graph, name: graph.query(name),
    "value": lambda graph, name: graph.query("systems-gaining", benefit=name),
    "parameter": lambda graph, name: graph.filled("systems-gaining", **{name: "x"}),
    "question": lambda graph, name: graph.ask(name),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
def test_a_name_is_understood_or_refused_in_one_short_sentence(door: str, name: str) -> None:
    try:
        DOORS[door](graph(), name)
    except AssbkgError as error:
        message = str(error)
    else:
        return
    assert 1 == len(message.splitlines())
    assert len(message) < 2_500
    assert message.isprintable()
