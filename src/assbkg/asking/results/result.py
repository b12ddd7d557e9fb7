"""Answers as tables of terms, whose IRIs have names, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QueryResultsFormat, parse_query_results

from assbkg.asking.results import frames
from assbkg.asking.results.answers import Rows, defuse_answer, read_rows
from assbkg.asking.results.citations import CITATIONS, CitationForm, write_works
from assbkg.asking.results.frames import Cell, Column, Value, records, typed_columns
from assbkg.asking.results.works import WorksBehind
from assbkg.document.model import Document, Run, Table, Words, simple_table
from assbkg.errors import QueryError
from assbkg.printable import in_brief
from assbkg.vocabulary import expand, shorten

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from assbkg.record.works import Work

__all__ = ["FORMATS", "SHOWN_ROWS", "SPREADSHEETS", "Result", "Tabular", "as_result", "read_answer"]

Format = Literal["table", "csv", "csv-excel", "tsv", "json", "markdown", "latex"]
FORMATS: Final[tuple[Format, ...]] = (
    *("table", "csv", "csv-excel", "tsv", "json", "markdown", "latex"),
)
#: The formats that spreadsheets open.
SPREADSHEETS: Final[tuple[Format, ...]] = ("csv", "tsv")
#: By this a spreadsheet knows UTF-8; without it, umlauts and subscripts come out wrong.
_BYTE_ORDER_MARK: Final = "\ufeff"
_STANDARD: Final = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
}
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
        from assbkg.document.html import write_fragment

        more = len(self.rows) - SHOWN_ROWS
        caption = self.count if more <= 0 else f"{SHOWN_ROWS} of {self.count}; {more} more"
        return write_fragment([replace(self._as_table(SHOWN_ROWS), caption=caption)])

    def _as_table(self, most: int | None = None) -> Table:
        """Return the first rows, or all, as the table of a document."""
        headings = [column.replace("_", " ") for column in self.columns]
        rows = (tuple(map(self._words, row)) for row in self.rows[:most])
        return simple_table(headings, rows, self._numeric)

    def _words(self, cell: Cell) -> Words:
        hint = cell.value if isinstance(cell, NamedNode) else ""
        return (Run(self.text(cell), hint=hint),)

    @property
    def _numeric(self) -> tuple[bool, ...]:
        """Tell of each column whether it holds numbers alone."""
        columns = ([row[number] for row in self.rows] for number in range(len(self.columns)))
        return tuple(bool(cells) and all(map(_is_number, cells)) for cells in columns)


def _value(cell: Cell) -> str:
    if cell is None:
        return ""
    # A query may also make blank nodes and quoted triples.
    return cell.value if isinstance(cell, (NamedNode, RdfLiteral)) else str(cell)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, RdfLiteral) and shorten(cell.datatype.value) in _NUMBERS


@dataclass(frozen=True, repr=False)
class Result(Tabular):
    """The rows of an answer.

    `label` gives the name of an IRI. A cell without a value, or with a blank node, is None. Going
    through a result gives its rows as mappings from column to value, typed and named as in the
    frames (`assbkg.asking.results.frames`). For each row, `beside` holds what helped to find it
    and is not shown; `sources` finds the works behind rows, and `given` are the values that the
    question was asked with. `answer` has the same rows with their blank nodes.

    >>> import assbkg
    >>> assbkg.open().sparql("SELECT (1 + 1 AS ?two) {}")
    <Result: 1 row of two>
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[NamedNode | RdfLiteral | None, ...], ...]
    label: Callable[[str], str]
    beside: tuple[Mapping[str, Cell], ...] = field(default=(), compare=False)
    sources: WorksBehind | None = field(default=None, compare=False)
    given: tuple[object, ...] = field(default=(), compare=False)
    answer: Rows | None = field(default=None, compare=False)

    @property
    def json(self) -> bytes:
        """The answer as SPARQL 1.1 Results JSON."""
        return (self.answer or Rows(self.columns, self.rows)).json()

    def __iter__(self) -> Iterator[dict[str, Value | None]]:
        return records(self.typed)

    def __repr__(self) -> str:
        return in_brief(self, f"{self.count} of {', '.join(self.columns)}")

    def works(self) -> tuple[Work, ...]:
        """Return the works that the answer rests on, each once, by their keys.

        They are what its rows cite or, where a row cites nothing, the paper that says it; see
        `assbkg.asking.results.works`. Raises `QueryError` when the rows don't name any.

        >>> import assbkg
        >>> answer = assbkg.open().query("figures-of-system", system="Si/TiC")
        >>> [work.key for work in answer.works()]
        ['patel2005nanocomposites']
        """
        if self.sources is None:
            raise QueryError(
                "the answer is not linked to a graph, so the works behind its rows are unknown"
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
        """Return the answer in one of `FORMATS`, ending with a line feed, or its works.

        `csv`, `tsv` and `json` are the SPARQL 1.1 result formats, with full IRIs; `table`,
        `markdown` and `latex` show labels. With `safe`, which goes with `csv` and `tsv` alone, an
        apostrophe keeps spreadsheets from taking a cell for a formula. `csv-excel` is the `csv`
        that a spreadsheet opens rightly by a double click: with a byte-order mark, and always
        safe. One of `CITATIONS` gives the works that the answer rests on. Raises `QueryError` for
        any other format.
        """
        if safe and form not in (*SPREADSHEETS, "csv-excel"):
            raise QueryError(f"spreadsheets read no formulas from {form}; safe is for csv or tsv")
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
            from assbkg.document import markdown

            return "\n".join(markdown.write_blocks([self._as_table()])) + "\n"
        if form == "table":
            from assbkg.document.text import write_text

            return write_text(Document((replace(self._as_table(), note=self.count),)))
        if form == "latex":
            from assbkg.document import latex

            return latex.write_blocks([self._as_table()])
        raise QueryError(f"unknown format {form!r}; known are {', '.join((*FORMATS, *CITATIONS))}")


def read_answer(
    data: bytes, label: Callable[[str], str], columns: tuple[str, ...] | None = None
) -> Result:
    """Return a result from SPARQL 1.1 Results JSON; see `as_result`.

    Raises `QueryError` for anything else.
    """
    return as_result(read_rows(data), label, columns)


def as_result(
    answer: Rows,
    label: Callable[[str], str],
    columns: tuple[str, ...] | None = None,
    sources: WorksBehind | None = None,
    given: tuple[object, ...] = (),
) -> Result:
    """Return a result from the rows of an answer, or from yes or no; `label` names things.

    With `columns`, these are shown in that order. `sources` finds the works behind its rows, and
    `given` is what the question was asked with.
    """
    if answer.boolean is not None:
        literal = RdfLiteral(str(answer.boolean).lower(), datatype=NamedNode(expand("xsd:boolean")))
        return Result(("answer",), ((literal,),), label, answer=answer)
    shown = answer.chosen(columns or answer.names)
    hidden = [name for name in answer.names if name not in shown.names]
    beside: tuple[Mapping[str, Cell], ...] = ()
    if hidden:
        others = answer.chosen(hidden).rows
        beside = tuple(dict(zip(hidden, map(_shown, row), strict=True)) for row in others)
    rows = tuple(tuple(map(_shown, row)) for row in shown.rows)
    return Result(shown.names, rows, label, beside, sources, given, shown)


def _shown(term: object) -> NamedNode | RdfLiteral | None:
    """Return a term, but no blank node, which has no name that is worth showing."""
    return term if isinstance(term, (NamedNode, RdfLiteral)) else None
