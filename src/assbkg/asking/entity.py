"""One thing of the graph: its names, its kinds, and how it is linked.

From a thing its links lead on: `thing.employs.mitigates` are the things that what it employs
mitigates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Quad, Store

from assbkg.asking.records_of import claims, measurements
from assbkg.asking.results.frames import Value, typed_columns
from assbkg.asking.results.result import SHOWN_ROWS, Result
from assbkg.document.model import Paragraph, Run, simple_table
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, ONTOLOGY_GRAPH
from assbkg.nearest import nearest
from assbkg.printable import flat, in_brief, one_line
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB, expand, shorten

if TYPE_CHECKING:
    from assbkg.record.names import Entities

__all__ = ["Entity", "LinkCount", "Named", "Things", "describe"]


def follow(
    entities: Entities, iris: Iterable[str], relation: str
) -> tuple[list[str], tuple[Value | None, ...]]:
    """Return the things that a property, by its IRI, links to, by label, and its values."""
    quads = [
        quad
        for iri in iris
        for quad in entities.store.quads_for_pattern(NamedNode(iri), NamedNode(relation), None)
    ]
    things = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
    texts = sorted({quad.object for quad in quads if isinstance(quad.object, RdfLiteral)}, key=str)
    values = typed_columns(("value",), [(text,) for text in texts], entities.label)[0].values
    return sorted(things, key=lambda iri: (entities.label(iri), iri)), values


def no_such(whose: str, name: str, known: Iterable[str]) -> AttributeError:
    """Return the error for an attribute that is no relation, with the nearest."""
    near = nearest(name, known)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else "; dir() lists all"
    return AttributeError(f"{whose} has no relation {name!r}{hint}")


Direction = Literal["out", "in"]

_TYPE: Final = NamedNode(expand("rdf:type"))
#: What tells of a graded link or a disagreement what it is about, and is no link of its own.
_PARTS_OF_LINKS: Final = frozenset(
    ASSB + name
    for name in (
        *("linkSubject", "linkProperty", "linkObject"),
        *("firstSide", "secondSide", "disagreementOn", "byRule"),
    )
)
#: How many things are named in one line.
_NAMED: Final = 3


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
    adds. `also` is what else its name means, where it was found by a name.

    Each property of the ontology is an attribute by its local name. An object property gives
    the `Things` that it links to, asserted or inferred; another one its values.

    >>> import assbkg
    >>> system = assbkg.open().entity("void-designs")
    >>> system
    <Entity: gap designs for silicon-based materials (generic system, kg:void-designs)>
    >>> system.employs
    <1 thing: void engineering in gap designs for silicon-based materials>
    >>> system.employs.operatesThrough.mitigates
    <3 things: electrode cracking, volume expansion, volume expansion of silicon>
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
    also: tuple[Named, ...] = ()
    entities: Entities = field(kw_only=True, compare=False)

    @cached_property
    def claims(self) -> Result:
        """The claims of which it is an end, each as a row, by id."""
        return claims(self.entities, self.iri)

    @cached_property
    def measurements(self) -> Result:
        """The measurements of it or of a sample of it, each as a row, by id.

        `value`, `low` and `high` are in `unit`, the reference unit of the quantity.
        """
        return measurements(self.entities, self.iri)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - things or values
        """Follow a property. Raises `AttributeError` with the nearest name for no property."""
        if name.startswith("_"):
            raise AttributeError(name)
        return _followed(self.entities, (self,), name, self.label)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_outgoing((self,))} - {"entities"})

    def __str__(self) -> str:
        lines = [self._head, *(f"  {name}: {said}" for name, said in self._facts())]
        return "\n".join(map(flat, lines))

    def __repr__(self) -> str:
        return in_brief(self, self._head)

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        from assbkg.document.html import write_fragment

        links = (
            (
                link.direction,
                (Run(link.label, hint=link.property),),
                *map(str, (link.asserted, link.inferred)),
            )
            for link in self.links
        )
        headings = ("links", "property", "asserted", "inferred")
        head = Paragraph(((Run(self._head, "strong", hint=self.iri),),))
        facts = simple_table(("", ""), self._facts())
        numeric = (False, False, True, True)
        return write_fragment([head, facts, simple_table(headings, links, numeric)])

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
            ("claims", (str(len(self.claims) or ""),)),
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
        also=tuple(Named(i, entities.label(i), entities.kind(i)) for i in also if i != iri),
        entities=entities,
    )


class Things(tuple[Entity, ...]):
    """Things that links lead to, by label, each once. Their links lead on, from all of them."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - things or values
        """Follow a property from all. Raises `AttributeError` as `Entity` does."""
        if name.startswith("_"):
            raise AttributeError(name)
        if not self:
            return self
        return _followed(self[0].entities, self, name, f"none of {self!r}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_outgoing(self)})

    def __repr__(self) -> str:
        names = [one.label for one in self[:_NAMED]] + ["…"] * (len(self) > _NAMED)
        count = f"{len(self)} thing{'s' * (len(self) != 1)}"
        return f"<{count}{': ' * bool(self)}{one_line(', '.join(names))}>"

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows."""
        from assbkg.document.html import write_fragment

        rows = (
            ((Run(one.label, hint=one.iri),), one.kind, one.formula) for one in self[:SHOWN_ROWS]
        )
        more = "" if len(self) <= SHOWN_ROWS else f"{SHOWN_ROWS} of {len(self)} things"
        return write_fragment([simple_table(("thing", "kind", "formula"), rows, caption=more)])


def _followed(
    entities: Entities, origins: Iterable[Entity], name: str, whose: str
) -> Things | tuple[Value | None, ...]:
    if name not in entities.relations:
        fields = (*Entity.__dataclass_fields__, "claims", "measurements")
        raise no_such(whose, name, (*entities.relations, *fields))
    iris, values = follow(entities, (one.iri for one in origins), entities.relations[name])
    return values or Things(describe(iri, entities.store, entities) for iri in iris)


def _outgoing(things: Iterable[Entity]) -> Iterator[str]:
    """Go through the local names of all properties that lead from some things."""
    for one in things:
        for quad in one.entities.store.quads_for_pattern(NamedNode(one.iri), None, None):
            name = quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
            if one.entities.relations.get(name) == quad.predicate.value:
                yield name


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
