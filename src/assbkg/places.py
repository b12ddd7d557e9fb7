"""Where the shipped ontology, tables, queries and release are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["is_shipped", "shipped"]


def shipped(name: str) -> Path:
    """The folder `ontology`, `graphs` or `queries` that came with this installation.

    In a wheel they ride in the package; in a checkout they stand beside `src`.
    """
    package = Path(__file__).resolve().parent
    in_wheel = package / "data" / name
    return in_wheel if in_wheel.is_dir() else package.parents[1] / name


def is_shipped(folder: Path) -> bool:
    """Tell whether a folder is one that came with this installation."""
    found = folder.resolve()
    return found == shipped(found.name).resolve()
