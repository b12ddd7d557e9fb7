"""The start page: the explorer of the graph that is served, made once, when first asked for."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from assbkg.service.page.caching import Describe, has, with_data

if TYPE_CHECKING:
    from starlette.requests import Request

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["start_route"]


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
