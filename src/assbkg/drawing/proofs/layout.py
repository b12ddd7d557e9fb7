"""A proof in rows: each link indented below what it proves, with its reason, in a box.

The reason stands beside the link if the figure is wide, else below it. What no source states
is dashed. All lengths are in millimetres from the top left of the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import MISSING
from assbkg.asking.explaining import Step
from assbkg.drawing.lettering import MM_PER_POINT, wrap
from assbkg.drawing.marks import BAR, GRADE_COLOURS, add_sign, add_text
from assbkg.drawing.palette import INFERRED, INK, MUTED, tint
from assbkg.drawing.sheet import Entry
from assbkg.drawing.web.wording import count
from assbkg.reasoning.grades import GRADES, STRUCTURAL
from assbkg.vocabulary import KG

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "BETWEEN",
    "LETTERS",
    "MARGIN",
    "REASON",
    "Frame",
    "Row",
    "add_row",
    "bottom",
    "lay_out",
    "leading",
    "legend",
    "source_name",
]


def _reasons(step: Step, *, statements: bool) -> Iterator[str]:
    """Yield the reason of a link: its rule, or who states it, where and how; one line each."""
    if step.axiom:
        yield f"rule: {step.axiom}"
    elif step.grade == MISSING:
        yield MISSING
        for claim in step.claims:
            yield f"claimed, but contested: {claim.cited_at}"
            if statements:
                yield claim.statement
    elif not step.claims:
        yield "supposed" if step.supposed else "given by the tables"
    else:
        first, *others = step.claims
        more = f" (and {count(len(others), 'more claim')})" if others else ""
        standing = f"{first.doubt}, " if first.doubt else ""
        yield f"{standing}{first.manner}, {first.cited_at}{more}"
        if statements:
            yield first.statement


def source_name(source: str) -> str:
    """Return the short name of a paper, by its IRI."""
    return source.removeprefix(KG)


MARGIN: Final = 1.5
#: The room before the words of a reason, for the sign of a grade.
_BARS: Final = 6.6
#: From the edge of a box to its words.
_PADDING: Final = 1.5

#: Points, by what is set: the link that is proved, other links, reasons.
LETTERS: Final = {"goal": 9.0, "link": 7.5, "reason": 6.5}
REASON: Final = LETTERS["reason"]

_INDENT: Final = 5.0
_DEEPEST: Final = 0.25  # the greatest indentation, as a share of the width
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
        """Whether reasons stand beside links, not below them."""
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
        """Return where the reason of a link begins that itself begins at `left`."""
        return self.words_right + _GAP if self.wide else left + _PADDING


@dataclass(frozen=True)
class Row:
    """A link in its box; `id` is its place in the tree, `above` the row that it proves."""

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
        """Whether the link has no premises: a source or a table states it, or none does."""
        return not self.step.premises

    @property
    def heading(self) -> bool:
        """Whether the link is the heading of the whole figure."""
        return self.size == LETTERS["goal"]

    @property
    def right(self) -> float:
        """The right edge of the box; that of a leaf or the heading includes its reason."""
        return self.frame.right if self.leaf or self.heading else self.frame.words_right

    @property
    def signed(self) -> bool:
        """Whether the sign of its grade stands before its reason."""
        return self.leaf or self.heading

    @property
    def reasons_left(self) -> float:
        """Where its reason begins, with the sign."""
        return self.frame.reasons_left(self.left)

    @property
    def reasons_words(self) -> float:
        """Where the words of its reason begin."""
        return self.reasons_left + (_BARS if self.signed or self.frame.wide else 0.0)

    @property
    def middle(self) -> float:
        """The middle of the box."""
        return self.top + self.height / 2

    def lines(self) -> Iterator[tuple[float, str]]:
        """Return the lines of the link, each with its middle."""
        return _stacked(self.words, self._words_top, self.size)

    def reason_lines(self) -> Iterator[tuple[float, str]]:
        """Return the lines of its reason, each with its middle."""
        if self.frame.wide:
            top = self.middle - leading(REASON) * len(self.reasons) / 2
        else:
            top = self._words_top + leading(self.size) * len(self.words)
        return _stacked(self.reasons, top, REASON)

    @property
    def _words_top(self) -> float:
        if self.frame.wide:
            return self.middle - leading(self.size) * len(self.words) / 2
        return self.top + _PADDING


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

    With `more`, which stands before the reason of the root, the root is a heading. With
    `statements`, claims include their statements. Links more than `depth` below the root are
    left out.
    """
    indent = min(_INDENT, _DEEPEST * frame.width / max(_depth(proof), 1))
    rows: list[Row] = []
    waiting: list[tuple[Step, str, Row | None, int]] = [(proof, id_, None, 0)]
    while waiting:
        step, place, above, deep = waiting.pop()
        left = above.left + indent if above else MARGIN
        standing = () if above else more
        why = (*standing, *_reasons(step, statements=statements))
        size = LETTERS["link" if above or not more else "goal"]
        rows.append(_row(step, place, above, (left, top), size, why, frame))
        top = bottom(rows) + _BETWEEN
        if depth is None or deep < depth:
            below = enumerate(step.premises, start=1)
            waiting += reversed([(p, f"{place}.{n}", rows[-1], deep + 1) for n, p in below])
    return tuple(rows)


