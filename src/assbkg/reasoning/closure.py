"""The closure of a set of facts under rules, computed by DuckDB inside the process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.rules import RuleSet
from assbkg.reasoning.sql import (
    Branch,
    Round,
    create_table,
    group_rules,
    insert_statement,
    load_statement,
)

__all__ = ["Clash", "Closure", "Derived", "close"]


@dataclass(frozen=True, order=True)
class Derived:
    """A fact that follows, with the round that first derived it (asserted ones have 0)."""

    subject: str
    predicate: str
    object: str
    round: int


@dataclass(frozen=True, order=True)
class Clash:
    """An individual in two classes that have no common member."""

    individual: str
    first: str
    second: str


@dataclass(frozen=True)
class Closure:
    """Everything that follows, sorted, and every clash."""

    derived: tuple[Derived, ...]
    clashes: tuple[Clash, ...]
    rounds: int


def close(facts: Iterable[TripleText], rules: RuleSet) -> Closure:
    """Derive all that follows from `facts`, which are links and class memberships.

    Facts of which no rule speaks are passed over. It always ends: rules make no new
    terms, so there are only so many facts. Raises `ReasoningError` when DuckDB fails.
    """
    try:
        with duckdb.connect(":memory:", config={"threads": "2"}) as database:
            return _Engine(rules, database).run(facts)
    except duckdb.Error as error:
        raise ReasoningError(f"the closure failed in DuckDB: {error}") from error


class _Engine:
    """One run: a database in memory, a code for each term, a table for each predicate."""

    def __init__(self, rules: RuleSet, database: duckdb.DuckDBPyConnection) -> None:
        self.rules = rules
        self.database = database
        self.codes: dict[str, int] = {}
        self.tables: dict[str, str] = {}

    def run(self, facts: Iterable[TripleText]) -> Closure:
        fresh = self._load(facts)
        branches = self._branches()
        number = 0
        while any(fresh.values()):
            number += 1
            now = Round(number, self.tables, self.codes, fresh)
            fresh = {head: self._derive(head, branches[head], now) for head in branches}
        return Closure(self._derived(), self._clashes(), max(number - 1, 0))

    def _load(self, facts: Iterable[TripleText]) -> dict[str, int]:
        coded: dict[str, set[tuple[int, int]]] = {}
        known = self.rules.predicates
        for s, p, o in facts:
            if p in known:
                coded.setdefault(p, set()).add((self._code(s), self._code(o)))
        for predicate in sorted(coded):
            columns = [list(column) for column in zip(*coded[predicate], strict=True)]
            self.database.execute(load_statement(self._table(predicate)), columns)
        return {predicate: len(pairs) for predicate, pairs in coded.items()}

    def _code(self, term: str) -> int:
        return self.codes.setdefault(term, len(self.codes))

    def _table(self, predicate: str) -> str:
        if predicate not in self.tables:
            self.tables[predicate] = f"p{len(self.tables)}"
            self.database.execute(create_table(self.tables[predicate]))
        return self.tables[predicate]

    def _branches(self) -> dict[str, list[Branch]]:
        grouped: dict[str, list[Branch]] = {}
        for rule in self.rules.rules:
            for term in (rule.head.subject, rule.head.object):
                if not term.startswith("?"):
                    self._code(term)
        for branch in group_rules(self.rules.rules):
            grouped.setdefault(branch.head.predicate, []).append(branch)
        for predicate in grouped:
            self._table(predicate)
        return grouped

    def _derive(self, head: str, branches: list[Branch], now: Round) -> int:
        statement = insert_statement(head, branches, now)
        if statement is None:
            return 0
        row = self.database.execute(statement).fetchone()
        return int(row[0]) if row else 0

    def _derived(self) -> tuple[Derived, ...]:
        terms = {code: term for term, code in self.codes.items()}
        return tuple(
            sorted(
                Derived(terms[s], predicate, terms[o], found)
                for predicate, table in self.tables.items()
                for s, o, found in self.database.execute(
                    f"SELECT s, o, round FROM {table} WHERE round > 0"  # noqa: S608 - our table
                ).fetchall()
            )
        )

    def _clashes(self) -> tuple[Clash, ...]:
        pairs = [(f, s) for f, s in self.rules.disjoint if f in self.codes and s in self.codes]
        if not pairs or TYPE not in self.tables:
            return ()
        rows = ", ".join(f"({self.codes[f]}, {self.codes[s]})" for f, s in pairs)
        table = self.tables[TYPE]
        found = self.database.execute(
            f"SELECT DISTINCT a.s, k.f, k.g FROM {table} a, {table} b, (VALUES {rows}) k(f, g) "  # noqa: S608 - integers
            "WHERE a.s = b.s AND a.o = k.f AND b.o = k.g"
        ).fetchall()
        terms = {code: term for term, code in self.codes.items()}
        return tuple(sorted(Clash(terms[s], terms[f], terms[g]) for s, f, g in found))
