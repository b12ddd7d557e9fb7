"""The commands: thin, and quick to start.

Results go to standard output, all else to standard error; exit status 0 means done, 1 that
the check or query failed, 2 wrong usage.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assbkg.asking.explaining import LinkExplainer

from assbkg.errors import AssbkgError, UploadError

__all__ = ["app", "main"]

_FILE = click.Path(path_type=Path)
_release = click.option("--release", type=_FILE, help="A release folder; else the shipped one.")
_graphs = click.option("--graphs", type=_FILE, help="Folder of curated tables; else the shipped.")
_ontology = click.option("--ontology", type=_FILE, help="Ontology folder; else the shipped one.")
_format = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "markdown"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)

_include = click.option(
    "--include", type=click.Choice(["contested"]), help="Let contested claims stand too."
)


class _Pair(click.ParamType[tuple[str, str]]):
    """`KEY=VALUE` as a pair."""

    name = "KEY=VALUE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        key, equals, rest = str(value).partition("=")
        if not equals or not key:
            self.fail(f"{value!r} is no {self.name}", param, ctx)
        return key, rest


def _say(message: str) -> None:
    click.echo(message, err=True)


def _progress(message: str) -> None:
    if sys.stderr.isatty():
        _say(f"  {message} …")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="assbkg")
def app() -> None:
    """Ask which nano-design helps a battery, how, for what benefit, and who says so."""


@app.command()
@click.option("--out", type=_FILE, help="Where to publish; else `release` beside the tables.")
@_graphs
@_ontology
def build(out: Path | None, graphs: Path | None, ontology: Path | None) -> None:
    """Build the graph from the tables and publish it, all or nothing."""
    from assbkg.building import build as make
    from assbkg.places import shipped
    from assbkg.vocabulary import GRAPHS

    tables = graphs or shipped("graphs")
    target = out or tables / "release"
    made = make(ontology or shipped("ontology"), tables, target, _progress)
    counts = ", ".join(f"{made.count(name)} {name}" for name in GRAPHS)
    _say(f"{target}: {len(made.quads)} quads ({counts}) in {made.closure.rounds} rounds")


@app.command()
@click.option(
    "--text",
    "texts",
    type=_Pair(),
    metavar="SOURCE=FILE",
    multiple=True,
    help="Hold a source against its plain text.",
)
@click.option("--dl", is_flag=True, help="Have HermiT look for contradictions too.")
@_graphs
@_ontology
def check(
    texts: tuple[tuple[str, str], ...], dl: bool, graphs: Path | None, ontology: Path | None
) -> None:
    """Check tables, coverage, shapes and ontology; write nothing."""
    from assbkg.building import compute
    from assbkg.places import shipped
    from assbkg.reporting import report_checks

    folder = ontology or shipped("ontology")
    made = compute(folder, graphs or shipped("graphs"), _progress)
    held = [(s, Path(f)) for s, f in texts]
    if not report_checks(made, folder, held, dl, click.echo, _progress):
        sys.exit(1)


@app.command()
@click.argument("name", required=False)
@click.option("-p", "--parameter", "parameters", type=_Pair(), metavar="KEY=VALUE", multiple=True)
@_format
@click.option("--list", "listing", is_flag=True, help="List all named queries.")
@click.option("--show", is_flag=True, help="Print the SPARQL of the query.")
@_release
def query(
    name: str | None,
    parameters: tuple[tuple[str, str], ...],
    form: str,
    listing: bool,
    show: bool,
    release: Path | None,
) -> None:
    """Answer a named query of the library."""
    import assbkg
    from assbkg.asking.listing import list_queries

    graph = assbkg.open(release)
    if listing:
        click.echo(list_queries(graph.library), nl=False)
    elif name is None:
        raise click.UsageError("give the name of a query, or --list to see all")
    elif show:
        click.echo(graph.library[name].text, nl=False)
    else:
        values = dict(parameters)
        result = graph.query(name, **values)
        if sys.stderr.isatty():
            _say(graph.library[name].asked(values))
        click.echo(result.write(form), nl=False)  # type: ignore[arg-type]


@app.command()
@click.argument("text", metavar="QUERY", required=False)
@click.option("-f", "--file", type=_FILE, help="Read the query from a file.")
@_format
@_release
def sparql(text: str | None, file: Path | None, form: str, release: Path | None) -> None:
    """Answer a SPARQL SELECT or ASK query; usual prefixes are known."""
    import assbkg

    if (text is None) == (file is None):
        raise click.UsageError("give a query, or a file with --file, and not both")
    asked = _read(file) if file is not None else text or ""
    click.echo(assbkg.open(release).sparql(asked).write(form), nl=False)  # type: ignore[arg-type]


@app.command()
@click.argument("subject")
@click.argument("predicate", metavar="PROPERTY")
@click.argument("target", metavar="OBJECT")
@click.option("--all", "every", is_flag=True, help="List every minimal set of claims too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "svg"]),
    help="How the explanation is written: as text, unless it goes to a file.",
)
@click.option("--out", type=_FILE, help="Draw the proof into a .svg, .pdf or .png file.")
@_include
@click.option("--facts", type=_FILE, help="Explain a link of what `reason` wrote here.")
@_release
def explain(
    subject: str,
    predicate: str,
    target: str,
    every: bool,
    form: str | None,
    out: Path | None,
    include: str | None,
    facts: Path | None,
    release: Path | None,
) -> None:
    """Say why a link holds, down to the claims behind it.

    PROPERTY is an object property, or `a` for membership in a class. Of a link that does
    not hold it says what is missing, and exits with status 1.
    """
    if out is not None and form not in (None, "svg"):
        raise click.UsageError(f"--out draws a figure, so --format {form} does not go with it")
    if every and (out is not None or form == "svg"):
        raise click.UsageError("a figure has the best proof alone, so --all does not go with it")
    if facts is not None and (include is not None or release is not None):
        raise click.UsageError("--facts goes with neither --include nor --release")

    import assbkg
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.explaining import Explanation
    from assbkg.asking.telling import tell
    from assbkg.errors import DoesNotHold
    from assbkg.views.proof import draw_proof, render_proof

    contested = include is not None
    said: Explanation | Conditions
    if facts is not None:
        said = _opened_facts(facts).explain(subject, predicate, target)
    else:
        graph = assbkg.open(release)
        try:
            said = graph.explain(subject, predicate, target, include_contested=contested)
        except DoesNotHold:
            said = graph.conditions(subject, predicate, target, include_contested=contested)
    if out is not None:
        draw_proof(said, out)
        _say(f"{out}: {out.stat().st_size:,} bytes")
    elif form == "svg":
        click.echo(render_proof(said, form), nl=False)
    else:
        click.echo(tell(said, form or "text", every), nl=False)  # type: ignore[arg-type]
    if isinstance(said, Conditions):
        sys.exit(1)


@app.command()
@click.option(
    "--component", default="", metavar="NAME", help="A part of the cell: negative electrode …"
)
@click.option("--bottleneck", default="", metavar="NAME", help="What holds the battery back.")
@click.option(
    "--dimension", default="", metavar="NAME", help="What should get better: cycle life …"
)
@click.option("--commands", is_flag=True, help="Show below each line the command that explains it.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the advice is written.",
)
@_include
@_release
def advise(
    component: str,
    bottleneck: str,
    dimension: str,
    commands: bool,
    form: str,
    include: str | None,
    release: Path | None,
) -> None:
    """Say what to try, best borne out first, and where the graph holds no trial.

    Strategies are ranked by grade, then by independent sources, then by systems that use
    them. Gaps are suggestions: what is not in the graph may well have been tried.
    """
    import assbkg
    from assbkg.asking.advice_telling import tell_advice

    if not (component or bottleneck or dimension):
        raise click.UsageError("give --component, --bottleneck or --dimension, or several of these")
    graph = assbkg.open(release)
    advice = graph.advise(
        component=component,
        bottleneck=bottleneck,
        dimension=dimension,
        include_contested=include is not None,
    )
    click.echo(tell_advice(advice, form, commands), nl=False)  # type: ignore[arg-type]


@app.command("what-if")
@click.argument("link", nargs=-1, metavar="[SUBJECT PROPERTY OBJECT]")
@click.option("--also", nargs=3, multiple=True, metavar="S P O", help="Suppose this link too.")
@click.option(
    "--without", nargs=3, multiple=True, metavar="S P O", help="Suppose that nobody states this."
)
@_include
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How the outcome is written.",
)
@_release
def what_if(
    link: tuple[str, ...],
    also: tuple[tuple[str, str, str], ...],
    without: tuple[tuple[str, str, str], ...],
    include: str | None,
    form: str,
    release: Path | None,
) -> None:
    """Say what would newly follow, or no longer, if something else were stated.

    The name of a class, such as VoidEngineering, means that part of the system. The graph
    stays as it is.
    """
    import assbkg
    from assbkg.asking.outcome_telling import tell_outcome

    if len(link) not in (0, 3):
        raise click.UsageError("a link is a subject, a property and an object")
    add = [*([(link[0], link[1], link[2])] if link else []), *also]
    graph = assbkg.open(release)
    outcome = graph.what_if(*add, without=without, include_contested=include is not None)
    click.echo(tell_outcome(outcome, form), nl=False)  # type: ignore[arg-type]


@app.command()
@click.argument("kind")
@click.option("--out", type=_FILE, required=True, help="A .svg, .pdf, .png or .html file.")
@_release
def draw(kind: str, out: Path, release: Path | None) -> None:
    """Draw the graph: KIND is `network`.

    A .html file works from disk, without a network.
    """
    import assbkg
    from assbkg.views.drawing import draw as make

    make(kind, assbkg.open(release), out)
    _say(f"{out}: {out.stat().st_size:,} bytes")


@app.command()
@click.argument("file", type=_FILE)
@click.option("--show-text", is_flag=True, help="Show the sentences too.")
def sentences(file: Path, show_text: bool) -> None:
    """Number a paper's sentences: number, section, fingerprint."""
    from assbkg.curation.sentences import read_sentences

    for sentence in read_sentences(file):
        cells = [str(sentence.number), sentence.section, sentence.fingerprint]
        click.echo("\t".join([*cells, sentence.text] if show_text else cells))


