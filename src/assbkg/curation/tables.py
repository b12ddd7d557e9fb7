"""Read and write curated tables: strict CSV and nothing else.

A table is UTF-8 without a byte-order mark, with line feeds, a known header in a fixed order,
no stray spaces and no blank row. Each deviation is a `Problem`; one reading finds all problems
of a file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import ValidationError

from assbkg.curation.cells import shown
from assbkg.curation.records import Record, SortKey
from assbkg.errors import MissingFile, Problem, UnreadableFile
from assbkg.files.opening import MIB, read_bytes, to_text
from assbkg.nearest import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = [
    "MOST_TABLE_BYTES",
    "Row",
    "Tally",
    "columns",
    "format_table",
    "optional_columns",
    "read_cells",
    "read_table",
    "write_table",
]


#: The largest table, in bytes; two hundred thousand claims take a third of it.
MOST_TABLE_BYTES: Final = 128 * MIB

_SEPARATOR: Final = re.compile(r'"?sep *=', re.IGNORECASE)


def read_cells(path: Path) -> tuple[Iterator[list[str]], list[Problem]]:
    """Return the rows of a table, header included, and the problems of the file as a whole.

    Rows are read one by one. The first that breaks the rules of CSV raises `UnreadableFile`,
    whose line counts rows. A file that can't be read as text has no rows.
    """
    try:
        data = read_bytes(path, MOST_TABLE_BYTES, path.parent)
        problems = []
        if data.startswith(codecs.BOM_UTF8):
            message = "begins with a byte-order mark; save as UTF-8 without BOM"
            problems.append(Problem(path, 1, "", message))
            data = data.removeprefix(codecs.BOM_UTF8)
        if not data.strip():
            raise UnreadableFile(path, "the file is empty; expected at least the header")
        text = to_text(data, path)
    except MissingFile:
        fault = "the table is missing; a table without rows still has its header"
        return iter(()), [Problem(path, 0, "", fault)]
    except UnreadableFile as error:
        return iter(()), [Problem(path, error.line, "", error.reason)]
    del data
    if "\r" in text:
        row = text.count("\n", 0, text.index("\r")) + 1
        message = "ends with CR LF (Windows) or holds a CR; lines must end with LF"
        problems.append(Problem(path, row, "", message))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SEPARATOR.match(text):
        fault = "is 'sep=', which only spreadsheets understand; delete the line"
        return iter(()), [*problems, Problem(path, 1, "", fault)]
    return _split_rows(path, text), problems


def _split_rows(path: Path, text: str) -> Iterator[list[str]]:
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text), strict=True):
            number += 1
            yield cells
    except csv.Error as error:
        raise UnreadableFile(path, _explain(error), number + 1) from error


def _explain(error: csv.Error) -> str:
    told = str(error)
    if "unexpected end of data" in told:
        return 'opens a cell with a quote (") that is never closed'
    if "field larger than field limit" in told:
        return f"has a cell of over {csv.field_size_limit():,} characters; is a quote left open?"
    return 'has a quote inside a quoted cell, or one left open above; inside, write it twice ("")'


#: Maximum number of problems listed for one file; once these are fixed, the next ones show.
_LISTED: Final = 100


class Tally:
    """Collects the first hundred problems of each file, and counts the others by column."""

    def __init__(self) -> None:
        self._listed: list[Problem] = []
        self._seen: Counter[Path] = Counter()
        self._more: Counter[tuple[Path, str]] = Counter()

    def add(self, problem: Problem) -> None:
        """Add a problem."""
        self._seen[problem.path] += 1
        if self._seen[problem.path] <= _LISTED:
            self._listed.append(problem)
        else:
            self.count(problem.path, problem.column)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems, one after the other."""
        for problem in problems:
            self.add(problem)

    def is_full(self, path: Path) -> bool:
        """Tell whether further problems of a file are only counted."""
        return self._seen[path] >= _LISTED

    def count(self, path: Path, column: str) -> None:
        """Count a problem of a file that `is_full`, without its message."""
        self._more[path, column] += 1

    def problems(self) -> tuple[Problem, ...]:
        """Return the listed problems, and one for each column whose others were counted."""
        sums = (
            Problem(
                path, 0, column, f"{count:,} more problem{'s' * (count > 1)}, not listed", count
            )
            for (path, column), count in self._more.items()
        )
        return (*self._listed, *sums)


R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)

#: How to remove columns that a spreadsheet added.
_TAKE_OUT = "delete the commas at the end of the rows, or the empty columns"


@dataclass(frozen=True, slots=True)
class Row(Generic[R_co]):
    """A record and where it was read from; `number` counts the header as row 1."""

    path: Path
    number: int
    record: R_co

    def problem(self, column: str, message: str) -> Problem:
        """Return a problem of this row."""
        return Problem(self.path, self.number, column, message)


