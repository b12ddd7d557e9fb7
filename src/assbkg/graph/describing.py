"""What a release is, in the few facts that catalogues of data sets ask for.

They come from the header of the ontology and from the curated sources: what neither states, such
as a DOI of the data set or the ORCID of a person, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assbkg.curation.corpus import Corpus, SourceInfo
from assbkg.graph.ontology import Ontology
from assbkg.vocabulary import ONTOLOGY, PREFIXES

__all__ = ["DATASET", "DISTRIBUTION", "FILES", "Description", "FileKind", "describe"]

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
    "evidence.ttl": FileKind("Claims, figures, places and citations", "text/turtle"),
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
