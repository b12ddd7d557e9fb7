"""The legend of a matrix: sizes and grades of its marks, and how to read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from assbkg.drawing.entries import Entry
from assbkg.drawing.marks import DAGGER, add_dagger
from assbkg.drawing.matrix.cells import Scale, add_mark
from assbkg.drawing.notes import Note
from assbkg.drawing.palette import MUTED
from assbkg.drawing.web.table import Header, Matrix
from assbkg.drawing.web.wording import count
from assbkg.reasoning.grades import GRADES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["entries", "notes"]

_NAMED: Final = 12  # maximum number of omitted rows and columns named
_SAMPLE: Final = 2.9  # the width of a mark that shows a grade

_ACTS: Final = {"strategy": "the strategy", "system": "a strategy of the system"}
_OUTCOMES: Final = {
    "benefit": "operates through a mechanism that promotes the benefit",
    "bottleneck": (
        "operates through a mechanism that mitigates the bottleneck, or is reported to address it"
    ),
}


def entries(matrix: Matrix, scale: Scale) -> list[list[Entry]]:
    """Samples of marks: of each grade, of some sizes, of each voice."""
    groups = [
        [_sample(f"grade.{grade}", grade, grade, _SAMPLE) for grade in GRADES[1:]],
        [
            _sample(f"claims.{claims}", count(claims, "claim"), "", scale.width(claims))
            for claims in sorted({1, (matrix.most + 1) // 2, matrix.most})
        ],
    ]
    if matrix.reported:
        groups.append(
            [
                _sample("expected", "expected by reasoning", "", _SAMPLE),
                _sample("reported", "gain that a source reports", "", _SAMPLE, square=True),
            ]
        )
    cells = (*matrix.expected.values(), *matrix.reported.values())
    doubts = []
    if any(cell.contested for cell in cells):
        words = "absent or weaker without contested claims"
        doubts.append(_sample("contested", words, "", _SAMPLE, contested=True))
    if any(cell.anomalous for cell in cells):
        words = "a curator calls a claim behind it anomalous"
        doubts.append(Entry("anomalous", words, DAGGER / 2, _dagger))
    return [*groups, doubts] if doubts else groups


def _sample(
    id_: str,
    words: str,
    grade: str,
    width: float,
    *,
    square: bool = False,
    contested: bool = False,
) -> Entry:
    """An entry that shows a mark; one without a grade is grey and full."""

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


def notes(matrix: Matrix, left_out: Sequence[Header], cut: Sequence[str] = ()) -> list[Note]:
    """How to read the table, and what it doesn't show; `cut` labels are told in full."""
    found = []
    if said := " ".join(_omissions(matrix, left_out)):
        found.append(Note("omissions", said, urgent=True))
    found.append(Note("reading", " ".join(_reading(matrix))))
    for number, label in enumerate(cut, start=1):
        found.append(Note(f"full.{number}", f"In full: {label}"))
    return found


def _omissions(matrix: Matrix, left_out: Sequence[Header]) -> Iterator[str]:
    if matrix.together:
        families = [row.members for row in matrix.rows if row.members > 1]
        yield f"For lack of space, {sum(families)} rows are grouped by family."
    if left_out:
        names = ", ".join(header.label for header in left_out[:_NAMED])
        more = len(left_out) - _NAMED
        yield f"Left out for lack of space: {names}{f' and {more} more' if more > 0 else ''}."
    if matrix.silent:
        yield f"Left out: {count(matrix.silent, 'system')} with a reported gain but no strategy."


def _reading(matrix: Matrix) -> Iterator[str]:
    mark = "Expected" if matrix.reported else "A mark"
    yield (
        f"{mark}: {_ACTS[matrix.row_kind]} {_OUTCOMES[matrix.column_kind]}; graded by the "
        "strongest such way, each way by its weakest link. Fuller is stronger."
    )
    if matrix.reported:
        yield "Reported: stated of the system itself."
    yield "Area: claims behind all ways. Numbers: claims behind a row or column."
    yield "Rows and columns without a mark are omitted."
