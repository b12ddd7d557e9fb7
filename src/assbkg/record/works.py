"""The works on which a graph rests: the curated papers, and what they cite.

A work is one whichever papers cite it: works with one DOI are the same, and so are works with
the same title, year and first author, unless their DOIs differ.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

from assbkg.curation.citing import Author, parse_authors
from assbkg.nearest import normalise
from assbkg.record.sources import Said, Sources

__all__ = ["Bibliography", "Cited", "Kind", "Work", "read_bibliography"]

Kind = Literal["article", "book", "conference", "other"]

#: Words that open titles and name no subject.
_STOP_WORDS: Final = frozenset(
    (
        *("a", "an", "the", "on", "in", "of", "for", "and", "to", "with", "by", "from", "at", "as"),
        *("is", "are", "how", "what", "why", "toward", "towards"),
    )
)
_HASH_LENGTH: Final = 6


@dataclass(frozen=True)
class Work:
    """One work, as a bibliography describes it.

    `key` depends on the work alone; works of one graph that would share a key have the hash of
    their description appended. Blank fields are not known. The `container` of a book is its
    publisher. `others` is set where there are more authors than the source names.
    """

    key: str
    kind: Kind
    authors: tuple[Author, ...]
    others: bool
    title: str
    container: str
    year: str
    volume: str
    issue: str
    pages: str
    doi: str
    isbn: str = ""


@dataclass(frozen=True)
class Cited:
    """A work as one paper cites it: IRI, number in that paper's list, and IRI of the paper.

    `mark` is how answers cite it. The paper itself has neither number nor mark.
    """

    iri: str
    number: int | None
    mark: str
    paper: str
    work: Work


@dataclass(frozen=True)
class Bibliography:
    """All works of a graph."""

    cited: tuple[Cited, ...]
    by_iri: dict[str, Cited] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.by_iri.update({each.iri: each for each in self.cited})

    @property
    def works(self) -> tuple[Work, ...]:
        """All works, each once, by their keys."""
        return tuple(sorted({each.work for each in self.cited}, key=lambda work: work.key))

    @property
    def papers(self) -> frozenset[str]:
        """The IRIs of the curated papers."""
        return frozenset(each.iri for each in self.cited if each.number is None)

    @cached_property
    def first_iris(self) -> Mapping[str, str]:
        """The IRI under which each work is first met, by each of its IRIs."""
        first: dict[Work, str] = {}
        return {each.iri: first.setdefault(each.work, each.iri) for each in self.cited}

    def marked(self, text: str) -> tuple[Cited, ...]:
        """Return the works with a mark, or with that number in the list of any paper."""
        marked = tuple(each for each in self.cited if text and each.mark == text)
        return marked or tuple(each for each in self.cited if str(each.number) == text)


def read_bibliography(sources: Sources) -> Bibliography:
    """Read the works of a graph: the papers, and what they cite."""
    iris = sorted({*sources.records("Reference"), *sources.papers})
    found = [sources.said(iri) for iri in iris]
    keyed = _keyed(_merged(list(map(_work, found))))
    return Bibliography(
        tuple(
            Cited(
                said.iri,
                said.number("assb:referenceNumber") or None,
                said.one("assb:citationMark"),
                said.one("assb:citedBy") or said.iri,
                work,
            )
            for said, work in zip(found, keyed, strict=True)
        )
    )


def _work(said: Said) -> Work:
    names = said.one("assb:authorList") or "; ".join(said.all("dcterms:creator"))
    authors, others = parse_authors(names, cited=bool(said.one("assb:referenceNumber")))
    isbn, named = said.one("prism:isbn"), said.one("prism:publicationName")
    container = named or said.one("dcterms:publisher") or said.one("dcterms:isPartOf")
    return Work(
        key="",
        kind=_kind(container, isbn),
        authors=authors,
        others=others,
        title=said.one("dcterms:title"),
        container=container,
        year=said.one("dcterms:date"),
        volume=said.one("prism:volume"),
        issue=said.one("prism:number"),
        pages=said.one("prism:pageRange"),
        doi=said.one("dcterms:identifier").removeprefix("doi:"),
        isbn=isbn,
    )


def _kind(container: str, isbn: str) -> Kind:
    if isbn:
        return "book"
    if container.casefold().startswith("proc"):
        return "conference"
    return "article" if container else "other"


def _merged(works: list[Work]) -> list[Work]:
    """Give all readings of one work the same record: the first, with a DOI if any has one."""
    by_doi: dict[str, int] = {}
    by_title: dict[tuple[str, ...], int] = {}
    merged: list[Work] = []
    places: list[int] = []
    for work in works:
        doi, title = work.doi.casefold(), _title_key(work)
        place = by_doi.get(doi) if doi else None
        if place is None:
            place = by_title.get(title)
            if place is not None and doi and merged[place].doi:
                place = None  # two DOIs are two works, whatever their titles
        if place is None:
            place = len(merged)
            merged.append(work)
        elif doi and not merged[place].doi:
            merged[place] = replace(merged[place], doi=work.doi)
        if doi:
            by_doi.setdefault(doi, place)
        by_title.setdefault(title, place)
        places.append(place)
    return [merged[place] for place in places]


def _title_key(work: Work) -> tuple[str, ...]:
    first = work.authors[0].family.casefold() if work.authors else ""
    return (normalise(work.title), work.year, first)


def _keyed(works: list[Work]) -> list[Work]:
    """Give each work its key, and a hash besides to those that would share one."""
    namesakes: dict[str, set[Work]] = {}
    for work in works:
        namesakes.setdefault(_key(work), set()).add(work)
    return [
        replace(work, key=key if len(namesakes[key]) == 1 else f"{key}-{_hash(work)}")
        for work, key in ((work, _key(work)) for work in works)
    ]


def _key(work: Work) -> str:
    """Return first author, year and first word of the title that names a subject.

    >>> _key(Work("", "article", (Author("Nüñez", "A."),), False, "On 2D Ti₃C₂", *[""] * 6))
    'nunez2d'
    """
    author = _folded(work.authors[0].family) if work.authors else ""
    words = (_folded(word) for word in re.split(r"[\s/–—-]+", work.title))
    word = next((word for word in words if word and word not in _STOP_WORDS), "")
    return f"{author}{_folded(work.year)}{word}" or "work"


def _folded(text: str) -> str:
    """Return the ASCII letters and digits of a text, in lower case."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def _hash(work: Work) -> str:
    names = "; ".join(f"{author.family}, {author.given}" for author in work.authors)
    parts = (names, work.title, work.year, work.container, work.pages, work.doi.casefold())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_HASH_LENGTH]
