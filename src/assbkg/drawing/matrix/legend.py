"""The marks of a matrix and its legend: discs for derived links, squares for stated ones.

Only what a source states has the colour of its grade; derived links are grey discs, graded by
their weakest premise. The area shows how many claims there are. The stronger the grade, the
fuller the mark, so that it is legible in grey, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import pi, sqrt
from typing import TYPE_CHECKING, Final

from assbkg.drawing.marks import DAGGER, GRADE_COLOURS, add_dagger, add_diamond
from assbkg.drawing.palette import DERIVED, MUTED
from assbkg.drawing.sheet import Entry, Note
from assbkg.drawing.web.matrix import Cell, Matrix
from assbkg.drawing.web.model import Node
from assbkg.drawing.web.wording import count
from assbkg.reasoning.grades import GRADES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

__all__ = ["HOLES", "Scale", "add_mark", "entries", "notes"]


#: The share of the width of a mark that is left white, by grade.
HOLES: Final[Mapping[str, float]] = dict(
    zip(GRADES, (0.0, 0.0, 0.32, 0.48, 0.62, 0.74, 0.86), strict=True)
)
#: A smaller mark, in millimetres, would not show its grade.
_LEAST: Final = 1.3
_DIAMOND: Final = 1.5
_CLEAR: Final = 0.5  # from a mark to its dagger


@dataclass(frozen=True)
class Scale:
    """The size of marks: the one with `most` claims is `widest` millimetres wide."""

    widest: float
    most: int

    def width(self, claims: int, *, square: bool = False) -> float:
        """Return the width of a mark; beyond the least, its area is in proportion to the claims."""
        disc = max(self.widest * sqrt(claims / max(self.most, 1)), _LEAST)
        return disc * sqrt(pi / 4) if square else disc


def add_mark(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    grade: str,
    *,
    square: bool = False,
    contested: bool = False,
    anomalous: bool = False,
    colour: str = "",
    gid: str = "",
) -> None:
    """Draw a mark around a place; unless another is given, its colour is that of its voice.

    A square, which is stated, has the colour of its grade; a disc, which is derived, is grey. A
    contested mark has a hollow diamond at its right shoulder, an anomalous one a dagger at
    its left.
    """
    outer, inner = _shape(x, y, width, square), _shape(x, y, width * HOLES[grade], square)
    own = GRADE_COLOURS[grade] if square else DERIVED
    outer.set(facecolor=colour or own, edgecolor="none", zorder=2)
    outer.set_gid(gid or None)
    axes.add_patch(outer)
    if HOLES[grade]:
        inner.set(facecolor="white", edgecolor="none", zorder=2)
        axes.add_patch(inner)
    if contested:
        add_diamond(axes, x + width * 0.36, y - width * 0.36, _DIAMOND)
    if anomalous:
        add_dagger(axes, x - width / 2 - _CLEAR, y - width * 0.36)


def _shape(x: float, y: float, width: float, square: bool) -> Patch:
    from matplotlib.patches import Circle, Rectangle

    if square:
        return Rectangle((x - width / 2, y - width / 2), width, width)
    return Circle((x, y), width / 2)


_NAMED: Final = 12  # maximum number of omitted rows and columns named
_SAMPLE: Final = 2.9  # the width of a mark that shows a grade

_ACTS: Final = {"strategy": "the strategy", "system": "a strategy of the system"}
_OUTCOMES: Final = {
    "benefit": "operates through a mechanism that promotes the benefit",
    "bottleneck": "operates through a mechanism that mitigates the bottleneck",
}


def entries(matrix: Matrix, scale: Scale) -> list[list[Entry]]:
    """Samples of marks: of each voice and grade that is drawn, and of some sizes."""
    groups = [
        [
            _sample(f"{voice}.{grade}", f"{lead}{grade}", grade, _SAMPLE, square=square)
            for lead, grade in zip(_leads(words), _drawn(cells), strict=False)
        ]
        for voice, words, cells, square in (
            ("derived", "derived, weakest premise ", matrix.expected, False),
            ("stated", "stated by a source: ", matrix.reported, True),
        )
    ]
    groups.append(
        [
            _sample(f"claims.{claims}", count(claims, "claim"), "", scale.width(claims))
            for claims in sorted({1, (matrix.most + 1) // 2, matrix.most})
        ]
    )
    groups = [group for group in groups if group]
    cells = (*matrix.expected.values(), *matrix.reported.values())
    doubts = []
    if any(cell.contested for cell in cells):
        words = "absent or weaker without contested claims"
        doubts.append(_sample("contested", words, "", _SAMPLE, contested=True))
    if any(cell.anomalous for cell in cells):
        words = "a curator calls a claim behind it anomalous"
        doubts.append(Entry("anomalous", words, DAGGER / 2, _dagger))
    return [*groups, doubts] if doubts else groups


def _leads(words: str) -> Iterator[str]:
    """Yield the words before the first grade of a row of samples, and none before the others."""
    yield words
    yield from repeat("")


def _drawn(cells: Mapping[tuple[str, str], Cell]) -> list[str]:
    """Return the grades of some cells, strongest first."""
    return sorted({cell.grade for cell in cells.values()}, key=GRADES.index)


def _sample(
    id_: str,
    words: str,
    grade: str,
    width: float,
    *,
    square: bool = False,
    contested: bool = False,
) -> Entry:
    """Return an entry that shows a mark; without a grade it is grey and full."""

    def draw(axes: Axes, x: float, y: float) -> None:
        add_mark(
            axes,
            x + width / 2,
            y,
            width,
            grade or GRADES[0],
            square=square,
            contested=contested,
            colour="" if grade else MUTED,
        )

    return Entry(id_, words, width, draw, height=max(4.0, width + 0.6))


def _dagger(axes: Axes, x: float, y: float) -> None:
    add_dagger(axes, x + DAGGER / 4, y)


def notes(matrix: Matrix, left_out: Sequence[Node], cut: Sequence[str] = ()) -> list[Note]:
    """Return how to read the table, and what it doesn't show; `cut` labels are given in full."""
    found = []
    if omitted := " ".join(_omissions(matrix, left_out)):
        found.append(Note("omissions", omitted, urgent=True))
    found.append(Note("reading", " ".join(_reading(matrix))))
    for number, label in enumerate(cut, start=1):
        found.append(Note(f"full.{number}", f"In full: {label}"))
    return found


def _omissions(matrix: Matrix, left_out: Sequence[Node]) -> Iterator[str]:
    if matrix.together:
        families = [row.kinds for row in matrix.rows if row.kinds > 1]
        yield f"For lack of space, {sum(families)} rows are grouped by family."
    if left_out:
        names = ", ".join(header.label for header in left_out[:_NAMED])
        more = len(left_out) - _NAMED
        yield f"Left out for lack of space: {names}{f' and {more} more' if more > 0 else ''}."
    if matrix.silent:
        yield f"Left out: {count(matrix.silent, 'system')} with a reported gain but no strategy."


def _reading(matrix: Matrix) -> Iterator[str]:
    yield (
        f"Derived: {_ACTS[matrix.row_kind]} {_OUTCOMES[matrix.column_kind]}; graded by the "
        "strongest such way, each way by its weakest link. Fuller is stronger."
    )
    if matrix.reported:
        yield f"Stated: a source reports it of the {matrix.row_kind} itself."
    yield "Area: claims behind all ways. Numbers: claims behind a row or column."
    yield "Rows and columns without a mark are omitted."
