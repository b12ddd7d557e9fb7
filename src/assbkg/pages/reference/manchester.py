"""Class expressions, chains and other nameless nodes in Manchester syntax, as words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assbkg.document.model import Words, joined, plain, strong, words
from assbkg.pages.reference.vocabulary import RELATING, text_of
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.expressions import Expressions, is_anonymous
from assbkg.vocabulary import PREFIXES, shorten

__all__ = [
    "Manchester",
]

OWL, RDF, XSD = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["xsd"]

#: What a node is, and what relates it to others: no part of the expression that it is.
_BESIDES: Final = {TYPE, *RELATING}

#: Restrictions, with the word that stands between property and filler.
_WORDS: Final = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
    "minCardinality": "min",
    "maxCardinality": "max",
    "cardinality": "exactly",
    "minQualifiedCardinality": "min",
    "maxQualifiedCardinality": "max",
    "qualifiedCardinality": "exactly",
}
_JOINED: Final = {"intersectionOf": "and", "unionOf": "or"}
_TURNED: Final = {"complementOf": "not", "datatypeComplementOf": "not", "inverseOf": "inverse"}
_FACETS: Final = {
    XSD + "minInclusive": ">=",
    XSD + "maxInclusive": "<=",
    XSD + "minExclusive": ">",
    XSD + "maxExclusive": "<",
}


@dataclass(frozen=True)
class Manchester:
    """Writes what an ontology says; `link` returns words that lead to an IRI.

    What fits no pattern is written as it stands, so that nothing is left out.
    """

    expressions: Expressions
    link: Callable[[str], Words]

    def node(self, node: str, *, inner: bool = False) -> Words:
        """Return an IRI, literal or nameless node; an expression within another in brackets."""
        if node.startswith('"'):
            return plain(text_of(node))
        if not is_anonymous(node):
            return self.link(node)
        if self.expressions.said(node, RDF + "first"):
            return words("( ", *joined(self._inner(self.expressions.items(node))), " )")
        parts = self.expressions.by_subject.get(node, {})
        values = {p.removeprefix(OWL): v[0] for p, v in parts.items() if p not in _BESIDES}
        several = any(len(v) > 1 for v in parts.values())
        return (() if several else self._expression(values, inner)) or self.as_it_stands(node)

    def as_it_stands(self, node: str) -> Words:
        """Return all statements about a nameless node, property by property."""
        if not is_anonymous(node) or self.expressions.said(node, RDF + "first"):
            return self.node(node)
        statements = (
            (
                *(plain("a") if predicate == TYPE else self.link(predicate)),
                *plain(" "),
                *joined(map(self.as_it_stands, values), ", "),
            )
            for predicate, values in self.expressions.by_subject.get(node, {}).items()
        )
        return words("[", *joined(statements, "; "), "]")

    def chain(self, node: str, sup: str) -> Words:
        """Return a property chain and what it gives: `a ∘ b ⊑ c`."""
        parts = joined(map(self.node, self.expressions.items(node)), " ∘ ")
        return words(*parts, " ⊑ ", *self.link(sup))

    def members(self, node: str) -> Words:
        """Return the members of a list, with commas."""
        return joined(map(self.node, self.expressions.items(node)), ", ")

    def _inner(self, nodes: Iterable[str]) -> list[Words]:
        return [self.node(node, inner=True) for node in nodes]

    def _expression(self, values: dict[str, str], inner: bool) -> Words:
        """Return what an expression reads as; nothing for one of an unknown kind."""
        made: Words = ()
        match values:
            case {"onDatatype": datatype, "withRestrictions": facets, **more} if not more:
                made = words(*self.node(datatype), "[", *joined(self._facets(facets), ", "), "]")
            case {"onProperty": prop, "hasSelf": _, **more} if not more:
                made = _within(words(*self.node(prop, inner=True), " ", *strong("Self")), inner)
            case {"onProperty": prop, **more}:
                if rest := self._restriction(more):
                    made = _within(words(*self.node(prop, inner=True), " ", *rest), inner)
            case _ if len(values) == 1:
                ((name, value),) = values.items()
                made = self._boolean(name, value, inner)
        return made

    def _boolean(self, name: str, value: str, inner: bool) -> Words:
        """Return what is made of other expressions, a list, or another property alone."""
        if name in _JOINED:
            items = self._inner(self.expressions.items(value))
            pieces = [items[0], *((*strong(_JOINED[name]), *plain(" "), *i) for i in items[1:])]
            return _within(joined(pieces), inner and len(items) > 1)
        if name in _TURNED:
            turned = words(*strong(_TURNED[name]), " ", *self.node(value, inner=True))
            return _within(turned, inner)
        return words("{", *self.members(value), "}") if name == "oneOf" else ()

    def _restriction(self, values: dict[str, str]) -> Words:
        """Return what follows the property of a restriction; nothing for an unknown kind."""
        known = [name for name in values if name in _WORDS]
        filler = values.get("onClass") or values.get("onDataRange")
        others = set(values) - set(known) - {"onClass", "onDataRange"}
        if len(known) != 1 or others or len(values) != 1 + bool(filler):
            return ()
        nodes = [values[known[0]], *([filler] if filler else ())]
        return joined([strong(_WORDS[known[0]]), *self._inner(nodes)])

    def _facets(self, node: str) -> Iterator[Words]:
        for item in self.expressions.items(node):
            for facet, values in self.expressions.by_subject.get(item, {}).items():
                name = _FACETS.get(facet) or shorten(facet).partition(":")[2]
                yield from (words(f"{name} ", *self.node(value)) for value in values)


def _within(some: Words, inner: bool) -> Words:
    return words("(", *some, ")") if inner else some
