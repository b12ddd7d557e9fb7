"""Update a folder of closed facts when papers are added or retracted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from assbkg.errors import ReasoningError
from assbkg.files.replacing import prepared
from assbkg.literature.fact_folder import (
    CLAIMS,
    FACTS,
    GIVEN,
    KIND,
    TERMS,
    FactFolder,
    parquet,
    quoted,
    write_origin,
)
from assbkg.literature.indexed import IndexedFacts
from assbkg.literature.reader import read_facts
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.fixpoint import TOLD_CLASHES
from assbkg.reasoning.revision import Revision, clashes_of, revise
from assbkg.reasoning.rules import RuleSet
from assbkg.stopping import stoppable
from assbkg.vocabulary import shorten

__all__ = ["UpdatedFolder", "update"]


@dataclass(frozen=True)
class UpdatedFolder:
    """The material for an updated folder.

    `facts` are those of the old folder, `revision` is what changes. The database has the table
    `moved`, with the statements of papers that are added or retracted, and, if a folder `added`
    is merged, `mapping` and `numbered`. `new_terms` have ids after the existing ones; `kept` is
    the SQL condition for old rows that stay.
    """

    facts: IndexedFacts
    revision: Revision
    database: duckdb.DuckDBPyConnection
    new_terms: dict[str, int]
    kept: str
    added: FactFolder | None

    @property
    def folder(self) -> FactFolder:
        """The old folder."""
        return self.facts.folder

    def write(self, out: Path) -> None:
        """Write the new folder; unchanged files are linked or copied."""
        self._number_witnesses()
        self._store_changes()
        self._write_part(FACTS, "changed", out, self._changed_facts)
        self._write_part(GIVEN, "moved", out, self._changed_given)
        self._write_terms(out / TERMS)
        if self.folder.claims:
            self._write_claims(self.folder.claims, out / CLAIMS)
        write_origin(out, self._origin(out))

    def _number_witnesses(self) -> None:
        count = len(self.facts.terms) + len(self.new_terms)
        for fact in self.revision.facts.changed:
            for end in (fact.subject, fact.object):
                if end not in self.facts.ids and end not in self.new_terms:
                    self.new_terms[end] = count
                    count += 1

    def _store_changes(self) -> None:
        """Create the table `changed`: each fact that differs from before, as it is now."""
        facts = self.revision.facts
        rows: list[tuple[int | None, ...]] = []
        for fact in {**facts.changed, **facts.given}:
            rank = facts.rank(fact)
            level, number = rank or (None, None)
            ends = map(self._id, (fact.predicate, fact.subject, fact.object))
            rows.append((*ends, level, number, facts.asserted(fact)))
        columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 6
        self.database.execute(
            "CREATE TABLE changed AS SELECT unnest($1::INTEGER[]) AS property, "
            "unnest($2::INTEGER[]) AS subject, unnest($3::INTEGER[]) AS object, "
            "unnest($4::TINYINT[]) AS level, unnest($5::INTEGER[]) AS round, "
            "unnest($6::TINYINT[]) AS given",
            columns,
        )

    def _id(self, term: str) -> int:
        number = self.facts.ids.get(term)
        return self.new_terms[term] if number is None else number

    def _write_part(
        self, part: str, changes: str, out: Path, rows: Callable[[str | None, int], str]
    ) -> None:
        """Write one part, property by property, from the old rows and a table of changes."""
        found = self.database.execute(f"SELECT DISTINCT property FROM {changes}").fetchall()
        touched = {number for (number,) in found}
        (out / part).mkdir()
        old = {int(p.name.partition("=")[2]): p for p in (self.folder.path / part).iterdir()}
        for number in sorted(touched | old.keys()):
            target = out / part / f"property={number}"
            target.mkdir(parents=True)
            if number not in touched:
                for path in old[number].iterdir():
                    _link(path, target / path.name)
                continue
            source = parquet(old[number], "/*.parquet") if number in old else None
            path = target / "part-0.parquet"
            self.database.execute(
                f"COPY ({rows(source, number)} ORDER BY ALL) TO {quoted(path)} "
                "(FORMAT parquet, COMPRESSION zstd)"
            )
            if not self._row(f"SELECT count(*) FROM {parquet(path)}")[0]:
                shutil.rmtree(target)

    def _changed_facts(self, source: str | None, number: int) -> str:
        columns = "subject, object, level, round, given"
        new = f"SELECT {columns} FROM changed WHERE property = {number} AND level IS NOT NULL"
        if source is None:
            return new
        return (
            f"SELECT {columns} FROM {source} o WHERE NOT EXISTS (FROM changed c WHERE "
            f"c.property = {number} AND c.subject = o.subject AND c.object = o.object) "
            f"UNION ALL {new}"
        )

    def _changed_given(self, source: str | None, number: int) -> str:
        columns = "subject, object, level, source"
        new = f"SELECT {columns} FROM moved WHERE property = {number} AND NOT gone"
        if source is None:
            return new
        return f"SELECT {columns} FROM {source} WHERE {self.kept} UNION ALL {new}"

    def _write_terms(self, out: Path) -> None:
        if not self.new_terms:
            _link(self.folder.terms, out)
            return
        self.database.execute(
            f"COPY (SELECT id, term FROM {parquet(self.folder.terms)} UNION ALL "
            f"SELECT unnest($1::INTEGER[]), unnest($2::VARCHAR[]) ORDER BY id) TO {quoted(out)} "
            "(FORMAT parquet, COMPRESSION zstd)",
            [list(self.new_terms.values()), list(self.new_terms)],
        )

    def _write_claims(self, claims: Path, out: Path) -> None:
        rows = f"SELECT * FROM {parquet(claims)} WHERE {self.kept}"
        if self.added and self.added.claims:
            ids = ("claim", "subject", "property", "object")
            joins = " ".join(f"JOIN mapping m{i} ON m{i}.theirs = c.{i}" for i in ids)
            mapped = ", ".join(f"m{i}.ours AS {i}" for i in ids)
            rows += (
                f" UNION ALL BY NAME SELECT c.* REPLACE ({mapped}, n.ours AS source) "
                f"FROM {parquet(self.added.claims)} c {joins} "
                "JOIN numbered n ON n.theirs = c.source"
            )
        self.database.execute(f"COPY ({rows}) TO {quoted(out)} (FORMAT parquet, COMPRESSION zstd)")

    def _origin(self, out: Path) -> Mapping[str, object]:
        written = FactFolder(out, self.folder.origin)
        asserted, total, last = self._row(
            f"SELECT count(given), count(*), coalesce(max(round), 0) FROM {written.scan(FACTS)}"
        )
        (papers,) = self._row(
            f"SELECT count(DISTINCT source) FILTER (source >= 0) FROM {written.scan(GIVEN)}"
        )
        origin = {**self.folder.origin, "papers": papers}
        if (out / CLAIMS).is_file():
            (origin["claims"],) = self._row(f"SELECT count(*) FROM {parquet(out / CLAIMS)}")
        told = {**origin["reasoned"], "asserted": asserted, "derived": total - asserted}
        return {**origin, "reasoned": {**told, "rounds": last}}

    def _row(self, query: str) -> tuple[int, ...]:
        row = self.database.execute(query).fetchone()
        assert row is not None
        return row


def _link(path: Path, target: Path) -> None:
    """Link a file to a second place, or copy it where the file system has no links."""
    with suppress(OSError):
        os.link(path, target)
        return
    shutil.copyfile(path, target)


Tell = Callable[[str], None]


def update(
    closed: Path,
    rules: RuleSet,
    add: Path | None = None,
    retract: Collection[int] = (),
    tell: Tell = lambda _: None,
) -> Revision:
    """Add the papers of a folder of facts to a closed one, or retract papers by number.

    Only what changes is derived again; the result equals reasoning over all given facts from
    scratch. Added papers get the numbers after the existing ones. Raises `ReasoningError` if a
    folder can't be read, a paper is unknown or facts clash, and `BuildError` if `closed` can't be
    written; it is then unchanged.
    """
    tell("opening")
    # From here on nobody else writes: what is read below is what is replaced.
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
    """An update: the table `moved` has each row of a paper that is added or retracted."""

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
        #: The SQL condition for rows that stay.
        self.kept = f"source NOT IN ({', '.join(map(str, retract))})" if retract else "true"

    def collect(self, added: FactFolder | None) -> dict[str, int]:
        """Create `moved`, with the ids of this folder; return the ids of new terms.

        If a folder is added, the table `mapping` maps its ids to those of this folder, and
        `numbered` maps the numbers of its papers.
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
        # What no paper states, such as the ontology, is usually there already.
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
        """Derive what changes. Raises `ReasoningError` if facts clash."""
        names = {number: term for term, number in new_terms.items()}
        known = self.facts.terms

        def term(number: int) -> str:
            return known[number] if number < len(known) else names[number]

        given: dict[Fact, int | None] = {
            Fact(term(p), term(s), term(o)): level
            for p, s, o, level in self.database.execute(self._new_levels()).fetchall()
            # Predicates without a rule are not part of a closure.
            if term(p) in self.rules.predicates
        }
        revision = revise(self.facts, self.rules, given)
        clashes = clashes_of(revision, self.rules)
        if clashes:
            told = "; ".join(
                f"{shorten(c.individual)} would be both {shorten(c.first)} and {shorten(c.second)}"
                for c in clashes[:TOLD_CLASHES]
            )
            raise ReasoningError(f"the papers contradict existing facts: {told}")
        return revision

    def _new_levels(self) -> str:
        """Return the query for each fact whose level may change, with its new level."""
        return (
            "SELECT t.property, t.subject, t.object, min(level) FROM "
            "(SELECT DISTINCT property, subject, object FROM moved) t LEFT JOIN ("
            f"SELECT property, subject, object, level FROM {self.given} WHERE {self.kept} "
            "UNION ALL SELECT property, subject, object, level FROM moved WHERE NOT gone) "
            "USING (property, subject, object) GROUP BY ALL"
        )
