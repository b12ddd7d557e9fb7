"""The command that draws why a link holds."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assbkg.cli.completing import names_of
from assbkg.cli.drawing.shared import draw, out_option, tell_size, width_option
from assbkg.cli.shared import examples, explained, include_option, release_option

__all__ = ["proof"]


@draw.command()
@click.argument("subject", shell_complete=names_of("thing"))
@click.argument("predicate", metavar="PROPERTY", shell_complete=names_of("property"))
@click.argument("target", metavar="OBJECT", shell_complete=names_of("thing"))
@out_option
@width_option
@include_option
@release_option
@examples(
    'assbkg draw proof SiNPs@MXenes expectedGain "cycle life" --out proof.svg',
)
def proof(
    subject: str,
    predicate: str,
    target: str,
    out: Path,
    width: str,
    include: str | None,
    release: Path | None,
) -> None:
    """Draw why a link holds, down to the claims behind it.

    PROPERTY is an object property, or `a` for membership in a class. If the link
    does not hold, it draws what is missing, and exits with status 1. OUT ends in .svg, .pdf
    or .png.
    """
    import assbkg
    from assbkg.asking.conditions import Conditions
    from assbkg.drawing.proofs import draw_proof
    from assbkg.drawing.sheet import size_of

    link = subject, predicate, target
    said = explained(assbkg.open(release), *link, contested=include is not None)
    draw_proof(said, out, size=size_of(width))
    tell_size(out)
    if isinstance(said, Conditions):
        sys.exit(1)
