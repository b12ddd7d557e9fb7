"""Writing an answer while watching its length, so that no answer outgrows its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
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
from assbkg.graph.serialise import statement_fault, text_fault, with_references
from assbkg.service.serving.problems import HttpProblem, Limits
from assbkg.vocabulary import PREFIXES

__all__ = ["RowCounter", "write_solutions", "write_triples"]
_QUOTED: Final = re.compile(rb'"[^"]*+"')
#: What stands for a quoted text: no part of any mark.
_TEXT: Final = b"."


@dataclass(frozen=True)
class _Form:
    """What a form has once a row, and how it tells that from text.

    `mark`, of at most `longest` bytes, begins a row, or ends it in CSV and TSV, which have a row
    of names `ahead`. A mark in `quoted` text does not count. With `escapes`, a quote in quoted
    text has a backslash before it; without, it is written twice, which closes and opens the text.
    """

    mark: re.Pattern[bytes]
    longest: int
    ahead: int = 0
    quoted: bool = False
    escapes: bool = False


_FORMS: Final[Mapping[QueryResultsFormat, _Form]] = {
    QueryResultsFormat.JSON: _Form(re.compile(rb"[\[,]\{"), 2, quoted=True, escapes=True),
    QueryResultsFormat.XML: _Form(re.compile(rb"<result>"), len(b"<result>")),
    QueryResultsFormat.CSV: _Form(re.compile(rb"\r\n"), 2, ahead=1, quoted=True),
    QueryResultsFormat.TSV: _Form(re.compile(rb"\n"), 1, ahead=1),
}


class RowCounter:
    """Counts the rows of an answer as its bytes go by, in pieces of any length.

    Each byte is looked at once: all that is kept from one piece to the next is whether quotes
    are open, and a few bytes that may be the beginning of a mark or of an escape.
    """

    def __init__(self, form: QueryResultsFormat) -> None:
        self._form = _FORMS[form]
        self._in_quotes = False
        self._escape = b""
        self._begun = b""
        self._marks = 0

    @property
    def rows(self) -> int:
        """How many rows have begun, or in CSV and TSV ended, so far."""
        return max(self._marks - self._form.ahead, 0)

    @property
    def kept(self) -> int:
        """How many bytes wait for the next piece: fewer than the longest mark has, and one."""
        return len(self._escape) + len(self._begun)

    def take(self, piece: bytes) -> None:
        """Count on."""
        if self._form.escapes:
            piece = self._without_escapes(piece)
        if self._form.quoted:
            piece = self._without_text(piece)
        self._count(self._begun + piece)

    def _without_escapes(self, piece: bytes) -> bytes:
        """Drop escaped backslashes and quotes; half an escape waits for the next piece."""
        whole = self._escape + piece
        backslashes = len(whole) - len(whole.rstrip(b"\\"))
        complete = len(whole) - backslashes % 2
        self._escape = whole[complete:]
        return whole[:complete].replace(b"\\\\", b"").replace(b'\\"', b"")

    def _without_text(self, piece: bytes) -> bytes:
        """Put one byte in place of each quoted text, so that nothing around it becomes a mark."""
        if self._in_quotes:
            closing = piece.find(b'"')
            if closing < 0:
                return b""
            piece = piece[closing + 1 :]
        bare = _QUOTED.sub(_TEXT, piece)
        opening = bare.find(b'"')
        self._in_quotes = opening >= 0
        return bare[:opening] + _TEXT if self._in_quotes else bare

    def _count(self, bare: bytes) -> None:
        end = 0
        for mark in self._form.mark.finditer(bare):
            self._marks += 1
            end = mark.end()
        self._begun = bare[max(end, len(bare) - self._form.longest + 1) :]


class _Capped:
    """A file that refuses to grow beyond its limits."""

    def __init__(self, limits: Limits, counter: RowCounter | None, *, xml: bool) -> None:
        self._limits = limits
        self._xml = xml
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
            self._counter.take(piece)
            _require_few(self._counter.rows, "rows", self._limits)
        self._pieces.append(with_references(piece) if self._xml else piece)
        return len(piece)

    def flush(self) -> None:
        """Do nothing: no bytes are buffered elsewhere."""

    def content(self) -> bytes:
        return b"".join(self._pieces)


def write_solutions(
    found: QuerySolutions | QueryBoolean, form: QueryResultsFormat, limits: Limits
) -> bytes:
    """Write rows, or yes or no.

    Raises `ResultTooLarge` as soon as a limit is passed, and `HttpProblem` for what XML can't hold.
    """
    counter = RowCounter(form) if isinstance(found, QuerySolutions) else None
    out = _Capped(limits, counter, xml=form == QueryResultsFormat.XML)
    found.serialize(cast("IO[bytes]", out), format=form)
    written = out.content()
    if form == QueryResultsFormat.XML and (fault := text_fault(written.decode())):
        raise _not_in_xml(fault, "application/sparql-results+json")
    return written


def write_triples(found: Iterable[Triple], form: RdfFormat, limits: Limits) -> bytes:
    """Write triples.

    Raises `ResultTooLarge` as soon as a limit is passed, and `HttpProblem` for what RDF/XML
    can't hold.
    """
    is_xml = form == RdfFormat.RDF_XML
    out = _Capped(limits, None, xml=is_xml)
    triples = _counted(_in_xml(found) if is_xml else found, limits)
    serialize(triples, cast("IO[bytes]", out), format=form, prefixes=PREFIXES)
    return out.content()


def _counted(found: Iterable[Triple], limits: Limits) -> Iterator[Triple]:
    for number, triple in enumerate(found, 1):
        _require_few(number, "triples", limits)
        yield triple


def _in_xml(found: Iterable[Triple]) -> Iterator[Triple]:
    for triple in found:
        if fault := statement_fault(triple):
            raise _not_in_xml(fault, "text/turtle")
        yield triple


def _not_in_xml(fault: str, other: str) -> HttpProblem:
    return HttpProblem(HTTPStatus.NOT_ACCEPTABLE, f"XML can't hold {fault}", f"Accept: {other}")


def _require_few(count: int, what: str, limits: Limits) -> None:
    if count > limits.rows:
        raise ResultTooLarge(
            f"the answer has more than {limits.rows:,} {what}; "
            "ask for less of it with LIMIT and OFFSET"
        )
