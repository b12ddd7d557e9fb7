"""The command that reads nanopublications of claims back."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.shared import (
    FILE,
    app,
    examples,
    format_option,
    progress,
    release_option,
    say,
    show,
)

__all__ = ["nanopubs"]


@app.command()
@click.argument("file", type=FILE)
@format_option
@release_option
@examples("assbkg nanopubs claim.trig", "assbkg nanopubs claim.trig --format csv")
def nanopubs(file: Path, form: str, release: Path | None) -> None:
    """Check nanopublications of claims, and list the claims.

    The code in the IRI of each and its signature must fit what it says; the first that does not
    is named, and exit status 1 means that nothing was listed. How many claims are equal to those
    of the release goes to standard error. FILE ends in .trig or .nq; - is TriG
    from standard input.
    """
    import assbkg
    from assbkg.asking.nanopubs.claims import read_claims
    from assbkg.asking.nanopubs.listing import keys_of, list_claims
    from assbkg.asking.nanopubs.reading import read_nanopubs

    progress("checking signatures")
    found = read_nanopubs(file)
    graph = assbkg.open(release)
    listed = list_claims((one.claim for one in found), graph)
    show(listed.write(form), form)  # type: ignore[arg-type]
    for line in keys_of(found):
        say(line)
    known = {claim.iri: claim for claim in read_claims(graph.release.store)}
    equal = sum(known.get(one.claim.iri) == one.claim for one in found)
    other = sum(one.claim.iri in known for one in found) - equal
    new = len(found) - equal - other
    say(f"{equal:,} equal to claims of the release, {other:,} different, {new:,} not in it")
