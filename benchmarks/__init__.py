"""Measurements: how long things take, how much memory they need, and beside what."""
