"""The command that draws the network of strategies, mechanisms and benefits."""

from __future__ import annotations

from pathlib import Path

from assbkg.cli.drawing.shared import draw, out_option, tell_size
from assbkg.cli.shared import release_option

__all__ = ["network"]


@draw.command()
@out_option
@release_option
def network(out: Path, release: Path | None) -> None:
    """Draw strategies, the mechanisms through which they act, and the benefits.

    OUT ends in .svg, .pdf or .png.
    """
    import assbkg
    from assbkg.views.figures.network import draw_network

    draw_network(assbkg.open(release), out)
    tell_size(out)
