"""Fuzz questions in plain English: any text, put to the shipped graph."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final
from unittest import mock

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.plainly.mentions import Filled
from assbkg.asking.plainly.readings import LONGEST
from assbkg.asking.plainly.weighing import Weighing
from assbkg.asking.plainly.wordings import Wording
from assbkg.errors import QueryError

_QUESTIONS: Final = Path(__file__).parents[1] / "questions" / "blind.toml"
_ASKED: Final = tomllib.loads(_QUESTIONS.read_text(encoding="utf-8"))["question"]

SEEDS: Final = (
    *(asked["text"].encode() for asked in _ASKED[::4]),
    b"si " * 600,
    b"volume expansion 3 " * 100,
    "\ufdfa\u0301\u0323\u202e".encode() * 100,
)

#: The most readings of one question that are weighed.
_MOST_WEIGHED: Final = 20_000


class _Counted(Weighing):
    """Weighs, and fails when a question has too many readings."""

    weighed = 0

    def score(self, wording: Wording, chosen: Sequence[Filled]) -> float:
        _Counted.weighed += 1
        assert _Counted.weighed <= _MOST_WEIGHED, "too many readings are weighed"
        score = super().score(wording, chosen)
        assert 0.0 <= score <= 2.0, f"a score of {score}"
        return score


@cache
def _graph() -> KnowledgeGraph:
    return assbkg.open()


def one_input(data: bytes) -> None:
    """Raise `AssertionError` unless a text gets a reply, or is refused for its length."""
    text = data.decode(errors="surrogateescape")
    _Counted.weighed = 0
    with mock.patch("assbkg.asking.plainly.readings.Weighing", _Counted):
        try:
            reply = _graph().ask(text)
        except QueryError:
            assert len(text) > LONGEST, "a short question is refused"
            return
    assert (reply.result is not None) == (reply.verdict == "sure")
    reply.told()
