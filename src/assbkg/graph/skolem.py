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


def skolemise(triples: Iterable[Triple]) -> list[Triple]:
    """Replace every blank node by an IRI that depends on its description alone.

    Raises `OntologyError` when blank nodes form a cycle, which no class expression does.
    """
    triples = list(triples)
    described: dict[BlankNode, list[Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            described.setdefault(triple.subject, []).append(triple)
    names: dict[BlankNode, NamedNode] = {}
    for node in described:
        _name(node, described, names, ())

    def named(term: object) -> object:
        return names.get(term, term) if isinstance(term, BlankNode) else term

    return [Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]  # type: ignore[arg-type]


def _name(
    node: BlankNode,
    described: dict[BlankNode, list[Triple]],
    names: dict[BlankNode, NamedNode],
    above: tuple[BlankNode, ...],
) -> NamedNode:
    if node in names:
        return names[node]
    if node in above:
        raise OntologyError("blank nodes refer to one another in a circle; give one an IRI")
    lines = []
    for triple in described.get(node, []):
        value = triple.object
        if isinstance(value, BlankNode):
            value = _name(value, described, names, (*above, node))
        lines.append(f"{triple.predicate} {value}")
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:20]
    return names.setdefault(node, NamedNode(GENID + digest))
