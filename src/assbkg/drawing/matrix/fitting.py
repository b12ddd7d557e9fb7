"""What of a matrix fits a figure: rows in order, grouped by family, or left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import sqrt

from assbkg.drawing.layering.seriation import Profile, clustered, clustered_in_families
from assbkg.drawing.matrix.cells import Scale
from assbkg.drawing.matrix.grid import Grid, lay_out
from assbkg.drawing.sizes import Size
from assbkg.drawing.web.table import Header, Matrix, by_family

__all__ = ["Fitted", "fit", "ordered"]


@dataclass(frozen=True)
class Fitted:
    """A table as it is drawn, and the rows and columns that had no room."""

    matrix: Matrix
    grid: Grid
    left_out: tuple[Header, ...] = ()

    @property
    def scale(self) -> Scale:
        """How large the marks are."""
        return Scale(self.grid.widest, self.matrix.most)


#: How much height goes to what stands below a table.
Foot = Callable[[Fitted], float]


def fit(matrix: Matrix, size: Size, foot: Foot) -> Fitted:
    """Fit a table to a size, with `foot` below it.

    Columns for which there is no width are left out, those with fewest claims first. Rows
    are grouped by family if they are too many; then the figure grows or, where its size
    is fixed, rows are left out.
    """
    # Families count with their headings before rows come into their order.
    matrix = matrix.keeping(sorted(matrix.rows, key=lambda row: row.family), matrix.columns)
    matrix, left_out = _narrowed(matrix, size)
    fitted = Fitted(matrix, lay_out(matrix, size), left_out)
    if _spare(fitted, size, foot) < 0 and any(row.family for row in matrix.rows):
        matrix = by_family(matrix)
        fitted = Fitted(matrix, lay_out(matrix, size), left_out)
    while size.fixed and len(matrix.rows) > 1 and _spare(fitted, size, foot) < 0:
        matrix, gone = _without_least(matrix, matrix.rows)
        left_out += gone
        fitted = Fitted(matrix, lay_out(matrix, size), left_out)
    return _grown(replace(fitted, matrix=ordered(matrix)), size, foot)


def ordered(matrix: Matrix) -> Matrix:
    """The table with like rows and like columns together, and rows of a family."""
    families = {row.id: row.family for row in matrix.rows}
    rows = clustered_in_families(_profiles(matrix, matrix.rows, 0), families)
    columns = clustered(_profiles(matrix, matrix.columns, 1))
    by_id = {header.id: header for header in (*matrix.rows, *matrix.columns)}
    return matrix.keeping(map(by_id.__getitem__, rows), map(by_id.__getitem__, columns))


def _profiles(matrix: Matrix, headers: Iterable[Header], end: int) -> Mapping[str, Profile]:
    """How much each row, or column, has of each of the others: dampened counts of claims."""
    found: dict[str, dict[str, float]] = {header.id: {} for header in headers}
    for cells in (matrix.expected, matrix.reported):
        for ends, cell in sorted(cells.items()):
            profile = found[ends[end]]
            other = ends[1 - end]
            profile[other] = profile.get(other, 0.0) + sqrt(len(cell.claims))
    return found


def _narrowed(matrix: Matrix, size: Size) -> tuple[Matrix, tuple[Header, ...]]:
    left_out: tuple[Header, ...] = ()
    while len(matrix.columns) > 1 and lay_out(matrix, size).tight:
        matrix, gone = _without_least(matrix, matrix.columns)
        left_out += gone
    return matrix, left_out


def _without_least(
    matrix: Matrix, headers: tuple[Header, ...]
) -> tuple[Matrix, tuple[Header, ...]]:
    """The table without the row or column that has fewest claims; of several, the last.

    What then has no mark goes with it; all that goes comes second.
    """
    least = min(reversed(headers), key=lambda header: len(matrix.claims_of(header.id)))
    rows = [row for row in matrix.rows if row != least]
    part = matrix.keeping(rows, (column for column in matrix.columns if column != least))
    marked = {end for ends in (*part.expected, *part.reported) for end in ends}
    part = part.keeping(
        (row for row in part.rows if row.id in marked),
        (column for column in part.columns if column.id in marked),
    )
    left = {*part.rows, *part.columns}
    return part, tuple(h for h in (*matrix.rows, *matrix.columns) if h not in left)


def _grown(fitted: Fitted, size: Size, foot: Foot) -> Fitted:
    """Let rows grow into the height that is left, and marks and what tells of them with these."""
    spare = _spare(fitted, size, foot)
    grown = replace(fitted, grid=lay_out(fitted.matrix, size, spare))
    over = min(_spare(grown, size, foot), 0.0)
    return replace(fitted, grid=lay_out(fitted.matrix, size, spare + over))


def _spare(fitted: Fitted, size: Size, foot: Foot) -> float:
    return size.tallest - fitted.grid.bottom - foot(fitted)
