"""The matrix as a figure: which strategies or systems serve which benefits or bottlenecks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing import marks
from assbkg.drawing.layering.seriation import Profile, clustered, clustered_in_families
from assbkg.drawing.lettering import FONT, MM_PER_POINT, require_glyphs, width_mm
from assbkg.drawing.matrix.grid import COLUMN_LABEL, COLUMN_LEADING, COUNTS, MARGIN, Grid, lay_out
from assbkg.drawing.matrix.legend import Scale, add_mark, entries, notes
from assbkg.drawing.palette import FAMILY, INK, MUTED
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sheet import (
    SIZES,
    SMALL,
    Note,
    Size,
    add_entries,
    add_notes,
    blank,
    entries_height,
    first_that_fits,
    notes_height,
)
from assbkg.drawing.web.designs import EVERYTHING, Choice
from assbkg.drawing.web.matrix import Columns, Matrix, Rows, by_family, read_matrix
from assbkg.drawing.web.model import Node
from assbkg.drawing.web.wording import count, matrix_title
from assbkg.errors import DrawingError
from assbkg.files.replacing import check_target, ending_of
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose_matrix", "draw_matrix"]


@dataclass(frozen=True)
class _Fitted:
    """A table as it is drawn, and the rows and columns left out."""

    matrix: Matrix
    grid: Grid
    left_out: tuple[Node, ...] = ()

    @property
    def scale(self) -> Scale:
        """How large the marks are."""
        return Scale(self.grid.widest, self.matrix.most)


#: Returns the height of everything below a table.
Foot = Callable[[_Fitted], float]


def _fit(matrix: Matrix, size: Size, foot: Foot) -> _Fitted:
    """Fit a table to a size, with `foot` below it.

    If columns are too many, those with fewest claims are left out. If rows are too many, they
    are grouped by family; then the figure grows or, if its size is fixed, rows are left out.
    """
    # The headings of families take room before rows are put in order.
    matrix = matrix.keeping(sorted(matrix.rows, key=lambda row: row.family), matrix.columns)
    narrow = first_that_fits(_narrower(matrix, size), lambda part: not part.grid.tight)
    fitted = first_that_fits(_shorter(narrow, size), lambda part: _spare(part, size, foot) >= 0)
    return _grown(replace(fitted, matrix=_ordered(fitted.matrix)), size, foot)


def _narrower(matrix: Matrix, size: Size) -> Iterator[_Fitted]:
    """Yield the table, then with ever fewer columns."""
    fitted = _Fitted(matrix, lay_out(matrix, size))
    yield fitted
    while len(fitted.matrix.columns) > 1:
        fitted = _without_least(fitted, size, fitted.matrix.columns)
        yield fitted


def _shorter(fitted: _Fitted, size: Size) -> Iterator[_Fitted]:
    """Yield the table, then by family, then, where the size is fixed, with ever fewer rows."""
    yield fitted
    if any(row.family for row in fitted.matrix.rows):
        matrix = by_family(fitted.matrix)
        fitted = _Fitted(matrix, lay_out(matrix, size), fitted.left_out)
        yield fitted
    while size.fixed and len(fitted.matrix.rows) > 1:
        fitted = _without_least(fitted, size, fitted.matrix.rows)
        yield fitted


def _ordered(matrix: Matrix) -> Matrix:
    """Return the table with similar rows and columns together, and rows of a family."""
    families = {row.id: row.family for row in matrix.rows}
    rows = clustered_in_families(_profiles(matrix, matrix.rows, 0), families)
    columns = clustered(_profiles(matrix, matrix.columns, 1))
    by_id = {header.id: header for header in (*matrix.rows, *matrix.columns)}
    return matrix.keeping(map(by_id.__getitem__, rows), map(by_id.__getitem__, columns))


def _profiles(matrix: Matrix, headers: Iterable[Node], end: int) -> Mapping[str, Profile]:
    """Return the profile of each row or column: for each of the others, the root of its claims."""
    found: dict[str, dict[str, float]] = {header.id: {} for header in headers}
    for cells in (matrix.expected, matrix.reported):
        for ends, cell in sorted(cells.items()):
            profile = found[ends[end]]
            other = ends[1 - end]
            profile[other] = profile.get(other, 0.0) + sqrt(len(cell.claims))
    return found


def _without_least(fitted: _Fitted, size: Size, headers: Sequence[Node]) -> _Fitted:
    """Leave out the row or column that has fewest claims, the last of several.

    What then has no mark is left out, too.
    """
    matrix = fitted.matrix
    least = min(reversed(headers), key=lambda header: len(matrix.claims_of(header.id)))
    rows = [row for row in matrix.rows if row != least]
    part = matrix.keeping(rows, (column for column in matrix.columns if column != least))
    marked = {end for ends in (*part.expected, *part.reported) for end in ends}
    part = part.keeping(
        (row for row in part.rows if row.id in marked),
        (column for column in part.columns if column.id in marked),
    )
    left = {*part.rows, *part.columns}
    gone = tuple(h for h in (*matrix.rows, *matrix.columns) if h not in left)
    return _Fitted(part, lay_out(part, size), fitted.left_out + gone)


def _grown(fitted: _Fitted, size: Size, foot: Foot) -> _Fitted:
    """Let rows grow into the height that is left, and with them the marks and their legend."""
    spare = _spare(fitted, size, foot)
    grown = replace(fitted, grid=lay_out(fitted.matrix, size, spare))
    over = min(_spare(grown, size, foot), 0.0)
    return replace(fitted, grid=lay_out(fitted.matrix, size, spare + over))


def _spare(fitted: _Fitted, size: Size, foot: Foot) -> float:
    return size.tallest - fitted.grid.bottom - foot(fitted)


_HAIRLINE: Final = "#DDDDDD"


def _add_lines(axes: Axes, grid: Grid) -> None:
    """Draw the lines through rows and columns, and the grounds of families' names."""
    from matplotlib.patches import Rectangle

    for line in grid.lines:
        if line.header:
            ends = (grid.left, line.middle), (grid.right, line.middle)
            marks.add_line(axes, *ends, _HAIRLINE, width=0.4)
        else:
            size = (grid.right + COUNTS - MARGIN, line.height - 0.4)
            corner = (MARGIN, line.middle - line.height / 2 + 0.2)
            axes.add_patch(Rectangle(corner, *size, fc=FAMILY, ec="none", zorder=2))
    for x in grid.centres.values():
        marks.add_line(axes, (x, grid.top), (x, grid.bottom), _HAIRLINE, width=0.4)


