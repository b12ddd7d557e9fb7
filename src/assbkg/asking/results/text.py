"""Tables as plain text, as wide as the terminal."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Final

from assbkg.printable import flat, printable

if TYPE_CHECKING:
    from rich.table import Table

__all__ = [
    "new_table",
    "plain_cell",
    "table_lines",
]

#: Columns of text for tables that go to a pipe or file.
PIPE_WIDTH: Final = 160
_NARROWEST: Final = 40
_WIDEST: Final = 1000
_HEIGHT: Final = 25
_LONGEST_CELL: Final = 10_000


def new_table() -> Table:
    """Return an empty table with a line below its head."""
    from rich import box
    from rich.table import Table

    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)


def plain_cell(text: str) -> str:
    """Return text that rich prints as it is, and that a terminal does not obey.

    A text as long as a book is cut: setting it in a cell would take minutes.
    """
    if len(text) > _LONGEST_CELL:
        text = f"{text[:_LONGEST_CELL]} … ({len(text):,} characters)"
    return printable(flat(text)).replace("[", "\\[")


def table_lines(table: Table) -> list[str]:
    """Return the lines of a table, without any colour or emphasis."""
    from rich.console import Console

    # Width and height are given, and rich asks neither the terminal nor variables for them.
    console = Console(highlight=False, width=_width(), height=_HEIGHT, color_system=None)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


def _width() -> int:
    if sys.stdout is None or not sys.stdout.isatty():
        return PIPE_WIDTH
    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
