"""Answers as tables, frames and texts."""
