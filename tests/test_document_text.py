"""Text for terminals: every character is there, and no line is broken by a label."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from tests.documents import TEXTS, everything, paragraph, table

from assbkg.document.model import (
    Command,
    Definition,
    Definitions,
    Document,
    Item,
    Items,
    Paragraph,
    Section,
    plain,
)
from assbkg.document.text import write_text
from assbkg.printable import flat, printable


def bare(text: str) -> str:
    """A text without any space, with hidden characters by their code."""
    return "".join(printable(flat(text)).split())


@given(TEXTS)
def test_a_paragraph_is_there_as_it_was(text: str) -> None:
    assert write_text(paragraph(text)) == printable(flat(text)).rstrip() + "\n"


@given(TEXTS)
def test_wrapping_loses_nothing(text: str) -> None:
    assert bare(write_text(paragraph(text), width=20)) == bare(text)


@given(TEXTS)
def test_wrapped_lines_are_no_wider_than_asked(text: str) -> None:
    lines = write_text(paragraph(f"{text} and {text} and more"), width=24).splitlines()
    assert [] == [line for line in lines if len(line) > 24]


@given(TEXTS, TEXTS)
def test_a_row_of_a_table_holds_its_cells(one: str, two: str) -> None:
    written = write_text(Document((table((one, two)),)))
    # Cells are folded beside each other, so that their characters mix.
    assert Counter(bare(written)) >= Counter(bare(one) + bare(two))


def test_a_long_word_in_a_table_is_folded_and_not_cut() -> None:
    written = write_text(Document((table(("x" * 150, "y" * 150)),)))
    assert (written.count("x"), written.count("y")) == (150, 150)
    assert max(map(len, written.splitlines())) <= 160


@given(TEXTS)
def test_a_terminal_obeys_nothing(text: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", write_text(everything(text)))


def test_a_tree_has_branches_below_its_first_level() -> None:
    leaf = Items((Item(plain("d"), "stated"),), "tree")
    middle = Items((Item(plain("b"), blocks=(leaf,)), Item(plain("c"))), "tree")
    tree = Items((Item(plain("a"), blocks=(middle,)), Item(plain("e"))), "tree")
    assert write_text(Document((tree,))) == "a\n├ b\n│ └ d  — stated\n└ c\ne\n"


def test_an_outline_is_indented_under_its_title() -> None:
    inner = Items((Item(plain("b")),), "outline")
    outer = Items((Item(plain("a"), blocks=(Command(("say", "a b")), inner)),), "outline")
    document = Document((outer, Section(plain("s"), (outer,))), plain("title"))
    assert write_text(document) == (
        "title\n  a\n    $ say 'a b'\n    b\n\ns\n  a\n    $ say 'a b'\n    b\n"
    )


def test_what_belongs_to_a_numbered_item_stands_under_its_words() -> None:
    branch = Items((Item(plain("u")),), "tree")
    tree = Items((Item(plain("t"), blocks=(branch,)),), "tree")
    item = Item(plain("a"), blocks=(Paragraph((plain("p"),)), tree))
    loose = Items((item, Item(plain("b"))), "numbers", loose=True)
    assert write_text(Document((loose,))) == "1. a\n   p\n   t\n   └ u\n\n2. b\n"


def test_lines_of_a_definition_stand_under_each_other() -> None:
    entry = Definition(plain("Read as:"), (plain("a"), plain("b")))
    assert write_text(Document((Definitions((entry,)),))) == "Read as: a\n         b\n"
