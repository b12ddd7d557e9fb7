"""The declarations with which a file of facts can be read without the ontology.

A reader of OWL takes a link by a property that nobody declared for an annotation, and reasons
over none. So each file declares the terms that it uses, as the ontology declares them, and its
individuals as named ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from assbkg.vocabulary import KG, PREFIXES

__all__ = ["declarations"]

_OWL: Final = PREFIXES["owl"]
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_INDIVIDUAL: Final = NamedNode(_OWL + "NamedIndividual")
_KINDS: Final = frozenset(
    NamedNode(_OWL + name)
    for name in ("AnnotationProperty", "Class", "DatatypeProperty", "ObjectProperty")
)


def declarations(
    facts: Iterable[Quad | Triple], ontology: Sequence[Quad | Triple]
) -> Iterator[Triple]:
    """Return what must be declared for `facts` to be read alone, sorted."""
    used: set[NamedNode] = set()
    individuals: set[str] = set()
    for fact in facts:
        used.add(fact.predicate)
        for end in (fact.subject, fact.object):
            if isinstance(end, NamedNode):
                if end.value.startswith(KG):
                    individuals.add(str(end))
                else:
                    used.add(end)
    declared = {
        Triple(said.subject, _TYPE, said.object)
        for said in ontology
        if said.predicate == _TYPE and said.object in _KINDS and said.subject in used
    }
    named = (Triple(NamedNode(name[1:-1]), _TYPE, _INDIVIDUAL) for name in sorted(individuals))
    return merge(sorted(declared, key=str), named, key=str)
