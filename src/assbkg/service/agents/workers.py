"""The workers of the agents' server, which start while the client introduces itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from assbkg.service.serving.pool import Pool
from assbkg.service.serving.questions import Answer, Question

__all__ = ["Workers"]


class Workers:
    """A pool that answers once it is open."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._opening: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None, None]:
        """Start the workers, without waiting for them, and end them in the end."""
        self._opening = asyncio.create_task(self._pool.open())
        try:
            yield
        finally:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
            await self._pool.close()

    async def ask(self, question: Question) -> Answer:
        """Have a worker answer, as `Pool.ask` does; raises `HttpProblem` if none has started."""
        assert self._opening is not None, "there is no call before the workers start"
        await asyncio.shield(self._opening)
        return await self._pool.ask(question)
