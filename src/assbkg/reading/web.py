"""Read HTML: trafilatura finds the article within a page, and keeps super- and subscripts.

References and metadata that it leaves out are taken from the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import trafilatura
from lxml import etree, html

from assbkg.errors import SourceTextError
from assbkg.reading.blocks import Metadata, Piece, Reading
from assbkg.reading.composing import compose
from assbkg.reading.front import doi_of
from assbkg.reading.jats_runs import element_text
from assbkg.reading.joining import CAPTION
from assbkg.reading.references import number_of
from assbkg.reading.segmenting import ReadPaper, split_paper

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["READER", "read_html"]

#: The version of this reader.
READER: Final = "html 1"

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTED: Final = re.compile(r"\b(?:refer|biblio|citation)", re.IGNORECASE)
_CAPTION: Final = frozenset({"figcaption", "caption"})
_DEPTH: Final = 200
#: What its libraries load when they are first used must be loaded before files are out of reach.
_WARM_UP: Final = "<html><body><article><p>" + "A sentence. " * 40 + "</p></article></body></html>"


def _extract(page: str) -> str | None:
    found: str | None = trafilatura.extract(
        page,
        output_format="html",
        include_formatting=True,
        include_tables=True,
        include_comments=False,
        favor_recall=True,
        deduplicate=False,
    )
    return found


_extract(_WARM_UP)


def read_html(data: bytes, path: Path) -> ReadPaper:
    """Read the article of an HTML page. Raises `SourceTextError` if there is none."""
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, encoding=_encoding(data))
        page = html.fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise SourceTextError(f"{path}: is no HTML that can be read") from error
    text = etree.tostring(page, encoding="unicode", method="html")
    article = _extract(text)
    if not article:
        raise SourceTextError(f"{path}: holds no article; is it an abstract or a search page?")
    known = _metadata(page)
    pieces = [Piece(known.title, level=1, kind="title")] if known.title else []
    pieces += [
        piece
        for piece in _pieces(html.fromstring(article), 0)
        if not (piece.level and piece.text == known.title)
    ]
    pieces += _captions(page, {piece.text for piece in pieces})
    if not any(number_of(piece.text) == 1 for piece in pieces):
        pieces += _references(page)
    reading = compose(pieces, READER)
    return split_paper(replace(reading, metadata=_merged(known, reading)))


def _encoding(data: bytes) -> str | None:
    """Return UTF-8 if the bytes are that, whatever the page declares; else leave it to the page."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _captions(page: _Element, known: set[str]) -> Iterator[Piece]:
    """Yield the captions of figures, which extraction leaves out with the pictures."""
    for caption in page.iter("figcaption"):
        text = element_text(caption)
        if text and text not in known:
            yield Piece(text, kind="caption" if not CAPTION.match(text) else None)


def _merged(known: Metadata, reading: Reading) -> Metadata:
    """Return what the page's head says, and what the text says where the head is silent."""
    read = reading.metadata
    return Metadata(
        title=known.title or read.title,
        authors=known.authors or read.authors,
        year=known.year or read.year,
        doi=known.doi or read.doi,
        licence=read.licence,
        keywords=known.keywords or read.keywords,
        review=read.review,
    )


def _pieces(element: _Element, depth: int) -> Iterator[Piece]:
    if depth > _DEPTH:
        return
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _HEADINGS:
            yield Piece(element_text(child), level=_HEADINGS[tag])
        elif tag == "table":
            rows = ["\t".join(map(element_text, row)) for row in child.iter("tr")]
            yield Piece("\n".join(rows), kind="table")
        elif tag == "ol":
            items = child.findall("li")
            yield from (Piece(f"{n}. {element_text(li)}") for n, li in enumerate(items, start=1))
        elif tag in ("p", "li", "blockquote", "pre", "dt", "dd", *_CAPTION):
            text = element_text(child)
            if text:
                yield Piece(text, item=tag == "li")
        else:
            yield from _pieces(child, depth + 1)


def _references(page: _Element) -> Iterator[Piece]:
    """Yield the reference list of a page, which extraction may take for navigation."""
    for listed in page.iter("ol", "ul"):
        marks = " ".join(
            str(e.get(name) or "")
            for e in (listed, listed.getparent())
            for name in ("id", "class")
            if e is not None
        )
        items = listed.findall("li")
        if not _LISTED.search(marks) or not items:
            continue
        yield Piece("References", level=2)
        for n, item in enumerate(items, start=1):
            text = element_text(item)
            yield Piece(text if number_of(text) == n else f"[{n}] {text}")
        return


def _metadata(page: _Element) -> Metadata:
    """Return what the page's `citation_…` and `dc.…` elements say."""
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower().replace("dc.", "citation_")
        found.setdefault(name, []).append(" ".join((meta.get("content") or "").split()))

    def first(*names: str) -> str:
        return next((value for name in names for value in found.get(name, ()) if value), "")

    authors = found.get("citation_author") or found.get("citation_creator") or []
    named = (" ".join(reversed(author.split(", ", 1))) for author in authors)
    year = re.search(
        r"\b(?:19|20)\d\d\b",
        first("citation_publication_date", "citation_online_date", "citation_date"),
    )
    keywords = found.get("citation_keywords", []) + found.get("citation_keyword", [])
    return Metadata(
        title=first("citation_title"),
        authors=tuple(dict.fromkeys(name for name in named if name)),
        year=int(year[0]) if year else 0,
        doi=doi_of([first("citation_doi", "citation_identifier")]),
        keywords=tuple(
            word.strip() for line in keywords for word in re.split("[;,]", line) if word
        ),
    )
