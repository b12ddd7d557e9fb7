"""The service's descriptions of itself: SPARQL service description, VoID and schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)
from starlette.responses import Response
from starlette.routing import Route

from assbkg.errors import AssbkgError
from assbkg.graph.crate import CRATE, schema_dataset
from assbkg.graph.describing import DATASET
from assbkg.graph.release import Release
from assbkg.service.page.routes import Describe
from assbkg.service.reading.frame import Markup, data_block
from assbkg.service.serving.formats import GRAPHS as FORMS
from assbkg.service.serving.formats import HTML, OPTIONS, choose, read_formats, require
from assbkg.service.serving.heads import Site
from assbkg.service.serving.problems import MIB
from assbkg.service.serving.questions import accepted, pairs_of
from assbkg.service.serving.release_files import media_type_of
from assbkg.vocabulary import CATALOGUE_GRAPH, GRAPHS, KG, ONTOLOGY, PREFIXES, expand

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["Figures", "catalogue", "count", "dataset", "describe_on_pages", "describe_service"]
__all__ += ["void_route"]

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMAT: Final = "http://www.w3.org/ns/formats/"
_SHOWN: Final = {name: PREFIXES[name] for name in ("dcterms", "graph", "rdf")} | {
    "formats": _FORMAT,
    "sd": _SD,
    "void": _VOID,
}
_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
#: Statements of the ontology's header about the whole release.
_ABOUT_RELEASE: Final = ("dcterms:title", "dcterms:license")
_COUNTS: Final = """
SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
  (COUNT(DISTINCT ?p) AS ?properties) (COUNT(DISTINCT ?o) AS ?distinctObjects) { ?s ?p ?o }
"""
_CLASSES: Final = "SELECT (COUNT(DISTINCT ?class) AS ?classes) { ?thing a ?class }"

_BY_CLASS: Final = """
SELECT ?class (COUNT(DISTINCT ?thing) AS ?entities) { ?thing a ?class } GROUP BY ?class
ORDER BY ?class
"""
_COUNTED: Final = ("triples", "distinctSubjects", "distinctObjects")
_BY_PROPERTY: Final = """
SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?distinctSubjects)
  (COUNT(DISTINCT ?o) AS ?distinctObjects) { ?s ?property ?o } GROUP BY ?property
ORDER BY ?property
"""

Value = NamedNode | Literal
_LONGEST_CRATE: Final = 4 * MIB
_NO_CRATE: Final = (ValueError, LookupError, TypeError, AttributeError, RecursionError)
_KIND: Final = "application/ld+json"
_HEADER: Final = {
    "name": "dcterms:title",
    "description": "dcterms:description",
    "license": "dcterms:license",
}
_SOURCE: Final = {"name": "dcterms:title", "author": "dcterms:creator"}


@dataclass(frozen=True)
class Figures:
    """How much the union of the graphs holds, by VoID's names, and how many triples each graph.

    `header` has the title and the licence of the release. `classes` have the
    number of their members, `properties` counts by VoID's names.
    """

    union: Mapping[str, int]
    graphs: Mapping[str, int]
    header: Sequence[tuple[str, Value]]
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def count(store: Store) -> Figures:
    """Count what a store holds."""
    union: dict[str, int] = {}
    for query in (_COUNTS, _CLASSES):
        found = _rows(store, query)
        row = next(found)
        union |= {name.value: int(row[name].value) for name in found.variables}
    graphs = {
        iri: sum(1 for _ in store.quads_for_pattern(None, None, None, NamedNode(iri)))
        for iri in GRAPHS.values()
    }
    header = NamedNode(ONTOLOGY)
    about = [
        (name, quad.object)
        for name in _ABOUT_RELEASE
        for quad in store.quads_for_pattern(header, NamedNode(expand(name)), None, None)
        if isinstance(quad.object, (NamedNode, Literal))
    ]
    return Figures(union, graphs, about, *_partitions(store))


def _partitions(store: Store) -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Count by class and by property."""
    classes = {
        row["class"].value: int(row["entities"].value)
        for row in _rows(store, _BY_CLASS)
        if isinstance(row["class"], NamedNode)
    }
    properties = {
        row["property"].value: {name: int(row[name].value) for name in _COUNTED}
        for row in _rows(store, _BY_PROPERTY)
    }
    return classes, properties


