"""Asking another server's SPARQL endpoint, and the graph that `publish` put there.

A query names its graphs with FROM, since the default graph of a server need not be the union
of its named ones. A server that takes no FROM is asked without it. When an answer has nothing,
the server is asked once which of the graphs it holds: an answer from a graph that is not there
would be wrong.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, parse_query_results

from assbkg.asking.dataset import form_of, with_dataset
from assbkg.asking.results.answers import require_table
from assbkg.errors import NoAnswer, QueryError, UploadError
from assbkg.service.endpoint import Endpoint
from assbkg.service.exchange import Body, Patience, Request, exchange, read_all, words_of
from assbkg.service.graph_store import guess_store
from assbkg.vocabulary import GRAPHS

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

__all__ = ["LARGEST_ANSWER", "MOST_ROWS", "ask_endpoint", "ask_published"]

#: The most bytes of an answer that are taken in.
LARGEST_ANSWER: Final = 64 << 20
#: What else may come with it, such as the sizes of its pieces.
_OVERHEAD_BYTES: Final = 8 << 20
#: The most rows of an answer that are taken in.
MOST_ROWS: Final = 100_000

_JSON: Final = "application/sparql-results+json"
_PATIENCE: Final = Patience(step_seconds=60.0, attempts=3)

#: What the default graph of a server is called among the graphs that it holds.
_DEFAULT: Final = "default"
_ANY: Final = "?s ?p ?o"


def ask_published(
    endpoint: Endpoint,
    query: str,
    authorisation: str | None = None,
    patience: Patience = _PATIENCE,
) -> bytes:
    """The answer of the published graph to a SELECT or ASK query, as `ask_endpoint` gives it.

    Raises what `ask_endpoint` raises, `QueryError` for other queries, and `NoAnswer` when the
    answer has nothing and the server does not hold all four graphs, or can't put them together.
    """

    def ask(text: str) -> bytes:
        return ask_endpoint(endpoint, text, authorisation, patience)

    if (form := form_of(query)) in ("CONSTRUCT", "DESCRIBE"):
        raise QueryError(f"{form} gives triples; another server is asked SELECT and ASK alone")
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
    if _tells_something(answer):
        return answer
    held = _held(ask(_probe()), endpoint)
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


def _tells_something(answer: bytes) -> bool:
    """Return whether an answer is yes, or has rows other than a single one of zeros.

    An answer that can't be read is left to whoever reads it for its results.
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
    """The answer to a SELECT or ASK query, in SPARQL 1.1 Results JSON.

    Raises `UploadError` when the server refuses the query, `NoAnswer` when it can't be
    reached, gives up, or answers with something else or far too much.
    """
    data = query.encode()

    def chunks() -> Generator[bytes, None, None]:
        yield data

    headers = {"Accept": _JSON}
    if authorisation is not None:
        headers["Authorization"] = authorisation
    body = Body("application/sparql-query", chunks, len(data))
    request = Request("POST", {}, headers, body, LARGEST_ANSWER + _OVERHEAD_BYTES)
    kind, answer = exchange(endpoint, request, patience, _read)
    if len(answer) > LARGEST_ANSWER:
        raise NoAnswer(f"{endpoint}: answers with more than {LARGEST_ANSWER >> 20} MiB")
    if _JSON not in kind:
        raise NoAnswer(
            f"{endpoint}: answers with {words_of(kind) or 'no media type'}, expected {_JSON}; "
            "is it a SPARQL endpoint?"
        )
    if _has_more_rows(answer):
        raise NoAnswer(f"{endpoint}: answers with more than {MOST_ROWS:,} rows")
    return answer


def _has_more_rows(answer: bytes) -> bool:
    """Tell whether an answer has too many rows; one that can't be read is not for us to judge."""
    try:
        require_table(answer)
        found = parse_query_results(answer, format=QueryResultsFormat.JSON)
        return (
            not isinstance(found, QueryBoolean)
            and next(islice(found, MOST_ROWS, None), None) is not None
        )
    except (MemoryError, QueryError, SyntaxError, ValueError):
        return False


def _read(response: BaseHTTPResponse) -> tuple[str, bytes]:
    return response.headers.get("Content-Type", ""), read_all(response)
