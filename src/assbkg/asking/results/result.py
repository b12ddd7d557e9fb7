"""Answers, and how they are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    parse_query_results,
)

from assbkg.asking.citing import WorksBehind
from assbkg.asking.results import frames, html
from assbkg.asking.results.answers import brief, defuse_answer, require_table
from assbkg.asking.results.citations import CITATIONS, CitationForm, write_works
from assbkg.asking.results.frames import Cell, Column, Value, records, typed_columns
from assbkg.asking.results.latex import latex_table
from assbkg.asking.results.text import new_table, plain_cell, table_lines
from assbkg.errors import QueryError
from assbkg.printable import in_brief, one_line
from assbkg.record.works import Work
from assbkg.vocabulary import expand, shorten

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["FORMATS", "SHOWN_ROWS", "SPREADSHEETS", "Result", "Tabular", "Term", "read_answer"]


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
    return cell.value if isinstance(cell, (NamedNode, RdfLiteral)) else str(cell)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, RdfLiteral) and shorten(cell.datatype.value) in _NUMBERS


Format = Literal["table", "csv", "csv-excel", "tsv", "json", "markdown", "latex"]
FORMATS: Final[tuple[Format, ...]] = (
    "table",
    "csv",
    "csv-excel",
    "tsv",
    "json",
    "markdown",
    "latex",
)
Term = NamedNode | RdfLiteral | None

#: The formats that spreadsheets open.
SPREADSHEETS: Final[tuple[Format, ...]] = ("csv", "tsv")
#: By this a spreadsheet knows UTF-8; without it, umlauts and subscripts come out wrong.
_BYTE_ORDER_MARK: Final = "\ufeff"

_STANDARD = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
}


@dataclass(frozen=True, repr=False)
class Result(Tabular):
    """The rows of an answer.

    `json` holds the answer as SPARQL 1.1 Results JSON, `label` gives the name of an IRI.
    A cell without a value is None. Going through a result gives its rows as mappings from
    column to value, typed and named as in the frames (`assbkg.asking.results.frames`). For each
    row, `beside` holds what helped to find it and is not shown; `sources` finds the works behind
    rows, and `given` are the values that the question was asked with.

    >>> import assbkg
    >>> assbkg.open().sparql("SELECT (1 + 1 AS ?two) {}")
    <Result: 1 row of two>
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    json: bytes
    label: Callable[[str], str]
    beside: tuple[Mapping[str, Term], ...] = field(default=(), compare=False)
    sources: WorksBehind | None = field(default=None, compare=False)
    given: tuple[object, ...] = field(default=(), compare=False)

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        return records(self.typed)

    def __repr__(self) -> str:
        return in_brief(self, f"{self.count} of {', '.join(self.columns)}")

    def works(self) -> tuple[Work, ...]:
        """Return the works that the answer rests on, each once, by their keys.

        They are what its rows cite or, where a row cites nothing, the paper that says it; see
        `assbkg.asking.citing`. Raises `QueryError` when the rows don't tell.

        >>> import assbkg
        >>> answer = assbkg.open().query("figures-of-system", system="Si/TiC")
        >>> [work.key for work in answer.works()]
        ['patel2005nanocomposites']
        """
        if self.sources is None:
            raise QueryError(
                "the answer belongs to no graph, so the works that its rows rest on are unknown"
            )
        beside = self.beside or ({},) * len(self.rows)
        return self.sources.works(
            self.columns,
            (
                {**dict(zip(self.columns, row, strict=True)), **more}
                for row, more in zip(self.rows, beside, strict=True)
            ),
            self.given,
        )

    def write(self, form: Format | CitationForm, *, safe: bool = False) -> str:
        """The answer in one of `FORMATS`, ending with a line feed, or its works in `CITATIONS`.

        `csv`, `tsv` and `json` are the SPARQL 1.1 result formats, with full IRIs;
        `table`, `markdown` and `latex` show labels. With `safe`, which goes with `csv` and
        `tsv` alone, an apostrophe keeps spreadsheets from taking a cell for a formula.
        `csv-excel` is the `csv` that a spreadsheet opens rightly by a double click: with a
        byte-order mark, and always safe.
        """
        if safe and form not in (*SPREADSHEETS, "csv-excel"):
            raise QueryError(f"no spreadsheet takes {form} for formulas; safe goes with csv or tsv")
        if form == "csv-excel":
            return _BYTE_ORDER_MARK + self.write("csv", safe=True)
        if form in _STANDARD:
            answer = defuse_answer(self.json) if safe else self.json
            data = parse_query_results(answer, format=QueryResultsFormat.JSON).serialize(
                format=_STANDARD[form]
            )
            assert data is not None
            text = data.decode()
            return text if text.endswith("\n") else text + "\n"
        if form in CITATIONS:
            return write_works(self.works(), form)
        if form == "markdown":
            return self._markdown()
        if form == "table":
            return self._table()
        if form == "latex":
            return latex_table(self.columns, self._numeric, self.texts())
        raise QueryError(
            f"no format is called {form!r}; there are {', '.join((*FORMATS, *CITATIONS))}"
        )

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
        return "\n".join([*table_lines(table), self.count]) + "\n"


def read_answer(
    data: bytes,
    label: Callable[[str], str],
    columns: tuple[str, ...] | None = None,
    sources: WorksBehind | None = None,
    given: tuple[object, ...] = (),
) -> Result:
    """A result from SPARQL 1.1 Results JSON, of SELECT or ASK; `label` names things.

    With `columns`, these are kept in that order. `sources` finds the works behind its rows,
    and `given` is what the question was asked with. Raises `QueryError` when it is no such JSON.
    """
    require_table(data)
    try:
        found = parse_query_results(data, format=QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return _boolean(bool(found), label)
        variables = tuple(variable.value for variable in found.variables)
        known = frozenset(variables)
        shown = columns or variables
        if shown != variables:
            data = _keep_columns(data, shown)
        hidden = tuple(name for name in variables if name not in shown)
        rows, beside = [], []
        for row in found:
            rows.append(tuple(_cell(row, name, known) for name in shown))
            if hidden:
                beside.append({name: _cell(row, name, known) for name in hidden})
    except MemoryError as error:
        raise QueryError("the answer holds a value of more than 16 MiB") from error
    except (SyntaxError, ValueError, KeyError, TypeError) as error:
        raise QueryError(f"the answer is not SPARQL Results JSON: {brief(error)}") from error
    return Result(shown, tuple(rows), data, label, tuple(beside), sources, given)


def _boolean(answer: bool, label: Callable[[str], str]) -> Result:
    text = str(answer).lower()
    data = f'{{"head":{{}},"boolean":{text}}}'.encode()
    literal = RdfLiteral(text, datatype=NamedNode(expand("xsd:boolean")))
    return Result(("answer",), ((literal,),), data, label)


def _cell(row: QuerySolution, name: str, variables: frozenset[str]) -> Term:
    value = row[name] if name in variables else None
    # A blank node has no name that is worth showing.
    return value if isinstance(value, (NamedNode, RdfLiteral)) else None


def _keep_columns(data: bytes, columns: tuple[str, ...]) -> bytes:
    """Drop what helped to find an answer, and order its columns."""
    said = json.loads(data)
    bindings = [
        {name: row[name] for name in columns if name in row} for row in said["results"]["bindings"]
    ]
    kept = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    return json.dumps(kept, ensure_ascii=False).encode()
