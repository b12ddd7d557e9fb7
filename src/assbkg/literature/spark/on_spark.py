"""Reason over a folder of facts on Spark: read it, close it, write what follows.

On this machine the result is put in place in one step. At an address such as `hdfs://…` or
`s3a://…` Spark's committers write it, and `facts.json` last: a folder without it is not
finished, and none is overwritten.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.errors import BuildError, ReasoningError
from assbkg.files.replacing import prepared
from assbkg.literature.fact_folder import (
    CLAIMS,
    FACTS,
    GIVEN,
    KIND,
    ORIGIN,
    TERMS,
    UNSUMMED,
    parse_origin,
    write_origin,
)
from assbkg.literature.reader import read_facts
from assbkg.literature.spark.fixpoint import SparkFixpoint
from assbkg.literature.spark.session import first_line, spark_session, values_query
from assbkg.reasoning.rules import RuleSet, witness_names
from assbkg.reasoning.sql import ROUNDS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["reason_in_spark"]

Tell = Callable[[str], None]

_COLUMNS: Final = {"subject": "int", "object": "int", "level": "tinyint", "source": "int"}
_TERM_COLUMNS: Final = {"id": "int", "term": "string"}
_RESULT_COLUMNS: Final = {"given": "tinyint", "round": "int"}


def reason_in_spark(
    facts: str,
    out: str,
    rules: RuleSet,
    master: str | None = None,
    tell: Tell = lambda _: None,
) -> dict[str, Any]:
    """Write everything that follows from a folder of facts to `out`, both paths or addresses.

    Return how many facts were `asserted` and `derived`, the most `rounds` and what was `cut`.
    Raises `ReasoningError` if Spark can't run or fails, or the facts can't be read or clash, and
    `BuildError` if `out` can't be written.
    """
    far = "://" in out
    with ExitStack() as stack:
        if far:
            work, target = f"{out}.work", out
            scratch = None
        else:
            aside = stack.enter_context(prepared(Path(out), KIND))
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=aside)))
            work, target = str(scratch / "work"), str(aside)
        if "://" not in facts:
            facts = str(stack.enter_context(read_facts(Path(facts))).path)
        session = stack.enter_context(spark_session(master, scratch))
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            return _Run(session, facts, rules, work, tell).write(target, far)
        except (PySparkException, Py4JError) as error:
            raise ReasoningError(
                f"reasoning over {facts} failed in Spark: {first_line(error)}"
            ) from error


class _Run:
    """One run over a folder."""

    def __init__(
        self, session: SparkSession, facts: str, rules: RuleSet, work: str, tell: Tell
    ) -> None:
        self.session, self.source, self.rules, self.tell = session, facts, rules, tell
        tell("reading")
        self.origin = self._read_origin()
        self.terms = self._rows(f"{facts}/{TERMS}", _TERM_COLUMNS)
        self.count = self._count_terms()
        named = sorted(rules.constants | rules.predicates)
        rows = self.terms.where(self.terms.term.isin(named)).collect()
        known = {row.term: row.id for row in rows}
        missing = sorted(set(named) - known.keys())
        self.added = {term: self.count + number for number, term in enumerate(missing)}
        given = GIVEN if "reasoned" in self.origin else FACTS
        said = self._rows(f"{facts}/{given}", {**_COLUMNS, "property": "int"})
        self._require_columns(said)
        self.fixpoint = SparkFixpoint(session, rules, known | self.added, work, tell)
        self.fixpoint.load(_without_gaps(said))
        self.fixpoint.run()
        self.fixpoint.require_no_clash(self._names)

    def _read_origin(self) -> dict[str, Any]:
        rows = self.session.read.text(f"{self.source}/{ORIGIN}", wholetext=True).collect()
        try:
            return parse_origin(rows[0].value, Path(self.source) / ORIGIN).told()
        except (IndexError, TypeError) as error:
            raise ReasoningError(f"{self.source}/{ORIGIN}: can't be read: {error!r}") from error

    def _rows(self, path: str, columns: Mapping[str, str]) -> DataFrame:
        """Return the rows of a part; if it has no files, no rows with these columns.

        Spark finds columns in files only.
        """
        from pyspark.errors import AnalysisException

        try:
            return self.session.read.parquet(path)
        except AnalysisException as error:
            if error.getCondition() != "UNABLE_TO_INFER_SCHEMA":
                raise
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
        return self.session.sql(f"SELECT {empty} WHERE false")

    def _count_terms(self) -> int:
        count, distinct, first, last = self.terms.selectExpr(
            "count(*)", "count(DISTINCT id)", "min(id)", "max(id)"
        ).collect()[0]
        if count and (count, 0, count - 1) != (distinct, first, last):
            raise ReasoningError(
                f"{self.source}/{TERMS}: {count} rows have {distinct} ids from {first} to {last}; "
                f"expected each from 0 to {count - 1} once"
            )
        return int(count)

    def _require_columns(self, said: DataFrame) -> None:
        found = dict(said.dtypes)
        for column, kind in _COLUMNS.items():
            if found.get(column) != kind:
                has = f"{column} is {found[column]}" if column in found else f"no column {column}"
                told = ", ".join(f"{name} {k}" for name, k in _COLUMNS.items())
                raise ReasoningError(f"{self.source}: {has}; expected the columns {told}")

    def _names(self, ids: Iterable[int]) -> dict[int, str]:
        wanted = values_query([(i,) for i in sorted(set(ids))], {"id": "INT"})
        rows = self.terms.join(self.session.sql(wanted), "id").collect()
        return {row.id: row.term for row in rows} | {n: term for term, n in self.added.items()}

    def write(self, out: str, far: bool) -> dict[str, Any]:
        """Write terms, facts, what was given, claims and, last, `facts.json`."""
        self.tell("writing")
        if far:
            self._require_new(out)
        # The facts stay in their buckets: moving them would take longer than everything else.
        ordered = self._all_facts().sortWithinPartitions("property", "subject", "object")
        ordered.write.partitionBy("property").parquet(f"{out}/{FACTS}")
        self._terms_of_result().write.parquet(f"{out}/{TERMS}")
        given = GIVEN if "reasoned" in self.origin else FACTS
        if far:
            self._copy(given, f"{out}/{GIVEN}", "property")
            self._copy(CLAIMS, f"{out}/{CLAIMS}")
        else:
            _tidy(Path(out))
            shutil.copytree(Path(self.source) / given, Path(out) / GIVEN)
            if (Path(self.source) / CLAIMS).is_file():
                shutil.copyfile(Path(self.source) / CLAIMS, Path(out) / CLAIMS)
        return self._write_origin(out)

    def _all_facts(self) -> DataFrame:
        """Return every fact with its rank, and the level at which it was given."""
        last = self.count + len(self.added) - 1
        s, o = (f"CASE WHEN {c} < 0 THEN {last} - {c} ELSE {c} END" for c in "so")
        return self.session.sql(
            f"SELECT {s} AS subject, {o} AS object, CAST(rank DIV {ROUNDS} AS TINYINT) AS level, "
            f"CAST(rank % {ROUNDS} AS INT) AS round, CASE rank % {ROUNDS} "
            f"WHEN 0 THEN CAST(rank DIV {ROUNDS} AS TINYINT) END AS given, "
            f"p AS property FROM {self.fixpoint.facts}"
        )

    def _terms_of_result(self) -> DataFrame:
        witnesses = self.fixpoint.witnesses
        names = self._names(x for *_, x in witnesses if x >= 0)
        last = self.count + len(self.added) - 1
        rows: list[tuple[int | str, ...]] = [(n, term) for term, n in self.added.items()]
        rows += [(last - c, n) for c, n in witness_names(witnesses, self.rules, names).items()]
        more = self.session.sql(values_query(rows, {"id": "INT", "term": "STRING"}))
        return self.terms.select("id", "term").unionAll(more).coalesce(1).sortWithinPartitions("id")

    def _write_origin(self, out: str) -> dict[str, Any]:
        facts = self._rows(f"{out}/{FACTS}", _RESULT_COLUMNS)
        asserted, total, rounds = facts.selectExpr(
            "count(given)", "count(*)", "coalesce(max(round), 0)"
        ).collect()[0]
        said = {"asserted": asserted, "derived": total - asserted, "rounds": rounds}
        reasoned = {**said, "cut": sorted(self.fixpoint.cut)}
        told = {**self.origin, "reasoned": reasoned}
        if "://" not in out:
            write_origin(Path(out), told)
            return reasoned
        # No sums: files at an address are not read a second time.
        text = json.dumps({**told, "format": UNSUMMED}, indent=2) + "\n"
        path = self._path(f"{out}/{ORIGIN}")
        stream = path.getFileSystem(self._hadoop()).create(path)
        stream.write(bytearray(text, "utf-8"))
        stream.close()
        return reasoned

    def _copy(self, part: str, out: str, *partition: str) -> None:
        path = self._path(f"{self.source}/{part}")
        if path.getFileSystem(self._hadoop()).exists(path):
            rows = self._rows(f"{self.source}/{part}", {**_COLUMNS, "property": "int"})
            rows.write.partitionBy(*partition).parquet(out)

    def _require_new(self, out: str) -> None:
        path = self._path(out)
        if path.getFileSystem(self._hadoop()).exists(path):
            raise BuildError(f"{out}: already exists; expected a new address for the facts")

    def _path(self, address: str) -> Any:  # noqa: ANN401 - an object of the JVM
        jvm = self.session.sparkContext._jvm
        assert jvm is not None
        return jvm.org.apache.hadoop.fs.Path(address)

    def _hadoop(self) -> Any:  # noqa: ANN401 - an object of the JVM
        return self.session.sparkContext._jsc.hadoopConfiguration()


def _without_gaps(said: DataFrame) -> DataFrame:
    """Return facts that raise an error when read if a file lacks a column that others have.

    Spark looks at the columns of one file only, and reads what another lacks as NULL.
    """
    columns = [
        f"coalesce({column}, raise_error(concat('property=', property, ': a file has rows without "
        f"{column}; expected the columns {', '.join(_COLUMNS)}'))) AS {column}"
        for column in ("subject", "object", "level")
    ]
    return said.selectExpr("property", *columns)


def _tidy(out: Path) -> None:
    """Remove marks and checksums from a folder, and make its terms one file."""
    for path in [*out.rglob("*.crc"), *out.rglob("_SUCCESS")]:
        path.unlink()
    (terms,) = (out / TERMS).glob("*.parquet")
    terms.rename(out / "terms.one")
    (out / TERMS).rmdir()
    (out / "terms.one").rename(out / TERMS)
