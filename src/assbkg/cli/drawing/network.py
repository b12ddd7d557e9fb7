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

    OUT ends in .svg, .pdf or .png, or in .html for a page.
    """
    import assbkg
    from assbkg.views.drawing import draw as make

    make("network", assbkg.open(release), out)
    tell_size(out)
