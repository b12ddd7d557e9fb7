"""The command that draws the causal map of mechanisms, bottlenecks and benefits."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.drawing.shared import draw, narrowing_options, out_option, tell_size, width_option
from assbkg.cli.shared import include_option, release_option

__all__ = ["mechanisms"]


@draw.command()
@narrowing_options
@include_option
@click.option(
    "--all", "consequences", is_flag=True, help="Also inferred links that follow from others."
)
@out_option
@width_option
@release_option
def mechanisms(
    component: str,
    focus: str,
    min_grade: str,
    include: str | None,
    consequences: bool,
    out: Path,
    width: str,
    release: Path | None,
) -> None:
    """Draw what mechanisms lead to, mitigate and promote, and what bottlenecks cause and limit.

    OUT ends in .svg, .pdf or .png.
    """
    import assbkg
    from assbkg.views.figures.mechanisms import draw_mechanisms
    from assbkg.views.figures.sizes import size_of

    draw_mechanisms(
        assbkg.open(release),
        out,
        component=component,
        focus=focus,
        min_grade=min_grade,
        contested=include is not None,
        consequences=consequences,
        size=size_of(width),
    )
    tell_size(out)
