"""Answers for clients: from memory, from a worker, or only that nothing changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from assbkg.service.page.routes import is_current
from assbkg.service.reading.frame import HEADERS
from assbkg.service.serving.formats import HTML
from assbkg.service.serving.pool import Pool
from assbkg.service.serving.problems import HttpProblem, respond_with
from assbkg.service.serving.questions import Answer, Question
from assbkg.service.serving.turns import Client, client_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

__all__ = ["Answers", "HeldResponse", "Kept", "Room", "is_repeatable"]

#: Smaller bodies and answers need no room: the number of connections bounds them.
SMALL: Final = 64 * 1024
#: Functions whose result varies; and escapes, which may spell them.
_VARYING: Final = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b|\\u", re.IGNORECASE)
#: An answer that takes more than this part of the room for answers is not kept.
_LARGEST_PART: Final = 8


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
        """Hold bytes for a client's address. Raises `HttpProblem` when there is no room."""
        if size <= SMALL:
            yield
            return
        if self.held + size > self._most or self._held[address] + size > self._most // 2:
            raise HttpProblem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too many long requests and answers are in transit",
                "the same request a little later, or a request for less",
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


class Kept:
    """Answers by what was asked; the least recently used make room."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self.size = 0

    def get(self, key: str) -> Answer | None:
        """Return the answer for a key, if it is still here."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer, unless it would take most of the room."""
        if len(answer.body) * _LARGEST_PART > self._most or key in self._answers:
            return
        self._answers[key] = answer
        self.size += _cost(key, answer)
        while self.size > self._most:
            self.size -= _cost(*self._answers.popitem(last=False))


def _cost(key: str, answer: Answer) -> int:
    return len(key) + len(answer.body) + 500  # roughly the size of the objects around them


class Answers:
    """A pool of workers with a memory, over one release."""

    def __init__(
        self, pool: Pool, release: str, kept: Kept, room: Room, *, behind_proxy: bool
    ) -> None:
        self._pool = pool
        self._behind_proxy = behind_proxy
        self._release = release
        self._kept = kept
        self._room = room

    async def respond(self, request: Request, question: Question, text: str) -> Response:
        """Answer a question; `text` is the SPARQL behind it.

        Raises what `Pool.ask` raises.
        """
        if not is_repeatable(text):
            answer = await self._ask(request, question)
            return self._response(request, answer, {"Cache-Control": "no-store"})
        tag = self._tag(question, text)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
        if request.method != "POST" and is_current(request, tag):
            return Response(status_code=304, headers=headers)
        found = self._kept.get(tag)
        if found is None:
            found = await self._ask(request, question)
            self._kept.put(tag, found)
        return self._response(request, found, headers)

    def hold_body(self, request: Request, most: int) -> AbstractContextManager[None]:
        """Hold room for the body of a request, up to a maximum number of bytes."""
        length = request.headers.get("content-length", "")
        chunked = "transfer-encoding" in request.headers
        size = min(int(length), most) if length.isdecimal() else most if chunked else 0
        return self._room.hold(self._client(request).address, size)

    def _client(self, request: Request) -> Client:
        return client_of(request, behind_proxy=self._behind_proxy)

    async def _ask(self, request: Request, question: Question) -> Answer:
        """Ask the pool, and stop if the client leaves before there is an answer."""
        asking = asyncio.create_task(self._pool.ask(question, self._client(request)))
        leaving = asyncio.create_task(_left(request))
        try:
            await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                raise ClientDisconnect
            return await asking
        finally:
            asking.cancel()
            leaving.cancel()
            await asyncio.gather(asking, leaving, return_exceptions=True)

    def _response(self, request: Request, answer: Answer, headers: dict[str, str]) -> Response:
        media_type = answer.media_type
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        whole = {**headers, "Content-Type": media_type}
        if answer.media_type == HTML:
            whole |= HEADERS
        return HeldResponse(self._room, self._client(request).address, answer.body, whole)

    def _tag(self, question: Question, text: str) -> str:
        """Return the ETag of an answer, a weak one: rows without ORDER BY come in any order."""
        whole = json.dumps([self._release, text, asdict(question)], sort_keys=True)
        return f'W/"{hashlib.sha256(whole.encode()).hexdigest()}"'


async def _left(request: Request) -> None:
    """Wait until a client leaves after its request has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def is_repeatable(text: str) -> bool:
    """Tell whether a query gives the same each time, as far as its text shows for sure."""
    return _VARYING.search(text) is None
