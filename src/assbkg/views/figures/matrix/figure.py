"""The matrix as a figure for print: marks in a grid, labels, counts, a legend."""

from __future__ import annotations

from math import cos, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.errors import DrawingError
from assbkg.views.figures import marks
from assbkg.views.figures.entries import add_entries, entries_height
from assbkg.views.figures.lettering import FONT, MM_PER_POINT, require_glyphs, width_mm
from assbkg.views.figures.matrix.cells import Scale, add_mark
from assbkg.views.figures.matrix.fitting import Fitted, fit
from assbkg.views.figures.matrix.grid import COLUMN_LABEL, COUNTS, MARGIN, Grid
from assbkg.views.figures.matrix.legend import entries, notes
from assbkg.views.figures.notes import SMALL, Note, add_notes, notes_height
from assbkg.views.figures.palette import FAMILY, INK, MUTED
from assbkg.views.figures.rendering import ENDINGS, write_figure
from assbkg.views.figures.sizes import SIZES, Size
from assbkg.views.network.designs import read_designs
from assbkg.views.network.matrix import read_matrix
from assbkg.views.network.narrowing import narrowed
from assbkg.views.network.table import Columns, Matrix, Rows
from assbkg.views.network.wording import count
from assbkg.views.writing import check_target, ending_of
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose_matrix", "draw_matrix"]

_HAIRLINE: Final = "#DDDDDD"
_COUNTS: Final = 6.6  # below the cells, for the counts of columns
_SET: Final = 0.985  # letters of a picture are rounded to dots, and long lines grow by that
_BREAK: Final = 0.6  # between the keys and the notes
_TITLES: Final = {"benefit": "may benefit what", "bottleneck": "work against which bottlenecks"}


def draw_matrix(
    graph: KnowledgeGraph,
    path: Path,
    *,
    rows: Rows = "strategy",
    columns: Columns = "benefit",
    component: str = "",
    focus: str = "",
    min_grade: str = "",
    contested: bool = False,
    size: Size = SIZES["double"],
) -> None:
    """Draw what serves what into an .svg, .pdf or .png file.

    `component`, `focus` and `min_grade` narrow it as `narrowed` does. Raises `UnknownName`,
    and `DrawingError` as `compose_matrix` does, for another ending, and when the file can't
    be written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    designs = read_designs(graph, contested=contested)
    parts = narrowed(designs, component=component, focus=focus, min_grade=min_grade)
    matrix = read_matrix(
        graph, parts, rows, columns, focus=focus, min_grade=min_grade, contested=contested
    )
    kinds = {"strategy": "Strategies", "system": "Systems"}
    title = f"{kinds[rows]} that {_TITLES[columns]}"
    write_figure(path, lambda: compose_matrix(matrix, size), title, enlarged=size.enlarged)


def compose_matrix(matrix: Matrix, size: Size = SIZES["double"]) -> Figure:
    """Lay out a table on a size; what is put together or left out is said below it.

    Raises `DrawingError` when there is nothing to draw, a label has a character that the
    font lacks, or the page would be too tall.
    """
    from matplotlib.figure import Figure

    if not matrix.rows:
        raise DrawingError(
            f"nothing to draw: no {matrix.row_kind} is linked to a {matrix.column_kind}"
        )
    require_glyphs(header.label + header.family for header in (*matrix.rows, *matrix.columns))
    inner = size.width - 2 * MARGIN

    fitted = fit(matrix, size, lambda part: _foot(part, inner))
    shown, grid, scale = fitted.matrix, fitted.grid, fitted.scale
    key, said = entries(shown, scale), _notes(fitted)
    below = grid.bottom + _COUNTS
    ending = below + entries_height(key, inner) + _BREAK
    height = grid.bottom + _foot(fitted, inner)
    size.require_room(height, count(len(shown.rows), "row"))
    height = max(height, size.tallest) if size.fixed else height
    figure = Figure(figsize=(size.width / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, size.width), ylim=(height, 0))
    axes.set_axis_off()
    _add_lines(axes, grid)
    _add_rows(axes, fitted)
    _add_columns(axes, fitted)
    _add_marks(axes, fitted, scale)
    add_entries(axes, key, left=MARGIN, top=below, width=inner)
    add_notes(axes, said, left=MARGIN, top=ending, width=inner * _SET)
    return figure


def _foot(fitted: Fitted, width: float) -> float:
    """The height that goes to what stands below the cells."""
    key = entries_height(entries(fitted.matrix, fitted.scale), width)
    return _COUNTS + key + _BREAK + notes_height(_notes(fitted), width * _SET) + MARGIN


def _notes(fitted: Fitted) -> list[Note]:
    headers = (*fitted.matrix.rows, *fitted.matrix.columns)
    cut = [header.label for header in headers if header.id in fitted.grid.cut]
    return notes(fitted.matrix, fitted.left_out, cut)


def _add_lines(axes: Axes, grid: Grid) -> None:
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


def _add_rows(axes: Axes, fitted: Fitted) -> None:
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


def _add_columns(axes: Axes, fitted: Fitted) -> None:
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


def _add_marks(axes: Axes, fitted: Fitted, scale: Scale) -> None:
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
                        scale.width(len(cell.claims), square=square),
                        cell.grade,
                        square=square,
                        contested=cell.contested,
                        gid=f"cell.{shorten(row.id)}.{shorten(column.id)}.{'er'[reported]}",
                    )
