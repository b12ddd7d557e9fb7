"""Commands that serve the graph: over HTTP, and to agents."""

from __future__ import annotations

from pathlib import Path

import click

from assbkg.cli.options import (
    Mebibytes,
    Seconds,
    Threads,
    Whole,
    release_option,
    without_option,
)
from assbkg.cli.shared import app, examples, say

__all__ = ["mcp", "serve"]


@app.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=Whole(0, 65535),
    default=7878,
    show_default=True,
    help="Port to listen on (0: any free port).",
)
@release_option
@click.option(
    "--timeout",
    type=Seconds(0.05),
    default=10.0,
    show_default=True,
    help="Time limit of a query, in seconds.",
)
@click.option(
    "--memory",
    type=Mebibytes(16),
    default=1024,
    show_default=True,
    help="Memory limit of a query, in MiB.",
)
@click.option(
    "--max-rows",
    type=Whole(1, 10_000_000),
    default=100_000,
    show_default=True,
    help="Maximum rows or triples of an answer.",
)
@click.option(
    "--max-bytes",
    type=Whole(1_000, 1_000_000_000),
    default=32 * 1024 * 1024,
    show_default=True,
    help="Maximum size of an answer, in bytes.",
)
@click.option(
    "--workers",
    type=Threads(),
    help="Queries answered in parallel, at most 4 per core (default: 2 per core, at least 4).",
)
@click.option(
    "--cache",
    type=Mebibytes(0),
    default=16,
    show_default=True,
    help="Size of the answer cache, in MiB (0: no cache).",
)
@click.option(
    "--public-url",
    metavar="URL",
    default="",
    help="Public URL of the service behind a proxy.",
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
    from assbkg.service.serving.problems import MIB, Limits
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


@app.command()
@without_option
@release_option
@examples("assbkg mcp", "assbkg mcp --without background")
def mcp(omitted: tuple[str, ...], release: Path | None) -> None:
    """Serve the graph to agents as read-only tools over MCP.

    It communicates over standard input and output with the client that starts it. It needs the
    package mcp: pip install 'mcp>=2.3,<3'.
    """
    from assbkg.errors import AssbkgError
    from assbkg.places import shipped

    try:
        from assbkg.service.agents.server import run
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise AssbkgError(
            "`assbkg mcp` needs the package mcp, version 2; pip install 'mcp>=2.3,<3'"
        ) from error
    run(release or shipped("graphs") / "release", shipped("queries"), omitted)
