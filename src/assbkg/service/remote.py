"""Asking another server's SPARQL endpoint."""

from __future__ import annotations

from collections.abc import Generator
from http.client import HTTPResponse
from typing import Final

from assbkg.errors import NoAnswer
from assbkg.service.endpoint import Endpoint
from assbkg.service.exchange import Body, Patience, Request, exchange

__all__ = ["LARGEST_ANSWER", "ask_endpoint"]

#: The most bytes of an answer that are taken in.
LARGEST_ANSWER: Final = 64 << 20

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
    request = Request("POST", {}, headers, body)
    kind, answer = exchange(endpoint, request, patience, _read)
    if len(answer) > LARGEST_ANSWER:
        raise NoAnswer(f"{endpoint}: answers with more than {LARGEST_ANSWER >> 20} MiB")
    if _JSON not in kind:
        raise NoAnswer(
            f"{endpoint}: answers with {kind or 'no media type'}, expected {_JSON}; "
            "is it a SPARQL endpoint?"
        )
    return answer


def _read(response: HTTPResponse) -> tuple[str, bytes]:
    return response.headers.get("Content-Type", ""), response.read(LARGEST_ANSWER + 1)
