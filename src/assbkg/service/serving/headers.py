"""What every request may begin with, and what every answer carries, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

from assbkg.service.serving.limits import Limits
from assbkg.service.serving.problems import HttpProblem, respond_with

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["SafeHeaders", "ShortHeads"]

_ALWAYS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'",
    "Access-Control-Allow-Origin": "*",
}
_SHOWN: Final = 100


class SafeHeaders:
    """An application whose answers are data to a browser, unless they say otherwise.

    Any page may read them, as they are public and no credentials are ever asked for.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class ShortHeads:
    """An application that looks at no request whose URL or headers are too long."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        problem = self._problem(scope) if scope["type"] == "http" else None
        if problem is None:
            await self._app(scope, receive, send)
        else:
            await respond_with(problem, scope["path"][:_SHOWN])(scope, receive, send)

    def _problem(self, scope: Scope) -> HttpProblem | None:
        url = len(scope["path"]) + len(scope["query_string"])
        headers = sum(len(name) + len(value) for name, value in scope["headers"])
        if url > self._limits.url_bytes:
            return HttpProblem(
                HTTPStatus.REQUEST_URI_TOO_LONG,
                f"the URL has {url:,} bytes",
                f"at most {self._limits.url_bytes:,}; a longer query goes into the body of a POST",
            )
        if headers > self._limits.header_bytes:
            return HttpProblem(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                f"the headers have {headers:,} bytes",
                f"at most {self._limits.header_bytes:,}",
            )
        return None
