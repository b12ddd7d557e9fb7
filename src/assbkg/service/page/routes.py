"""What the service mounts: the page of questions, and its files below `/page/`."""

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

__all__ = ["Describe", "has", "page_routes", "start_route", "with_data"]


#: Returns an element for the head of a page, for the scope of a request.
Describe = Callable[[Mapping[str, Any]], str]

_END_OF_HEAD: Final = b"</head>"


def has(request: Request, etag: str) -> bool:
    """Tell whether the browser says that it has the page as it is now."""
    named = request.headers.get("If-None-Match", "").split(",")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in named)


def with_data(page: bytes, describe: Describe | None, request: Request) -> bytes:
    """Return a page with the description in its head, if there is one."""
    if describe is None:
        return page
    element = describe(request.scope).encode()
    return page.replace(_END_OF_HEAD, element + b"\n" + _END_OF_HEAD, 1)


def start_route(graph: KnowledgeGraph, describe: Describe | None = None) -> Route:
    """The route of the start page; `describe` is as for `page_routes`.

    It takes a second to make, in a thread of its own, so that other answers don't wait.
    """
    start = _Once(partial(_render, graph))

    async def page(request: Request) -> Response:
        from assbkg.pages.explorer.page import explorer_policy

        content = with_data(await start.get(), describe, request)
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        headers = {
            "Content-Security-Policy": f"{explorer_policy()}; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-cache",
            "ETag": etag,
        }
        if has(request, etag):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="text/html", headers=headers)

    return Route("/", page)


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


#: A file's address carries a digest of its content: what lies there never changes.
_FOREVER: Final = "public, max-age=31536000, immutable"


def page_routes(describe: Describe | None = None) -> list[Route]:
    """Routes for the page of questions and its files, which are read once, here.

    The page asks `/queries` and `/sparql` of the same origin for everything that it shows;
    `describe` gives an element for its head that tells machines of the data set.
    """
    assets = read_assets()

    async def page(request: Request) -> Response:
        content = with_data(assets.page, describe, request)
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        headers = {**HEADERS, "Cache-Control": "no-cache", "ETag": etag}
        if has(request, etag):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="text/html", headers=headers)

    async def file(request: Request) -> Response:
        asset = assets.files.get(request.path_params["name"])
        if asset is None or request.path_params["digest"] != assets.digest:
            return PlainTextResponse("there is no such file; load the page anew", status_code=404)
        headers = {**HEADERS, "Cache-Control": _FOREVER}
        return Response(asset.content, media_type=asset.kind, headers=headers)

    return [Route("/questions", page), Route("/page/{digest}/{name}", file)]
