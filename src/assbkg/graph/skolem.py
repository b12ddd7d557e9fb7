"""Blank nodes of an ontology file, named by what they say.

A class expression or list without a name gets an IRI made from its content (RDF 1.1,
section 3.5), so that the published graph has no blank nodes and the same bytes always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Triple

from assbkg.errors import OntologyError
from assbkg.vocabulary import GENID

__all__ = ["skolemise"]

_Described = dict[BlankNode, list[Triple]]


def skolemise(triples: Iterable[Triple]) -> list[Triple]:
    """Replace every blank node by an IRI that depends on its description alone.

    Two blank nodes that say the same get the same IRI: right for class expressions,
    lists and axioms, and for nothing else. Raises `OntologyError` when blank nodes form
    a cycle, which no class expression does, or when one says nothing of itself.
    """
    triples = list(triples)
    described: _Described = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            described.setdefault(triple.subject, []).append(triple)
    names: dict[BlankNode, NamedNode] = {}
    for node in _inner_first(described):
        names[node] = _name(described[node], names)
    return [
        Triple(
            names[t.subject] if isinstance(t.subject, BlankNode) else t.subject,
            t.predicate,
            _known(t.object, names) if isinstance(t.object, BlankNode) else t.object,
        )
        for t in triples
    ]


def _inner_first(described: _Described) -> list[BlankNode]:
    """All described nodes, each after those that its description speaks of.

    Written without recursion, since a list of a thousand members nests as deep.
    """
    order: dict[BlankNode, None] = {}
    open_nodes: set[BlankNode] = set()
    waiting = list(described)
    while waiting:
        node = waiting[-1]
        inner = [t.object for t in described[node] if isinstance(t.object, BlankNode)]
        missing = [n for n in inner if n in described and n not in order]
        if node in order or not missing:
            order[node] = None
            open_nodes.discard(node)
            waiting.pop()
        elif node in open_nodes:
            raise OntologyError("blank nodes refer to one another in a circle; give one an IRI")
        else:
            open_nodes.add(node)
            waiting += missing
    return list(order)


def _name(description: list[Triple], names: dict[BlankNode, NamedNode]) -> NamedNode:
    lines = {
        f"{t.predicate} {_known(t.object, names) if isinstance(t.object, BlankNode) else t.object}"
        for t in description
    }
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:20]
    return NamedNode(GENID + digest)


def _known(node: BlankNode, names: dict[BlankNode, NamedNode]) -> NamedNode:
    if node not in names:
        raise OntologyError("a blank node has no properties; give it an IRI")
    return names[node]
