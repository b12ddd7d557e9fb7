"""Commands for facts by the million, and for other servers."""

from __future__ import annotations

import io
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from assbkg.cli.options import (
    FILE,
    LARGEST_INTEGER,
    Memory,
    Seconds,
    Threads,
    Whole,
    graphs_option,
    ontology_option,
    release_option,
)
from assbkg.cli.shared import app, examples, inputs, ontology_here, progress, say
from assbkg.cli.streams import bare
from assbkg.errors import UploadError

__all__ = ["publish", "reason", "synthesise", "update"]

#: Beyond these, a folder no longer fits on a machine's disk, or its numbers in 32 bits.
_MOST_PAPERS: Final = 1_000_000
_MOST_CLAIMS: Final = 100_000_000


@app.command()
@click.option("--papers", type=Whole(1, _MOST_PAPERS), help="Number of papers.")
@click.option(
    "--claims", type=Whole(1, _MOST_CLAIMS), help="Number of claims; truncates the last paper."
)
@click.option("--out", type=FILE, required=True, help="Facts folder to write.")
@click.option(
    "--seed",
    type=Whole(0, LARGEST_INTEGER),
    default=0,
    show_default=True,
    help="Seed for the random generator.",
)
@graphs_option
@ontology_option
@examples("assbkg synthesise --papers 20 --out facts")
def synthesise(
    papers: int | None,
    claims: int | None,
    out: Path,
    seed: int,
    graphs: Path | None,
    ontology: Path | None,
) -> None:
    """Write synthetic papers shaped like the review, for benchmarks."""
    from assbkg.literature.synthetic.making import Size, read_template
    from assbkg.literature.synthetic.making import synthesise as make

    if (papers is None) == (claims is None):
        raise click.UsageError("give --papers or --claims, not both")
    size = Size(papers, "papers") if papers else Size(claims or 0, "claims")
    chosen = inputs(graphs, ontology)
    template = read_template(chosen.ontology, chosen.graphs)
    shown = bare(sys.stderr) if sys.stderr.isatty() else io.StringIO()
    with click.progressbar(length=size.number, label=size.unit, file=shown) as bar:
        made = make(template, out, size, seed, bar.update)
    say(f"{out}: {made.papers:,} papers with {made.claims:,} claims")


@app.command()
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="DuckDB runs in this process, Spark also on a cluster.",
)
@click.option("--facts", required=True, help="Folder of facts; for Spark, also a URL.")
@click.option("--out", required=True, help="Output folder for all facts, with their ranks.")
@click.option(
    "--memory",
    type=Memory(),
    default="3GB",
    show_default=True,
    help="Memory limit; beyond it, DuckDB spills to disk.",
)
@click.option("--threads", type=Threads(), default=2, show_default=True, help="DuckDB threads.")
@click.option("--master", help="Spark master (default: that of spark-submit, else local[2]).")
@ontology_option
@examples("assbkg reason --facts facts --out closed")
def reason(
    engine: str,
    facts: str,
    out: str,
    memory: str,
    threads: int,
    master: str | None,
    ontology: Path | None,
) -> None:
    """Infer all links that follow from a literature, with grades.

    It writes everything or nothing.
    """
    from assbkg.building import ontology_rules
    from assbkg.checking import tell_beyond
    from assbkg.graph.ontology import read_ontology

    if master is not None and engine != "spark":
        raise click.UsageError("--master requires --engine spark")
    folder = ontology_here(ontology)
    rules = ontology_rules(read_ontology(folder))
    if engine == "spark":
        from assbkg.literature.spark.on_spark import reason_in_spark

        counts = reason_in_spark(facts, out, rules, master, progress)
    else:
        from assbkg.literature.at_scale import Limits, reason_in_duckdb

        limits = Limits(memory, threads)
        reasoned = reason_in_duckdb(Path(facts), Path(out), rules, limits, progress)
        counts = reasoned.origin["reasoned"]
    tell_beyond(rules.unsupported, folder, say)
    say(
        f"{out}: {counts['asserted']:,} facts given, {counts['derived']:,} derived "
        f"in at most {counts['rounds']} rounds a grade"
    )


@app.command()
@click.argument("closed", type=FILE)
@click.option("--add", type=FILE, help="Folder of facts whose papers to add.")
@click.option(
    "--retract",
    type=Whole(0, LARGEST_INTEGER),
    multiple=True,
    metavar="N",
    help="Retract paper N.",
)
@ontology_option
@examples(
    "assbkg update closed --retract 2",
    "assbkg update closed --add more",
)
def update(closed: Path, add: Path | None, retract: tuple[int, ...], ontology: Path | None) -> None:
    """Add papers to the reasoned facts in CLOSED, or retract some.

    Only what changes is derived again; the result equals reasoning over everything from
    scratch.
    """
    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.literature.updating import update as bring_up_to_date

    if add is None and not retract:
        raise click.UsageError("give --add or --retract")
    rules = ontology_rules(read_ontology(ontology_here(ontology)))
    changes = bring_up_to_date(closed, rules, add, retract, progress).changes
    gained = sum(change.before is None for change in changes)
    lost = sum(change.after is None for change in changes)
    moved = len(changes) - gained - lost
    say(f"{closed}: {gained:,} facts gained, {lost:,} lost, {moved:,} changed in rank")


@app.command()
@click.option("--to", metavar="URL", required=True, help="The server's graph store.")
@release_option
@click.option("--facts", type=FILE, help="Folder written by `reason`, instead of a release.")
@click.option(
    "--query-url",
    metavar="URL",
    help="Query URL used to count triples (default: derived from --to).",
)
@click.option("--user", help="User name; the password is read from ASSBKG_PASSWORD.")
@click.option("--bearer", is_flag=True, help="Log in with the token in ASSBKG_TOKEN.")
@click.option(
    "--timeout",
    type=Seconds(),
    default=600,
    show_default=True,
    help="Seconds to wait for each step of a request.",
)
@examples(
    "assbkg publish --to http://127.0.0.1:7878/store",
    "assbkg publish --to http://127.0.0.1:7878/store --facts closed",
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
    http://127.0.0.1:7878/store. Each named graph is replaced as a whole, or not at all.
    """
    from assbkg.places import shipped
    from assbkg.service.endpoint import authorisation, parse_endpoint
    from assbkg.service.exchange import Patience
    from assbkg.service.graph_store import GraphStore
    from assbkg.service.upload import facts_graphs, release_graphs, upload, upload_display

    if release is not None and facts is not None:
        raise click.UsageError("give --release or --facts, not both")
    try:
        store, query = parse_endpoint(to), parse_endpoint(query_url) if query_url else None
        header = authorisation(user, bearer, os.environ)
    except UploadError as error:
        raise click.UsageError(str(error)) from error
    with ExitStack() as held:
        display = held.enter_context(upload_display(bare(sys.stderr)))
        patience = Patience(step_seconds=timeout, tell=display.waiting)
        server = GraphStore(store, query, header, patience)
        if server.shows_credentials:
            say(f"{store}: credentials are sent there unencrypted; use https")
        graphs = (
            held.enter_context(facts_graphs(facts))
            if facts
            else release_graphs(release or shipped("graphs") / "release")
        )
        done = upload(graphs, server, display.sent)
    for one in done:
        click.echo(f"{one.graph.name:<9} {one.graph.triples:>13,} triples, {one.counted.value}")
