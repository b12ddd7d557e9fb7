"""What a document is made of, as frozen records: runs of text, blocks and sections.

A document says what it says in `Run`s of plain text. No run holds markup: each writer escapes
what its format would take for some. So whatever stands in a label comes out as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

__all__ = ["BREAK", "Block", "Cell", "Code", "Column", "Command", "Definition", "Definitions"]
__all__ += ["Document", "Group", "Item", "Items", "Paragraph", "Picture", "Run", "Section", "Style"]
__all__ += ["Table", "Tone", "Words", "code", "joined", "link", "plain", "simple_table", "strong"]
__all__ += ["text_of", "words"]

Style = Literal["plain", "strong", "emphasis", "code", "break"]
#: How a cell stands out from others.
Tone = Literal["plain", "muted", "contested", "anomalous"]


@dataclass(frozen=True)
class Run:
    """A piece of text.

    With a `target` it is a link, to a part of the document (`#table-grades`) or to an address
    (`https://…`). `hint` is what a page shows when the mouse is over it.
    """

    text: str
    style: Style = "plain"
    target: str = ""
    hint: str = ""


#: Text as it stands in a line, a cell or a heading.
Words = tuple[Run, ...]

#: Begins a new line within a cell, where a format has that; elsewhere it is a space.
BREAK: Final = Run("\n", "break")


@dataclass(frozen=True)
class Paragraph:
    """Lines, of which each begins a line of its own; most paragraphs have one."""

    lines: tuple[Words, ...]


@dataclass(frozen=True)
class Command:
    """A command to type in a shell, as words that are not yet quoted."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Lines of code, which keep their breaks and their indentation."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Item:
    """An entry of a list: its words, a note on them, and what belongs to it."""

    words: Words
    note: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list.

    The kinds differ in text for terminals alone: `outline` is indented without a mark, and
    a `tree` within an item of another has branches. Elsewhere both are bullets. A `loose` list
    has blank lines between items.
    """

    items: tuple[Item, ...]
    kind: Literal["bullets", "numbers", "outline", "tree"] = "bullets"
    loose: bool = False


@dataclass(frozen=True)
class Definition:
    """A term with what it stands for, in one or more lines; `id` is its place for links."""

    term: Words
    lines: tuple[Words, ...]
    id: str = ""


@dataclass(frozen=True)
class Definitions:
    """Terms and what each stands for, such as a list of references."""

    entries: tuple[Definition, ...]


@dataclass(frozen=True)
class Column:
    """A column: its heading, and how wide it is beside others; numbers stand to the right."""

    heading: str
    numeric: bool = False
    share: int = 2


@dataclass(frozen=True)
class Cell:
    """A cell over one or more rows. A `head` names its row."""

    words: Words
    tone: Tone = "plain"
    rows: int = 1
    head: bool = False


@dataclass(frozen=True)
class Group:
    """Rows under a heading, which is empty where a table has no groups.

    A cell over several rows is the first in its row, and missing in the rows below.
    """

    rows: tuple[tuple[Cell, ...], ...]
    head: str = ""


@dataclass(frozen=True)
class Table:
    """Rows below headings. `name` is what the text calls it ("Table 4"), `id` its place."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    caption: str = ""
    note: str = ""
    name: str = ""
    id: str = ""

    def full_rows(self) -> Iterator[tuple[Words, ...]]:
        """Return the words of each row with as many cells as columns.

        A cell over several rows stands in each, and a group's heading has a row of its own.
        """
        for group in self.groups:
            if group.head:
                yield (strong(group.head), *((),) * (len(self.columns) - 1))
            above: list[Cell] = []
            for row in group.rows:
                missing = len(self.columns) - len(row)
                cells = [*above[:missing], *row]
                above = cells
                yield tuple(cell.words for cell in cells)


@dataclass(frozen=True)
class Picture:
    """A figure in each form, with what it shows in words for those who can't see it."""

    words: str
    svg: bytes
    pdf: bytes = b""
    png: bytes = b""
    caption: str = ""
    name: str = ""
    id: str = ""


@dataclass(frozen=True)
class Section:
    """A part with a title; `number` stands before it, `id` is its place for links."""

    title: Words
    blocks: tuple[Block, ...]
    id: str = ""
    number: str = ""


Block = Paragraph | Items | Definitions | Table | Code | Command | Picture | Section


@dataclass(frozen=True)
class Document:
    """A whole document. It may lack a title; `facts` are what stands under the title."""

    blocks: tuple[Block, ...]
    title: Words = ()
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    #: What made it, as a footer says.
    maker: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections at the top."""
        return tuple(block for block in self.blocks if isinstance(block, Section))


def words(*parts: str | Run) -> Words:
    """Return runs; bare text becomes a plain one.

    >>> words("see ", Run("Table 4", target="#table-grades"))[0]
    Run(text='see ', style='plain', target='', hint='')
    """
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def plain(text: str) -> Words:
    """Return text as words."""
    return (Run(text),)


def strong(text: str) -> Words:
    """Return text that stands out."""
    return (Run(text, "strong"),)


def code(text: str) -> Words:
    """Return text as one types it, such as a name."""
    return (Run(text, "code"),)


def link(text: str, target: str) -> Words:
    """Return text that leads to an address or to a part of the document."""
    return (Run(text, target=target),)


def text_of(some: Words) -> str:
    """Return the text of words, without style and links."""
    return "".join(run.text for run in some)


def joined(parts: Iterable[Words], separator: str | Run = " ") -> Words:
    """Return parts as the words of one line, with a space or something else between them.

    >>> text_of(joined([plain("a"), plain("b")], ", "))
    'a, b'
    """
    between = words(separator)
    found: list[Run] = []
    for part in parts:
        found += [*(between if found else ()), *part]
    return tuple(found)


def simple_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Words]],
    numeric: Sequence[bool] = (),
    caption: str = "",
) -> Table:
    """Return a table of texts or words; by `numeric`, columns of numbers stand to the right."""
    columns = tuple(map(Column, headings))
    if numeric:
        columns = tuple(
            replace(column, numeric=number) for column, number in zip(columns, numeric, strict=True)
        )
    cells = (tuple(Cell(plain(x) if isinstance(x, str) else x) for x in row) for row in rows)
    return Table(columns, (Group(tuple(cells)),), caption)
