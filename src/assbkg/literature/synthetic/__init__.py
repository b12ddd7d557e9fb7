"""Synthetic papers shaped like a curated one, for benchmarks."""
