"""A CSV file as rows of cells, and what is wrong with it as a file."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from assbkg.errors import MissingFile, Problem, UnreadableFile
from assbkg.files.opening import MIB, read_bytes, to_text

__all__ = ["MOST_TABLE_BYTES", "read_cells"]

#: How large a table may be: two hundred thousand claims take a third of it.
MOST_TABLE_BYTES: Final = 128 * MIB

_SEPARATOR: Final = re.compile(r'"?sep *=', re.IGNORECASE)


def read_cells(path: Path) -> tuple[Iterator[list[str]], list[Problem]]:
    """Read a table: its rows, the header among them, and what is wrong with it as a file.

    The rows come as they are asked for, up to the first that breaks the rules of CSV: then
    `UnreadableFile` is raised, whose line counts rows. A file that can't be read as text has no
    rows.
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
        message = "ends with CR LF (Windows) or holds a CR; lines end with LF alone"
        problems.append(Problem(path, row, "", message))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _SEPARATOR.match(text):
        fault = "is 'sep=', which spreadsheets alone understand; delete the line"
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
        return 'opens a cell with a quote (") that nothing closes'
    if "field larger than field limit" in told:
        return f"has a cell of over {csv.field_size_limit():,} characters; is a quote left open?"
    return 'has a quote inside a quoted cell, or one left open above; inside, write it twice ("")'
