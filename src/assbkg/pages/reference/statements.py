"""All that an ontology says of a term, as rows of a title and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.document.model import Words, joined, plain, words
from assbkg.document.model import text_of as words_of
from assbkg.pages.reference.manchester import Manchester
from assbkg.pages.reference.vocabulary import KINDS, OWL, RDFS, Term, Vocabulary, local, text_of
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.expressions import is_anonymous
from assbkg.vocabulary import PREFIXES, shorten

__all__ = [
    "BACKWARD",
    "FORWARD",
    "Rows",
    "Statements",
]


#: Name of a statement where its subject is described.
FORWARD: Final = {
    "owl:deprecated": "Deprecated",
    "dcterms:isReplacedBy": "Replaced by",
    "skos:altLabel": "Also called",
    "rdf:type": "Is a",
    "rdfs:subClassOf": "Subclass of",
    "rdfs:subPropertyOf": "Subproperty of",
    "owl:equivalentClass": "Equivalent to",
    "owl:equivalentProperty": "Equivalent to",
    "owl:disjointUnionOf": "Disjoint union of",
    "owl:disjointWith": "Disjoint with",
    "owl:propertyDisjointWith": "Disjoint with",
    "owl:hasKey": "Key",
    "rdfs:domain": "Domain",
    "rdfs:range": "Range",
    "owl:inverseOf": "Inverse of",
    "owl:propertyChainAxiom": "Follows from",
    "owl:sameAs": "Same as",
    "owl:differentFrom": "Different from",
    "skos:example": "For example",
    "skos:scopeNote": "Note",
    "skos:editorialNote": "Editorial note",
    "rdfs:comment": "Comment",
    "rdfs:seeAlso": "See also",
    "dcterms:source": "Source",
    "skos:exactMatch": "Same elsewhere",
    "rdfs:label": "Other label",
    "skos:definition": "Other definition",
    "dcterms:license": "Licence",
    "owl:versionInfo": "Version",
    "owl:versionIRI": "Version IRI",
    "owl:imports": "Imports",
}

#: How it is called where its object is.
BACKWARD: Final = {
    "rdf:type": "Individuals",
    "rdfs:subClassOf": "Subclasses",
    "rdfs:subPropertyOf": "Subproperties",
    "owl:equivalentClass": "Equivalent to",
    "owl:equivalentProperty": "Equivalent to",
    "owl:disjointWith": "Disjoint with",
    "owl:propertyDisjointWith": "Disjoint with",
    "owl:inverseOf": "Inverse of",
    "owl:sameAs": "Same as",
    "owl:differentFrom": "Different from",
    "rdfs:domain": "Links from it",
    "rdfs:range": "Links to it",
    "dcterms:isReplacedBy": "Replaces",
}

#: Axioms over a list of terms, and the title under which each member lists the others.
GROUPS: Final = {
    "owl:AllDisjointClasses": "Disjoint with",
    "owl:AllDisjointProperties": "Disjoint with",
    "owl:AllDifferent": "Different from",
}

_ORDER: Final = (
    *("Deprecated", "Replaced by", "Replaces", "Other label", "Other definition", "Also called"),
    *("Is a", "Subclass of", "Subproperty of", "Further up", "Equivalent to"),
    *("Subclasses", "Subproperties"),
    *("Disjoint union of", "Key", "Domain", "Range", "Characteristics", "Inverse of"),
    *("Follows from", "Part of", "Individuals", "Links from it", "Links to it"),
    *("Used in axioms of", "Disjoint with", "Same as", "Different from", "Further axioms"),
    *("For example", "Note", "Editorial note", "Comment", "See also"),
)
#: The place of a title; others come after all of these, as the ontology orders them.
AFTER: Final = {title: place for place, title in enumerate(_ORDER)}


#: Titles, each with what stands under it.
Rows = dict[str, list[Words]]

_CHAIN: Final = OWL + "propertyChainAxiom"
_SIGNS: Final = {
    RDFS + "subClassOf": "⊑",
    OWL + "equivalentClass": "≡",
    OWL + "disjointWith": "is disjoint with",
}
#: What stands above the rows of a term.
_ABOVE: Final = {RDFS + "label", PREFIXES["skos"] + "definition"}


@dataclass(frozen=True)
class Statements:
    """Write the statements about terms, in both directions; nothing is left out."""

    vocabulary: Vocabulary
    manchester: Manchester

    def rows(self, term: Term) -> Rows:
        """Return every statement about a term, in either direction."""
        found: Rows = {}
        rows = [*self._forward(term), *self._backward(term), *self._mentions(term.iri)]
        rows += [
            ("Further up", self.manchester.link(i)) for i in self.vocabulary.further_up(term.iri)
        ]
        for title, text in [*rows, *self._alone(term.iri)]:
            if text not in found.setdefault(title, []):
                found[title].append(text)
        return dict(sorted(found.items(), key=lambda row: AFTER.get(row[0], len(AFTER))))

    def header(self, iri: str) -> Rows:
        """Return what the header of an ontology says, without title and description."""
        found: Rows = {}
        for predicate, values in self.vocabulary.expressions.by_subject.get(iri, {}).items():
            if shorten(predicate) not in ("dcterms:title", "dcterms:description"):
                texts = [self._value(value) for value in values if value != OWL + "Ontology"]
                found |= {self._title(predicate): texts} if texts else {}
        return found

    def _forward(self, term: Term) -> Iterator[tuple[str, Words]]:
        for predicate, values in self.vocabulary.expressions.by_subject.get(term.iri, {}).items():
            shown = values if predicate == TYPE else self._ordered(values)
            for value in shown:
                if predicate == TYPE and value in KINDS:
                    continue
                if predicate == TYPE and value.startswith(OWL):
                    yield "Characteristics", plain(_characteristic(value))
                elif predicate == _CHAIN:
                    yield "Follows from", self.manchester.chain(value, term.iri)
                elif predicate not in _ABOVE or text_of(value) not in self._shown_above(term):
                    yield self._title(predicate), self._value(value)

    def _shown_above(self, term: Term) -> list[str]:
        return [term.label, *self.vocabulary.words(term.iri, "skos:definition")]

    def _backward(self, term: Term) -> Iterator[tuple[str, Words]]:
        pointing = self.vocabulary.pointing.get(term.iri, [])
        named = [(p, s) for s, p in pointing if s in self.vocabulary.terms]
        for predicate in dict.fromkeys(p for p, _ in named):
            title = BACKWARD.get(shorten(predicate)) or f"{self._title(predicate)} of"
            for subject in self.vocabulary.in_order(s for p, s in named if p == predicate):
                yield title, self.manchester.link(subject)

    def _mentions(self, iri: str) -> Iterator[tuple[str, Words]]:
        """Yield the axioms of other terms that mention a term."""
        for subject, predicate, value in self._compound:
            if subject != iri and iri in self._leaves[value]:
                if predicate == _CHAIN:
                    yield "Part of", self.manchester.chain(value, subject)
                else:
                    yield "Used in axioms of", self.manchester.link(subject)

    def _alone(self, iri: str) -> Iterator[tuple[str, Words]]:
        """Yield axioms that stand by themselves and are about a term."""
        for title, members, text in self.alone:
            if iri in members and title in GROUPS.values():
                others = self.vocabulary.in_order(other for other in members if other != iri)
                yield from ((title, self.manchester.link(other)) for other in others)
            elif iri in members:
                yield title, text

    @cached_property
    def alone(self) -> tuple[tuple[str, frozenset[str], Words], ...]:
        """Axioms of no single term: title, the terms that they are about, and words."""
        expressions = self.vocabulary.expressions
        found = []
        for node in self.vocabulary.loose:
            lists = [
                *expressions.said(node, OWL + "members"),
                *expressions.said(node, OWL + "distinctMembers"),
            ]
            kind = GROUPS.get("".join(map(shorten, expressions.said(node, TYPE))), "")
            if kind and len(lists) == 1:
                members = frozenset(expressions.items(lists[0]))
                found.append((kind, members, self.manchester.members(lists[0])))
            else:
                leaves = frozenset(self.vocabulary.below(node))
                found.append(("Further axioms", leaves, self._further(node)))
        return tuple(sorted(found, key=lambda axiom: (axiom[0], words_of(axiom[2]))))

    def _further(self, node: str) -> Words:
        """Return what is stated of an expression as of a class, or any other axiom as it stands."""
        expressions = self.vocabulary.expressions
        sentences = [
            words(*self.manchester.node(node), f" {sign} ", *self.manchester.node(value))
            for predicate, sign in _SIGNS.items()
            for value in expressions.said(node, predicate)
        ]
        return joined(sentences, "; ") or self.manchester.as_it_stands(node)

    @cached_property
    def _compound(self) -> list[tuple[str, str, str]]:
        """Statements of terms whose object is an expression or a list."""
        return [
            (subject, predicate, value)
            for subject in self.vocabulary.in_order(self.vocabulary.terms)
            for predicate, values in self.vocabulary.expressions.by_subject.get(subject, {}).items()
            for value in values
            if is_anonymous(value)
        ]

    @cached_property
    def _leaves(self) -> dict[str, set[str]]:
        return {value: self.vocabulary.below(value) for _, _, value in self._compound}

    def _ordered(self, values: list[str]) -> list[str]:
        """Return values in the order of labels."""
        return self.vocabulary.in_order(values)

    def _value(self, value: str) -> Words:
        if not value.startswith('"'):
            return self.manchester.node(value)
        _, _, language = value.rpartition('"@')
        foreign = "@" in value[value.rindex('"') :] and language != "en"
        return plain(text_of(value) + (f" ({language})" if foreign else ""))

    def _title(self, predicate: str) -> str:
        return FORWARD.get(shorten(predicate)) or self._own_title(predicate)

    def _own_title(self, predicate: str) -> str:
        """Return the label of a property, or its name as words, as the title of a row."""
        term = self.vocabulary.terms.get(predicate)
        label = term.label if term and ":" not in term.label else _words(local(predicate))
        return label[:1].upper() + label[1:]


def _characteristic(kind: str) -> str:
    """Return `transitive` for `TransitiveProperty`."""
    return _words(local(kind).removesuffix("Property"))


def _words(name: str) -> str:
    """Return `preferred namespace uri` for `preferredNamespaceUri`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
