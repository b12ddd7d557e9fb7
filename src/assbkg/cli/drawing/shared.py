"""What the commands that draw share: their group and options."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from assbkg.cli.completing import names_of
from assbkg.cli.shared import FILE, app, include_option, say

__all__ = ["choice_options", "draw", "out_option", "tell_size", "width_option"]

out_option = click.option(
    "--out", type=FILE, required=True, help="File to write; its extension sets the format."
)
width_option = click.option(
    "--width",
    type=click.Choice(["single", "double", "slide"]),
    default="double",
    show_default=True,
    help="One column of a journal's page (89 mm), both (183 mm), or a slide.",
)


_NARROWING = (
    click.option(
        "--component",
        default="",
        metavar="NAME",
        help="Show only systems that serve as this component.",
        shell_complete=names_of("class", "CellComponent"),
    ),
    click.option(
        "--focus",
        default="",
        metavar="NAME",
        help="Show only what is related to this.",
        shell_complete=names_of("thing"),
    ),
    click.option(
        "--min-grade", default="", metavar="GRADE", help="Show only links of at least this grade."
    ),
    include_option,
)


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that choose a part of the graph, as its `choice`."""

    @wraps(command)
    def chosen(
        component: str, focus: str, min_grade: str, include: str | None, **others: object
    ) -> object:
        from assbkg.drawing.web.designs import Choice

        choice = Choice(component, focus, min_grade, contested=include is not None)
        return command(choice=choice, **others)

    decorated: Callable[..., Any] = chosen
    for option in reversed(_NARROWING):
        decorated = option(decorated)
    return decorated


@app.group()
def draw() -> None:
    """Draw figures and pages that work offline."""


def tell_size(path: Path) -> None:
    """Say how large a written file is."""
    say(f"{path}: {path.stat().st_size:,} bytes")
