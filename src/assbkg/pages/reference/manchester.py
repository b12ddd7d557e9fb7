"""Class expressions, chains and other nameless nodes in Manchester syntax, as Markdown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assbkg.pages.reference.markdown import plain
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
    XSD + "minInclusive": "&#62;&#61;",
    XSD + "maxInclusive": "&#60;&#61;",
    XSD + "minExclusive": "&#62;",
    XSD + "maxExclusive": "&#60;",
}


@dataclass(frozen=True)
class Manchester:
    """Writes what an ontology says; `link` turns an IRI into Markdown that leads to it.

    What no pattern fits is told as it stands, so that nothing is left out.
    """

    said: Expressions
    link: Callable[[str], str]

    def node(self, node: str, *, inner: bool = False) -> str:
        """An IRI, literal or nameless node; an expression within another in brackets."""
        if node.startswith('"'):
            return plain(text_of(node))
        if not is_anonymous(node):
            return self.link(node)
        if self.said.said(node, RDF + "first"):
            return "( " + " ".join(self.node(i, inner=True) for i in self.said.items(node)) + " )"
        parts = self.said.by_subject.get(node, {})
        values = {p.removeprefix(OWL): v[0] for p, v in parts.items() if p not in _BESIDES}
        told = "" if any(len(v) > 1 for v in parts.values()) else self._expression(values, inner)
        return told or self.as_it_stands(node)

    def as_it_stands(self, node: str) -> str:
        """All statements about a nameless node, property by property."""
        if not is_anonymous(node) or self.said.said(node, RDF + "first"):
            return self.node(node)
        told = [
            f"{'a' if predicate == TYPE else self.link(predicate)} "
            + ", ".join(map(self.as_it_stands, values))
            for predicate, values in self.said.by_subject.get(node, {}).items()
        ]
        return f"&#91;{'; '.join(told)}&#93;"

    def chain(self, node: str, sup: str) -> str:
        """A property chain and what it gives: `a ∘ b ⊑ c`."""
        return " ∘ ".join(map(self.node, self.said.items(node))) + f" ⊑ {self.link(sup)}"

    def members(self, node: str) -> str:
        """The members of a list, with commas."""
        return ", ".join(map(self.node, self.said.items(node)))

    def _expression(self, values: dict[str, str], inner: bool) -> str:
        """What an expression reads as; empty when it is none that is known."""
        told = ""
        match values:
            case {"onDatatype": datatype, "withRestrictions": facets, **more} if not more:
                told = f"{self.node(datatype)}&#91;{', '.join(self._facets(facets))}&#93;"
            case {"onProperty": prop, "hasSelf": _, **more} if not more:
                told = self._within(f"{self.node(prop, inner=True)} <b>Self</b>", inner)
            case {"onProperty": prop, **more}:
                if rest := self._restriction(more):
                    told = self._within(f"{self.node(prop, inner=True)} {rest}", inner)
            case _ if len(values) == 1:
                ((name, value),) = values.items()
                told = self._boolean(name, value, inner)
        return told

    def _boolean(self, name: str, value: str, inner: bool) -> str:
        """What is made of other expressions, a list, or another property alone."""
        if name in _JOINED:
            items = [self.node(item, inner=True) for item in self.said.items(value)]
            return self._within(f" <b>{_JOINED[name]}</b> ".join(items), inner and len(items) > 1)
        if name in _TURNED:
            return self._within(f"<b>{_TURNED[name]}</b> {self.node(value, inner=True)}", inner)
        return f"&#123;{self.members(value)}&#125;" if name == "oneOf" else ""

    def _restriction(self, values: dict[str, str]) -> str:
        """What comes after the property of a restriction; empty when it is none that is known."""
        words = [name for name in values if name in _WORDS]
        filler = values.get("onClass") or values.get("onDataRange")
        others = set(values) - set(words) - {"onClass", "onDataRange"}
        if len(words) != 1 or others or len(values) != 1 + bool(filler):
            return ""
        told = f"<b>{_WORDS[words[0]]}</b> {self.node(values[words[0]], inner=True)}"
        return f"{told} {self.node(filler, inner=True)}" if filler else told

    def _facets(self, node: str) -> list[str]:
        told = []
        for item in self.said.items(node):
            for facet, values in self.said.by_subject.get(item, {}).items():
                name = _FACETS.get(facet) or plain(shorten(facet).partition(":")[2])
                told += [f"{name} {self.node(value)}" for value in values]
        return told

    def _within(self, told: str, inner: bool) -> str:
        return f"({told})" if inner else told
