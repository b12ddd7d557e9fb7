"""Matches of the bodies of rules, as joins for Spark: few facts are sent, many stay.

All facts are in one table with the columns `p`, `s`, `o` and `rank`. Rules of one shape share
a query, with their predicates and other constants as a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.rules import Atom
from assbkg.reasoning.sql import Branch

__all__ = ["Counts", "Now", "Row", "select_heads"]

#: The constants of one rule.
Row = tuple[str, ...]

#: So many facts, or fewer, are sent to every executor rather than joined where they are.
_FEW: Final = 200_000


@dataclass(frozen=True)
class Counts:
    """How many facts each predicate has and how many members each class, by their codes."""

    predicates: Counter[int] = field(default_factory=Counter)
    classes: Counter[int] = field(default_factory=Counter)

    def __add__(self, more: Counts) -> Counts:
        return Counts(self.predicates + more.predicates, self.classes + more.classes)

    def of(self, atom: Atom, row: Row, codes: Mapping[str, int]) -> int:
        """How many facts an atom of a shape can match with one row of constants, at most."""
        predicate = _constant(atom.predicate, row)
        if predicate == TYPE and atom.object.startswith("$"):
            return self.classes[codes[_constant(atom.object, row)]]
        return self.predicates[codes[predicate]]


@dataclass(frozen=True)
class Now:
    """Where the evaluation stands.

    `rank` is that of the facts to be derived now; `fresh` counts the facts of the rank before
    and `known` all facts.
    """

    rank: int
    fresh: Counts
    known: Counts
    table: str
    codes: Mapping[str, int]


def select_heads(
    branch: Branch, rows: Sequence[Row], compared: Sequence[str], first: int, now: Now
) -> str:
    """The query for the heads of matches, with repetitions, as `p`, `s` and `o`.

    The ranks of facts compare as told for each atom; an empty text stands for the facts of
    the table `needed`, which have none. Joins begin at the atom at `first`.
    """
    places: dict[str, str] = {}
    sources, conditions, few = [], [], []
    for number in _joined(branch.body, first):
        atom, name = branch.body[number], f"a{number}"
        equal = _equal(atom)
        found = _facts(atom, rows, compared[number], now)
        if number == first:
            found = _with_constants(found, equal, rows, now.codes)
        else:
            conditions += [f"{name}.{column} = a{first}.{held}" for column, held in equal]
        sources.append(f"({found}) {name}")
        for column, term in (("s", atom.subject), ("o", atom.object)):
            place = f"{name}.{column}"
            if term.startswith("?") and places.setdefault(term, place) != place:
                conditions.append(f"{place} = {places[term]}")
        counts = now.fresh if compared[number].startswith("=") else now.known
        if compared[number] and _most(atom, rows, counts, now.codes) <= _FEW:
            few.append(name)
    hint = f"/*+ BROADCAST({', '.join(few)}) */ " if few and len(sources) > 1 else ""
    head = [
        places[term] if term.startswith("?") else f"a{first}.c{term[1:]}"
        for term in (branch.head.predicate, branch.head.subject, branch.head.object)
    ]
    return (
        f"SELECT {hint}{head[0]} AS p, {head[1]} AS s, {head[2]} AS o FROM {', '.join(sources)} "
        f"WHERE {' AND '.join(conditions) or 'true'}"
    )


def _facts(atom: Atom, rows: Sequence[Row], compared: str, now: Now) -> str:
    """The query for all facts that an atom can match with some row of constants."""
    kept = [f"rank {compared}"] if compared else []
    for column, term in _columns(atom):
        if term.startswith("$"):
            among = sorted({now.codes[_constant(term, row)] for row in rows})
            kept.append(f"{column} IN ({', '.join(map(str, among))})")
    table = now.table if compared else "needed"
    return f"SELECT p, s, o FROM {table} WHERE {' AND '.join(kept)}"


def _with_constants(
    facts: str, equal: Sequence[tuple[str, str]], rows: Sequence[Row], codes: Mapping[str, int]
) -> str:
    """The query for facts beside the constants `c0`, `c1` … of each rule that they match."""
    values = ", ".join("(" + ", ".join(str(codes[t]) for t in row) + ")" for row in rows)
    columns = ", ".join(f"c{i}" for i in range(len(rows[0])))
    on = " AND ".join(f"f.{column} = k.{held}" for column, held in equal)
    return f"SELECT f.s, f.o, k.* FROM ({facts}) f JOIN (VALUES {values}) k({columns}) ON {on}"


def _equal(atom: Atom) -> list[tuple[str, str]]:
    """The columns of an atom's facts that hold a constant, and the column of that."""
    return [(column, f"c{term[1:]}") for column, term in _columns(atom) if term.startswith("$")]


def _columns(atom: Atom) -> tuple[tuple[str, str], ...]:
    return ("p", atom.predicate), ("s", atom.subject), ("o", atom.object)


def _constant(term: str, row: Row) -> str:
    return row[int(term[1:])]


def _most(atom: Atom, rows: Sequence[Row], counts: Counts, codes: Mapping[str, int]) -> int:
    """How many facts an atom can match with any row of constants, at most."""
    held = [int(term[1:]) for _, term in _columns(atom) if term.startswith("$")]
    once = {tuple(row[i] for i in held): row for row in rows}
    return sum(counts.of(atom, row, codes) for row in once.values())


def _joined(body: Sequence[Atom], first: int) -> list[int]:
    """The order in which atoms are joined: each shares a variable with one before, if any does."""
    order = [first]
    left = [number for number in range(len(body)) if number != first]
    seen = _variables(body[first])
    while left:
        after = next((n for n in left if seen & _variables(body[n])), left[0])
        left.remove(after)
        order.append(after)
        seen |= _variables(body[after])
    return order


def _variables(atom: Atom) -> set[str]:
    return {term for term in (atom.subject, atom.object) if term.startswith("?")}
