"""The command that draws the network of strategies, mechanisms and benefits, or exports it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assbkg.cli.drawing.shared import choice_options, draw, out_option, tell_size, width_option
from assbkg.cli.shared import examples, release_option

if TYPE_CHECKING:
    from assbkg.drawing.web.designs import Choice
    from assbkg.drawing.web.model import Outcomes, Rows

__all__ = ["network"]


@draw.command()
@click.option(
    "--by",
    type=click.Choice(["strategy", "system", "material"]),
    default="strategy",
    show_default=True,
    help="Content of the left column.",
)
@click.option(
    "--toward",
    type=click.Choice(["benefit", "bottleneck"]),
    default="benefit",
    show_default=True,
    help="Content of the right column.",
)
@choice_options
@out_option
@width_option
@click.option("--whole", is_flag=True, help="Show everything, ungrouped; the page grows.")
@release_option
@click.pass_context
@examples(
    "assbkg draw network --out network.svg",
    "assbkg draw network --by system --toward bottleneck --out network.graphml",
)
def network(
    context: click.Context,
    by: Rows,
    toward: Outcomes,
    choice: Choice,
    out: Path,
    width: str,
    whole: bool,
    release: Path | None,
) -> None:
    """Draw strategies, mechanisms and benefits as a network.

    OUT ends in .svg, .pdf or .png; or, for other tools, in .graphml, .gexf, .cyjs, .json,
    .cx2 or .dot. A figure that is too tall for its page is grouped by family.
    """
    import assbkg
    from assbkg.drawing import rendering
    from assbkg.drawing.exchange import ENDINGS, export_network
    from assbkg.drawing.network import draw_network
    from assbkg.drawing.sheet import size_of
    from assbkg.files.replacing import ending_of

    ending, size = ending_of(out, (*rendering.ENDINGS, *ENDINGS)), size_of(width)
    given = context.get_parameter_source("width") is not click.core.ParameterSource.DEFAULT
    if ending in ENDINGS and (whole or given):
        raise click.UsageError(f"{ending} has all links and no width; leave --width and --whole")
    if whole and size.fixed:
        raise click.UsageError("a slide can't grow; leave --whole, or take another --width")
    write = export_network if ending in ENDINGS else partial(draw_network, size=size, whole=whole)
    write(
        assbkg.open(release),
        out,
        by=by,
        toward=toward,
        choice=choice,
    )
    tell_size(out)