@app.command()
@click.option("--papers", type=click.IntRange(1), help="How many papers.")
@click.option("--claims", type=click.IntRange(1), help="How many claims; cuts the last paper.")
@click.option("--out", type=_FILE, required=True, help="The facts folder to write.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, other papers.")
@_graphs
@_ontology
def synthesise(
    papers: int | None,
    claims: int | None,
    out: Path,
    seed: int,
    graphs: Path | None,
    ontology: Path | None,
) -> None:
    """Write made-up papers of the review's shape, as facts for benchmarks."""
    from assbkg.literature.synthesis import Size, read_template
    from assbkg.literature.synthesis import synthesise as make
    from assbkg.places import shipped

    if (papers is None) == (claims is None):
        raise click.UsageError("give --papers or --claims, and not both")
    size = Size(papers, "papers") if papers else Size(claims or 0, "claims")
    template = read_template(ontology or shipped("ontology"), graphs or shipped("graphs"))
    shown = sys.stderr if sys.stderr.isatty() else io.StringIO()
    with click.progressbar(length=size.number, label=size.unit, file=shown) as bar:
        made = make(template, out, size, seed, bar.update)
    _say(f"{out}: {made.papers:,} papers with {made.claims:,} claims")


@app.command()
@click.option("--out", type=_FILE, default=Path("out"), help="Where graph and pictures go.")
def demo(out: Path) -> None:
    """Build, check, ask three questions, draw two pictures."""
    from assbkg.demonstration import demonstrate

    demonstrate(out, click.echo)


