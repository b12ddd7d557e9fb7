"""Room for what is on its way: bodies that are read, and answers that are sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from assbkg.service.serving.problems import HttpProblem, respond_with

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["HeldResponse", "Room"]

#: What is as small as this needs no room: there are only so many connections.
SMALL: Final = 64 * 1024


class Room:
    """Bytes that may be held for clients at once; no address may hold more than half of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """How many bytes are held."""
        return self._held.total()

    @contextmanager
    def hold(self, address: str, size: int) -> Iterator[None]:
        """Hold bytes for somebody at an address. Raises `HttpProblem` when there is no room."""
        if size <= SMALL:
            yield
            return
        if self.held + size > self._most or self._held[address] + size > self._most // 2:
            raise HttpProblem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too many long requests and answers are on their way",
                "the same request a little later, or a shorter answer",
                {"Retry-After": "2"},
            )
        self._held[address] += size
        try:
            yield
        finally:
            self._held[address] -= size
            if not self._held[address]:
                del self._held[address]


class HeldResponse(Response):
    """A response that holds room until its client has taken it."""

    def __init__(self, room: Room, address: str, content: bytes, headers: dict[str, str]) -> None:
        super().__init__(content, headers=headers)
        self._room = room
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the body piece by piece, each when the one before it is taken."""
        try:
            with self._room.hold(self._address, len(self.body)):
                start = {"type": "http.response.start", "status": self.status_code}
                await send({**start, "headers": self.raw_headers})
                for at in range(0, len(self.body), SMALL):
                    piece = bytes(self.body[at : at + SMALL])
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        except HttpProblem as problem:
            await respond_with(problem, scope["path"])(scope, receive, send)
