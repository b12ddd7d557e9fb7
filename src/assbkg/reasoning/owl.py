"""Read OWL axioms from the triples that state them (OWL 2 Mapping to RDF Graphs).

Nothing is ignored silently. Whatever the triples state in the OWL vocabulary becomes an axiom,
is known to derive no link, or is named in `Axioms.unsupported`. To be sure of that, triples that
are read are ticked off, and the remaining ones are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, TypeVar

from assbkg.reasoning.axioms import (
    THING,
    TYPE,
    Axioms,
    Chain,
    Disjoint,
    Inverse,
    Named,
    SubClass,
    SubProperty,
    TripleText,
    Typing,
)
from assbkg.reasoning.expressions import Expressions, Inexpressible, is_anonymous
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["read_axioms"]

Axiom = TypeVar("Axiom")

OWL, RDFS = PREFIXES["owl"], PREFIXES["rdfs"]

#: Vocabularies in which a triple can state an axiom: OWL, and SWRL's rules.
_LOGIC = (OWL, "http://www.w3.org/2003/11/swrl")

#: Terms of OWL that only declare, describe or annotate.
_SILENT = {
    OWL + name
    for name in (
        # what a term is
        *("Annotation", "AnnotationProperty", "Axiom", "Class", "DatatypeProperty"),
        *("DeprecatedClass", "DeprecatedProperty", "NamedIndividual", "ObjectProperty"),
        *("Ontology", "OntologyProperty", "Restriction", "Thing"),
        # statements about axioms and whole ontologies
        *("annotatedProperty", "annotatedSource", "annotatedTarget", "backwardCompatibleWith"),
        *("deprecated", "imports", "incompatibleWith", "priorVersion", "versionIRI"),
        "versionInfo",
    )
}

#: Maximum number of classes in one axiom of disjointness: each pair of them is an axiom.
_MOST_DISJOINT: Final = 1_000


def read_axioms(triples: Iterable[TripleText]) -> Axioms:
    """Read every axiom of an ontology whose blank nodes have IRIs.

    Raises `OntologyError` on a malformed list.
    """
    reader = _Reader(triples)
    axioms = Axioms(
        sub_classes=_sorted(_sub_classes(reader)),
        sub_properties=_sorted(_sub_properties(reader)),
        inverses=_sorted(_inverses(reader)),
        chains=_sorted(_chains(reader)),
        typings=_sorted(_typings(reader)),
        disjoint=_sorted(_disjoint(reader)),
        unsupported=(),
    )
    # Only now has the reader ticked off all that it could read.
    return replace(axioms, unsupported=tuple(sorted({*reader.unsupported, *reader.unread()})))


def _sorted(axioms: Iterable[Axiom]) -> tuple[Axiom, ...]:
    return tuple(sorted(set(axioms), key=str))


class _Reader(Expressions):
    """Walks over the triples and records what it could and could not read."""

    def __init__(self, triples: Iterable[TripleText]) -> None:
        super().__init__(triples)
        self.ticked: set[TripleText] = set()
        self.reached: set[str] = set()
        self.unsupported: set[str] = set()

    def each(
        self, predicate: str, make: Callable[[str, str], Sequence[Axiom]], value: str = ""
    ) -> list[Axiom]:
        """Return what `make` reads from each triple with a predicate, and `value` if given."""
        found: list[Axiom] = []
        for s, o in self.by_predicate.get(predicate, ()):
            if value in ("", o):
                self.ticked.add((s, predicate, o))
                self._reach(s, o)
                try:
                    found += make(s, o)
                except Inexpressible as fault:
                    why = f" ({fault})" if str(fault) else ""
                    said = shorten(predicate)
                    self.unsupported.add(f"{self.name(s)}: {said} {self.name(o)}{why}")
        return found

    def marked(self, kind: str, make: Callable[[str], Axiom]) -> list[Axiom]:
        """Return what `make` reads from each object property of an OWL kind."""
        return self.each(TYPE, lambda s, _: [make(self.object_property(s))], OWL + kind)

    def unread(self) -> Iterator[str]:
        """Yield the name of every term of OWL that states something and was not read."""
        self._reach(*(o for _, o in self.by_predicate.get(TYPE, ())))
        for subject, said in self.by_subject.items():
            left = {
                self.name(o) if p == TYPE else shorten(p)
                for p, values in said.items()
                for o in values
                if (subject, p, o) not in self.ticked and self._states(subject, p, o)
            }
            if left and is_anonymous(subject):
                yield self.name(subject)
            elif left:
                yield f"{self.name(subject)}: {', '.join(sorted(left))}"

    def _states(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a triple is an axiom, or part of one that was not reached."""
        if predicate == TYPE:
            return is_anonymous(value) or (value.startswith(_LOGIC) and value not in _SILENT)
        if subject in self.reached:
            return False
        return predicate.startswith(_LOGIC) and predicate not in _SILENT

    def _reach(self, *nodes: str) -> None:
        """Mark the anonymous nodes below some nodes: an expression is read or reported whole."""
        waiting = [node for node in nodes if is_anonymous(node) and node not in self.reached]
        while waiting:
            node = waiting.pop()
            self.reached.add(node)
            below = {o for values in self.by_subject.get(node, {}).values() for o in values}
            waiting += [n for n in below if is_anonymous(n) and n not in self.reached]


