"""What follows from a literature, as N-Triples read from disk, however large.

DuckDB reads a folder of facts piece by piece, and puts on disk what does not fit in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from assbkg.errors import ReasoningError
from assbkg.literature.fact_folder import FACTS, GIVEN, FactFolder, quoted
from assbkg.stopping import stoppable

if TYPE_CHECKING:
    import duckdb

__all__ = ["ReasonedFacts"]

_MEMORY: Final = "2GB"
_ROWS_OF_CHUNK: Final = 4096

#: All that papers say is asserted, whether or not a rule speaks of its property.
_VIEWS: Final = """
CREATE VIEW terms AS
    SELECT id, term, starts_with(term, '"') AS literal FROM read_parquet({terms});
CREATE VIEW facts AS
    SELECT property, subject, object, true AS asserted FROM {given} UNION ALL
    SELECT property, subject, object, false FROM {facts} WHERE given IS NULL
"""

_LINES: Final = """
SELECT '<' || s.term || '> <' || p.term || '> '
    || CASE WHEN o.literal THEN o.term ELSE '<' || o.term || '>' END || ' .' AS line
FROM (SELECT DISTINCT property, subject, object FROM facts WHERE asserted = ?) f
JOIN terms s ON s.id = f.subject JOIN terms p ON p.id = f.property JOIN terms o ON o.id = f.object
"""

_SIZE: Final = f"SELECT count(*), coalesce(sum(strlen(line) + 1), 0) FROM ({_LINES})"


class ReasonedFacts:
    """The facts of a folder that was reasoned over, asserted and inferred."""

    def __init__(self, folder: FactFolder) -> None:
        """Take a folder that `read_facts` gave. Raises `ReasoningError` without a closure."""
        self.folder = folder
        if not folder.is_reasoned:
            raise ReasoningError(
                f"{folder.path}: holds what papers say, and not yet what follows; "
                f"`assbkg reason --facts {folder.path} --out DIR` writes both"
            )

    def size(self, asserted: bool) -> tuple[int, int]:
        """How many different facts are asserted or only inferred, and their N-Triples' bytes."""
        with self._database() as database:
            row = database.execute(_SIZE, [asserted]).fetchone()
        assert row is not None
        return int(row[0]), int(row[1])

    def stream(self, asserted: bool) -> Callable[[], Generator[bytes, None, None]]:
        """A maker of streams of N-Triples, a line a fact, in no order, in chunks."""

        def chunks() -> Generator[bytes, None, None]:
            with self._database() as database:
                database.execute(_LINES, [asserted])
                while rows := database.fetchmany(_ROWS_OF_CHUNK):
                    yield "".join(f"{line}\n" for (line,) in rows).encode()

        return chunks

    @contextmanager
    def _database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        import duckdb

        views = _VIEWS.format(
            terms=quoted(self.folder.terms),
            given=self.folder.scan(GIVEN),
            facts=self.folder.scan(FACTS),
        )
        with TemporaryDirectory() as spill, stoppable(duckdb.connect()) as database:
            try:
                database.execute(f"SET memory_limit = '{_MEMORY}'")
                database.execute(f"SET temp_directory = {quoted(spill)}")
                database.execute("SET preserve_insertion_order = false")
                database.execute(views)
                yield database
            except duckdb.Error as error:
                said = str(error).partition("\n")[0]
                raise ReasoningError(f"{self.folder.path}: can't be read: {said}") from error
