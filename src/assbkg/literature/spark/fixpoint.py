"""The closure of a folder of facts on Spark: the same rules, facts and ranks as in DuckDB.

All facts are in one table of Parquet files, a partition for each rank, in buckets by fact. A
round reads it and adds a partition, so that nothing has to be kept in memory, no plan grows
from round to round, and what an executor loses is read again. What needs a witness is
collected on the driver: it is little, or the axioms say too much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from assbkg.literature.spark.joins import Counts, Now
from assbkg.literature.spark.sql import clash_query, needs_query, new_facts_query, values_query
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.fixpoint import DEEPEST, TOLD_CLASHES, contradiction
from assbkg.reasoning.grades import GRADES, require_levels
from assbkg.reasoning.rules import Existential, RuleSet
from assbkg.reasoning.sql import ROUNDS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["SparkFixpoint"]

Tell = Callable[[str], None]

_FACTS: Final = "assbkg_facts"
_GIVEN: Final = "assbkg_given"


@dataclass
class SparkFixpoint:
    """One closure. Afterwards `facts` and `given` are tables, `witnesses` what was made up.

    `witnesses` has code, existential, variable and what needed it, in order of their making;
    `cut` names axioms that would need more of them.
    """

    session: SparkSession
    rules: RuleSet
    codes: Mapping[str, int]
    work: str
    tell: Tell
    facts: str = _FACTS
    given: str = _GIVEN
    witnesses: list[tuple[int, int, int, int]] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    _known: Counts = field(default_factory=Counts)
    _depths: dict[int, int] = field(default_factory=dict)
    _fired: set[tuple[int, int]] = field(default_factory=set)

    def load(self, said: DataFrame) -> None:
        """Take the facts that are given, with `property`, `subject`, `object` and `level`."""
        buckets = self._buckets()
        for table, part in ((self.facts, "rank"), (self.given, "level")):
            self.session.sql(f"DROP TABLE IF EXISTS {table}")
            self.session.sql(
                f"CREATE TABLE {table} (p INT, s INT, o INT, {part} INT) USING parquet "
                f"PARTITIONED BY ({part}) CLUSTERED BY (p, s, o) INTO {buckets} BUCKETS "
                f"LOCATION '{self.work}/{part}'"
            )
        said.createOrReplaceTempView("assbkg_said")
        among = ", ".join(str(self.codes[p]) for p in sorted(self.rules.predicates))
        self.session.sql(
            f"INSERT INTO {self.given} SELECT property, subject, object, CAST(min(level) AS INT) "
            f"FROM assbkg_said WHERE property IN ({among}) GROUP BY property, subject, object"
        )

    def _buckets(self) -> int:
        """Two for each core: with many more, small rounds would do nothing but open files."""
        buckets = 2 * self.session.sparkContext.defaultParallelism
        self.session.conf.set("spark.sql.shuffle.partitions", str(buckets))
        return buckets

    def run(self) -> None:
        """Derive all that follows."""
        levels = self.session.sql(f"SELECT DISTINCT level FROM {self.given} ORDER BY 1").collect()
        require_levels(level for (level,) in levels)
        for (level,) in levels:
            self.tell(f"what is {GRADES[level]}")
            rank = level * ROUNDS
            self._append(
                rank,
                f"SELECT g.p, g.s, g.o FROM {self.given} g LEFT ANTI JOIN {self.facts} h "
                f"ON h.p = g.p AND h.s = g.s AND h.o = g.o WHERE g.level = {level}",
            )
            while (now := self._now(rank)) is not None:
                rank = now.rank
                query = new_facts_query(self.rules.rules, now)
                if query is not None:
                    self._append(rank, query)
                self._witness(now)

    def _append(self, rank: int, query: str) -> None:
        self.session.sql(f"INSERT INTO {self.facts} PARTITION (rank = {rank}) {query}")

    def _now(self, rank: int) -> Now | None:
        """Where the evaluation comes after a rank; None when that added no facts."""
        rows = self.session.sql(
            f"SELECT p, CASE WHEN p = {self.codes[TYPE]} THEN o END AS c, count(*) AS n "
            f"FROM {self.facts} WHERE rank = {rank} GROUP BY 1, 2"
        ).collect()
        if not rows:
            return None
        fresh = Counts()
        for p, c, n in rows:
            fresh.predicates[p] += n
            if c is not None:
                fresh.classes[c] += n
        self._known += fresh
        return Now(rank + 1, fresh, self._known, self.facts, self.codes)

    def _witness(self, now: Now) -> None:
        """Give witnesses to what newly needs them, as `Fixpoint` does."""
        query = needs_query(self.rules.existentials, now)
        found = self.session.sql(query).collect() if query else []
        rows: list[tuple[int, int, int]] = []
        for number, thing in sorted(found):
            if (number, thing) in self._fired:
                continue
            existential, depth = self.rules.existentials[number], self._depths.get(thing, 0)
            if depth >= DEEPEST:
                self.cut.add(existential.axiom)
                continue
            self._fired.add((number, thing))
            rows += self._heads(number, existential, thing, depth + 1)
        if rows:
            columns = {"p": "INT", "s": "INT", "o": "INT"}
            self._append(now.rank, values_query(rows, columns))

    def _heads(
        self, number: int, existential: Existential, thing: int, depth: int
    ) -> list[tuple[int, int, int]]:
        """Make the witnesses for one thing; gives what holds of them."""
        names = {existential.frontier: thing}
        for place, variable in enumerate(existential.witnesses):
            code = names[variable] = -1 - len(self.witnesses)
            self.witnesses.append((code, number, place, thing))
            self._depths[code] = depth

        def end(term: str) -> int:
            return names[term] if term.startswith("?") else self.codes[term]

        return [
            (self.codes[atom.predicate], end(atom.subject), end(atom.object))
            for atom in existential.heads
        ]

    def require_no_clash(self, name: Callable[[Iterable[int]], Mapping[int, str]]) -> None:
        """Raise `ReasoningError` with some of the things that are in two disjoint classes."""
        query = clash_query(self.rules.disjoint, self.facts, self._known, self.codes)
        limit = f"{query} ORDER BY 1, 2, 3 LIMIT {TOLD_CLASHES}"
        rows = self.session.sql(limit).collect() if query else []
        if rows:
            terms = name(code for row in rows for code in row if code >= 0)
            raise contradiction(((row[0], row[1], row[2]) for row in rows), terms)