def _sub_classes(reader: _Reader) -> list[SubClass]:
    def sub(s: str, o: str) -> list[SubClass]:
        return [SubClass(reader.expression(s), reader.expression(o))]

    def equivalent(s: str, o: str) -> list[SubClass]:
        return sub(s, o) + sub(o, s)

    return reader.each(RDFS + "subClassOf", sub) + reader.each(OWL + "equivalentClass", equivalent)


def _sub_properties(reader: _Reader) -> list[SubProperty]:
    def sub(s: str, o: str) -> list[SubProperty]:
        if reader.is_annotation(s):
            return []
        if reader.is_data(s) and reader.is_data(o):
            return [SubProperty(s, o)]
        return [SubProperty(reader.object_property(s), reader.object_property(o))]

    def equivalent(s: str, o: str) -> list[SubProperty]:
        return sub(s, o) + sub(o, s)

    return [
        *reader.each(RDFS + "subPropertyOf", sub),
        *reader.each(OWL + "equivalentProperty", equivalent),
        *reader.marked("SymmetricProperty", lambda p: SubProperty(p, p, inverted=True)),
    ]


def _inverses(reader: _Reader) -> list[Inverse]:
    def inverse(s: str, o: str) -> list[Inverse]:
        return [Inverse(reader.object_property(s), reader.object_property(o))]

    return reader.each(OWL + "inverseOf", inverse)


def _chains(reader: _Reader) -> list[Chain]:
    def chain(s: str, o: str) -> list[Chain]:
        links = tuple(map(reader.object_property, reader.items(o)))
        if not links:
            raise Inexpressible("an empty chain")
        return [Chain(links, reader.object_property(s))]

    transitive = reader.marked("TransitiveProperty", lambda p: Chain((p, p), p))
    return reader.each(OWL + "propertyChainAxiom", chain) + transitive


def _typings(reader: _Reader) -> list[Typing]:
    def domain(s: str, o: str) -> list[Typing]:
        if reader.is_annotation(s):
            return []
        prop = s if reader.is_data(s) else reader.object_property(s)
        return [Typing(prop, "domain", reader.expression(o))]

    def range_(s: str, o: str) -> list[Typing]:
        # A datatype says how a value is written and derives no link.
        if reader.is_annotation(s) or (reader.is_data(s) and reader.is_built_in_datatype(o)):
            return []
        return [Typing(reader.object_property(s), "range", reader.expression(o))]

    return reader.each(RDFS + "domain", domain) + reader.each(RDFS + "range", range_)


def _disjoint(reader: _Reader) -> list[Disjoint]:
    def named(node: str) -> str:
        expression = reader.expression(node)
        if not isinstance(expression, Named) or expression.iri == THING:
            raise Inexpressible
        return expression.iri

    def pair(s: str, o: str) -> list[Disjoint]:
        first, second = sorted((named(s), named(o)))
        return [Disjoint(first, second)]

    def group(s: str, _: str) -> list[Disjoint]:
        lists = reader.constructors(s).get(OWL + "members", [])
        if len(lists) != 1:
            raise Inexpressible(f"{len(lists)} lists of members")
        reader.ticked.add((s, OWL + "members", lists[0]))
        names = sorted(map(named, reader.items(lists[0])))
        if len(names) > _MOST_DISJOINT:
            raise Inexpressible(f"more than {_MOST_DISJOINT:,} classes")
        return [Disjoint(first, second) for first, second in combinations(names, 2)]

    pairs = reader.each(OWL + "disjointWith", pair)
    return pairs + reader.each(TYPE, group, OWL + "AllDisjointClasses")
