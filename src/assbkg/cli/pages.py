"""Commands that write a report, and the ontology as pages."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.options import (
    FILE,
    Opened,
    graph_options,
    name_option,
    ontology_option,
    release_option,
    sign_option,
)
from assbkg.cli.shared import app, examples, progress, say, signed

__all__ = ["reference", "report"]


@app.command()
@click.option("--out", type=FILE, required=True, help="Output folder, new or an existing report.")
@name_option("--component", "Restrict the report to this cell component.", "class", "CellComponent")
@name_option("--bottleneck", "Restrict the report to this bottleneck.", "Bottleneck")
@name_option("--system", "Restrict the report to this material system.", "DesignedSystem")
@click.option("--docx", is_flag=True, help="Write report.docx too; needs python-docx.")
@sign_option
@graph_options
@examples(
    "assbkg report --out report",
    'assbkg report --component "negative electrode" --out report',
)
def report(
    out: Path,
    component: str,
    bottleneck: str,
    system: str,
    docx: bool,
    key: Path | None,
    opened: Opened,
) -> None:
    """Write a report as HTML and PDF, with tables and figures.

    It covers the whole graph, or one component, bottleneck or system. The same release
    gives the same bytes; manifest.json holds the command that makes the report again.
    """
    if sum(map(bool, (component, bottleneck, system))) > 1:
        raise click.UsageError("give at most one of --component, --bottleneck and --system")

    from assbkg.document.legible import code_of, legible, named
    from assbkg.document.pdf import shown_by_code
    from assbkg.pages.report.folder import write_report
    from assbkg.pages.report.layout import as_document

    progress("drawing and setting the report")
    with signed(out, key):
        made = write_report(
            opened(),
            out,
            component=component,
            bottleneck=bottleneck,
            system=system,
            docx=docx,
        )
    if lacking := shown_by_code(as_document(made)):
        seen = [f"{one} as {code_of(one)}" for one in sorted(lacking) if one.isprintable()]
        texts = "; ".join(dict.fromkeys(lacking.values()))
        shown = ", ".join(seen) or named(lacking)
        say(f"report.pdf shows characters that its fonts lack as codes: {_cut(shown)}")
        say(f"  in: {_cut(legible(texts))}")
    say(f"{out}: {made.title} (tables: {len(made.tables)}, figures: {len(made.figures)})")


def _cut(text: str) -> str:
    """Return a text cut to 200 characters."""
    return text if len(text) <= 200 else text[:199] + "…"  # noqa: PLR2004 - as stated above


@app.command()
@click.option("--out", type=FILE, required=True, help="Output folder.")
@ontology_option
@release_option
@examples("assbkg reference --out pages")
def reference(out: Path, ontology: Path | None, release: Path | None) -> None:
    """Write the ontology as Markdown pages, term by term.

    Each term has its axioms, its use and examples. Counts and examples are those of the release.
    A site generator such as zensical turns the pages into a site.
    """
    import assbkg
    from assbkg.pages.reference import write_reference
    from assbkg.places import shipped

    pages = write_reference(ontology or shipped("ontology"), assbkg.open(release), out)
    say(f"{out}: {len(pages)} pages")