@app.command()
@click.option("--to", metavar="URL", required=True, help="The server's graph store.")
@_release
@click.option("--facts", type=_FILE, help="A folder that `reason` wrote; instead of a release.")
@click.option("--query-url", metavar="URL", help="Where the server counts; else guessed.")
@click.option("--user", help="Log in, with the password in ASSBKG_PASSWORD.")
@click.option("--bearer", is_flag=True, help="Log in with the token in ASSBKG_TOKEN.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=600,
    show_default=True,
    help="Seconds to wait for each step of a request.",
)
def publish(
    to: str,
    release: Path | None,
    facts: Path | None,
    query_url: str | None,
    user: str | None,
    bearer: bool,
    timeout: float,
) -> None:
    """Load a release, or reasoned facts, into a SPARQL server.

    URL is where the server speaks the SPARQL 1.1 Graph Store HTTP Protocol, such as
    http://127.0.0.1:7878/store. Each named graph is replaced as a whole, or stays.
    """
    from assbkg.places import shipped
    from assbkg.service.endpoint import authorisation, parse_endpoint
    from assbkg.service.exchange import Patience
    from assbkg.service.graph_store import GraphStore
    from assbkg.service.outgoing import facts_graphs, release_graphs
    from assbkg.service.progress import upload_display
    from assbkg.service.upload import upload

    if release is not None and facts is not None:
        raise click.UsageError("give a release or facts, and not both")
    try:
        store, query = parse_endpoint(to), parse_endpoint(query_url) if query_url else None
        header = authorisation(user, bearer, os.environ)
    except UploadError as error:
        raise click.UsageError(str(error)) from error
    with upload_display() as display:
        patience = Patience(step_seconds=timeout, tell=display.waiting)
        server = GraphStore(store, query, header, patience)
        if server.shows_credentials:
            _say(f"{store}: the secret goes there unencrypted; https would hide it")
        graphs = (
            facts_graphs(facts)
            if facts
            else release_graphs(release or shipped("graphs") / "release")
        )
        done = upload(graphs, server, display.sent)
    for one in done:
        click.echo(f"{one.graph.name:<9} {one.graph.triples:>13,} triples, {one.counted.value}")


