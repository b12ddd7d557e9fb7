"""The network as a figure for print: three columns, links as curves, a legend."""

from __future__ import annotations

from assbkg.drawing.network.figure import compose, draw_network, write_network

__all__ = ["compose", "draw_network", "write_network"]
