"""Read the ontology: its files, its triples, and the names that curated tables may use.

The catalog, never the network, says where each imported file is. A table beside the ontology
lists the axioms that no rule expresses and that may stand, each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from assbkg.confined import Bounds, run_confined
from assbkg.curation.conditions import CONDITIONS
from assbkg.curation.names import Schema, Signature
from assbkg.errors import OntologyError, UnreadableFile
from assbkg.files.opening import MIB, read_bytes, read_text
from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.nesting import nests_deep
from assbkg.places import is_shipped
from assbkg.vocabulary import ASSB, KG, ONTOLOGY, PREFIXES, above, expand, shorten

__all__ = [
    "BEYOND",
    "CATALOG",
    "Ontology",
    "ontology_files",
    "parse_ontology",
    "read_beyond",
    "read_ontology",
    "read_raw",
    "read_triples",
]


#: The file with the place of each ontology, in Protégé's format.
CATALOG = "catalog-v001.xml"

#: The largest file of an ontology, and catalog, in bytes; all of the shipped one is 200 KiB.
_MOST_BYTES: Final = 16 * MIB
_MOST_CATALOG_BYTES: Final = MIB

_NO_TRIPLE_TERMS: Final = "holds a triple term of RDF 1.2; expected RDF 1.1"

_ENTRY = "urn:oasis:names:tc:entity:xmlns:xml:catalog uri"
_IMPORTS = NamedNode(PREFIXES["owl"] + "imports")


def read_triples(path: Path, inside: Path | None = None) -> list[Triple]:
    """Parse one Turtle file, blank nodes and all; `inside` as in `files.read_bytes`.

    Raises `OntologyError` with the line of a syntax error, and for what only RDF 1.2 has.
    """
    try:
        data = read_bytes(path, _MOST_BYTES, inside)
        if nests_deep(data):
            raise OntologyError(f"{path}: {_NO_TRIPLE_TERMS}")
        quads = list(parse(data, format=RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        raise OntologyError(f"{path}, line {error.lineno}: {error.msg}") from error
    except UnreadableFile as error:
        raise OntologyError(str(error)) from error
    if any(isinstance(q.object, Triple) for q in quads):
        raise OntologyError(f"{path}: {_NO_TRIPLE_TERMS}")
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


def ontology_files(folder: Path) -> tuple[Path, ...]:
    """Return the root file and every file that it imports, found through the catalog.

    Raises `OntologyError` when the catalog is unreadable, lacks an imported IRI or leads out of
    the folder.
    """
    catalog = _read_catalog(folder / CATALOG)
    order: dict[Path, None] = {}
    seen = {ONTOLOGY}
    waiting = [ONTOLOGY]
    while waiting:
        iri = waiting.pop(0)
        if iri not in catalog:
            raise OntologyError(
                f"{folder / CATALOG}: names no file for the imported ontology {iri}"
            )
        if catalog[iri] not in order:
            order[catalog[iri]] = None
            fresh = sorted(set(_imports(catalog[iri], folder)) - seen)
            seen.update(fresh)
            waiting += fresh
    return tuple(order)


def _read_catalog(path: Path) -> dict[str, Path]:
    entries: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == _ENTRY:
            entries.append(attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(read_bytes(path, _MOST_CATALOG_BYTES), True)
    except UnreadableFile as error:
        raise OntologyError(str(error)) from error
    except (expat.ExpatError, LookupError, ValueError) as error:  # an unknown encoding, too
        raise OntologyError(f"{path}: is not an XML catalog: {error}") from error
    if any(not {"name", "uri"} <= entry.keys() for entry in entries):
        raise OntologyError(f"{path}: an entry lacks name or uri")
    return {entry["name"]: path.parent / _beside(path, entry["uri"]) for entry in entries}


def _refuse_doctype(*_: object) -> None:
    raise ValueError("it has a DOCTYPE, which no catalog needs and which may be malicious")


def _beside(catalog: Path, uri: str) -> str:
    """Return the path in an entry of a catalog, which must be in the folder of the catalog."""
    if uri.startswith("/") or ":" in uri or ".." in Path(uri).parts:
        raise OntologyError(f"{catalog}: {uri!r} leads out of the folder; expected a file in it")
    return uri


def _imports(path: Path, folder: Path) -> Iterator[str]:
    for triple in read_triples(path, folder):
        if triple.predicate == _IMPORTS and isinstance(triple.object, NamedNode):
            yield triple.object.value


def read_raw(folder: Path) -> list[Triple]:
    """Return all triples of the ontology and its imports, with blank nodes for OWL tools.

    Imports are left out: everything imported is there already.
    """
    triples = [t for path in ontology_files(folder) for t in read_triples(path, folder)]
    return [t for t in triples if t.predicate != _IMPORTS]


#: Limits for reading an ontology from outside; the shipped one takes a second and 100 MiB.
_BOUNDS: Final = Bounds(seconds=60, memory_bytes=2048 * MIB, files=True)

OWL, RDF, RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]


@dataclass(frozen=True)
class Ontology:
    """All triples of the ontology and its imports, without blank nodes, sorted."""

    triples: tuple[Triple, ...]

    def objects(self, subject: str, predicate: str) -> Sequence[str]:
        """Return the values, as text, of one property of one term."""
        return self._by_term.get((subject, predicate), ())

    def pairs(self, predicate: str) -> Sequence[tuple[str, str]]:
        """Return the subject and object, as text, of every triple with this predicate."""
        return self._by_predicate.get(predicate, ())

    def instances(self, class_iri: str) -> Iterator[str]:
        """Yield everything that is declared to be of a class."""
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
        """Return the label of a term. Raises `OntologyError` if it has none."""
        if term not in self.labels:
            raise OntologyError(f"{shorten(term)} has no rdfs:label; expected one")
        return self.labels[term]

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit that each symbol stands for."""
        return {symbol: unit for unit, symbol in self.pairs(ASSB + "unitSymbol")}

    def unit_symbol(self, unit: str) -> str:
        """Return the symbol of a unit in tables. Raises `OntologyError` if it has none."""
        return self._one(unit, ASSB + "unitSymbol")

    def reference_unit(self, kind: str) -> str:
        """Return the symbol of the unit in which values of a quantity kind are compared."""
        return self.unit_symbol(self._one(kind, ASSB + "referenceUnit"))

    @cached_property
    def schema(self) -> Schema:
        """The names that curated tables may use."""
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
        kinds = self._above(units, ASSB + "kindOf")
        return Schema(
            symbols=frozenset(self.units),
            kinds=kinds,
            needs=self._needs(kinds),
            ancestors=ancestors,
            properties=properties,
            shared={i[len(KG) :]: c for i, c in self._shared_individuals()},
            units=units,
            part_roots=frozenset(_local(c) for c, _ in self.pairs(ASSB + "ownedBySystem")),
            case_roots=frozenset(_local(c) for c, _ in self.pairs(ASSB + "ownedByBearer")),
            outcome_forms={
                _local(plain): _local(form) for plain, form in self.pairs(ASSB + "outcomeForm")
            },
        )

    def _above(self, names: Iterable[str], predicate: str) -> dict[str, frozenset[str]]:
        """Return each name with itself and what is reached from it by links of a property."""
        parents: dict[str, list[str]] = {}
        for lower, upper in self.pairs(predicate):
            parents.setdefault(_local(lower), []).append(_local(upper))
        return {name: frozenset(above(name, parents)) for name in names}

    def _needs(self, kinds: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        """Return the conditions, by column, on which each quantity kind depends."""
        columns = {expand(kind.property): name for name, kind in CONDITIONS.items()}
        needed: dict[str, set[str]] = {}
        for kind, condition in self.pairs(ASSB + "dependsOn"):
            if condition not in columns:
                what = f"{shorten(kind)} depends on {shorten(condition)}, which is no condition"
                raise OntologyError(f"{what}; known are {', '.join(map(shorten, columns))}")
            needed.setdefault(_local(kind), set()).add(columns[condition])
        return {
            kind: frozenset[str]().union(*(needed.get(one, ()) for one in general))
            for kind, general in kinds.items()
        }

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
    """Read the ontology in `folder` in this process. Raises `OntologyError`."""
    triples: set[Triple] = set()
    for path in ontology_files(folder):
        triples.update(skolemise(read_triples(path, folder)))
    return Ontology(tuple(sorted(triples, key=str)))


#: The file, in the folder of the ontology, of axioms that no rule expresses.
BEYOND = "beyond-rules.tsv"

_HEADER = ["axiom", "reason"]


def read_beyond(folder: Path) -> dict[str, str]:
    """Return the reason for each listed axiom that no rule expresses.

    Raises `OntologyError` with file and row when the file can't be read, a cell is blank or
    spaced oddly, or the rows are not sorted or repeat an axiom.
    """
    path = folder / BEYOND
    if not path.exists():
        return {}
    try:
        lines = read_text(path, MIB).splitlines()
    except UnreadableFile as error:
        raise OntologyError(str(error)) from error
    rows = list(_rows(path, lines))
    for number, (first, second) in enumerate(pairwise(rows), start=3):
        if first[0] >= second[0]:
            what = "repeats" if first[0] == second[0] else "should stand before"
            raise OntologyError(f"{path}, row {number}: {second[0]} {what} the row above")
    return dict(rows)


def _rows(path: Path, lines: list[str]) -> Iterator[tuple[str, str]]:
    header = lines[0].split("\t") if lines else []
    if header != _HEADER:
        raise OntologyError(f"{path}, row 1: the columns are {header}; expected {_HEADER}")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(_HEADER) or any(not c or c != c.strip() for c in cells):
            raise OntologyError(
                f"{path}, row {number}: expected an axiom and a reason with one tab between "
                "them and no spaces around"
            )
        yield cells[0], cells[1]
