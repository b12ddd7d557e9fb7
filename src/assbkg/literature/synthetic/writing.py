"""Tables of one batch of papers to Parquet, and the pieces of all batches to whole files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import duckdb

from assbkg.literature.fact_folder import CLAIMS, FACTS, TERMS

__all__ = ["Writer"]

_OPTIONS: Final = "(FORMAT parquet, COMPRESSION zstd)"


class Writer:
    """Writes what the database holds of a batch. Rows are sorted, so bytes don't vary."""

    def __init__(self, folder: Path, database: duckdb.DuckDBPyConnection) -> None:
        self.folder, self.database = folder, database
        self.pieces = folder / "pieces"
        self.pieces.mkdir()

    def write_vocabulary(self) -> None:
        """Write what is common to all papers, which no paper says."""
        self._copy("SELECT id, term FROM common ORDER BY id", self.pieces / "terms-common.parquet")
        self._write_facts(
            "SELECT property, subject, object, 0::TINYINT AS level, -1 AS source FROM given",
            "vocabulary",
        )

    def write_batch(self, first: int) -> None:
        """Write the batch of papers that begins with the paper `first`."""
        name = f"papers-{first:07d}"
        self._write_facts("SELECT * FROM fact", name)
        self._copy("SELECT id, term FROM term ORDER BY id", self.pieces / f"terms-{name}.parquet")
        self._copy("SELECT * FROM claim ORDER BY claim", self.pieces / f"claims-{name}.parquet")

    def finish(self) -> None:
        """Join the pieces."""
        for kind, whole in (("terms", TERMS), ("claims", CLAIMS)):
            # In this order: what is common, then the papers by number.
            pieces = sorted(self.pieces.glob(f"{kind}-*.parquet"))
            self._copy(f"SELECT * FROM read_parquet({_list(pieces)})", self.folder / whole)
        shutil.rmtree(self.pieces)

    def _write_facts(self, facts: str, name: str) -> None:
        found = self.database.execute(f"SELECT DISTINCT property FROM ({facts}) ORDER BY 1")
        for (number,) in found.fetchall():
            folder = self.folder / FACTS / f"property={number}"
            folder.mkdir(parents=True, exist_ok=True)
            self._copy(
                f"SELECT subject, object, level, source FROM ({facts}) "
                f"WHERE property = {number} ORDER BY ALL",
                folder / f"{name}.parquet",
            )

    def _copy(self, rows: str, path: Path) -> None:
        self.database.execute(f"COPY ({rows}) TO {_quoted(path)} {_OPTIONS}")


def _list(paths: Sequence[Path]) -> str:
    return f"[{', '.join(map(_quoted, paths))}]"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
