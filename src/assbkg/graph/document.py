"""The ontology as one document, as the OWL 2 mapping to RDF graphs has it.

Inside, expressions and lists have IRIs that say what they are, so that equal ones are one. OWL
wants blank nodes for them, and each used once: readers consume a list cell or an expression
where they meet it, and take what is left for something else. So each use gets nodes of its own,
with labels that follow from where it stands: the same ontology has the same bytes. Groups of
disjoint classes become pairs, because some readers pass over groups. And a document has one
header. Those of modules, and the imports that lead to them, end with the merging.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from assbkg.vocabulary import GENID, ONTOLOGY, PREFIXES

__all__ = ["as_document"]

_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_HEADER: Final = NamedNode(PREFIXES["owl"] + "Ontology")
_IMPORTS: Final = NamedNode(PREFIXES["owl"] + "imports")
_MEMBERS: Final = NamedNode(PREFIXES["owl"] + "members")
_DISJOINT_GROUP: Final = NamedNode(PREFIXES["owl"] + "AllDisjointClasses")
_DISJOINT: Final = NamedNode(PREFIXES["owl"] + "disjointWith")
_FIRST: Final = NamedNode(PREFIXES["rdf"] + "first")
_REST: Final = NamedNode(PREFIXES["rdf"] + "rest")
_LABEL_LENGTH: Final = 20

_Described = dict[object, list[Triple]]


def as_document(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples of a merged ontology, sorted: one header, no imports, blank nodes.

    `triples` have an IRI in the place of each blank node, as `skolemise` makes them. It makes
    them again of what is returned, but for the headers of modules and groups of disjoint classes.
    """
    triples = list(triples)
    headers = {t.subject for t in triples if t.predicate == _TYPE and t.object == _HEADER}
    dropped = headers - {NamedNode(ONTOLOGY)}
    described: _Described = {}
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


def _with_blank_nodes(triple: Triple, described: _Described) -> Iterator[Triple]:
    """Yield a triple of a named subject, and all that its object is described by."""
    if not _is_inner(triple.object):
        yield triple
        return
    label = _label(str(triple))
    yield Triple(triple.subject, triple.predicate, BlankNode(label))
    yield from _described(triple.object, label, described)


def _described(node: object, label: str, described: _Described) -> Iterator[Triple]:
    """Yield the statements about a node, under a label; not by recursion, since lists nest deep."""
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


def _disjoint_pairs(node: object, described: _Described) -> list[Triple]:
    """Return the pairs of a group of disjoint named classes; nothing for any other node."""
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
