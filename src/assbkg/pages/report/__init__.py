"""The report: what the graph, or a part of it, tells, as a folder to hand over."""
