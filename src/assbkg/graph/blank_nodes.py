"""Replace the blank nodes of an ontology by IRIs, and restore them for documents.

A class expression or list without a name gets an IRI made from its content (RDF 1.1, section
3.5), so that equal ones are one and the published graph always has the same bytes. OWL wants
blank nodes, each used once: readers consume a list cell or an expression where they meet it and
misread what is left. So in a document each use gets nodes of its own, with labels that follow
from its place. Groups of disjoint classes become pairs, because some readers ignore groups. A
document has one header; those of modules, and the imports that lead to them, are dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from assbkg.errors import OntologyError
from assbkg.vocabulary import GENID, ONTOLOGY, PREFIXES

__all__ = ["as_document", "skolemise"]


_Described = dict[BlankNode, list[Triple]]


def skolemise(triples: Iterable[Triple]) -> list[Triple]:
    """Replace every blank node by an IRI that depends on its description alone.

    Two blank nodes with the same description get the same IRI, which is right for class
    expressions, lists and axioms only. Raises `OntologyError` if blank nodes form a cycle, as
    no class expressions do, or if one has no description.
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
    """Return all described nodes, each after those in its description.

    Without recursion, because a list of a thousand members nests a thousand deep.
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
            raise OntologyError("blank nodes refer to one another in a cycle; give one an IRI")
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


_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_HEADER: Final = NamedNode(PREFIXES["owl"] + "Ontology")
_IMPORTS: Final = NamedNode(PREFIXES["owl"] + "imports")
_MEMBERS: Final = NamedNode(PREFIXES["owl"] + "members")
_DISJOINT_GROUP: Final = NamedNode(PREFIXES["owl"] + "AllDisjointClasses")
_DISJOINT: Final = NamedNode(PREFIXES["owl"] + "disjointWith")
_FIRST: Final = NamedNode(PREFIXES["rdf"] + "first")
_REST: Final = NamedNode(PREFIXES["rdf"] + "rest")
_LABEL_LENGTH: Final = 20

_Descriptions = dict[object, list[Triple]]


def as_document(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples of a merged ontology, sorted: one header, no imports, blank nodes.

    `triples` come from `skolemise`, with an IRI in place of each blank node. Skolemising the
    result gives them back, except the headers of modules and groups of disjoint classes.
    """
    triples = list(triples)
    headers = {t.subject for t in triples if t.predicate == _TYPE and t.object == _HEADER}
    dropped = headers - {NamedNode(ONTOLOGY)}
    described: _Descriptions = {}
    for triple in triples:
        if _is_inner(triple.subject):
            described.setdefault(triple.subject, []).append(triple)
    used = {t.object for t in triples}
    made: list[Triple] = []
    for triple in triples:
        if _is_inner(triple.subject) or triple.subject in dropped or triple.predicate == _IMPORTS:
            continue
        made += _with_blank_nodes(triple, described)
    for node in described:
        # An axiom that nothing refers to, such as one of disjoint classes, is its own top.
        if node not in used:
            pairs = _disjoint_pairs(node, described)
            made += pairs or _described(node, _label(str(node)), described)
    return sorted(set(made), key=str)


def _with_blank_nodes(triple: Triple, described: _Descriptions) -> Iterator[Triple]:
    """Yield a triple with a named subject, and the description of its object."""
    if not _is_inner(triple.object):
        yield triple
        return
    label = _label(str(triple))
    yield Triple(triple.subject, triple.predicate, BlankNode(label))
    yield from _described(triple.object, label, described)


def _described(node: object, label: str, described: _Descriptions) -> Iterator[Triple]:
    """Yield the statements about a node, under a label; without recursion: lists nest deep."""
    waiting = [(node, label)]
    while waiting:
        node, label = waiting.pop()
        for triple in described.get(node, ()):
            value = triple.object
            if _is_inner(value):
                below = _label(f"{label} {triple.predicate} {value}")
                waiting.append((value, below))
                value = BlankNode(below)
            yield Triple(BlankNode(label), triple.predicate, value)


def _disjoint_pairs(node: object, described: _Descriptions) -> list[Triple]:
    """Return the pairs of a group of disjoint named classes, or an empty list."""
    said = {triple.predicate: triple.object for triple in described[node]}
    if set(said) != {_TYPE, _MEMBERS} or said[_TYPE] != _DISJOINT_GROUP:
        return []
    members: list[NamedNode] = []
    cell: object = said[_MEMBERS]
    while cell in described:
        ends = {triple.predicate: triple.object for triple in described[cell]}
        member, cell = ends[_FIRST], ends[_REST]
        if not isinstance(member, NamedNode) or _is_inner(member):
            return []
        members.append(member)
    return [
        Triple(one, _DISJOINT, other) for one, other in combinations(sorted(members, key=str), 2)
    ]


def _is_inner(term: object) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(GENID)


def _label(place: str) -> str:
    return "b" + hashlib.sha256(place.encode()).hexdigest()[:_LABEL_LENGTH]
