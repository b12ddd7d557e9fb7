"""The proof of a link as a figure, and what a link that does not hold would follow from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation
from assbkg.drawing.proofs.marks import add_legend, add_row
from assbkg.drawing.proofs.sheet import make_sheet
from assbkg.drawing.rendering import render, write_figure
from assbkg.drawing.sizes import SIZES, Size
from assbkg.errors import DrawingError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["compose_proof", "draw_proof", "render_proof"]

_TALLEST: Final = 5000.0  # PDF readers show pages up to 200 inches


def draw_proof(said: Explanation | Conditions, path: Path, *, size: Size = SIZES["double"]) -> None:
    """Draw why a link holds, or would, into an .svg, .pdf or .png file.

    Raises `DrawingError` as `compose_proof` does, for another ending, and when the file
    can't be written.
    """
    write_figure(path, lambda: compose_proof(said, size), _title(said), enlarged=size.enlarged)


def render_proof(said: Explanation | Conditions, form: str) -> bytes:
    """The figure over a page in a form, as `rendering.render` takes it; the same in every run."""
    return render(lambda: compose_proof(said), form, _title(said))


def _title(said: Explanation | Conditions) -> str:
    return said.proof.sentence if isinstance(said, Explanation) else said.link


def compose_proof(said: Explanation | Conditions, size: Size = SIZES["double"]) -> Figure:
    """Lay out a figure on a size: as tall as it must be, or with as much as fits a fixed one.

    Raises `DrawingError` when a label has a character that the font lacks, when not even the
    link alone fits, or the page would be taller than PDF readers show.
    """
    from matplotlib.figure import Figure

    sheet = make_sheet(said, size)
    height = sheet.height
    if height > _TALLEST:
        raise DrawingError(
            f"{len(sheet.rows)} links make a page {height / 1000:.1f} m tall, and PDF readers "
            "show 5 m; tell it as text instead"
        )
    figure = Figure(figsize=(size.width / 25.4, height / 25.4), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, size.width), ylim=(height, 0))
    axes.set_axis_off()
    for row in sheet.rows:
        add_row(axes, row)
    for line in sheet.lines:
        line.add(axes)
    if sheet.rows:
        add_legend(axes, sheet.grades, sheet.legend, sheet.frame)
    return figure
