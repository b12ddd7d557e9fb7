"""One term as a section of a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assbkg.pages.reference.addresses import Addresses
from assbkg.pages.reference.mappings import Mapping
from assbkg.pages.reference.markdown import code, heading, link, paragraph, plain, table
from assbkg.pages.reference.statements import Statements
from assbkg.pages.reference.terms import KINDS, Term, text_of
from assbkg.pages.reference.usage import Usage, Use
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["Sections"]

#: Rows of short values stand on one line, of sentences on a line each.
_ONE_A_LINE = {"Follows from", "Part of", "Equivalent to", "Further axioms", "For example", "Note"}
_ONE_A_LINE |= {"Editorial note", "Comment", "Other definition"}


@dataclass(frozen=True)
class Sections:
    """Writes the section of a term: what the ontology, other vocabularies and the graph say."""

    addresses: Addresses
    statements: Statements
    mappings: dict[str, list[Mapping]]
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


def _mapped(mapping: Mapping) -> str:
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
