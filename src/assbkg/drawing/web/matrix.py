"""The matrix: strategies or systems against benefits or bottlenecks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from assbkg.drawing.web.designs import (
    EVERYTHING,
    Choice,
    Designs,
    Tie,
    Ties,
    chosen,
    narrowed,
    read_ties,
)
from assbkg.drawing.web.model import Node, group_families
from assbkg.reasoning.grades import strongest, weakest
from assbkg.reasoning.proofs import best_proof
from assbkg.record.claims import Claim
from assbkg.record.reasoned import paper_cases
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Cell", "Columns", "Matrix", "Rows", "by_family", "read_matrix"]


#: The contents of rows, and of columns.
Rows = Literal["strategy", "system"]
Columns = Literal["benefit", "bottleneck"]


@dataclass(frozen=True)
class Cell:
    """A link of a row to a column: the grade of its strongest way, and the claims behind all ways.

    Without contested claims, a `contested` cell would not be there, or less strong. A curator
    calls a claim behind an `anomalous` one so.
    """

    grade: str
    claims: frozenset[str]
    contested: bool = False
    anomalous: bool = False


_Cells = Mapping[tuple[str, str], Cell]


@dataclass(frozen=True)
class Matrix:
    """Rows and columns by id; `expected` cells follow by reasoning, `reported` ones are claimed.

    Reported are the gains of systems, and what strategies are said to address.

    `silent` counts the systems with a reported gain but no strategy; they are not rows.
    """

    row_kind: Rows
    column_kind: Columns
    rows: tuple[Node, ...]
    columns: tuple[Node, ...]
    expected: _Cells
    reported: _Cells
    silent: int = 0
    together: bool = False

    @cached_property
    def most(self) -> int:
        """The number of claims of the cell that has most."""
        cells = (*self.expected.values(), *self.reported.values())
        return max((len(cell.claims) for cell in cells), default=0)

    def claims_of(self, header: str) -> frozenset[str]:
        """Return the claims behind all cells of a row or a column."""
        both = (*self.expected.items(), *self.reported.items())
        return frozenset().union(*(cell.claims for ends, cell in both if header in ends))

    def keeping(self, rows: Iterable[Node], columns: Iterable[Node]) -> Matrix:
        """Return the matrix with some of its rows and columns, in the order given."""
        rows, columns = tuple(rows), tuple(columns)
        kept = {row.id for row in rows}, {column.id for column in columns}

        def left(cells: _Cells) -> _Cells:
            return {
                ends: c for ends, c in cells.items() if ends[0] in kept[0] and ends[1] in kept[1]
            }

        return replace(
            self,
            rows=rows,
            columns=columns,
            expected=left(self.expected),
            reported=left(self.reported),
        )


def _merged(cells: Iterable[Cell]) -> Cell:
    """Return one cell with the strongest grade of any, and the claims of all."""
    cells = tuple(cells)
    grade = strongest(cell.grade for cell in cells)
    return Cell(
        grade,
        frozenset().union(*(cell.claims for cell in cells)),
        all(cell.contested for cell in cells if cell.grade == grade),
        any(cell.anomalous for cell in cells),
    )


def by_family(matrix: Matrix) -> Matrix:
    """Return the matrix with rows grouped by family; a row without a family stays."""
    place, rows = group_families(matrix.rows)

    def together(cells: _Cells) -> _Cells:
        found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for (row, column), cell in sorted(cells.items()):
            found[place[row], column].append(cell)
        return {ends: _merged(parts) for ends, parts in found.items()}

    return replace(
        matrix,
        rows=rows,
        expected=together(matrix.expected),
        reported=together(matrix.reported),
        together=True,
    )


def read_matrix(
    graph: KnowledgeGraph,
    rows: Rows = "strategy",
    columns: Columns = "benefit",
    choice: Choice = EVERYTHING,
) -> Matrix:
    """Return the matrix of a choice; rows and columns without a link are left out.

    A strategy serves what its mechanisms promote or mitigate, and a system what its strategies
    serve; a way has the grade of its weakest link.
    Raises as `narrowed` does.
    """
    designs, focus = chosen(graph, replace(choice, focus="")), choice.focus
    cases = paper_cases(designs.explainer.reasoned.instances.facts)

    def stated(name: str) -> Ties:
        ties = read_ties(graph, ASSB + name, contested=choice.contested)
        return tuple(
            tie
            for tie in ties
            if tie.claims and tie.grade in choice.grades and tie.end not in cases
        )

    about = designs.explainer.entities.resolve(focus).value if focus else ""
    # A strategy without a stated mechanism is on none of the ways that a focus leaves.
    direct = _direct(designs, stated("addresses"), about) if columns == "bottleneck" else ()
    ways = [*_direct_ways(designs, rows, direct)]
    designs = narrowed(designs, Choice(focus=focus))
    through = [way for way in _ways(designs, rows, columns) if way[0][1] not in cases]
    gains = stated("reportedGain") if (rows, columns) == ("system", "benefit") else ()
    if rows == "strategy":
        expected, reported = _cells(designs, through), _cells(designs, ways)
    else:
        expected = _cells(designs, (*ways, *through))
        reported = _cells(designs, _reports(designs, gains, about, expected))
    ends = {*expected, *reported}
    families = {kind: designs.label(family) for kind, family in designs.families.items()}
    return Matrix(
        rows,
        columns,
        tuple(
            Node(row, designs.label(row), rows, families.get(row, ""))
            for row in sorted({row for row, _ in ends})
        ),
        tuple(Node(end, designs.label(end), columns) for end in sorted({end for _, end in ends})),
        expected,
        reported,
        _silent(designs, gains),
    )


_Ways = Iterable[tuple[tuple[str, str], Ties]]


def _direct_ways(designs: Designs, rows: Rows, direct: Ties) -> _Ways:
    """Return every way by what a strategy is reported to address."""
    if rows == "strategy":
        return [((designs.kinds[tie.start], tie.end), (tie,)) for tie in direct]
    return [
        ((employs.start, tie.end), (employs, tie))
        for employs in designs.employs
        for tie in direct
        if tie.start == employs.end
    ]


def _ways(designs: Designs, rows: Rows, columns: Columns) -> _Ways:
    """Yield the ends of every way through a mechanism, from a row to a column, and its links."""
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


def _direct(designs: Designs, stated: Ties, about: str) -> Ties:
    """Return what the strategies at hand are reported to address, with no stated mechanism."""
    users = designs.users
    wanted = designs.cases(about) | {about}
    return tuple(
        tie
        for tie in stated
        if tie.start in users
        and (
            not about or wanted & {tie.start, tie.end, designs.kinds[tie.start], *users[tie.start]}
        )
    )


def _reports(designs: Designs, gains: Ties, about: str, expected: _Cells) -> _Ways:
    """Yield reported gains of the systems at hand; with `about`, only those that it concerns."""
    systems = frozenset(designs.systems)
    for tie in gains:
        ends = tie.start, tie.end
        if tie.start in systems and (not about or about in ends or ends in expected):
            yield ends, (tie,)


def _silent(designs: Designs, gains: Ties) -> int:
    """Return how many systems have gains but no strategy; 0 if only some systems are at hand."""
    facts = designs.explainer.reasoned.instances.facts
    employing = {system for system, _ in facts.pairs(ASSB + "employs")}
    if employing != set(designs.systems):
        return 0
    return len({tie.start for tie in gains} - employing)


def _cells(designs: Designs, ways: _Ways) -> _Cells:
    resting: dict[Tie, frozenset[Claim]] = {}
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for ends, ties in ways:
        for tie in ties:
            if tie not in resting:
                resting[tie] = frozenset(_claims(designs, tie))
        claims = frozenset().union(*(resting[tie] for tie in ties))
        cell = Cell(
            weakest(tie.grade for tie in ties),
            frozenset(claim.claim for claim in claims),
            any(tie.contested for tie in ties) or ties[0].start in designs.doubtful,
            any(claim.status == "anomalous" for claim in claims),
        )
        found[ends].append(cell)
    return {ends: _merged(cells) for ends, cells in sorted(found.items())}


def _claims(designs: Designs, tie: Tie) -> Iterator[Claim]:
    """Yield the claims that state a link; if none does, those at the leaves of its best proof."""
    if tie.claims:
        yield from tie.claims
        return
    explainer = designs.explainer
    for leaf in best_proof(tie.fact, explainer.reasoned.instances).leaves():
        yield from explainer.evidence.of(leaf)
