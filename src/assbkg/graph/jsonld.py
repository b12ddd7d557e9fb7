"""Quads to JSON-LD that people can read and version control can compare.

A line a node, and the context inside the file: who reads it fetches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from assbkg.graph.quad_table import Quads
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["write_json_ld"]

_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"
#: Short names that are kept, of millions that there may be.
_KEPT = 1 << 16

_Value = str | dict[str, str]


def write_json_ld(quads: Quads, file: IO[bytes]) -> None:
    """Write JSON-LD of all named graphs, in the order of the quads."""
    short = lru_cache(_KEPT)(shorten)
    file.write(f'{{"@context": {_dump(PREFIXES)},\n"@graph": ['.encode())
    graphs = {short(_name(graph)): quads.within(graph) for graph in quads.graphs}
    separator = "\n"
    for name, said in sorted(graphs.items()):
        file.write(f'{separator}{{"@id": {_dump(name)}, "@graph": ['.encode())
        separator = "\n"
        for subject, of_subject in groupby(said, attrgetter("subject")):
            node = _node(of_subject, short)
            file.write(f"{separator}{_dump({'@id': short(_name(subject)), **node})}".encode())
            separator = ",\n"
        file.write(b"\n]}")
    file.write(b"\n]}\n")


def _node(quads: Iterable[Quad], short: Callable[[str], str]) -> dict[str, list[_Value]]:
    """Return the statements about one subject, by predicate."""
    node: dict[str, list[_Value]] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _TYPE and isinstance(quad.object, NamedNode):
            node.setdefault("@type", []).append(short(quad.object.value))
        elif isinstance(quad.object, NamedNode):
            node.setdefault(short(predicate), []).append({"@id": short(quad.object.value)})
        elif isinstance(quad.object, BlankNode):
            node.setdefault(short(predicate), []).append({"@id": str(quad.object)})
        elif isinstance(quad.object, Literal):
            node.setdefault(short(predicate), []).append(_literal(quad.object))
    return node


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _literal(literal: Literal) -> _Value:
    """A literal with its text as it is: JSON's own numbers would lose digits."""
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if literal.datatype.value == _STRING:
        return literal.value
    return {"@value": literal.value, "@type": shorten(literal.datatype.value)}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
