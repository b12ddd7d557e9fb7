"""Capacities over cycle number as a figure."""

from __future__ import annotations

from assbkg.drawing.capacities.figure import compose_capacities, draw_capacities

__all__ = ["compose_capacities", "draw_capacities"]
