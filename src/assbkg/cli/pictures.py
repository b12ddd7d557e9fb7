"""Commands that draw."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.shared import FILE, app, release_option, say

__all__ = ["draw"]


@app.command()
@click.argument("kind")
@click.option("--out", type=FILE, required=True, help="A .svg, .pdf, .png or .html file.")
@release_option
def draw(kind: str, out: Path, release: Path | None) -> None:
    """Draw the graph: KIND is `network`.

    A .html file works from disk, without a network.
    """
    import assbkg
    from assbkg.views.drawing import draw as make

    make(kind, assbkg.open(release), out)
    say(f"{out}: {out.stat().st_size:,} bytes")
