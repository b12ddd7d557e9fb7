"""The files of the ontology, found through its catalog and never through the network."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from assbkg.errors import OntologyError
from assbkg.vocabulary import ONTOLOGY, PREFIXES

__all__ = ["CATALOG", "ontology_files", "read_raw", "read_triples"]

#: The file that says where each ontology is, as Protégé reads it.
CATALOG = "catalog-v001.xml"

_ENTRY = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"
_IMPORTS = NamedNode(PREFIXES["owl"] + "imports")


def read_triples(path: Path) -> list[Triple]:
    """Parse one Turtle file, blank nodes and all.

    Raises `OntologyError` with the line of a syntax error, and for what only RDF 1.2 has.
    """
    try:
        data = path.read_bytes()
        quads = list(parse(data, format=RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        raise OntologyError(f"{path}, line {error.lineno}: {error.msg}") from error
    except OSError as error:
        raise OntologyError(f"{path}: can't be read: {error.strerror}") from error
    if any(isinstance(q.object, Triple) for q in quads):
        raise OntologyError(f"{path}: holds a triple term of RDF 1.2; expected RDF 1.1")
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


def ontology_files(folder: Path) -> tuple[Path, ...]:
    """The root file and every file that it imports, found through the catalog.

    Raises `OntologyError` when the catalog is unreadable or lacks an imported IRI.
    """
    catalog = _read_catalog(folder / CATALOG)
    order: list[Path] = []
    waiting = [ONTOLOGY]
    while waiting:
        iri = waiting.pop(0)
        if iri not in catalog:
            raise OntologyError(
                f"{folder / CATALOG}: no file is given for the imported ontology {iri}"
            )
        if catalog[iri] not in order:
            order.append(catalog[iri])
            waiting += sorted(_imports(catalog[iri]))
    return tuple(order)


def _read_catalog(path: Path) -> dict[str, Path]:
    try:
        root = ET.fromstring(path.read_bytes())  # noqa: S314 - our own file
    except OSError as error:
        raise OntologyError(f"{path}: can't be read: {error.strerror}") from error
    except (ET.ParseError, LookupError) as error:  # an unknown encoding is a LookupError
        raise OntologyError(f"{path}: is no XML: {error}") from error
    entries = [entry.attrib for entry in root.iter(_ENTRY)]
    if any(not {"name", "uri"} <= entry.keys() for entry in entries):
        raise OntologyError(f"{path}: an entry lacks name or uri")
    return {entry["name"]: path.parent / entry["uri"] for entry in entries}


def _imports(path: Path) -> Iterator[str]:
    for triple in read_triples(path):
        if triple.predicate == _IMPORTS and isinstance(triple.object, NamedNode):
            yield triple.object.value


def read_raw(folder: Path) -> list[Triple]:
    """All triples of the ontology and its imports with blank nodes, as OWL tools want them.

    Imports are left out: everything imported is there already.
    """
    triples = [t for path in ontology_files(folder) for t in read_triples(path)]
    return [t for t in triples if t.predicate != _IMPORTS]
