"""Commands that draw."""

from __future__ import annotations

from assbkg.cli.drawing import capacities, network

__all__ = ["capacities", "network"]
