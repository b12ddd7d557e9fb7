"""What a browser has already, and need not get again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["has"]


def has(request: Request, etag: str) -> bool:
    """Tell whether the browser says that it has the page as it is now."""
    named = request.headers.get("If-None-Match", "").split(",")
    return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in named)
