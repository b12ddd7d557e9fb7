"""How much a request may cost, and why it gets no answer: the problem details of RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.responses import Response

from assbkg.errors import (
    AmbiguousName,
    AssbkgError,
    QueryError,
    QueryRejected,
    QueryTimeout,
    ResultTooLarge,
    UnknownName,
)

__all__ = ["MIB", "HttpProblem", "Limits", "problem_of", "respond_with"]

MIB: Final = 1024 * 1024
#: The status of each kind of error; any other is a fault of the server.
_STATUS: Final = (
    (QueryRejected, HTTPStatus.FORBIDDEN),
    (QueryTimeout, HTTPStatus.GATEWAY_TIMEOUT),
    (ResultTooLarge, HTTPStatus.INSUFFICIENT_STORAGE),
    (QueryError, HTTPStatus.BAD_REQUEST),
    (UnknownName, HTTPStatus.BAD_REQUEST),
    (AmbiguousName, HTTPStatus.BAD_REQUEST),
)
#: Maximum characters of a path that are repeated.
_SHOWN: Final = 200


@dataclass(frozen=True)
class Limits:
    """What a query may take, and what a request may be.

    `seconds` is wall time from when a worker gets the query until its answer is complete, while
    `quick_seconds` is what a quick query takes of the processor. `patience_seconds` is the longest
    wait for a worker to be free, and for the body of a request. The head of a request has
    `head_seconds`, and so has an idle connection; an answer is taken with at least
    `slowest_bytes` a second, or not at all. `memory_bytes` comes on top of what a worker takes
    with the graph in memory. `waiting` requests may stand in line of those that are quick, as
    far as is known, and as many in line of the middling ones and of the slow. `held_bytes` is
    what bodies and answers on their way may take together; `cache_bytes` of 0 keeps no answers.
    """

    seconds: float = 10.0
    quick_seconds: float = 0.03
    patience_seconds: float = 10.0
    head_seconds: float = 10.0
    slowest_bytes: int = 16_000
    memory_bytes: int = 1024 * MIB
    rows: int = 100_000
    answer_bytes: int = 32 * MIB
    held_bytes: int = 128 * MIB
    body_bytes: int = 1_000_000
    url_bytes: int = 16_000
    header_bytes: int = 32_000
    waiting: int = 64
    connections: int = 256
    cache_bytes: int = 16 * MIB


class HttpProblem(AssbkgError):
    """A request that gets no answer: the status, what was wrong and what was expected.

    `near` holds the IRIs and labels of what was probably meant.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        expected: str = "",
        headers: Mapping[str, str] | None = None,
        near: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail
        self.expected = expected
        self.headers = dict(headers or {})
        self.near = tuple(near)


def problem_of(error: AssbkgError) -> HttpProblem:
    """Return the HTTP problem for one of our errors: 500 unless the kind is known."""
    if isinstance(error, HttpProblem):
        return error
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return HttpProblem(status, str(error))
    return HttpProblem(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


def respond_with(problem: HttpProblem, where: str) -> Response:
    """Return a problem as a response in `application/problem+json`."""
    details: dict[str, object] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": where[:_SHOWN],
    }
    if problem.expected:
        details["expected"] = problem.expected
    if problem.near:
        details["nearest"] = [{"iri": iri, "label": label} for iri, label in problem.near]
    return Response(
        json.dumps(details, indent=1) + "\n",
        problem.status,
        {**problem.headers, "Cache-Control": "no-store"},
        media_type="application/problem+json",
    )
