"""Commands that draw."""

from __future__ import annotations

from assbkg.cli.drawing import capacities, explorer, matrix, mechanisms, network, proof, timeline

__all__ = ["capacities", "explorer", "matrix", "mechanisms", "network", "proof", "timeline"]
