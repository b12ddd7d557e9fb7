"""The files of the ontology, found through its catalog and never through the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from assbkg.errors import OntologyError, UnreadableFile
from assbkg.files.opening import MIB, read_bytes
from assbkg.vocabulary import ONTOLOGY, PREFIXES

__all__ = ["CATALOG", "ontology_files", "read_raw", "read_triples"]

#: The file that says where each ontology is, as Protégé reads it.
CATALOG = "catalog-v001.xml"

#: What one file of an ontology, and a catalog, may have: the whole shipped ontology is 200 KiB.
_MOST_BYTES: Final = 16 * MIB
_MOST_CATALOG_BYTES: Final = MIB

_ENTRY = "urn:oasis:names:tc:entity:xmlns:xml:catalog uri"
_IMPORTS = NamedNode(PREFIXES["owl"] + "imports")


def read_triples(path: Path, inside: Path | None = None) -> list[Triple]:
    """Parse one Turtle file, blank nodes and all; `inside` as in `files.read_bytes`.

    Raises `OntologyError` with the line of a syntax error, and for what only RDF 1.2 has.
    """
    try:
        data = read_bytes(path, _MOST_BYTES, inside)
        quads = list(parse(data, format=RdfFormat.TURTLE, rename_blank_nodes=True))
    except SyntaxError as error:
        raise OntologyError(f"{path}, line {error.lineno}: {error.msg}") from error
    except UnreadableFile as error:
        raise OntologyError(str(error)) from error
    if any(isinstance(q.object, Triple) for q in quads):
        raise OntologyError(f"{path}: holds a triple term of RDF 1.2; expected RDF 1.1")
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


def ontology_files(folder: Path) -> tuple[Path, ...]:
    """The root file and every file that it imports, found through the catalog.

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
                f"{folder / CATALOG}: no file is given for the imported ontology {iri}"
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
    raise ValueError("it has a DOCTYPE, which no catalog needs and which can hold a bomb")


def _beside(catalog: Path, uri: str) -> str:
    """A path of a catalog's entry, which leads to a file in the folder of the catalog."""
    if uri.startswith("/") or ":" in uri or ".." in Path(uri).parts:
        raise OntologyError(f"{catalog}: {uri!r} leads out of the folder; expected a file in it")
    return uri


def _imports(path: Path, folder: Path) -> Iterator[str]:
    for triple in read_triples(path, folder):
        if triple.predicate == _IMPORTS and isinstance(triple.object, NamedNode):
            yield triple.object.value


def read_raw(folder: Path) -> list[Triple]:
    """All triples of the ontology and its imports with blank nodes, as OWL tools want them.

    Imports are left out: everything imported is there already.
    """
    triples = [t for path in ontology_files(folder) for t in read_triples(path, folder)]
    return [t for t in triples if t.predicate != _IMPORTS]
