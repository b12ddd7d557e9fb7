"""The command that draws capacities over cycle number."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.completing import names_of
from assbkg.cli.drawing.shared import draw, out_option, tell_size, width_option
from assbkg.cli.shared import examples, release_option

__all__ = ["capacities"]


@draw.command()
@click.option(
    "--system",
    "systems",
    multiple=True,
    metavar="NAME",
    help="Show only this system or sample (repeatable).",
    shell_complete=names_of("DesignedSystem"),
)
@out_option
@width_option
@release_option
@examples(
    "assbkg draw capacities --out capacities.svg",
)
def capacities(systems: tuple[str, ...], out: Path, width: str, release: Path | None) -> None:
    """Draw capacities over cycle number, with their conditions.

    Conditions that a source leaves out are marked.

    OUT ends in .svg, .pdf or .png.
    """
    import assbkg
    from assbkg.drawing.capacities import draw_capacities
    from assbkg.drawing.sheet import size_of

    draw_capacities(assbkg.open(release), out, systems=systems, size=size_of(width))
    tell_size(out)
