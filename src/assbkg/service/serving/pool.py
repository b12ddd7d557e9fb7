"""The workers of a service: who is free, who must die, and who takes their place."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from assbkg.errors import AssbkgError, QueryTimeout, ResultTooLarge
from assbkg.service.serving.formats import GRAPHS, SOLUTIONS
from assbkg.service.serving.frames import pack, receive_frame
from assbkg.service.serving.limits import MIB, Limits
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.questions import Answer, Question

__all__ = ["Pool"]

_COMMAND: Final = (sys.executable, "-P", "-m", "assbkg.service.serving.worker")
_START_SECONDS: Final = 60.0
_PAUSE_SECONDS: Final = 1.0
#: What a message has beyond the body of an answer.
_HEADER_BYTES: Final = 64 * 1024


class _Worker:
    """One process, which answers one question at a time."""

    def __init__(self, process: Process, limits: Limits) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self._to, self._from = process.stdin, process.stdout
        self._limits = limits

    @classmethod
    async def start(cls, seed: bytes, limits: Limits) -> _Worker:
        """Start a process and wait until it is ready. Raises `HttpProblem` when it fails."""
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, stdin=PIPE, stdout=PIPE, limit=MIB
        )
        worker = cls(process, limits)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker.exchange(seed)
        except BaseException as error:
            await worker.kill()
            if isinstance(error, TimeoutError | OSError | EOFError | ValueError):
                raise HttpProblem(
                    HTTPStatus.INTERNAL_SERVER_ERROR, "a worker did not start; see its message"
                ) from error
            raise
        return worker

    async def exchange(self, message: bytes) -> tuple[dict[str, Any], bytes]:
        """Send a message and wait for the one that comes back."""
        self._to.write(message)
        await self._to.drain()
        return await receive_frame(self._from, self._limits.answer_bytes + _HEADER_BYTES)

    async def kill(self) -> int:
        """End the process, whatever it does; returns its exit status."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self._to.close()
        # Read to the end, so that nothing of the pipe stays open, unless who asked is at it.
        with suppress(RuntimeError):
            await self._from.read()
        return await self.process.wait()

    async def outlive(self) -> int:
        """The exit status of a process that has closed its pipe, and so is about to end.

        To send it a signal would take the status away from asyncio, which waits for it.
        """
        self._to.close()
        try:
            async with asyncio.timeout(_PAUSE_SECONDS):
                return await self.process.wait()
        except TimeoutError:
            return await self.kill()


class Pool:
    """Workers that hold one release, as many as are to answer at once."""

    def __init__(self, seed: bytes, size: int, limits: Limits) -> None:
        self._seed = seed
        self._limits = limits
        self._free: asyncio.Queue[_Worker] = asyncio.Queue()
        self._alive: set[_Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._closed = False
        self.size = size

    @property
    def alive(self) -> int:
        """How many workers are free or at work."""
        return len(self._alive)

    async def open(self) -> None:
        """Start all workers. Raises `HttpProblem` when one does not start."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.size):
                    group.create_task(self._add())
        except ExceptionGroup as errors:
            await self.close()
            # Not in an `except*`: early versions of Python 3.11 put what is raised there into a
            # group again.
            raise errors.exceptions[0] from None

    async def close(self) -> None:
        """End all workers, for good."""
        self._closed = True
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await asyncio.gather(*(worker.kill() for worker in self._alive))
        self._alive.clear()

    async def ask(self, question: Question) -> Answer:
        """Have a worker answer.

        Raises `HttpProblem` with the worker's own reason, or when it broke down or none is free;
        `QueryTimeout` and `ResultTooLarge` when it was ended for its time or memory.
        """
        worker = await self._take()
        try:
            async with asyncio.timeout(self._limits.seconds):
                said, body = await worker.exchange(pack(asdict(question)))
                answer = _read_answer(said, body)
        except TimeoutError:
            self._replace(worker)
            await worker.kill()
            raise QueryTimeout(self._too_slow()) from None
        except (OSError, EOFError):
            self._replace(worker)
            raise self._reason(await worker.outlive()) from None
        except (ValueError, KeyError):
            self._replace(worker)
            raise self._reason(await worker.kill()) from None
        except BaseException:  # nobody waits for the answer any more
            self._replace(worker)
            await worker.kill()
            raise
        self._free.put_nowait(worker)
        if isinstance(answer, HttpProblem):
            raise answer
        return answer

    async def _take(self) -> _Worker:
        """A worker that is free and alive, after waiting for it if there is room to wait."""
        if self._free.empty() and self._waiting >= self._limits.waiting:
            raise _busy(f"{self._waiting} queries already wait for a worker")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._limits.patience_seconds):
                while (worker := await self._free.get()).process.returncode is not None:
                    self._replace(worker)
                return worker
        except TimeoutError:
            raise _busy(f"no worker became free in {self._limits.patience_seconds:g} s") from None
        finally:
            self._waiting -= 1

    def _replace(self, worker: _Worker) -> None:
        """Count a worker out, and have another started."""
        self._alive.discard(worker)
        if not self._closed:
            task = asyncio.create_task(self._add_in_the_end())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _add_in_the_end(self) -> None:
        while True:
            try:
                return await self._add()
            except HttpProblem:
                await asyncio.sleep(_PAUSE_SECONDS)

    async def _add(self) -> None:
        worker = await _Worker.start(self._seed, self._limits)
        self._alive.add(worker)
        self._free.put_nowait(worker)

    def _reason(self, status: int) -> AssbkgError:
        """Why a worker ended of itself; the store aborts when it gets no memory."""
        if status == -signal.SIGABRT:
            return ResultTooLarge(
                f"the query needs more than {self._limits.memory_bytes // MIB:,} MiB of memory; "
                "ask for less at once"
            )
        if status == -signal.SIGALRM:
            return QueryTimeout(self._too_slow())
        return HttpProblem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "the process that answered broke down, and another has taken its place",
            "a query that is not nested so deeply, if it was; else please report it",
        )

    def _too_slow(self) -> str:
        return f"the query took longer than {self._limits.seconds:g} s and was ended; ask for less"


def _read_answer(said: dict[str, Any], body: bytes) -> Answer | HttpProblem:
    """What a worker sends, which is not trusted: raises `ValueError` or `KeyError` over others."""
    if "status" in said:
        return HttpProblem(said["status"], str(said["detail"]), str(said["expected"]))
    if said["media_type"] not in (*SOLUTIONS, *GRAPHS):
        raise ValueError("a worker sends a media type that is not offered")
    return Answer(said["media_type"], body)


def _busy(why: str) -> HttpProblem:
    return HttpProblem(
        HTTPStatus.SERVICE_UNAVAILABLE, why, "the same request a little later", {"Retry-After": "2"}
    )
