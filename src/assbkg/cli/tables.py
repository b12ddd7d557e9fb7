"""Commands about the curated tables and the graph that is built from them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assbkg.cli.shared import (
    FILE,
    Pair,
    app,
    examples,
    graphs_option,
    inputs,
    ontology_option,
    progress,
    say,
)
from assbkg.cli.verifying import sign_option, signed

__all__ = ["build", "check", "demo", "facts", "sentences"]


@app.command()
@click.option("--out", type=FILE, help="Output folder (default: release next to the tables).")
@sign_option
@graphs_option
@ontology_option
@examples(
    "assbkg build",
    "assbkg build --graphs graphs --out release --sign key",
)
def build(out: Path | None, key: Path | None, graphs: Path | None, ontology: Path | None) -> None:
    """Build the graph from the tables and publish it, all or nothing."""
    from assbkg.building import build as make
    from assbkg.reporting import tell_beyond
    from assbkg.vocabulary import GRAPHS

    chosen = inputs(graphs, ontology)
    target = out or chosen.release
    with signed(target, key):
        made = make(chosen.ontology, chosen.graphs, target, progress)
    tell_beyond([*made.rules.unsupported, *made.closure.cut], chosen.ontology, say)
    counts = ", ".join(f"{made.count(name)} {name}" for name in GRAPHS)
    say(f"{target}: {len(made.quads)} quads ({counts}) in {made.closure.rounds} rounds")


@app.command()
@click.option(
    "--text",
    "texts",
    type=Pair(),
    metavar="SOURCE=FILE",
    multiple=True,
    help="Compare a source with its plain text (-: standard input).",
)
@click.option("--dl", is_flag=True, help="Check that HermiT derives exactly the same.")
@graphs_option
@ontology_option
@examples(
    "assbkg check",
    "assbkg check --graphs graphs --text voids=paper.txt",
)
def check(
    texts: tuple[tuple[str, str], ...], dl: bool, graphs: Path | None, ontology: Path | None
) -> None:
    """Check tables, coverage, shapes and ontology; write nothing."""
    from assbkg.building import compute
    from assbkg.reporting import report_checks

    chosen = inputs(graphs, ontology)
    made = compute(chosen.ontology, chosen.graphs, progress)
    held = [(s, Path(f)) for s, f in texts]
    if not report_checks(made, chosen.ontology, held, dl, click.echo, progress):
        sys.exit(1)


@app.command()
@click.argument("file", type=FILE)
@click.option("--show-text", is_flag=True, help="Also show the sentences.")
@examples(
    "assbkg sentences paper.txt",
    "assbkg sentences paper.txt --show-text",
)
def sentences(file: Path, show_text: bool) -> None:
    """Number a paper's sentences: number, section, fingerprint.

    With `-` as FILE, the text comes from standard input.
    """
    from assbkg.curation.sentences import read_sentences

    for sentence in read_sentences(file):
        cells = [str(sentence.number), sentence.section, sentence.fingerprint]
        click.echo("\t".join([*cells, sentence.text] if show_text else cells))


@app.command()
@click.option("--out", type=FILE, required=True, help="Output folder.")
@graphs_option
@ontology_option
@examples(
    "assbkg facts --out facts",
)
def facts(out: Path, graphs: Path | None, ontology: Path | None) -> None:
    """Write the curated tables as facts, for `reason` and `update`."""
    from assbkg.literature.exporting import export_facts

    chosen = inputs(graphs, ontology)
    made = export_facts(chosen.ontology, chosen.graphs, out)
    say(f"{out}: {made.origin['papers']} papers, {made.origin['claims']:,} claims")


@app.command()
@click.option("--out", type=FILE, default=Path("out"), help="Output folder for graph and pictures.")
@examples(
    "assbkg demo --out out",
)
def demo(out: Path) -> None:
    """Build, check, ask three questions, draw two pictures."""
    from assbkg.demonstration import demonstrate

    demonstrate(out, click.echo)
