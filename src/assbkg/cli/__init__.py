"""The commands: thin, and quick to start.

Results go to standard output, everything else to standard error.
"""

from __future__ import annotations

from assbkg.cli import (
    completing,
    drawing,
    exporting,
    literature,
    pages,
    questions,
    reading,
    reasons,
    serving,
    tables,
)
from assbkg.cli.running import main
from assbkg.cli.shared import app

__all__ = ["app", "completing", "drawing", "exporting", "literature", "main", "pages"]
__all__ += ["questions", "reading", "reasons", "serving", "tables"]
