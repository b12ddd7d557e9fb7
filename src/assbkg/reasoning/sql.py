"""Turn rules into SQL for semi-naive evaluation, level by level.

Each predicate has a table `(s, o, rank)` of integer-coded facts. A rank combines a level, which
is the index of a grade, and a round: `level * ROUNDS + round`. A step derives the facts of one
rank from facts of lower rank, at least one of which has the rank just before. Rules that differ
only in their constants share one statement, with the constants as a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.rules import Atom, Existential, Rule

__all__ = [
    "ROUNDS",
    "Branch",
    "Step",
    "ages",
    "group_rules",
    "insert_statement",
    "shape_of",
    "witness_statement",
]

#: More rounds than one level ever takes.
ROUNDS: Final = 1 << 16


@dataclass(frozen=True)
class Branch:
    """Rules of one shape: a head, a body with `$n` for constants, and the constants."""

    head: Atom
    body: tuple[Atom, ...]
    constants: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Step:
    """The state of the evaluation.

    `rank` is the rank of the facts to be derived now. For the rank before, `fresh` counts the
    facts of each predicate and `classes` has the codes of the classes that gained members.
    `tables` has the table of each predicate, `codes` the number of each term.
    """

    rank: int
    fresh: Mapping[str, int]
    classes: Set[int]
    tables: Mapping[str, str]
    codes: Mapping[str, int]


def group_rules(rules: Sequence[Rule], by_predicate: bool = True) -> tuple[Branch, ...]:
    """Group rules of the same shape, in order of first appearance.

    Without `by_predicate`, which is for facts of all predicates in one table, predicates are
    constants like any others.
    """
    shapes: dict[tuple[Atom, ...], list[tuple[str, ...]]] = {}
    for rule in rules:
        shape, constants = shape_of((rule.head, *rule.body), by_predicate)
        shapes.setdefault(shape, []).append(constants)
    return tuple(
        Branch(head, tuple(body), tuple(sorted(set(constants))))
        for (head, *body), constants in shapes.items()
    )


def shape_of(
    atoms: Sequence[Atom], by_predicate: bool = True
) -> tuple[tuple[Atom, ...], tuple[str, ...]]:
    """Return atoms with numbers for their variables and constants, and the constants."""
    slots: dict[str, str] = {}
    constants: list[str] = []

    def slot(term: str) -> str:
        if term.startswith("?"):
            return slots.setdefault(term, f"?{len(slots)}")
        constants.append(term)
        return f"${len(constants) - 1}"

    shape = tuple(
        Atom(a.predicate if by_predicate else slot(a.predicate), slot(a.subject), slot(a.object))
        for a in atoms
    )
    return shape, tuple(constants)


def ages(body: Sequence[Atom], newest: int, rank: int) -> list[str]:
    """Return conditions on the ranks of facts, of which the one at `newest` is the latest.

    Facts for earlier atoms must be older, so that no combination is joined twice.
    """
    comparisons = ("=" if n == newest else "<" if n < newest else "<=" for n in range(len(body)))
    return [f"{comparison} {rank - 1}" for comparison in comparisons]


def insert_statement(head: str, branches: Sequence[Branch], now: Step) -> str | None:
    """Return the statement that adds what `branches` newly derive for one head.

    None if nothing can follow.
    """
    selects = [
        f"SELECT {match.place(branch.head.subject)} AS s, {match.place(branch.head.object)} AS o "
        f"FROM {match.sources} WHERE {match.conditions}"
        for branch in branches
        for match in _new_matches(branch.body, branch.constants, now)
    ]
    if not selects:
        return None
    table = now.tables[head]
    # DISTINCT once, at the end: a hundred UNIONs would remove duplicates a hundred times.
    derived = " UNION ALL ".join(selects)
    return (
        f"INSERT INTO {table} SELECT DISTINCT n.s, n.o, {now.rank} FROM ({derived}) n "
        f"ANTI JOIN {table} h ON h.s = n.s AND h.o = n.o"
    )


def witness_statement(existential: Existential, now: Step) -> str | None:
    """Return the query for what newly needs a witness: a column `x`, distinct and sorted.

    A thing with witnesses among the facts of lower rank needs none. None if nothing can newly
    need one.
    """
    body, constants, frontier = _with_frontier(existential.body, existential.frontier)
    needs = [
        f"SELECT {match.place(frontier)} AS x FROM {match.sources} WHERE {match.conditions}"
        for match in _new_matches(body, (constants,), now)
    ]
    if not needs:
        return None
    needed = f"SELECT DISTINCT x FROM ({' UNION ALL '.join(needs)})"
    heads, constants, frontier = _with_frontier(existential.heads, existential.frontier)
    found = _match(heads, (constants,), [f"< {now.rank}"] * len(heads), now)
    if found:
        has = f"SELECT {found.place(frontier)} FROM {found.sources} WHERE {found.conditions}"
        needed += f" EXCEPT ({has})"
    return f"SELECT x FROM ({needed}) ORDER BY x"


def _with_frontier(
    atoms: tuple[Atom, ...], frontier: str
) -> tuple[tuple[Atom, ...], tuple[str, ...], str]:
    """Return the shape of some atoms, their constants, and the frontier's name in the shape."""
    shape, constants = shape_of((*atoms, Atom("", frontier, frontier)))
    return shape[:-1], constants, shape[-1].subject


