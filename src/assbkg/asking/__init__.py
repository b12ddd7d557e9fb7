"""Questions to the graph: names, the query library, SPARQL and results. Writes nothing."""
