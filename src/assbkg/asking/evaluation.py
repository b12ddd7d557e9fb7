"""How a query that comes from outside is evaluated, at every door: guarded, and within bounds.

A worker of the service evaluates in its own process, which may be killed. In a process of the
user's own, a query nested thousands of levels deep would overflow the stack of the store and end
the process, with all that a notebook holds. There a query runs in a thread whose stack suffices
for as many parts as are allowed, and the thread that asked stays free to be interrupted.
"""

from __future__ import annotations

import re
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from assbkg.asking.guard import names_its_dataset, no_query, require_harmless
from assbkg.errors import QueryError
from assbkg.vocabulary import KG, PREFIXES

__all__ = [
    "MOST_BRACKETS",
    "MOST_OPERATORS",
    "Found",
    "Values",
    "as_json",
    "as_rows_or_triples",
    "evaluate",
    "evaluate_here",
]

Found = QuerySolutions | QueryBoolean | QueryTriples
#: The terms that stand for variables of a query, by their names.
Values = Mapping[str, NamedNode | Literal]
T = TypeVar("T")

#: Brackets and negations of a query, wherever they stand, and its other operators and separators,
#: except within IRIs. The store may descend into one after the other.
MOST_BRACKETS: Final = 20_000
MOST_OPERATORS: Final = 60_000
#: A bracket takes 8 KiB at worst and an operator a third of that; this is half as much again.
_STACK_BYTES: Final = 256 * 1024 * 1024
_BRACKET: Final = re.compile(r"[{(\[!]")
_OPERATOR: Final = re.compile(r"<[^<>\"{}|^`\\\s]*>|([|&+*/^.;,=<-])")
_TURN: Final = threading.Lock()


def evaluate(
    store: Store,
    text: str,
    *,
    values: Values | None = None,
    picked: tuple[Sequence[str], Sequence[str]] | None = None,
    united: Sequence[str] | None = None,
) -> Found:
    """Begin to answer a query over all named graphs together; rows come as they are taken.

    With `united`, these graphs alone are the default graph, and others are asked by their names.

    Relative IRIs are those of individuals, and the usual prefixes are known. With `picked`, the
    query is about these default and named graphs, in place of those that it names itself.
    Raises `QueryRejected` when it would leave the graph or change it, `QueryError` when it is
    no query, has too many brackets or operators, or fails.
    """
    _require_few_parts(text)
    require_harmless(text)
    whole = picked is None and not names_its_dataset(text)
    default, named = picked or (united if whole else None, None)
    try:
        return store.query(
            text,
            base_iri=KG,
            prefixes=PREFIXES,
            use_default_graph_as_union=whole and united is None,
            default_graph=None if default is None else [NamedNode(iri) for iri in default],
            named_graphs=None if named is None else [NamedNode(iri) for iri in named],
            substitutions={Variable(name): value for name, value in (values or {}).items()},
        )
    except (SyntaxError, ValueError) as error:
        raise no_query(error) from error
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from error


def as_rows_or_triples(found: Found) -> bytes | list[Triple]:
    """Take what was found: rows, or yes or no, as SPARQL 1.1 Results JSON; triples as they come.

    Raises `QueryError` when the query fails meanwhile.
    """
    try:
        if isinstance(found, QueryTriples):
            return list(found)
        data = found.serialize(format=QueryResultsFormat.JSON)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed while it ran: {error}") from error
    assert data is not None, "nothing else is written to"
    return data


def as_json(found: Found) -> bytes:
    """Take rows, or yes or no, as SPARQL 1.1 Results JSON.

    Raises `QueryError` for triples, and when the query fails meanwhile.
    """
    taken = as_rows_or_triples(found)
    if isinstance(taken, bytes):
        return taken
    raise QueryError("CONSTRUCT and DESCRIBE give graphs; a named query is SELECT or ASK")


def evaluate_here(
    store: Store,
    text: str,
    write: Callable[[Found], T],
    values: Values | None = None,
) -> T:
    """Answer a query in this process, and write what was found.

    Raises what `evaluate` and `write` raise.
    """
    return _on_a_deep_stack(lambda: write(evaluate(store, text, values=values)))


def _require_few_parts(text: str) -> None:
    """Raise `QueryError` for a query that is too deep for any stack, before it is parsed."""
    brackets = sum(1 for _ in _BRACKET.finditer(text))
    operators = sum(1 for found in _OPERATOR.finditer(text) if found[1])
    for count, most, what in (
        (brackets, MOST_BRACKETS, "brackets"),
        (operators, MOST_OPERATORS, "operators and separators"),
    ):
        if count > most:
            raise QueryError(
                f"the query has {count:,} {what}; expected at most {most:,}: "
                "list values of one variable with VALUES, or ask several times"
            )


def _on_a_deep_stack(work: Callable[[], T]) -> T:
    """Do some work in a thread of its own, and return or raise what comes of it."""
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            _forget_locals(error)
            failed.append(error)

    # A daemon, since a query that was interrupted must not keep the process from ending.
    thread = threading.Thread(target=run, name="query", daemon=True)
    with _TURN:  # the size holds for every thread that is begun
        before = threading.stack_size(_STACK_BYTES)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if failed:
        raise failed[0]
    return done[0]


def _forget_locals(error: BaseException | None) -> None:
    """Drop what the frames behind an error hold: an answer may only end in its own thread."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
