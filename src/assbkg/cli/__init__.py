"""The commands: thin, and quick to start.

Results go to standard output, all else to standard error; exit status 0 means done, 1 that
the check or query failed, 2 wrong usage.
"""

from __future__ import annotations

import sys

from assbkg.cli import (
    agents,
    drawing,
    literature,
    questions,
    reasons,
    reference,
    report,
    serving,
    tables,
    verifying,
)
from assbkg.cli.shared import app, say
from assbkg.errors import AssbkgError

__all__ = ["agents", "app", "drawing", "literature", "main", "questions", "reasons"]
__all__ += ["reference", "report", "serving", "tables", "verifying"]


def main() -> None:
    """Run the command line; an error of ours ends in one message and exit status 1."""
    try:
        app(prog_name="assbkg")
    except AssbkgError as error:
        say(f"assbkg: {error}")
        sys.exit(1)
