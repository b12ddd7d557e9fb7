"""A proof laid out in rows: each link indented below what it proves, with its reason.

The reason stands beside the link where the figure is wide, else below it. All lengths are in
millimetres, from the top left of the figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assbkg.asking.explaining import Step
from assbkg.drawing.lettering import MM_PER_POINT, wrap
from assbkg.drawing.proofs.reasons import reasons

__all__ = [
    "BARS",
    "MARGIN",
    "PADDING",
    "REASON",
    "SIZES",
    "Frame",
    "Row",
    "bottom",
    "lay_out",
    "leading",
]

MARGIN: Final = 1.5
#: The room before the words of a reason, for the sign of a grade.
BARS: Final = 6.6
#: From the edge of a box to its words.
PADDING: Final = 1.5

#: Points, by what is set: the link that is proved, other links, reasons.
SIZES: Final = {"goal": 9.0, "link": 7.5, "reason": 6.5}
REASON: Final = SIZES["reason"]

_INDENT: Final = 5.0
_DEEPEST: Final = 0.25  # so far in at most, as a share of the width: room is kept for words
_BETWEEN: Final = 1.8
_WIDE: Final = 140.0  # from here on reasons stand beside links
_WORDS: Final = 0.58  # the share of the width that links then have
_GAP: Final = 3.0  # between a link and the reason beside it


@dataclass(frozen=True)
class Frame:
    """The width of a figure, and what follows from it."""

    width: float

    @property
    def wide(self) -> bool:
        """Tell whether reasons stand beside links; else they stand below them."""
        return self.width >= _WIDE

    @property
    def right(self) -> float:
        """Where everything ends."""
        return self.width - MARGIN

    @property
    def words_right(self) -> float:
        """Where the words of a link end."""
        return self.width * _WORDS if self.wide else self.right

    def reasons_left(self, left: float) -> float:
        """Where the reason of a link begins, which itself begins at `left`."""
        return self.words_right + _GAP if self.wide else left + PADDING


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
    frame: Frame

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
        return self.frame.right if self.leaf or self.heading else self.frame.words_right

    @property
    def signed(self) -> bool:
        """Tell whether the sign of its grade stands before its reason."""
        return self.leaf or self.heading

    @property
    def reasons_left(self) -> float:
        """Where its reason begins, with the sign."""
        return self.frame.reasons_left(self.left)

    @property
    def reasons_words(self) -> float:
        """Where the words of its reason begin."""
        return self.reasons_left + (BARS if self.signed or self.frame.wide else 0.0)

    @property
    def middle(self) -> float:
        """Halfway down."""
        return self.top + self.height / 2

    def lines(self) -> Iterator[tuple[float, str]]:
        """The words of the link, each with its middle."""
        return _stacked(self.words, self._words_top, self.size)

    def reason_lines(self) -> Iterator[tuple[float, str]]:
        """The lines of its reason, in the same way."""
        if self.frame.wide:
            top = self.middle - leading(REASON) * len(self.reasons) / 2
        else:
            top = self._words_top + leading(self.size) * len(self.words)
        return _stacked(self.reasons, top, REASON)

    @property
    def _words_top(self) -> float:
        if self.frame.wide:
            return self.middle - leading(self.size) * len(self.words) / 2
        return self.top + PADDING


def lay_out(
    proof: Step,
    top: float,
    id_: str,
    more: tuple[str, ...] = (),
    *,
    frame: Frame,
    statements: bool = True,
    depth: int | None = None,
) -> tuple[Row, ...]:
    """Lay out a proof from `top` downwards.

    With `more`, which stands before the reasons of its root, the root is a heading. With
    `statements`, each claim stands with what it says. Links more than `depth` below the root
    are left out.
    """
    indent = min(_INDENT, _DEEPEST * frame.width / max(_depth(proof), 1))
    rows: list[Row] = []
    waiting: list[tuple[Step, str, Row | None, int]] = [(proof, id_, None, 0)]
    while waiting:
        step, place, above, deep = waiting.pop()
        left = above.left + indent if above else MARGIN
        standing = () if above else more
        said = (*standing, *reasons(step, statements=statements))
        size = SIZES["link" if above or not more else "goal"]
        rows.append(_row(step, place, above, (left, top), size, said, frame))
        top = bottom(rows) + _BETWEEN
        if depth is None or deep < depth:
            below = enumerate(step.premises, start=1)
            waiting += reversed([(p, f"{place}.{n}", rows[-1], deep + 1) for n, p in below])
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
    frame: Frame,
) -> Row:
    left, top = corner
    bare = Row(id_, step, left, top, 0.0, size, (), (), above, frame)
    room = frame.words_right - left - 2 * PADDING
    words = wrap(step.sentence, size, room, bold=bare.heading)
    beside = frame.right - bare.reasons_words - PADDING
    lines = tuple(line for reason in said for line in wrap(reason, REASON, beside))
    heights = len(words) * leading(size), len(lines) * leading(REASON)
    height = 2 * PADDING + (max(heights) if frame.wide else sum(heights))
    return replace(bare, height=height, words=words, reasons=lines)


def _stacked(lines: tuple[str, ...], top: float, size: float) -> Iterator[tuple[float, str]]:
    for number, line in enumerate(lines):
        yield top + (number + 0.5) * leading(size), line
