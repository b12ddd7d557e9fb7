"""Pictures of the graph: the network of strategies, mechanisms and benefits. Asks by name only."""
