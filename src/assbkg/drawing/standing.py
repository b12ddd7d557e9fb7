"""What a curator thinks of figures: signs for contested and anomalous ones, and the reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["SIGNS", "read_reasons", "tell_signs"]

#: The sign beside a figure, by its status.
SIGNS: Final[Mapping[str, str]] = {"anomalous": "†", "contested": "‡"}


def read_reasons(graph: KnowledgeGraph) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Why curators call things what they do: by IRI and kind of assessment, such as `contested`."""
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for of, kind, reason in graph.query("assessments").values():
        reasons[of, kind].append(reason)
    return {key: tuple(said) for key, said in reasons.items()}


def tell_signs(statuses: Iterable[str]) -> str:
    """What the signs of some statuses mean; empty when none has a sign."""
    shown = set(statuses)
    meant = [f"{status} ({sign})" for status, sign in SIGNS.items() if status in shown]
    return f"called {' or '.join(meant)} by a curator" if meant else ""
