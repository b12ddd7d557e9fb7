"""The folder of an updated closure, written from the old one and what changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assbkg.literature.fact_folder import (
    CLAIMS,
    FACTS,
    GIVEN,
    TERMS,
    FactFolder,
    parquet,
    quoted,
)
from assbkg.literature.indexed import IndexedFacts
from assbkg.literature.origin import write_origin
from assbkg.reasoning.revision import Revision

if TYPE_CHECKING:
    import duckdb

__all__ = ["UpdatedFolder"]


@dataclass(frozen=True)
class UpdatedFolder:
    """What an updated folder is written from.

    `facts` are those of the old folder, `revision` is what changes. The database has table
    `moved`, with what papers say that come or go, and, where a folder `added` is merged,
    `mapping` and `numbered`. `new_terms` have ids after those that are there; `kept` says in
    SQL which old rows stay.
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
        """Write the folder anew; what did not change is linked or copied."""
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
        """Make table `changed`: each fact that is otherwise than before, as it is now."""
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
        """Write one part, property by property, from old rows and a table of changes."""
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
    """Have a file in a second place, by a link where the disk can."""
    with suppress(OSError):
        os.link(path, target)
        return
    shutil.copyfile(path, target)
