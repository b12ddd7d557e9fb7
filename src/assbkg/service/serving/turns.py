"""A question that waits for its turn, what it gets, and how it is refused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from assbkg.service.serving.clients import Client
from assbkg.service.serving.formats import GRAPHS, HTML, SOLUTIONS
from assbkg.service.serving.nursery import Worker
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.questions import TOOL_ANSWER, Answer

__all__ = ["MadeWay", "Run", "Turn", "busy", "read_answer", "refuse"]


@dataclass(eq=False)
class Turn:
    """A question that waits for its turn, on a level."""

    client: Client
    message: bytes
    digest: bytes
    level: int
    arrived: float
    given: asyncio.Future[Run] = field(init=False)

    @property
    def address(self) -> str:
        """The address of whoever asks."""
        return self.client.address


@dataclass(eq=False)
class Run:
    """A worker that answers a question, on the level that it counts on now.

    `began` is the time when it began, `worked` the processor time that it had taken before.
    """

    worker: Worker
    turn: Turn
    began: float
    worked: float
    makes_way: bool = False

    @property
    def level(self) -> int:
        """The level on which the question counts."""
        return self.turn.level


class MadeWay(Exception):
    """A query was ended in favour of others, and has to wait for another turn."""


def read_answer(said: dict[str, Any], body: bytes) -> Answer | HttpProblem:
    """Return what a worker sends. Raises `ValueError` or `KeyError` for anything else."""
    if "status" in said:
        near = [(str(iri), str(label)) for iri, label in said["near"]]
        return HttpProblem(said["status"], str(said["detail"]), str(said["expected"]), near=near)
    if said["media_type"] not in (*SOLUTIONS, *GRAPHS, HTML, TOOL_ANSWER):
        raise ValueError("a worker sends a media type that is not offered")
    return Answer(said["media_type"], body)


def refuse(turn: Turn, why: str) -> None:
    """Refuse a question that waits, unless it has a worker already."""
    if not turn.given.done():
        turn.given.set_exception(busy(why))


def busy(why: str) -> HttpProblem:
    """Return the refusal of a question for which there is no worker now."""
    return HttpProblem(
        HTTPStatus.SERVICE_UNAVAILABLE, why, "the same request a little later", {"Retry-After": "2"}
    )
