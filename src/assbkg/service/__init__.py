"""Between the graph and other computers."""
