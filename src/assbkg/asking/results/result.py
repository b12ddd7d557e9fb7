"""Answers, and how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QueryResultsFormat, parse_query_results

from assbkg.asking.citing import WorksBehind
from assbkg.asking.results.citations import CITATIONS, CitationForm, write_works
from assbkg.asking.results.columns import Value, records
from assbkg.asking.results.latex import latex_table
from assbkg.asking.results.spreadsheets import defuse_answer
from assbkg.asking.results.tabular import Tabular
from assbkg.asking.results.text import new_table, plain_cell, table_lines
from assbkg.errors import QueryError
from assbkg.printable import in_brief, one_line
from assbkg.record.works import Work

__all__ = ["FORMATS", "SPREADSHEETS", "Format", "Result", "Term"]

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
