"""What a browser has already, and what a page tells machines in its head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["Describe", "has", "with_data"]

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
