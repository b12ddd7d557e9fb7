"""Compute the closure of facts in memory: what follows, with grade and round, and clashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.fixpoint import Fixpoint
from assbkg.reasoning.rules import RuleSet, witness_names
from assbkg.reasoning.sql import ROUNDS
from assbkg.stopping import stoppable

__all__ = ["Clash", "Closure", "Derived", "close"]

#: Maximum number of witnesses in a closure in memory; the shipped graph needs a few hundred.
MOST_WITNESSES: Final = 1_000_000


@dataclass(frozen=True, order=True, slots=True)
class Derived:
    """A fact that follows and is not given, with its level and the round that derived it there."""

    subject: str
    predicate: str
    object: str
    level: int
    round: int


@dataclass(frozen=True, order=True)
class Clash:
    """A thing in two disjoint classes."""

    individual: str
    first: str
    second: str


@dataclass(frozen=True)
class Closure:
    """Everything that follows and was not given, sorted, and every clash.

    `is_witness` tells the names of witnesses. `cut` names the axioms that would need witnesses
    beyond the maximum depth: what these imply may be missing.
    """

    derived: tuple[Derived, ...]
    clashes: tuple[Clash, ...]
    cut: tuple[str, ...] = ()

    @property
    def rounds(self) -> int:
        """The largest number of rounds of any level."""
        return max((fact.round for fact in self.derived), default=0)


def close(facts: Mapping[TripleText, int], rules: RuleSet) -> Closure:
    """Derive everything that follows from facts, which are given with their levels.

    A level is the index of a grade; a given fact keeps its level. Facts whose predicate is in no
    rule are ignored. Raises `ReasoningError` if DuckDB fails.
    """
    try:
        with stoppable(duckdb.connect(":memory:", config={"threads": "2"})) as database:
            return _Run(facts, rules, database).closure()
    except duckdb.Error as error:
        raise ReasoningError(f"the closure failed in DuckDB: {error}") from error


class _Run:
    """One run: terms to codes, the fixpoint, and codes to terms."""

    def __init__(
        self,
        facts: Mapping[TripleText, int],
        rules: RuleSet,
        database: duckdb.DuckDBPyConnection,
    ) -> None:
        self.rules = rules
        self.database = database
        self.codes: dict[str, int] = {}
        for term in sorted(rules.constants):
            self._code(term)
        self.fixpoint = Fixpoint(rules, database, self.codes, MOST_WITNESSES)
        self._load(facts)

    def _code(self, term: str) -> int:
        return self.codes.setdefault(term, len(self.codes))

    def _load(self, facts: Mapping[TripleText, int]) -> None:
        coded: dict[str, list[tuple[int, int, int]]] = {}
        known = self.rules.predicates
        for (s, p, o), level in facts.items():
            if p in known:
                coded.setdefault(p, []).append((self._code(s), self._code(o), level))
        # Lists are passed as values: DuckDB would spend most of the time parsing text.
        query = "SELECT unnest($1::INTEGER[]), unnest($2::INTEGER[]), unnest($3::TINYINT[])"
        for predicate, rows in sorted(coded.items()):
            columns = [list(column) for column in zip(*rows, strict=True)]
            self.fixpoint.load(predicate, query, columns)

    def closure(self) -> Closure:
        self.fixpoint.run()
        names = {code: term for term, code in self.codes.items()}
        names.update(witness_names(self.fixpoint.witnesses(), self.rules, names))
        return Closure(
            tuple(sorted(self._derived(names))),
            self._clashes(names),
            tuple(sorted(self.fixpoint.cut)),
        )

    def _derived(self, names: Mapping[int, str]) -> list[Derived]:
        return [
            Derived(names[s], predicate, names[o], *divmod(rank, ROUNDS))
            for predicate, table in self.fixpoint.tables.items()
            for s, o, rank in self.database.execute(
                f"SELECT s, o, rank FROM {table} WHERE rank % {ROUNDS} > 0"
            ).fetchall()
        ]

    def _clashes(self, names: Mapping[int, str]) -> tuple[Clash, ...]:
        found = self.database.execute(self.fixpoint.clashes).fetchall()
        return tuple(sorted(Clash(names[s], names[f], names[g]) for s, f, g in found))
