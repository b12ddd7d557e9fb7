"""The matrix: which strategies or systems serve which benefits or bottlenecks, as a figure."""

from __future__ import annotations

from assbkg.drawing.matrix.figure import compose_matrix, draw_matrix

__all__ = ["compose_matrix", "draw_matrix"]
