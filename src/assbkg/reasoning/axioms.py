"""OWL axioms as plain data, from which rules are made.

Terms are text as in `TripleText`. `str` of an axiom reads as in description logic.
"""

from __future__ import annotations

from dataclasses import dataclass

from assbkg.vocabulary import PREFIXES, shorten

__all__ = [
    "THING",
    "TYPE",
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
    "short",
]

#: Subject, predicate and object as text: IRIs bare, literals as N-Triples has them, so
#: that what begins with `"` is a literal. There are no blank nodes.
TripleText = tuple[str, str, str]

TYPE = PREFIXES["rdf"] + "type"
THING = PREFIXES["owl"] + "Thing"


def short(iri: str) -> str:
    """Return an IRI for messages: a term of this ontology without a prefix."""
    return shorten(iri).removeprefix("assb:")


@dataclass(frozen=True)
class Named:
    """A class with an IRI."""

    iri: str

    def __str__(self) -> str:
        return "⊤" if self.iri == THING else short(self.iri)


@dataclass(frozen=True)
class SomeValues:
    """∃property.filler."""

    property: str
    filler: ClassExpression

    def __str__(self) -> str:
        return f"∃{short(self.property)}.{self.filler}"


@dataclass(frozen=True)
class HasValue:
    """∃property.{individual}."""

    property: str
    individual: str

    def __str__(self) -> str:
        return f"∃{short(self.property)}.{{{shorten(self.individual)}}}"


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
    """Everything that `sub` links, `sup` links; in the opposite direction if `inverted`."""

    sub: str
    sup: str
    inverted: bool = False

    def __str__(self) -> str:
        return f"{short(self.sub)}{'⁻' * self.inverted} ⊑ {short(self.sup)}"


@dataclass(frozen=True)
class Inverse:
    """Two properties that state the same in opposite directions."""

    first: str
    second: str

    def __str__(self) -> str:
        return f"{short(self.first)} = {short(self.second)}⁻"


@dataclass(frozen=True)
class Chain:
    """What `links` connect one after the other, `sup` links; transitivity is a chain."""

    links: tuple[str, ...]
    sup: str

    def __str__(self) -> str:
        return " ∘ ".join(map(short, self.links)) + f" ⊑ {short(self.sup)}"


@dataclass(frozen=True)
class Typing:
    """Subjects (`end` is `domain`) or objects (`range`) of a property are in a class."""

    property: str
    end: str
    target: ClassExpression

    def __str__(self) -> str:
        return f"{self.end}({short(self.property)}) ⊑ {self.target}"


@dataclass(frozen=True)
class Disjoint:
    """Nothing is in both classes."""

    first: str
    second: str

    def __str__(self) -> str:
        return f"{Named(self.first)} ⊓ {Named(self.second)} ⊑ ⊥"


@dataclass(frozen=True)
class Axioms:
    """All axioms of an ontology, sorted by their text, and those that can't be expressed."""

    sub_classes: tuple[SubClass, ...]
    sub_properties: tuple[SubProperty, ...]
    inverses: tuple[Inverse, ...]
    chains: tuple[Chain, ...]
    typings: tuple[Typing, ...]
    disjoint: tuple[Disjoint, ...]
    unsupported: tuple[str, ...]
