"""Where ontology, tables, queries and release are: here, or where they came with assbkg."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["Inputs", "choose", "is_shipped", "shipped"]


def shipped(name: str) -> Path:
    """Return the folder `ontology`, `graphs` or `queries` that came with this installation.

    In a wheel they ride in the package; in a checkout they stand beside `src`.
    """
    package = Path(__file__).resolve().parent
    in_wheel = package / "data" / name
    return in_wheel if in_wheel.is_dir() else package.parents[1] / name


def is_shipped(folder: Path) -> bool:
    """Tell whether a folder is one that came with this installation."""
    found = folder.resolve()
    return found == shipped(found.name).resolve()


@dataclass(frozen=True)
class Inputs:
    """The folders of tables and ontology that a command works on, and how they were chosen.

    `release` is the default folder for a release of the tables, `choice` a line about what was
    chosen.
    """

    graphs: Path
    ontology: Path
    release: Path
    choice: str


def choose(graphs: Path | None = None, ontology: Path | None = None) -> Inputs:
    """Choose what was not given: from the current folder where it has `graphs`, else the shipped.

    The ontology there is that in `ontology`, if there is one.
    """
    here = Path("graphs").is_dir()
    there = here and Path("ontology").is_dir()
    tables = graphs or (Path("graphs") if here else shipped("graphs"))
    terms = ontology or (Path("ontology") if there else shipped("ontology"))
    choice = f"tables: {_shown(tables, graphs)}; ontology: {_shown(terms, ontology)}"
    return Inputs(tables, terms, _release(tables, by_itself=not here and graphs is None), choice)


def _release(tables: Path, *, by_itself: bool) -> Path:
    """Return the release beside tables; for tables not named by the user, one in this folder.

    A package is not written to, even if its tables are named.
    """
    packaged = tables.resolve().is_relative_to(Path(__file__).resolve().parent)
    return Path("release") if by_itself or packaged else tables / "release"


def _shown(folder: Path, given: Path | None) -> str:
    """Return a folder as it appears in a message."""
    if given is None and folder.is_absolute():
        return f"the shipped ({folder})"
    return str(folder)
