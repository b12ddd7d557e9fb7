"""The commands: thin, and quick to start.

Results go to standard output, all else to standard error.
"""

from __future__ import annotations

from assbkg.cli import (
    agents,
    completion,
    drawing,
    exporting,
    literature,
    metadata,
    nanopubs,
    questions,
    reasons,
    reference,
    report,
    serving,
    tables,
    verifying,
)
from assbkg.cli.running import main
from assbkg.cli.shared import app

__all__ = ["agents", "app", "completion", "drawing", "exporting", "literature", "main"]
__all__ += ["metadata", "nanopubs", "questions", "reasons", "reference", "report", "serving"]
__all__ += ["tables", "verifying"]
