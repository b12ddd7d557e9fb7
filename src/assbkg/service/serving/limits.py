"""How much one request may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["MIB", "Limits"]

MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a query may take, and what a request may be.

    `seconds` is wall time from when a worker gets the query until its answer is complete, while
    `quick_seconds` is what a quick query takes of the processor. `patience_seconds` is the longest
    wait for a worker to be free, and for the body of a request. The head of a request has
    `head_seconds`, and so has an idle connection; an answer is taken with at least
    `slowest_bytes` a second, or not at all. `memory_bytes` comes on top of what a worker takes
    with the graph in memory. `waiting` requests may stand in line of those that are quick, as
    far as is known, and as many in line of the middling ones and of the slow. `held_bytes` is
    what bodies and answers on their way may take together; `cache_bytes` of 0 keeps no answers.
    """

    seconds: float = 10.0
    quick_seconds: float = 0.03
    patience_seconds: float = 10.0
    head_seconds: float = 10.0
    slowest_bytes: int = 16_000
    memory_bytes: int = 1024 * MIB
    rows: int = 100_000
    answer_bytes: int = 32 * MIB
    held_bytes: int = 128 * MIB
    body_bytes: int = 1_000_000
    url_bytes: int = 16_000
    header_bytes: int = 32_000
    waiting: int = 64
    connections: int = 256
    cache_bytes: int = 16 * MIB
