"""What a name means: by IRI, CURIE, id, label, alternative label or formula."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode, QuerySolutions, Store

from assbkg.errors import UnknownName
from assbkg.graph.terms import ASSERTED, ONTOLOGY_GRAPH
from assbkg.nearest import nearest
from assbkg.vocabulary import ASSB, KG, PREFIXES, expand

__all__ = ["Entities", "normalise"]

_NAMES = """
SELECT ?thing ?name WHERE {
  VALUES ?property { rdfs:label skos:altLabel assb:chemicalFormula }
  ?thing ?property ?name
}
"""

_TYPE = NamedNode(expand("rdf:type"))
#: Kinds that are no class of the ontology.
_META = {"class": expand("owl:Class"), "property": expand("owl:ObjectProperty")}


def normalise(name: str) -> str:
    """Fold a name so that spellings of one thing agree.

    >>> normalise("Ti₃C₂Tₓ") == normalise("Ti3C2Tx")
    True
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_–—-]+", " ", folded).strip()


@dataclass(frozen=True)
class Entities:
    """All names in a graph. A name of several things means the first by kind, then IRI.

    `supposed` has the labels of things that are not in the graph but talked of.
    """

    store: Store
    supposed: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, name: str, kind: str = "") -> NamedNode:
        """Find what `name` means; with `kind`, a class of the ontology, an instance of it.

        `kind` may also be `class` or `property`.

        Raises `UnknownName` with the nearest names, of that kind when one is given.
        """
        candidates = sorted(self._candidates(name), key=self._rank)
        found = [iri for iri in candidates if not kind or self._is_a(iri, kind)]
        if found:
            return NamedNode(found[0])
        shown = self._labels.get(ASSB + kind, kind) if kind else "entity"
        other = self._kind(candidates[0]) if candidates else ""
        raise UnknownName(shown, name, nearest(name, self._suggestions(kind)), other)

    def label(self, iri: str) -> str:
        """The label of a thing, or what is left of its IRI."""
        known = self._labels.get(iri) or self.supposed.get(iri)
        return known or iri.rpartition("#")[2].rpartition("/")[2] or iri

    def _candidates(self, name: str) -> Iterable[str]:
        try:
            iri = expand(name.strip("<>"))
        except KeyError:
            iri = name
        direct = [i for i in (iri, KG + name, ASSB + name) if i in self._labels]
        return [*direct, *self._by_name.get(normalise(name), ())]

    def _rank(self, iri: str) -> tuple[bool, int, str]:
        return "." in iri.removeprefix(KG), not iri.startswith(KG), iri

    def _is_a(self, iri: str, kind: str) -> bool:
        """Tell whether a thing is of a kind; the closure holds all of its types."""
        wanted = _META.get(kind, ASSB + kind)
        found = self.store.quads_for_pattern(NamedNode(iri), _TYPE, NamedNode(wanted), None)
        return next(found, None) is not None

    def _kind(self, iri: str) -> str:
        """The label of the class that a table or the ontology gives a thing."""
        for graph in (ASSERTED, ONTOLOGY_GRAPH):
            for quad in self.store.quads_for_pattern(NamedNode(iri), _TYPE, None, graph):
                if isinstance(quad.object, NamedNode) and quad.object.value in self._labels:
                    return self._labels[quad.object.value]
        return "term"

    def _suggestions(self, kind: str) -> list[str]:
        named = ((label, iri) for iri, label in self._labels.items())
        return sorted({label for label, iri in named if not kind or self._is_a(iri, kind)})

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        found = self.store.query(_NAMES, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return sorted((row["thing"].value, row["name"].value) for row in found)

    @cached_property
    def _labels(self) -> dict[str, str]:
        query = "SELECT ?thing ?label { ?thing rdfs:label ?label }"
        found = self.store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(found, QuerySolutions)
        return {row["thing"].value: row["label"].value for row in found}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for iri, name in self._pairs:
            index.setdefault(normalise(name), []).append(iri)
        return index
