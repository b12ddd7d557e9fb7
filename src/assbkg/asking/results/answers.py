"""From SPARQL 1.1 Results JSON to a result with names, wherever the answer comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    parse_query_results,
)

from assbkg.asking.citing import WorksBehind
from assbkg.asking.results.result import Result, Term
from assbkg.errors import QueryError
from assbkg.vocabulary import expand

__all__ = ["brief", "read_answer", "require_table"]

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


def read_answer(
    data: bytes,
    label: Callable[[str], str],
    columns: tuple[str, ...] | None = None,
    sources: WorksBehind | None = None,
    given: tuple[object, ...] = (),
) -> Result:
    """A result from SPARQL 1.1 Results JSON, of SELECT or ASK; `label` names things.

    With `columns`, these are kept in that order. `sources` finds the works behind its rows,
    and `given` is what the question was asked with. Raises `QueryError` when it is no such JSON.
    """
    require_table(data)
    try:
        found = parse_query_results(data, format=QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return _boolean(bool(found), label)
        variables = tuple(variable.value for variable in found.variables)
        known = frozenset(variables)
        shown = columns or variables
        if shown != variables:
            data = _keep_columns(data, shown)
        hidden = tuple(name for name in variables if name not in shown)
        rows, beside = [], []
        for row in found:
            rows.append(tuple(_cell(row, name, known) for name in shown))
            if hidden:
                beside.append({name: _cell(row, name, known) for name in hidden})
    except MemoryError as error:
        raise QueryError("the answer holds a value of more than 16 MiB") from error
    except (SyntaxError, ValueError, KeyError, TypeError) as error:
        raise QueryError(f"the answer is not SPARQL Results JSON: {brief(error)}") from error
    return Result(shown, tuple(rows), data, label, tuple(beside), sources, given)


def brief(error: Exception) -> str:
    """A parser's message without the long list of all characters that it would take."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"


def _boolean(answer: bool, label: Callable[[str], str]) -> Result:
    text = str(answer).lower()
    data = f'{{"head":{{}},"boolean":{text}}}'.encode()
    literal = Literal(text, datatype=NamedNode(expand("xsd:boolean")))
    return Result(("answer",), ((literal,),), data, label)


def _cell(row: QuerySolution, name: str, variables: frozenset[str]) -> Term:
    value = row[name] if name in variables else None
    # A blank node has no name that is worth showing.
    return value if isinstance(value, (NamedNode, Literal)) else None


def _keep_columns(data: bytes, columns: tuple[str, ...]) -> bytes:
    """Drop what helped to find an answer, and order its columns."""
    said = json.loads(data)
    bindings = [
        {name: row[name] for name in columns if name in row} for row in said["results"]["bindings"]
    ]
    kept = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    return json.dumps(kept, ensure_ascii=False).encode()
