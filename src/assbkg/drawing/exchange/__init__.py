"""The network in files that other tools read: Cytoscape, Gephi, Graphviz, networkx."""

from __future__ import annotations

from assbkg.drawing.exchange.exporting import ENDINGS, export_network, write_exchange

__all__ = ["ENDINGS", "export_network", "write_exchange"]
