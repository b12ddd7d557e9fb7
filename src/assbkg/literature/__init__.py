"""A synthetic literature: many papers of the review's shape and vocabulary, for benchmarks."""
