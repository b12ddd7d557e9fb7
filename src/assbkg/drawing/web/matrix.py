"""What serves what, as a table: strategies or systems against benefits or bottlenecks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from assbkg.drawing.web.choice import EVERYTHING, Choice
from assbkg.drawing.web.designs import Designs, Tie, Ties, read_ties
from assbkg.drawing.web.narrowing import chosen, narrowed
from assbkg.drawing.web.table import Cell, Cells, Columns, Header, Matrix, Rows, merged
from assbkg.reasoning.grades import weakest
from assbkg.reasoning.proving.proofs import best_proof
from assbkg.record.claims import ClaimEvidence
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["read_matrix"]


def read_matrix(
    graph: KnowledgeGraph,
    rows: Rows = "strategy",
    columns: Columns = "benefit",
    choice: Choice = EVERYTHING,
) -> Matrix:
    """Put designs of a graph into a table; a row or column without any link is left out.

    A strategy serves what its mechanisms promote or mitigate, and a system what its
    strategies serve, as strongly as the weakest link on the way is said. Reported gains are
    those of systems in benefits. All of it is narrowed to a choice; raises as `narrowed` does.
    """
    designs, focus = chosen(graph, replace(choice, focus="")), choice.focus

    def told(name: str) -> Ties:
        ties = read_ties(graph, ASSB + name, contested=choice.contested)
        return tuple(tie for tie in ties if tie.claims and tie.grade in choice.grades)

    about = designs.explainer.entities.resolve(focus).value if focus else ""
    # A strategy of which no mechanism is told is on none of the ways that a focus leaves.
    direct = _direct(designs, told("addresses"), about) if columns == "bottleneck" else ()
    ways = [*_direct_ways(designs, rows, direct)]
    designs = narrowed(designs, Choice(focus=focus))
    expected = _cells(designs, (*ways, *_ways(designs, rows, columns)))
    gains = told("reportedGain") if (rows, columns) == ("system", "benefit") else ()
    reported = _cells(designs, _reports(designs, gains, about, expected))
    ends = {*expected, *reported}
    families = {kind: designs.label(family) for kind, family in designs.families.items()}
    return Matrix(
        rows,
        columns,
        tuple(
            Header(row, designs.label(row), families.get(row, ""))
            for row in sorted({row for row, _ in ends})
        ),
        tuple(Header(end, designs.label(end)) for end in sorted({end for _, end in ends})),
        expected,
        reported,
        _silent(designs, gains),
    )


_Ways = Iterable[tuple[tuple[str, str], Ties]]


def _direct_ways(designs: Designs, rows: Rows, direct: Ties) -> _Ways:
    """Every way by what a strategy is reported to address."""
    if rows == "strategy":
        return [((designs.kinds[tie.start], tie.end), (tie,)) for tie in direct]
    return [
        ((employs.start, tie.end), (employs, tie))
        for employs in designs.employs
        for tie in direct
        if tie.start == employs.end
    ]


def _ways(designs: Designs, rows: Rows, columns: Columns) -> _Ways:
    """Every way through a mechanism, from a row to a column: the ends, and the links on it."""
    outcomes: dict[str, list[Tie]] = defaultdict(list)
    for tie in designs.promotes if columns == "benefit" else designs.mitigates:
        outcomes[tie.start].append(tie)
    onwards: dict[str, list[Ties]] = defaultdict(list)
    for operates in designs.operates:
        onwards[operates.start] += [(operates, outcome) for outcome in outcomes[operates.end]]
    if rows == "strategy":
        for strategy, ways in onwards.items():
            for way in ways:
                yield (designs.kinds[strategy], way[-1].end), way
    else:
        for employs in designs.employs:
            for way in onwards[employs.end]:
                yield (employs.start, way[-1].end), (employs, *way)


def _direct(designs: Designs, told: Ties, about: str) -> Ties:
    """What the strategies at hand are reported to address, without a mechanism."""
    users = designs.users
    return tuple(
        tie
        for tie in told
        if tie.start in users
        and (
            not about or about in {tie.start, tie.end, designs.kinds[tie.start], *users[tie.start]}
        )
    )


def _reports(designs: Designs, gains: Ties, about: str, expected: Cells) -> _Ways:
    """The gains of systems at hand; about one thing, its own and what is expected through it."""
    systems = frozenset(designs.systems)
    for tie in gains:
        ends = tie.start, tie.end
        if tie.start in systems and (not about or about in ends or ends in expected):
            yield ends, (tie,)


def _silent(designs: Designs, gains: Ties) -> int:
    """How many systems have gains but no strategy; none where only some systems are at hand."""
    facts = designs.explainer.reasoned.instances.facts
    employing = {system for system, _ in facts.pairs(ASSB + "employs")}
    if employing != set(designs.systems):
        return 0
    return len({tie.start for tie in gains} - employing)


def _cells(designs: Designs, ways: _Ways) -> Cells:
    resting: dict[Tie, frozenset[ClaimEvidence]] = {}
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for ends, ties in ways:
        for tie in ties:
            if tie not in resting:
                resting[tie] = frozenset(_claims(designs, tie))
        claims = frozenset().union(*(resting[tie] for tie in ties))
        cell = Cell(
            weakest(tie.grade for tie in ties),
            frozenset(claim.claim for claim in claims),
            any(tie.contested for tie in ties),
            any(claim.status == "anomalous" for claim in claims),
        )
        found[ends].append(cell)
    return {ends: merged(cells) for ends, cells in sorted(found.items())}


def _claims(designs: Designs, tie: Tie) -> Iterator[ClaimEvidence]:
    """The claims that state a link or, where none does, those at the leaves of its best proof."""
    if tie.claims:
        yield from tie.claims
        return
    explainer = designs.explainer
    for leaf in best_proof(tie.fact, explainer.reasoned.instances).leaves():
        yield from explainer.evidence.of(leaf)