@dataclass(frozen=True)
class _Match:
    """The FROM and WHERE of a query for matches of some atoms, and the column of each term."""

    sources: str
    conditions: str
    places: Mapping[str, str]

    def place(self, term: str) -> str:
        """Return the column that holds a term."""
        return f"k.c{term[1:]}" if term.startswith("$") else self.places[term]


def _new_matches(
    body: tuple[Atom, ...], constants: tuple[tuple[str, ...], ...], now: Step
) -> Iterator[_Match]:
    """Yield matches in which some atom has the rank before."""
    for newest, atom in enumerate(body):
        if not now.fresh.get(atom.predicate):
            continue
        if now.rank == 1 and newest > 0:  # before the first step nothing is older
            continue
        rows = [row for row in constants if _may_be_new(atom, row, now)]
        match = _match(body, rows, ages(body, newest, now.rank), now)
        if match:
            yield match


def _may_be_new(atom: Atom, constants: Sequence[str], now: Step) -> bool:
    """Tell whether an atom can match a fact of the rank before: most classes gain no member."""
    if atom.predicate != TYPE or not atom.object.startswith("$"):
        return True
    return now.codes.get(constants[int(atom.object[1:])]) in now.classes


def _match(
    body: tuple[Atom, ...],
    constants: Sequence[tuple[str, ...]],
    compared: Sequence[str],
    now: Step,
) -> _Match | None:
    """Return the match of atoms under conditions on their ranks, or None if there can be none."""
    if any(atom.predicate not in now.tables for atom in body):
        return None
    rows = [row for row in constants if all(term in now.codes for term in row)]
    if not rows:
        return None
    places: dict[str, str] = {}
    sources, conditions = [], []
    for number, (atom, age) in enumerate(zip(body, compared, strict=True)):
        sources.append(f"{now.tables[atom.predicate]} a{number}")
        conditions.append(f"a{number}.rank {age}")
        for column, term in (("s", atom.subject), ("o", atom.object)):
            place = f"a{number}.{column}"
            if places.setdefault(term, place) != place:
                conditions.append(f"{places[term]} = {place}")
    if rows[0]:
        values = ", ".join("(" + ", ".join(str(now.codes[t]) for t in row) + ")" for row in rows)
        columns = ", ".join(f"c{i}" for i in range(len(rows[0])))
        sources.append(f"(VALUES {values}) k({columns})")
        conditions += [f"{places[t]} = k.c{t[1:]}" for t in places if t.startswith("$")]
    return _Match(", ".join(sources), " AND ".join(conditions), places)
