"""Commands that read papers: number their sentences, make the folder of a new paper."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from assbkg.cli.options import FILE
from assbkg.cli.shared import app, examples, progress, say

__all__ = ["read", "sentences"]


@app.command()
@click.argument("file", type=FILE)
@click.option("--as", "name", metavar="ID", help="Make this paper's folder, such as wang-2022.")
@click.option(
    "--graphs",
    type=FILE,
    default=Path("graphs"),
    show_default=True,
    help="Folder of curated tables that the paper's folder is made in.",
)
@click.option("--sentences", "listing", type=FILE, help="Write the sentences to this file, as TSV.")
@examples("assbkg read paper.txt --as wang-2022", "assbkg read paper.txt")
def read(file: Path, name: str | None, graphs: Path, listing: Path | None) -> None:
    """Read a paper: PDF, JATS XML, HTML, Markdown or plain text.

    With --as, make the paper's folder: source.toml, references.csv, and tables to be filled in.
    No sentence of the paper is stored there. The file is read in a process of its own, with a
    limit on time and memory.
    """
    from datetime import date

    from assbkg.files.replacing import check_target
    from assbkg.reading.folder import make_folder, missing_parts, require_new, write_sentences
    from assbkg.reading.papers import read_paper

    if name is not None:
        require_new(graphs, name)
    if listing is not None:
        check_target(listing)
    progress(f"reading {file}")
    paper = read_paper(file)
    known = paper.reading.metadata
    click.echo(known.title or "no title found")
    if known.authors:
        click.echo(f"  {'; '.join(known.authors)}")
    facts = (str(known.year or ""), f"doi:{known.doi}" if known.doi else "", known.licence)
    if any(facts):
        click.echo(f"  {', '.join(fact for fact in facts if fact)}")
    counts = f"{len(paper.sentences)} sentences, {len(paper.reading.references)} references"
    click.echo(f"  {counts} (reader: {paper.reading.reader})")
    for what in (*paper.reading.refused, *missing_parts(paper)):
        say(f"  {what}")
    if listing is not None:
        write_sentences(paper.sentences, listing)
        say(f"{listing}: {len(paper.sentences)} sentences written")
    if name is not None:
        folder = make_folder(paper, graphs, name, date.today())
        say(f"{folder}: made; `assbkg check --graphs {graphs}` checks it")


@app.command()
@click.argument("file", type=FILE)
@click.option("--show-text", is_flag=True, help="Also show the sentences.")
@click.option(
    "--segmenter",
    type=click.Choice(["1", "2"]),
    default="2",
    show_default=True,
    help="Version that splits; 1 takes plain text alone and numbered the first papers.",
)
@examples(
    "assbkg sentences paper.txt",
    "assbkg sentences paper.txt --show-text",
)
def sentences(file: Path, show_text: bool, segmenter: Literal["1", "2"]) -> None:
    """Number a paper's sentences: number, section, fingerprint.

    With `-` as FILE, the text comes from standard input.
    """
    from assbkg.curation.sentences import Sentence, read_sentences

    found: tuple[Sentence, ...]
    if segmenter == "1":
        found = read_sentences(file)
    else:
        from assbkg.reading.papers import read_paper

        found = read_paper(file).sentences
    for sentence in found:
        cells = [str(sentence.number), sentence.section, sentence.fingerprint]
        click.echo("\t".join([*cells, sentence.text] if show_text else cells))
