"""The command that draws what serves what, as a matrix."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assbkg.cli.drawing.shared import choice_options, draw, out_option, tell_size, width_option
from assbkg.cli.shared import examples, release_option

if TYPE_CHECKING:
    from assbkg.drawing.web.designs import Choice
    from assbkg.drawing.web.matrix import Columns, Rows

__all__ = ["matrix"]


@draw.command()
@click.option(
    "--rows",
    type=click.Choice(["strategy", "system"]),
    default="strategy",
    show_default=True,
    help="Content of the rows.",
)
@click.option(
    "--columns",
    type=click.Choice(["benefit", "bottleneck"]),
    default="benefit",
    show_default=True,
    help="Content of the columns.",
)
@choice_options
@out_option
@width_option
@release_option
@examples(
    "assbkg draw matrix --out matrix.svg",
)
def matrix(
    rows: Rows,
    columns: Columns,
    choice: Choice,
    out: Path,
    width: str,
    release: Path | None,
) -> None:
    """Draw which strategies or systems serve which benefits.

    Or, with --columns, which work against which bottlenecks. OUT ends in .svg, .pdf or .png.
    """
    import assbkg
    from assbkg.drawing.matrix import draw_matrix
    from assbkg.drawing.sheet import size_of

    draw_matrix(
        assbkg.open(release),
        out,
        rows=rows,
        columns=columns,
        choice=choice,
        size=size_of(width),
    )
    tell_size(out)
