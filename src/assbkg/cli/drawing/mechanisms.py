"""The command that draws the causal map of mechanisms, bottlenecks and benefits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assbkg.cli.drawing.shared import choice_options, draw, out_option, tell_size, width_option
from assbkg.cli.shared import examples, release_option

if TYPE_CHECKING:
    from assbkg.drawing.web.designs import Choice

__all__ = ["mechanisms"]


@draw.command()
@choice_options
@click.option(
    "--all", "consequences", is_flag=True, help="Include inferred links that follow from others."
)
@out_option
@width_option
@release_option
@examples(
    'assbkg draw mechanisms --focus "volume expansion" --out map.svg',
)
def mechanisms(
    choice: Choice,
    consequences: bool,
    out: Path,
    width: str,
    release: Path | None,
) -> None:
    """Draw the causal map of mechanisms, bottlenecks and benefits.

    It has what mechanisms lead to, mitigate and promote, and what bottlenecks cause and
    limit. OUT ends in .svg, .pdf or .png.
    """
    import assbkg
    from assbkg.drawing.mechanisms import draw_mechanisms
    from assbkg.drawing.sheet import size_of

    draw_mechanisms(
        assbkg.open(release),
        out,
        choice=choice,
        consequences=consequences,
        size=size_of(width),
    )
    tell_size(out)
