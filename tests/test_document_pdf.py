"""PDF is set from data by Typst, so that no text is markup, whatever stands in it."""

from __future__ import annotations

import io
from collections import Counter

from hypothesis import given, settings
from pypdf import PdfReader
from tests.documents import TEXTS, everything

from assbkg.document.model import Document, Paragraph, Picture, Section, link, plain
from assbkg.document.pdf import shown_by_code, write_pdf

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def titled(*blocks: Paragraph | Picture) -> Document:
    """A document with a title, which a tagged PDF must have."""
    section = Section(plain("Part"), blocks, "section-part", "1")
    return Document((section,), plain("Title"), "Subtitle", (("Made by", "hand"),), "maker 1")


@given(TEXTS)
@settings(max_examples=10, deadline=None)
def test_any_text_is_set_wherever_it_stands(text: str) -> None:
    assert write_pdf(everything(f"a{text}")).startswith(b"%PDF")


def test_marks_of_typst_are_text() -> None:
    marks = '#panic("x") $x^2$ *b* _i_ `r` @ref <label> = h - l + e \\ / [c] {d} ~ "q"'
    assert Counter(marks.split()) <= Counter(
        text_of(write_pdf(titled(Paragraph((plain(marks),))))).split()
    )


def test_lines_headings_and_captions_are_there() -> None:
    picture = Picture("a line", _SVG, caption="What it shows", name="Figure 1", id="figure-x")
    lines = Paragraph((plain("one"), link("two", "#section-part")))
    text = text_of(write_pdf(titled(lines, picture)))
    for word in ("Title", "Subtitle", "Part", "one", "two", "Figure 1", "What it shows", "hand"):
        assert word in text


def test_a_character_without_a_glyph_is_shown_by_its_code() -> None:
    document = titled(Paragraph((plain("硅/TiC"),)))
    assert shown_by_code(document) == {"硅": "硅/TiC"}
    assert "[U+7845]/TiC" in text_of(write_pdf(document))


def test_equal_documents_give_equal_bytes() -> None:
    document = titled(Paragraph((plain("a"),)))
    assert write_pdf(document) == write_pdf(document)
