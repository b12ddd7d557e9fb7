"""What the service mounts: the page of questions, and its files below `/page/`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assbkg.service.page.assets import read_assets
from assbkg.service.page.caching import Describe, has, with_data
from assbkg.service.page.policy import HEADERS

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["page_routes"]

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
