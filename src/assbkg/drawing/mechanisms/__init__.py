"""The causal map of mechanisms, bottlenecks and benefits as a figure."""

from __future__ import annotations

from assbkg.drawing.mechanisms.figure import compose_mechanisms, draw_mechanisms

__all__ = ["compose_mechanisms", "draw_mechanisms"]
