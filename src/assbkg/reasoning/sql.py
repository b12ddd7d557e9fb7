"""Rules to SQL, for semi-naive evaluation.

Each predicate has a table `(s, o, round)` of integer-coded facts. In round *n* a rule
joins facts of earlier rounds, of which at least one is of round *n* - 1. Rules that
differ in their constants only share one statement, with the constants as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assbkg.reasoning.rules import Atom, Rule

__all__ = [
    "Branch",
    "Round",
    "create_table",
    "group_rules",
    "insert_statement",
    "load_statement",
]


@dataclass(frozen=True)
class Branch:
    """Rules of one shape: a head, a body with `$n` for constants, and the constants."""

    head: Atom
    body: tuple[Atom, ...]
    constants: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Round:
    """Where the evaluation stands.

    `tables` names the table of each predicate, `codes` the number of each term, `fresh`
    how many facts each predicate gained in the round before.
    """

    number: int
    tables: Mapping[str, str]
    codes: Mapping[str, int]
    fresh: Mapping[str, int]


def group_rules(rules: Sequence[Rule]) -> tuple[Branch, ...]:
    """Put rules of the same shape together, in order of first appearance."""
    shapes: dict[tuple[Atom, ...], list[tuple[str, ...]]] = {}
    for rule in rules:
        slots: dict[str, str] = {}
        constants: list[str] = []
        shape = tuple(
            Atom(a.predicate, _slot(a.subject, slots, constants), _slot(a.object, slots, constants))
            for a in (rule.head, *rule.body)
        )
        shapes.setdefault(shape, []).append(tuple(constants))
    return tuple(
        Branch(head, tuple(body), tuple(sorted(set(constants))))
        for (head, *body), constants in shapes.items()
    )


def _slot(term: str, slots: dict[str, str], constants: list[str]) -> str:
    """A variable's number in its rule, or the next constant's."""
    if term.startswith("?"):
        return slots.setdefault(term, f"?{len(slots)}")
    constants.append(term)
    return f"${len(constants) - 1}"


def create_table(table: str) -> str:
    """The statement that makes the table of one predicate."""
    return f"CREATE TABLE {table} (s INTEGER, o INTEGER, round INTEGER)"


def load_statement(table: str) -> str:
    """The statement that loads facts, given as a list of subjects and one of objects.

    Lists go in as they are; as text, most of the time would go into parsing them.
    """
    columns = "unnest($1::INTEGER[]), unnest($2::INTEGER[]), 0"
    return f"INSERT INTO {table} SELECT {columns}"


def insert_statement(head: str, branches: Sequence[Branch], now: Round) -> str | None:
    """The statement that adds what `branches` newly derive for one head in a round.

    None when nothing can follow.
    """
    selects = [
        select
        for branch in branches
        for position in range(len(branch.body))
        if (select := _select(branch, position, now))
    ]
    if not selects:
        return None
    table = now.tables[head]
    # Made distinct once, at the end: a hundred UNIONs would make it so a hundred times.
    derived = " UNION ALL ".join(selects)
    return (
        f"INSERT INTO {table} SELECT DISTINCT n.s, n.o, {now.number} FROM ({derived}) n "  # noqa: S608 - tables are ours
        f"ANTI JOIN {table} h ON h.s = n.s AND h.o = n.o"
    )


def _select(branch: Branch, newest: int, now: Round) -> str | None:
    """The query for what follows when the atom at `newest` is of the round before.

    The atoms ahead of it are older still, so that no combination is joined twice.
    """
    if not now.fresh.get(branch.body[newest].predicate):
        return None
    if now.number == 1 and newest > 0:  # before the first round nothing is older
        return None
    if any(atom.predicate not in now.tables for atom in branch.body):
        return None
    constants = _constants(branch, now.codes)
    if constants is None:
        return None
    places: dict[str, str] = {}
    sources, conditions = [], []
    for number, atom in enumerate(branch.body):
        alias = f"a{number}"
        sources.append(f"{now.tables[atom.predicate]} {alias}")
        comparison = "=" if number == newest else "<" if number < newest else "<="
        conditions.append(f"{alias}.round {comparison} {now.number - 1}")
        for column, term in (("s", atom.subject), ("o", atom.object)):
            place = f"{alias}.{column}"
            if places.setdefault(term, place) != place:
                conditions.append(f"{places[term]} = {place}")
    if constants:
        sources.append(f"(VALUES {constants}) k({_slots(branch)})")
        conditions += [f"{places[t]} = k.c{t[1:]}" for t in places if t.startswith("$")]
    subject, target = (
        f"k.c{term[1:]}" if term.startswith("$") else places[term]
        for term in (branch.head.subject, branch.head.object)
    )
    return (
        f"SELECT {subject} AS s, {target} AS o "  # noqa: S608 - tables are ours
        f"FROM {', '.join(sources)} WHERE {' AND '.join(conditions)}"
    )


def _slots(branch: Branch) -> str:
    return ", ".join(f"c{i}" for i in range(len(branch.constants[0])))


def _constants(branch: Branch, codes: Mapping[str, int]) -> str | None:
    """The constants as SQL rows; empty without any, None when no fact can match."""
    if not branch.constants[0]:
        return ""
    rows = [row for row in branch.constants if all(term in codes for term in row)]
    if not rows:
        return None
    return ", ".join("(" + ", ".join(str(codes[t]) for t in row) + ")" for row in rows)
