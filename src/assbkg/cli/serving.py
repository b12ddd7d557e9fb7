"""The command that serves a graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.shared import app, release_option, say

__all__ = ["serve"]


@app.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=7878,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@release_option
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.05),
    default=10.0,
    show_default=True,
    help="Seconds that a query may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=16),
    default=1024,
    show_default=True,
    help="MiB that a query may take.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Rows, or triples, that an answer may have.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=32 * 1024 * 1024,
    show_default=True,
    help="Bytes that an answer may have.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Queries that are answered at once: two a core, at least 4, unless you say.",
)
@click.option(
    "--cache",
    type=click.IntRange(min=0),
    default=16,
    show_default=True,
    help="MiB of answers to keep; 0 keeps none.",
)
def serve(
    host: str,
    port: int,
    release: Path | None,
    timeout: float,
    memory: int,
    max_rows: int,
    max_bytes: int,
    workers: int | None,
    cache: int,
) -> None:
    """Serve the graph over HTTP: a page, SPARQL and the named queries, read-only."""
    from assbkg.places import shipped
    from assbkg.service.serving.limits import MIB, Limits
    from assbkg.service.serving.running import default_workers, run

    limits = Limits(
        seconds=timeout,
        memory_bytes=memory * MIB,
        rows=max_rows,
        answer_bytes=max_bytes,
        cache_bytes=cache * MIB,
    )
    folder = release or shipped("graphs") / "release"
    try:
        run(host, port, folder, shipped("queries"), workers or default_workers(), limits, say)
    except KeyboardInterrupt:
        say("ended")
