"""Quads to JSON-LD that people can read and version control can compare.

A line a node, and the context inside the file: who reads it fetches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["json_ld"]

_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"

_Value = str | dict[str, str]
_Nodes = dict[str, dict[str, list[_Value]]]


def json_ld(quads: Iterable[Quad]) -> bytes:
    """JSON-LD of all named graphs, in the order of the quads."""
    short = cache(shorten)
    graphs: dict[str, _Nodes] = {}
    for quad in quads:
        graph, subject, predicate = (
            term.value if isinstance(term, NamedNode) else str(term)
            for term in (quad.graph_name, quad.subject, quad.predicate)
        )
        node = graphs.setdefault(short(graph), {}).setdefault(short(subject), {})
        if predicate == _TYPE and isinstance(quad.object, NamedNode):
            node.setdefault("@type", []).append(short(quad.object.value))
        elif isinstance(quad.object, NamedNode):
            node.setdefault(short(predicate), []).append({"@id": short(quad.object.value)})
        elif isinstance(quad.object, BlankNode):
            node.setdefault(short(predicate), []).append({"@id": str(quad.object)})
        elif isinstance(quad.object, Literal):
            node.setdefault(short(predicate), []).append(_literal(quad.object))
    blocks = ",\n".join(_block(name, nodes) for name, nodes in sorted(graphs.items()))
    return f'{{"@context": {_dump(PREFIXES)},\n"@graph": [\n{blocks}\n]}}\n'.encode()


def _block(graph: str, nodes: _Nodes) -> str:
    lines = ",\n".join(_dump({"@id": subject, **said}) for subject, said in nodes.items())
    return f'{{"@id": {_dump(graph)}, "@graph": [\n{lines}\n]}}'


def _literal(literal: Literal) -> _Value:
    """A literal with its text as it is: JSON's own numbers would lose digits."""
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if literal.datatype.value == _STRING:
        return literal.value
    return {"@value": literal.value, "@type": shorten(literal.datatype.value)}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
