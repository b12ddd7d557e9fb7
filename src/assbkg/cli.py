"""The commands: thin, and quick to start. Results go to standard output, all else to
standard error; exit 0 done, 1 the check or query failed, 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from assbkg.errors import AssbkgError

__all__ = ["app", "main"]

app = typer.Typer(
    name="assbkg",
    help="Ask which nano-design helps a solid-state battery, through which mechanism, "
    "with what benefit, and who says so.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ReleaseFolder = Annotated[
    Path | None,
    typer.Option("--release", help="A release folder; the shipped one if not given."),
]
GraphsFolder = Annotated[
    Path | None,
    typer.Option("--graphs", help="Folder of curated tables; the shipped one if not given."),
]
OntologyFolder = Annotated[
    Path | None,
    typer.Option("--ontology", help="Ontology folder; the shipped one if not given."),
]
FormatOption = Annotated[str, typer.Option("--format", help="table, csv, tsv, json or markdown.")]


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _progress(message: str) -> None:
    if sys.stderr.isatty():
        _say(f"  {message} …")


def _version(wanted: bool) -> None:
    if wanted:
        from assbkg import __version__

        typer.echo(f"assbkg {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    del version


@app.command()
def build(
    out: Annotated[
        Path | None, typer.Option("--out", help="Where to publish; graphs/release if not given.")
    ] = None,
    graphs: GraphsFolder = None,
    ontology: OntologyFolder = None,
) -> None:
    """Build the graph from the curated tables and publish it, all or nothing."""
    from assbkg.building import build as make
    from assbkg.places import shipped
    from assbkg.vocabulary import GRAPHS

    tables = graphs or shipped("graphs")
    target = out or tables / "release"
    made = make(ontology or shipped("ontology"), tables, target, _progress)
    counts = ", ".join(f"{made.count(name)} {name}" for name in GRAPHS)
    _say(f"{target}: {len(made.quads)} quads ({counts}) in {made.closure.rounds} rounds")


@app.command()
def check(
    text: Annotated[
        list[str] | None,
        typer.Option("--text", metavar="SOURCE=FILE", help="Hold a source against its text."),
    ] = None,
    dl: Annotated[bool, typer.Option("--dl", help="Have HermiT look for contradictions.")] = False,
    graphs: GraphsFolder = None,
    ontology: OntologyFolder = None,
) -> None:
    """Check tables, coverage, shapes and the ontology's quality; write nothing."""
    from assbkg.building import compute
    from assbkg.places import shipped
    from assbkg.reporting import report_checks

    folder = ontology or shipped("ontology")
    texts = [_split(pair, "--text", "SOURCE=FILE") for pair in text or []]
    made = compute(folder, graphs or shipped("graphs"), _progress)
    good = report_checks(made, folder, [(s, Path(f)) for s, f in texts], dl, typer.echo)
    if not good:
        raise typer.Exit(1)


@app.command()
def query(
    name: Annotated[str | None, typer.Argument(help="Name of a query; see --list.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", metavar="KEY=VALUE", help="A parameter's value."),
    ] = None,
    form: FormatOption = "table",
    listing: Annotated[bool, typer.Option("--list", help="List all named queries.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the SPARQL of the query.")] = False,
    release: ReleaseFolder = None,
) -> None:
    """Answer a named query of the library."""
    import assbkg
    from assbkg.reporting import list_queries

    graph = assbkg.open(release)
    if listing:
        typer.echo(list_queries(graph.library), nl=False)
        return
    if name is None:
        _usage("give the name of a query, or --list to see all")
    if show:
        typer.echo(graph.library[name].text, nl=False)
        return
    values = dict(_split(pair, "--parameter", "KEY=VALUE") for pair in parameter or [])
    result = graph.query(name, **values)
    if sys.stderr.isatty():
        _say(graph.library[name].asked(values))
    typer.echo(result.write(form), nl=False)  # type: ignore[arg-type]


@app.command()
def sparql(
    text: Annotated[str | None, typer.Argument(metavar="QUERY", help="A SPARQL query.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="Read the query from a file.")
    ] = None,
    form: FormatOption = "table",
    release: ReleaseFolder = None,
) -> None:
    """Answer a SPARQL SELECT or ASK query; the usual prefixes are known."""
    import assbkg

    if (text is None) == (file is None):
        _usage("give a query, or a file with --file, and not both")
    asked = text if text is not None else _read(file)
    typer.echo(assbkg.open(release).sparql(asked).write(form), nl=False)  # type: ignore[arg-type]


@app.command()
def draw(
    kind: Annotated[str, typer.Argument(help="What to draw: network.")],
    out: Annotated[Path, typer.Option("--out", help="A .svg, .pdf, .png or .html file.")],
    release: ReleaseFolder = None,
) -> None:
    """Draw the graph as a figure, or as a page that works without a network."""
    import assbkg
    from assbkg.views.drawing import draw as make

    make(kind, assbkg.open(release), out)
    _say(f"{out}: {out.stat().st_size:,} bytes")


@app.command()
def sentences(
    file: Annotated[Path, typer.Argument(help="A paper as plain text.")],
    text: Annotated[bool, typer.Option("--show-text", help="Show the sentences too.")] = False,
) -> None:
    """Number a paper's sentences for curation: section, number and fingerprint."""
    from assbkg.curation.sentences import read_sentences

    for sentence in read_sentences(file):
        cells = [str(sentence.number), sentence.section, sentence.fingerprint]
        typer.echo("\t".join([*cells, sentence.text] if text else cells))


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="Where graph and pictures go.")] = Path("out"),
) -> None:
    """Build the graph, check it, ask three questions and draw two pictures."""
    from assbkg.demonstration import demonstrate

    demonstrate(out, typer.echo)


def _split(pair: str, option: str, shape: str) -> tuple[str, str]:
    key, equals, value = pair.partition("=")
    if not equals or not key:
        _usage(f"{option} is {pair!r}, expected {shape}")
    return key, value


def _read(path: Path | None) -> str:
    assert path is not None
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _usage(f"{path}: can't be read: {error}")


def _usage(message: str) -> NoReturn:
    _say(f"assbkg: {message}")
    raise typer.Exit(2)


def main() -> None:
    """Run the command line; an error of ours ends in one message and exit status 1."""
    try:
        app()
    except AssbkgError as error:
        _say(f"assbkg: {error}")
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)


if __name__ == "__main__":
    main()
