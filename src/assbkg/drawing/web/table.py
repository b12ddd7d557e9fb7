"""A table of what serves what: its rows and columns, and the cells that link them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from assbkg.reasoning.grades import strongest

__all__ = ["Cell", "Cells", "Columns", "Header", "Matrix", "Rows", "by_family", "merged"]

#: What stands in the rows, and what in the columns.
Rows = Literal["strategy", "system"]
Columns = Literal["benefit", "bottleneck"]


@dataclass(frozen=True)
class Header:
    """What a row or a column is about. `family` is empty where that stands alone.

    `members` counts what is put together in it.
    """

    id: str
    label: str
    family: str = ""
    members: int = 1


@dataclass(frozen=True)
class Cell:
    """What links a row to a column: its strongest way, and the claims that all ways rest on.

    A `contested` one would not be there, or not so strong, without contested claims. An
    `anomalous` one has a claim among those that it rests on which a curator calls so.
    """

    grade: str
    claims: frozenset[str]
    contested: bool = False
    anomalous: bool = False


Cells = Mapping[tuple[str, str], Cell]


@dataclass(frozen=True)
class Matrix:
    """Rows and columns by id. `expected` links follow by reasoning, `reported` are claimed.

    `silent` counts the systems with a reported gain of which no strategy is told; they are
    no rows.
    """

    row_kind: Rows
    column_kind: Columns
    rows: tuple[Header, ...]
    columns: tuple[Header, ...]
    expected: Cells
    reported: Cells
    silent: int = 0
    together: bool = False

    @cached_property
    def most(self) -> int:
        """The claims of the cell that has most."""
        cells = (*self.expected.values(), *self.reported.values())
        return max((len(cell.claims) for cell in cells), default=0)

    def claims_of(self, header: str) -> frozenset[str]:
        """The claims that all cells of a row or a column rest on."""
        both = (*self.expected.items(), *self.reported.items())
        return frozenset().union(*(cell.claims for ends, cell in both if header in ends))

    def keeping(self, rows: Iterable[Header], columns: Iterable[Header]) -> Matrix:
        """This table with some of its rows and columns, in the order given."""
        rows, columns = tuple(rows), tuple(columns)
        kept = {row.id for row in rows}, {column.id for column in columns}

        def left(cells: Cells) -> Cells:
            return {
                ends: c for ends, c in cells.items() if ends[0] in kept[0] and ends[1] in kept[1]
            }

        return replace(
            self,
            rows=rows,
            columns=columns,
            expected=left(self.expected),
            reported=left(self.reported),
        )


def merged(cells: Iterable[Cell]) -> Cell:
    """Put cells together: the strongest grade of any, and the claims of all."""
    cells = tuple(cells)
    grade = strongest(cell.grade for cell in cells)
    return Cell(
        grade,
        frozenset().union(*(cell.claims for cell in cells)),
        all(cell.contested for cell in cells if cell.grade == grade),
        any(cell.anomalous for cell in cells),
    )


#: Before the name of a family, so that it is no row of its own.
_FAMILY: Final = "family "


def by_family(matrix: Matrix) -> Matrix:
    """Put the rows of each family together; a row without a family stays as it is."""
    place = {row.id: _FAMILY + row.family if row.family else row.id for row in matrix.rows}
    headers: dict[str, Header] = {}
    for row in matrix.rows:
        known = headers.get(place[row.id])
        members = (known.members if known else 0) + row.members
        label = row.family or row.label
        headers[place[row.id]] = Header(place[row.id], label, "", members)

    def together(cells: Cells) -> Cells:
        found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for (row, column), cell in sorted(cells.items()):
            found[place[row], column].append(cell)
        return {ends: merged(parts) for ends, parts in found.items()}

    return replace(
        matrix,
        rows=tuple(headers[row] for row in sorted(headers)),
        expected=together(matrix.expected),
        reported=together(matrix.reported),
        together=True,
    )
