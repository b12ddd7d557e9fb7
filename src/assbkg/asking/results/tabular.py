"""What answers of rows and answers of triples have in common: they are tables of terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from pyoxigraph import Literal, NamedNode

from assbkg.asking.results import frames, html
from assbkg.asking.results.columns import Cell, Column, typed_columns
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["SHOWN_ROWS", "Tabular"]

#: Maximum rows shown in a notebook.
SHOWN_ROWS: Final = 50
_NUMBERS: Final = frozenset({"xsd:integer", "xsd:decimal"})


class Tabular:
    """A table of terms, whose IRIs have names."""

    #: What one line of the table is called.
    unit: ClassVar[str] = "row"
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    label: Callable[[str], str]

    def __len__(self) -> int:
        return len(self.rows)

    def to_pandas(self) -> pd.DataFrame:
        """Return a frame of pandas; see `assbkg.asking.results.frames` for its columns.

        Raises `QueryError` when pandas is not installed.
        """
        return frames.to_pandas(self.typed)

    def to_polars(self) -> pl.DataFrame:
        """Return a frame of polars, as `to_pandas` does."""
        return frames.to_polars(self.typed)

    def to_arrow(self) -> pa.Table:
        """Return a table of Arrow, as `to_pandas` does."""
        return frames.to_arrow(self.typed)

    def texts(self) -> list[tuple[str, ...]]:
        """Return all cells for a reader: labels for things, plain values otherwise."""
        return [tuple(map(self.text, row)) for row in self.rows]

    def values(self) -> list[tuple[str, ...]]:
        """Return all cells for a program: IRIs for things, plain values otherwise."""
        return [tuple(map(_value, row)) for row in self.rows]

    def text(self, cell: Cell) -> str:
        """Return one cell for a reader."""
        return self.label(cell.value) if isinstance(cell, NamedNode) else _value(cell)

    @property
    def typed(self) -> tuple[Column, ...]:
        """The columns of the frames."""
        return typed_columns(self.columns, self.rows, self.label)

    @property
    def count(self) -> str:
        """How many rows or triples there are, in words."""
        return f"{len(self.rows)} {self.unit}{'s' * (len(self.rows) != 1)}"

    def _repr_html_(self) -> str:
        """Return the table that a notebook shows."""
        more = len(self.rows) - SHOWN_ROWS
        count = self.count if more <= 0 else f"{SHOWN_ROWS} of {self.count}; {more} more"
        cells = (
            [
                html.cell(self.text(cell), cell.value if isinstance(cell, NamedNode) else "")
                for cell in row
            ]
            for row in self.rows[:SHOWN_ROWS]
        )
        return html.table(self.columns, self._numeric, cells, count)

    @property
    def _numeric(self) -> tuple[bool, ...]:
        """Whether each column holds numbers alone."""
        columns = ([row[number] for row in self.rows] for number in range(len(self.columns)))
        return tuple(bool(cells) and all(map(_is_number, cells)) for cells in columns)


def _value(cell: Cell) -> str:
    if cell is None:
        return ""
    # A query may also make blank nodes and quoted triples.
    return cell.value if isinstance(cell, (NamedNode, Literal)) else str(cell)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, Literal) and shorten(cell.datatype.value) in _NUMBERS
