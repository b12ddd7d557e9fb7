"""A folder of closed facts brought up to date when papers are added or taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path

import duckdb

from assbkg.errors import ReasoningError
from assbkg.files.replacing import prepared
from assbkg.literature.fact_folder import GIVEN, FactFolder, parquet
from assbkg.literature.indexed import IndexedFacts
from assbkg.literature.origin import KIND
from assbkg.literature.reader import read_facts
from assbkg.literature.updated_folder import UpdatedFolder
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.fixpoint import TOLD_CLASHES
from assbkg.reasoning.revision import Revision, clashes_of, revise
from assbkg.reasoning.rules import RuleSet
from assbkg.stopping import stoppable
from assbkg.vocabulary import shorten

__all__ = ["update"]

Tell = Callable[[str], None]


def update(
    closed: Path,
    rules: RuleSet,
    add: Path | None = None,
    retract: Collection[int] = (),
    tell: Tell = lambda _: None,
) -> Revision:
    """Add the papers of a folder of facts to a closed one, or take papers back by number.

    Only what changes is derived anew, and the result is what reasoning over all facts that
    are then given would be. Added papers get the numbers after those that are there. Raises
    `ReasoningError` when a folder can't be read, a paper is unknown or facts clash, and
    `BuildError` when `closed` can't be written; it is then as it was.
    """
    tell("opening")
    # Nobody else writes from here on: what is read below is what is replaced.
    with prepared(closed, KIND) as aside, ExitStack() as held:
        facts = IndexedFacts(held.enter_context(read_facts(closed)))
        added = held.enter_context(read_facts(add)) if add else None
        connected = duckdb.connect(":memory:", config={"threads": "2"})
        database = held.enter_context(stoppable(connected))
        try:
            run = _Update(facts, rules, database, sorted(set(retract)))
            new_terms = run.collect(added)
            tell("reasoning")
            revision = run.revise(new_terms)
            tell("writing")
            UpdatedFolder(facts, revision, database, new_terms, run.kept, added).write(aside)
        except duckdb.Error as error:
            raise ReasoningError(f"updating {closed} failed in DuckDB: {error}") from error
    return revision


class _Update:
    """What changes: table `moved` has each row of a paper that is added or taken back."""

    def __init__(
        self,
        facts: IndexedFacts,
        rules: RuleSet,
        database: duckdb.DuckDBPyConnection,
        retract: list[int],
    ) -> None:
        self.facts = facts
        self.given = facts.folder.scan(GIVEN)
        self.rules = rules
        self.database = database
        self.retract = retract
        #: Which rows stay, in SQL.
        self.kept = f"source NOT IN ({', '.join(map(str, retract))})" if retract else "true"

    def collect(self, added: FactFolder | None) -> dict[str, int]:
        """Make `moved`, with the ids that terms have here; the ids of terms that are new.

        Where a folder is added, table `mapping` leads from the ids that it has to those here,
        and `numbered` from the numbers of its papers to theirs here.
        """
        self._require_known()
        self.database.execute(
            f"CREATE TABLE moved AS SELECT property, subject, object, level, source, true AS gone "
            f"FROM {self.given} WHERE NOT ({self.kept})"
        )
        if added is None:
            return {}
        said = added.scan(added.said)
        new_terms = self._map_terms(added)
        self.database.execute(
            "CREATE TABLE numbered AS WITH next(first) AS "
            f"(SELECT coalesce(max(source), -1) + 1 FROM {self.given}) "
            "SELECT source AS theirs, (CASE WHEN source < 0 THEN source ELSE first + "
            "row_number() OVER (PARTITION BY source < 0 ORDER BY source) - 1 END)::INTEGER AS ours "
            f"FROM (SELECT DISTINCT source FROM {said}), next"
        )
        self.database.execute(
            "INSERT INTO moved SELECT p.ours, s.ours, o.ours, level, n.ours, false "
            f"FROM {said} a JOIN mapping p ON p.theirs = a.property "
            "JOIN mapping s ON s.theirs = a.subject JOIN mapping o ON o.theirs = a.object "
            "JOIN numbered n ON n.theirs = a.source"
        )
        # What no paper says, such as the ontology, is there already as a rule.
        self.database.execute(
            "DELETE FROM moved WHERE NOT gone AND source < 0 AND "
            "(property, subject, object, level) IN "
            f"(SELECT (property, subject, object, level) FROM {self.given} WHERE source < 0)"
        )
        return new_terms

    def _require_known(self) -> None:
        rows = self.database.execute(
            f"SELECT DISTINCT source FROM {self.given} WHERE source >= 0"
        ).fetchall()
        known = {source for (source,) in rows}
        for source in self.retract:
            if source not in known:
                there = f"there are {min(known)} to {max(known)}" if known else "there is none"
                raise ReasoningError(
                    f"{self.facts.folder.path}: no paper has the number {source}; {there}"
                )

    def _map_terms(self, added: FactFolder) -> dict[str, int]:
        theirs, ours = parquet(added.terms), parquet(self.facts.folder.terms)
        count = len(self.facts.terms)
        self.database.execute(
            f"CREATE TABLE mapping AS SELECT a.id AS theirs, a.term, o.id IS NULL AS fresh, "
            f"coalesce(o.id, {count} - 1 + row_number() OVER (PARTITION BY o.id IS NULL "
            f"ORDER BY a.id))::INTEGER AS ours FROM {theirs} a "
            f"LEFT JOIN {ours} o USING (term)"
        )
        rows = self.database.execute("SELECT term, ours FROM mapping WHERE fresh").fetchall()
        return dict(rows)

    def revise(self, new_terms: dict[str, int]) -> Revision:
        """Derive what changes. Raises `ReasoningError` when facts clash."""
        names = {number: term for term, number in new_terms.items()}
        known = self.facts.terms

        def term(number: int) -> str:
            return known[number] if number < len(known) else names[number]

        given: dict[Fact, int | None] = {
            Fact(term(p), term(s), term(o)): level
            for p, s, o, level in self.database.execute(self._new_levels()).fetchall()
            # What no rule speaks of is no part of a closure.
            if term(p) in self.rules.predicates
        }
        revision = revise(self.facts, self.rules, given)
        clashes = clashes_of(revision, self.rules)
        if clashes:
            told = "; ".join(
                f"{shorten(c.individual)} would be both {shorten(c.first)} and {shorten(c.second)}"
                for c in clashes[:TOLD_CLASHES]
            )
            raise ReasoningError(f"the papers contradict the facts already there: {told}")
        return revision

    def _new_levels(self) -> str:
        """The query for each fact whose level may change, with its level from now on."""
        return (
            "SELECT t.property, t.subject, t.object, min(level) FROM "
            "(SELECT DISTINCT property, subject, object FROM moved) t LEFT JOIN ("
            f"SELECT property, subject, object, level FROM {self.given} WHERE {self.kept} "
            "UNION ALL SELECT property, subject, object, level FROM moved WHERE NOT gone) "
            "USING (property, subject, object) GROUP BY ALL"
        )
