"""The overview of an ontology, and the pages that tell of the terms of each of its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from assbkg.pages.reference.markdown import heading, link, paragraph, plain, table, title_lines
from assbkg.pages.reference.sections import Sections
from assbkg.pages.reference.statements import Rows
from assbkg.pages.reference.terms import KINDS, Module, Term
from assbkg.pages.reference.vocabulary import Vocabulary

__all__ = ["module_pages", "overview"]

_INTRODUCTION: Final = """\
Each term has its definition, its axioms, what it is called elsewhere, how often the graph uses
it, and examples with their place. Start with the [hierarchy](hierarchy.md), look a word up in
the [index](terms.md), or see all [axioms](axioms.md) at once."""


def overview(sections: Sections) -> Iterator[str]:
    """The lines of the start page."""
    vocabulary = sections.addresses.vocabulary
    root = vocabulary.modules[0]
    yield from (heading(1, "Ontology reference"), "")
    for description in vocabulary.words(root.header, "dcterms:description"):
        yield from (paragraph(description), "")
    yield from (_INTRODUCTION, "", heading(2, "Pages"), "")
    yield from table(["page", "tells of", "terms"], _contents(sections))
    yield from ("", heading(2, "What is in it"), "")
    counts = vocabulary.counts()
    kinds = [(title, kind) for kind, title in KINDS.values() if counts[kind]]
    yield from table(["kind", "terms"], ((title, str(counts[kind])) for title, kind in kinds))
    yield from ("", heading(2, "About the ontology"), "")
    yield from _header(sections, root)


def _contents(sections: Sections) -> Iterator[tuple[str, str, str]]:
    vocabulary = sections.addresses.vocabulary
    for module in vocabulary.modules:
        about = " ".join(vocabulary.words(module.header, "dcterms:description"))
        for page in sections.addresses.pages(module):
            terms = sections.addresses.terms(page)
            counts = Counter(KINDS[term.kinds[0]][1].lower() for term in terms)
            told = ", ".join(f"{number} {kind}" for kind, number in counts.items())
            title = plain(_title(vocabulary, module, page))
            yield (
                link(title, f"{page}.md"),
                plain(about if page == module.name else "Its properties."),
                told,
            )


def module_pages(sections: Sections, module: Module) -> Iterator[tuple[str, list[str]]]:
    """Each page of a file of the ontology: its name and its lines."""
    vocabulary = sections.addresses.vocabulary
    pages = sections.addresses.pages(module)
    for page in pages:
        lines = [*title_lines(_title(vocabulary, module, page), module.name), ""]
        for description in vocabulary.words(module.header, "dcterms:description"):
            lines += [paragraph(description), ""]
        others = [f"{name}.md" for name in pages if name != page]
        if others:
            what = "classes and individuals" if page != module.name else "properties"
            lines += [f"Its {what} are on {link('a page of their own', others[0])}.", ""]
        lines += _sections(sections, sections.addresses.terms(page))
        if page == pages[0]:
            lines += [heading(2, "About this part", "about-this-part"), ""]
            lines += _header(sections, module)
        yield page, lines


def _sections(sections: Sections, terms: list[Term]) -> Iterator[str]:
    for kind, (_, title) in KINDS.items():
        of_kind = [term for term in terms if term.kinds[0] == kind]
        if of_kind:
            yield from (heading(2, title, title.lower().replace(" ", "-")), "")
        for term in of_kind:
            yield from sections.lines(term)


def _header(sections: Sections, module: Module) -> Iterator[str]:
    rows: Rows = sections.statements.header(module.header)
    told = ((title, "<br>".join(texts)) for title, texts in rows.items())
    yield from table(["ontology", f"<code>{plain(module.header)}</code>"], told)
    yield ""


def _title(vocabulary: Vocabulary, module: Module, page: str) -> str:
    """What a file is about, without the name of the whole that stands before it."""
    titles = vocabulary.words(module.header, "dcterms:title")
    title = titles[0].partition(": ")[2] or titles[0] if titles else module.name
    apart = page != module.name
    return title[:1].upper() + title[1:] + ", properties" * apart
