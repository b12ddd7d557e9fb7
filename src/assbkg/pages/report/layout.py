"""Tables and words as readers see them, whatever the form: groups, spans, links, dashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from assbkg.pages.report.measurements import LEFT_OUT
from assbkg.pages.report.model import Column, Report, Run, Table

__all__ = ["Cell", "Group", "columns", "groups", "name_of"]

_DASH: Final = "–"
#: Words of cells that stand out, and as what.
_TONES: Final = {
    LEFT_OUT: "muted",
    "contested": "contested",
    "anomalous": "anomalous",
}


@dataclass(frozen=True)
class Cell:
    """A cell in runs; `rows` tells over how many rows it stands, `tone` how it stands out.

    A `head` names its row, a `number` stands to the right.
    """

    runs: tuple[Run, ...]
    tone: str = ""
    rows: int = 1
    head: bool = False
    number: bool = False


@dataclass(frozen=True)
class Group:
    """Rows below a heading, which is empty where a table has no groups."""

    head: str
    rows: tuple[tuple[Cell, ...], ...]


def name_of(report: Report, kind: str, one: str) -> str:
    """What a table or figure is called: `Table 4`."""
    return report.names[f"{kind}-{one}"]


def columns(table: Table) -> tuple[Column, ...]:
    """The columns that stand side by side: without that of the groups."""
    return table.columns[1:] if table.grouped else table.columns


def groups(report: Report, table: Table) -> Iterator[Group]:
    """The rows of a table in groups; a cell at the left stands once over rows that share it."""
    if not table.grouped:
        yield Group("", tuple(_rows(report, table, table.rows)))
        return
    for head, rows in groupby(table.rows, key=lambda row: row[0]):
        yield Group(head, tuple(_rows(report, table, [row[1:] for row in rows])))


def _rows(
    report: Report, table: Table, rows: Sequence[tuple[str, ...]]
) -> Iterator[tuple[Cell, ...]]:
    shown = columns(table)
    for text, together in groupby(rows, key=lambda row: row[0]):
        shared = list(together)
        for number, row in enumerate(shared):
            cells = [
                _cell(report, column, cell) for column, cell in zip(shown[1:], row[1:], strict=True)
            ]
            if number == 0:
                runs = _cell(report, shown[0], text).runs
                cells.insert(0, Cell(runs, rows=len(shared), head=True))
            yield tuple(cells)


def _cell(report: Report, column: Column, text: str) -> Cell:
    number = column.kind == "number"
    if not text:
        return Cell((Run(_DASH),), "muted", number=number)
    if column.kind == "references":
        return Cell(tuple(_works(report, text)))
    # A place stays on one line.
    shown = text.replace(" s.", "\N{NO-BREAK SPACE}s.") if column.kind == "places" else text
    return Cell((Run(shown),), _TONES.get(text, ""), number=number)


def _works(report: Report, text: str) -> Iterator[Run]:
    for place, number in enumerate(text.split(", ")):
        if place:
            yield Run(" ")
        yield Run(f"[{number}]", report.cited.get(number, ""))
