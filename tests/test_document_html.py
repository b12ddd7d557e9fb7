"""HTML holds any text as it is, and nothing in a text becomes an element."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from lxml import html
from tests.documents import TEXTS, everything, table

from assbkg.document.html import elements, write_fragment, written
from assbkg.document.legible import sound
from assbkg.document.model import Cell, Column, Group, Paragraph, Run, Table, plain

_BREAKS = re.compile("\r\n?")


def shown(text: str) -> str:
    """A text as a reader of HTML has it: with line feeds, and codes for what HTML can't hold."""
    return _BREAKS.sub("\n", sound(text))


def read(source: str) -> html.HtmlElement:
    return html.fragment_fromstring(source, create_parent="main")


@given(TEXTS)
def test_a_paragraph_is_read_as_it_was(text: str) -> None:
    tree = read(write_fragment([Paragraph((plain(text),))]))
    assert [one.tag for one in tree.iter()] == ["main", "p"]
    assert tree.text_content() == shown(text)


@given(TEXTS, TEXTS)
def test_cells_are_read_as_they_were(one: str, two: str) -> None:
    tree = read(write_fragment([table((one, two))]))
    assert [cell.text_content() for cell in tree.iter("td")] == [shown(one), shown(two)]


@given(TEXTS)
def test_a_hint_is_read_as_it_was(text: str) -> None:
    tree = read(write_fragment([Paragraph(((Run("x", hint=f"a{text}"),),))]))
    assert tree[0][0].get("title") == shown(f"a{text}")


@given(TEXTS)
def test_a_document_has_the_same_elements_whatever_its_texts(text: str) -> None:
    def tags(label: str) -> list[object]:
        block = everything(label).blocks[0]
        tree = read("".join(written(part) for part in elements(block)))
        return [one.tag for one in tree.iter()]

    assert tags(f"a{text}") == tags("a")


@pytest.mark.parametrize("target", ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x"])
def test_an_address_that_runs_code_is_no_link(target: str) -> None:
    assert write_fragment([Paragraph(((Run("x", target=target),),))]) == "<p>x</p>"


def test_a_fragment_has_styles_of_its_own_and_no_classes() -> None:
    source = write_fragment([Table((Column("n", numeric=True),), (Group(((Cell(plain("1")),),)),))])
    assert "text-align:right" in source
    assert "class=" not in source
    assert not re.search(r"#[0-9a-f]{3,6}\b", source), "no colour but grey"
