"""Commands that check the curated tables, build the graph from them, and sign or verify it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

from assbkg.cli.options import FILE, Pair, graphs_option, ontology_option, sign_option
from assbkg.cli.shared import app, examples, inputs, progress, say, signed

__all__ = ["build", "check", "demo", "facts", "metadata", "sign", "sign_option"]
__all__ += ["signed", "verify"]

#: What the demonstration asks: named queries with the values of their parameters.
_QUESTIONS: Final = {
    "strategies-for-bottleneck": {"bottleneck": "volume expansion"},
    "benefits-of-system": {"system": "SiNPs@MXenes"},
    "figures-of-system": {"system": "Fe3S4@Li7P3S11"},
}


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
    from assbkg.checking import tell_beyond
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
    from assbkg.checking import report_checks

    chosen = inputs(graphs, ontology)
    made = compute(chosen.ontology, chosen.graphs, progress)
    held = [(s, Path(f)) for s, f in texts]
    if not report_checks(made, chosen.ontology, held, dl, click.echo, progress):
        sys.exit(1)


@app.command()
@click.option("--out", type=FILE, required=True, help="Output folder.")
@graphs_option
@ontology_option
@examples("assbkg facts --out facts")
def facts(out: Path, graphs: Path | None, ontology: Path | None) -> None:
    """Write the curated tables as facts, for `reason` and `update`."""
    from assbkg.literature.exporting import export_facts

    chosen = inputs(graphs, ontology)
    made = export_facts(chosen.ontology, chosen.graphs, out)
    say(f"{out}: {made.origin['papers']} papers, {made.origin['claims']:,} claims")


@app.command()
@click.option("--out", type=FILE, default=Path("out"), help="Output folder for graph and pictures.")
@examples("assbkg demo --out out")
def demo(out: Path) -> None:
    """Build, check, ask three questions, draw two pictures."""
    import assbkg
    from assbkg.building import build as make
    from assbkg.checking import report_checks
    from assbkg.pages.explorer.page import write_explorer
    from assbkg.places import shipped
    from assbkg.vocabulary import GRAPHS

    ontology, release = shipped("ontology"), out / "release"
    click.echo("── Building the graph ──")
    made = make(ontology, shipped("graphs"), release)
    counts = ", ".join(f"{made.count(name)} {name}" for name in GRAPHS)
    click.echo(f"{len(made.quads)} quads ({counts})")
    click.echo("\n── Checking it ──")
    report_checks(made, ontology, [], dl=False, tell=click.echo)
    graph = assbkg.open(release)
    for name, values in _QUESTIONS.items():
        click.echo(f"\n── {graph.library[name].asked(values)} ──")
        options = " ".join(f"-p {key}='{value}'" for key, value in values.items())
        click.echo(f"   assbkg query {name} {options}\n")
        click.echo(graph.query(name, **values).write("table"))
    click.echo("── Pictures ──")
    figure, explorer = out / "network.svg", out / "explorer.html"
    graph.network().save(figure)
    write_explorer(graph, explorer)
    for picture in (figure, explorer):
        click.echo(f"{picture.absolute()}")


@app.command()
@click.argument("folder", type=FILE)
@click.option(
    "--signer",
    "signers",
    type=FILE,
    metavar="FILE",
    help="Require a signature by a key in this file: a public key or an SSH allowed_signers file.",
)
@examples(
    "assbkg verify release",
    "assbkg verify release --signer key.pub",
)
def verify(folder: Path, signers: Path | None) -> None:
    """Check every file of a release, a report or a folder of facts.

    Each must match the manifest; none may be missing, and none may be there that the manifest
    does not list. Exit status 1 means that something is wrong.
    """
    from importlib.metadata import version

    from assbkg.errors import SignatureError, UnreadableFile
    from assbkg.graph.verifying import held, signed_by
    from assbkg.graph.verifying import verify as check
    from assbkg.signing import read_signers

    trusted = read_signers(signers) if signers else None
    with held(folder) as mark:
        found = check(mark)
        problems, signer = list(found.problems), ""
        try:
            signer = signed_by(mark, trusted)
        except (SignatureError, UnreadableFile) as error:
            problems.append(str(error))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{folder}: {'differs from what was published' if problems else 'ok'}")
    click.echo(f"  {found.what} of {found.files} files, {found.size:,} bytes")
    for name, value in found.made_with.items():
        click.echo(f"  made with {name} {value}")
    if signer:
        click.echo(f"  signed by {signer}")
    elif not problems:
        click.echo("  not signed")
    click.echo(f"  checked by assbkg {version('assbkg')}")
    if problems:
        sys.exit(1)


@app.command()
@click.argument("folder", type=FILE)
@click.option("--key", type=FILE, required=True, help="SSH private key without a passphrase.")
@examples("assbkg sign release --key key")
def sign(folder: Path, key: Path) -> None:
    """Sign a release, a report or a folder of facts with an SSH key.

    The signature is written next to the manifest, which covers all other files. `assbkg verify`
    checks it, and so does `ssh-keygen -Y verify -n assbkg`. It needs the package
    cryptography: pip install cryptography.
    """
    from assbkg.graph.verifying import seal

    say(f"{seal(folder, key)}: signed")


@app.command()
@click.option(
    "--graphs", type=FILE, help="Folder of curated tables (default: graphs in the current folder)."
)
@examples("assbkg metadata --graphs graphs")
def metadata(graphs: Path | None) -> None:
    """Write Data Package and CSVW metadata next to the tables.

    `datapackage.json` and `csv-metadata.json` are made from the definitions of the tables.
    `assbkg check` reports when they no longer match.
    """
    from assbkg.curation.corpus import read_corpus
    from assbkg.curation.describing import table_metadata
    from assbkg.files.replacing import write_whole

    folder = graphs or Path("graphs")
    if graphs is None and not folder.is_dir():
        raise click.UsageError("there is no folder `graphs` here; give one with --graphs")
    for paper in read_corpus(folder).papers:
        for name, data in table_metadata(paper).items():
            write_whole(paper.folder / name, data)
            say(f"{paper.folder / name}: written")