def _add_rows(axes: Axes, fitted: _Fitted) -> None:
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
        claims = counts[line.header.id]
        share = claims / max(counts.values())
        _add_bar(axes, (grid.right + 1.0, line.middle - 1.2), (share * (COUNTS - 1.2), 2.4))
        where = grid.right + 1.4, line.middle
        marks.add_text(axes, *where, str(claims), size=SMALL, gid=f"{gid}.claims")


def _add_bar(axes: Axes, corner: tuple[float, float], size: tuple[float, float]) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle(corner, *size, fc=FAMILY, ec="none", zorder=1))


def _add_columns(axes: Axes, fitted: _Fitted) -> None:
    """Set the labels of columns aslant above the cells, and their counts below."""
    grid, matrix = fitted.grid, fitted.matrix
    angle = radians(grid.slant.angle)
    base = grid.top - 0.6 - grid.slant.deepest * COLUMN_LEADING / 2 * cos(angle)
    counts = {column.id: len(matrix.claims_of(column.id)) for column in matrix.columns}
    widest = max(width_mm(str(number), SMALL) for number in counts.values())
    apart = SMALL * MM_PER_POINT if widest + 0.6 > grid.pitch else 0.0
    for place, column in enumerate(matrix.columns):
        lines = grid.slant.lines[column.id]
        gid = f"column.{shorten(column.id)}"
        for number, words in enumerate(lines):
            away = (number - (len(lines) - 1) / 2) * COLUMN_LEADING
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
        # If numbers are wider than columns, every other one stands a line lower.
        where = grid.centres[column.id], grid.bottom + 2.0 + place % 2 * apart
        claims = str(counts[column.id])
        marks.add_text(axes, *where, claims, size=SMALL, centred=True, gid=f"{gid}.claims")
    where = grid.right + 1.0, grid.bottom + 2.0
    marks.add_text(axes, *where, "claims", size=SMALL, colour=MUTED, gid="claims")


def _add_marks(axes: Axes, fitted: _Fitted) -> None:
    """Draw the marks in the cells."""
    grid, matrix = fitted.grid, fitted.matrix
    for row, middle in grid.rows():
        for column in matrix.columns:
            ends = row.id, column.id
            two = ends in matrix.expected and ends in matrix.reported
            alone = grid.centres[column.id], middle
            for reported, cells in enumerate((matrix.expected, matrix.reported)):
                if cell := cells.get(ends):
                    square = bool(reported)
                    where = grid.place(column.id, middle, reported=square) if two else alone
                    add_mark(
                        axes,
                        *where,
                        fitted.scale.width(len(cell.claims), square=square),
                        cell.grade,
                        square=square,
                        contested=cell.contested,
                        anomalous=cell.anomalous,
                        gid=f"cell.{shorten(row.id)}.{shorten(column.id)}.{'er'[reported]}",
                    )


_COUNTS: Final = 6.6  # below the cells, for the counts of columns
_SET: Final = 0.985  # letters of a PNG are rounded to dots, which lengthens lines
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
    """Draw the matrix into an .svg, .pdf or .png file.

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
    """Lay out a table on a size; a note below it says what is grouped or left out.

    Raises `DrawingError` when there is nothing to draw, a label has a character that the
    font lacks, or the page would be too tall.
    """
    if not matrix.rows:
        raise DrawingError(
            f"nothing to draw: no {matrix.row_kind} is linked to a {matrix.column_kind}"
        )
    require_glyphs(header.label + header.family for header in (*matrix.rows, *matrix.columns))
    inner = size.width - 2 * MARGIN

    fitted = _fit(matrix, size, lambda part: _foot(part, inner))
    shown, grid, scale = fitted.matrix, fitted.grid, fitted.scale
    key, below_key = entries(shown, scale), _notes(fitted)
    below = grid.bottom + _COUNTS
    ending = below + entries_height(key, inner) + _BREAK
    height = grid.bottom + _foot(fitted, inner)
    size.require_room(height, count(len(shown.rows), "row"))
    height = max(height, size.tallest) if size.fixed else height
    figure, axes = blank(size.width, height)
    _add_lines(axes, grid)
    _add_rows(axes, fitted)
    _add_columns(axes, fitted)
    _add_marks(axes, fitted)
    add_entries(axes, key, left=MARGIN, top=below, width=inner)
    add_notes(axes, below_key, left=MARGIN, top=ending, width=inner * _SET)
    return figure


def _foot(fitted: _Fitted, width: float) -> float:
    """Return the height of everything below the cells."""
    key = entries_height(entries(fitted.matrix, fitted.scale), width)
    return _COUNTS + key + _BREAK + notes_height(_notes(fitted), width * _SET) + MARGIN


def _notes(fitted: _Fitted) -> list[Note]:
    headers = (*fitted.matrix.rows, *fitted.matrix.columns)
    cut = [header.label for header in headers if header.id in fitted.grid.cut]
    return notes(fitted.matrix, fitted.left_out, cut)
