"""Describe a release for catalogues of data sets, with DCAT and VoID.

The facts come from the header of the ontology and from the curated sources. What neither states,
such as a DOI of the data set or the ORCID of a person, is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from assbkg.curation.corpus import Corpus, SourceInfo
from assbkg.graph.ontology import Ontology
from assbkg.graph.publish import Written
from assbkg.graph.quad_table import Counted, Quads
from assbkg.vocabulary import GRAPHS, KG, ONTOLOGY, PREFIXES, expand, shorten

__all__ = [
    "DATASET",
    "DISTRIBUTION",
    "FILES",
    "VOID",
    "Description",
    "FileKind",
    "describe",
    "void_description",
]


#: The IRI of the data set.
DATASET: Final = "https://w3id.org/assbkg/dataset"

#: The IRI of a file of a release begins with this.
DISTRIBUTION: Final = "https://w3id.org/assbkg/release/"

_DCTERMS: Final = PREFIXES["dcterms"]


@dataclass(frozen=True)
class FileKind:
    """What a file of a release holds, and its media type."""

    holds: str
    media_type: str


#: The files of a release that hold the graph or parts of it, by their names.
FILES: Final[Mapping[str, FileKind]] = {
    "assbkg.jsonld": FileKind("All four named graphs as JSON-LD", "application/ld+json"),
    "assbkg.nq": FileKind("All four named graphs as N-Quads", "application/n-quads"),
    "asserted.ttl": FileKind("The links that curated records state", "text/turtle"),
    "evidence.ttl": FileKind("Claims, measurements, places and citations", "text/turtle"),
    "inferred.ttl": FileKind("The links that follow, with their grades", "text/turtle"),
    "ontology.nt": FileKind("The ontology as N-Triples", "application/n-triples"),
    "ontology.owl": FileKind("The ontology as RDF/XML", "application/rdf+xml"),
    "ontology.ttl": FileKind("The ontology as Turtle", "text/turtle"),
    "queries.ttl": FileKind("The named queries as a SHACL catalogue", "text/turtle"),
    "rounds.csv": FileKind("Grade and round of each derived fact", "text/csv"),
    "void.ttl": FileKind("This data set described with DCAT and VoID", "text/turtle"),
}


@dataclass(frozen=True)
class Description:
    """A data set: its title, who makes it, under which licence, and what it rests on.

    `issued` is a date, year-month-day; `sources` are the curated papers.
    """

    title: str
    description: str
    creator: str
    licence: str
    version: str
    issued: str
    keywords: tuple[str, ...]
    sources: tuple[SourceInfo, ...]


def describe(ontology: Ontology, corpus: Corpus) -> Description:
    """Return what the header of an ontology and the curated sources state."""

    def header(name: str) -> str:
        found = ontology.objects(ONTOLOGY, _DCTERMS + name)
        return found[0] if found else ""

    sources = tuple(paper.info for paper in corpus.papers)
    return Description(
        title=header("title"),
        description=header("description"),
        creator=header("creator"),
        licence=header("license"),
        version=ontology.version,
        issued=header("issued") or header("modified") or header("created"),
        keywords=tuple(sorted({word for source in sources for word in source.keywords})),
        sources=sources,
    )


#: The file of a release that holds the description.
VOID: Final = "void.ttl"

_DCAT: Final = "http://www.w3.org/ns/dcat#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_SPDX: Final = "http://spdx.org/rdf/terms#"
_VOID: Final = "http://rdfs.org/ns/void#"
_SET: Final = NamedNode(DATASET)
_HASH_LENGTH: Final = 16

#: The formats of RDF in which files of a release are written.
_WRITTEN_AS: Final = ("JSON-LD", "N-Quads", "N-Triples", "RDF_XML", "Turtle")

#: Vocabularies by whose terms the graph is read, by their prefixes.
_NO_VOCABULARY: Final = ("graph", "kg", "unit")

_Value = NamedNode | Literal | str | int


def void_description(description: Description, quads: Quads, files: Mapping[str, Written]) -> bytes:
    """Return the description as Turtle; `files` are the files of the release."""
    counted, members = quads.partitions()
    triples = [
        *_dataset(description, counted, len(members)),
        *_graphs(quads),
        *_classes(members),
        *_properties(counted),
        *_distributions(description, files),
    ]
    prefixes = {"dcat": _DCAT, "foaf": _FOAF, "sd": _SD, "spdx": _SPDX, "void": _VOID}
    data = serialize(
        sorted(set(triples), key=str),
        format=RdfFormat.TURTLE,
        prefixes=dict(sorted({**PREFIXES, **prefixes}.items())),
    )
    assert data is not None, "no path was given to write to"
    return data


def _dataset(description: Description, counted: list[Counted], classes: int) -> Iterator[Triple]:
    for kind in (_DCAT + "Dataset", _VOID + "Dataset"):
        yield _said(_SET, "rdf:type", NamedNode(kind))
    yield from _header(description)
    yield _said(_SET, _VOID + "uriSpace", KG)
    yield _said(_SET, _VOID + "triples", sum(each.triples for each in counted))
    yield _said(_SET, _VOID + "properties", len(counted))
    yield _said(_SET, _VOID + "classes", classes)
    for name in _WRITTEN_AS:
        yield _said(_SET, _VOID + "feature", NamedNode(_FORMATS + name))
    for prefix in _used(counted):
        yield _said(_SET, _VOID + "vocabulary", NamedNode(PREFIXES[prefix]))


def _header(description: Description) -> Iterator[Triple]:
    """Yield what catalogues list; blank values are left out."""
    maker = NamedNode(DATASET + "/creator")
    day = Literal(description.issued, datatype=NamedNode(expand("xsd:date")))
    listed: dict[str, NamedNode | Literal] = {}
    if description.creator:
        yield _said(maker, "rdf:type", NamedNode(_FOAF + "Agent"))
        yield _said(maker, _FOAF + "name", description.creator)
        listed |= {"creator": maker, "publisher": maker}
    if description.licence:
        listed["license"] = NamedNode(description.licence)
    if description.issued:
        listed["issued"] = day
    for name in ("title", "description"):
        if text := getattr(description, name):
            listed[name] = Literal(text, language="en")
    for name, value in listed.items():
        yield _said(_SET, f"dcterms:{name}", value)
    yield _said(_SET, _DCAT + "version", description.version)
    for word in description.keywords:
        yield _said(_SET, _DCAT + "keyword", Literal(word, language="en"))
    for source in description.sources:
        yield _said(_SET, "dcterms:source", NamedNode(KG + source.id))
        yield _said(_SET, _VOID + "exampleResource", NamedNode(KG + source.id))


def _used(counted: list[Counted]) -> list[str]:
    """Return the prefixes of the vocabularies whose properties are used."""
    found = {shorten(each.predicate.value).partition(":")[0] for each in counted}
    return sorted(found & (PREFIXES.keys() - set(_NO_VOCABULARY)))


def _graphs(quads: Quads) -> Iterator[Triple]:
    for name, iri in GRAPHS.items():
        graph = NamedNode(iri)
        yield _said(_SET, _VOID + "subset", graph)
        for kind in (_SD + "NamedGraph", _VOID + "Dataset"):
            yield _said(graph, "rdf:type", NamedNode(kind))
        yield _said(graph, _SD + "name", graph)
        yield _said(graph, "dcterms:title", Literal(f"The graph {name}", language="en"))
        yield _said(graph, _VOID + "triples", len(quads.within(graph)))


def _classes(members: Mapping[str, int]) -> Iterator[Triple]:
    for iri, number in members.items():
        part = _part("class", iri)
        yield _said(_SET, _VOID + "classPartition", part)
        yield _said(part, _VOID + "class", NamedNode(iri))
        yield _said(part, _VOID + "entities", number)


def _properties(counted: list[Counted]) -> Iterator[Triple]:
    for each in counted:
        part = _part("property", each.predicate.value)
        yield _said(_SET, _VOID + "propertyPartition", part)
        yield _said(part, _VOID + "property", each.predicate)
        yield _said(part, _VOID + "triples", each.triples)
        yield _said(part, _VOID + "distinctSubjects", each.subjects)
        yield _said(part, _VOID + "distinctObjects", each.objects)


def _part(kind: str, iri: str) -> NamedNode:
    """Return the IRI of the partition of a class or property."""
    prefix, _, local = shorten(iri).partition(":")
    if prefix not in PREFIXES or local.startswith("//"):
        prefix, local = "other", hashlib.sha256(iri.encode()).hexdigest()[:_HASH_LENGTH]
    return NamedNode(f"{DATASET}/{kind}/{prefix}/{local}")


def _distributions(description: Description, files: Mapping[str, Written]) -> Iterator[Triple]:
    """Yield the files; no address to fetch them from, because nobody hosts them."""
    for name, file in files.items():
        kind = FILES[name]
        node, checksum = NamedNode(DISTRIBUTION + name), NamedNode(f"{DISTRIBUTION}{name}#sha256")
        yield _said(_SET, _DCAT + "distribution", node)
        yield _said(node, "rdf:type", NamedNode(_DCAT + "Distribution"))
        yield _said(node, "dcterms:title", name)
        yield _said(node, "dcterms:description", Literal(kind.holds, language="en"))
        if description.licence:
            yield _said(node, "dcterms:license", NamedNode(description.licence))
        yield _said(node, _DCAT + "mediaType", NamedNode(_MEDIA + kind.media_type))
        size = Literal(str(file.size), datatype=NamedNode(expand("xsd:nonNegativeInteger")))
        yield _said(node, _DCAT + "byteSize", size)
        yield _said(node, _SPDX + "checksum", checksum)
        yield _said(checksum, "rdf:type", NamedNode(_SPDX + "Checksum"))
        algorithm = NamedNode(_SPDX + "checksumAlgorithm_sha256")
        yield _said(checksum, _SPDX + "algorithm", algorithm)
        value = Literal(file.sha256, datatype=NamedNode(expand("xsd:hexBinary")))
        yield _said(checksum, _SPDX + "checksumValue", value)


def _said(subject: NamedNode, predicate: str, value: _Value) -> Triple:
    if isinstance(value, int):
        value = Literal(str(value), datatype=NamedNode(expand("xsd:integer")))
    elif isinstance(value, str):
        value = Literal(value)
    return Triple(subject, NamedNode(expand(predicate)), value)
