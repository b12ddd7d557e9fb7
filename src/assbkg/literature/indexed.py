"""The facts of a folder, opened for look-ups: a whole literature answers at once.

Each property's facts are arrays of numbers, sorted by subject and, once asked for, by
object; a look-up is a binary search. Nothing is read of a property before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, overload

import duckdb
import numpy as np

from assbkg.errors import ReasoningError
from assbkg.literature.fact_folder import FACTS, GIVEN, FactFolder, parquet, quoted
from assbkg.reasoning.facts import Fact, Rank
from assbkg.reasoning.sql import ROUNDS
from assbkg.stopping import stoppable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int32]

__all__ = ["IndexedFacts", "ReasonedFacts"]


#: Maximum number of terms named.
_CHUNK = 256

#: Stands for no level where a fact was not given.
_NOT_GIVEN = -1


class IndexedFacts:
    """The closed facts of a folder, as a `Facts`."""

    def __init__(self, folder: FactFolder) -> None:
        """Open a folder that `reason` wrote. Raises `ReasoningError` if it is not one."""
        if not folder.is_reasoned:
            raise ReasoningError(
                f"{folder.path}: has not been reasoned over; `assbkg reason --facts "
                f"{folder.path} --out DIR` does"
            )
        self.folder = folder
        self._database = stoppable(duckdb.connect(":memory:"))
        self._links: dict[str, _Links | None] = {}

    @cached_property
    def terms(self) -> list[str]:
        """All terms, in the order of their ids, which count from 0."""
        query = f"SELECT term FROM {parquet(self.folder.terms)} ORDER BY id"
        terms: list[str] = self._read(query)["term"].tolist()
        return terms

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each term."""
        return dict(zip(self.terms, range(len(self.terms)), strict=True))

    def __contains__(self, fact: Fact) -> bool:
        """Tell whether a fact holds."""
        return self._find(fact) is not None

    def rank(self, fact: Fact) -> Rank | None:
        """Return the rank of a fact, or None if it does not hold."""
        found = self._find(fact)
        return Rank(*divmod(int(found[0].ranks[found[1]]), ROUNDS)) if found else None

    def asserted(self, fact: Fact) -> int | None:
        """Return the level at which a fact is given, or None if it is not given."""
        found = self._find(fact)
        level = int(found[0].given[found[1]]) if found else _NOT_GIVEN
        return None if level == _NOT_GIVEN else level

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """Return the objects of a subject's links."""
        links, number = self._of(predicate), self.ids.get(subject)
        if links is None or number is None:
            return ()
        start, end = links.from_subject(number)
        return _Named(links.objects[start:end], self.terms)

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """Return the subjects of an object's links."""
        links, number = self._of(predicate), self.ids.get(target)
        if links is None or number is None:
            return ()
        return _Named(links.to_object(number), self.terms)

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield all links by a predicate, as subject and object."""
        links = self._of(predicate)
        if links is not None:
            for subject, target in zip(
                links.subjects.tolist(), links.objects.tolist(), strict=True
            ):
                yield self.terms[subject], self.terms[target]

    def _find(self, fact: Fact) -> tuple[_Links, int] | None:
        links = self._of(fact.predicate)
        subject, target = self.ids.get(fact.subject), self.ids.get(fact.object)
        if links is None or subject is None or target is None:
            return None
        place = links.place(subject, target)
        return None if place is None else (links, place)

    def _of(self, predicate: str) -> _Links | None:
        if predicate not in self._links:
            number = self.ids.get(predicate)
            source = None if number is None else self.folder.facts_of(number)
            self._links[predicate] = self._load(source) if source else None
        return self._links[predicate]

    def _load(self, source: str) -> _Links:
        columns = self._read(
            f"SELECT subject, object, (level * {ROUNDS} + round)::INTEGER AS rank, "
            f"coalesce(given, {_NOT_GIVEN})::TINYINT AS given FROM {source} ORDER BY 1, 2"
        )
        return _Links(columns["subject"], columns["object"], columns["rank"], columns["given"])

    def _read(self, query: str) -> Mapping[str, NDArray[Any]]:
        try:
            return self._database.execute(query).fetchnumpy()
        except duckdb.Error as error:
            raise ReasoningError(f"{self.folder.path}: can't be read: {error}") from error


class _Links:
    """The facts of one property as arrays of equal length, sorted by subject and object."""

    def __init__(
        self, subjects: Numbers, objects: Numbers, ranks: Numbers, given: NDArray[np.int8]
    ) -> None:
        self.subjects, self.objects, self.ranks, self.given = subjects, objects, ranks, given

    def from_subject(self, number: int) -> tuple[int, int]:
        """Return where the facts about a subject begin and end."""
        start = int(np.searchsorted(self.subjects, np.int32(number), "left"))
        return start, int(np.searchsorted(self.subjects, np.int32(number), "right"))

    def to_object(self, number: int) -> Numbers:
        """Return the subjects that are linked to an object, sorted."""
        objects, subjects = self._by_object
        start = np.searchsorted(objects, np.int32(number), "left")
        return subjects[start : np.searchsorted(objects, np.int32(number), "right")]

    def place(self, subject: int, target: int) -> int | None:
        """Return the place of a fact, or None if there is no such fact."""
        start, end = self.from_subject(subject)
        found = start + int(np.searchsorted(self.objects[start:end], np.int32(target)))
        return found if found < end and self.objects[found] == target else None

    @cached_property
    def _by_object(self) -> tuple[Numbers, Numbers]:
        order = np.argsort(self.objects, kind="stable")
        return self.objects[order], self.subjects[order]


class _Named(Sequence[str]):
    """Terms by their ids, looked up one by one."""

    def __init__(self, numbers: Numbers, terms: list[str]) -> None:
        self._numbers = numbers
        self._terms = terms

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self._numbers), _CHUNK):
            for number in self._numbers[start : start + _CHUNK].tolist():
                yield self._terms[number]

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return _Named(self._numbers[index], self._terms)
        return self._terms[int(self._numbers[index])]


_MEMORY: Final = "2GB"
_ROWS_OF_CHUNK: Final = 4096

#: What papers state is asserted, whether or not its property is in a rule.
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
        """Take a folder from `read_facts`. Raises `ReasoningError` if it has no closure."""
        self.folder = folder
        if not folder.is_reasoned:
            raise ReasoningError(
                f"{folder.path}: holds what papers state, but not yet what follows; "
                f"`assbkg reason --facts {folder.path} --out DIR` writes both"
            )

    def size(self, asserted: bool) -> tuple[int, int]:
        """Return the number of asserted, or only inferred, facts and of their N-Triples' bytes."""
        with self._database() as database:
            row = database.execute(_SIZE, [asserted]).fetchone()
        assert row is not None
        return int(row[0]), int(row[1])

    def stream(self, asserted: bool) -> Callable[[], Generator[bytes, None, None]]:
        """Return a function that streams N-Triples in chunks, one line a fact, in no order."""

        def chunks() -> Generator[bytes, None, None]:
            with self._database() as database:
                database.execute(_LINES, [asserted])
                while rows := database.fetchmany(_ROWS_OF_CHUNK):
                    yield "".join(f"{line}\n" for (line,) in rows).encode()

        return chunks

    @contextmanager
    def _database(self) -> Iterator[duckdb.DuckDBPyConnection]:
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
