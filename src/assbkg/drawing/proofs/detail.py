"""How much of a proof a figure tells, and what it says to be left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation, Step
from assbkg.drawing.web.wording import count

__all__ = ["Detail", "details", "omissions", "proofs", "steps"]


@dataclass(frozen=True)
class Detail:
    """How much is shown: what claims say, links down to a depth, so many ways for a link."""

    statements: bool = True
    depth: int | None = None
    ways: int | None = None


def details(said: Explanation | Conditions) -> Iterator[Detail]:
    """Ever less: fewer ways, each also without what claims say, then fewer links of one way."""
    ways = len(said.found) if isinstance(said, Conditions) else 1
    for some in range(max(ways, 1), 0, -1):
        yield Detail(ways=some)
        yield Detail(ways=some, statements=False)
    deepest = max((_depth(proof) for proof in proofs(said)), default=0)
    for depth in range(deepest - 1, -1, -1):
        yield Detail(ways=1, statements=False, depth=depth)


def omissions(said: Explanation | Conditions, detail: Detail, rows: int) -> str:
    """What a figure with this many rows leaves out for lack of space; empty when nothing."""
    parts = []
    shown = proofs(said)[: detail.ways]
    if rows and len(shown) < len(proofs(said)):
        parts.append(count(len(proofs(said)) - len(shown), "other way"))
    links = sum(1 for proof in shown for _ in steps(proof)) - rows
    if links > 0 and rows:
        parts.append(f"{count(links, 'link')} below those shown")
    if not detail.statements:
        parts.append("what the claims say")
    return f"Left out for lack of space: {'; '.join(parts)}." if parts else ""


def _depth(step: Step) -> int:
    return max((1 + _depth(premise) for premise in step.premises), default=0)


def proofs(said: Explanation | Conditions) -> list[Step]:
    """The proofs that there are to show."""
    return [said.proof] if isinstance(said, Explanation) else [c.proof for c in said.found]


def steps(step: Step) -> Iterator[Step]:
    """A link and all below it."""
    yield step
    for premise in step.premises:
        yield from steps(premise)
