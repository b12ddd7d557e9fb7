"""The words that figures and pages use for links and the claims behind them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from assbkg.drawing.web.matrix import Columns, Rows
from assbkg.drawing.web.model import (
    HEADINGS,
    Column,
    Evidence,
    Link,
    Network,
    Node,
)

__all__ = [
    "CAUSAL_TITLE",
    "count",
    "evidence_line",
    "heading",
    "introduction",
    "matrix_title",
    "modalities",
    "node_tip",
    "remarks",
    "summary",
    "tip",
    "title",
]

_SHOWN: Final = 4

#: What the first column does, and how the last one is reached.
_ACTS: Final[Mapping[Column, str]] = {
    "strategy": "Strategies of nano-design act through mechanisms",
    "system": "Material systems work through mechanisms",
    "material": "Materials contribute to mechanisms",
    "benefit": "mechanisms bring benefits",
    "bottleneck": "mechanisms ease bottlenecks",
}


#: The title of the causal map.
CAUSAL_TITLE: Final = (
    "What mechanisms do: bottlenecks that they mitigate, benefits that they promote"
)
_SERVE: Final[Mapping[Columns, str]] = {
    "benefit": "serve which benefits",
    "bottleneck": "act against which bottlenecks",
}


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "claim"), count(0, "claim")
    ('1 claim', '0 claims')
    """
    return f"{number} {noun}{'s' * (number != 1)}"


def title(network: Network) -> str:
    """Return the title of a network."""
    first, middle, last = (HEADINGS[name].lower() for name in network.columns)
    return f"How nano-design serves solid-state batteries: {first}, {middle} and {last}"


def matrix_title(rows: Rows, columns: Columns) -> str:
    """Return the title of a matrix.

    >>> matrix_title("system", "bottleneck")
    'Which systems act against which bottlenecks'
    """
    return f"Which {HEADINGS[rows].lower()} {_SERVE[columns]}"


def introduction(network: Network) -> str:
    """Return a sentence on how the columns of a network are related, and how many links it has."""
    first, _, last = network.columns
    return f"{_ACTS[first]}, and {_ACTS[last]}: {summary(network)}."


def summary(network: Network) -> str:
    """Return the number of links of each sort in a network."""
    inferred = sum(link.inferred for link in network.links)
    return f"{count(len(network.links) - inferred, 'link')} with claims, {inferred} inferred only"


def heading(network: Network, link: Link) -> str:
    """Return a link in one line: from what to what."""
    return f"{network.by_id[link.source].label} → {network.by_id[link.target].label}"


def modalities(link: Link) -> str:
    """Return the modalities of the claims of a link, such as `2 stated, 1 hedged`."""
    found = Counter(claim.modality for claim in link.evidence)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {modality}" for modality, number in ordered)


def evidence_line(claim: Evidence) -> str:
    """Return the modality, place and systems of a claim, to follow its statement."""
    doubts = ", contested" * claim.contested + ", anomalous" * claim.anomalous
    refs = f", {'refs' if ',' in claim.cites else 'ref.'} {claim.cites}" if claim.cites else ""
    of = f" ({'; '.join(claim.systems)})" if claim.systems else ""
    return f"{claim.modality}{doubts}, {claim.place}{refs}{of}"


def remarks(link: Link) -> tuple[str, ...]:
    """Return reservations about a link, one sentence each."""
    found = []
    if link.inferred:
        found.append("Inferred only: no claim states it.")
    if link.contested:
        found.append("Contested: without contested claims it would not hold, or less strongly.")
    if link.anomalous:
        found.append("Anomalous: a curator calls a claim that states it so.")
    return tuple(found)


def tip(network: Network, link: Link) -> str:
    """Return the tooltip of a link, with the first claims behind it."""
    lines = [heading(network, link), f"grade: {link.grade}", *remarks(link)]
    if not link.inferred:
        lines.append(f"{count(link.claims, 'claim')}: {modalities(link)}")
    lines += [f"• {claim.statement}. {evidence_line(claim)}" for claim in link.evidence[:_SHOWN]]
    if len(link.evidence) > _SHOWN:
        lines.append(f"and {count(len(link.evidence) - _SHOWN, 'more claim')}; click to see all")
    return "\n".join(lines)


def node_tip(network: Network, node: Node) -> str:
    """Return the tooltip of a node."""
    into = sum(link.target == node.id for link in network.links)
    out = sum(link.source == node.id for link in network.links)
    kind = f"{node.column}, family: {node.family}" if node.family else node.column
    links = [f"{count(into, 'link')} in"] * bool(into) + [f"{count(out, 'link')} out"] * bool(out)
    return f"{node.label}\n{kind}\n{', '.join(links)}"
