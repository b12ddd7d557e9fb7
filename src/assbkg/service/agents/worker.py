"""The worker that answers agents' calls: one of the service's, with tools warmed up."""

from __future__ import annotations

import os
from typing import Any

from assbkg.service.agents.answering import ToolAnswerer
from assbkg.service.serving.worker import load, main

__all__ = ["load_tools"]


def load_tools(said: dict[str, Any], quads: bytes) -> ToolAnswerer:
    """Make what a seed describes, with all that any tool needs in memory."""
    answerer = ToolAnswerer(load(said, quads))
    answerer.warm_up()
    return answerer


if __name__ == "__main__":
    main(load_tools)
    # There is nothing to tidy up, and DuckDB would complain of what is left to the system.
    os._exit(0)
