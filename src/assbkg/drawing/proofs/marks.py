"""What a figure of a proof is drawn with: boxes, lines, a legend. What nobody states is dashed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import MISSING
from assbkg.drawing.grades import GRADE_COLOURS, add_sign
from assbkg.drawing.lettering import width_mm
from assbkg.drawing.marks import BAR, add_text
from assbkg.drawing.palette import INFERRED, INK, MUTED, tint
from assbkg.drawing.proofs.layout import BARS, MARGIN, PADDING, REASON, Frame, Row
from assbkg.reasoning.grades import GRADES, STRUCTURAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["add_legend", "add_row", "legend_height"]

#: What the legend says, in its order.
_MEANINGS: Final = {
    **{grade: grade for grade in GRADES[1:]},
    STRUCTURAL: "given by the tables",
    MISSING: "missing",
}
_TINT: Final = 0.13
_DASHES: Final = (0, (3, 2))  # in widths of the line
_ROW: Final = 4.4  # of the legend
_BETWEEN: Final = 5.0  # from entry to entry


def add_row(axes: Axes, row: Row) -> None:
    """Draw a link with its reason, and the line that leads to it from what it proves."""
    if row.above:
        _add_branch(axes, row, row.above)
    _add_box(axes, row)
    for number, (y, line) in enumerate(row.lines(), start=1):
        gid = f"link.{row.id}.line{number}"
        add_text(axes, row.left + PADDING, y, line, size=row.size, bold=row.heading, gid=gid)
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


def legend_height(grades: Iterable[str], frame: Frame) -> float:
    """The height that `add_legend` takes."""
    return _ROW * len(_legend(grades, frame))


def add_legend(axes: Axes, grades: Iterable[str], top: float, frame: Frame) -> None:
    """Draw from `top` the whole scale, strongest first, and what else is among `grades`."""
    for number, entries in enumerate(_legend(grades, frame)):
        y = top + _ROW * (number + 0.5)
        for x, grade, words in entries:
            add_sign(axes, x, y, grade)
            add_text(axes, x + BARS, y, words, size=REASON, gid=f"legend.{grade}")


def _legend(grades: Iterable[str], frame: Frame) -> list[list[tuple[float, str, str]]]:
    """Rows of entries: from where, the grade, its name."""
    shown = {*GRADES[1:], *grades}
    rows: list[list[tuple[float, str, str]]] = [[]]
    x = MARGIN
    for grade in filter(shown.__contains__, _MEANINGS):
        width = BARS + width_mm(_MEANINGS[grade], REASON)
        if rows[-1] and x + width > frame.right:
            rows.append([])
            x = MARGIN
        rows[-1].append((x, grade, _MEANINGS[grade]))
        x += width + _BETWEEN
    return rows