def _rows(store: Store, query: str) -> QuerySolutions:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return found


def describe_service(request: Request, figures: Figures, site: Site) -> Response:
    """Answer a request to the endpoint that has no query. Raises `HttpProblem`."""
    return _respond(request, _service(site.address(request.scope) + "/sparql", figures))


def void_route(figures: Figures, site: Site) -> Route:
    """Return the route of `/.well-known/void`."""

    async def void(request: Request) -> Response:
        address = site.address(request.scope)
        dataset = address + "/.well-known/void#dataset"
        return _respond(request, _dataset(dataset, address + "/sparql", figures))

    return Route("/.well-known/void", void)


def _service(endpoint: str, figures: Figures) -> Iterator[Triple]:
    service, dataset = endpoint + "#service", endpoint + "#dataset"
    yield from _about(service, "rdf:type", NamedNode(_SD + "Service"))
    yield from _about(service, _SD + "endpoint", NamedNode(endpoint))
    yield from _about(service, _SD + "supportedLanguage", NamedNode(_SD + "SPARQL11Query"))
    forms = [NamedNode(_FORMAT + name) for name in _RESULT_FORMATS]
    yield from _about(service, _SD + "resultFormat", *forms)
    yield from _about(service, _SD + "defaultDataset", NamedNode(dataset))
    yield from _about(dataset, "rdf:type", NamedNode(_SD + "Dataset"))
    union = dataset + "-union"
    yield from _about(dataset, _SD + "defaultGraph", NamedNode(union))
    yield from _about(union, "rdf:type", NamedNode(_SD + "Graph"))
    yield from _about(union, _VOID + "triples", Literal(figures.union["triples"]))
    for name, iri in {**GRAPHS, "catalogue": CATALOGUE_GRAPH}.items():
        named, graph = f"{dataset}-{name}", f"{dataset}-{name}-graph"
        yield from _about(dataset, _SD + "namedGraph", NamedNode(named))
        yield from _about(named, "rdf:type", NamedNode(_SD + "NamedGraph"))
        yield from _about(named, _SD + "name", NamedNode(iri))
        yield from _about(named, _SD + "graph", NamedNode(graph))
        yield from _about(graph, "rdf:type", NamedNode(_SD + "Graph"))
        if iri in figures.graphs:
            yield from _about(graph, _VOID + "triples", Literal(figures.graphs[iri]))


def catalogue(queries: bytes, figures: Figures) -> bytes:
    """Return what the catalogue's graph holds, as N-Triples: named queries, and VoID.

    `queries` is the catalogue of a release, as Turtle.
    """
    triples = [
        *(
            Triple(q.subject, q.predicate, q.object)
            for q in parse(queries, format=RdfFormat.TURTLE)
        ),
        *_dataset(CATALOGUE_GRAPH + "#dataset", "", figures),
    ]
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None, "no path was given to write to"
    return data


