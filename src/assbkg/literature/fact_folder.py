"""Facts in a folder, for more of them than fit in a graph.

- `terms.parquet`: `id` from 0 on, `term` (an IRI, or a literal as in N-Triples);
- `facts/property=<id>/*.parquet`: `subject`, `object` and `level`, the index of a grade;
  what was reasoned over has `round` too, and `given`, the level at which a fact was given or
  nothing where it only follows; what papers say has `source`;
- `given/`, in a folder that was reasoned over: the facts as papers gave them;
- `claims.parquet`, where there is one: the claims behind the links;
- `facts.json`: what it is, how large, and the length and SHA-256 of each other file.
"""

from __future__ import annotations

import glob
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.files.locking import locate
from assbkg.literature.origin import ORIGIN, read_origin

if TYPE_CHECKING:
    import duckdb

__all__ = ["CLAIMS", "FACTS", "GIVEN", "TERMS", "FactFolder", "parquet", "quoted"]

TERMS: Final = "terms.parquet"
CLAIMS: Final = "claims.parquet"
FACTS: Final = "facts"
GIVEN: Final = "given"


#: What is read of a part without files.
_NO_ROWS: Final = (
    "(SELECT 0 AS property, 0 AS subject, 0 AS object, 0::TINYINT AS level, 0 AS source, "
    "0 AS round, 0::TINYINT AS given WHERE false)"
)


def quoted(path: Path | str) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def parquet(path: Path, pattern: str = "") -> str:
    """The SQL that reads a Parquet file, or the files below a folder that fit a pattern."""
    # What would be a pattern, or a column and its value, in the name of a folder is none.
    files = quoted(glob.escape(str(path)) + pattern)
    return f"read_parquet({files}, union_by_name = true, hive_partitioning = false)"


@dataclass(frozen=True)
class FactFolder:
    """A folder of facts: where it is, and what `facts.json` says of it."""

    path: Path
    origin: Mapping[str, Any]

    @staticmethod
    def open(folder: Path) -> FactFolder:
        """Open a folder of facts that is known to be good; `read_facts` is for all others.

        Raises `ReasoningError` when its `facts.json` can't be read.
        """
        found = locate(folder, ORIGIN)
        return FactFolder(found, read_origin(found / ORIGIN).told())

    @property
    def terms(self) -> Path:
        """The file of terms."""
        return self.path / TERMS

    @property
    def claims(self) -> Path | None:
        """The file of claims, if there is one."""
        return self.path / CLAIMS if (self.path / CLAIMS).is_file() else None

    @property
    def is_reasoned(self) -> bool:
        """Whether it holds a closure, and not only what papers say."""
        return "reasoned" in self.origin

    @property
    def said(self) -> str:
        """The part that has what papers say."""
        return GIVEN if self.is_reasoned else FACTS

    def scan(self, part: str) -> str:
        """The SQL that reads all rows of a part, with the column `property`."""
        if not any((self.path / part).glob("*/*.parquet")):
            return _NO_ROWS
        rows = parquet(self.path / part, "/*/*.parquet").removesuffix(")") + ", filename = true)"
        number = r"regexp_extract(filename, '(\d+)[/\\][^/\\]*$', 1)::INTEGER"
        return f"(SELECT {number} AS property, * EXCLUDE (filename) FROM {rows})"

    def ids(self, database: duckdb.DuckDBPyConnection, terms: Collection[str]) -> dict[str, int]:
        """The id of each of some terms that the folder has."""
        rows = database.execute(
            f"SELECT term, id FROM {parquet(self.terms)} "
            "WHERE term IN (SELECT unnest($1::VARCHAR[]))",
            [sorted(terms)],
        ).fetchall()
        return dict(rows)

    def count_terms(self, database: duckdb.DuckDBPyConnection) -> int:
        """How many terms there are."""
        row = database.execute(f"SELECT count(*) FROM {parquet(self.terms)}").fetchone()
        assert row is not None
        return int(row[0])

    def facts_of(self, property_id: int) -> str | None:
        """The SQL that reads the facts of one property; None without any."""
        return self._rows(FACTS, property_id)

    def given_of(self, property_id: int) -> str | None:
        """The SQL that reads what papers say by one property, with `source`; None without any."""
        return self._rows(self.said, property_id)

    def _rows(self, part: str, property_id: int) -> str | None:
        folder = self.path / part / f"property={property_id}"
        return parquet(folder, "/*.parquet") if any(folder.glob("*.parquet")) else None
