"""Read JATS XML: the form in which open-access archives keep papers.

The parser resolves no entity, loads no DTD and opens no connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

from assbkg.errors import SourceTextError
from assbkg.reading.blocks import (
    ABSTRACT,
    FRONT,
    REFERENCES,
    Block,
    Citation,
    Entry,
    Kind,
    Metadata,
    Reading,
)
from assbkg.reading.front import doi_of, licence_of
from assbkg.reading.jats_runs import Run, element_text, runs_of, text_and_citations
from assbkg.reading.references import entry_of
from assbkg.reading.segmenting import ReadPaper, split_paper

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["READER", "read_jats"]

#: The version of this reader.
READER: Final = "jats 1"

_DEPTH: Final = 200
_LINK: Final = "{http://www.w3.org/1999/xlink}href"
_SECTION: Final = "sec"
#: What stands within a paragraph and is a block of its own.
_APART: Final = frozenset(
    {"fig", "fig-group", "table-wrap", "table-wrap-group", "disp-formula", "disp-formula-group"}
    | {"list", "disp-quote", "boxed-text", "supplementary-material", "def-list", "media"}
)
_SKIPPED: Final = frozenset({"title", "label", "ref-list", "fn-group", "glossary", "sec-meta"})
#: Abstracts that say something twice.
_OTHER_ABSTRACTS: Final = frozenset(
    {"graphical", "teaser", "toc", "executive-summary", "key-image"}
)


def read_jats(data: bytes, path: Path) -> ReadPaper:
    """Read the first article of a JATS file. Raises `SourceTextError` if there is none."""
    article = _article(data, path)
    front = article.find("front")
    meta = None if front is None else front.find("article-meta")
    ids = {ref.get("id", ""): n for n, ref in enumerate(article.iter("ref"), start=1)}
    reader = _Reader(ids)
    if meta is not None:
        reader.front(meta)
    for part in ("body", "back"):
        element = article.find(part)
        if element is not None:
            reader.children(element, ())
    entries = tuple(_entry(n, ref) for n, ref in enumerate(article.iter("ref"), start=1))
    listed = tuple(
        Block("reference", f"[{e.number}] {e.text}", (REFERENCES,), str(e.number)) for e in entries
    )
    known = _metadata(article, meta)
    return split_paper(Reading(READER, known, (*reader.blocks, *listed), entries))


def _article(data: bytes, path: Path) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        reason = str(error).partition(" (")[0] or "it is cut off"
        raise SourceTextError(f"{path}: is not well-formed XML: {reason}") from error
    entity = next(root.iter(etree.Entity), None)
    if entity is not None:
        name = str(entity.text).strip("&;")[:40]
        raise SourceTextError(f"{path}: uses the entity {name}, which is not resolved")
    article = root if root.tag == "article" else next(root.iter("article"), None)
    if article is None:
        tag = etree.QName(root).localname
        raise SourceTextError(f"{path}: is XML, but its root is <{tag}> and not a JATS <article>")
    return article


class _Reader:
    """Makes blocks of elements, in document order; `ids` numbers the references by their id."""

    def __init__(self, ids: dict[str, int]) -> None:
        self._ids = ids
        self.blocks: list[Block] = []

    def front(self, meta: _Element) -> None:
        """Add title, authors, addresses, keywords and abstracts."""
        title = meta.find("title-group/article-title")
        if title is not None:
            self._add("title", title, (FRONT,))
        names = "; ".join(_names(meta))
        if names:
            self.blocks.append(Block("front", names, (FRONT,)))
        for address in meta.iter("aff"):
            self._add("front", address, (FRONT,))
        for abstract in meta.iter("abstract"):
            if abstract.get("abstract-type", "") in _OTHER_ABSTRACTS:
                continue
            own = abstract.find("title")
            other = abstract.get("abstract-type")
            name = element_text(own) if other and own is not None else other or ABSTRACT
            self.children(abstract, (name,))
        for group in meta.iter("kwd-group"):
            words = "; ".join(element_text(word) for word in group.iter("kwd"))
            if words:
                self.blocks.append(Block("front", words, ("keywords",)))

    def children(self, parent: _Element, path: tuple[str, ...], depth: int = 0) -> None:
        """Add the blocks of the elements within `parent`."""
        if depth > _DEPTH:
            return
        for child in parent.iterchildren(tag=etree.Element):
            self._element(child, path, depth + 1)

    def _element(self, element: _Element, path: tuple[str, ...], depth: int) -> None:
        tag = element.tag
        if tag in ("sec", "app", "ack", "notes", "glossary"):
            self._section(element, path, depth)
        elif tag == "p":
            self._paragraph(element, path, depth)
        elif tag in ("fig", "table-wrap", "supplementary-material", "media", "boxed-text"):
            self._captioned(element, path, depth)
        elif tag in ("disp-formula", "disp-formula-group"):
            self._add("formula", element, path)
        elif tag in ("list", "def-list"):
            for item in element.iter("list-item", "def-item"):
                self.children(item, path, depth)
        elif tag not in _SKIPPED:
            self.children(element, path, depth)

    def _section(self, element: _Element, path: tuple[str, ...], depth: int) -> None:
        title, label = element.find("title"), element.findtext("label", "")
        name = element_text(title) if title is not None else ""
        names = {"ack": "Acknowledgements", "notes": "Notes", "app": "Appendix"}
        name = f"{label} {name}".strip() or names.get(str(element.tag), "")
        if name:
            path = (*path, name)
            self.blocks.append(Block("heading", name, path))
        self.children(element, path, depth)

    def _paragraph(self, element: _Element, path: tuple[str, ...], depth: int) -> None:
        """Add a paragraph; figures and lists within it come after the text before them."""
        last: int | None = None
        for part in runs_of(element, _APART):
            if isinstance(part, list):
                last = self._text(part, path, last)
            else:
                formula = part.tag in ("disp-formula", "disp-formula-group")
                self._element(part, path, depth)
                last = last if formula or part.tag in ("fig", "table-wrap") else None

    def _text(self, runs: list[Run], path: tuple[str, ...], last: int | None) -> int | None:
        text, citations = text_and_citations(runs, self._ids)
        if not text:
            return last
        if last is None or text[:1].isupper():
            self.blocks.append(Block("paragraph", text, path, citations=citations))
            return len(self.blocks) - 1
        before = self.blocks[last]
        joint = "" if text[:1] in ",.;:)" else " "
        moved = len(before.text) + len(joint)
        shifted = (Citation(c.start + moved, c.end + moved, c.numbers) for c in citations)
        whole = before.text + joint + text
        self.blocks[last] = replace(before, text=whole, citations=(*before.citations, *shifted))
        return last

    def _captioned(self, element: _Element, path: tuple[str, ...], depth: int) -> None:
        label = element_text(element.find("label")).rstrip(".: ")
        caption = element.find("caption")
        if element.tag == "boxed-text":
            self.children(element, path, depth)
            return
        if caption is not None:
            parts = [text_and_citations(list(_all_runs(p)), self._ids) for p in _leaves(caption)]
            text, citations = label, []
            for words, cited in parts:
                start = len(text) + 2 if text == label and label else len(text) + bool(text)
                text += (". " if text == label and label else " " if text else "") + words
                citations += [Citation(c.start + start, c.end + start, c.numbers) for c in cited]
            self.blocks.append(Block("caption", text, path, label, citations=tuple(citations)))
        table = element.find(".//table")
        if table is not None:
            rows = ["\t".join(map(element_text, row)) for row in table.iter("tr")]
            self.blocks.append(Block("table", "\n".join(rows), path, label))

    def _add(self, kind: Kind, element: _Element, path: tuple[str, ...]) -> None:
        text, citations = text_and_citations(list(_all_runs(element)), self._ids)
        if text or kind == "formula":
            self.blocks.append(Block(kind, text, path, citations=citations))


def _leaves(caption: _Element) -> Iterator[_Element]:
    found = list(caption.iter("title", "p"))
    yield from found or [caption]


def _all_runs(element: _Element) -> Iterator[Run]:
    for part in runs_of(element, frozenset()):
        if isinstance(part, list):
            yield from part


def _names(meta: _Element) -> Iterator[str]:
    for contrib in meta.iterfind("contrib-group/contrib"):
        if contrib.get("contrib-type", "author") != "author":
            continue
        name = contrib.find("name")
        if name is not None:
            given = name.findtext("given-names", "")
            yield " ".join(f"{given} {name.findtext('surname', '')}".split())
        elif contrib.find("collab") is not None:
            yield element_text(contrib.find("collab"))


def _metadata(article: _Element, meta: _Element | None) -> Metadata:
    if meta is None:
        return Metadata()
    years = [int(y) for y in meta.xpath("pub-date/year/text()") if re.fullmatch(r"\d{4}", y)]
    dois = [e.text or "" for e in meta.iterfind("article-id[@pub-id-type='doi']")]
    licences = [
        text
        for e in meta.iterfind("permissions//*")
        for text in (e.get(_LINK, ""), element_text(e))
    ]
    return Metadata(
        title=element_text(meta.find("title-group/article-title")),
        authors=tuple(dict.fromkeys(_names(meta))),
        year=min(years, default=0),
        doi=doi_of(dois),
        licence=licence_of(licences),
        keywords=tuple(dict.fromkeys(element_text(word) for word in meta.iter("kwd"))),
        review="review" in article.get("article-type", ""),
    )


def _entry(number: int, ref: _Element) -> Entry:
    """Return an entry from its marked-up parts; what is not marked up is read from its text."""
    cited = next(
        (e for e in ref.iter("element-citation", "mixed-citation", "citation", "nlm-citation")), ref
    )
    marked_up = cited.find(".//name") is not None or cited.tag == "element-citation"
    text = " ".join(element_text(cited, between=marked_up).split())
    text = re.sub(r"\s+(?=[,.;:)])", "", text)
    parts = {
        name: element_text(cited.find(name)).strip(" .")
        for name in ("article-title", "source", "year", "volume", "issue", "fpage", "lpage")
    }
    names = [
        " ".join(f"{n.findtext('surname', '')} {n.findtext('given-names', '')}".split())
        for n in cited.iter("name", "string-name")
    ]
    if cited.find(".//etal") is not None:
        names.append("et al.")
    dois = [e.text or "" for e in cited.iter("pub-id") if e.get("pub-id-type") == "doi"]
    links = [e.get(_LINK, "") for e in cited.iter("ext-link")]
    if not parts["source"] and not parts["article-title"]:
        return replace(entry_of(number, text), doi=doi_of([*dois, *links, text]))
    volume = parts["volume"] + (f"({parts['issue']})" if parts["issue"] and parts["volume"] else "")
    year = re.match(r"\d{4}", parts["year"])
    first, last = parts["fpage"] or element_text(cited.find("elocation-id")), parts["lpage"]
    pages = f"{first}-{last}" if first and last and first != last else first
    return Entry(
        number,
        text,
        tuple(dict.fromkeys(name for name in names if name)),
        parts["article-title"] or element_text(cited.find("chapter-title")),
        parts["source"],
        int(year[0]) if year else 0,
        volume,
        pages,
        doi_of([*dois, *links, text]),
    )
