"""Why a request gets no answer, as the problem details of RFC 9457."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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

__all__ = ["HttpProblem", "problem_of", "respond_with"]

_STATUS: Final = (
    (QueryRejected, HTTPStatus.FORBIDDEN),
    (QueryTimeout, HTTPStatus.GATEWAY_TIMEOUT),
    (ResultTooLarge, HTTPStatus.INSUFFICIENT_STORAGE),
    (QueryError, HTTPStatus.BAD_REQUEST),
    (UnknownName, HTTPStatus.BAD_REQUEST),
    (AmbiguousName, HTTPStatus.BAD_REQUEST),
)

#: So much of a path is said again.
_SHOWN: Final = 200


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
    """What an error of ours is over HTTP; the fault is the server's unless it is known."""
    if isinstance(error, HttpProblem):
        return error
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return HttpProblem(status, str(error))
    return HttpProblem(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


def respond_with(problem: HttpProblem, where: str) -> Response:
    """The answer that tells a problem, in `application/problem+json`."""
    said: dict[str, object] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": where[:_SHOWN],
    }
    if problem.expected:
        said["expected"] = problem.expected
    if problem.near:
        said["nearest"] = [{"iri": iri, "label": label} for iri, label in problem.near]
    return Response(
        json.dumps(said, indent=1) + "\n",
        problem.status,
        {**problem.headers, "Cache-Control": "no-store"},
        media_type="application/problem+json",
    )
