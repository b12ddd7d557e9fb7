"""The command that writes the explorer."""

from __future__ import annotations

from pathlib import Path

from assbkg.cli.drawing.shared import draw, out_option, tell_size
from assbkg.cli.shared import examples, include_option, release_option

__all__ = ["explorer"]


@draw.command()
@out_option
@release_option
@include_option
@examples(
    "assbkg draw explorer --out explorer.html",
)
def explorer(out: Path, release: Path | None, include: str | None) -> None:
    """Write a page to look around in, down to the claims.

    It shows graph, matrix and table, with the claims behind each link. OUT ends in .html. The
    page opens from disk and needs no network.
    """
    import assbkg
    from assbkg.pages.explorer.page import write_explorer

    write_explorer(assbkg.open(release), out, contested=include == "contested")
    tell_size(out)
