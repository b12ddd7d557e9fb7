"""The ontology as a page: its header, and every term with its definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from assbkg.asking.entities import Entities
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.service.reading.addresses import address_of
from assbkg.service.reading.answers import table
from assbkg.service.reading.frame import frame, joined
from assbkg.service.reading.markup import Markup, element
from assbkg.service.reading.things import DOWNLOADS
from assbkg.vocabulary import ASSB, ONTOLOGY, expand

__all__ = ["ontology_page"]

_KINDS: Final = {
    "owl:Class": "Classes",
    "owl:ObjectProperty": "Object properties",
    "owl:DatatypeProperty": "Data properties",
    "owl:AnnotationProperty": "Annotation properties",
    "owl:NamedIndividual": "Individuals",
}


def ontology_page(store: Store, entities: Entities) -> bytes:
    """Return the page; each term has its local name as the anchor that its IRI leads to."""
    title = _text(store, ONTOLOGY, "dcterms:title") or "Ontology"
    downloads = [
        element("a", name, href=f"/ontology.{ending}")
        for name, ending in {**DOWNLOADS, "RDF/XML": "owl"}.items()
    ]
    return frame(
        title,
        element("h1", title),
        element("p", element("span", ONTOLOGY, class_="iri"), class_="quiet"),
        element("p", _text(store, ONTOLOGY, "dcterms:description"), class_="lead"),
        element("p", "Download as ", *joined(downloads), class_="quiet"),
        *(part for kind, name in _KINDS.items() for part in _section(kind, name, store, entities)),
    )


def _section(kind: str, name: str, store: Store, entities: Entities) -> Iterator[Markup]:
    found = store.quads_for_pattern(
        None, NamedNode(expand("rdf:type")), NamedNode(expand(kind)), ONTOLOGY_GRAPH
    )
    iris = {q.subject.value for q in found if isinstance(q.subject, NamedNode)}
    ours = sorted(
        (iri for iri in iris if iri.startswith(ASSB)),
        key=lambda iri: (entities.label(iri).casefold(), iri),
    )
    if ours:
        title = f"{name} ({len(ours):,})"
        lines = [
            element(
                "tr",
                element("td", element("a", entities.label(iri), href=address_of(iri))),
                element("td", _text(store, iri, "skos:definition")),
                id=iri.removeprefix(ASSB),
            )
            for iri in ours
        ]
        yield element("h2", title)
        yield table(("term", "definition"), lines, title)


def _text(store: Store, iri: str, predicate: str) -> str:
    found = store.quads_for_pattern(NamedNode(iri), NamedNode(expand(predicate)), None, None)
    return next((q.object.value for q in found if isinstance(q.object, Literal)), "")
