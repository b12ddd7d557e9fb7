"""OWL axioms, read from triples into plain data.

Everything that the triples say in the OWL vocabulary ends up either as an axiom here or
in `Axioms.unsupported`, by name: nothing is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assbkg.errors import OntologyError
from assbkg.vocabulary import PREFIXES, shorten

__all__ = [
    "Axioms",
    "Chain",
    "ClassExpression",
    "Disjoint",
    "HasValue",
    "Intersection",
    "Inverse",
    "Named",
    "SomeValues",
    "SubClass",
    "SubProperty",
    "TripleText",
    "Typing",
    "read_axioms",
]

#: Subject, predicate and object as text; IRIs bare.
TripleText = tuple[str, str, str]

RDF, RDFS, OWL = PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["owl"]
TYPE = RDF + "type"


@dataclass(frozen=True)
class Named:
    """A class with an IRI."""

    iri: str

    def __str__(self) -> str:
        return shorten(self.iri).removeprefix("assb:")


@dataclass(frozen=True)
class SomeValues:
    """∃property.filler."""

    property: str
    filler: ClassExpression

    def __str__(self) -> str:
        return f"∃{_short(self.property)}.{self.filler}"


@dataclass(frozen=True)
class HasValue:
    """∃property.{individual}."""

    property: str
    individual: str

    def __str__(self) -> str:
        return f"∃{_short(self.property)}.{{{shorten(self.individual)}}}"


@dataclass(frozen=True)
class Intersection:
    """All members at once."""

    members: tuple[ClassExpression, ...]

    def __str__(self) -> str:
        return "(" + " ⊓ ".join(map(str, self.members)) + ")"


ClassExpression = Named | SomeValues | HasValue | Intersection


@dataclass(frozen=True)
class SubClass:
    """Everything in `sub` is in `sup`."""

    sub: ClassExpression
    sup: ClassExpression

    def __str__(self) -> str:
        return f"{self.sub} ⊑ {self.sup}"


@dataclass(frozen=True)
class SubProperty:
    """Everything that `sub` links, `sup` links; the other way round when `inverted`."""

    sub: str
    sup: str
    inverted: bool = False

    def __str__(self) -> str:
        return f"{_short(self.sub)}{'⁻' * self.inverted} ⊑ {_short(self.sup)}"


@dataclass(frozen=True)
class Inverse:
    """Two properties that say the same in opposite directions."""

    first: str
    second: str

    def __str__(self) -> str:
        return f"{_short(self.first)} = {_short(self.second)}⁻"


@dataclass(frozen=True)
class Chain:
    """What `links` reach one after the other, `sup` links; transitivity is a chain."""

    links: tuple[str, ...]
    sup: str

    def __str__(self) -> str:
        return " ∘ ".join(map(_short, self.links)) + f" ⊑ {_short(self.sup)}"


@dataclass(frozen=True)
class Typing:
    """Subjects (`end` is `domain`) or objects (`range`) of a property are in a class."""

    property: str
    end: str
    target: ClassExpression

    def __str__(self) -> str:
        return f"{self.end}({_short(self.property)}) ⊑ {self.target}"


@dataclass(frozen=True)
class Disjoint:
    """Nothing is in both classes."""

    first: str
    second: str

    def __str__(self) -> str:
        return f"{Named(self.first)} ⊓ {Named(self.second)} ⊑ ⊥"


@dataclass(frozen=True)
class Axioms:
    """All axioms of an ontology, sorted by how they read, and what can't be expressed."""

    sub_classes: tuple[SubClass, ...]
    sub_properties: tuple[SubProperty, ...]
    inverses: tuple[Inverse, ...]
    chains: tuple[Chain, ...]
    typings: tuple[Typing, ...]
    disjoint: tuple[Disjoint, ...]
    properties: frozenset[str]
    unsupported: tuple[str, ...]


def _short(iri: str) -> str:
    return shorten(iri).removeprefix("assb:")


#: OWL terms that state no more than what a term is, or nothing that derives a fact.
_HARMLESS_TYPES = {
    OWL + name
    for name in (
        "AllDifferent",
        "AllDisjointClasses",
        "AnnotationProperty",
        "Class",
        "DatatypeProperty",
        "NamedIndividual",
        "ObjectProperty",
        "Ontology",
        "Restriction",
        "SymmetricProperty",
        "TransitiveProperty",
    )
}
_READ_PREDICATES = {
    OWL + name
    for name in (
        "disjointWith",
        "distinctMembers",
        "equivalentClass",
        "equivalentProperty",
        "hasValue",
        "imports",
        "intersectionOf",
        "inverseOf",
        "members",
        "onProperty",
        "priorVersion",
        "propertyChainAxiom",
        "someValuesFrom",
        "versionIRI",
        "versionInfo",
        "deprecated",
    )
}


