"""The workers of a service: who is free, whose turn it is, and who must make way.

Nobody knows how long a query takes before it has run. So each begins on the first of three
levels, and moves on to the next when it has taken more time of the processor than one may take
on its level. On each level but the last, one worker is kept from those above: slow queries leave
one to the middling ones, and these one to the quick ones. A query that has used up its time
moves up in place if its new level has room, and goes on if nothing from a lower level waits;
else it makes way, and starts again on its new level.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import signal
from collections import OrderedDict
from collections.abc import Hashable
from contextlib import suppress
from dataclasses import asdict
from http import HTTPStatus
from typing import Final

from assbkg.errors import AssbkgError, QueryTimeout, ResultTooLarge
from assbkg.service.serving.nursery import WORKER, Nursery, Worker
from assbkg.service.serving.problems import MIB, HttpProblem, Limits
from assbkg.service.serving.questions import Answer, Question, pack
from assbkg.service.serving.turns import (
    NOBODY,
    Client,
    Full,
    Line,
    MadeWay,
    Run,
    Turn,
    Use,
    busy,
    read_answer,
    refuse,
)

__all__ = ["SPARE", "Pool"]

_PAUSE_SECONDS: Final = 1.0
#: The levels: quick, middling and slow.
_QUICK, _MIDDLING, _SLOW = range(3)
_LEVELS: Final = (_QUICK, _MIDDLING, _SLOW)
_NAMES: Final = ("", "middling ", "slow ")
#: How many times as long as a quick query a middling one may take.
_LONGER: Final = 10
#: How much further back in line, in seconds, a query is that comes over a connection whose latest
#: query was not quick.
_HANDICAP: Final = 0.5
#: How many times as long a query may take by the clock as it may take of the processor.
_MOST_STALL: Final = 4
#: Workers that are ready to take the place of one that is ended.
SPARE: Final = 2
#: What counts of a question before anything is known of it, so that clients take turns.
_LEAST_SECONDS: Final = 0.001
_MOST_KNOWN: Final = 4096


class Pool:
    """Workers that hold one release, as many as are to answer at once."""

    def __init__(self, seed: bytes, size: int, limits: Limits, module: str = WORKER) -> None:
        self.size = size
        self._limits = limits
        self._nursery = Nursery(seed, limits, module)
        self._free: list[Worker] = []
        self._runs: set[Run] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        self._closed = False
        #: How many workers questions of each level and above may take together.
        self._most = [max(size - level, 1) for level in _LEVELS]
        self._lines: list[Line[Turn]] = [Line(limits.waiting, self._order) for _ in _LEVELS]
        self._use = Use(_now)
        #: The levels of questions that were not quick, and of connections by their latest one.
        self._known: OrderedDict[Hashable, int] = OrderedDict()

    @property
    def alive(self) -> int:
        """How many workers are free or at work, beside those that are spare."""
        return min(len(self._free) + len(self._runs), self.size)

    async def open(self) -> None:
        """Start all workers. Raises `HttpProblem` when one does not start."""
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.size + SPARE):
                    group.create_task(self._add())
        except ExceptionGroup as errors:
            await self.close()
            # Not in an `except*`: early versions of Python 3.11 put what is raised there into a
            # group again.
            raise errors.exceptions[0] from None

    async def close(self) -> None:
        """End all workers, for good; who still waits for one gets 503."""
        self._closed = True
        if self._alarm is not None:
            self._alarm.cancel()
        for line in self._lines:
            while line:
                refuse(line.pop(), "the service is shutting down")
        for task in self._starting:
            task.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        await self._nursery.close()
        self._free.clear()

    async def ask(self, question: Question, client: Client = NOBODY) -> Answer:
        """Have a worker answer.

        Raises `HttpProblem` with the worker's own reason, or when it broke down or none is free;
        `QueryTimeout` and `ResultTooLarge` when it was ended for its time or memory. If the
        caller cancels, the worker is ended.
        """
        message = pack(asdict(question))
        digest = hashlib.sha256(message).digest()
        turn = Turn(client, message, digest, self._known.get(digest, _QUICK), _now())
        while True:
            run = await self._wait(turn)
            with suppress(MadeWay):
                return await self._answer(run)

    # --- waiting ----------------------------------------------------------------------------

    async def _wait(self, turn: Turn) -> Run:
        """Wait for a worker that is free and alive, if there is room to wait."""
        if self._closed:
            raise busy("the service is shutting down")
        turn.given = asyncio.get_running_loop().create_future()
        line, name = self._lines[turn.level], _NAMES[turn.level]
        try:
            pushed = line.join(turn)
        except Full:
            raise busy(f"{len(line)} {name}queries already wait") from None
        if pushed is not None:
            refuse(pushed, "too many of your queries are waiting")
        self._settle()
        patience = self._limits.patience_seconds
        try:
            async with asyncio.timeout(patience):
                return await turn.given
        except TimeoutError:
            self._let_go(turn)
            raise busy(f"no worker for {name}queries became free in {patience:g} s") from None
        except BaseException:
            self._let_go(turn)
            raise
        finally:
            line.leave(turn)

    def _let_go(self, turn: Turn) -> None:
        """Take back the worker of a turn that is no longer waited for."""
        if turn.given.done() and not turn.given.cancelled() and not turn.given.exception():
            self._release(turn.given.result())

    def _order(self, turn: Turn) -> tuple[float, float]:
        """Return a key that sorts clients with the least use first, and one client's by arrival."""
        late = _HANDICAP * (turn.client in self._known)
        return (self._use.of(turn.address), turn.arrived + late)

    def _settle(self) -> None:
        """Hand out free workers, and move or end late runs so that waiting ones find one."""
        if self._closed:
            return
        self._give_away()
        for run in sorted(self._runs, key=lambda run: run.began):
            if self._left_of(run) <= 0 and self._may_begin(run.level + 1):
                self._move_up(run)
        for level, line in enumerate(self._lines[:_SLOW]):
            late = [run for run in self._runs if run.level == level and self._left_of(run) <= 0]
            for run in sorted(late, key=lambda run: run.began)[: len(line)]:
                run.makes_way = True
                self._replace(run)
                self._remember(run.turn, level + 1)
        self._give_away()
        self._set_alarm()

    def _give_away(self) -> None:
        """Begin what waits, as long as there are workers: the slow ones too have their share."""
        while self._free and len(self._runs) < self.size:
            ready = [level for level in _LEVELS if self._lines[level] and self._may_begin(level)]
            if not ready:
                return
            self._begin(self._lines[ready[-1]].pop())

    def _may_begin(self, level: int) -> bool:
        """Tell whether one more question of a level leaves enough workers to those below."""
        return all(
            sum(run.level >= kept for run in self._runs) < self._most[kept]
            for kept in range(_MIDDLING, level + 1)
        )

    def _move_up(self, run: Run) -> None:
        """Count a question among those of the next level, with the worker that it has."""
        self._remember(run.turn, run.level + 1)
        self._slow_down(run)

    def _slow_down(self, run: Run) -> None:
        if run.level == _SLOW and self.size > 1:
            self._nursery.slow_down(run.worker)

    def _remember(self, turn: Turn, level: int) -> None:
        """Remember the level of a question, where it begins next time."""
        turn.level = level
        for key in (turn.digest, turn.client):
            self._known[key] = level
            self._known.move_to_end(key)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def _left_of(self, run: Run) -> float:
        """Return at least how many seconds a question has left on its level."""
        if run.level == _SLOW:
            return math.inf
        most = self._limits.quick_seconds * (_LONGER if run.level == _MIDDLING else 1)
        by_clock = _MOST_STALL * most - (_now() - run.began)
        return min(most - (run.worker.worked() - run.worked), by_clock)

    def _set_alarm(self) -> None:
        """Look again when the next question will have had its time."""
        if self._alarm is not None:
            self._alarm.cancel()
        left = (self._left_of(run) for run in self._runs)
        ahead = min((seconds for seconds in left if 0 < seconds < math.inf), default=None)
        if ahead is not None:
            # A millisecond later, as timers may ring a little early.
            loop = asyncio.get_running_loop()
            self._alarm = loop.call_later(ahead + 0.001, self._settle)

    # --- answering --------------------------------------------------------------------------

    def _begin(self, turn: Turn) -> None:
        worker = self._free.pop()
        run = Run(worker, turn, _now(), worker.worked())
        self._runs.add(run)
        self._use.add(turn.address, _LEAST_SECONDS)
        self._slow_down(run)
        turn.given.set_result(run)

    async def _answer(self, run: Run) -> Answer:
        worker = run.worker
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = read_answer(*await worker.exchange(run.turn.message))
        except TimeoutError:
            self._remember(run.turn, _SLOW)
            self._replace(run)
            raise QueryTimeout(self._too_slow()) from None
        except (OSError, EOFError):
            if run.makes_way:
                raise MadeWay from None
            self._replace(run)
            raise self._reason(await _status_of(worker)) from None
        except (ValueError, KeyError):
            self._replace(run)
            raise self._reason(None) from None
        except BaseException:  # the client no longer waits
            self._replace(run)
            raise
        finally:
            self._use.add(run.turn.address, _now() - run.began)
        if worker.worked() - run.worked < self._limits.quick_seconds:
            self._known.pop(run.turn.digest, None)
            self._known.pop(run.turn.client, None)
        self._release(run)
        if isinstance(answer, HttpProblem):
            raise answer
        return answer

    def _release(self, run: Run) -> None:
        """Take a worker back; one that has been slowed down is replaced."""
        if run.level == _SLOW and self.size > 1:
            self._replace(run)
        elif run in self._runs:
            self._runs.discard(run)
            self._add_free(run.worker)
        self._settle()

    # --- workers ----------------------------------------------------------------------------

    def _replace(self, run: Run) -> None:
        """End a worker, and have another started in its place."""
        if run in self._runs:
            self._runs.discard(run)
            self._nursery.end(run.worker)
            self._start_another()

    def _start_another(self) -> None:
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
        worker = await self._nursery.start()
        worker.ended.add_done_callback(lambda _: self._lose(worker))
        self._add_free(worker)
        self._settle()

    def _add_free(self, worker: Worker) -> None:
        if worker.ended.done():
            self._start_another()
        else:
            self._free.append(worker)

    def _lose(self, worker: Worker) -> None:
        """Replace a worker that has ended while it was idle."""
        if worker in self._free:
            self._free.remove(worker)
            self._start_another()

    # --- reasons ----------------------------------------------------------------------------

    def _reason(self, status: int | None) -> AssbkgError:
        """Return why a worker ended by itself; the store aborts when it gets no memory."""
        if status == -signal.SIGABRT:
            return ResultTooLarge(
                f"the query needs more than {self._limits.memory_bytes // MIB:,} MiB of memory; "
                "ask for less at once"
            )
        if status == -signal.SIGALRM:
            return QueryTimeout(self._too_slow())
        if self._closed:
            return busy("the service is shutting down")
        return HttpProblem(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "the process that answered crashed and has been replaced",
            "a less deeply nested query, or else please report it",
        )

    def _too_slow(self) -> str:
        return f"the query took longer than {self._limits.seconds:g} s and was ended; ask for less"


def _now() -> float:
    return asyncio.get_running_loop().time()


async def _status_of(worker: Worker) -> int | None:
    """Return the exit status of a worker that has closed its socket, once it is known."""
    try:
        async with asyncio.timeout(_PAUSE_SECONDS):
            return await asyncio.shield(worker.ended)
    except TimeoutError:
        return None
