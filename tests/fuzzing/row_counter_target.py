"""Rows of any terms, written in each form and cut anywhere: the counter counts them all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from pyoxigraph import QueryResultsFormat, parse_query_results

from assbkg.service.serving.writing import RowCounter

__all__ = ["FORMS", "SEEDS", "count_in_pieces", "one_input", "serialize"]

FORMS: Final = (
    QueryResultsFormat.JSON,
    QueryResultsFormat.XML,
    QueryResultsFormat.CSV,
    QueryResultsFormat.TSV,
)
SEEDS: Final = (
    b'\x01\x02Lplain\x00L\\\x00L"},{\x00U\x00L[{\\"',
    b'\x03\x01L<result>\x00L\r\n\x00Tnested "\\\x00Gtagged',
    b"\x02\x00",
    b'\x07\x03Iurn:x\x00Bnode\x00D""\x00L\xff\xfe\x00L\xe2\x98\x83',
)
#: Terms that a nested triple and a literal need beside their text.
_IRI: Final = {"type": "uri", "value": "urn:x:a"}


def one_input(data: bytes) -> None:
    """Read lengths of pieces, a number of columns and cells out of bytes, and count."""
    if len(data) < 2:
        return
    length, columns = 1 + data[0] % 16, data[1] % 4
    rows = list(_rows(data[2:].split(b"\x00"), columns))
    for form in FORMS:
        written = serialize(rows, columns, form)
        assert len(rows) == count_in_pieces(written, form, length), (form, written)


def serialize(rows: list[dict[str, Any]], columns: int, form: QueryResultsFormat) -> bytes:
    """Write rows, each a mapping of column to term as in SPARQL 1.1 Results JSON."""
    names = [f"c{number}" for number in range(columns)]
    said = {"head": {"vars": names}, "results": {"bindings": rows}}
    found = parse_query_results(json.dumps(said).encode(), format=QueryResultsFormat.JSON)
    written = found.serialize(format=form)
    assert written is not None
    return written


def count_in_pieces(written: bytes, form: QueryResultsFormat, length: int) -> int:
    """Count the rows of an answer that comes in pieces of one length."""
    counter = RowCounter(form)
    for start in range(0, len(written), length):
        counter.take(written[start : start + length])
        assert counter.kept < len("<result>"), "the counter keeps what it has seen"
    return counter.rows


def _rows(cells: list[bytes], columns: int) -> Iterator[dict[str, Any]]:
    """Take the cells row by row; without columns each cell is an empty row."""
    for start in range(0, len(cells), max(columns, 1)):
        terms = [_term(cell) for cell in cells[start : start + columns]]
        yield {f"c{number}": term for number, term in enumerate(terms) if term is not None}


def _term(cell: bytes) -> dict[str, Any] | None:
    """Make a term of the kind that the first byte names; other bytes leave the cell empty."""
    literal = {"type": "literal", "value": cell[1:].decode("utf-8", "replace")}
    triple = {"subject": _IRI, "predicate": _IRI, "object": literal}
    kinds: dict[bytes, dict[str, Any]] = {
        b"L": literal,
        b"G": {**literal, "xml:lang": "en"},
        b"D": {**literal, "datatype": "urn:x:d"},
        b"I": {"type": "uri", "value": "urn:x:" + cell[1:].hex()},
        b"B": {"type": "bnode", "value": "b" + cell[1:].hex()},
        b"T": {"type": "triple", "value": triple},
    }
    return kinds.get(cell[:1])