class _Reader:
    """Walks over the triples of one ontology."""

    def __init__(self, triples: Iterable[TripleText]) -> None:
        self.by_subject: dict[str, dict[str, list[str]]] = {}
        self.by_predicate: dict[str, list[tuple[str, str]]] = {}
        for s, p, o in sorted(set(triples)):
            self.by_subject.setdefault(s, {}).setdefault(p, []).append(o)
            self.by_predicate.setdefault(p, []).append((s, o))
        self.unsupported: set[str] = set()

    def pairs(self, predicate: str) -> list[tuple[str, str]]:
        return self.by_predicate.get(predicate, [])

    def instances(self, class_iri: str) -> list[str]:
        return [s for s, o in self.pairs(TYPE) if o == class_iri]

    def items(self, node: str) -> tuple[str, ...]:
        """The members of an RDF list."""
        found: list[str] = []
        while node != RDF + "nil":
            cell = self.by_subject.get(node, {})
            if RDF + "first" not in cell or len(found) > len(self.by_subject):
                raise OntologyError(f"{node}: is no well-formed list")
            found.append(cell[RDF + "first"][0])
            node = cell[RDF + "rest"][0]
        return tuple(found)

    def expression(self, node: str, where: str) -> ClassExpression | None:
        """The class that a node describes; None, and reported, when not expressible."""
        said = self.by_subject.get(node, {})
        if OWL + "someValuesFrom" in said:
            filler = self.expression(said[OWL + "someValuesFrom"][0], where)
            return filler and SomeValues(said[OWL + "onProperty"][0], filler)
        if OWL + "hasValue" in said:
            return HasValue(said[OWL + "onProperty"][0], said[OWL + "hasValue"][0])
        if OWL + "intersectionOf" in said:
            items = self.items(said[OWL + "intersectionOf"][0])
            members = [self.expression(item, where) for item in items]
            kept = tuple(m for m in members if m is not None)
            return Intersection(kept) if len(kept) == len(members) else None
        constructor = [p for p in said if p.startswith(OWL) and p not in _READ_PREDICATES]
        if constructor:
            self.unsupported.add(f"{where}: {', '.join(map(shorten, constructor))}")
            return None
        return Named(node)


def read_axioms(triples: Iterable[TripleText]) -> Axioms:
    """Read every axiom. Raises `OntologyError` on a malformed list."""
    reader = _Reader(triples)
    chains = [
        Chain(reader.items(node), sup) for sup, node in reader.pairs(OWL + "propertyChainAxiom")
    ]
    chains += [Chain((p, p), p) for p in reader.instances(OWL + "TransitiveProperty")]
    sub_properties = [SubProperty(s, o) for s, o in reader.pairs(RDFS + "subPropertyOf")]
    for first, second in reader.pairs(OWL + "equivalentProperty"):
        sub_properties += [SubProperty(first, second), SubProperty(second, first)]
    sub_properties += [SubProperty(p, p, True) for p in reader.instances(OWL + "SymmetricProperty")]
    axioms = {
        "sub_classes": list(_sub_classes(reader)),
        "sub_properties": sub_properties,
        "inverses": [Inverse(s, o) for s, o in reader.pairs(OWL + "inverseOf")],
        "chains": chains,
        "typings": list(_typings(reader)),
        "disjoint": list(_disjoint(reader)),
    }
    _report_unread(reader)
    properties = frozenset(
        p for kind in ("ObjectProperty", "DatatypeProperty") for p in reader.instances(OWL + kind)
    )
    return Axioms(
        **{name: tuple(sorted(set(found), key=str)) for name, found in axioms.items()},  # type: ignore[arg-type,type-var]
        properties=properties,
        unsupported=tuple(sorted(reader.unsupported)),
    )


def _sub_classes(reader: _Reader) -> Iterator[SubClass]:
    for s, o in reader.pairs(RDFS + "subClassOf"):
        sub, sup = reader.expression(s, _short(s)), reader.expression(o, _short(s))
        if sub and sup:
            yield SubClass(sub, sup)
    for s, o in reader.pairs(OWL + "equivalentClass"):
        first, second = reader.expression(s, _short(s)), reader.expression(o, _short(s))
        if first and second:
            yield SubClass(first, second)
            yield SubClass(second, first)


def _typings(reader: _Reader) -> Iterator[Typing]:
    for end in ("domain", "range"):
        for prop, node in reader.pairs(RDFS + end):
            if node.startswith(PREFIXES["xsd"]) or OWL + "AnnotationProperty" in (
                reader.by_subject[prop].get(TYPE, [])
            ):
                continue
            target = reader.expression(node, f"{end} of {_short(prop)}")
            if target:
                yield Typing(prop, end, target)


def _disjoint(reader: _Reader) -> Iterator[Disjoint]:
    for first, second in reader.pairs(OWL + "disjointWith"):
        yield Disjoint(*sorted((first, second)))
    for node in reader.instances(OWL + "AllDisjointClasses"):
        members = sorted(reader.items(reader.by_subject[node][OWL + "members"][0]))
        for i, first in enumerate(members):
            yield from (Disjoint(first, second) for second in members[i + 1 :])


def _report_unread(reader: _Reader) -> None:
    """Name every OWL construct in axiom position that nothing above has read."""
    for s, o in reader.pairs(TYPE):
        if o.startswith(OWL) and o not in _HARMLESS_TYPES:
            reader.unsupported.add(f"{_short(s)}: {shorten(o)}")
    for predicate, pairs in reader.by_predicate.items():
        if predicate.startswith(OWL) and predicate not in _READ_PREDICATES:
            for s, _ in pairs:
                described = reader.by_subject[s].get(TYPE, [])
                if OWL + "Restriction" not in described and OWL + "Class" not in described:
                    reader.unsupported.add(f"{_short(s)}: {shorten(predicate)}")
                elif not s.startswith(PREFIXES["kg"]) and "genid" not in s:
                    reader.unsupported.add(f"{_short(s)}: {shorten(predicate)}")
