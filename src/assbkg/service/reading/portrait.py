"""All that the graph says of one thing, as a page shows it: bounded, however much there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple
from pyoxigraph import Literal as RdfLiteral

from assbkg.graph.provenance import WORDS, graded_node
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED
from assbkg.reasoning.facts import Fact
from assbkg.record.claims import Claim, read_claim
from assbkg.record.measurements import Measurement, read_measurement
from assbkg.record.names import Entities
from assbkg.record.sources import Place, Sources
from assbkg.vocabulary import ASSB, CATALOGUE_GRAPH, expand

__all__ = ["Group", "Link", "Portrait", "bounded_description", "exists", "portray"]

Standing = Literal["asserted", "inferred"]

#: Links of one property in one direction that are shown, and claims; of each the count is whole.
MOST_LINKS: Final = 50
MOST_CLAIMS: Final = 200
#: Statements that are looked through, and statements in the description of a thing.
_MOST_STATEMENTS: Final = 50_000

_CATALOGUE: Final = NamedNode(CATALOGUE_GRAPH)
_TYPE: Final = NamedNode(expand("rdf:type"))
_NAMES: Final = frozenset(
    map(expand, ("rdfs:label", "skos:altLabel", "skos:definition", "assb:chemicalFormula"))
)
#: What says of a record what it is about: shown with the record, and not with its ends.
_PARTS: Final = frozenset(
    ASSB + name
    for name in (
        *("linkSubject", "linkProperty", "linkObject"),
        *("firstSide", "secondSide", "disagreementOn", "byRule"),
        *("claimSubject", "claimProperty", "claimObject"),
    )
)
_SUBJECT, _OBJECT, _PROPERTY = (
    NamedNode(f"{ASSB}claim{end}") for end in ("Subject", "Object", "Property")
)
_MEASUREMENT: Final = NamedNode(ASSB + "hasMeasurement")


@dataclass(frozen=True)
class Link:
    """One link with another thing; `places` are the sentences of the claims that state it."""

    other: str
    standing: Standing
    grade: str
    modalities: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Group:
    """The links of one property, out of a thing or into it: how many, and the first of them.

    `is_whole` is False where there were too many to count.
    """

    property: str
    is_outgoing: bool
    count: int
    links: tuple[Link, ...]
    is_whole: bool = True


@dataclass(frozen=True)
class Portrait:
    """A thing: its classes, links, claims, measurements, and what it has in plain values.

    `types` and `inferred_types` are IRIs of classes. `claim_count` counts all claims.
    """

    iri: str
    types: tuple[str, ...]
    inferred_types: tuple[str, ...]
    groups: tuple[Group, ...]
    claims: tuple[Claim, ...]
    claim_count: int
    measurements: tuple[Measurement, ...]
    values: tuple[tuple[str, RdfLiteral], ...]


def exists(iri: str, store: Store) -> bool:
    """Tell whether the graph says anything of an IRI."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    found = (
        next(store.quads_for_pattern(node, None, None, None), None),
        next(store.quads_for_pattern(None, None, node, None), None),
    )
    return any(quad is not None for quad in found)


def portray(iri: str, store: Store, entities: Entities) -> Portrait:
    """Gather what a page says of a thing that the graph knows."""
    node = NamedNode(iri)
    out = _bounded(store.quads_for_pattern(node, None, None, None))
    into = _bounded(store.quads_for_pattern(None, None, node, None))
    sources = Sources(store)
    claims, claim_count = _claims(node, store, sources)
    types = {_value(q): q.graph_name == INFERRED for q in out if q.predicate == _TYPE}
    for quad in out:  # what is given is not inferred, whatever else is
        if quad.predicate == _TYPE and quad.graph_name != INFERRED:
            types[_value(quad)] = False
    return Portrait(
        iri=iri,
        types=_in_order((t for t, inferred in types.items() if not inferred), entities),
        inferred_types=_in_order((t for t, inferred in types.items() if inferred), entities),
        groups=tuple(_groups(node, out, into, claims, store, entities)),
        claims=claims,
        claim_count=claim_count,
        measurements=tuple(
            read_measurement(sources.said(quad.object.value), sources)
            for quad in store.quads_for_pattern(node, _MEASUREMENT, None, ASSERTED)
            if isinstance(quad.object, NamedNode)
        ),
        values=tuple(
            (quad.predicate.value, quad.object)
            for quad in sorted(out, key=str)
            if isinstance(quad.object, RdfLiteral) and quad.predicate.value not in _NAMES
        ),
    )


