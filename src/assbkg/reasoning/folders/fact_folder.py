"""Facts in a folder, for more of them than fit in a graph.

- `terms.parquet`: `id` from 0 on, `term` (an IRI, or a literal as in N-Triples);
- `facts/property=<id>/*.parquet`: `subject`, `object` and `level`, the index of a grade;
  what was reasoned over has `round` too, and `given`, the level at which a fact was given or
  nothing where it only follows; what papers say has `source`;
- `given/`, in a folder that was reasoned over: the facts as papers gave them;
- `claims.parquet`, where there is one: the claims behind the links;
- `facts.json`: what it is and how large.
"""

from __future__ import annotations

import glob
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.errors import ReasoningError
from assbkg.graph.replacing import locate

if TYPE_CHECKING:
    import duckdb

__all__ = ["CLAIMS", "FACTS", "FORMAT", "GIVEN", "KIND", "ORIGIN", "PARTS", "TERMS"]
__all__ += ["FactFolder", "parquet", "quoted"]

TERMS: Final = "terms.parquet"
CLAIMS: Final = "claims.parquet"
FACTS: Final = "facts"
GIVEN: Final = "given"
ORIGIN: Final = "facts.json"
PARTS: Final = (TERMS, CLAIMS, FACTS, GIVEN, ORIGIN)

#: What such a folder is, for messages.
KIND: Final = "folder of facts"

#: The format of folder that this version reads and writes.
FORMAT: Final = 1

_COLUMNS: Final = {"subject": "INTEGER", "object": "INTEGER", "level": "TINYINT"}
_SOURCED: Final = {"source": "INTEGER"}
_REASONED: Final = {"round": "INTEGER", "given": "TINYINT"}


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
    # What would be a pattern in the name of a folder is none.
    return f"read_parquet({quoted(glob.escape(str(path)) + pattern)}, union_by_name = true)"


@dataclass(frozen=True)
class FactFolder:
    """A folder of facts: where it is, and what `facts.json` says of it."""

    path: Path
    origin: Mapping[str, Any]

    @staticmethod
    def open(folder: Path) -> FactFolder:
        """Open a folder of facts. Raises `ReasoningError` when it is none."""
        found = locate(folder, ORIGIN)
        try:
            origin = json.loads((found / ORIGIN).read_text(encoding="utf-8"))
            form = origin["format"]
        except FileNotFoundError as error:
            raise ReasoningError(
                f"{folder}: holds no {ORIGIN}; expected a folder of facts, such as "
                f"`assbkg synthesise --papers 10 --out {folder}` makes"
            ) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReasoningError(f"{found / ORIGIN}: can't be read: {error!r}") from error
        if form != FORMAT:
            raise ReasoningError(f"{found}: facts of format {form!r}, expected {FORMAT}")
        if not (found / TERMS).is_file():
            raise ReasoningError(f"{found}: {TERMS} is missing")
        return FactFolder(found, origin)

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
        rows = parquet(self.path / part, "/*/*.parquet").removesuffix(")")
        return f"{rows}, hive_partitioning = true, hive_types = {{'property': INTEGER}})"

    def ids(self, database: duckdb.DuckDBPyConnection, terms: Collection[str]) -> dict[str, int]:
        """The id of each of some terms that the folder has."""
        rows = database.execute(
            f"SELECT term, id FROM {parquet(self.terms)} "
            "WHERE term IN (SELECT unnest($1::VARCHAR[]))",
            [sorted(terms)],
        ).fetchall()
        return dict(rows)

    def count_terms(self, database: duckdb.DuckDBPyConnection) -> int:
        """How many terms there are. Raises `ReasoningError` when ids have gaps or repeat."""
        row = database.execute(
            f"SELECT count(*), count(DISTINCT id), min(id), max(id) FROM {parquet(self.terms)}"
        ).fetchone()
        assert row is not None
        count, distinct, first, last = row
        if count and (count, 0, count - 1) != (distinct, first, last):
            raise ReasoningError(
                f"{self.terms}: {count} rows have {distinct} ids from {first} to {last}; "
                f"expected each from 0 to {count - 1} once"
            )
        return int(count)

    def facts_of(self, database: duckdb.DuckDBPyConnection, property_id: int) -> str | None:
        """The SQL that reads the facts of one property; None without any.

        Raises `ReasoningError` when a column is missing or of another kind.
        """
        more = _REASONED if self.is_reasoned else {}
        return self._rows(database, FACTS, property_id, _COLUMNS | more)

    def given_of(self, database: duckdb.DuckDBPyConnection, property_id: int) -> str | None:
        """The SQL that reads what papers say by one property, with `source`; None without any.

        Raises `ReasoningError` when a column is missing or of another kind.
        """
        return self._rows(database, self.said, property_id, _COLUMNS | _SOURCED)

    def _rows(
        self,
        database: duckdb.DuckDBPyConnection,
        part: str,
        property_id: int,
        expected: Mapping[str, str],
    ) -> str | None:
        folder = self.path / part / f"property={property_id}"
        if not folder.is_dir() or not any(folder.glob("*.parquet")):
            return None
        source = parquet(folder, "/*.parquet")
        rows = database.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        found = {row[0]: row[1] for row in rows}
        for column, kind in expected.items():
            if found.get(column) != kind:
                has = f"{column} is {found[column]}" if column in found else f"no column {column}"
                told = ", ".join(f"{name} {kind}" for name, kind in expected.items())
                raise ReasoningError(f"{folder}: {has}; expected the columns {told}")
        return source
