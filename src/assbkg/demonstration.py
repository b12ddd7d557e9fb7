"""The demonstration: from the tables to answers and pictures, in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import assbkg
from assbkg.building import build
from assbkg.pages.explorer.page import write_explorer
from assbkg.places import shipped
from assbkg.reporting import report_checks
from assbkg.vocabulary import GRAPHS

__all__ = ["demonstrate"]

_QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("strategies-for-bottleneck", {"bottleneck": "volume expansion"}),
    ("benefits-of-system", {"system": "SiNPs@MXenes"}),
    ("figures-of-system", {"system": "Fe3S4@Li7P3S11"}),
)


def demonstrate(out: Path, tell: Callable[[str], None]) -> None:
    """Build the graph below `out`, check it, ask three questions and draw two pictures."""
    ontology, release = shipped("ontology"), out / "release"
    tell("── Building the graph ──")
    made = build(ontology, shipped("graphs"), release)
    counts = ", ".join(f"{made.count(name)} {name}" for name in GRAPHS)
    tell(f"{len(made.quads)} quads ({counts})")
    tell("\n── Checking it ──")
    report_checks(made, ontology, [], dl=False, tell=tell)
    graph = assbkg.open(release)
    for name, values in _QUESTIONS:
        query = graph.library[name]
        tell(f"\n── {query.asked(values)} ──")
        options = " ".join(f"-p {key}='{value}'" for key, value in values.items())
        tell(f"   assbkg query {name} {options}\n")
        tell(graph.query(name, **values).write("table"))
    tell("── Pictures ──")
    figure, explorer = out / "network.svg", out / "explorer.html"
    graph.network().save(figure)
    write_explorer(graph, explorer)
    for picture in (figure, explorer):
        tell(f"{picture.absolute()}")
