"""The named queries as a SHACL catalogue, which other tools show as examples.

The form is that of the SIB's `sparql-examples`: one `sh:SPARQLExecutable` a query, with its
question, its text, the prefixes that it uses, and the endpoint that answers it. There are no
blank nodes. Parameters have the values of their defaults, so that each query runs as it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from assbkg.library import PLAIN_TYPES, QUALITY, Library, NamedQuery, Parameter
from assbkg.nearest import normalise
from assbkg.vocabulary import ASSB, KG, PREFIXES, expand

__all__ = ["CATALOGUE", "query_catalogue"]

#: The file of a release that holds the catalogue.
CATALOGUE: Final = "queries.ttl"

#: Where `assbkg serve` answers, unless it is told otherwise.
ENDPOINT: Final = "http://127.0.0.1:7878/sparql"

_BASE: Final = "https://w3id.org/assbkg/query/"
_SCHEMA: Final = "https://schema.org/"
_PREFIXES_NODE: Final = NamedNode(_BASE + "prefixes")
_NAMES: Final = frozenset(map(expand, ("rdfs:label", "skos:altLabel")))
_TYPE: Final = expand("rdf:type")
_NUMBERS: Final = ("integer", "decimal")


def query_catalogue(library: Library, quads: Iterable[Quad]) -> bytes:
    """The catalogue as Turtle.

    Defaults are names of things in `quads`; where one is not, its parameter stays free.
    """
    wanted = {
        normalise(parameter.default)
        for query in library.queries.values()
        for parameter in query.parameters
        if parameter.default
    }
    kinds = {p.type for query in library.queries.values() for p in query.parameters} - PLAIN_TYPES
    named, members = _by_name(quads, wanted, {ASSB + kind for kind in kinds})
    triples = [*_prefix_declarations()]
    for query in library.queries.values():
        if query.topic != QUALITY:
            triples += _example(query, named, members)
    data = serialize(
        sorted(triples, key=str),
        format=RdfFormat.TURTLE,
        prefixes={**PREFIXES, "query": _BASE, "schema": _SCHEMA},
    )
    assert data is not None, "no path was given to write to"
    return data


_Named = Mapping[str, list[str]]
_Members = Mapping[str, set[str]]


def _by_name(
    quads: Iterable[Quad], wanted: Container[str], kinds: Container[str]
) -> tuple[_Named, _Members]:
    """IRIs by normalised name, things before terms of the ontology, and the members of kinds.

    Names are those `wanted`, kinds are IRIs of classes.
    """
    found: dict[str, set[str]] = {}
    members: dict[str, set[str]] = {}
    for quad in quads:
        if not isinstance(quad.subject, NamedNode):
            continue
        if quad.predicate.value in _NAMES:
            assert isinstance(quad.object, Literal), "names are text"
            name = normalise(quad.object.value)
            if name in wanted:
                found.setdefault(name, set()).add(quad.subject.value)
        elif quad.predicate.value == _TYPE:
            kind = quad.object.value if isinstance(quad.object, NamedNode) else ""
            if kind in kinds:
                members.setdefault(kind, set()).add(quad.subject.value)
    named = {
        name: sorted(iris, key=lambda iri: (not iri.startswith(KG), iri))
        for name, iris in found.items()
    }
    return named, members


def _example(query: NamedQuery, named: _Named, members: _Members) -> Iterator[Triple]:
    node = NamedNode(_BASE + query.name)
    values = {
        p.name: str(value)
        for p in query.parameters
        if not p.optional and (value := _default(p, named, members)) is not None
    }
    said: dict[str, NamedNode | Literal] = {
        "rdfs:label": Literal(query.summary, language="en"),
        "rdfs:comment": Literal(query.asked({}), language="en"),
        "sh:prefixes": _PREFIXES_NODE,
        "sh:select": Literal(query.filled(values)),
        _SCHEMA + "target": NamedNode(ENDPOINT),
        _SCHEMA + "keywords": Literal(query.topic),
    }
    for kind in ("sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"):
        yield Triple(node, NamedNode(expand("rdf:type")), NamedNode(expand(kind)))
    for predicate, value in said.items():
        yield Triple(node, NamedNode(expand(predicate)), value)


def _default(parameter: Parameter, named: _Named, members: _Members) -> NamedNode | Literal | None:
    """The term of a default; None when it is the name of nothing here that its type allows."""
    name = parameter.default or ""
    if parameter.type in _NUMBERS:
        return Literal(name, datatype=NamedNode(expand(f"xsd:{parameter.type}")))
    if parameter.type == "text":
        return Literal(name)
    iris = named.get(normalise(name), [])
    if parameter.type in ("class", "property"):
        iris = [iri for iri in iris if iri.startswith(ASSB)]
    elif parameter.type not in PLAIN_TYPES:
        iris = [iri for iri in iris if iri in members.get(ASSB + parameter.type, ())]
    return NamedNode(iris[0]) if iris else None


def _prefix_declarations() -> Iterator[Triple]:
    kind, declare = NamedNode(expand("rdf:type")), NamedNode(expand("sh:declare"))
    yield Triple(_PREFIXES_NODE, kind, NamedNode(expand("owl:Ontology")))
    for prefix, namespace in PREFIXES.items():
        node = NamedNode(f"{_BASE}prefix/{prefix}")
        address = Literal(namespace, datatype=NamedNode(expand("xsd:anyURI")))
        yield Triple(_PREFIXES_NODE, declare, node)
        yield Triple(node, NamedNode(expand("sh:prefix")), Literal(prefix))
        yield Triple(node, NamedNode(expand("sh:namespace")), address)
