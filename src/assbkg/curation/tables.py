"""Curated tables, to and from disk: strict CSV and nothing else.

A table is UTF-8 without a byte-order mark, with line feeds, a known header in a fixed
order, no stray spaces and no blank row. What deviates becomes a `Problem`; all of a
file's problems are found in one reading.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from assbkg.curation.records import Record
from assbkg.errors import Problem
from assbkg.nearest import nearest

__all__ = ["Row", "columns", "format_table", "read_table", "write_table"]

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Row(Generic[R_co]):
    """A record with the place that it was read from; `number` counts the header as 1."""

    path: Path
    number: int
    record: R_co

    def problem(self, column: str, message: str) -> Problem:
        """A fault in this row."""
        return Problem(self.path, self.number, column, message)


def columns(kind: type[Record]) -> tuple[str, ...]:
    """The header of a table, in order."""
    return tuple(field.alias or name for name, field in kind.model_fields.items())


def read_table(path: Path, kind: type[R]) -> tuple[tuple[Row[R], ...], tuple[Problem, ...]]:
    """Read one table: its rows as far as they parse, and all that is wrong with it."""
    text, problems = _read_text(path)
    if text is None:
        return (), tuple(problems)
    lines = list(csv.reader(io.StringIO(text), strict=False))
    header_problems = _check_header(path, lines[0], columns(kind))
    if header_problems:
        return (), (*problems, *header_problems)
    rows: list[Row[R]] = []
    for number, cells in enumerate(lines[1:], start=2):
        row, row_problems = _parse_row(path, number, cells, kind)
        problems.extend(row_problems)
        if row is not None:
            rows.append(row)
    problems.extend(_check_order(rows))
    return tuple(rows), tuple(problems)


def format_table(kind: type[R], records: Iterable[R]) -> str:
    """The canonical text of a table: sorted, with one line feed after each row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns(kind))
    for record in sorted(records, key=lambda r: r.sort_key()):
        writer.writerow(_cell(value) for _, value in record)
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


def _read_text(path: Path) -> tuple[str | None, list[Problem]]:
    def fault(message: str) -> tuple[None, list[Problem]]:
        return None, [Problem(path, 0, "", message)]

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return fault("the table is missing; a table without rows still has its header")
    except OSError as error:
        return fault(f"can't be read: {error.strerror}")
    if not data.strip():
        return fault("the file is empty; expected at least the header")
    problems = []
    if data.startswith(b"\xef\xbb\xbf"):
        problems.append(
            Problem(path, 1, "", "begins with a byte-order mark; save as UTF-8 without BOM")
        )
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return fault(f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}")
    if "\r" in text:
        number = text[: text.index("\r")].count("\n") + 1
        problems.append(
            Problem(path, number, "", "ends with CR LF (Windows); lines end with LF alone")
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        return fault("holds a NUL byte; expected plain text")
    return text, problems


def _check_header(path: Path, found: Sequence[str], known: Sequence[str]) -> list[Problem]:
    problems = []
    for name in found:
        if name not in known:
            hint = nearest(name, known, 1)
            meant = f"; did you mean {hint[0]!r}?" if hint else f"; known are {', '.join(known)}"
            problems.append(Problem(path, 1, name, f"unknown column {name!r}{meant}"))
    problems += [
        Problem(path, 1, name, f"column {name!r} is missing") for name in known if name not in found
    ]
    if not problems and tuple(found) != tuple(known):
        message = f"columns are out of order or doubled; expected {','.join(known)}"
        problems.append(Problem(path, 1, "", message))
    return problems


def _parse_row(
    path: Path, number: int, cells: Sequence[str], kind: type[R]
) -> tuple[Row[R] | None, list[Problem]]:
    header = columns(kind)
    if len(cells) != len(header):
        message = f"has {len(cells)} cells; the header has {len(header)}"
        return None, [Problem(path, number, "", message)]
    problems = [
        Problem(path, number, name, f"{cell!r} has spaces at an end or a line break")
        for name, cell in zip(header, cells, strict=True)
        if cell != cell.strip() or "\n" in cell
    ]
    try:
        record = kind.model_validate(dict(zip(header, cells, strict=True)))
    except ValidationError as error:
        return None, problems + [_from_pydantic(path, number, e) for e in error.errors()]
    return Row(path, number, record), problems


def _from_pydantic(path: Path, number: int, error: object) -> Problem:
    assert isinstance(error, dict)
    column = str(error["loc"][0]) if error["loc"] else ""
    cell = error.get("input")
    match error["type"]:
        case "value_error":
            message = str(error["ctx"]["error"])
        case "literal_error":
            message = f"{cell!r} is none of {error['ctx']['expected']}"
        case "string_too_short":
            message = "is blank; this column is required"
        case "too_short":
            message = "is blank; a record needs the sentence that it comes from"
        case "string_pattern_mismatch":
            message = f"{cell!r} does not fit the pattern {error['ctx']['pattern']}"
        case _:
            message = f"{cell!r}: {error['msg']}"
    return Problem(path, number, column, message)


def _check_order(rows: Sequence[Row[Record]]) -> list[Problem]:
    problems = []
    for before, after in zip(rows, rows[1:], strict=False):
        first, second = before.record.sort_key(), after.record.sort_key()
        if first == second:
            key = second[-1]
            problems.append(after.problem("", f"repeats {key!r} of row {before.number}"))
        elif first > second:
            problems.append(
                after.problem("", f"is out of order: {second} stands after {first}")
            )
    return problems
