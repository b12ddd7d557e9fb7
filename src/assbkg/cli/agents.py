"""The command that serves a graph to agents."""

from __future__ import annotations

from pathlib import Path

from assbkg.cli.shared import app, examples, release_option

__all__ = ["mcp"]


@app.command()
@release_option
@examples(
    "assbkg mcp",
)
def mcp(release: Path | None) -> None:
    """Serve the graph to agents as read-only tools over MCP.

    It speaks over standard input and output, to the client that starts it. It needs the package
    mcp: pip install 'mcp>=2.3,<3'.
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
    run(release or shipped("graphs") / "release", shipped("queries"))