def columns(kind: type[Record], without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the columns of a table in order, but for those in `without`."""
    names = (field.alias or name for name, field in kind.model_fields.items())
    return tuple(name for name in names if name not in without)


def optional_columns(kind: type[Record]) -> frozenset[str]:
    """Return the columns that a table may lack; a record then has their default."""
    fields = kind.model_fields.items()
    return frozenset(field.alias or name for name, field in fields if not field.is_required())


def read_table(path: Path, kind: type[R]) -> tuple[tuple[Row[R], ...], tuple[Problem, ...]]:
    """Return the rows of a table that are valid, and all its problems."""
    tally = Tally()
    lines, faults = read_cells(path)
    tally.extend(faults)
    rows: list[Row[R]] = []
    try:
        first = next(lines, None)
        if first is not None:
            absent = optional_columns(kind) - set(first)
            header = columns(kind, absent)
            wrong = _check_header(path, first, columns(kind), header)
            tally.extend(wrong)
            if not wrong:
                rows += _parse_rows(path, header, lines, kind, tally)
    except UnreadableFile as error:
        tally.add(Problem(path, error.line, "", error.reason))
    tally.extend(_check_order(rows))
    return tuple(rows), tally.problems()


def format_table(kind: type[R], records: Iterable[R]) -> str:
    """Return the canonical text of a table: sorted, with one line feed after each row.

    An optional column stands there when some record has another value than its default.
    """
    rows = sorted(records, key=lambda r: r.sort_key())
    shown = [
        (name, field.alias or name)
        for name, field in kind.model_fields.items()
        if field.is_required() or any(getattr(row, name) != field.default for row in rows)
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header for _, header in shown)
    for row in rows:
        writer.writerow(_cell(getattr(row, name)) for name, _ in shown)
    return buffer.getvalue()


def write_table(path: Path, kind: type[R], records: Iterable[R]) -> None:
    """Write a table in canonical form."""
    path.write_text(format_table(kind, records), encoding="utf-8", newline="")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(_cell(part) for part in value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _without_blank_end(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells up to the last that isn't blank."""
    last = max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return cells[:last]


def _check_header(
    path: Path, found: Sequence[str], known: Sequence[str], expected: Sequence[str]
) -> list[Problem]:
    """Yield what is wrong with a header: `known` are all columns, `expected` those in use."""
    if len(found) == 1 and found[0] not in known:
        mark = next((mark for mark in ";\t|" if mark in found[0]), None)
        if mark:
            message = f"columns are separated by {mark!r}; expected ','"
            return [Problem(path, 1, "", message)]
    blank = len(found) - len(_without_blank_end(found))
    if blank:
        message = f"ends with {blank} blank column{'s' * (blank > 1)}; {_TAKE_OUT}"
        return [Problem(path, 1, "", message)]
    problems = []
    for name in found:
        if name not in known:
            hint = nearest(name, known, 1)
            meant = f"; did you mean {hint[0]!r}?" if hint else f"; known are {', '.join(known)}"
            problems.append(Problem(path, 1, name, f"unknown column {name!r}{meant}"))
    problems += [
        Problem(path, 1, name, f"column {name!r} is missing")
        for name in expected
        if name not in found
    ]
    if not problems and tuple(found) != tuple(expected):
        fault = "doubled" if len(found) > len(expected) else "out of order"
        message = f"columns are {fault}; expected {','.join(expected)}"
        problems.append(Problem(path, 1, "", message))
    return problems


def _parse_rows(
    path: Path, header: Sequence[str], lines: Iterable[Sequence[str]], kind: type[R], tally: Tally
) -> Iterator[Row[R]]:
    given = set(kind.model_fields)
    for number, cells in enumerate(lines, start=2):
        if not any(cells):
            tally.add(Problem(path, number, "", "is blank; delete the row"))
        elif len(cells) != len(header):
            message = f"has {len(cells)} cells; the header has {len(header)}"
            if len(_without_blank_end(cells)) <= len(header) < len(cells):
                message += f"; {_TAKE_OUT}"
            elif len(cells) > len(header):
                message += '; a cell with a comma must be quoted (")'
            tally.add(Problem(path, number, "", message))
        else:
            try:
                record = kind.model_validate(dict(zip(header, cells, strict=True)))
            except ValidationError as error:
                _tell(path, number, error, tally)
            else:
                # Every row gives all fields: one set of their names serves all records.
                object.__setattr__(record, "__pydantic_fields_set__", given)
                yield Row(path, number, record)


def _tell(path: Path, number: int, error: ValidationError, tally: Tally) -> None:
    """Add the problems of one row; once a file is full, without making messages, which is slow."""
    if tally.is_full(path):
        for fault in error.errors(include_url=False, include_context=False, include_input=False):
            tally.count(path, _column(fault))
    else:
        tally.extend(_from_pydantic(path, number, fault) for fault in error.errors())


def _column(fault: ErrorDetails) -> str:
    return str(fault["loc"][0]) if fault["loc"] else ""


def _from_pydantic(path: Path, number: int, fault: ErrorDetails) -> Problem:
    column = _column(fault)
    cell = fault["input"]
    if column and cell in ("", ()) and fault["type"] != "needed":
        what = "this column is required"
        if column == "sentence":
            what = "a record needs the sentence that it comes from"
        return Problem(path, number, column, f"is blank; {what}")
    match fault["type"]:
        case "value_error":
            message = str(fault["ctx"]["error"])
        case "needed":
            message = str(fault["msg"])
        case "literal_error":
            expected = str(fault["ctx"]["expected"])
            hint = nearest(str(cell), re.findall(r"'([^']+)'", expected), 1)
            meant = f"; did you mean {hint[0]!r}?" if hint else ""
            message = f"{shown(cell)} is none of {expected}{meant}"
        case _:
            message = f"{shown(cell)}: {fault['msg']}"
    return Problem(path, number, column, message)


def _check_order(rows: Sequence[Row[Record]]) -> Iterator[Problem]:
    first: dict[SortKey, int] = {}
    for before, row in zip((None, *rows), rows, strict=False):
        key = row.record.sort_key()
        if key in first:
            yield row.problem("", f"repeats {row.record.called!r} of row {first[key]}")
        elif before is not None and before.record.sort_key() > key:
            message = (
                f"is out of order: {row.record.called!r} comes after "
                f"{before.record.called!r}; rows are sorted {row.record.order}"
            )
            yield row.problem("", message)
        first.setdefault(key, row.number)
