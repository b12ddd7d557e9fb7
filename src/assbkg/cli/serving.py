"""The command that serves a graph over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.amounts import Mebibytes, Seconds, Threads, Whole
from assbkg.cli.shared import app, examples, release_option, say

__all__ = ["serve"]


@app.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=7878,
    show_default=True,
    help="The port to listen at; 0 takes a free one.",
)
@release_option
@click.option(
    "--timeout",
    type=Seconds(0.05),
    default=10.0,
    show_default=True,
    help="Seconds that a query may take.",
)
@click.option(
    "--memory",
    type=Mebibytes(16),
    default=1024,
    show_default=True,
    help="MiB that a query may take.",
)
@click.option(
    "--max-rows",
    type=Whole(1, 10_000_000),
    default=100_000,
    show_default=True,
    help="Rows, or triples, that an answer may have.",
)
@click.option(
    "--max-bytes",
    type=Whole(1_000, 1_000_000_000),
    default=32 * 1024 * 1024,
    show_default=True,
    help="Bytes that an answer may have.",
)
@click.option(
    "--workers",
    type=Threads(),
    help="Queries that are answered at once, at most 4 a core (default: 2 a core, at least 4).",
)
@click.option(
    "--cache",
    type=Mebibytes(0),
    default=16,
    show_default=True,
    help="MiB of answers to keep; 0 keeps none.",
)
@click.option(
    "--public-url",
    metavar="URL",
    default="",
    help="The URL by which others reach the service through a proxy.",
)
@examples(
    "assbkg serve",
    "assbkg serve --release release --port 8000",
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
    public_url: str,
) -> None:
    """Serve the graph over HTTP, read-only: pages, SPARQL, queries."""
    from assbkg.places import shipped
    from assbkg.service.serving.limits import MIB, Limits
    from assbkg.service.serving.running import default_workers, run

    limits = Limits(
        seconds=timeout,
        memory_bytes=memory * MIB,
        rows=max_rows,
        answer_bytes=max_bytes,
        held_bytes=max(Limits.held_bytes, 4 * max_bytes),
        cache_bytes=cache * MIB,
    )
    folder = release or shipped("graphs") / "release"
    size = workers or default_workers()
    run(host, port, folder, shipped("queries"), size, limits, public_url, say)
