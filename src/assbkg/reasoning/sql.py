"""Rules to SQL, for semi-naive evaluation.

Each predicate has a table `(s, o, round)` of integer-coded facts. In round *n* a rule
joins facts of earlier rounds, of which at least one is of round *n* - 1. Rules that
differ in their constants only share one statement, with the constants as a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assbkg.reasoning.rules import Atom, Rule

__all__ = ["Branch", "create_table", "group_rules", "insert_statement"]


@dataclass(frozen=True)
class Branch:
    """Rules of one shape: a head, a body with `$n` for constants, and the constants."""

    head: Atom
    body: tuple[Atom, ...]
    constants: tuple[tuple[str, ...], ...]


def group_rules(rules: Sequence[Rule]) -> tuple[Branch, ...]:
    """Put rules of the same shape together, in order of first appearance."""
    shapes: dict[tuple[Atom, tuple[Atom, ...]], list[tuple[str, ...]]] = {}
    for rule in rules:
        constants: list[str] = []
        variables: dict[str, str] = {}

        def slot(term: str, constants: list[str], variables: dict[str, str]) -> str:
            if term.startswith("?"):
                return variables.setdefault(term, f"?{len(variables)}")
            constants.append(term)
            return f"${len(constants) - 1}"

        body = tuple(
            Atom(a.predicate, slot(a.subject, constants, variables), slot(a.object, constants, variables))
            for a in rule.body
        )
        head = Atom(
            rule.head.predicate,
            slot(rule.head.subject, constants, variables),
            slot(rule.head.object, constants, variables),
        )
        shapes.setdefault((head, body), []).append(tuple(constants))
    return tuple(
        Branch(head, body, tuple(sorted(set(constants))))
        for (head, body), constants in shapes.items()
    )


def create_table(table: str) -> str:
    """The table of one predicate."""
    return f"CREATE TABLE {table} (s INTEGER, o INTEGER, round INTEGER)"


def insert_statement(
    head: str,
    branches: Sequence[Branch],
    tables: Mapping[str, str],
    codes: Mapping[str, int],
    fresh: Mapping[str, int],
    now: int,
) -> str | None:
    """The statement that adds what `branches` newly derive for one head in round `now`.

    `tables` names the table of each predicate, `codes` the number of each IRI, `fresh`
    how many facts each table gained in the round before. None when nothing can follow.
    """
    selects = [
        select
        for branch in branches
        for position in range(len(branch.body))
        if (select := _select(branch, position, tables, codes, fresh, now))
    ]
    if not selects:
        return None
    derived = " UNION ".join(selects)
    table = tables[head]
    return (
        f"INSERT INTO {table} SELECT n.s, n.o, {now} FROM ({derived}) n "  # noqa: S608 - tables are ours
        f"ANTI JOIN {table} h ON h.s = n.s AND h.o = n.o"
    )


def _select(
    branch: Branch,
    newest: int,
    tables: Mapping[str, str],
    codes: Mapping[str, int],
    fresh: Mapping[str, int],
    now: int,
) -> str | None:
    if any(atom.predicate not in tables for atom in branch.body):
        return None
    if not fresh.get(branch.body[newest].predicate):
        return None
    places: dict[str, str] = {}
    sources, conditions = [], []
    for number, atom in enumerate(branch.body):
        alias = f"a{number}"
        sources.append(f"{tables[atom.predicate]} {alias}")
        comparison = "=" if number == newest else "<" if number < newest else "<="
        conditions.append(f"{alias}.round {comparison} {now - 1}")
        for column, term in (("s", atom.subject), ("o", atom.object)):
            place = f"{alias}.{column}"
            if term in places:
                conditions.append(f"{places[term]} = {place}")
            else:
                places[term] = place
    constants = _constants(branch, codes)
    if constants is None:
        return None
    if constants:
        sources.append(f"(VALUES {constants}) k({_slots(branch)})")
        for term in [t for t in places if t.startswith("$")]:
            conditions.append(f"{places[term]} = k.c{term[1:]}")
    ends = [
        f"k.c{t[1:]}" if t.startswith("$") else places[t]
        for t in (branch.head.subject, branch.head.object)
    ]
    return (
        f"SELECT DISTINCT {ends[0]} AS s, {ends[1]} AS o "  # noqa: S608 - tables are ours
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
