"""What the commands that draw share: their group and options."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.shared import FILE, app, say

__all__ = ["draw", "out_option", "tell_size", "width_option"]

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


@app.group()
def draw() -> None:
    """Draw the graph as figures and pages that work without a network."""


def tell_size(path: Path) -> None:
    """Say how large a written file is."""
    say(f"{path}: {path.stat().st_size:,} bytes")
