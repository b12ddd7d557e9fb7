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

#: What the first column does, and what the last one gets.
_ACTS: Final[Mapping[Column, str]] = {
    "strategy": "Strategies of nano-design act through mechanisms",
    "system": "Material systems work through mechanisms",
    "material": "Materials contribute to mechanisms",
    "benefit": "mechanisms bring benefits",
    "bottleneck": "mechanisms ease bottlenecks",
}


#: What the figure of mechanisms is about.
CAUSAL_TITLE: Final = (
    "What mechanisms do: bottlenecks that they mitigate, benefits that they promote"
)
_SERVE: Final[Mapping[Columns, str]] = {
    "benefit": "serve which benefits",
    "bottleneck": "act against which bottlenecks",
}


def count(number: int, noun: str) -> str:
    """A number and its noun.

    >>> count(1, "claim"), count(0, "claim")
    ('1 claim', '0 claims')
    """
    return f"{number} {noun}{'s' * (number != 1)}"


def title(network: Network) -> str:
    """What a network is about."""
    first, middle, last = (HEADINGS[name].lower() for name in network.columns)
    return f"How nano-design serves solid-state batteries: {first}, {middle} and {last}"


def matrix_title(rows: Rows, columns: Columns) -> str:
    """What a matrix is about.

    >>> matrix_title("system", "bottleneck")
    'Which systems act against which bottlenecks'
    """
    return f"Which {HEADINGS[rows].lower()} {_SERVE[columns]}"


def introduction(network: Network) -> str:
    """What its columns have to do with one another, in a sentence, and how many links it has."""
    first, _, last = network.columns
    return f"{_ACTS[first]}, and {_ACTS[last]}: {summary(network)}."


def summary(network: Network) -> str:
    """How many links of each sort a network has."""
    inferred = sum(link.inferred for link in network.links)
    return f"{count(len(network.links) - inferred, 'link')} with claims, {inferred} inferred only"


def heading(network: Network, link: Link) -> str:
    """A link in one line: from what to what."""
    return f"{network.by_id[link.source].label} → {network.by_id[link.target].label}"


def modalities(link: Link) -> str:
    """How strongly the claims of a link are made: `2 stated, 1 hedged`."""
    found = Counter(claim.modality for claim in link.evidence)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {modality}" for modality, number in ordered)


def evidence_line(claim: Evidence) -> str:
    """Where and how a claim is made, of which systems: what follows its statement."""
    doubts = ", contested" * claim.contested + ", anomalous" * claim.anomalous
    refs = f", {'refs' if ',' in claim.cites else 'ref.'} {claim.cites}" if claim.cites else ""
    of = f" ({'; '.join(claim.systems)})" if claim.systems else ""
    return f"{claim.modality}{doubts}, {claim.place}{refs}{of}"


def remarks(link: Link) -> tuple[str, ...]:
    """What to bear in mind about a link, if anything: one sentence each."""
    found = []
    if link.inferred:
        found.append("Inferred only: no claim says it.")
    if link.contested:
        found.append("Contested: without contested claims it would not hold, or not so strongly.")
    if link.anomalous:
        found.append("Anomalous: a curator calls a claim that says it so.")
    return tuple(found)


def tip(network: Network, link: Link) -> str:
    """What a reader sees on pointing at a link: the first claims behind it."""
    lines = [heading(network, link), f"grade: {link.grade}", *remarks(link)]
    if not link.inferred:
        lines.append(f"{count(link.claims, 'claim')}: {modalities(link)}")
    lines += [f"• {claim.statement}. {evidence_line(claim)}" for claim in link.evidence[:_SHOWN]]
    if len(link.evidence) > _SHOWN:
        lines.append(f"and {count(len(link.evidence) - _SHOWN, 'more claim')}; click to see all")
    return "\n".join(lines)


def node_tip(network: Network, node: Node) -> str:
    """What a reader sees on pointing at a node."""
    into = sum(link.target == node.id for link in network.links)
    out = sum(link.source == node.id for link in network.links)
    kind = f"{node.column}, family: {node.family}" if node.family else node.column
    links = [f"{count(into, 'link')} in"] * bool(into) + [f"{count(out, 'link')} out"] * bool(out)
    return f"{node.label}\n{kind}\n{', '.join(links)}"
