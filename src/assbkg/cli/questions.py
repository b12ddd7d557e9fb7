"""Commands that ask a graph."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assbkg.cli.options import (
    FILE,
    ROW_FORMATS,
    Opened,
    Pair,
    format_option,
    graph_options,
    safe_option,
)
from assbkg.cli.shared import app, emit, examples, say, show

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.asking.results.result import Result

from assbkg.cli import completing

__all__ = ["ask", "papers", "query", "sparql"]

endpoint_option = click.option(
    "--endpoint",
    metavar="URL",
    help="Ask a SPARQL server to which `publish` sent the graph, such as http://HOST:7878/query.",
)


@app.command()
@click.argument("name", required=False, shell_complete=completing.queries)
@click.option(
    "-p",
    "--parameter",
    "parameters",
    type=Pair(),
    metavar="KEY=VALUE",
    multiple=True,
    help="A parameter of the query.",
    shell_complete=completing.pairs,
)
@format_option
@safe_option
@click.option("--list", "listing", is_flag=True, help="List all named queries, in any format.")
@click.option(
    "--queries",
    type=FILE,
    help="Folder of <topic>/<name>.rq files to use instead of the shipped library.",
)
@click.option("--show", "sparql_only", is_flag=True, help="Print the SPARQL of the query.")
@endpoint_option
@graph_options
@examples(
    "assbkg query --list",
    "assbkg query --list --format csv",
    "assbkg query my-question --queries my-library",
    "assbkg query milestones",
    'assbkg query strategies-for-bottleneck -p bottleneck="volume expansion"',
    "assbkg query figures-of-system -p system=Fe3S4@Li7P3S11 --format csv",
    "assbkg query milestones --endpoint http://127.0.0.1:7878/query",
)
def query(
    name: str | None,
    parameters: tuple[tuple[str, str], ...],
    form: str,
    safe: bool,
    listing: bool,
    queries: Path | None,
    sparql_only: bool,
    endpoint: str | None,
    opened: Opened,
) -> None:
    """Answer a named query of the library.

    With --show and values, it prints complete SPARQL that any client can run.
    """
    from assbkg.asking.dataset import with_dataset
    from assbkg.asking.named import list_queries, query_rows

    _require_spreadsheet(form, safe)
    graph = opened()
    if queries is not None:
        graph = replace(graph, queries=queries)
    if listing and form == "table":
        click.echo(list_queries(graph.library), nl=False)
    elif listing:
        _answer(graph.result(query_rows(graph.library)), form, safe)
    elif name is None:
        raise click.UsageError("give the name of a query, or --list to see all")
    elif sparql_only:
        values = dict(parameters)
        emit(with_dataset(graph.filled(name, **values)) if values else graph.library[name].text)
    else:
        values = dict(parameters)
        if endpoint is None:
            result = graph.query(name, **values)
        else:
            from assbkg.service.endpoint import parse_endpoint
            from assbkg.service.remote import ask_published

            _require_whole(graph)
            answer = ask_published(parse_endpoint(endpoint), graph.filled(name, **values))
            result = graph.result(answer, graph.library[name].columns)
        if sys.stderr.isatty():
            say(graph.library[name].asked(values))
        _answer(result, form, safe)
        if graph.library[name].absence:
            say(f"The graph has this answer as far as it was read: {graph.extent_read}.")


@app.command()
@format_option
@safe_option
@graph_options
@examples("assbkg papers", "assbkg papers --format csv")
def papers(form: str, safe: bool, opened: Opened) -> None:
    """List the papers of the graph, and how much of each has been read."""
    _require_spreadsheet(form, safe)
    _answer(opened().query("papers"), form, safe)


@app.command()
@click.argument("question", nargs=-1, required=True)
@format_option
@safe_option
@graph_options
@examples('assbkg ask "which strategies mitigate volume expansion"')
def ask(question: tuple[str, ...], form: str, safe: bool, opened: Opened) -> None:
    """Answer a question in plain English.

    The reading and its SPARQL come first. If several readings are plausible, they are listed
    and nothing is answered.
    """
    _require_spreadsheet(form, safe)
    reply = opened().ask(" ".join(question))
    if reply.result is None:
        say(reply.told().rstrip("\n"))
        raise SystemExit(1)
    # A table is for people; other formats are for programs, which want only the rows.
    click.echo(reply.told(), nl=False, err=form != "table")
    _answer(reply.result, form, safe)
    if reply.as_far_as_read:
        say(reply.as_far_as_read)


@app.command()
@click.argument("text", metavar="QUERY", required=False)
@click.option(
    "-f", "--file", type=FILE, help="Read the query from a file, or - for standard input."
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*ROW_FORMATS, "turtle", "ntriples", "rdfxml", "jsonld"]),
    help="Output format (default: table for rows, turtle for triples).",
)
@safe_option
@endpoint_option
@graph_options
@examples(
    'assbkg sparql "SELECT ?system { ?system a assb:VolumeBufferedSystem }"',
    "assbkg sparql --file question.rq --format json",
    'assbkg sparql "DESCRIBE kg:graphite" --format jsonld',
)
def sparql(
    text: str | None,
    file: Path | None,
    form: str | None,
    safe: bool,
    endpoint: str | None,
    opened: Opened,
) -> None:
    """Answer a SPARQL query; the usual prefixes are predefined.

    It covers all four named graphs together unless it names others with FROM. SELECT and ASK
    give rows, CONSTRUCT and DESCRIBE triples, which have formats of their own. With `-` as QUERY
    the query comes from standard input.
    """
    from assbkg.asking.dataset import form_of, standing_alone
    from assbkg.asking.results.triples import GRAPH_FORMATS, Triples
    from assbkg.files.opening import MIB, STDIN, read_text

    if (text is None) == (file is None):
        raise click.UsageError("give a query or --file, not both")
    _require_spreadsheet(form or "table", safe)
    source = STDIN if text == str(STDIN) else file
    asked = text or "" if source is None else read_text(source, 16 * MIB)
    gives_triples = form_of(asked) in ("CONSTRUCT", "DESCRIBE")
    if gives_triples:
        _require_format(form, GRAPH_FORMATS, "CONSTRUCT and DESCRIBE give triples")
    elif form_of(asked):
        _require_format(form, ROW_FORMATS, "SELECT and ASK give rows")
    graph = opened()
    if endpoint is None:
        answer = graph.sparql(asked)
    else:
        from assbkg.service.endpoint import parse_endpoint
        from assbkg.service.remote import ask_published, construct_published

        _require_whole(graph)
        server, standing = parse_endpoint(endpoint), standing_alone(asked)
        answer = (
            graph.triples(construct_published(server, standing))
            if gives_triples
            else graph.result(ask_published(server, standing))
        )
    if isinstance(answer, Triples):
        emit(answer.write(form or GRAPH_FORMATS[0]))  # type: ignore[arg-type]
    else:
        _answer(answer, form or "table", safe)


def _require_whole(graph: KnowledgeGraph) -> None:
    if graph.release.without:
        raise click.UsageError("a server answers from all that it holds; omit --without")


def _require_format(form: str | None, known: Sequence[str], answer: str) -> None:
    if form is not None and form not in known:
        raise click.UsageError(f"{answer}; use --format {', '.join(known[:-1])} or {known[-1]}")


def _require_spreadsheet(form: str, safe: bool) -> None:
    from assbkg.asking.results.result import SPREADSHEETS

    if safe and form not in (*SPREADSHEETS, "csv-excel"):
        raise click.UsageError(f"--safe goes with --format {' or '.join(SPREADSHEETS)}")


def _answer(result: Result, form: str, safe: bool) -> None:
    show(result.write(form, safe=safe), form)  # type: ignore[arg-type]
