"""Commands that draw figures, and the explorer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assbkg.cli.options import (
    FILE,
    Opened,
    by_option,
    choice_options,
    consequences_option,
    graph_options,
    include_option,
    link_arguments,
    name_option,
    toward_option,
)
from assbkg.cli.shared import app, examples, explained, tell_size

if TYPE_CHECKING:
    from assbkg.drawing.web import matrix as cells
    from assbkg.drawing.web.designs import Choice
    from assbkg.drawing.web.model import Outcomes, Rows

__all__ = ["capacities", "draw", "explorer", "matrix", "mechanisms", "network", "proof", "timeline"]

_out_option = click.option(
    "--out", type=FILE, required=True, help="File to write; its extension sets the format."
)
_width_option = click.option(
    "--width",
    type=click.Choice(["single", "double", "slide"]),
    default="double",
    show_default=True,
    help="One column of a journal's page (89 mm), both (183 mm), or a slide.",
)


def _figure_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of every figure: `out`, `width`, and those of its graph."""
    decorated: Callable[..., Any] = _out_option(_width_option(graph_options(command)))
    return decorated


@app.group()
def draw() -> None:
    """Draw figures and pages that work offline."""


@draw.command()
@name_option(
    "--system",
    "Show only this system or sample (repeatable).",
    "DesignedSystem",
    dest="systems",
    multiple=True,
)
@_figure_options
@examples("assbkg draw capacities --out capacities.svg")
def capacities(systems: tuple[str, ...], out: Path, width: str, opened: Opened) -> None:
    """Draw capacities over cycle number, with their conditions.

    Conditions that a source leaves out are marked.

    OUT ends in .svg, .pdf or .png.
    """
    from assbkg.drawing.capacities import draw_capacities
    from assbkg.drawing.sheet import size_of

    draw_capacities(opened(), out, systems=systems, size=size_of(width))
    tell_size(out)


@draw.command()
@_out_option
@graph_options
@include_option
@examples("assbkg draw explorer --out explorer.html")
def explorer(out: Path, opened: Opened, include: str | None) -> None:
    """Write an interactive page for browsing the graph and its claims.

    It shows graph, matrix and table, with the claims behind each link. OUT ends in .html. The
    page opens from disk and needs no network.
    """
    from assbkg.pages.explorer.page import write_explorer

    write_explorer(opened(), out, contested=include == "contested")
    tell_size(out)


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
@_figure_options
@examples("assbkg draw matrix --out matrix.svg")
def matrix(
    rows: cells.Rows,
    columns: cells.Columns,
    choice: Choice,
    out: Path,
    width: str,
    opened: Opened,
) -> None:
    """Draw which strategies or systems serve which benefits.

    With --columns bottleneck, it shows which act against which bottlenecks. OUT ends in .svg, .pdf
    or .png.
    """
    from assbkg.drawing.matrix import draw_matrix
    from assbkg.drawing.sheet import size_of

    graph, size = opened(), size_of(width)
    draw_matrix(graph, out, rows=rows, columns=columns, choice=choice, size=size)
    tell_size(out)


@draw.command()
@choice_options
@consequences_option
@_figure_options
@examples('assbkg draw mechanisms --focus "volume expansion" --out map.svg')
def mechanisms(choice: Choice, consequences: bool, out: Path, width: str, opened: Opened) -> None:
    """Draw the causal map of mechanisms, bottlenecks and benefits.

    It shows what mechanisms lead to, mitigate and promote, and what bottlenecks cause and
    limit. OUT ends in .svg, .pdf or .png.
    """
    from assbkg.drawing.mechanisms import draw_mechanisms
    from assbkg.drawing.sheet import size_of

    graph, size = opened(), size_of(width)
    draw_mechanisms(graph, out, choice=choice, consequences=consequences, size=size)
    tell_size(out)


@draw.command()
@by_option("Content of the left column.")
@toward_option("Content of the right column.")
@choice_options
@_out_option
@_width_option
@click.option("--whole", is_flag=True, help="Show everything without grouping; the page grows.")
@graph_options
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
    opened: Opened,
) -> None:
    """Draw strategies, mechanisms and benefits as a network.

    OUT ends in .svg, .pdf or .png; or, for other tools, in .graphml, .gexf, .cyjs, .json,
    .cx2 or .dot. A figure that is too tall for its page is grouped by family.
    """
    from assbkg.drawing import rendering
    from assbkg.drawing.exchange import ENDINGS, export_network
    from assbkg.drawing.network import draw_network
    from assbkg.drawing.sheet import size_of
    from assbkg.files.replacing import ending_of

    ending, size = ending_of(out, (*rendering.ENDINGS, *ENDINGS)), size_of(width)
    given = context.get_parameter_source("width") is not click.core.ParameterSource.DEFAULT
    if ending in ENDINGS and (whole or given):
        raise click.UsageError(f"{ending} has all links and no width; omit --width and --whole")
    if whole and size.fixed:
        raise click.UsageError("a slide can't grow; omit --whole or choose another --width")
    write = export_network if ending in ENDINGS else partial(draw_network, size=size, whole=whole)
    write(opened(), out, by=by, toward=toward, choice=choice)
    tell_size(out)


@draw.command()
@link_arguments
@_out_option
@_width_option
@include_option
@graph_options
@examples('assbkg draw proof SiNPs@MXenes expectedGain "cycle life" --out proof.svg')
def proof(
    subject: str,
    predicate: str,
    target: str,
    out: Path,
    width: str,
    include: str | None,
    opened: Opened,
) -> None:
    """Draw why a link holds, down to the claims behind it.

    PROPERTY is an object property, or `a` for membership in a class. If the link
    does not hold, it draws what is missing, and exits with status 1. OUT ends in .svg, .pdf
    or .png.
    """
    from assbkg.asking.conditions import Conditions
    from assbkg.drawing.proofs import draw_proof
    from assbkg.drawing.sheet import size_of

    graph = opened()
    reasons = explained(graph, subject, predicate, target, contested=include is not None)
    draw_proof(reasons, out, size=size_of(width))
    tell_size(out)
    if isinstance(reasons, Conditions):
        sys.exit(1)


@draw.command()
@_figure_options
@examples("assbkg draw timeline --out timeline.svg")
def timeline(out: Path, width: str, opened: Opened) -> None:
    """Draw the milestones by year.

    Spans are bars, years are dots, and plans are hollow. OUT ends in .svg, .pdf or .png.
    """
    from assbkg.drawing.sheet import size_of
    from assbkg.drawing.timeline import draw_timeline

    draw_timeline(opened(), out, size=size_of(width))
    tell_size(out)
