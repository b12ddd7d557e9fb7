"""What names mean: by IRI, CURIE, id, label, alternative label or formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from pyoxigraph import NamedNode, QuerySolutions, Store

from assbkg.errors import AmbiguousName, UnknownName
from assbkg.graph.provenance import LABELS
from assbkg.graph.terms import ASSERTED, EVIDENCE, ONTOLOGY_GRAPH
from assbkg.nearest import nearest, normalise
from assbkg.printable import in_brief
from assbkg.record.ontology import Terms
from assbkg.vocabulary import ASSB, KG, PREFIXES, expand, shorten

__all__ = ["META", "Entities", "Names", "normalise"]

_NAMES = """
SELECT ?thing ?property ?name WHERE {
  VALUES ?property { rdfs:label skos:altLabel assb:chemicalFormula }
  ?thing ?property ?name
}
"""
#: The ways to name a thing, surest first; an id goes before all of them.
_WAYS = tuple(map(expand, ("rdfs:label", "skos:altLabel", "assb:chemicalFormula")))
_BY_ID = -1
_THING, _PART, _TERM = range(3)
#: The rank of what is named by its IRI or CURIE.
_EXACT = (-1, -1)

_TYPE = NamedNode(expand("rdf:type"))
#: Names of classes that make an IRI.
_CLASS = re.compile(r"[\w-]{1,200}")
#: Kinds that are not classes of the ontology.
META = {"class": expand("owl:Class"), "property": expand("owl:ObjectProperty")}


class Names(Protocol):
    """What the things and terms of a closed graph are called, in a release or in a literature."""

    @property
    def terms(self) -> Terms:
        """The ontology."""

    def resolve(self, name: str, kind: str = "") -> NamedNode:
        """Return what a name means; see `Entities.resolve`."""

    def label(self, iri: str) -> str:
        """Return the label of a thing or term."""


@dataclass(frozen=True, repr=False)
class Entities:
    """All names in a graph.

    An IRI or CURIE means one thing. Of the things that share any other name, individuals come
    before parts of systems, and these before terms of the ontology; among them, an id comes
    before a label, that before an alternative label, and that before a formula.

    `supposed` has the labels of things that are supposed, and are not in the graph.
    """

    store: Store
    supposed: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return in_brief(self, f"{len(self.labels):,} labels")

    def resolve(self, name: str, kind: str = "") -> NamedNode:
        """Return what a name means, of a kind if one is given.

        A kind is a class of the ontology, `class` or `property`. Raises `UnknownName` with the
        nearest names, of that kind if one is given, or `AmbiguousName` when several things fit
        equally well.
        """
        found = self.meanings(name, kind)
        if found:
            return NamedNode(found[0])
        if kind and kind not in META and ASSB + kind not in self.labels:
            raise UnknownName("class", kind)
        others = self._ranked(name, "")
        shown = self.labels.get(ASSB + kind, kind) if kind else "entity"
        other = self.kind(others[0][1]) if others else ""
        raise UnknownName(shown, name, self._suggestions(name, kind), other)

    def label(self, iri: str) -> str:
        """Return the label of a thing, or the last part of its IRI.

        Modalities, statuses and grades have the words of tables, whatever an ontology calls them.
        """
        known = LABELS.get(iri) or self.labels.get(iri) or self.supposed.get(iri)
        return known or iri.rpartition("#")[2].rpartition("/")[2] or iri

    def meanings(self, name: str, kind: str = "") -> tuple[str, ...]:
        """Return the IRIs of all that a name may mean, of a kind if one is given, likeliest first.

        Raises `AmbiguousName` when no meaning is likelier than all others.
        """
        ranked = self._ranked(name, kind)
        best = [iri for place, iri in ranked if place == ranked[0][0]]
        if len(best) > 1:
            raise AmbiguousName(name, tuple(map(shorten, best)))
        return tuple(iri for _, iri in ranked)

    def _ranked(self, name: str, kind: str) -> list[tuple[tuple[int, int], str]]:
        """Return all that a name may mean, of a kind if one is given, by rank."""
        found = dict(self._by_name.get(normalise(name), {}))
        found |= {iri: _BY_ID for iri in (KG + name, ASSB + name) if iri in self.labels}
        places = {iri: (_standing(iri), way) for iri, way in found.items()}
        try:
            iri = expand(name.strip("<>"))
        except KeyError:
            iri = name
        if iri in self.labels:
            places[iri] = _EXACT
        return sorted((p, i) for i, p in places.items() if not kind or self.is_a(i, kind))

    def is_a(self, iri: str, kind: str) -> bool:
        """Return whether a thing is of a kind; the closure holds all of its types."""
        wanted = META.get(kind, ASSB + kind)
        if kind not in META and not _CLASS.fullmatch(kind):
            return False
        found = self.store.quads_for_pattern(NamedNode(iri), _TYPE, NamedNode(wanted), None)
        return next(found, None) is not None

    def is_under(self, iri: str, name: str) -> bool:
        """Return whether a class is one of the ontology, given by its local name, or below it."""
        return ASSB + name in self.terms.above(iri)

    @cached_property
    def terms(self) -> Terms:
        """The ontology of the graph."""
        return Terms(self.store)

    def members(self, iri: str) -> list[str]:
        """Return the individuals to which tables give exactly this class."""
        found = self.store.quads_for_pattern(None, _TYPE, NamedNode(iri), ASSERTED)
        return sorted(q.subject.value for q in found if isinstance(q.subject, NamedNode))

    @property
    def relations(self) -> Mapping[str, str]:
        """The properties of the ontology by their local names; see `Terms.relations`."""
        return self.terms.relations

    @property
    def names(self) -> Iterable[str]:
        """All names of the graph, folded."""
        return self._by_name.keys()

    def kind(self, iri: str) -> str:
        """Return the label of the class that a table or the ontology gives a thing."""
        for name in META:
            if self.is_a(iri, name):
                return name
        for graph in (ASSERTED, ONTOLOGY_GRAPH, EVIDENCE):
            for quad in self.store.quads_for_pattern(NamedNode(iri), _TYPE, None, graph):
                if isinstance(quad.object, NamedNode) and quad.object.value in self.labels:
                    return self.labels[quad.object.value]
        return "term"

    def _suggestions(self, name: str, kind: str) -> tuple[str, ...]:
        """Return names like a name: labels of things, else labels of parts, else any names."""
        labels = [(label, iri) for iri, label in self.labels.items()]
        for known in (
            [(label, iri) for label, iri in labels if _standing(iri) != _PART],
            labels,
            [(other, iri) for other, found in self._by_name.items() for iri in found],
        ):
            fitting = {
                normalise(shown): shown for shown, iri in known if not kind or self.is_a(iri, kind)
            }
            if found := nearest(normalise(name), fitting):
                return tuple(fitting[folded] for folded in found)
        return ()

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each thing and term that has one."""
        query = "SELECT ?thing ?label { ?thing rdfs:label ?label }"
        found = self.store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return {row["thing"].value: row["label"].value for row in found}

    @cached_property
    def _by_name(self) -> dict[str, dict[str, int]]:
        """What each folded name may mean, with the index of the surest way in `_WAYS`."""
        found = self.store.query(_NAMES, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        index: dict[str, dict[str, int]] = {}
        for row in found:
            iri, way = row["thing"].value, _WAYS.index(row["property"].value)
            meant = index.setdefault(normalise(row["name"].value), {})
            meant[iri] = min(way, meant.get(iri, way))
        return index


def _standing(iri: str) -> int:
    """Rank individuals, then parts of systems and records, then the ontology's terms."""
    if not iri.startswith(KG):
        return _TERM
    return _PART if "." in iri.removeprefix(KG) else _THING
