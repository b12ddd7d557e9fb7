"""The network, matrix and causal map as data, and the words for their links."""