def bottom(rows: Sequence[Row]) -> float:
    """Return where the last of some rows ends."""
    return rows[-1].top + rows[-1].height


def leading(size: float) -> float:
    """Return the distance from one line to the next."""
    return size * 1.25 * MM_PER_POINT


def _depth(step: Step) -> int:
    return 1 + max(map(_depth, step.premises)) if step.premises else 0


def _row(
    step: Step,
    id_: str,
    above: Row | None,
    corner: tuple[float, float],
    size: float,
    why: tuple[str, ...],
    frame: Frame,
) -> Row:
    left, top = corner
    bare = Row(id_, step, left, top, 0.0, size, (), (), above, frame)
    room = frame.words_right - left - 2 * _PADDING
    words = wrap(step.sentence, size, room, bold=bare.heading)
    beside = frame.right - bare.reasons_words - _PADDING
    lines = tuple(line for reason in why for line in wrap(reason, REASON, beside))
    heights = len(words) * leading(size), len(lines) * leading(REASON)
    height = 2 * _PADDING + (max(heights) if frame.wide else sum(heights))
    return replace(bare, height=height, words=words, reasons=lines)


def _stacked(lines: tuple[str, ...], top: float, size: float) -> Iterator[tuple[float, str]]:
    for number, line in enumerate(lines):
        yield top + (number + 0.5) * leading(size), line


#: The meanings of signs, in the order of the legend.
_MEANINGS: Final = {
    **{grade: grade for grade in GRADES[1:]},
    STRUCTURAL: "given by the tables",
    MISSING: "missing",
}
_TINT: Final = 0.13
_DASHES: Final = (0, (3, 2))  # in widths of the line
#: Between the entries of the legend.
BETWEEN: Final = 5.0
_SIGN: Final = 5.2  # the length of its key


def add_row(axes: Axes, row: Row) -> None:
    """Draw a link with its reason, and the line from the link that it proves."""
    if row.above:
        _add_branch(axes, row, row.above)
    _add_box(axes, row)
    for number, (y, line) in enumerate(row.lines(), start=1):
        gid = f"link.{row.id}.line{number}"
        add_text(axes, row.left + _PADDING, y, line, size=row.size, bold=row.heading, gid=gid)
    for number, (y, line) in enumerate(row.reason_lines(), start=1):
        gid = f"reason.{row.id}.line{number}"
        colour = INK if row.signed else MUTED
        add_text(axes, row.reasons_words, y, line, size=REASON, colour=colour, gid=gid)
        if number == 1 and row.signed:
            add_sign(axes, row.reasons_left, y, row.step.grade)


def _add_box(axes: Axes, row: Row) -> None:
    from matplotlib.patches import Rectangle

    missing = row.step.grade == MISSING
    colour = GRADE_COLOURS[row.step.grade] if row.leaf else INK if row.heading else INFERRED
    axes.add_patch(
        Rectangle(
            (row.left, row.top),
            row.right - row.left,
            row.height,
            fc=tint(colour, _TINT) if row.leaf and not missing else "white",
            ec=colour,
            lw=0.9 if missing and row.leaf else 0.6,
            ls=_DASHES if missing else "-",
            zorder=3,
            gid=f"box.{row.id}",
        )
    )
    if row.leaf and not missing:
        corner = (row.left, row.top)
        axes.add_patch(Rectangle(corner, BAR, row.height, fc=colour, ec="none", zorder=4))


def _add_branch(axes: Axes, row: Row, above: Row) -> None:
    from matplotlib.lines import Line2D

    x = (above.left + row.left) / 2
    across, down = (x, x, row.left), (above.top + above.height, row.middle, row.middle)
    axes.add_line(Line2D(across, down, color=MUTED, lw=0.6, zorder=2))


def legend(grades: Iterable[str]) -> list[list[Entry]]:
    """Return the whole scale of grades, strongest first, and what else is among `grades`."""
    shown = {*GRADES[1:], *grades}
    return [[_entry(grade) for grade in _MEANINGS if grade in shown]]


def _entry(grade: str) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        add_sign(axes, x, y, grade)

    return Entry(grade, _MEANINGS[grade], _SIGN, draw)
