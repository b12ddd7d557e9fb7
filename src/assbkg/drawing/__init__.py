"""Figures of the graph, and the data that they draw."""
