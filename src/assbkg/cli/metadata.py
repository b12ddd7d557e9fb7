"""The command that describes the curated tables for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.shared import FILE, app, examples, say

__all__ = ["metadata"]


@app.command()
@click.option(
    "--graphs", type=FILE, help="Folder of curated tables (default: graphs, where you are)."
)
@examples("assbkg metadata --graphs graphs")
def metadata(graphs: Path | None) -> None:
    """Write Data Package and CSVW metadata next to the tables.

    `datapackage.json` and `csv-metadata.json` are made from the definitions of the tables.
    `assbkg check` notices when they no longer fit.
    """
    from assbkg.curation.corpus import read_corpus
    from assbkg.curation.describing import table_metadata
    from assbkg.files.replacing import write_whole

    folder = graphs or Path("graphs")
    if graphs is None and not folder.is_dir():
        raise click.UsageError("there is no folder `graphs` here; name one with --graphs")
    for paper in read_corpus(folder).papers:
        for name, data in table_metadata(paper.info).items():
            write_whole(paper.folder / name, data)
            say(f"{paper.folder / name}: written")
