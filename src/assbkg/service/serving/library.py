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
from assbkg.service.serving.formats import OPTIONS, parted, read_formats
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.protocol import accepted, pairs_of
from assbkg.service.serving.questions import LibraryQuestion

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["library_routes"]


def library_routes(library: Library, answers: Answers) -> list[Route]:
    """`/queries`, `/queries/<name>`, and its answer: `/queries/<name>/answer` or `…/<name>.csv`."""
    listing = [_describe(query) for query in library.queries.values()]

    async def every(_: Request) -> Response:
        return _json(listing)

    async def one(request: Request) -> Response:
        name = request.path_params["name"]
        stem, ending = parted(name)
        if ending and name not in library.queries:
            return await answer(request, _find(library, stem), ending)
        query = _find(library, name)
        return _json({**_describe(query), "sparql": query.text})

    async def by_name(request: Request) -> Response:
        return await answer(request, _find(library, request.path_params["name"]))

    async def answer(request: Request, query: NamedQuery, ending: str = "") -> Response:
        pairs = pairs_of(request)
        options = [pair for pair in pairs if _is_option(pair[0], query)]
        values = _values(query, [pair for pair in pairs if not _is_option(pair[0], query)])
        formats = read_formats(options, accepted(request), ending)
        question = LibraryQuestion(query.name, values, formats)
        return await answers.respond(request, question, query.text)

    return [
        Route("/queries", every),
        Route("/queries/{name}", one),
        Route("/queries/{name}/answer", by_name),
    ]


def _is_option(key: str, query: NamedQuery) -> bool:
    """Tell whether a key chooses a format; a query's own parameter of this name goes first."""
    return key in OPTIONS and all(parameter.name != key for parameter in query.parameters)


def _find(library: Library, name: str) -> NamedQuery:
    try:
        return library[name]
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
