"""Answers as they come: rows of terms, and SPARQL 1.1 Results JSON that is read, labelled, defused.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula, and a formula can send
what stands beside it to another server. An apostrophe before it makes it text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from assbkg.asking.results.frames import IRI_SUFFIX, free_name
from assbkg.errors import QueryError
from assbkg.vocabulary import PREFIXES

__all__ = [
    "Rows",
    "Term",
    "brief",
    "defuse_answer",
    "defused",
    "label_answer",
    "read_rows",
    "require_shallow",
    "require_table",
    "rows_of",
]

Term = NamedNode | BlankNode | Literal | Triple | None

_LONGEST_MESSAGE: Final = 100
#: Beyond this many columns the parser takes minutes: it compares each with all others.
_MOST_COLUMNS: Final = 10_000
#: A parser whose stack they exhaust ends the process.
_DEEPEST: Final = 32
#: Five levels make a table, and each triple in a triple three more.
_DEEPEST_TRIPLE: Final = (_DEEPEST - 5) // 3
_ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)
_TEXT: Final = re.compile(rb'"[^"]*"')
_ALL_BUT_STRUCTURE: Final = bytes(set(range(256)) - set(b"[]{},s"))
_STRING: Final = PREFIXES["xsd"] + "string"

#: What begins a formula, in letters of full width too; white space before it may be dropped.
_FORMULA: Final = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_KINDS: Final = ("literal", "typed-literal")


@dataclass(frozen=True)
class Rows:
    """The rows of an answer, with None for gaps; or yes or no, which has neither names nor rows."""

    names: tuple[str, ...]
    rows: tuple[tuple[Term, ...], ...]
    boolean: bool | None = None

    def chosen(self, names: Sequence[str]) -> Rows:
        """Return some columns in the given order; one that is not there is empty."""
        if tuple(names) == self.names:
            return self
        places = [self.names.index(name) if name in self.names else None for name in names]
        rows = (tuple(None if at is None else row[at] for at in places) for row in self.rows)
        return Rows(tuple(names), tuple(rows))

    def json(self) -> bytes:
        """Return the answer as SPARQL 1.1 Results JSON."""
        answer: dict[str, Any]
        if self.boolean is not None:
            answer = {"head": {}, "boolean": self.boolean}
        else:
            bindings = [
                {
                    name: _as_json(term)
                    for name, term in zip(self.names, row, strict=True)
                    if term is not None
                }
                for row in self.rows
            ]
            answer = {"head": {"vars": self.names}, "results": {"bindings": bindings}}
        return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _as_json(term: object) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = ("subject", "predicate", "object")
        return {"type": "triple", "value": {part: _as_json(getattr(term, part)) for part in parts}}
    assert isinstance(term, Literal), "there is no other kind of term"
    made: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language is not None:
        made["xml:lang"] = term.language
        if term.direction is not None:
            made["its:dir"] = str(term.direction)
    elif term.datatype.value != _STRING:
        made["datatype"] = term.datatype.value
    return made


def rows_of(found: QuerySolutions | QueryBoolean) -> Rows:
    """Take all rows, or yes or no.

    Raises `QueryError` for triples nested too deeply, and what the store raises.
    """
    if isinstance(found, QueryBoolean):
        return Rows((), (), bool(found))
    names = tuple(variable.value for variable in found.variables)
    rows = tuple(map(tuple, found))
    for row in rows:
        for term in row:
            require_shallow(term)
    return Rows(names, rows)


def require_shallow(term: object) -> None:
    """Raise `QueryError` for a triple in a triple in a triple, deeper than any stack is."""
    depth = 0
    while isinstance(term, Triple):
        depth += 1
        if depth > _DEEPEST_TRIPLE:
            raise QueryError(
                f"the answer holds triples nested in more than {_DEEPEST_TRIPLE} levels"
            )
        term = term.object


def read_rows(data: bytes) -> Rows:
    """Read SPARQL 1.1 Results JSON. Raises `QueryError` for anything else."""
    require_table(data)
    try:
        return rows_of(parse_query_results(data, format=QueryResultsFormat.JSON))
    except MemoryError as error:
        raise QueryError("the answer holds a value of more than 16 MiB") from error
    except (SyntaxError, ValueError, KeyError, TypeError) as error:
        raise QueryError(f"the answer is not SPARQL Results JSON: {brief(error)}") from error


def require_table(data: bytes) -> None:
    """Raise `QueryError` for JSON with which a parser of SPARQL results could not cope.

    It is nested too deeply, or names too many columns; seen without recursion, in linear time.
    """
    bare = _TEXT.sub(b"s", _ESCAPE.sub(b"", data) if b"\\" in data else data)
    bare = bare.translate(None, _ALL_BUT_STRUCTURE)
    if b"s," * _MOST_COLUMNS in bare:
        raise QueryError(f"the answer has more than {_MOST_COLUMNS:,} columns")
    brackets = bare.translate(None, b"s,")
    for _ in range(_DEEPEST):
        inner = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(inner) == len(brackets):
            break
        brackets = inner
    if brackets:
        raise QueryError(
            "the answer is not SPARQL Results JSON: brackets do not match or are nested in more "
            f"than {_DEEPEST} levels"
        )


def brief(error: Exception) -> str:
    """Return a parser's message without the long list of all characters that it would take."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"


def label_answer(data: bytes, label: Callable[[str], str]) -> bytes:
    """Return SPARQL Results JSON in which a column of things has their labels.

    A column with the IRIs follows it, named as in frames (`frames.typed_columns`): labels are
    what a person reads, IRIs what a join needs. ASK stays as it is.
    """
    answer = json.loads(data)
    if "results" not in answer:
        return data
    names, rows = answer["head"]["vars"], answer["results"]["bindings"]
    taken = set(names)
    columns: list[str] = []
    for name in names:
        columns.append(name)
        things = [row for row in rows if row.get(name, {}).get("type") == "uri"]
        if things:
            columns.append(free_name(name + IRI_SUFFIX, taken))
        for row in things:
            row[columns[-1]] = row[name]
            row[name] = {"type": "literal", "value": label(row[name]["value"])}
    answer["head"]["vars"] = columns
    return json.dumps(answer, ensure_ascii=False).encode()


def defused(text: str) -> str:
    """Return the text of a cell, with an apostrophe before what would be a formula.

    Numbers stay numbers.

    >>> defused("=HYPERLINK(1)"), defused("-12.5"), defused("SiNPs@MXenes")
    ("'=HYPERLINK(1)", '-12.5', 'SiNPs@MXenes')
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def defuse_answer(data: bytes) -> bytes:
    """Return SPARQL Results JSON whose literals are `defused`; CSV and TSV of it are harmless."""
    answer = json.loads(data)
    for row in answer.get("results", {}).get("bindings", ()):
        for term in row.values():
            if term["type"] in _KINDS:
                term["value"] = defused(term["value"])
    return json.dumps(answer, ensure_ascii=False).encode()
