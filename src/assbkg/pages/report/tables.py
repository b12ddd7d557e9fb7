"""The tables of a report as files for spreadsheets, for LaTeX and for Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from assbkg.asking.results.answers import defused
from assbkg.asking.results.result import read_answer
from assbkg.document.legible import legible
from assbkg.pages.report.model import Column, Number, Report, Table

__all__ = ["numbers_table", "written"]

_DECIMAL: Final = "http://www.w3.org/2001/XMLSchema#decimal"
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]<>#$~&]")


def written(table: Table) -> Iterator[tuple[str, bytes]]:
    """A table as files: their names and bytes. What is said in a cell stays words in each."""
    yield f"{table.id}.csv", _csv(table)
    yield f"{table.id}.tex", _result(_legible(table), "latex")
    yield f"{table.id}.md", _markdown(_legible(table))


def numbers_table(report: Report) -> Table:
    """Every number in a sentence, and of what in which table it is the count."""
    rows = (
        _number("".join(map(report.said, sentence.runs)), number)
        for sentence in report.sentences
        for number in sentence.numbers
    )
    return Table(
        id="numbers",
        caption="Every number in a sentence, and what it counts",
        columns=(
            Column("sentence", "Sentence"),
            Column("number", "Number", kind="number"),
            Column("table", "Table"),
            Column("counts", "Counts"),
            Column("where", "Where"),
        ),
        rows=tuple(rows),
        origin="the sentences of the report",
    )


def _number(sentence: str, number: Number) -> tuple[str, ...]:
    what = f"distinct {number.column}" if number.column else "rows"
    where = "; ".join(
        f"{name} is " + {"": "blank", "*": "not blank"}.get(value, value)
        for name, value in number.where
    )
    return sentence, str(number.value), number.table, what, where


def _legible(table: Table) -> Table:
    return replace(table, rows=tuple(tuple(map(legible, row)) for row in table.rows))


def _csv(table: Table) -> bytes:
    """CSV of cells that no spreadsheet runs: what it would take for a formula is quoted."""
    rows = tuple(tuple(map(defused, row)) for row in table.rows)
    return _result(replace(table, rows=rows), "csv")


def _markdown(table: Table) -> bytes:
    """A Markdown table whose cells are words, whatever stands in them."""
    rows = tuple(
        tuple(_MARKUP.sub(r"\\\g<0>", " ".join(cell.split())) for cell in row) for row in table.rows
    )
    return _result(replace(table, rows=rows), "markdown")


def _result(table: Table, form: str) -> bytes:
    """A table as the answers of queries are written."""
    names = tuple(column.name for column in table.columns)
    bindings = [
        {
            column.name: _literal(column, cell)
            for column, cell in zip(table.columns, row, strict=True)
            if cell
        }
        for row in table.rows
    ]
    answer = {"head": {"vars": list(names)}, "results": {"bindings": bindings}}
    data = json.dumps(answer, ensure_ascii=False).encode()
    return read_answer(data, str, names).write(form).encode()  # type: ignore[arg-type]


def _literal(column: Column, cell: str) -> dict[str, str]:
    if column.kind == "number":
        return {"type": "literal", "datatype": _DECIMAL, "value": cell}
    return {"type": "literal", "value": cell}
