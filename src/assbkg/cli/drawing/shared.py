"""What the commands that draw share: their group and options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from assbkg.cli.shared import FILE, app, say

__all__ = ["draw", "narrowing_options", "out_option", "tell_size", "width_option"]

out_option = click.option(
    "--out", type=FILE, required=True, help="The file to write; its ending decides the form."
)
width_option = click.option(
    "--width",
    type=click.Choice(["single", "double", "slide"]),
    default="double",
    show_default=True,
    help="One column of a journal's page (89 mm), both (183 mm), or a slide.",
)


_NARROWING = (
    click.option("--component", default="", metavar="NAME", help="Only what serves as this part."),
    click.option("--focus", default="", metavar="NAME", help="Only what has to do with this."),
    click.option("--min-grade", default="", metavar="GRADE", help="Only what is said so strongly."),
)


def narrowing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options by which it draws only a part."""
    for option in reversed(_NARROWING):
        command = option(command)
    return command


@app.group()
def draw() -> None:
    """Draw the graph as figures and pages that work without a network."""


def tell_size(path: Path) -> None:
    """Say how large a written file is."""
    say(f"{path}: {path.stat().st_size:,} bytes")
