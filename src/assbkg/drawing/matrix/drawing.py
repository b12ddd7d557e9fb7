"""What a matrix is drawn with: lines, labels with their counts, marks in the cells."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING, Final

from assbkg.drawing import marks
from assbkg.drawing.lettering import FONT, MM_PER_POINT, width_mm
from assbkg.drawing.matrix.cells import add_mark
from assbkg.drawing.matrix.fitting import Fitted
from assbkg.drawing.matrix.grid import MARGIN, Grid
from assbkg.drawing.matrix.slant import COLUMN_LABEL, COUNTS
from assbkg.drawing.notes import SMALL
from assbkg.drawing.palette import FAMILY, INK, MUTED
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["add_columns", "add_lines", "add_marks", "add_rows"]

_HAIRLINE: Final = "#DDDDDD"


def add_lines(axes: Axes, grid: Grid) -> None:
    """Draw the lines through rows and columns, and the grounds of families' names."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    for line in grid.lines:
        if line.header:
            ends = (grid.left, grid.right), (line.middle, line.middle)
            axes.add_line(Line2D(*ends, color=_HAIRLINE, lw=0.4, zorder=1))
        else:
            size = (grid.right + COUNTS - MARGIN, line.height - 0.4)
            corner = (MARGIN, line.middle - line.height / 2 + 0.2)
            axes.add_patch(Rectangle(corner, *size, fc=FAMILY, ec="none", zorder=2))
    for x in grid.centres.values():
        axes.add_line(Line2D((x, x), (grid.top, grid.bottom), color=_HAIRLINE, lw=0.4, zorder=1))


def add_rows(axes: Axes, fitted: Fitted) -> None:
    """Set the names of families, and the labels of rows with their counts."""
    grid, matrix = fitted.grid, fitted.matrix
    counts = {row.id: len(matrix.claims_of(row.id)) for row in matrix.rows}
    for number, line in enumerate(grid.lines, start=1):
        if line.header is None:
            (name,) = line.lines
            gid = f"family.{number}"
            marks.add_text(axes, MARGIN + 0.4, line.middle, name, size=SMALL, bold=True, gid=gid)
            continue
        gid = f"row.{shorten(line.header.id)}"
        first = line.middle - marks.LEADING * (len(line.lines) - 1) / 2
        for place, words in enumerate(line.lines):
            y = first + place * marks.LEADING
            marks.add_text(axes, MARGIN, y, words, gid=f"{gid}.line{place + 1}")
        said = counts[line.header.id]
        share = said / max(counts.values())
        _add_bar(axes, (grid.right + 1.0, line.middle - 1.2), (share * (COUNTS - 1.2), 2.4))
        where = grid.right + 1.4, line.middle
        marks.add_text(axes, *where, str(said), size=SMALL, gid=f"{gid}.claims")


def _add_bar(axes: Axes, corner: tuple[float, float], size: tuple[float, float]) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle(corner, *size, fc=FAMILY, ec="none", zorder=1))


def add_columns(axes: Axes, fitted: Fitted) -> None:
    """Set the labels of columns aslant above the cells, and their counts below."""
    grid, matrix = fitted.grid, fitted.matrix
    angle = radians(grid.slant.angle)
    leading = COLUMN_LABEL * 1.2 * MM_PER_POINT
    base = grid.top - 0.6 - grid.slant.deepest * leading / 2 * cos(angle)
    counts = {column.id: len(matrix.claims_of(column.id)) for column in matrix.columns}
    widest = max(width_mm(str(number), SMALL) for number in counts.values())
    apart = SMALL * MM_PER_POINT if widest + 0.6 > grid.pitch else 0.0
    for place, column in enumerate(matrix.columns):
        lines = grid.slant.lines[column.id]
        gid = f"column.{shorten(column.id)}"
        for number, words in enumerate(lines):
            away = (number - (len(lines) - 1) / 2) * leading
            axes.text(
                grid.centres[column.id] + away * sin(angle),
                base + away * cos(angle),
                words,
                family=[FONT, "sans-serif"],
                size=COLUMN_LABEL,
                rotation=grid.slant.angle,
                rotation_mode="anchor",
                ha="left",
                va="center_baseline",
                color=INK,
                parse_math=False,
                zorder=5,
                gid=f"{gid}.line{number + 1}",
            )
        # Numbers wider than a column stand by turns a line lower.
        where = grid.centres[column.id], grid.bottom + 2.0 + place % 2 * apart
        said = str(counts[column.id])
        marks.add_text(axes, *where, said, size=SMALL, centred=True, gid=f"{gid}.claims")
    where = grid.right + 1.0, grid.bottom + 2.0
    marks.add_text(axes, *where, "claims", size=SMALL, colour=MUTED, gid="claims")


def add_marks(axes: Axes, fitted: Fitted) -> None:
    """Draw what stands in the cells."""
    grid, matrix = fitted.grid, fitted.matrix
    for row, middle in grid.rows():
        for column in matrix.columns:
            ends = row.id, column.id
            for reported, cells in enumerate((matrix.expected, matrix.reported)):
                if cell := cells.get(ends):
                    square = bool(reported)
                    add_mark(
                        axes,
                        *grid.place(column.id, middle, reported=square),
                        fitted.scale.width(len(cell.claims), square=square),
                        cell.grade,
                        square=square,
                        contested=cell.contested,
                        anomalous=cell.anomalous,
                        gid=f"cell.{shorten(row.id)}.{shorten(column.id)}.{'er'[reported]}",
                    )
