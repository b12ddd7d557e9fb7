"""One thing of the graph: its names, its kinds, and how it is linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Quad, Store

from assbkg.asking.entities import Entities
from assbkg.asking.results import html
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, ONTOLOGY_GRAPH
from assbkg.vocabulary import ASSB, expand, shorten

__all__ = ["Entity", "LinkCount", "Named", "describe"]

Direction = Literal["out", "in"]

_TYPE: Final = NamedNode(expand("rdf:type"))
#: What tells of a graded link what it links, and is no link of its own.
_PARTS_OF_LINKS: Final = frozenset(
    ASSB + name for name in ("linkSubject", "linkProperty", "linkObject")
)
_CLAIM_ENDS: Final = frozenset({ASSB + "claimSubject", ASSB + "claimObject"})


@dataclass(frozen=True)
class Named:
    """A thing with its label and kind, to tell it from others of its name."""

    iri: str
    label: str
    kind: str

    def __str__(self) -> str:
        return f"{self.label} ({self.kind}, {shorten(self.iri)})"


@dataclass(frozen=True)
class LinkCount:
    """How many links of a property go out of a thing, or come in, asserted and inferred.

    `property` is a CURIE; `a` counts the members of a class.
    """

    property: str
    label: str
    direction: Direction
    asserted: int
    inferred: int


@dataclass(frozen=True, repr=False)
class Entity:
    """One thing of the graph.

    `kind` is the label of its class, or `class`, `property` or `term`. `types` are labels of
    all classes that tables and ontology give it, `inferred_types` of those that reasoning
    adds. `claims` is the number of claims of which it is an end. `also` is what else its name
    means, where it was found by a name.

    >>> import assbkg
    >>> assbkg.open().entity("Ti3C2Tx")
    <Entity: Ti₃C₂Tₓ MXene (MXene, kg:ti3c2tx)>
    """

    iri: str
    curie: str
    label: str
    kind: str
    alternative_labels: tuple[str, ...]
    formula: str
    definition: str
    types: tuple[str, ...]
    inferred_types: tuple[str, ...]
    links: tuple[LinkCount, ...]
    claims: int
    also: tuple[Named, ...] = ()

    def __str__(self) -> str:
        return "\n".join([self._head, *(f"  {name}: {said}" for name, said in self._facts())])

    def __repr__(self) -> str:
        return f"<Entity: {self._head}>"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        facts = ((html.cell(name), html.cell(said)) for name, said in self._facts())
        links = (
            (
                html.cell(link.direction),
                html.cell(link.label, link.property),
                *map(str, (link.asserted, link.inferred)),
            )
            for link in self.links
        )
        return (
            f"<p><b>{html.cell(self._head, self.iri)}</b></p>"
            + html.table(("", ""), (False, False), facts)
            + html.table(
                ("links", "property", "asserted", "inferred"), (False, False, True, True), links
            )
        )

    @property
    def _head(self) -> str:
        return f"{self.label} ({self.kind}, {self.curie})"

    def _facts(self) -> Iterator[tuple[str, str]]:
        """What there is to say beside links, each with what it is."""
        for name, values in (
            ("also called", self.alternative_labels),
            ("formula", (self.formula,)),
            ("definition", (self.definition,)),
            ("is a", self.types),
            ("by reasoning a", self.inferred_types),
            ("claims", (str(self.claims or ""),)),
            ("its name also means", map(str, self.also)),
        ):
            if said := ", ".join(values):
                yield name, said


def describe(iri: str, store: Store, entities: Entities, also: Iterable[str] = ()) -> Entity:
    """Look up all that there is about a thing; `also` are the IRIs of others of its name."""
    node = NamedNode(iri)
    given = _labels(store, node, entities, ASSERTED, EVIDENCE, ONTOLOGY_GRAPH)
    return Entity(
        iri=iri,
        curie=shorten(iri),
        label=entities.label(iri),
        kind=entities.kind(iri),
        alternative_labels=tuple(sorted(_texts(store, node, "skos:altLabel"))),
        formula=next(_texts(store, node, "assb:chemicalFormula"), ""),
        definition=next(_texts(store, node, "skos:definition"), ""),
        types=tuple(given),
        inferred_types=tuple(t for t in _labels(store, node, entities, INFERRED) if t not in given),
        links=tuple(_links(store, node, entities)),
        claims=sum(q.predicate.value in _CLAIM_ENDS for q in _incoming(store, node, EVIDENCE)),
        also=tuple(Named(i, entities.label(i), entities.kind(i)) for i in also if i != iri),
    )


def _texts(store: Store, node: NamedNode, predicate: str) -> Iterator[str]:
    for quad in store.quads_for_pattern(node, NamedNode(expand(predicate)), None):
        if isinstance(quad.object, RdfLiteral):
            yield quad.object.value


def _labels(store: Store, node: NamedNode, entities: Entities, *graphs: NamedNode) -> list[str]:
    """The labels of the classes that graphs say a thing is of, without those of OWL itself."""
    found = {
        quad.object.value
        for graph in graphs
        for quad in store.quads_for_pattern(node, _TYPE, None, graph)
        if isinstance(quad.object, NamedNode)
    }
    return sorted(entities.label(iri) for iri in found if iri.startswith(ASSB))


def _links(store: Store, node: NamedNode, entities: Entities) -> Iterator[LinkCount]:
    """Links with other things, by direction and property; outgoing first."""
    asserted, inferred = (
        Counter(
            (direction, quad.predicate.value)
            for graph in graphs
            for direction, quads in (
                ("out", store.quads_for_pattern(node, None, None, graph)),
                ("in", _incoming(store, node, graph)),
            )
            for quad in quads
            if _is_link(quad, direction)
        )
        for graphs in ((ASSERTED, ONTOLOGY_GRAPH), (INFERRED,))
    )
    for direction in ("out", "in"):
        for way, iri in sorted({*asserted, *inferred}):
            if way == direction:
                is_type = iri == _TYPE.value
                yield LinkCount(
                    property="a" if is_type else shorten(iri),
                    label="is a" if is_type else entities.label(iri),
                    direction=direction,
                    asserted=asserted[way, iri],
                    inferred=inferred[way, iri],
                )


def _is_link(quad: Quad, direction: str) -> bool:
    """Tell whether a quad links things of our own; types of a thing are told apart."""
    if not isinstance(quad.object, NamedNode):
        return False
    is_member = direction == "in" and quad.predicate == _TYPE
    predicate = quad.predicate.value
    return is_member or (predicate.startswith(ASSB) and predicate not in _PARTS_OF_LINKS)


def _incoming(store: Store, node: NamedNode, graph: NamedNode) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, node, graph)
