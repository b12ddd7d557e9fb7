"""Messages of the protocol over standard input and output, a line each, within bounds.

The client is not trusted: a line may be of any length and hold anything. What is not a message is
answered with an error of JSON-RPC, and the next line is read. Threads read and write, since
either may wait for ever; they end with the process.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Final, Self

import anyio
from mcp.shared.message import SessionMessage
from mcp_types import (
    JSONRPCError,
    JSONRPCMessage,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError
from pydantic_core import from_json

__all__ = [
    "Lines",
]

#: The longest message of a client, in bytes.
_LONGEST: Final = 1_000_000
#: The most requests of a client that may be without an answer.
_MOST_OPEN: Final = 64
_PIECE: Final = 64 * 1024
#: How many lines are read ahead.
_AHEAD: Final = 8

_NO_JSON, _NO_REQUEST, _TOO_MANY = -32700, -32600, -32000
_TOO_LONG: Final = b""


class Lines:
    """Both streams of a server, `read` and `write`, for as long as the context lasts."""

    def __init__(self, source: int = 0, sink: int = 1) -> None:
        self._source, self._sink = source, sink
        self._arrived, self.read = anyio.create_memory_object_stream[SessionMessage | Exception]()
        self.write, self._sent = anyio.create_memory_object_stream[SessionMessage]()
        self._ahead: asyncio.Queue[bytes | None] = asyncio.Queue(_AHEAD)
        self._open: set[str | int] = set()
        self._turn = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        Thread(target=_read_lines, args=(self._source, loop, self._ahead), daemon=True).start()
        self._tasks = [asyncio.create_task(work()) for work in (self._receive, self._send)]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for stream in (self._arrived, self.read, self.write, self._sent):
            stream.close()

    async def _receive(self) -> None:
        """Pass on what arrives, until the client closes its side."""
        with self._arrived, suppress(OSError):
            while (line := await self._ahead.get()) is not None:
                try:
                    message = _parse(line)
                    self._admit(message)
                except _Refused as refused:
                    await self._put(refused.answer)
                else:
                    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
                        await self._arrived.send(SessionMessage(message))

    def _admit(self, message: JSONRPCMessage) -> None:
        """Count requests without an answer. Raises `_Refused` for one too many."""
        if isinstance(message, JSONRPCRequest):
            if message.id in self._open:
                raise _Refused(_NO_REQUEST, "a request has the id of a pending one")
            if len(self._open) >= _MOST_OPEN:
                fault = f"{_MOST_OPEN} requests are pending; wait for an answer"
                raise _Refused(_TOO_MANY, fault, message.id)
            self._open.add(message.id)
        elif isinstance(message, JSONRPCNotification):
            self._forget_cancelled(message)

    def _forget_cancelled(self, message: JSONRPCNotification) -> None:
        """Forget a request that the client has cancelled: it gets no answer."""
        if message.method == "notifications/cancelled":
            number = (message.params or {}).get("requestId")
            if isinstance(number, str | int):
                self._open.discard(number)

    async def _send(self) -> None:
        """Write what the server sends. The server ends when the client takes nothing more."""
        with self._arrived, self._sent, suppress(OSError):
            async for sent in self._sent:
                message = sent.message
                if isinstance(message, JSONRPCResponse | JSONRPCError) and message.id is not None:
                    self._open.discard(message.id)
                line = message.model_dump_json(by_alias=True, exclude_unset=True)
                await self._put(line.encode())

    async def _put(self, line: bytes) -> None:
        """Write a line whole, and wait until the client has taken it."""
        async with self._turn:
            await _in_thread(lambda: _write_all(self._sink, line + b"\n"))


def _read_lines(
    source: int, loop: asyncio.AbstractEventLoop, ahead: asyncio.Queue[bytes | None]
) -> None:
    """Read lines and hand them over: an empty one for one too long, None at the end."""

    def hand_over(line: bytes | None) -> None:
        putting = ahead.put(line)
        try:
            asyncio.run_coroutine_threadsafe(putting, loop).result()
        finally:
            putting.close()  # which only matters when the loop took it no more

    held, dropping = bytearray(), False
    with suppress(RuntimeError, CancelledError):  # the loop is closed, or closes
        while piece := _read(source):
            *ended, rest = piece.split(b"\n")
            for end in ended:
                held += end
                if dropping or len(held) > _LONGEST:
                    hand_over(_TOO_LONG)
                elif held.strip():
                    hand_over(bytes(held))
                held, dropping = bytearray(), False
            held += rest
            if len(held) > _LONGEST:
                held, dropping = bytearray(), True
        hand_over(None)


def _read(source: int) -> bytes:
    try:
        return os.read(source, _PIECE)
    except OSError:
        return b""


def _write_all(sink: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(sink, left) :]


async def _in_thread(work: Callable[[], None]) -> None:
    """Wait for work that may never end, in a thread that the process need not wait for."""
    done: Future[None] = Future()
    done.set_running_or_notify_cancel()  # from now on nobody can cancel it

    def run() -> None:
        try:
            work()
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(None)

    Thread(target=run, daemon=True).start()
    await asyncio.wrap_future(done)


class _Refused(Exception):
    """A line that is not passed on; `answer` is the error of JSON-RPC that says why."""

    def __init__(self, code: int, fault: str, number: str | int | None = None) -> None:
        super().__init__(fault)
        error = {"code": code, "message": fault}
        self.answer = json.dumps({"jsonrpc": "2.0", "id": number, "error": error}).encode()


def _parse(line: bytes) -> JSONRPCMessage:
    """Read a message, nested 200 deep at most. Raises `_Refused`."""
    if line == _TOO_LONG:
        raise _Refused(_NO_REQUEST, f"a message is longer than {_LONGEST:,} bytes")
    try:
        value = from_json(line)
    except ValueError as error:
        raise _Refused(_NO_JSON, "a line is not valid JSON") from error
    try:
        message = jsonrpc_message_adapter.validate_python(value, by_name=False)
    except ValidationError as error:
        raise _Refused(_NO_REQUEST, "a line is not a message of JSON-RPC 2.0") from error
    if isinstance(message, JSONRPCNotification) and "id" in value:
        raise _Refused(_NO_REQUEST, "the id of a request is no text or whole number")
    return message
