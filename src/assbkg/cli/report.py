"""The command that writes a report."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.completing import names_of
from assbkg.cli.shared import FILE, app, examples, progress, release_option, say
from assbkg.cli.verifying import sign_option, signed

__all__ = ["report"]


@app.command()
@click.option("--out", type=FILE, required=True, help="Output folder, new or an existing report.")
@click.option(
    "--component",
    default="",
    metavar="NAME",
    help="Restrict the report to this cell component.",
    shell_complete=names_of("class", "CellComponent"),
)
@click.option(
    "--bottleneck",
    default="",
    metavar="NAME",
    help="Restrict the report to this bottleneck.",
    shell_complete=names_of("Bottleneck"),
)
@click.option(
    "--system",
    default="",
    metavar="NAME",
    help="Restrict the report to this material system.",
    shell_complete=names_of("DesignedSystem"),
)
@click.option("--docx", is_flag=True, help="Write report.docx too; needs python-docx.")
@sign_option
@release_option
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
    release: Path | None,
) -> None:
    """Write a report as HTML and PDF, with tables and figures.

    It is on the whole graph, or on one component, bottleneck or system. The same release
    gives the same bytes; manifest.json tells the command that makes the report again.
    """
    if sum(map(bool, (component, bottleneck, system))) > 1:
        raise click.UsageError("give one of --component, --bottleneck and --system, or none")

    import assbkg
    from assbkg.document.legible import code_of, legible, named
    from assbkg.pages.report.folder import write_report
    from assbkg.pages.report.pdf import shown_by_code

    progress("drawing and setting the report")
    with signed(out, key):
        made = write_report(
            assbkg.open(release),
            out,
            component=component,
            bottleneck=bottleneck,
            system=system,
            docx=docx,
        )
    if lacking := shown_by_code(made):
        seen = [f"{one} as {code_of(one)}" for one in sorted(lacking) if one.isprintable()]
        texts = "; ".join(dict.fromkeys(lacking.values()))
        shown = ", ".join(seen) or named(lacking)
        say(f"report.pdf shows by code what its fonts lack: {_cut(shown)}")
        say(f"  in: {_cut(legible(texts))}")
    say(f"{out}: {made.title} (tables: {len(made.tables)}, figures: {len(made.figures)})")


def _cut(text: str) -> str:
    """A text of at most 200 characters."""
    return text if len(text) <= 200 else text[:199] + "…"  # noqa: PLR2004 - said above
