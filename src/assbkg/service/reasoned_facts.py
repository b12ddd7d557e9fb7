"""What follows from a literature, as N-Triples read from disk, however large.

DuckDB reads a folder of facts piece by piece, and puts on disk what does not fit in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from assbkg.errors import ReasoningError
from assbkg.reasoning.folders.fact_folder import FACTS, GIVEN, FactFolder, quoted
from assbkg.stopping import stoppable

if TYPE_CHECKING:
    import duckdb

__all__ = ["ReasonedFacts"]

_MEMORY: Final = "2GB"
_ROWS_OF_CHUNK: Final = 4096

#: What N-Triples lets stand between < and >, after a scheme. Escapes would not help: they
#: change how a character is written, not that no IRI may hold it.
_IRI: Final = r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*"""

#: All that papers say is asserted, whether or not a rule speaks of its property.
_VIEWS: Final = """
CREATE VIEW terms AS
    SELECT id, term, starts_with(term, '"') AS literal FROM read_parquet({terms});
CREATE VIEW facts AS
    SELECT property, subject, object, true AS asserted FROM {given} UNION ALL
    SELECT property, subject, object, false FROM {facts} WHERE given IS NULL
"""

#: Each query finds a fault, and what is to be said of its first row.
_FAULTS: Final = (
    (
        "SELECT min(id), max(id), term FROM terms GROUP BY term HAVING count(*) > 1 LIMIT 1",
        "ids {} and {} both stand for {!r}, expected one",
    ),
    (
        f"SELECT id, term FROM terms WHERE term IS NULL OR "  # noqa: S608 - our own pattern
        f"NOT literal AND NOT regexp_full_match(term, '{_IRI}') LIMIT 1",
        "id {}: {!r} is neither an IRI nor a literal in N-Triples form",
    ),
    (
        "SELECT id FROM (SELECT subject FROM facts UNION SELECT object FROM facts UNION "
        "SELECT property FROM facts) used(id) ANTI JOIN terms USING (id) LIMIT 1",
        "facts use id {}, which no term has",
    ),
    (
        "SELECT term FROM (SELECT subject FROM facts UNION SELECT property FROM facts) used(id) "
        "JOIN terms USING (id) WHERE literal LIMIT 1",
        "the literal {} is a subject or property, which only an IRI can be",
    ),
)

_LINES: Final = """
SELECT '<' || s.term || '> <' || p.term || '> '
    || CASE WHEN o.literal THEN o.term ELSE '<' || o.term || '>' END || ' .' AS line
FROM (SELECT DISTINCT property, subject, object FROM facts WHERE asserted = ?) f
JOIN terms s ON s.id = f.subject JOIN terms p ON p.id = f.property JOIN terms o ON o.id = f.object
"""

_SIZE: Final = f"SELECT count(*), coalesce(sum(strlen(line) + 1), 0) FROM ({_LINES})"  # noqa: S608


class ReasonedFacts:
    """The facts of a folder that was reasoned over, asserted and inferred."""

    def __init__(self, folder: Path) -> None:
        """Open a folder. Raises `ReasoningError` when it holds something else."""
        self.folder = FactFolder.open(folder)
        if not self.folder.is_reasoned:
            raise ReasoningError(
                f"{folder}: holds what papers say, and not yet what follows; "
                f"`assbkg reason --facts {folder} --out DIR` writes both"
            )

    def check(self) -> None:
        """Raise `ReasoningError` for the first fault that would keep facts from a server."""
        with self._database() as database:
            self.folder.count_terms(database)
            for query, said in _FAULTS:
                row = database.execute(query).fetchone()
                if row is not None:
                    raise ReasoningError(f"{self.folder.path}: {said.format(*row)}; reason again")

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
