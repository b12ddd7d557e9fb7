"""The ontology as a whole: its triples, and what the curated tables may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from assbkg.confined import Bounds, run_confined
from assbkg.curation.names import Schema, Signature
from assbkg.errors import OntologyError
from assbkg.files.opening import MIB
from assbkg.graph.catalog import ontology_files, read_triples
from assbkg.graph.skolem import skolemise
from assbkg.hierarchy import above
from assbkg.places import is_shipped
from assbkg.vocabulary import ASSB, KG, ONTOLOGY, PREFIXES, shorten

__all__ = ["Ontology", "parse_ontology", "read_ontology"]

#: What reading an ontology from outside may take; the shipped one takes a second and 100 MiB.
_BOUNDS: Final = Bounds(seconds=60, memory_bytes=2048 * MIB, files=True)

OWL, RDF, RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]


@dataclass(frozen=True)
class Ontology:
    """All triples of the ontology and its imports, without blank nodes, sorted."""

    triples: tuple[Triple, ...]

    def objects(self, subject: str, predicate: str) -> Sequence[str]:
        """The values, as text, of one property of one term."""
        return self._by_term.get((subject, predicate), ())

    def pairs(self, predicate: str) -> Sequence[tuple[str, str]]:
        """Subject and object, as text, of every triple with this predicate."""
        return self._by_predicate.get(predicate, ())

    def instances(self, class_iri: str) -> Iterator[str]:
        """Everything that is declared to be of a class."""
        return (s for s, o in self.pairs(RDF + "type") if o == class_iri)

    @property
    def version(self) -> str:
        """The version in the ontology's header. Raises `OntologyError` without one."""
        return self._one(ONTOLOGY, OWL + "versionInfo")

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each term that has one."""
        return dict(self.pairs(RDFS + "label"))

    def label(self, term: str) -> str:
        """The label of a term. Raises `OntologyError` when it has none."""
        if term not in self.labels:
            raise OntologyError(f"{shorten(term)} has no rdfs:label; expected one")
        return self.labels[term]

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit that each symbol stands for."""
        return {symbol: unit for unit, symbol in self.pairs(ASSB + "unitSymbol")}

    def unit_symbol(self, unit: str) -> str:
        """How the tables write a unit. Raises `OntologyError` when it has no symbol."""
        return self._one(unit, ASSB + "unitSymbol")

    def reference_unit(self, kind: str) -> str:
        """The symbol of the unit in which figures of a quantity kind are compared."""
        return self.unit_symbol(self._one(kind, ASSB + "referenceUnit"))

    @cached_property
    def schema(self) -> Schema:
        """What the curated tables may speak of."""
        parents: dict[str, set[str]] = {
            _local(c): set() for c in self.instances(OWL + "Class") if c.startswith(ASSB)
        }
        for child, parent in self.pairs(RDFS + "subClassOf"):
            if child.startswith(ASSB) and parent.startswith(ASSB):
                parents[_local(child)].add(_local(parent))
        ancestors = {name: frozenset(above(name, parents)) for name in parents}
        derived = {p for p, _ in self.pairs(ASSB + "derivedOnly")}
        domains, ranges = dict(self.pairs(RDFS + "domain")), dict(self.pairs(RDFS + "range"))
        properties = {
            _local(p): Signature(_local(domains[p]), _local(ranges[p]), p in derived)
            for p in self.instances(OWL + "ObjectProperty")
            if p in domains and p in ranges
        }
        units: dict[str, tuple[str, ...]] = {}
        for kind, unit in self.pairs(ASSB + "allowedUnit"):
            units[_local(kind)] = (*units.get(_local(kind), ()), self.unit_symbol(unit))
        return Schema(
            ancestors=ancestors,
            properties=properties,
            shared={i[len(KG) :]: c for i, c in self._shared_individuals()},
            units=units,
            part_roots=frozenset(_local(c) for c, _ in self.pairs(ASSB + "ownedBySystem")),
        )

    def _shared_individuals(self) -> Iterator[tuple[str, str]]:
        for individual, class_iri in self.pairs(RDF + "type"):
            if individual.startswith(KG) and class_iri.startswith(ASSB):
                yield individual, _local(class_iri)

    def _one(self, subject: str, predicate: str) -> str:
        found = self.objects(subject, predicate)
        if len(found) != 1:
            raise OntologyError(
                f"{shorten(subject)} has {len(found)} values of {shorten(predicate)}; expected one"
            )
        return found[0]

    @cached_property
    def _by_predicate(self) -> dict[str, list[tuple[str, str]]]:
        index: dict[str, list[tuple[str, str]]] = {}
        for triple in self.triples:
            ends = (_text(triple.subject), _text(triple.object))
            index.setdefault(triple.predicate.value, []).append(ends)
        return index

    @cached_property
    def _by_term(self) -> dict[tuple[str, str], list[str]]:
        index: dict[tuple[str, str], list[str]] = {}
        for predicate, pairs in self._by_predicate.items():
            for subject, value in pairs:
                index.setdefault((subject, predicate), []).append(value)
        return index


def _text(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal, BlankNode)) else str(term)


def _local(iri: str) -> str:
    return iri.removeprefix(ASSB)


def read_ontology(folder: Path) -> Ontology:
    """Read the ontology in `folder` with all its imports.

    One that is not the shipped one is parsed in a process of its own. Raises `OntologyError`, or
    `Confined` when it takes too much time or memory.
    """
    if is_shipped(folder):
        return parse_ontology(folder)
    function = f"{__name__}:{parse_ontology.__name__}"
    return run_confined(function, folder, returns=Ontology, bounds=_BOUNDS, about=folder)


def parse_ontology(folder: Path) -> Ontology:
    """Read the ontology in `folder` here and now. Raises `OntologyError`."""
    triples: set[Triple] = set()
    for path in ontology_files(folder):
        triples.update(skolemise(read_triples(path, folder)))
    return Ontology(tuple(sorted(triples, key=str)))
