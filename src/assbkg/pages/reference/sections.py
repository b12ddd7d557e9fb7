"""Where each term is described, and its section: what ontology, mappings and graph say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.document.model import (
    BREAK,
    Paragraph,
    Section,
    Words,
    code,
    joined,
    link,
    plain,
    simple_table,
    words,
)
from assbkg.pages.reference.statements import Statements
from assbkg.pages.reference.usage import Usage, Use
from assbkg.pages.reference.vocabulary import KINDS, Module, Term, TermMapping, Vocabulary, text_of
from assbkg.vocabulary import KG, PREFIXES, shorten

__all__ = ["Addresses", "Sections"]


#: From this number of properties on, a file's properties get a page beside that of its classes.
_MANY: Final = 20


@dataclass(frozen=True)
class Addresses:
    """Pages and anchors of terms; all pages stand in one folder.

    `name_of` gives the label of an individual that the graph has and the ontology does not.
    """

    vocabulary: Vocabulary
    name_of: Callable[[str], str]

    def page(self, term: Term) -> str:
        """Return the name of the page, without ending, that describes a term."""
        apart = term.is_property and term.module in self._with_two_pages
        return f"{term.module}-properties" if apart else term.module

    def pages(self, module: Module) -> tuple[str, ...]:
        """Return the names of a file's pages; a file without terms has none."""
        terms = [term for term in self.vocabulary.terms.values() if term.module == module.name]
        return tuple(sorted({self.page(term) for term in terms}))

    def terms(self, page: str) -> list[Term]:
        """Return the terms of a page, by label."""
        found = [term for term in self.vocabulary.terms.values() if self.page(term) == page]
        return sorted(found, key=lambda term: (term.label.casefold(), term.iri))

    def link(self, iri: str) -> Words:
        """Return a term's label that leads to it; what is no term of ours by its CURIE."""
        term = self.vocabulary.terms.get(iri)
        if term is None:
            named = f"{self.name_of(iri)} " if iri.startswith(KG) else ""
            return (*plain(named), *code(shorten(iri)))
        return link(_title(term), f"{self.page(term)}.md#{term.anchor}")

    @cached_property
    def _with_two_pages(self) -> frozenset[str]:
        terms = self.vocabulary.terms.values()
        properties = Counter(term.module for term in terms if term.is_property)
        others = {term.module for term in terms if not term.is_property}
        return frozenset(name for name in others if properties[name] >= _MANY)


def _title(term: Term) -> str:
    return f"{term.label} (deprecated)" if term.deprecated else term.label


#: Rows of short values stand on one line, of sentences on a line each.
_ONE_A_LINE: Final = frozenset(
    {"Follows from", "Part of", "Equivalent to", "Further axioms", "For example", "Note"}
    | {"Editorial note", "Comment", "Other definition"}
)


@dataclass(frozen=True)
class Sections:
    """Makes the section of a term: what the ontology, other vocabularies and the graph say."""

    addresses: Addresses
    statements: Statements
    mappings: dict[str, list[TermMapping]]
    usage: Usage

    def section(self, term: Term) -> Section:
        """Return the section of a term: its definitions, and a table of all statements."""
        definitions = self.addresses.vocabulary.words(term.iri, "skos:definition")
        kind = " and ".join(KINDS[kind][0] for kind in term.kinds)
        table = simple_table((kind, shorten(term.iri)), self._rows(term))
        paragraphs = (Paragraph((plain(definition),)) for definition in definitions)
        return Section(plain(_title(term)), (*paragraphs, table), term.anchor)

    def _rows(self, term: Term) -> Iterator[tuple[str, Words]]:
        yield "IRI", code(term.iri)
        rows = self.statements.rows(term)
        sources = rows.pop("Source", [])
        for title, values in rows.items():
            yield title, joined(values, BREAK if title in _ONE_A_LINE else ", ")
        if sources:
            yield "Source", plain(", ".join(self._sources(term)))
        if mapped := [_mapped(m) for m in self.mappings.get(term.iri, ())]:
            yield "Elsewhere", joined(mapped, BREAK)
        if pairs := self.addresses.vocabulary.expressions.by_predicate.get(term.iri):
            yield "In the ontology", plain(_many(len(pairs), "statement"))
        for word, use in self.usage.of(term.iri):
            yield "In the graph", plain(_counted(word, use))
            examples = (
                plain(f"{one.words} ({one.place})" if one.place else one.words)
                for one in use.examples
            )
            yield "In use", joined(examples, BREAK)

    def _sources(self, term: Term) -> Iterator[str]:
        expressions = self.addresses.vocabulary.expressions
        for value in expressions.said(term.iri, PREFIXES["dcterms"] + "source"):
            yield text_of(value) if value.startswith('"') else self.usage.name_of(value)


def _mapped(mapping: TermMapping) -> Words:
    """Return `exact match: MoleFraction (quantitykind:MoleFraction)`, with its comment."""
    kind = shorten(mapping.predicate).partition(":")[2].removesuffix("Match")
    name = link(mapping.label or mapping.curie, mapping.target)
    comment = f" – {mapping.comment}" if mapping.comment else ""
    return words(f"{kind} match: ", *name, " ", *code(mapping.curie), comment)


def _counted(word: str, use: Use) -> str:
    counts = [f"{_many(use.stated, word)} stated"] if use.stated else []
    counts += [f"{_many(use.inferred, word)} inferred"] if use.inferred else []
    return ", ".join(counts) + (f" · {_many(use.claims, 'claim')}" if use.claims else "")


def _many(number: int, what: str) -> str:
    first, space, rest = what.partition(" ")
    return f"{number:,} {first}{'s' * (number != 1)}{space}{rest}"
