"""The command that writes the ontology as pages to read."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.shared import FILE, app, examples, ontology_option, release_option, say

__all__ = ["reference"]


@app.command()
@click.option("--out", type=FILE, required=True, help="Output folder.")
@ontology_option
@release_option
@examples(
    "assbkg reference --out pages",
)
def reference(out: Path, ontology: Path | None, release: Path | None) -> None:
    """Write the ontology as Markdown pages, term by term.

    Each term has its axioms, its use and examples. Counts and examples are those of the release.
    A site generator such as zensical makes a site of the pages; what you add to the ontology
    is in them at once.
    """
    import assbkg
    from assbkg.pages.reference import write_reference
    from assbkg.places import shipped

    pages = write_reference(ontology or shipped("ontology"), assbkg.open(release), out)
    say(f"{out}: {len(pages)} pages")
