"""Writing an answer while watching its length, so that no answer outgrows its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Final, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from assbkg.errors import ResultTooLarge
from assbkg.service.serving.limits import Limits
from assbkg.vocabulary import PREFIXES

__all__ = ["RowCounter", "write_solutions", "write_triples"]

#: What a form puts around text, and what it has once for each row outside of that text. CSV and
#: TSV have a row of names first.
_ROWS: Final[Mapping[QueryResultsFormat, tuple[bytes, bytes, int]]] = {
    QueryResultsFormat.JSON: (rb'"[^"\\]*(?:\\.[^"\\]*)*"', rb"[\[,]\{", 0),
    QueryResultsFormat.XML: (rb"(?!)", rb"<result>", 0),
    QueryResultsFormat.CSV: (rb'"[^"]*"', rb"\r\n", 1),
    QueryResultsFormat.TSV: (rb"(?!)", rb"\n", 1),
}
_LONGEST_MARK: Final = len(b"<result>")


class RowCounter:
    """Counts the rows of an answer as its bytes go by, in pieces of any length."""

    def __init__(self, form: QueryResultsFormat) -> None:
        text, mark, self._ahead = _ROWS[form]
        self._text = re.compile(text, re.DOTALL)
        self._mark = re.compile(mark)
        self._rest = b""
        self._marks = 0

    @property
    def rows(self) -> int:
        """How many rows have begun, or in CSV and TSV ended, so far."""
        return max(self._marks - self._ahead, 0)

    def take(self, piece: bytes) -> None:
        """Count on. Text that is not closed, or half a mark, waits for the next piece."""
        bare = self._text.sub(b"", self._rest + piece)
        opened = bare.find(b'"') if self._text.pattern != rb"(?!)" else -1
        closed, self._rest = (bare, b"") if opened < 0 else (bare[:opened], bare[opened:])
        end = 0
        for mark in self._mark.finditer(closed):
            self._marks += 1
            end = mark.end()
        self._rest = closed[end:][1 - _LONGEST_MARK :] + self._rest


class _Capped:
    """A file that refuses to grow beyond its limits."""

    def __init__(self, limits: Limits, counter: RowCounter | None) -> None:
        self._limits = limits
        self._counter = counter
        self._pieces: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        self._size += len(piece)
        if self._size > self._limits.answer_bytes:
            raise ResultTooLarge(
                f"the answer is longer than {self._limits.answer_bytes:,} bytes; "
                "ask for less of it with LIMIT and OFFSET"
            )
        if self._counter is not None:
            self._counter.take(bytes(piece))
            _require_few(self._counter.rows, "rows", self._limits)
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def content(self) -> bytes:
        return b"".join(self._pieces)


def write_solutions(
    found: QuerySolutions | QueryBoolean, form: QueryResultsFormat, limits: Limits
) -> bytes:
    """Write rows, or yes or no. Raises `ResultTooLarge` as soon as a limit is passed."""
    out = _Capped(limits, RowCounter(form) if isinstance(found, QuerySolutions) else None)
    found.serialize(cast("IO[bytes]", out), format=form)
    return out.content()


def write_triples(found: Iterable[Triple], form: RdfFormat, limits: Limits) -> bytes:
    """Write triples. Raises `ResultTooLarge` as soon as a limit is passed."""
    out = _Capped(limits, None)
    serialize(_counted(found, limits), cast("IO[bytes]", out), format=form, prefixes=PREFIXES)
    return out.content()


def _counted(found: Iterable[Triple], limits: Limits) -> Iterator[Triple]:
    for number, triple in enumerate(found, 1):
        _require_few(number, "triples", limits)
        yield triple


def _require_few(count: int, what: str, limits: Limits) -> None:
    if count > limits.rows:
        raise ResultTooLarge(
            f"the answer has more than {limits.rows:,} {what}; "
            "ask for less of it with LIMIT and OFFSET"
        )