def bounded_description(iri: str, store: Store) -> Iterator[Triple]:
    """Yield what the graph says of a thing as subject, with the blank nodes that this needs.

    A concise bounded description, each statement once, as DESCRIBE gives it.
    """
    waiting: list[NamedNode | BlankNode] = [NamedNode(iri)]
    known = set(waiting)
    while waiting:
        seen = set()
        for quad in store.quads_for_pattern(waiting.pop(), None, None, None):
            triple = Triple(quad.subject, quad.predicate, quad.object)
            if triple in seen:
                continue
            seen.add(triple)
            yield triple
            if isinstance(quad.object, BlankNode) and quad.object not in known:
                known.add(quad.object)
                waiting.append(quad.object)


def _bounded(quads: Iterable[Quad]) -> list[Quad]:
    """Return statements up to a bound, without those of a service about itself."""
    return [q for q in islice(quads, _MOST_STATEMENTS) if q.graph_name != _CATALOGUE]


def _groups(
    node: NamedNode,
    out: list[Quad],
    into: list[Quad],
    claims: tuple[Claim, ...],
    store: Store,
    entities: Entities,
) -> Iterator[Group]:
    """Yield links by direction and property, outgoing ones first, each by the label of its end."""
    stated: dict[Fact, list[Claim]] = {}
    for claim in claims:
        stated.setdefault(claim.link, []).append(claim)
    for is_outgoing, quads in ((True, out), (False, into)):
        ends: dict[str, dict[str, Standing]] = {}
        for quad in quads:
            other = quad.object if is_outgoing else quad.subject
            if not isinstance(other, NamedNode) or (is_outgoing and quad.predicate == _TYPE):
                continue
            if not is_outgoing and quad.predicate.value in _PARTS:
                continue
            standings = ends.setdefault(quad.predicate.value, {})
            if quad.graph_name != INFERRED or other.value not in standings:
                inferred = quad.graph_name == INFERRED
                standings[other.value] = "inferred" if inferred else "asserted"
        for predicate in _in_order(ends, entities):
            found = ends[predicate]
            links = []
            for other_iri in _in_order(found, entities)[:MOST_LINKS]:
                pair = (node.value, other_iri) if is_outgoing else (other_iri, node.value)
                said = stated.get(Fact(predicate, *pair), [])
                links.append(
                    Link(
                        other=other_iri,
                        standing=found[other_iri],
                        grade=_grade(pair[0], predicate, pair[1], store),
                        modalities=tuple(dict.fromkeys(claim.modality for claim in said)),
                        places=tuple(dict.fromkeys(p for claim in said for p in claim.places)),
                    )
                )
            is_whole = len(quads) < _MOST_STATEMENTS
            yield Group(predicate, is_outgoing, len(found), tuple(links), is_whole)


def _grade(subject: str, predicate: str, target: str, store: Store) -> str:
    """Return the grade of a link; empty where reasoning gave it none."""
    node = graded_node(subject, predicate, target)
    if node is None:
        return ""
    grades = store.quads_for_pattern(node, NamedNode(ASSB + "hasGrade"), None, INFERRED)
    return next((WORDS.get(_value(quad), "") for quad in grades), "")


def _claims(node: NamedNode, store: Store, sources: Sources) -> tuple[tuple[Claim, ...], int]:
    """Return the first claims of which a thing is an end, and how many there are."""
    found = {
        quad.subject: None
        for end in (_SUBJECT, _OBJECT)
        for quad in _bounded(store.quads_for_pattern(None, end, node, EVIDENCE))
        if isinstance(quad.subject, NamedNode)
        and next(store.quads_for_pattern(quad.subject, _PROPERTY, None, EVIDENCE), None)
    }
    chosen = sorted(found, key=lambda claim: claim.value)[:MOST_CLAIMS]
    said = (sources.said(claim.value) for claim in chosen)
    return tuple(read_claim(one, sources, {}) for one in said), len(found)


def _value(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, NamedNode) else ""


def _in_order(iris: Iterable[str], entities: Entities) -> tuple[str, ...]:
    """Return IRIs by their labels."""
    return tuple(sorted((i for i in iris if i), key=lambda i: (entities.label(i).casefold(), i)))
