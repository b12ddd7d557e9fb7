"""The service's side of its workers: starting, ending and talking to them."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from asyncio.subprocess import Process
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from assbkg.service.serving.problems import MIB, HttpProblem, Limits
from assbkg.service.serving.questions import receive_frame
from assbkg.service.serving.worker import END, FORK, ORDER, REPORT, YIELD

__all__ = ["WORKER", "Nursery", "Worker"]

_COMMAND: Final = (sys.executable, "-P", "-m")
#: The default module that reads the graph and forks workers.
WORKER: Final = "assbkg.service.serving.worker"
_START_SECONDS: Final = 60.0
_END_SECONDS: Final = 0.5
#: The maximum size of a message without the body of an answer.
_HEADER_BYTES: Final = 64 * 1024
#: The exit status given for a worker whose own is lost.
_LOST: Final = 1


class Worker:
    """One process, which answers one question at a time; `ended` gets its exit status."""

    def __init__(
        self,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: Limits,
    ) -> None:
        self.number = number
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._from, self._to = reader, writer
        self._limits = limits

    async def exchange(self, message: bytes) -> tuple[dict[str, Any], bytes]:
        """Send a message and return the one that comes back.

        Raises `OSError` or `EOFError` when the worker ends meanwhile, `ValueError` when it sends
        something else.
        """
        self._to.write(message)
        await self._to.drain()
        return await receive_frame(self._from, self._limits.answer_bytes + _HEADER_BYTES)

    def worked(self) -> float:
        """Return the processor seconds it has taken; where that is unknown, the time of a clock."""
        if sys.platform == "linux" and not self.ended.done():
            # The clock of a process, as clock_getcpuclockid(3) makes it from its number.
            with suppress(OSError):
                return time.clock_gettime((~self.number << 3) | 2)
        return time.monotonic()

    def close(self) -> None:
        """Close the socket, at which a worker that is idle ends."""
        self._to.transport.abort()


class Nursery:
    """Starts workers and ends them, through the process that forks them."""

    def __init__(self, seed: bytes, limits: Limits, module: str) -> None:
        self._module = module
        self._seed = seed
        self._limits = limits
        self._process: Process | None = None
        self._control: socket.socket | None = None
        self._reports: asyncio.Task[None] | None = None
        self._workers: dict[int, Worker] = {}
        self._opening = asyncio.Lock()

    async def start(self) -> Worker:
        """Return a worker that is ready. Raises `HttpProblem` when it does not start."""
        try:
            async with asyncio.timeout(_START_SECONDS):
                async with self._opening:
                    if self._control is None:
                        await self._open()
                return await self._fork()
        except (TimeoutError, OSError, EOFError, ValueError, KeyError) as error:
            raise HttpProblem(
                HTTPStatus.INTERNAL_SERVER_ERROR, "a worker did not start; see its message"
            ) from error

    def end(self, worker: Worker) -> None:
        """Kill a worker, whatever it does."""
        worker.close()
        self._order_if_alive(END, worker)

    def slow_down(self, worker: Worker) -> None:
        """Let other workers have the processor first, from now on and for good."""
        self._order_if_alive(YIELD, worker)

    async def close(self) -> None:
        """End the process, and with it all workers."""
        reports = self._reports
        await self._end_process()
        if reports is not None:
            await asyncio.gather(reports, return_exceptions=True)

    async def _open(self) -> None:
        """Start the process, and wait until it has read the graph."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        self._control = ours
        # No library that it loads may start threads: they would not be there in a fork.
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        try:
            with theirs:
                # In a session of its own: Ctrl-C reaches all of a terminal's processes, and the
                # service decides which of them ends first.
                self._process = await asyncio.create_subprocess_exec(
                    *_COMMAND,
                    self._module,
                    stdin=theirs.fileno(),
                    env=environment,
                    start_new_session=True,
                )
            await asyncio.get_running_loop().sock_sendall(ours, self._seed)
            await self._report(ours)
        except BaseException:
            await self._end_process()
            raise
        self._reports = asyncio.create_task(self._listen(ours))

    async def _end_process(self) -> None:
        self._shut()
        process, self._process = self._process, None
        if process is None:
            return
        try:
            async with asyncio.timeout(_END_SECONDS):
                await process.wait()
        except TimeoutError:  # it was still reading the graph
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            self._order(FORK, 0, theirs)
        reader, writer = await asyncio.open_unix_connection(sock=ours, limit=MIB)
        try:
            message, _ = await receive_frame(reader, _HEADER_BYTES)
            worker = Worker(int(message["ready"]), reader, writer, self._limits)
        except BaseException:
            writer.transport.abort()
            raise
        self._workers[worker.number] = worker
        return worker

    def _order(self, what: bytes, number: int, descriptor: socket.socket | None = None) -> None:
        if self._control is None:
            raise ConnectionError("the process that forks workers has ended")
        sent = [] if descriptor is None else [descriptor.fileno()]
        socket.send_fds(self._control, [ORDER.pack(what, number)], sent)

    def _order_if_alive(self, what: bytes, worker: Worker) -> None:
        if self._workers.get(worker.number) is worker:
            with suppress(OSError):  # the process has ended, and with it all workers
                self._order(what, worker.number)

    async def _listen(self, control: socket.socket) -> None:
        """Take reports until the process ends."""
        with suppress(OSError, EOFError):
            while True:
                number, status = await self._report(control)
                if (worker := self._workers.pop(number, None)) is not None:
                    worker.close()
                    worker.ended.set_result(status)
        if self._control is control:
            self._shut()

    async def _report(self, control: socket.socket) -> tuple[int, int]:
        loop = asyncio.get_running_loop()
        data = b""
        while len(data) < REPORT.size:
            piece = await loop.sock_recv(control, REPORT.size - len(data))
            if not piece:
                raise EOFError("the process that forks workers has ended")
            data += piece
        number, status = REPORT.unpack(data)
        return number, status

    def _shut(self) -> None:
        """Close the socket, at which the process ends, and give up all its workers."""
        control, self._control = self._control, None
        if control is not None:
            if self._reports is not None:
                self._reports.cancel()
            control.close()
        for worker in self._workers.values():
            worker.close()
            worker.ended.set_result(_LOST)
        self._workers.clear()