@app.command()
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="DuckDB runs in this process, Spark on a cluster.",
)
@click.option("--facts", type=_FILE, required=True, help="A folder of facts.")
@click.option("--out", type=_FILE, required=True, help="Where all facts go, with their ranks.")
@click.option(
    "--memory", default="3GB", show_default=True, help="DuckDB: beyond it, spill to disk."
)
@click.option("--threads", type=click.IntRange(1), default=2, show_default=True, help="DuckDB's.")
@_ontology
def reason(
    engine: str, facts: Path, out: Path, memory: str, threads: int, ontology: Path | None
) -> None:
    """Derive all that follows from a literature, with grades; all or nothing."""
    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.places import shipped
    from assbkg.reasoning.at_scale import Limits, reason_in_duckdb

    rules = ontology_rules(read_ontology(ontology or shipped("ontology")))
    made = reason_in_duckdb(facts, out, rules, Limits(memory, threads), _progress)
    told = made.origin["reasoned"]
    _say(
        f"{out}: {told['asserted']:,} facts given, {told['derived']:,} derived "
        f"in at most {told['rounds']} rounds a grade"
    )


@app.command()
@click.argument("closed", type=_FILE)
@click.option("--add", type=_FILE, help="A folder of facts whose papers are added.")
@click.option("--retract", type=int, multiple=True, metavar="N", help="Take back paper N.")
@_ontology
def update(closed: Path, add: Path | None, retract: tuple[int, ...], ontology: Path | None) -> None:
    """Add papers to what `reason` wrote to CLOSED, or take some back.

    Only what changes is derived anew; the result is that of reasoning over all once more.
    """
    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.places import shipped
    from assbkg.reasoning.updating import update as bring_up_to_date

    if add is None and not retract:
        raise click.UsageError("give --add or --retract: what is to change?")
    rules = ontology_rules(read_ontology(ontology or shipped("ontology")))
    changes = bring_up_to_date(closed, rules, add, retract, _progress).changes
    gained = sum(change.before is None for change in changes)
    lost = sum(change.after is None for change in changes)
    moved = len(changes) - gained - lost
    _say(f"{closed}: {gained:,} facts gained, {lost:,} lost, {moved:,} of another rank")


@app.command()
@click.option("--out", type=_FILE, required=True, help="The folder of facts.")
@_graphs
@_ontology
def facts(out: Path, graphs: Path | None, ontology: Path | None) -> None:
    """Write the curated tables as a folder of facts, for `reason` and `update`."""
    from assbkg.exporting import export_facts
    from assbkg.places import shipped

    made = export_facts(ontology or shipped("ontology"), graphs or shipped("graphs"), out)
    _say(f"{out}: {made.origin['papers']} papers, {made.origin['claims']:,} claims")


def _opened_facts(folder: Path) -> LinkExplainer:
    from assbkg.asking.closed_facts import open_facts
    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.places import shipped

    ontology = read_ontology(shipped("ontology"))
    return open_facts(folder, ontology, ontology_rules(ontology))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path}: can't be read: {error}") from error


def main() -> None:
    """Run the command line; an error of ours ends in one message and exit status 1."""
    try:
        app(prog_name="assbkg")
    except AssbkgError as error:
        _say(f"assbkg: {error}")
        sys.exit(1)


if __name__ == "__main__":
    main()
