"""Documents that hold a text everywhere a text may stand, for the tests of all writers."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from assbkg.document.model import (
    Block,
    Cell,
    Code,
    Column,
    Command,
    Definition,
    Definitions,
    Document,
    Group,
    Item,
    Items,
    Paragraph,
    Run,
    Section,
    Table,
    plain,
    simple_table,
    strong,
    words,
)

#: What some format takes for a mark, in pieces that hypothesis puts together.
_MARKS: Final = (
    *"\\`*_{}[]()#+-.!|<>&~^$=:;\"'%@/?",
    "](", "![", "**", "~~", "==", "---", "```", "~~~", "<b>", "</td>", "&lt;", "&#38;", "<!--",
    "]]>", "1. ", "- ", "# ", "| --- |", "https://example.org", "www.example.org", "$$", "\\end{",
    "\\\\", "{#id}", "\r\n", "\n\n", "\n", "\t", "    ", "\u2028", "\x85", "\N{NO-BREAK SPACE}",
    "Li₁₀²⁺", "σ → ∞", "e\u0301", "硅", "שלום", "\u202e", "\u200b", "\x1b[2J", "\x00", "\ufffe",
)  # fmt: skip
TEXTS: Final = st.lists(
    st.one_of(st.sampled_from(_MARKS), st.text(max_size=6), st.sampled_from(["a", "b ", " c"])),
    max_size=8,
).map("".join)
#: Texts without lone surrogates, which no file can hold.
PARAGRAPHS: Final = st.lists(TEXTS, min_size=1, max_size=3)


def paragraph(text: str) -> Document:
    """A document of one paragraph."""
    return Document((Paragraph((plain(text),)),))


def table(*rows: tuple[str, str]) -> Table:
    """A table of two columns of text."""
    return simple_table(("first", "second"), rows)


def everything(text: str) -> Document:
    """A document with blocks of every kind but pictures, and the text in each place."""
    run = words("see ", Run(text, target="https://example.org/x"), Run(text, "emphasis"))
    rows = ((Cell(plain(text), rows=2, head=True), Cell(run)), (Cell(plain("2"), "muted"),))
    columns = (Column(text), Column("number", numeric=True))
    blocks: tuple[Block, ...] = (
        Paragraph((plain(text), run)),
        Items((Item(plain(text), text, (Items((Item(run),)),)), Item(strong("b"))), "tree"),
        Items((Item(run, "", (Command(("echo", text)), Paragraph((run,)))),), "numbers", True),
        Definitions((Definition(plain(text), (run, plain(text)), "work-1"),)),
        Table(columns, (Group(rows, text),), text, text, "Table 1", "table-x"),
        Code(text, "sparql"),
        Command(("assbkg", text)),
    )
    return Document((Section(plain(text), blocks, "section-x", "1"),), plain(text))
