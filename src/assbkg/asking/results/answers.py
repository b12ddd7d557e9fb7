"""From SPARQL 1.1 Results JSON to a result with names, wherever the answer comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

from assbkg.asking.results.frames import IRI_SUFFIX, free_name
from assbkg.errors import QueryError

__all__ = [
    "brief",
    "defuse_answer",
    "defused",
    "label_answer",
    "require_table",
]


_LONGEST_MESSAGE: Final = 100
#: Beyond this many columns the parser takes minutes: it compares each with all others.
_MOST_COLUMNS: Final = 10_000
#: Five levels make a table, and each triple in a triple three more. A parser whose stack they
#: exhaust ends the process.
_DEEPEST: Final = 32
_ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)
_STRING: Final = re.compile(rb'"[^"]*"')
_ALL_BUT_STRUCTURE: Final = bytes(set(range(256)) - set(b"[]{},s"))


def require_table(data: bytes) -> None:
    """Raise `QueryError` for JSON with which a parser of SPARQL results could not cope.

    It is nested too deeply, or names too many columns; seen without recursion, in linear time.
    """
    bare = _STRING.sub(b"s", _ESCAPE.sub(b"", data) if b"\\" in data else data)
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
            "the answer is not SPARQL Results JSON: brackets do not match, or are nested in more "
            f"than {_DEEPEST} levels"
        )


def brief(error: Exception) -> str:
    """A parser's message without the long list of all characters that it would take."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"


def label_answer(data: bytes, label: Callable[[str], str]) -> bytes:
    """Return SPARQL Results JSON in which a column of things has their labels.

    A column with the IRIs follows it, named as in frames (`columns.typed_columns`): labels are
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


#: What begins a formula, in letters of full width too; white space before it may be dropped.
_FORMULA: Final = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_KINDS: Final = ("literal", "typed-literal")


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