def _dataset(dataset: str, endpoint: str, figures: Figures) -> Iterator[Triple]:
    yield from _about(dataset, "rdf:type", NamedNode(_VOID + "Dataset"))
    for name, value in figures.header:
        yield from _about(dataset, name, value)
    if endpoint:
        yield from _about(dataset, _VOID + "sparqlEndpoint", NamedNode(endpoint))
    yield from _about(dataset, _VOID + "uriSpace", Literal(KG))
    yield from _about(dataset, _VOID + "vocabulary", NamedNode(ONTOLOGY))
    for name, number in figures.union.items():
        yield from _about(dataset, _VOID + name, Literal(number))
    for iri, triples in figures.graphs.items():
        yield from _about(dataset, _VOID + "subset", NamedNode(iri))
        yield from _about(iri, "rdf:type", NamedNode(_VOID + "Dataset"))
        yield from _about(iri, _VOID + "triples", Literal(triples))
    for number, (iri, entities) in enumerate(figures.classes.items(), 1):
        part = f"{dataset}-class-{number}"
        yield from _about(dataset, _VOID + "classPartition", NamedNode(part))
        yield from _about(part, _VOID + "class", NamedNode(iri))
        yield from _about(part, _VOID + "entities", Literal(entities))
    for number, (iri, counts) in enumerate(figures.properties.items(), 1):
        part = f"{dataset}-property-{number}"
        yield from _about(dataset, _VOID + "propertyPartition", NamedNode(part))
        yield from _about(part, _VOID + "property", NamedNode(iri))
        for name, count_ in counts.items():
            yield from _about(part, _VOID + name, Literal(count_))


def _about(subject: str, predicate: str, *values: Value) -> Iterator[Triple]:
    prefix, _, local = predicate.partition(":")
    node = NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else predicate)
    for value in values:
        yield Triple(NamedNode(subject), node, value)


def _respond(request: Request, triples: Iterable[Triple]) -> Response:
    name = _form(request)
    data = serialize(triples, format=FORMS[name], prefixes=_SHOWN)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept"}
    return Response(data, headers=headers, media_type=name)


def _form(request: Request) -> str:
    """Return the media type of triples that a request asks for; there is no page of these."""
    named = [pair for pair in pairs_of(request) if pair[0] in OPTIONS]
    chosen = read_formats(named, "").graph if named else choose(accepted(request), list(FORMS))
    return require(None if chosen == HTML else chosen, list(FORMS))


def describe_on_pages(release: Release, site: Site) -> Describe:
    """Return a function that describes the release, with the addresses that a request came by."""

    @lru_cache(maxsize=8)
    def at(address: str) -> Markup:
        return data_block(_KIND, dataset(release, address))

    return lambda scope: at(site.address(scope))


def dataset(release: Release, address: str) -> dict[str, Any]:
    """Return the description as JSON-LD; `address` is the service's, without a slash at its end.

    It is taken from the release's crate or, without one, from its manifest and graph.
    """
    if CRATE in release.manifest["outputs"]:
        # A user's own crate may hold anything.
        with suppress(AssbkgError, *_NO_CRATE):
            crate = release.read(CRATE)
            if len(crate) <= _LONGEST_CRATE:
                described = schema_dataset(crate, f"{address}/release/")
                return {**described, "url": f"{address}/"}
    store = release.store
    made: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": DATASET,
        **_values_of(store, ONTOLOGY, _HEADER),
        "url": f"{address}/",
        "isAccessibleForFree": True,
    }
    if isinstance(release.manifest.get("ontology_version"), str):
        made["version"] = release.ontology_version
        made["isBasedOn"] = [
            {
                "@type": "ScholarlyArticle",
                "@id": KG + source,
                **_values_of(store, KG + source, _SOURCE),
            }
            for source in release.sources
        ]
    made["distribution"] = list(_downloads(release, address))
    return made


def _downloads(release: Release, address: str) -> Iterator[dict[str, str]]:
    for name, digest in sorted(release.manifest["outputs"].items()):
        yield {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": f"{address}/release/{name}",
            "encodingFormat": media_type_of(name).partition(";")[0],
            "sha256": digest,
        }


def _values_of(store: Store, iri: str, names: Mapping[str, str]) -> dict[str, str]:
    """Return the first value of each property that a thing has."""
    made: dict[str, str] = {}
    for name, predicate in names.items():
        found = store.quads_for_pattern(NamedNode(iri), NamedNode(expand(predicate)), None, None)
        values = (q.object.value for q in found if isinstance(q.object, (NamedNode, Literal)))
        if (value := min(values, default=None)) is not None:
            made[name] = value
    return made
