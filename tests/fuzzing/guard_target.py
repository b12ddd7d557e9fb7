"""Fuzz the guard: what it lets through, the store evaluates without asking another server.

The store may open nothing while it evaluates, so not even a query that the guard wrongly lets
through leaves the process; the store then says that it failed to reach a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store

from assbkg.asking.evaluation import require_harmless
from assbkg.errors import QueryError
from assbkg.vocabulary import KG, PREFIXES

_ASKS: Final = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"

_NAME: Final = "aÀØøͰͿ⁌⿯豈ﷰ𐀀_9-.·̀‿⁀"
_ESCAPES: Final = "".join("\\" + character for character in "_~.-!$&'()*+,;=/?#@%")

SEEDS: Final = tuple(
    text.encode()
    for text in (
        f"SELECT * {{ {_ASKS} }}",
        f"PREFIX : <urn:x:> SELECT * {{ OPTIONAL {{ ?s :\\# ?o }} {_ASKS} }}",
        f"PREFIX : <urn:x:> SELECT * {{ OPTIONAL {{ ?s :a\\' ?o }} {_ASKS} }}",
        f"PREFIX x·y: <urn:x:> SELECT * {{ OPTIONAL {{ ?s x·y:\\# ?o }} {_ASKS} }}",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICEex:x· { ?a ?b ?c } }",
        "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICESILENTex:x‿y { ?a ?b ?c } }",
        "PREFIX ex·: <http://127.0.0.1:9/> SELECT * { SERVICEex·:%41:x { ?a ?b ?c } }",
        "BASE <http://127.0.0.1:9/> SELECT * { SERVICE<x>{ ?a ?b ?c } }",
        f"SELECT * {{ ?s ?p ?o FILTER(?s<?o) {_ASKS} FILTER(?o>1) }}",
        f"SELECT * {{ ?s ?p '\\'' , ''' ' ''' , \"\\u0022\" . {_ASKS} }} # '",
        f"SELECT * {{ ?s ?p 1e5 , true , 'a'@en , 'a'^^<a:b> . {_ASKS} }}",
        "SELECT * { \\u0053ERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "SELECT * { VALUES ?x { <http://127.0.0.1:9/> } SERVICE ?x { ?a ?b ?c } }",
        f"ASK {{ FILTER EXISTS {{ {{ SELECT * {{ {_ASKS} }} }} }} }}",
        f"CONSTRUCT {{ ?a ?b ?c }} {{ ?s ^a|!b/c*+ ?o MINUS {{ {_ASKS} }} }}",
        "DESCRIBE ?s FROM graph:asserted FROM NAMED <http://127.0.0.1:9/> { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } BIND(1 AS ?y) } GROUP BY ?g",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "LOAD <http://127.0.0.1:9/>",
        # Every kind of character that a name may have, in a prefix, a variable and a name.
        f"PREFIX {_NAME}: <urn:x:> SELECT * {{ ?À9·̀‿ {_NAME}:{_NAME}{_ESCAPES}:%41 ?o }}",
    )
)

#: The word behind which the store hides that a server was not reached, also in escapes.
_SILENT: Final = re.compile(
    "".join(rf"(?:{letter}|\\u00{ord(letter):x}|\\U000000{ord(letter):x})" for letter in "SILENT"),
    re.IGNORECASE,
)
_MOST_SOLUTIONS: Final = 100


def one_input(data: bytes) -> None:
    """Raise `AssertionError` if the guard lets a query through that asks a server."""
    text = data.decode(errors="replace")
    try:
        require_harmless(text)
    except QueryError:
        return
    for reading in (text, _SILENT.sub(" ", text)):
        fault = _evaluate(reading)
        assert not fault, f"{fault}, asked by {text!r}"


def _evaluate(text: str) -> str:
    """Return how a query failed to reach a server: nothing if it did not try."""
    store = Store()
    store.add(Quad(NamedNode("urn:x:a"), NamedNode("urn:x:b"), Literal(True)))
    with _nothing_can_be_opened():
        try:
            found = store.query(text, base_iri=KG, prefixes=dict(PREFIXES))
            if not isinstance(found, QueryBoolean):
                list(islice(found, _MOST_SOLUTIONS))
        except OSError as error:
            return str(error)
        except RuntimeError as error:
            return str(error) if "service" in str(error).lower() else ""
        except (SyntaxError, ValueError):
            return ""
    return ""


@contextmanager
def _nothing_can_be_opened() -> Iterator[None]:
    """Let this process open no file and no socket for a while."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
