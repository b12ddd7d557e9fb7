"""A proof laid out in rows: each link indented below what it proves, its reason beside it.

All lengths are in millimetres, from the top left of the figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assbkg.asking.conditions import MISSING
from assbkg.asking.evidence import ClaimEvidence
from assbkg.asking.explaining import Step
from assbkg.views.figures.lettering import MM_PER_POINT, wrap
from assbkg.views.network.wording import count
from assbkg.vocabulary import KG

__all__ = [
    "BARS",
    "MARGIN",
    "PADDING",
    "REASON",
    "REASON_LEFT",
    "RIGHT",
    "SIZES",
    "WIDTH",
    "WORDS_RIGHT",
    "Row",
    "bottom",
    "lay_out",
    "leading",
    "source_name",
]

#: The width of a figure over the whole page of a journal.
WIDTH: Final = 180.0
MARGIN: Final = 1.5
RIGHT: Final = WIDTH - MARGIN
#: Where the words of a link end, and where its reason begins.
WORDS_RIGHT: Final = 104.0
REASON_LEFT: Final = 107.0
#: The room before the words of a reason, for the sign of a grade.
BARS: Final = 6.6
#: From the edge of a box to its words.
PADDING: Final = 1.5

#: Points, by what is set: the link that is proved, other links, reasons.
SIZES: Final = {"goal": 9.0, "link": 7.5, "reason": 6.5}
REASON: Final = SIZES["reason"]

_INDENT: Final = 5.0
_DEEPEST: Final = 45.0  # so far in at most: room is kept for words
_BETWEEN: Final = 1.8


@dataclass(frozen=True)
class Row:
    """A link in its box. `id` tells its place in the tree, `above` is the row that it proves."""

    id: str
    step: Step
    left: float
    top: float
    height: float
    size: float
    words: tuple[str, ...]
    reasons: tuple[str, ...]
    above: Row | None

    @property
    def leaf(self) -> bool:
        """Tell whether nothing is below: a source states it, a table gives it, or none does."""
        return not self.step.premises

    @property
    def heading(self) -> bool:
        """Tell whether the link is the heading of the whole figure."""
        return self.size == SIZES["goal"]

    @property
    def right(self) -> float:
        """The right edge of the box; that of a leaf or the heading takes in its reason."""
        return RIGHT if self.leaf or self.heading else WORDS_RIGHT

    @property
    def middle(self) -> float:
        """Halfway down."""
        return self.top + self.height / 2

    def lines(self) -> Iterator[tuple[float, str]]:
        """The words of the link, each with its middle: centred on the box."""
        return _centred(self.words, self.middle, self.size)

    def reason_lines(self) -> Iterator[tuple[float, str]]:
        """The lines of its reason, in the same way."""
        return _centred(self.reasons, self.middle, REASON)


def lay_out(
    proof: Step, top: float, id_: str, more: tuple[str, ...] = (), *, naming: bool = False
) -> tuple[Row, ...]:
    """Lay out a proof from `top` downwards.

    With `more`, which stands before the reasons of its root, the root is a heading. With
    `naming`, the source of each claim is told.
    """
    indent = min(_INDENT, _DEEPEST / max(_depth(proof), 1))
    rows: list[Row] = []
    waiting: list[tuple[Step, str, Row | None]] = [(proof, id_, None)]
    while waiting:
        step, place, above = waiting.pop()
        left = above.left + indent if above else MARGIN
        said = (*(() if above else more), *_reasons(step, naming=naming))
        size = SIZES["link" if above or not more else "goal"]
        rows.append(_row(step, place, above, (left, top), size, said))
        top = bottom(rows) + _BETWEEN
        below = [(p, f"{place}.{n}", rows[-1]) for n, p in enumerate(step.premises, start=1)]
        waiting += reversed(below)
    return tuple(rows)


def bottom(rows: Sequence[Row]) -> float:
    """Where the last of some rows ends."""
    return rows[-1].top + rows[-1].height


def leading(size: float) -> float:
    """From one line to the next."""
    return size * 1.25 * MM_PER_POINT


def _depth(step: Step) -> int:
    return 1 + max(map(_depth, step.premises)) if step.premises else 0


def _row(
    step: Step,
    id_: str,
    above: Row | None,
    corner: tuple[float, float],
    size: float,
    said: tuple[str, ...],
) -> Row:
    left, top = corner
    room = WORDS_RIGHT - left - 2 * PADDING
    words = wrap(step.sentence, size, room, bold=size == SIZES["goal"])
    beside = RIGHT - REASON_LEFT - BARS - PADDING
    lines = tuple(line for reason in said for line in wrap(reason, REASON, beside))
    height = 2 * PADDING + max(len(words) * leading(size), len(lines) * leading(REASON))
    return Row(id_, step, left, top, height, size, words, lines, above)


def _centred(lines: tuple[str, ...], middle: float, size: float) -> Iterator[tuple[float, str]]:
    first = middle - leading(size) * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        yield first + number * leading(size), line


def _reasons(step: Step, *, naming: bool) -> Iterator[str]:
    """The rule, or who says it where and how; each on a line of its own."""
    if step.axiom:
        yield f"rule: {step.axiom}"
    elif step.grade == MISSING:
        yield MISSING
        for claim in step.claims:
            yield f"claimed, but contested: {_place(claim, naming=naming)}"
            yield claim.statement
    elif not step.claims:
        yield "supposed" if step.supposed else "given by the tables"
    else:
        first, *others = step.claims
        more = f" (and {count(len(others), 'more claim')})" if others else ""
        standing = "contested, " if first.status == "contested" else ""
        yield f"{standing}{first.modality}, {_place(first, naming=naming)}{more}"
        yield first.statement


def _place(claim: ClaimEvidence, *, naming: bool) -> str:
    source = f"{source_name(claim.source)} " if naming else ""
    cites = "".join(f"[{number}]" for number in claim.cites)
    return f"{source}{claim.place} {cites}".rstrip()


def source_name(source: str) -> str:
    """The short name of a paper, by its IRI."""
    return source.removeprefix(KG)
