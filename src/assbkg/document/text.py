"""Documents as plain text for a terminal, a pipe or a mail."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from textwrap import wrap
from typing import Final

from assbkg.document.model import (
    Block,
    Code,
    Command,
    Definitions,
    Document,
    Item,
    Items,
    Paragraph,
    Picture,
    Section,
    Table,
    Words,
    text_of,
)
from assbkg.printable import flat, printable

__all__ = ["PIPE_WIDTH", "write_text"]

#: Columns of text for tables that go to a pipe or file.
PIPE_WIDTH: Final = 160
_NARROWEST: Final = 40
_WIDEST: Final = 1000
_LONGEST_CELL: Final = 10_000
#: By how much what stands below a title or an item is indented.
_STEP: Final = "  "
#: By how much more the later lines of a wrapped text are.
_HANGING: Final = "    "


def write_text(document: Document, width: int | None = None) -> str:
    """Return a document as text that ends with a line feed.

    Lines are wrapped at `width`; without it only tables are, at the width of the terminal.
    Breaks within words become spaces, and what a terminal would obey is escaped.
    """
    writer = _Writer(width)
    lines: list[str] = []
    if document.title:
        lines += writer.line(text_of(document.title), "")
    lines += (f"{name}: {_shown(value)}" for name, value in document.facts)
    lines += writer.blocks(document.blocks, _STEP if document.title else "", bool(lines))
    return "\n".join(lines) + "\n"


class _Writer:
    def __init__(self, width: int | None) -> None:
        self._width = width

    def blocks(self, blocks: Iterable[Block], indent: str, below_title: bool) -> Iterator[str]:
        """Yield the lines of blocks, with a blank line where one does not continue another."""
        before: Block | None = None
        for block in blocks:
            first = before is None and not (below_title and isinstance(block, Section))
            if not first and not _continues(before, block):
                yield ""
            # Sections stand beside the title of the document, not below it.
            depth = indent[len(_STEP) :] if isinstance(block, Section) and below_title else indent
            yield from self.block(block, depth)
            before = block

    def block(self, block: Block, indent: str) -> Iterator[str]:
        """Yield the lines of a block."""
        if isinstance(block, Section):
            yield from self.line(
                " ".join(filter(None, (block.number, text_of(block.title)))), indent
            )
            yield from self.blocks(block.blocks, indent + _STEP, False)
        elif isinstance(block, Paragraph):
            for words in block.lines:
                yield from self.line(text_of(words), indent)
        elif isinstance(block, Items):
            yield from self._items(block, indent)
        elif isinstance(block, Definitions):
            yield from self._definitions(block, indent)
        elif isinstance(block, Table):
            yield from self._table(block, indent)
        elif isinstance(block, Code):
            # Never wrapped, so that it can be copied; so is a command.
            yield from (f"{indent}    {_shown(line)}" for line in block.text.splitlines())
        elif isinstance(block, Command):
            yield f"{indent}$ {_shown(shlex.join(block.words))}"
        else:
            yield from self._picture(block, indent)

    def line(self, text: str, indent: str, mark: str = "", below: str | None = None) -> list[str]:
        """Return the lines of one text, of which those after the first are indented by `below`."""
        shown = mark + _shown(text)
        if self._width is None:
            return [f"{indent}{shown}".rstrip()]
        below = indent + _HANGING if below is None else below
        wrapped = wrap(
            shown,
            self._width,
            initial_indent=indent,
            subsequent_indent=below,
            break_on_hyphens=False,
        )
        return wrapped or [""]

    def _items(self, block: Items, indent: str, nested: bool = False) -> Iterator[str]:
        """Yield the lines of a list; the branches of a tree begin below its first level."""
        branches = nested and block.kind == "tree"
        for number, item in enumerate(block.items, start=1):
            if block.loose and number > 1:
                yield ""
            if branches:
                mark, aligned = ("└ ", "  ") if number == len(block.items) else ("├ ", "│ ")
                yield from self.line(_entry(item), indent, mark, indent + aligned + _STEP)
            else:
                mark = {"bullets": "- ", "numbers": f"{number}. "}.get(block.kind, "")
                aligned = " " * len(mark)
                yield from self.line(_entry(item), indent, mark)
            for one in item.blocks:
                if isinstance(one, Items) and one.kind == block.kind == "tree":
                    yield from self._items(one, indent + aligned, nested=True)
                else:
                    outline = isinstance(one, Command) or _is_outline(one)
                    yield from self.block(one, indent + (_STEP if outline else aligned))

    def _definitions(self, block: Definitions, indent: str) -> Iterator[str]:
        for entry in block.entries:
            term = _shown(text_of(entry.term))
            for number, words in zip(count(), entry.lines):
                mark = (term if number == 0 else " " * len(term)) + " "
                yield from self.line(text_of(words), indent, mark, indent + " " * len(mark))

    def _table(self, block: Table, indent: str) -> Iterator[str]:
        head = " ".join(filter(None, (f"{block.name}." if block.name else "", block.caption)))
        if head:
            yield from self.line(head, indent)
        yield from (f"{indent}{line}".rstrip() for line in _grid(block, len(indent)))
        if block.note:
            yield from self.line(block.note, indent)

    def _picture(self, block: Picture, indent: str) -> Iterator[str]:
        name = f"{block.name}. " if block.name else ""
        yield from self.line(f"{name}{block.caption or block.words}", indent)


def _continues(before: Block | None, block: Block) -> bool:
    """Tell whether a block belongs to the one before: a list that a paragraph introduces."""
    return (
        isinstance(block, Items)
        and not block.loose
        and (isinstance(before, Paragraph) or (isinstance(before, Items) and not before.loose))
    )


def _is_outline(block: Block) -> bool:
    return isinstance(block, Items) and block.kind == "outline"


def _entry(item: Item) -> str:
    return text_of(item.words) + (f"  — {item.note}" if item.note else "")


def _shown(text: str) -> str:
    """Return text on one line that a terminal does not obey."""
    return printable(flat(text))


def _cell(words: Words) -> str:
    """Return the text of a cell; one as long as a book is cut, since to set it takes minutes."""
    text = text_of(words)
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]} … ({len(text):,} characters)"
    return _shown(text)


def _grid(table: Table, indent: int) -> list[str]:
    """Return the lines of a table, without any colour or emphasis."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in table.columns:
        side = "right" if column.numeric else "left"
        # A long word is folded, not cut.
        grid.add_column(Text(_shown(column.heading)), justify=side, overflow="fold")  # type: ignore[arg-type]
    for group in table.groups:
        for number, row in enumerate(replace(table, groups=(group,)).full_rows()):
            below = _STEP if group.head and number else ""
            grid.add_row(*(Text(("" if n else below) + _cell(w)) for n, w in enumerate(row)))
    # Width and height are given, and rich asks neither the terminal nor variables for them.
    width = max(_NARROWEST, _terminal_width() - indent)
    console = Console(highlight=False, width=width, height=25, color_system=None)
    with console.capture() as capture:
        console.print(grid)
    return [line.rstrip() for line in capture.get().splitlines()]


def _terminal_width() -> int:
    if sys.stdout is None or not sys.stdout.isatty():
        return PIPE_WIDTH
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
