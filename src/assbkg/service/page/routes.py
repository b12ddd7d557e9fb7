"""Routes of the pages with scripts: the explorer at `/`, and questions at `/questions`."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assbkg.service.page.assets import HEADERS, read_assets

if TYPE_CHECKING:
    from starlette.requests import Request

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Describe", "is_current", "page_routes", "start_route"]

#: Returns an element for the head of a page that describes the data set, given a request's scope.
Describe = Callable[[Mapping[str, Any]], str]

_END_OF_HEAD: Final = b"</head>"
#: A file's address carries a digest of its content: what lies there never changes.
_FOREVER: Final = "public, max-age=31536000, immutable"


def is_current(request: Request, etag: str) -> bool:
    """Tell whether a client already has the version that an ETag names; weak tags match too."""
    named = ",".join(request.headers.getlist("if-none-match")).split(",")
    return any(tag.strip().removeprefix("W/") in (etag.removeprefix("W/"), "*") for tag in named)


def start_route(graph: KnowledgeGraph, describe: Describe | None = None) -> Route:
    """Return the route of the start page: the explorer of the graph that is served.

    The page takes a second to make; it is made once, on the first request, in a thread of its
    own, so that other answers don't wait. `describe` is as for `page_routes`.
    """
    start = _Once(partial(_render, graph))

    async def page(request: Request) -> Response:
        from assbkg.pages.explorer.page import explorer_policy

        policy = f"{explorer_policy()}; frame-ancestors 'none'"
        headers = {**HEADERS, "Content-Security-Policy": policy}
        return _respond(request, await start.get(), describe, headers)

    return Route("/", page)


def page_routes(describe: Describe | None = None) -> list[Route]:
    """Return routes for the page of questions and its files, which are read once, here.

    The page asks `/queries` and `/sparql` of the same origin for everything that it shows;
    `describe` gives an element for its head that describes the data set to machines.
    """
    assets = read_assets()

    async def page(request: Request) -> Response:
        return _respond(request, assets.page, describe, HEADERS)

    async def file(request: Request) -> Response:
        asset = assets.files.get(request.path_params["name"])
        if asset is None or request.path_params["digest"] != assets.digest:
            return PlainTextResponse("there is no such file; reload the page", status_code=404)
        headers = {**HEADERS, "Cache-Control": _FOREVER}
        return Response(asset.content, media_type=asset.kind, headers=headers)

    return [Route("/questions", page), Route("/page/{digest}/{name}", file)]


def _respond(
    request: Request, content: bytes, describe: Describe | None, headers: Mapping[str, str]
) -> Response:
    """Answer with a page and its description, or with 304 if the client has both."""
    if describe is not None:
        element = describe(request.scope).encode()
        content = content.replace(_END_OF_HEAD, element + b"\n" + _END_OF_HEAD, 1)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {**headers, "Cache-Control": "no-cache", "ETag": etag}
    if is_current(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/html", headers=headers)


def _render(graph: KnowledgeGraph) -> bytes:
    from assbkg.pages.explorer.page import render_explorer

    return render_explorer(graph, asking="/questions").encode()


class _Once:
    """Bytes that are made when first asked for, however many ask at once."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make = make
        self._made: bytes | None = None
        self._lock = asyncio.Lock()

    async def get(self) -> bytes:
        async with self._lock:
            if self._made is None:
                self._made = await asyncio.to_thread(self._make)
            return self._made
