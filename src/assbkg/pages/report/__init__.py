"""The report: what the graph, or a part of it, contains, as a folder to hand over."""
