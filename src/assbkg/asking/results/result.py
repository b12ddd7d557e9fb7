"""Answers, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QueryResultsFormat, parse_query_results

from assbkg.asking.results import frames, html
from assbkg.asking.results.columns import Column, Value, records, typed_columns
from assbkg.asking.results.latex import latex_table
from assbkg.asking.results.spreadsheets import defuse_answer
from assbkg.asking.results.text import new_table, plain_cell, table_lines
from assbkg.errors import QueryError
from assbkg.printable import one_line
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["FORMATS", "SHOWN_ROWS", "SPREADSHEETS", "Format", "Result", "Term"]

Format = Literal["table", "csv", "tsv", "json", "markdown", "latex"]
FORMATS: Final[tuple[Format, ...]] = ("table", "csv", "tsv", "json", "markdown", "latex")
Term = NamedNode | RdfLiteral | None

#: The formats that spreadsheets open.
SPREADSHEETS: Final[tuple[Format, ...]] = ("csv", "tsv")

#: So many rows a notebook shows.
SHOWN_ROWS: Final = 50

_STANDARD = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
}


@dataclass(frozen=True, repr=False)
class Result:
    """The rows of an answer.

    `json` holds the answer as SPARQL 1.1 Results JSON, `label` gives the name of an IRI.
    A cell without a value is None. Going through a result gives its rows as mappings from
    column to value, typed and named as in the frames (`assbkg.asking.results.frames`).

    >>> import assbkg
    >>> assbkg.open().sparql("SELECT (1 + 1 AS ?two) {}")
    <Result: 1 row of two>
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    json: bytes
    label: Callable[[str], str]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        return records(self._typed)

    def __repr__(self) -> str:
        return f"<Result: {self._count} of {', '.join(self.columns)}>"

    def to_pandas(self) -> pd.DataFrame:
        """The answer as a frame of pandas; see `assbkg.asking.results.frames` for its columns.

        Raises `QueryError` when pandas is not installed.
        """
        return frames.to_pandas(self._typed)

    def to_polars(self) -> pl.DataFrame:
        """The answer as a frame of polars, as `to_pandas` does."""
        return frames.to_polars(self._typed)

    def to_arrow(self) -> pa.Table:
        """The answer as a table of Arrow, as `to_pandas` does."""
        return frames.to_arrow(self._typed)

    def texts(self) -> list[tuple[str, ...]]:
        """All cells as a reader wants them: labels for things, plain values otherwise."""
        return [tuple(self.text(cell) for cell in row) for row in self.rows]

    def values(self) -> list[tuple[str, ...]]:
        """All cells as a program wants them: IRIs for things, plain values otherwise."""
        return [tuple(map(_value, row)) for row in self.rows]

    def text(self, cell: Term) -> str:
        """A cell as a reader wants it."""
        return self.label(cell.value) if isinstance(cell, NamedNode) else _value(cell)

    @property
    def _typed(self) -> tuple[Column, ...]:
        return typed_columns(self.columns, self.rows, self.label)

    @property
    def _count(self) -> str:
        return f"{len(self.rows)} row{'s' * (len(self.rows) != 1)}"

    def write(self, form: Format, *, safe: bool = False) -> str:
        """The answer in one of `FORMATS`, ending with a line feed.

        `csv`, `tsv` and `json` are the SPARQL 1.1 result formats, with full IRIs;
        `table`, `markdown` and `latex` show labels. With `safe`, which goes with `csv` and
        `tsv` alone, an apostrophe keeps spreadsheets from taking a cell for a formula.
        """
        if safe and form not in SPREADSHEETS:
            raise QueryError(f"no spreadsheet takes {form} for formulas; safe goes with csv or tsv")
        if form in _STANDARD:
            answer = defuse_answer(self.json) if safe else self.json
            data = parse_query_results(answer, format=QueryResultsFormat.JSON).serialize(
                format=_STANDARD[form]
            )
            assert data is not None
            text = data.decode()
            return text if text.endswith("\n") else text + "\n"
        if form == "markdown":
            return self._markdown()
        if form == "table":
            return self._table()
        if form == "latex":
            return latex_table(self.columns, self._numeric, self.texts())
        raise QueryError(f"no format is called {form!r}; there are {', '.join(FORMATS)}")

    def _markdown(self) -> str:
        def line(cells: tuple[str, ...]) -> str:
            return "| " + " | ".join(one_line(c).replace("|", "\\|") for c in cells) + " |\n"

        rule = line(tuple("---" for _ in self.columns))
        return line(self.columns) + rule + "".join(map(line, self.texts()))

    def _table(self) -> str:
        table = new_table()
        for column, numeric in zip(self.columns, self._numeric, strict=True):
            name = plain_cell(column.replace("_", " "))
            table.add_column(name, justify="right" if numeric else "left")
        for texts in self.texts():
            table.add_row(*map(plain_cell, texts))
        return "\n".join([*table_lines(table), self._count]) + "\n"

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        more = len(self.rows) - SHOWN_ROWS
        count = self._count if more <= 0 else f"{SHOWN_ROWS} of {self._count}; {more} more"
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
        """Tell of each column whether it holds numbers alone."""
        columns = ([row[number] for row in self.rows] for number in range(len(self.columns)))
        return tuple(bool(cells) and all(map(_is_number, cells)) for cells in columns)


def _value(cell: object) -> str:
    if cell is None:
        return ""
    # A query may also make blank nodes and quoted triples.
    return cell.value if isinstance(cell, (NamedNode, RdfLiteral)) else str(cell)


def _is_number(cell: Term) -> bool:
    return isinstance(cell, RdfLiteral) and shorten(cell.datatype.value) in (
        "xsd:integer",
        "xsd:decimal",
    )
