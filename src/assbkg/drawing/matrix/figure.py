"""The matrix as a figure for print: marks in a grid, labels, counts, a legend."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.entries import add_entries, entries_height
from assbkg.drawing.lettering import require_glyphs
from assbkg.drawing.matrix.drawing import add_columns, add_lines, add_marks, add_rows
from assbkg.drawing.matrix.fitting import Fitted, fit
from assbkg.drawing.matrix.grid import MARGIN
from assbkg.drawing.matrix.legend import entries, notes
from assbkg.drawing.notes import Note, add_notes, notes_height
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sizes import SIZES, Size
from assbkg.drawing.web.choice import EVERYTHING, Choice
from assbkg.drawing.web.matrix import read_matrix
from assbkg.drawing.web.table import Columns, Matrix, Rows
from assbkg.drawing.web.wording import count, matrix_title
from assbkg.errors import DrawingError
from assbkg.files.whole import check_target, ending_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose_matrix", "draw_matrix"]

_COUNTS: Final = 6.6  # below the cells, for the counts of columns
_SET: Final = 0.985  # letters of a picture are rounded to dots, and long lines grow by that
_BREAK: Final = 0.6  # between the keys and the notes


def draw_matrix(
    graph: KnowledgeGraph,
    path: Path,
    *,
    rows: Rows = "strategy",
    columns: Columns = "benefit",
    choice: Choice = EVERYTHING,
    size: Size = SIZES["double"],
) -> None:
    """Draw what serves what into an .svg, .pdf or .png file.

    Raises `UnknownName`, and `DrawingError` as `compose_matrix` does, for an empty choice,
    for another ending, and when the file can't be written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    matrix = read_matrix(graph, rows, columns, choice)
    write_figure(
        path,
        lambda: compose_matrix(matrix, size),
        matrix_title(rows, columns),
        enlarged=size.enlarged,
    )


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
    add_lines(axes, grid)
    add_rows(axes, fitted)
    add_columns(axes, fitted)
    add_marks(axes, fitted)
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
