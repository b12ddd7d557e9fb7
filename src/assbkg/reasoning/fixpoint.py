"""Compute a closure in DuckDB, level by level: what follows, how strongly, in which round.

Everything that follows from the strongest facts alone comes first, round by round; then the
facts of the next level are added, and so on. So a derived fact is found at the level of its best
proof, which is its grade, after everything that such a proof needs. A given fact keeps the level
at which it is given, even if it follows from stronger ones: who states a link knows how surely.

If an axiom requires something, and nothing known at that rank fits, a *witness* gets a code
below zero and takes part like any other thing. Witnesses may need further witnesses, to a
bounded depth; axioms that would go deeper are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from assbkg.errors import ReasoningError
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.grades import GRADES, require_levels
from assbkg.reasoning.rules import Existential, RuleSet
from assbkg.reasoning.sql import (
    ROUNDS,
    Branch,
    Step,
    group_rules,
    insert_statement,
    witness_statement,
)
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    import duckdb

__all__ = ["DEEPEST", "TOLD_CLASHES", "Fixpoint", "contradiction"]


#: Maximum number of witnesses in a row that need one another.
DEEPEST: Final = 4


class Fixpoint:
    """One closure: tables in a database, a code for each term.

    Facts are loaded with `load`; then `run` derives. Afterwards `tables` names for each
    predicate the table with all of its facts, `(s, o, rank)`; those of round 0 are given.
    Table `witnesses` has `code`, `existential` and `variable` (numbers in the rule set), `x`
    (what needed it) and `depth`.
    """

    def __init__(
        self,
        rules: RuleSet,
        database: duckdb.DuckDBPyConnection,
        codes: Mapping[str, int],
        most_witnesses: int | None = None,
    ) -> None:
        """Prepare tables. `codes` must have every constant of the rules.

        `run` raises `ReasoningError` when more witnesses are needed than there may be.
        """
        self.most_witnesses = most_witnesses
        self.rules = rules
        self.database = database
        self.codes = codes
        self.tables: dict[str, str] = {}
        self.rank = 0
        self.cut: set[str] = set()
        self._branches: dict[str, list[Branch]] = {}
        for branch in group_rules(rules.rules):
            self._branches.setdefault(branch.head.predicate, []).append(branch)
        self._witnesses = 0
        database.execute(
            "CREATE TABLE witnesses (code INTEGER, existential INTEGER, variable INTEGER, "
            "x INTEGER, depth INTEGER)"
        )
        for predicate in sorted(rules.predicates):
            self._make_table(predicate)

    def load(self, predicate: str, select: str, parameters: object = None) -> None:
        """Load all facts of one predicate from a query for subject, object and level.

        The strongest level of each fact counts; predicates without a rule are ignored.
        """
        if predicate in self.tables:
            # From the start every fact has its rank: steps below that don't see it, and none
            # derives it again.
            self.database.execute(
                f"INSERT INTO {self.tables[predicate]} SELECT s, o, min(level) * {ROUNDS} "
                f"FROM ({select}) g(s, o, level) GROUP BY s, o",
                parameters,
            )

    def run(self) -> None:
        """Derive everything that follows. This always ends: the number of facts is finite."""
        given = {predicate: self._given_counts(predicate) for predicate in self.tables}
        require_levels(level for counts in given.values() for level in counts)
        for level in range(len(GRADES)):
            self.rank = level * ROUNDS
            fresh = {p: counts.get(level, 0) for p, counts in given.items()}
            while any(fresh.values()):
                self.rank += 1
                now = Step(self.rank, fresh, self._fresh_classes(), self.tables, self.codes)
                fresh = {p: self._derive(p, now) for p in self.tables}
                for number, existential in enumerate(self.rules.existentials):
                    for predicate, added in self._witness(number, existential, now).items():
                        fresh[predicate] += added

    def _make_table(self, predicate: str) -> None:
        table = self.tables[predicate] = f"p{len(self.tables)}"
        self.database.execute(f"CREATE TABLE {table} (s INTEGER, o INTEGER, rank INTEGER)")

    def _given_counts(self, predicate: str) -> dict[int, int]:
        """Return how many facts are given at each level."""
        query = f"SELECT rank // {ROUNDS}, count(*) FROM {self.tables[predicate]} GROUP BY 1"
        return dict(self.database.execute(query).fetchall())

    def _fresh_classes(self) -> set[int]:
        query = f"SELECT DISTINCT o FROM {self.tables[TYPE]} WHERE rank = {self.rank - 1}"
        return {code for (code,) in self.database.execute(query).fetchall()}

    def _derive(self, predicate: str, now: Step) -> int:
        branches = self._branches.get(predicate)
        statement = insert_statement(predicate, branches, now) if branches else None
        return self._count(statement) if statement else 0

    def _witness(self, number: int, existential: Existential, now: Step) -> dict[str, int]:
        """Give witnesses to what newly needs them; return how many facts each predicate gained."""
        query = witness_statement(existential, now)
        if query is None:
            return {}
        self.database.execute(
            f"CREATE OR REPLACE TEMP TABLE needed AS SELECT n.x, coalesce(w.depth, 0) AS depth "
            f"FROM ({query}) n LEFT JOIN witnesses w ON w.code = n.x "
            f"WHERE n.x NOT IN (SELECT x FROM witnesses WHERE existential = {number})"
        )
        if self._count(f"SELECT count(*) FROM needed WHERE depth >= {DEEPEST}"):
            self.cut.add(existential.axiom)
        variables = existential.witnesses
        made = self._count(
            "INSERT INTO witnesses SELECT "
            f"-{self._witnesses} - row_number() OVER (ORDER BY x, v), {number}, v, x, depth + 1 "
            f"FROM needed, range({len(variables)}) r(v) WHERE depth < {DEEPEST}"
        )
        if not made:
            return {}
        if self.most_witnesses is not None and self._witnesses + made > self.most_witnesses:
            raise ReasoningError(
                f"more than {self.most_witnesses:,} things would be needed that the ontology says "
                f"there are, the last by {existential.axiom}"
            )
        first, self._witnesses = self._witnesses, self._witnesses + made
        gained: dict[str, int] = {}
        for atom in existential.heads:
            ends = [
                self._end(t, existential.frontier, variables) for t in (atom.subject, atom.object)
            ]
            table = self.tables[atom.predicate]
            added = self._count(
                f"INSERT INTO {table} SELECT DISTINCT {ends[0]}, {ends[1]}, {now.rank} "
                f"FROM witnesses WHERE existential = {number} AND code < -{first} "
                f"GROUP BY x"
            )
            gained[atom.predicate] = gained.get(atom.predicate, 0) + added
        return gained

    def _end(self, term: str, frontier: str, variables: tuple[str, ...]) -> str:
        """Return the SQL for a term of an existential's head, for one `x` of `witnesses`."""
        if term == frontier:
            return "x"
        if term in variables:
            return f"min(code) FILTER (WHERE variable = {variables.index(term)})"
        return str(self.codes[term])

    def _count(self, statement: str) -> int:
        row = self.database.execute(statement).fetchone()
        return int(row[0]) if row else 0

    def witnesses(self) -> list[tuple[int, int, int, int]]:
        """Return the code, existential, variable and needing thing of each witness, by depth."""
        return self.database.execute(
            "SELECT code, existential, variable, x FROM witnesses ORDER BY depth"
        ).fetchall()

    @property
    def clashes(self) -> str:
        """The query for every `(s, first, second)` of a thing in two disjoint classes."""
        pairs = ", ".join(f"({self.codes[f]}, {self.codes[s]})" for f, s in self.rules.disjoint)
        table = self.tables[TYPE]
        if not pairs:
            return "SELECT 0, 0, 0 WHERE false"
        return (
            f"SELECT DISTINCT a.s, k.f, k.g FROM {table} a, {table} b, (VALUES {pairs}) k(f, g) "
            "WHERE a.s = b.s AND a.o = k.f AND b.o = k.g"
        )


#: Maximum number of clashes in a message; the others are alike.
TOLD_CLASHES: Final = 10


def contradiction(
    clashes: Iterable[tuple[int, int, int]], terms: Mapping[int, str]
) -> ReasoningError:
    """Return the error for things in two disjoint classes, given as codes: thing, class, class.

    `terms` has the terms of codes; a thing without one is a witness.
    """
    told = "\n".join(
        f"  {shorten(terms[thing]) if thing in terms else 'an individual required by an axiom'} "
        f"is both {shorten(terms[first])} and {shorten(terms[second])}"
        for thing, first, second in clashes
    )
    return ReasoningError(f"the facts are inconsistent:\n{told}")
