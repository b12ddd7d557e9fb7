"""Asking another server's SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Generator
from http.client import HTTPResponse, IncompleteRead
from itertools import islice
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from assbkg.asking.results.answers import require_table
from assbkg.errors import NoAnswer, QueryError
from assbkg.service.endpoint import Endpoint
from assbkg.service.exchange import Body, Patience, Request, exchange
from assbkg.service.refusals import words_of

__all__ = ["LARGEST_ANSWER", "MOST_ROWS", "ask_endpoint"]

#: The most bytes of an answer that are taken in.
LARGEST_ANSWER: Final = 64 << 20
#: What else may come with it, such as the sizes of its pieces.
_OVERHEAD_BYTES: Final = 8 << 20
#: The most rows of an answer that are taken in.
MOST_ROWS: Final = 100_000

_JSON: Final = "application/sparql-results+json"
_PATIENCE: Final = Patience(step_seconds=60.0, attempts=3)


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

    headers = {"Accept": _JSON, "User-Agent": "assbkg"}
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


def _read(response: HTTPResponse) -> tuple[str, bytes]:
    answer = response.read(LARGEST_ANSWER + 1)
    if response.length and len(answer) <= LARGEST_ANSWER:
        raise IncompleteRead(answer, response.length)
    return response.headers.get("Content-Type", ""), answer
