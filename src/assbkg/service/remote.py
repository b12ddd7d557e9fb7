"""Queries to another server's SPARQL endpoint, and to the graph that `publish` put there.

A query names its graphs with FROM, since the default graph of a server need not be the union
of its named ones. A server that takes no FROM is asked without it. When an answer has nothing,
the server is asked once which of the graphs it holds: an answer from a graph that is not there
would be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from pyoxigraph import (
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from assbkg.asking.dataset import form_of, with_dataset
from assbkg.asking.results.answers import require_table
from assbkg.errors import NoAnswer, QueryError, UploadError
from assbkg.graph.nesting import DEEPEST, nests_deep
from assbkg.service.endpoint import Endpoint
from assbkg.service.exchange import Body, Patience, Request, exchange, read_all, words_of
from assbkg.service.graph_store import N_TRIPLES, guess_store
from assbkg.vocabulary import GRAPHS

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

__all__ = ["LARGEST_ANSWER", "MOST_ROWS", "ask_endpoint", "ask_published", "construct_at"]
__all__ += ["construct_published"]

#: Maximum size of an answer, in bytes.
LARGEST_ANSWER: Final = 64 << 20
#: The overhead that may come with it, such as the sizes of its chunks.
_OVERHEAD_BYTES: Final = 8 << 20
#: Maximum rows or triples of an answer.
MOST_ROWS: Final = 100_000

_OF_TRIPLES: Final = ("CONSTRUCT", "DESCRIBE")
_JSON: Final = "application/sparql-results+json"
_PATIENCE: Final = Patience(step_seconds=60.0, attempts=3)

#: The name of a server's default graph among the graphs that it holds.
_DEFAULT: Final = "default"
_ANY: Final = "?s ?p ?o"

_Answer = TypeVar("_Answer")


def ask_published(
    endpoint: Endpoint,
    query: str,
    authorisation: str | None = None,
    patience: Patience = _PATIENCE,
) -> bytes:
    """Return the answer of the published graph to a SELECT or ASK query.

    Raises what `ask_endpoint` raises, `QueryError` for other queries, and `NoAnswer` when the
    answer has nothing and the server does not hold all four graphs, or can't put them together.
    """
    if (form := form_of(query)) in _OF_TRIPLES:
        raise QueryError(f"{form} gives triples, and rows are expected")

    def ask(text: str) -> bytes:
        return ask_endpoint(endpoint, text, authorisation, patience)

    return _of_published(endpoint, query, ask, ask, _has_content)


def construct_published(
    endpoint: Endpoint,
    query: str,
    authorisation: str | None = None,
    patience: Patience = _PATIENCE,
) -> tuple[Triple, ...]:
    """Return the triples that the published graph gives for a CONSTRUCT or DESCRIBE query.

    Raises as `ask_published` does.
    """
    return _of_published(
        endpoint,
        query,
        lambda text: construct_at(endpoint, text, authorisation, patience),
        lambda text: ask_endpoint(endpoint, text, authorisation, patience),
        bool,
    )


def _of_published(
    endpoint: Endpoint,
    query: str,
    ask: Callable[[str], _Answer],
    probe: Callable[[str], bytes],
    has_content: Callable[[_Answer], bool],
) -> _Answer:
    """Ask with FROM, or without where a server refuses it, and make sure of an empty answer."""
    named = with_dataset(query)
    refused: UploadError | None = None
    try:
        answer = ask(named)
    except NoAnswer:
        raise
    except UploadError as error:
        if named == query:
            raise
        refused = error
        try:
            answer = ask(query)
        except UploadError:
            raise error from None
    if has_content(answer):
        return answer
    held = _held(probe(_probe()), endpoint)
    wanted = [name for name, iri in GRAPHS.items() if iri in named or f"graph:{name}" in named]
    if missing := [name for name in wanted if name not in held]:
        which = "of the graph" if missing == list(GRAPHS) else f"in {_listed(missing)}"
        raise NoAnswer(
            f"{endpoint}: has no answer, and holds nothing {which}; load it with: "
            f"assbkg publish --to {guess_store(endpoint) or 'URL'}"
        )
    if refused is not None and _DEFAULT not in held:
        raise NoAnswer(
            f"{endpoint}: has no answer, since its default graph is empty and it takes no FROM "
            f"({refused}); make its default graph the union of its named graphs"
        )
    return answer


def _listed(names: list[str]) -> str:
    return ", ".join(f"<{GRAPHS[name]}>" for name in names)


def _probe() -> str:
    """Return a query for the names of the graphs that hold anything."""
    places = {_DEFAULT: _ANY, **{n: f"GRAPH <{iri}> {{ {_ANY} }}" for n, iri in GRAPHS.items()}}
    found = (
        f'{{ SELECT ("{name}" AS ?graph) WHERE {{ {pattern} }} LIMIT 1 }}'
        for name, pattern in places.items()
    )
    return f"SELECT ?graph WHERE {{ {' UNION '.join(found)} }}"


def _held(answer: bytes, endpoint: Endpoint) -> set[str]:
    """Return the names in the answer to the probe."""
    try:
        require_table(answer)
        found = parse_query_results(answer, format=QueryResultsFormat.JSON)
        rows = () if isinstance(found, QueryBoolean) else islice(found, len(GRAPHS) + 1)
        return {term.value for row in rows for term in row if isinstance(term, Literal)}
    except (MemoryError, QueryError, SyntaxError, ValueError) as error:
        raise NoAnswer(f"{endpoint}: has no answer, and does not list its graphs") from error


def _has_content(answer: bytes) -> bool:
    """Return whether an answer is yes, or has rows other than a single one of zeros.

    An answer that can't be parsed counts as one: the caller parses it and raises.
    """
    try:
        require_table(answer)
        found = parse_query_results(answer, format=QueryResultsFormat.JSON)
        if isinstance(found, QueryBoolean):
            return bool(found)
        rows = list(islice(found, 2))
        terms = [term for row in rows for term in row if term is not None]
    except (MemoryError, QueryError, SyntaxError, ValueError):
        return True
    return len(rows) > 1 or any(_value(term) not in ("", "0", "0.0") for term in terms)


def _value(term: object) -> str:
    return term.value if isinstance(term, Literal) else str(term)


def ask_endpoint(
    endpoint: Endpoint,
    query: str,
    authorisation: str | None = None,
    patience: Patience = _PATIENCE,
) -> bytes:
    """Return the answer to a SELECT or ASK query, in SPARQL 1.1 Results JSON.

    Raises `UploadError` when the server refuses the query, `NoAnswer` when it can't be
    reached, gives up, or answers with something else or far too much.
    """
    answer = _post(endpoint, query, _JSON, authorisation, patience)
    if _has_more_rows(answer):
        raise NoAnswer(f"{endpoint}: answers with more than {MOST_ROWS:,} rows")
    return answer


def construct_at(
    endpoint: Endpoint,
    query: str,
    authorisation: str | None = None,
    patience: Patience = _PATIENCE,
) -> tuple[Triple, ...]:
    """Return the triples of the answer to a CONSTRUCT or DESCRIBE query.

    Raises as `ask_endpoint` does.
    """
    answer = _post(endpoint, query, N_TRIPLES, authorisation, patience)
    if nests_deep(answer):
        raise NoAnswer(f"{endpoint}: answers with triples in triples, in over {DEEPEST} levels")
    try:
        triples = tuple(
            Triple(quad.subject, quad.predicate, quad.object)
            for quad in islice(parse(answer, format=RdfFormat.N_TRIPLES), MOST_ROWS + 1)
        )
    except (SyntaxError, ValueError) as error:
        reason = words_of(str(error))
        raise NoAnswer(f"{endpoint}: answers with what is not N-Triples: {reason}") from error
    if len(triples) > MOST_ROWS:
        raise NoAnswer(f"{endpoint}: answers with more than {MOST_ROWS:,} triples")
    return triples


def _post(
    endpoint: Endpoint, query: str, kind: str, authorisation: str | None, patience: Patience
) -> bytes:
    """Return the answer to a query in a media type, which it has to be in."""
    data = query.encode()

    def chunks() -> Generator[bytes, None, None]:
        yield data

    def read(response: BaseHTTPResponse) -> tuple[str, bytes]:
        return response.headers.get("Content-Type", ""), read_all(response)

    headers = {"Accept": kind}
    if authorisation is not None:
        headers["Authorization"] = authorisation
    body = Body("application/sparql-query", chunks, len(data))
    request = Request("POST", {}, headers, body, LARGEST_ANSWER + _OVERHEAD_BYTES)
    given, answer = exchange(endpoint, request, patience, read)
    if len(answer) > LARGEST_ANSWER:
        raise NoAnswer(f"{endpoint}: answers with more than {LARGEST_ANSWER >> 20} MiB")
    if kind not in given:
        raise NoAnswer(
            f"{endpoint}: answers with {words_of(given) or 'no media type'}, expected {kind}; "
            "is it a SPARQL endpoint?"
        )
    return answer


def _has_more_rows(answer: bytes) -> bool:
    """Tell whether an answer has too many rows; the caller judges one that can't be parsed."""
    try:
        require_table(answer)
        found = parse_query_results(answer, format=QueryResultsFormat.JSON)
        return (
            not isinstance(found, QueryBoolean)
            and next(islice(found, MOST_ROWS, None), None) is not None
        )
    except (MemoryError, QueryError, SyntaxError, ValueError):
        return False
