"""One term as a section of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.pages.reference.markdown import code, heading, link, paragraph, plain, table
from assbkg.pages.reference.statements import Statements
from assbkg.pages.reference.usage import Usage, Use
from assbkg.pages.reference.vocabulary import KINDS, Module, Term, TermMapping, Vocabulary, text_of
from assbkg.vocabulary import KG, PREFIXES, shorten

__all__ = [
    "Addresses",
    "Sections",
]


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
        """The name of the page, without ending, that tells of a term."""
        apart = term.is_property and term.module in self._with_two_pages
        return f"{term.module}-properties" if apart else term.module

    def pages(self, module: Module) -> tuple[str, ...]:
        """The names of a file's pages; a file without terms has none."""
        terms = [term for term in self.vocabulary.terms.values() if term.module == module.name]
        return tuple(sorted({self.page(term) for term in terms}))

    def terms(self, page: str) -> list[Term]:
        """The terms of a page, by label."""
        found = [term for term in self.vocabulary.terms.values() if self.page(term) == page]
        return sorted(found, key=lambda term: (term.label.casefold(), term.iri))

    def link(self, iri: str) -> str:
        """A term's label that leads to it, as Markdown; what is no term of ours by its CURIE."""
        term = self.vocabulary.terms.get(iri)
        if term is None:
            named = f"{plain(self.name_of(iri))} " if iri.startswith(KG) else ""
            return named + code(shorten(iri))
        label = f"<del>{plain(term.label)}</del>" if term.deprecated else plain(term.label)
        return link(label, f"{self.page(term)}.md#{term.anchor}")

    @cached_property
    def _with_two_pages(self) -> frozenset[str]:
        terms = self.vocabulary.terms.values()
        properties = Counter(term.module for term in terms if term.is_property)
        others = {term.module for term in terms if not term.is_property}
        return frozenset(name for name in others if properties[name] >= _MANY)


#: Rows of short values stand on one line, of sentences on a line each.
_ONE_A_LINE = {"Follows from", "Part of", "Equivalent to", "Further axioms", "For example", "Note"}
_ONE_A_LINE |= {"Editorial note", "Comment", "Other definition"}


@dataclass(frozen=True)
class Sections:
    """Writes the section of a term: what the ontology, other vocabularies and the graph say."""

    addresses: Addresses
    statements: Statements
    mappings: dict[str, list[TermMapping]]
    usage: Usage

    def lines(self, term: Term) -> Iterator[str]:
        """The section as lines of Markdown."""
        gone = " (deprecated)" if term.deprecated else ""
        yield heading(3, plain(term.label) + gone, term.anchor)
        yield ""
        definitions = self.addresses.vocabulary.words(term.iri, "skos:definition")
        for definition in definitions:
            yield from (paragraph(definition), "")
        kind = " and ".join(KINDS[kind][0] for kind in term.kinds)
        yield from table([kind, code(shorten(term.iri))], self._cells(term))
        yield ""

    def _cells(self, term: Term) -> Iterator[tuple[str, str]]:
        yield "IRI", code(term.iri)
        rows = self.statements.rows(term)
        sources = rows.pop("Source", [])
        yield from ((title, _joined(title, texts)) for title, texts in rows.items())
        if sources:
            yield "Source", ", ".join(self._sources(term))
        if mapped := [_mapped(m) for m in self.mappings.get(term.iri, ())]:
            yield "Elsewhere", "<br>".join(mapped)
        if said := self.addresses.vocabulary.said.by_predicate.get(term.iri):
            yield "In the ontology", _many(len(said), "statement")
        for word, use in self.usage.of(term.iri):
            yield "In the graph", _counted(word, use)
            yield (
                "In use",
                "<br>".join(
                    plain(e.words) + (f" ({plain(e.place)})" if e.place else "")
                    for e in use.examples
                ),
            )

    def _sources(self, term: Term) -> Iterator[str]:
        said = self.addresses.vocabulary.said
        for value in said.said(term.iri, PREFIXES["dcterms"] + "source"):
            yield plain(text_of(value) if value.startswith('"') else self.usage.name_of(value))


def _joined(title: str, texts: list[str]) -> str:
    return ("<br>" if title in _ONE_A_LINE else ", ").join(texts)


def _mapped(mapping: TermMapping) -> str:
    """`exact match: MoleFraction (quantitykind:MoleFraction)`, and why it is no more."""
    kind = shorten(mapping.predicate).partition(":")[2].removesuffix("Match")
    name = link(plain(mapping.label or mapping.curie), mapping.target)
    told = f"{plain(kind)} match: {name} {code(mapping.curie)}"
    return f"{told} – {plain(mapping.comment)}" if mapping.comment else told


def _counted(word: str, use: Use) -> str:
    told = [f"{_many(use.stated, word)} stated"] if use.stated else []
    told += [f"{_many(use.inferred, word)} inferred"] if use.inferred else []
    return ", ".join(told) + (f" · {_many(use.claims, 'claim')}" if use.claims else "")


def _many(number: int, what: str) -> str:
    first, space, rest = what.partition(" ")
    return f"{number:,} {first}{'s' * (number != 1)}{space}{rest}"
