"""Routes of the query library: what may be asked by name, and the answers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import Response
from starlette.routing import Route

from assbkg.errors import UnknownName
from assbkg.library import Library, NamedQuery
from assbkg.nearest import nearest
from assbkg.service.serving.answers import Answers
from assbkg.service.serving.formats import choose_formats
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.protocol import accepted, parse_pairs
from assbkg.service.serving.questions import LibraryQuestion

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["library_routes"]


def library_routes(library: Library, answers: Answers) -> list[Route]:
    """`/queries`, `/queries/<name>` and `/queries/<name>/answer`."""
    listing = [_describe(query) for query in library.queries.values()]

    async def every(_: Request) -> Response:
        return _json(listing)

    async def one(request: Request) -> Response:
        query = _find(library, request)
        return _json({**_describe(query), "sparql": query.text})

    async def answer(request: Request) -> Response:
        query = _find(library, request)
        values = _values(query, parse_pairs(request.scope["query_string"], "the URL"))
        question = LibraryQuestion(query.name, values, choose_formats(accepted(request)))
        return await answers.respond(request, question, query.text)

    return [
        Route("/queries", every),
        Route("/queries/{name}", one),
        Route("/queries/{name}/answer", answer),
    ]


def _find(library: Library, request: Request) -> NamedQuery:
    try:
        return library[request.path_params["name"]]
    except UnknownName as error:
        expected = "one of the names that /queries lists"
        raise HttpProblem(HTTPStatus.NOT_FOUND, str(error), expected) from error


def _values(query: NamedQuery, pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The values given for parameters, each once. Raises `UnknownName`, or `HttpProblem`."""
    known = [parameter.name for parameter in query.parameters]
    for key, count in Counter(key for key, _ in pairs).items():
        if key not in known:
            raise UnknownName(f"parameter of {query.name!r}", key, nearest(key, known) or known)
        if count > 1:
            raise HttpProblem(HTTPStatus.BAD_REQUEST, f"{key!r} is given {count} times", "it once")
    return dict(pairs)


def _describe(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "question": query.question,
        "parameters": [asdict(parameter) for parameter in query.parameters],
        "columns": list(query.columns),
    }


def _json(said: object) -> Response:
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    headers = {"Cache-Control": "no-cache"}
    return Response(text, headers=headers, media_type="application/json")
