"""Markdown holds any text as it is: a reader of Markdown finds it where it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt
from tests.documents import TEXTS, everything, paragraph, table

from assbkg.document.markdown import inline, write_markdown
from assbkg.document.model import (
    BREAK,
    Code,
    Document,
    Item,
    Items,
    Paragraph,
    Run,
    Section,
    Style,
    plain,
    simple_table,
)
from assbkg.printable import printable

if TYPE_CHECKING:
    from markdown_it.token import Token

_READER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_EXTENSIONS: Final = ["tables", "attr_list", "md_in_html", "admonition", "footnotes", "abbr"]


def shown(text: str) -> str:
    """A text as a reader sees it: with single spaces, and hidden characters by their code."""
    spaced = re.sub("[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+", " ", text)
    return " ".join(printable(spaced).split())


def text_of(token: Token) -> str:
    """The text of a line, which holds no markup but breaks and code."""
    parts = {"softbreak": " ", "hardbreak": " "}
    return "".join(parts.get(one.type, one.content) for one in token.children or ())


def texts(source: str) -> list[tuple[str, str]]:
    """Each line of text in a source, with the kind of what it stands in."""
    tokens = _READER.parse(source)
    return [
        (before.type.removesuffix("_open"), " ".join(text_of(token).split()))
        for before, token in pairwise(tokens)
        if token.type == "inline"
    ]


@given(TEXTS)
@example("# a")
@example("1) a")
@example("| a |\n| --- |")
@example("a\n===")
@example("``` sh")
@example("a ##")
def test_a_paragraph_is_read_as_it_was(text: str) -> None:
    expected = [("paragraph", shown(text))] if shown(text) else []
    assert [one for one in texts(write_markdown(paragraph(text))) if one[1]] == expected


@given(TEXTS, TEXTS)
def test_cells_are_read_as_they_were(one: str, two: str) -> None:
    source = write_markdown(Document((table((one, two), (two, "")),)))
    cells = [("td", shown(one)), ("td", shown(two)), ("td", shown(two)), ("td", "")]
    assert texts(source) == [("th", "first"), ("th", "second"), *cells]


@given(TEXTS, TEXTS)
def test_items_are_read_as_they_were(one: str, two: str) -> None:
    below = Items((Item(plain(two)),))
    source = write_markdown(Document((Items((Item(plain(f"a{one}"), blocks=(below,)),)),)))
    read = [text for _, text in texts(source)]
    assert read == [shown(f"a{one}"), *filter(None, (shown(two),))]


@given(TEXTS)
def test_a_heading_is_read_as_it_was(text: str) -> None:
    source = write_markdown(Document((Section(plain(text), ()),)))
    assert texts(source) == [("heading", shown(text))]


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["plain", "strong", "emphasis", "code"]))))
def test_runs_of_any_style_are_read_as_they_were(runs: list[tuple[str, Style]]) -> None:
    source = inline(tuple(Run(text, style) for text, style in runs), opens=True)
    whole = "".join(shown(f"x{text}x").removeprefix("x").removesuffix("x") for text, _ in runs)
    read = "".join(text for _, text in texts(source))
    assert "".join(read.split()) == "".join(whole.split())


@given(TEXTS)
def test_code_is_read_as_it_was(text: str) -> None:
    tokens = _READER.parse(write_markdown(Document((Code(text, "sparql"),))))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content.split("\n")[:-1] == [printable(line) for line in text.splitlines()]


@given(TEXTS)
def test_no_text_becomes_a_mark_for_the_site(text: str) -> None:
    page = markdown.markdown(write_markdown(paragraph(f"a{text}")), extensions=_EXTENSIONS)
    tree = html.fragment_fromstring(page, create_parent="div")
    assert [one.tag for one in tree.iter()] == ["div", "p"]
    assert " ".join(tree.text_content().split()) == shown(f"a{text}")


def tables_in(tokens: list[Token]) -> Iterator[int]:
    """The number of cells in each row of the tables."""
    count = 0
    for token in tokens:
        count = 0 if token.type == "tr_open" else count + (token.type in ("td_open", "th_open"))
        if token.type == "tr_close":
            yield count


@given(TEXTS)
def test_a_document_keeps_its_blocks_whatever_its_texts(text: str) -> None:
    tokens = _READER.parse(write_markdown(everything(f"a{text}")))
    kinds = [token.type for token in tokens if token.type != "inline"]
    plainly = _READER.parse(write_markdown(everything("a")))
    assert kinds == [token.type for token in plainly if token.type != "inline"]
    assert set(tables_in(tokens)) == {2}


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "file:///etc"])
def test_an_address_that_runs_code_is_no_link(target: str) -> None:
    assert inline((Run("x", target=target),)) == "x"


@given(st.sampled_from(["", "java\tscript:", "\x01javascript:", "\njavascript:"]), st.text())
def test_a_link_leads_to_a_page_or_to_the_web(begin: str, rest: str) -> None:
    page = markdown.markdown(inline((Run("word", target=begin + rest),)))
    for address in re.findall(r'href="([^"]*)"', page):
        # Browsers take control characters out of an address before they look for its scheme.
        bare = re.sub(r"[\x00-\x20]", "", unescape(address))
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", bare)
        assert scheme is None or scheme[1].lower() in ("http", "https")


def test_a_list_within_a_list_is_one_to_every_reader() -> None:
    inner = Items((Item(plain("b"), blocks=(Items((Item(plain("c")),)),)),))
    source = write_markdown(Document((Items((Item(plain("a"), blocks=(inner,)),)),)))
    assert source == "- a\n    - b\n        - c\n"
    assert markdown.markdown(source).count("<ul>") == 3
    assert _READER.render(source).count("<ul>") == 3


def test_a_cell_may_have_several_lines() -> None:
    made = simple_table(("x",), [[(*plain("a"), BREAK, *plain("b"))]])
    assert "| a<br>b |" in write_markdown(Document((made,)))


def test_marks_of_prose_stay_legible() -> None:
    words = "~300 % of Si/TiC: A & B – 5 > 3 (§2.2 s.88 [14])"
    assert inline(plain(words)) == words


def test_lines_of_a_paragraph_stay_lines() -> None:
    source = write_markdown(Document((Paragraph((plain("a"), plain("# b"))),)))
    assert source == "a  \n\\# b\n"
