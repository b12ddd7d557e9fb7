"""What a query may not do: reach out of the graph, or change it.

The store's own parser judges, not a reading of ours. SPARQL lets a keyword stand against almost
anything (`SERVICEex:x{}` asks a server), and only a parser knows whether `service` is a keyword,
a piece of a name or a word in a literal. pyoxigraph shows no parse tree, so the question is put
to its parser another way: each `service` in the text is misspelt (`dervice`). A name, an IRI, a
literal or a comment can be misspelt and still parses; a keyword can't. So a query whose misspelt
form parses holds no SERVICE, and any other is refused. Nothing is parsed as it stands before
that, since the store begins to evaluate what it parses.

The same is done with FROM. It opens nothing, but a graph that the store does not hold would be
answered with silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pyoxigraph import Store

from assbkg.asking.results.answers import brief
from assbkg.errors import QueryError, QueryRejected
from assbkg.vocabulary import GRAPHS, KG, PREFIXES, shorten

__all__ = ["names_its_dataset", "no_query", "require_harmless"]


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
        f"FROM is not allowed with a graph of another name: it may name the graphs {own} alone, "
        "by their IRIs where the query declares the prefix graph: itself"
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
