"""DOCX holds any text as it is, and opens, whatever stands in it."""

from __future__ import annotations

import io

import docx
from hypothesis import given, settings
from tests.documents import TEXTS, everything, paragraph, table

from assbkg.document.docx import write_docx
from assbkg.document.legible import legible
from assbkg.document.model import Document, Run, Words, words


@given(TEXTS)
@settings(max_examples=25)
def test_a_paragraph_is_read_as_it_was(text: str) -> None:
    read = docx.Document(io.BytesIO(write_docx(paragraph(text))))
    assert [one.text for one in read.paragraphs] == [legible(text)]


@given(TEXTS, TEXTS)
@settings(max_examples=25)
def test_cells_are_read_as_they_were(one: str, two: str) -> None:
    read = docx.Document(io.BytesIO(write_docx(Document((table((one, two)),)))))
    cells = [[cell.text for cell in row.cells] for row in read.tables[0].rows]
    assert cells == [["first", "second"], [legible(one), legible(two)]]


@given(TEXTS)
@settings(max_examples=25)
def test_a_document_has_the_same_parts_whatever_its_texts(text: str) -> None:
    def styles(label: str) -> list[str]:
        read = docx.Document(io.BytesIO(write_docx(everything(label))))
        return [str(one.style.name) for one in read.paragraphs if one.style is not None]

    assert styles(f"a{text}") == styles("a")


def test_equal_documents_give_equal_bytes() -> None:
    assert write_docx(everything("a")) == write_docx(everything("a"))


def test_an_address_stands_beside_its_words() -> None:
    from assbkg.document.model import Paragraph

    line: Words = words("see ", Run("the list", target="https://example.org/x"))
    read = docx.Document(io.BytesIO(write_docx(Document((Paragraph((line,)),)))))
    assert read.paragraphs[0].text == "see the list (https://example.org/x)"
