"""The network of a figure: what designs do, grouped by kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assbkg.drawing.web.designs import Designs, Tie
from assbkg.drawing.web.model import Column, Evidence, Link, Network, Node, Outcomes, Rows
from assbkg.reasoning.grades import strongest, weakest
from assbkg.record.claims import Claim

__all__ = ["as_evidence", "gather_evidence", "project"]


@dataclass(frozen=True)
class _Strand:
    """A tie between two individuals as part of the link between the nodes they belong to."""

    source: str
    target: str
    tie: Tie
    grade: str
    systems: frozenset[str]


def project(designs: Designs, rows: Rows = "strategy", outcomes: Outcomes = "benefit") -> Network:
    """Return the network of designs, grouped by kinds; what has no link is left out.

    A system is linked to a mechanism by the strategies that it employs, with the weaker grade
    of both links; the claims of such a link are those of its strategies.
    """
    starting, ending = list(_starting(designs, rows)), list(_ending(designs, outcomes))
    columns: tuple[Column, Column, Column] = (rows, "mechanism", outcomes)
    places: dict[str, Column] = {}
    for strands, (left, right) in ((starting, columns[:2]), (ending, columns[1:])):
        for strand in strands:
            places[strand.source], places[strand.target] = left, right
    nodes = [
        Node(thing, designs.label(thing), column, _family(designs, thing))
        for thing, column in places.items()
    ]
    return Network(
        tuple(sorted(nodes, key=lambda node: (columns.index(node.column), node.id))),
        tuple(_links([*starting, *ending], designs)),
        columns,
    )


def _family(designs: Designs, thing: str) -> str:
    family = designs.families.get(thing, "")
    return designs.label(family) if family else ""


def _starting(designs: Designs, rows: Rows) -> Iterator[_Strand]:
    kinds, users = designs.kinds, designs.users
    if rows == "material":
        for tie in designs.contributed:
            systems = users[tie.start]
            yield _Strand(tie.end, kinds[tie.start], tie, tie.grade, systems)
    elif rows == "system":
        employed: dict[str, list[Tie]] = defaultdict(list)
        for tie in designs.employs:
            employed[tie.end].append(tie)
        for tie in designs.operates:
            for use in employed[tie.start]:
                grade = weakest((use.grade, tie.grade))
                yield _Strand(use.start, kinds[tie.end], tie, grade, frozenset({use.start}))
    else:
        for tie in designs.operates:
            yield _Strand(kinds[tie.start], kinds[tie.end], tie, tie.grade, users[tie.start])


def _ending(designs: Designs, outcomes: Outcomes) -> Iterator[_Strand]:
    ties = designs.promotes if outcomes == "benefit" else designs.mitigates
    for tie in ties:
        systems = designs.users[tie.start]
        yield _Strand(designs.kinds[tie.start], tie.end, tie, tie.grade, systems)


def _links(strands: Iterable[_Strand], designs: Designs) -> Iterator[Link]:
    together: dict[tuple[str, str], list[_Strand]] = defaultdict(list)
    for strand in strands:
        together[strand.source, strand.target].append(strand)
    for (source, target), parts in sorted(together.items()):
        yield Link(
            source,
            target,
            claims=len({claim.claim for part in parts for claim in part.tie.claims}),
            systems=len(frozenset().union(*(part.systems for part in parts))),
            grade=strongest(part.grade for part in parts),
            evidence=tuple(
                gather_evidence(((part.tie, part.systems) for part in parts), designs.label)
            ),
            contested=all(part.tie.contested for part in parts),
        )


def gather_evidence(
    ties: Iterable[tuple[Tie, frozenset[str]]], label: Callable[[str], str]
) -> Iterator[Evidence]:
    """Yield the claims behind some ties, each once, with the systems for which it holds.

    They are in the order of their places; `label` gives the name of a system.
    """
    systems: dict[Claim, set[str]] = defaultdict(set)
    for tie, of in ties:
        for claim in tie.claims:
            systems[claim] |= of
    for claim in sorted(systems, key=lambda claim: claim.claim):
        yield as_evidence(claim, sorted(map(label, systems[claim])))


def as_evidence(claim: Claim, systems: Iterable[str] = ()) -> Evidence:
    """Return a claim as a figure or an export shows it, with the labels of its systems."""
    return Evidence(
        claim.statement,
        claim.modality,
        claim.place,
        ", ".join(claim.marks),
        tuple(systems),
        claim.status == "contested",
        claim.status == "anomalous",
    )
