"""Find all disagreements of a graph, from its quads and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from assbkg.composition import composition
from assbkg.curation.conditions import CONDITIONS
from assbkg.graph.disagreements import Finding
from assbkg.reasoning.disagreement.statements import Statement, Statements
from assbkg.reasoning.disagreement.values import (
    Role,
    Scale,
    ScaleKind,
    Span,
    Superior,
    Value,
    fading_reversed,
    unsupported_superiority,
    values_apart,
)
from assbkg.reasoning.facts import Fact, Instances
from assbkg.vocabulary import ASSB, above, expand

__all__ = ["find_disagreements"]


def find_disagreements(quads: Iterable[Quad], instances: Instances) -> tuple[Finding, ...]:
    """Return all disagreements of a graph, in order.

    `quads` are those of the ontology and of the tables, `instances` what follows from them.
    """
    reading = _Reading(_by_subject(quads), instances)
    statements = Statements(tuple(reading.statements()), instances, reading.opposites)
    values = tuple(reading.values())
    found = (
        *statements.disagreements(),
        *unsupported_superiority(tuple(reading.superior(statements)), values, reading.falling),
        *values_apart(values, reading.scales),
        *fading_reversed(values, reading.fading),
    )
    return tuple(sorted(set(found)))


#: The values of a thing's properties, by the names of the properties without their namespace.
_Said = Mapping[str, Sequence[str]]

_KEPT: Final = (ASSB, expand("rdf:type"), expand("prov:hadPrimarySource"))


def _by_subject(quads: Iterable[Quad]) -> Mapping[str, _Said]:
    found: dict[str, dict[str, list[str]]] = {}
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if not predicate.startswith(_KEPT) or not isinstance(subject, NamedNode):
            continue
        if isinstance(value, (NamedNode, Literal)):
            said = found.setdefault(subject.value, {})
            said.setdefault(_local(predicate), []).append(value.value)
    return found


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True)
class _Reading:
    """Reads claims, measurements and the ontology's marks from what is said of each thing."""

    said: Mapping[str, _Said]
    instances: Instances

    def statements(self) -> Iterator[Statement]:
        for iri, said in self._records("Claim"):
            ends = (said[f"claim{end}"][0] for end in ("Property", "Subject", "Object"))
            yield Statement(
                iri,
                Fact(*ends),
                denied=ASSB + "Denied" in said.get("hasPolarity", ()),
                modality=_local(next(iter(said.get("hasModality", ())), "")).lower(),
            )

    def values(self) -> Iterator[Value]:
        for iri, said in self._records("Measurement"):
            thing, quantity = said["claimSubject"][0], said["hasQuantityKind"][0]
            span = _span(said)
            if span is None:
                continue
            yield Value(
                record=iri,
                source=said["hadPrimarySource"][0],
                thing=thing,
                composition=composition(next(iter(self._of(thing, "chemicalFormula")), "")),
                kinds=(quantity, *sorted(above(quantity, self._broader) - {quantity})),
                role=_role(said),
                span=span,
                as_written=said["asWritten"][0],
                conditions={
                    name: next(iter(said.get(_local(expand(kind.property)), ())), "")
                    for name, kind in CONDITIONS.items()
                },
            )

    def superior(self, statements: Statements) -> Iterator[Superior]:
        """Yield the claims of superiority, with the kinds and samples of both things."""
        for claim in statements.superior:
            members = (self._with_samples(one) for one in statements.kinds_of(claim.link.subject))
            yield Superior(claim.record, tuple(members), self._with_samples(claim.link.object))

    def _with_samples(self, thing: str) -> tuple[str, ...]:
        return (thing, *self.instances.facts.objects(ASSB + "hasSample", thing))

    def _records(self, kind: str) -> Iterator[tuple[str, _Said]]:
        """Yield the records of a class that nobody withdrew and that are no mere example."""
        for iri, said in sorted(self.said.items()):
            if ASSB + kind not in said.get("type", ()):
                continue
            if ASSB + "Retracted" not in said.get("hasStatus", ()):
                yield iri, said

    def _of(self, thing: str, name: str) -> Sequence[str]:
        return self.said.get(thing, {}).get(name, ())

    @cached_property
    def opposites(self) -> Mapping[str, Sequence[str]]:
        """The properties of which one says the reverse of the other, both ways."""
        found: dict[str, set[str]] = {}
        for one, said in self.said.items():
            for other in said.get("oppositeOf", ()):
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
        return {one: sorted(others) for one, others in sorted(found.items())}

    @cached_property
    def scales(self) -> Mapping[str, Scale]:
        """How far apart values must be to disagree, by quantity kind."""
        marks: tuple[tuple[ScaleKind, str], ...] = (
            ("factor", "apartByFactor"),
            ("share", "apartByShare"),
            ("difference", "apartByDifference"),
        )
        return {
            kind: Scale(by, Decimal(said[mark][0]))
            for kind, said in self.said.items()
            for by, mark in marks
            if mark in said
        }

    @property
    def fading(self) -> frozenset[str]:
        """The quantity kinds that cycling can only lower."""
        return self._marked("fallsWithCycling")

    @property
    def falling(self) -> frozenset[str]:
        """The quantity kinds of which less is better."""
        return self._marked("betterWhenLower")

    def _marked(self, name: str) -> frozenset[str]:
        return frozenset(kind for kind, said in self.said.items() if name in said)

    @cached_property
    def _broader(self) -> Mapping[str, Sequence[str]]:
        return {kind: said["kindOf"] for kind, said in self.said.items() if "kindOf" in said}


def _span(said: _Said) -> Span | None:
    """Return what a measurement allows, in the reference unit; None where it has no value."""
    value, low, high = (
        Decimal(said[name][0]) if name in said else None
        for name in ("standardValue", "lowerBound", "upperBound")
    )
    if value is None:
        return None if low is None and high is None else Span(low, high)
    match said["comparator"][0]:
        case "above" | "at least":
            return Span(value, None)
        case "below" | "at most":
            return Span(None, value)
        case "plus or minus":
            return Span(low, high)
    return Span(value, value)


def _role(said: _Said) -> Role:
    """Return what a value is to its source; what is hoped for is no result."""
    role = _local(next(iter(said.get("hasRole", ())), "ResultRole")).removesuffix("Role").lower()
    found = _local(next(iter(said.get("hasModality", ())), "Measured")) in ("Measured", "Stated")
    if role == "result" and found:
        return "result"
    return "baseline" if role in ("control", "reference") and found else "other"
