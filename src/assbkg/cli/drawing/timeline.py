"""The command that draws the milestones."""

from __future__ import annotations

from pathlib import Path

from assbkg.cli.drawing.shared import draw, out_option, tell_size, width_option
from assbkg.cli.shared import examples, release_option

__all__ = ["timeline"]


@draw.command()
@out_option
@width_option
@release_option
@examples(
    "assbkg draw timeline --out timeline.svg",
)
def timeline(out: Path, width: str, release: Path | None) -> None:
    """Draw the milestones by year.

    Spans are bars, years are dots, and plans stand apart. OUT ends in .svg, .pdf or .png.
    """
    import assbkg
    from assbkg.drawing.sheet import size_of
    from assbkg.drawing.timeline import draw_timeline

    draw_timeline(assbkg.open(release), out, size=size_of(width))
    tell_size(out)
