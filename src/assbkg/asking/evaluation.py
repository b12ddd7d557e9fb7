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
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from assbkg.asking.results.answers import Rows, brief, require_shallow, rows_of
from assbkg.errors import QueryError, QueryRejected
from assbkg.vocabulary import GRAPHS, KG, PREFIXES, shorten

__all__ = [
    "MOST_BRACKETS",
    "MOST_OPERATORS",
    "Found",
    "Values",
    "evaluate",
    "evaluate_here",
    "names_its_dataset",
    "no_query",
    "require_harmless",
    "take_all",
    "take_rows",
]


# What a query may not do is judged by the store's own parser, not by a reading of ours. SPARQL lets
# a keyword stand against almost anything (`SERVICEex:x{}` asks a server), and only a parser knows
# whether `service` is a keyword, a piece of a name or a word in a literal. pyoxigraph shows no
# parse tree, so each `service` in the text is misspelt (`dervice`). A name, an IRI, a literal or a
# comment can be misspelt and still parses; a keyword can't. So a query whose misspelt form parses
# holds no SERVICE, and any other is refused. Nothing is parsed as it stands before that, since the
# store begins to evaluate what it parses. FROM opens nothing and is judged in the same way, since
# a graph that the store does not hold would be answered with silence.


def _spelt(word: str) -> re.Pattern[str]:
    """Match a word in any case, its first letter as a group; any letter may be an escape."""
    letters = (rf"(?:{c}|\\u00{ord(c):x}|\\u00{ord(c) ^ 32:x}" for c in word)
    longer = (rf"|\\U000000{ord(c):x}|\\U000000{ord(c) ^ 32:x})" for c in word)
    first, *others = (short + long for short, long in zip(letters, longer, strict=True))
    return re.compile(f"({first})" + "".join(others), re.IGNORECASE)


_SERVICE: Final = _spelt("SERVICE")
_SILENT: Final = re.compile("SILENT", re.IGNORECASE)
_FROM: Final = _spelt("FROM")
#: FROM with one of our own graphs by its IRI or usual name, which nothing may continue.
_FROM_OURS: Final = re.compile(
    r"FROM\s*(?:NAMED\s*)?(?:<(?:{})>|(graph):(?:{})(?=[\s<{{#]|$))".format(
        "|".join(map(re.escape, GRAPHS.values())), "|".join(GRAPHS)
    ),
    re.IGNORECASE,
)
#: An update begins, behind its prologue, with a word that no query begins with.
_UPDATE: Final = re.compile(
    r"(?:\s|\#[^\n\r]*+|(?:BASE|PREFIX\s*[^\s:<>]*+\s*:)\s*<[^<>\s]*>|WITH\s*<[^<>\s]*>)*+"
    r"(INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD)(?!\w)",
    re.IGNORECASE,
)


def require_harmless(text: str) -> None:
    """Raise `QueryRejected` when a query would leave the graph or change it.

    Raises `QueryError` when it names a server or a graph where no query can.
    """
    if update := _UPDATE.match(text):
        word = update[1].upper()
        raise QueryRejected(f"{word} is not allowed: it changes data; the graph is read-only")
    text = _require_no_service(text)
    _require_own_graphs(text)


def names_its_dataset(text: str) -> bool:
    """Return whether a harmless query says with FROM which of the graph's graphs it is about."""
    return bool(_FROM.search(text)) and _fault(_misspell(_FROM, text)) is not None


def no_query(error: Exception | str) -> QueryError:
    """Return the error for a text that the store's parser does not take."""
    why = brief(error) if isinstance(error, Exception) else error
    return QueryError(f"this SPARQL query cannot be run: {why}")


def _require_no_service(text: str) -> str:
    """Return a text without any SERVICE that parses as `text` does, or raise."""
    if not _SERVICE.search(text):
        return text
    harmless = _misspell(_SERVICE, text)
    fault = _fault(harmless)
    if fault is None:
        return harmless
    # GRAPH stands where SERVICE may, and is as harmless as a misspelling.
    asked = _SERVICE.sub("GRAPH", text)
    if _fault(asked) is None or _fault(_SILENT.sub("", asked)) is None:
        raise QueryRejected("SERVICE is not allowed: it asks another server")
    raise no_query(fault)


def _require_own_graphs(text: str) -> None:
    """Require that FROM is followed by the name of one of the graph's own graphs."""
    if not _FROM.search(text):
        return
    ours = {found.start(): found for found in _FROM_OURS.finditer(text)}
    fault = _fault(_misspell(_FROM, text, but_at=ours))
    by_prefix = any(found[1] for found in ours.values())
    if fault is None and not (by_prefix and _declares_graph(text)):
        return
    if _fault(text) is not None:
        raise no_query(fault or "")
    own = ", ".join(map(shorten, GRAPHS.values()))
    raise QueryRejected(
        f"FROM is not allowed with any other graph: it may name only the graphs {own}, "
        "and by IRI if the query declares the prefix graph: itself"
    )


def _declares_graph(text: str) -> bool:
    """Return whether a query parses without our prefix `graph:`, so that it has its own."""
    return _fault(text, {name: iri for name, iri in PREFIXES.items() if name != "graph"}) is None


def _misspell(word: re.Pattern[str], text: str, but_at: Mapping[int, object] | None = None) -> str:
    """Write another letter for the first of each `word`, but where it begins at a given place.

    D is a letter, a hexadecimal digit, and the beginning of no keyword that goes on as `word`
    does, so that only keywords are changed by it.
    """
    kept = but_at or {}

    def misspelt(found: re.Match[str]) -> str:
        if found.start() in kept:
            return found[0]
        letter = "d" if found[1].islower() else "D"
        return letter + found[0][len(found[1]) :]

    return word.sub(misspelt, text)


def _fault(text: str, prefixes: Mapping[str, str] = PREFIXES) -> str | None:
    """Return what the parser has against a query without SERVICE; None when it takes it."""
    try:
        Store().query(text, base_iri=KG, prefixes=dict(prefixes))
    except (SyntaxError, ValueError) as error:
        return brief(error)
    except (OSError, RuntimeError):
        return None  # an ASK is evaluated at once: it was parsed, and then failed
    return None


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


def take_all(found: Found) -> Rows | list[Triple]:
    """Take all that was found: rows, or yes or no, or triples.

    Raises `QueryError` when the query fails meanwhile, and for triples nested too deeply.
    """
    try:
        if not isinstance(found, QueryTriples):
            return rows_of(found)
        triples = list(found)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query failed during evaluation: {error}") from error
    for triple in triples:
        require_shallow(triple)
    return triples


def take_rows(found: Found) -> Rows:
    """Take all rows, or yes or no. Raises `QueryError` for triples, and as `take_all` does."""
    if isinstance(found, QueryTriples):
        raise QueryError("CONSTRUCT and DESCRIBE give graphs; a named query is SELECT or ASK")
    taken = take_all(found)
    assert isinstance(taken, Rows), "no triples"
    return taken


def evaluate_here(
    store: Store,
    text: str,
    take: Callable[[Found], T],
    values: Values | None = None,
) -> T:
    """Answer a query in this process, and return what `take` makes of what was found.

    Raises what `evaluate` and `take` raise.
    """
    return _on_a_deep_stack(lambda: take(evaluate(store, text, values=values)))


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
