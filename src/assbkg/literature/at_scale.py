"""Compute the closure of a folder of facts in DuckDB, which spills to disk if memory is short."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from assbkg.literature.reader import read_facts
from assbkg.reasoning.fixpoint import TOLD_CLASHES, Fixpoint, contradiction
from assbkg.reasoning.rules import RuleSet, witness_names
from assbkg.reasoning.sql import ROUNDS
from assbkg.stopping import stoppable

__all__ = ["Limits", "reason_in_duckdb"]

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """The limits of a run: memory in DuckDB's notation, such as `3GB`, and threads."""

    memory: str = "3GB"
    threads: int = 2


def reason_in_duckdb(
    facts: Path,
    out: Path,
    rules: RuleSet,
    limits: Limits | None = None,
    tell: Tell = lambda _: None,
) -> FactFolder:
    """Write everything that follows from a folder of facts to `out`, all or nothing.

    Raises `ReasoningError` if the facts can't be read, the facts clash, or DuckDB fails, and
    `BuildError` if `out` can't be written.
    """
    limits = limits or Limits()
    with (
        prepared(out, KIND) as aside,
        read_facts(facts) as folder,
        _database(aside / "spill", limits) as database,
    ):
        try:
            run = _Run(folder, rules, database, tell)
            run.derive()
            tell("writing")
            run.write(aside)
        except duckdb.OutOfMemoryException as error:
            raise ReasoningError(
                f"{limits.memory} of memory are too little to reason over {facts}, even with "
                "all that can be on disk; give more with --memory"
            ) from error
        except duckdb.Error as error:
            raise ReasoningError(f"reasoning over {facts} failed in DuckDB: {error}") from error
    return FactFolder.open(out)


@contextmanager
def _database(spill: Path, limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a database that spills to a folder what does not fit in memory."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": str(limits.threads),
        "memory_limit": limits.memory,
        "temp_directory": str(spill),
        "preserve_insertion_order": "false",
    }
    try:
        database = stoppable(duckdb.connect(":memory:", config=config))
    except duckdb.Error as error:
        raise ReasoningError(f"DuckDB can't be started: {error}") from error
    with database:
        yield database
    shutil.rmtree(spill, ignore_errors=True)


class _Run:
    """One closure: terms have the ids of the folder, witnesses the ids after them."""

    def __init__(
        self, folder: FactFolder, rules: RuleSet, database: duckdb.DuckDBPyConnection, tell: Tell
    ) -> None:
        self.folder = folder
        self.rules = rules
        self.database = database
        self.terms = folder.count_terms(database)
        known = folder.ids(database, rules.constants | rules.predicates)
        missing = sorted((rules.constants | rules.predicates) - known.keys())
        self.added = {term: self.terms + number for number, term in enumerate(missing)}
        self.ids = known | self.added
        self.fixpoint = Fixpoint(rules, database, self.ids)
        self.tell = tell

    def derive(self) -> None:
        self.tell("reading")
        for predicate in sorted(self.rules.predicates):
            source = self.folder.given_of(self.ids[predicate])
            if source:
                columns = f"SELECT subject, object, level FROM {source}"
                self.fixpoint.load(predicate, columns)
        self.tell("reasoning")
        self.fixpoint.run()
        self._require_no_clash()

    def _require_no_clash(self) -> None:
        limit = f"{self.fixpoint.clashes} ORDER BY ALL LIMIT {TOLD_CLASHES}"
        rows = self.database.execute(limit).fetchall()
        if rows:
            terms = self._names({term for row in rows for term in row if term >= 0})
            raise contradiction(rows, terms)

    def _names(self, ids: set[int]) -> dict[int, str]:
        rows = self.database.execute(
            f"SELECT id, term FROM {parquet(self.folder.terms)} "
            "WHERE id IN (SELECT unnest($1::INTEGER[]))",
            [sorted(ids)],
        ).fetchall()
        added = {number: term for term, number in self.added.items()}
        return {**dict(rows), **added}

    def write(self, out: Path) -> None:
        """Write terms, facts, claims and, last, `facts.json`."""
        asserted, derived, last = self._write_facts(out / FACTS)
        self._write_terms(out / TERMS)
        shutil.copytree(self.folder.path / self.folder.said, out / GIVEN)
        if self.folder.claims:
            shutil.copyfile(self.folder.claims, out / CLAIMS)
        said = {
            **self.folder.origin,
            "reasoned": {
                "asserted": asserted,
                "derived": derived,
                "rounds": last,
                "cut": sorted(self.fixpoint.cut),
            },
        }
        write_origin(out, said)

    def _write_facts(self, out: Path) -> tuple[int, int, int]:
        """Write each property's facts, sorted; return how many are given, derived, and rounds."""
        out.mkdir()
        asserted = derived = last = 0
        for predicate, table in self.fixpoint.tables.items():
            count = (
                f"SELECT count(*), count(*) FILTER (rank % {ROUNDS} = 0), max(rank % {ROUNDS}) "
                f"FROM {table}"
            )
            total, given, rounds = self.database.execute(count).fetchone() or (0, 0, 0)
            if not total:
                continue
            path = out / f"property={self.ids[predicate]}" / "part-0.parquet"
            path.parent.mkdir(parents=True)
            self.database.execute(
                f"COPY (SELECT {self._id('s')} AS subject, {self._id('o')} AS object, "
                f"(rank // {ROUNDS})::TINYINT AS level, (rank % {ROUNDS})::INTEGER AS round, "
                f"CASE rank % {ROUNDS} WHEN 0 THEN (rank // {ROUNDS})::TINYINT END AS given "
                f"FROM {table} ORDER BY 1, 2) "
                f"TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
            )
            asserted += given
            derived += total - given
            last = max(last, rounds)
        return asserted, derived, last

    def _id(self, column: str) -> str:
        """Return the SQL for the id of a code: witnesses, with codes below 0, come last."""
        last = self.terms + len(self.added) - 1
        return f"CASE WHEN {column} < 0 THEN {last} - {column} ELSE {column} END"

    def _write_terms(self, out: Path) -> None:
        rows = self.database.execute("SELECT DISTINCT x FROM witnesses WHERE x >= 0").fetchall()
        names = self._names({x for (x,) in rows})
        witnesses = witness_names(self.fixpoint.witnesses(), self.rules, names)
        added = {
            **{number: term for term, number in self.added.items()},
            **{self.terms + len(self.added) - 1 - code: name for code, name in witnesses.items()},
        }
        self.database.execute(
            f"COPY (SELECT id, term FROM {parquet(self.folder.terms)} UNION ALL "
            f"SELECT unnest($1::INTEGER[]), unnest($2::VARCHAR[]) ORDER BY id) "
            f"TO {quoted(out)} (FORMAT parquet, COMPRESSION zstd)",
            [list(added), list(added.values())],
        )
