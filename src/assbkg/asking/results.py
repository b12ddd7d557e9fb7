"""Answers, and how they are written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, QueryResultsFormat, parse_query_results

from assbkg.errors import QueryError
from assbkg.vocabulary import shorten

__all__ = ["FORMATS", "PIPE_WIDTH", "Format", "Result", "Term"]

Format = Literal["table", "csv", "tsv", "json", "markdown"]
FORMATS: Final[tuple[Format, ...]] = ("table", "csv", "tsv", "json", "markdown")
Term = NamedNode | RdfLiteral | None

#: Columns of text for tables that go to a pipe or file.
PIPE_WIDTH: Final = 160

_STANDARD = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
}


@dataclass(frozen=True)
class Result:
    """The rows of an answer.

    `json` holds the answer as SPARQL 1.1 Results JSON, `label` gives the name of an IRI.
    A cell without a value is None.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    json: bytes
    label: Callable[[str], str]

    def __len__(self) -> int:
        return len(self.rows)

    def texts(self) -> list[tuple[str, ...]]:
        """All cells as a reader wants them: labels for things, plain values otherwise."""
        return [tuple(self._text(cell) for cell in row) for row in self.rows]

    def values(self) -> list[tuple[str, ...]]:
        """All cells as a program wants them: IRIs for things, plain values otherwise."""
        return [tuple("" if cell is None else cell.value for cell in row) for row in self.rows]

    def _text(self, cell: Term) -> str:
        if cell is None:
            return ""
        return self.label(cell.value) if isinstance(cell, NamedNode) else cell.value

    def write(self, form: Format) -> str:
        """The answer in one of `FORMATS`, ending with a line feed.

        `csv`, `tsv` and `json` are the SPARQL 1.1 result formats, with full IRIs;
        `table` and `markdown` show labels.
        """
        if form in _STANDARD:
            data = parse_query_results(self.json, format=QueryResultsFormat.JSON).serialize(
                format=_STANDARD[form]
            )
            assert data is not None
            text = data.decode()
            return text if text.endswith("\n") else text + "\n"
        if form == "markdown":
            return self._markdown()
        if form == "table":
            return self._table()
        raise QueryError(f"no format is called {form!r}; there are {', '.join(FORMATS)}")

    def _markdown(self) -> str:
        def line(cells: tuple[str, ...]) -> str:
            return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"

        rule = line(tuple("---" for _ in self.columns))
        return line(self.columns) + rule + "".join(map(line, self.texts()))

    def _table(self) -> str:
        from rich import box
        from rich.console import Console
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for number, column in enumerate(self.columns):
            cells = [row[number] for row in self.rows]
            numeric = bool(cells) and all(_is_number(cell) for cell in cells)
            table.add_column(column.replace("_", " "), justify="right" if numeric else "left")
        for texts in self.texts():
            table.add_row(*(_plain(text) for text in texts))
        console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
        with console.capture() as capture:
            console.print(table)
        count = f"{len(self.rows)} row{'s' * (len(self.rows) != 1)}"
        lines = [line.rstrip() for line in capture.get().splitlines()]
        return "\n".join([*lines, count]) + "\n"


def _is_number(cell: Term) -> bool:
    return isinstance(cell, RdfLiteral) and shorten(cell.datatype.value) in (
        "xsd:integer",
        "xsd:decimal",
    )


def _plain(text: str) -> str:
    """Text that rich prints as it is."""
    return text.replace("[", "\\[")
