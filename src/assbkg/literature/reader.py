"""The one way to read a folder of facts: held as it is, and checked before anything is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from assbkg.errors import ReasoningError
from assbkg.files.locking import reading
from assbkg.literature.fact_folder import FACTS, ORIGIN, FactFolder, check_layout, parquet
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.sql import ROUNDS
from assbkg.stopping import stoppable

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "CLAIM_COLUMNS",
    "GIVEN_COLUMNS",
    "REASONED_COLUMNS",
    "TERM_COLUMNS",
    "check_contents",
    "read_facts",
]


_MEMORY: Final = "2GB"

#: How much of a value stands in a message.
_LONGEST: Final = 120

TERM_COLUMNS: Final = {"id": "INTEGER", "term": "VARCHAR"}
_FACT: Final = {"subject": "INTEGER", "object": "INTEGER", "level": "TINYINT"}
GIVEN_COLUMNS: Final = _FACT | {"source": "INTEGER"}
REASONED_COLUMNS: Final = _FACT | {"round": "INTEGER", "given": "TINYINT"}
CLAIM_COLUMNS: Final = {
    "claim": "INTEGER",
    "subject": "INTEGER",
    "property": "INTEGER",
    "object": "INTEGER",
    "modality": "VARCHAR",
    "origin": "VARCHAR",
    "source": "INTEGER",
    "section": "VARCHAR",
    "sentence": "INTEGER",
    "cites": "INTEGER[]",
    "statement": "VARCHAR",
}

#: What N-Triples lets stand between < and >, after a scheme. Escapes would not help: they
#: change how a character is written, not that no IRI may hold it.
_IRI: Final = r"""[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*"""
#: An escape of N-Triples, of a character that there is.
_ESCAPE: Final = (
    r"""\\([tbnrf"'\\]|u([0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2})"""
    r"|U00(0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"
)
_LITERAL: Final = (
    rf"""\x22([^\x22\x5C\x0A\x0D\x00]|{_ESCAPE})*\x22"""
    rf"(\^\^<{_IRI}>|@[A-Za-z]+(-[A-Za-z0-9]+)*)?"
)

_LEVELS: Final = f"0 to {len(GRADES) - 1}"
#: A fact of the closure is of round 0 if it holds because it is given, else it follows.
_RANKED: Final = "CASE WHEN given = level THEN round = 0 ELSE round > 0 END"

#: For each table its columns with what SQL must say of them, and what is expected. The macro
#: `known` is for ids of terms, `named` for those of IRIs.
_RANGES: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "said": (
        ("property", "named(property)", "the id of a term that is an IRI"),
        ("subject", "named(subject)", "the id of a term that is an IRI"),
        ("object", "known(object)", "the id of a term"),
        ("level", f"level BETWEEN 0 AND {len(GRADES) - 1}", _LEVELS),
        ("source", "source >= -1", "the number of a paper, or -1 for none"),
    ),
    "closed": (
        ("property", "named(property)", "the id of a term that is an IRI"),
        ("subject", "named(subject)", "the id of a term that is an IRI"),
        ("object", "known(object)", "the id of a term"),
        ("level", f"level BETWEEN 0 AND {len(GRADES) - 1}", _LEVELS),
        ("round", f"round BETWEEN 0 AND {ROUNDS - 1}", f"0 to {ROUNDS - 1}"),
        (
            "given",
            f"given IS NULL OR given BETWEEN level AND {len(GRADES) - 1}",
            f"nothing, or the fact's level to {len(GRADES) - 1}",
        ),
        ("round", _RANKED, "0 where the fact is given at its level, more where it only follows"),
    ),
    "claims": (
        ("claim", "named(claim)", "the id of a term that is an IRI"),
        ("subject", "named(subject)", "the id of a term that is an IRI"),
        ("property", "named(property)", "the id of a term that is an IRI"),
        ("object", "named(object)", "the id of a term that is an IRI"),
        (
            "modality",
            "modality IN ('measured', 'stated', 'hedged', 'expected')",
            "measured, stated, hedged or expected",
        ),
        (
            "origin",
            "origin IN ('own-result', 'cited', 'unsourced', 'heading', 'background')",
            "own-result, cited, unsourced, heading or background",
        ),
        ("source", "source >= 0", "the number of a paper"),
        ("section", "section IS NOT NULL", "a text"),
        ("sentence", "sentence >= 0", "the number of a sentence"),
        (
            "cites",
            "cites IS NOT NULL AND len(cites) = len(list_filter(cites, lambda n: n >= 0))",
            "a list of numbers of references",
        ),
        ("statement", "statement IS NOT NULL", "a text"),
    ),
}

#: What no two rows of a table may share, and in which rows: what no paper says, such as the
#: ontology, may be there once for each folder that was added.
_KEYS: Final = {
    "said": (("property", "subject", "object", "source"), "source >= 0"),
    "closed": (("property", "subject", "object"), "true"),
    "claims": (("claim", "source"), "true"),
}

#: A fact whose level as given is not that of the strongest paper.
_DISAGREEING: Final = """
WITH best AS (SELECT property, subject, object, min(level) AS level FROM said GROUP BY ALL)
SELECT coalesce(c.property, b.property), coalesce(c.subject, b.subject),
    coalesce(c.object, b.object), c.given, b.level
FROM closed c FULL JOIN best b USING (property, subject, object)
WHERE c.given IS DISTINCT FROM b.level
    AND (c.subject IS NOT NULL OR b.property IN (SELECT DISTINCT property FROM closed))
LIMIT 1
"""


def check_contents(folder: FactFolder, files: Mapping[str, Path]) -> None:
    """Check all rows of a folder of facts: columns, ranges, keys and what they refer to.

    `files` has each Parquet file by its name in the folder. Raises `ReasoningError` for the
    first fault.
    """
    import duckdb

    with TemporaryDirectory() as spill:
        config: dict[str, Any] = {
            "threads": "2",
            "memory_limit": _MEMORY,
            "temp_directory": spill,
            "preserve_insertion_order": "false",
        }
        with stoppable(duckdb.connect(":memory:", config=config)) as database:
            try:
                _Check(folder, files, database).run()
            except duckdb.Error as error:
                reason = str(error).partition("\n")[0]
                raise ReasoningError(f"{folder.path}: can't be read: {reason}") from error


class _Check:
    """One check of one folder, which is read into tables; these may spill to disk."""

    def __init__(
        self,
        folder: FactFolder,
        files: Mapping[str, Path],
        database: duckdb.DuckDBPyConnection,
    ) -> None:
        self.folder, self.files, self.database = folder, files, database
        #: The SQL of each table but the terms, and the part of the folder that it is in.
        self.tables = {"said": (folder.scan(folder.said), folder.said)}
        if folder.is_reasoned:
            self.tables["closed"] = (folder.scan(FACTS), FACTS)
        if folder.claims:
            self.tables["claims"] = (parquet(folder.claims), folder.claims.name)

    def run(self) -> None:
        for name, path in sorted(self.files.items()):
            self._require_columns(name, path)
        self._require_terms()
        for table, (source, part) in self.tables.items():
            # A table, which is read several times, and not a view: that takes half as long.
            self.database.execute(f"CREATE TABLE {table} AS FROM {source}")
            self._require_ranges(table, part)
            self._require_keys(table, part)
        if "claims" in self.tables:
            self._require_sources()
        if self.folder.is_reasoned:
            self._require_agreement()
        self._require_counts()

    def _require_columns(self, name: str, path: Path) -> None:
        import duckdb

        expected = self._columns(name)
        try:
            rows = self.database.execute(f"DESCRIBE FROM {parquet(path)}").fetchall()
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise ReasoningError(f"{path}: is not a complete Parquet file: {reason}") from error
        found = {row[0]: row[1] for row in rows}
        told = ", ".join(f"{column} {kind}" for column, kind in expected.items())
        for column, kind in expected.items():
            if found.get(column) != kind:
                has = f"{column} is {found[column]}" if column in found else f"no column {column}"
                raise ReasoningError(f"{path}: {has}; expected the columns {told}")
        if more := found.keys() - expected.keys():
            raise ReasoningError(f"{path}: has a column {min(more)}; expected the columns {told}")

    def _columns(self, name: str) -> Mapping[str, str]:
        part = name.partition("/")[0]
        if part == self.folder.terms.name:
            return TERM_COLUMNS
        if part == FACTS and self.folder.is_reasoned:
            return REASONED_COLUMNS
        return GIVEN_COLUMNS if "/" in name else CLAIM_COLUMNS

    def _require_terms(self) -> None:
        """Check the terms, and make the macros that tell whether an id is one of theirs."""
        path = self.folder.terms
        self.database.execute(
            "CREATE TABLE terms AS SELECT id, term, starts_with(term, '\"') AS literal "
            f"FROM {parquet(path)}"
        )
        row = self._first("SELECT id, term FROM terms WHERE id IS NULL OR term IS NULL LIMIT 1")
        if row:
            raise ReasoningError(f"{path}: has a row {row}; expected an id and a term in each")
        count, distinct, first, last, texts = self._row(
            "SELECT count(*), count(DISTINCT id), min(id), max(id), count(DISTINCT term) FROM terms"
        )
        if count and (count, 0, count - 1) != (distinct, first, last):
            raise ReasoningError(
                f"{path}: {count} rows have {distinct} ids from {first} to {last}; "
                f"expected each from 0 to {count - 1} once"
            )
        if texts != count:
            first, last, term = self._row(
                "SELECT min(id), max(id), term FROM terms GROUP BY term HAVING count(*) > 1 LIMIT 1"
            )
            raise ReasoningError(
                f"{path}: ids {first} and {last} both stand for {_short(term)}, expected one"
            )
        row = self._first(
            "SELECT id, term FROM terms WHERE NOT CASE WHEN literal "
            "THEN regexp_full_match(term, $literal) ELSE regexp_full_match(term, $iri) END LIMIT 1",
            {"literal": _LITERAL, "iri": _IRI},
        )
        if row:
            raise ReasoningError(
                f"{path}: id {row[0]}: {_short(row[1])} is neither an IRI nor a literal in "
                "N-Triples form"
            )
        self.database.execute(
            f"CREATE MACRO known(i) AS i BETWEEN 0 AND {count - 1};"
            "CREATE TABLE literals AS SELECT id FROM terms WHERE literal;"
            f"CREATE MACRO named(i) AS i BETWEEN 0 AND {count - 1} "
            "AND i NOT IN (FROM literals)"
        )

    def _require_ranges(self, table: str, part: str) -> None:
        rules = _RANGES[table]
        # NULL is in no range.
        good = " AND ".join(f"coalesce({rule}, false)" for _, rule, _ in rules)
        if self._first(f"SELECT 1 FROM {table} WHERE NOT ({good}) LIMIT 1") is None:
            return
        for column, rule, expected in rules:
            row = self._first(
                f"SELECT {column} FROM {table} WHERE NOT coalesce({rule}, false) LIMIT 1"
            )
            if row is not None:
                property_of = "" if table == "claims" else self._property(table, rule)
                raise ReasoningError(
                    f"{self.folder.path / part}{property_of}: a row has {column} {_short(row[0])}; "
                    f"expected {expected}"
                )

    def _property(self, table: str, rule: str) -> str:
        (number,) = self._row(
            f"SELECT property FROM {table} WHERE NOT coalesce({rule}, false) LIMIT 1"
        )
        return f"/property={number}"

    def _require_keys(self, table: str, part: str) -> None:
        columns, among = _KEYS[table]
        key = ", ".join(columns)
        row = self._first(
            f"SELECT {key} FROM {table} WHERE {among} GROUP BY ALL HAVING count(*) > 1 LIMIT 1"
        )
        if row:
            told = ", ".join(f"{c} {v}" for c, v in zip(columns, row, strict=True))
            raise ReasoningError(
                f"{self.folder.path / part}: several rows have {told}; expected one"
            )

    def _require_sources(self) -> None:
        row = self._first("SELECT claim, source FROM claims ANTI JOIN said USING (source) LIMIT 1")
        if row:
            raise ReasoningError(
                f"{self.folder.claims}: claim {row[0]} is of paper {row[1]}, of which there is "
                f"no fact in {self.folder.said}"
            )

    def _require_agreement(self) -> None:
        row = self._first(_DISAGREEING)
        if row:
            number, subject, target, given, level = row
            raise ReasoningError(
                f"{self.folder.path / FACTS}/property={number}: subject {subject}, object "
                f"{target} is given at {_level(given)}, and in {self.folder.said} at "
                f"{_level(level)}; reason again"
            )

    def _require_counts(self) -> None:
        (papers,) = self._row("SELECT count(DISTINCT source) FILTER (source >= 0) FROM said")
        self._require("papers", papers, at_least=True)
        if "claims" in self.folder.origin or "claims" in self.tables:
            (claims,) = (
                self._row("SELECT count(*) FROM claims") if "claims" in self.tables else (0,)
            )
            self._require("claims", claims)
        if self.folder.is_reasoned:
            asserted, total, rounds = self._row(
                "SELECT count(given), count(*), coalesce(max(round), 0) FROM closed"
            )
            self._require("asserted", asserted)
            self._require("derived", total - asserted)
            self._require("rounds", rounds)

    def _require(self, name: str, found: int, at_least: bool = False) -> None:
        """Compare a number in `facts.json` with what there is."""
        origin = self.folder.origin
        said = {**origin, **origin.get("reasoned", {})}.get(name)
        if said is None or (said < found if at_least else said != found):
            raise ReasoningError(
                f"{self.folder.path / 'facts.json'}: says {said} {name}, and there are {found}"
            )

    def _first(self, query: str, values: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401
        return self.database.execute(query, values or []).fetchone()

    def _row(self, query: str) -> tuple[Any, ...]:
        row = self.database.execute(query).fetchone()
        assert row is not None
        return row


def _level(level: int | None) -> str:
    return "no level" if level is None else f"level {level}"


def _short(value: object) -> str:
    """A value for a message, with nothing in it that a terminal would act on."""
    told = "NULL" if value is None else ascii(value) if isinstance(value, str) else str(value)
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"


@contextmanager
def read_facts(folder: Path) -> Iterator[FactFolder]:
    """Open a folder of facts after checking all of it, and hold it as it is meanwhile.

    A writer who has a successor ready waits until the folder is let go, so let go of it before
    you leave `prepared`. Raises `ReasoningError`, one sentence that names the file, when
    anything in the folder is not as it should be.
    """
    with reading(folder, ORIGIN) as found:
        origin, files = check_layout(found)
        opened = FactFolder(found, origin.told())
        check_contents(opened, files)
        yield opened
