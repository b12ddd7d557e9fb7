"""A CSV file as rows of cells, and what is wrong with it as a file."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from assbkg.errors import Problem

__all__ = ["read_cells"]


def read_cells(path: Path) -> tuple[list[list[str]], list[Problem]]:
    """Read all rows, the header among them, up to the first that breaks the rules of CSV.

    A file that can't be read as text has no rows.
    """
    text, problems = _read_text(path)
    if text is None:
        return [], problems
    rows, faults = _split_rows(path, text)
    return rows, problems + faults


def _read_text(path: Path) -> tuple[str | None, list[Problem]]:
    def fault(message: str, row: int = 0) -> tuple[None, list[Problem]]:
        return None, [Problem(path, row, "", message)]

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return fault("the table is missing; a table without rows still has its header")
    except OSError as error:
        return fault(f"can't be read: {error.strerror}")
    problems = []
    if data.startswith(codecs.BOM_UTF8):
        message = "begins with a byte-order mark; save as UTF-8 without BOM"
        problems.append(Problem(path, 1, "", message))
        data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        return fault("the file is empty; expected at least the header")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return fault(f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}", row)
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        return fault("holds a NUL byte; expected plain text", row)
    if "\r" in text:
        row = text.count("\n", 0, text.index("\r")) + 1
        message = "ends with CR LF (Windows) or holds a CR; lines end with LF alone"
        problems.append(Problem(path, row, "", message))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, problems


def _split_rows(path: Path, text: str) -> tuple[list[list[str]], list[Problem]]:
    """All rows up to the first that breaks the rules of CSV."""
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text), strict=True):
            rows.append(cells)  # noqa: PERF402 - what was read before a fault is kept
    except csv.Error as error:
        return rows, [Problem(path, len(rows) + 1, "", _explain(error))]
    return rows, []


def _explain(error: csv.Error) -> str:
    told = str(error)
    if "unexpected end of data" in told:
        return 'opens a cell with a quote (") that nothing closes'
    if "field larger than field limit" in told:
        return f"has a cell of over {csv.field_size_limit()} characters; is a quote left open?"
    return 'has a quote inside a quoted cell, or one left open above; inside, write it twice ("")'
