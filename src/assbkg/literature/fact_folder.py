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
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assbkg.errors import ReasoningError, UnreadableFile
from assbkg.files.locking import locate
from assbkg.files.opening import MIB, parse_json, read_text, sha256_of
from assbkg.files.ownership import Kind, walk

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "CLAIMS",
    "FACTS",
    "FORMAT",
    "GIVEN",
    "KIND",
    "ORIGIN",
    "TERMS",
    "UNSUMMED",
    "FactFolder",
    "Origin",
    "check_layout",
    "parquet",
    "parse_origin",
    "quoted",
    "read_origin",
    "write_origin",
]


ORIGIN: Final = "facts.json"

#: The format of folders with the sums of all files, and of those without, such as Spark writes
#: to an address. Levels of formats 1 and 2 count grades without `heading`.
FORMAT: Final = 4
UNSUMMED: Final = 3

#: The longest `facts.json`; the sums of a hundred million claims take far less.
_MOST_BYTES: Final = 16 * MIB

_Count = Annotated[int, Field(ge=0, lt=1 << 31)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Reasoned(_Strict):
    asserted: Annotated[int, Field(ge=0)]
    derived: Annotated[int, Field(ge=0)]
    rounds: _Count
    cut: list[str]


class _File(_Strict):
    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Origin(_Strict):
    """The contents of a `facts.json`; `reasoned` if the folder holds a closure.

    Format 4 lists the length and the SHA-256 of every other file. Folders of format 3, which
    lists none, can be read but not verified; what is written from them has format 4.
    """

    format: int
    papers: _Count
    claims: _Count | None = None
    seed: int | None = None
    reasoned: _Reasoned | None = None
    files: dict[str, _File] | None = None

    def told(self) -> dict[str, Any]:
        """Return everything but the sums, as in JSON."""
        return self.model_dump(exclude_none=True, exclude={"files"})


def read_origin(path: Path) -> Origin:
    """Read a `facts.json`. Raises `ReasoningError` if it is not valid."""
    try:
        text = read_text(path, _MOST_BYTES)
    except UnreadableFile as error:
        raise ReasoningError(str(error)) from error
    return parse_origin(text, path)


def parse_origin(text: str, path: Path) -> Origin:
    """Parse the text of a `facts.json`, called `path` in messages; see `read_origin`."""
    try:
        return _parsed(text, path)
    except (UnreadableFile, ValueError) as error:
        raise ReasoningError(str(error)) from error


def _parsed(text: str, path: Path) -> Origin:
    """Parse a `facts.json`. Raises `UnreadableFile`, or `ValueError` with a sentence."""
    said = parse_json(text, path)
    form = said.get("format")
    if type(form) is not int or form not in (UNSUMMED, FORMAT):
        told = f"{path}: facts of format {str(form)[:40]}, expected {FORMAT} or {UNSUMMED}"
        if type(form) is int and 0 < form < UNSUMMED:
            told += "; its levels lack the grade 'heading', so write the folder again"
        raise ValueError(told)
    try:
        origin = Origin.model_validate(said)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))[:120]
        raise ValueError(f"{path}: {place}: {first['msg'].lower()}") from error
    if (origin.files is None) == (form == FORMAT):
        expected = "only there" if origin.files else "there are none"
        raise ValueError(f"{path}: format {FORMAT} has the sums of all files, and {expected}")
    return origin


def write_origin(folder: Path, said: Mapping[str, Any]) -> None:
    """Write the `facts.json` of a folder whose other files are complete, with their sums."""
    files = {
        name: {"bytes": entry.stat().st_size, "sha256": sha256_of(Path(entry.path), folder)}
        for name, entry in walk(folder)
        if KIND.files.fullmatch(name)
    }
    text = json.dumps({**said, "format": FORMAT, "files": files}, indent=2)
    (folder / ORIGIN).write_text(text + "\n", encoding="utf-8")


def _sums(mark: Path) -> dict[str, str] | None:
    origin = read_origin(mark)
    return None if origin.files is None else {n: f.sha256 for n, f in origin.files.items()}


_PARQUET: Final = r"[A-Za-z0-9][\w.-]*\.parquet"
_PARTS: Final = r"(facts|given)"
_PROPERTY: Final = r"property=(0|[1-9]\d{0,9})"

#: A folder of facts, and the files that it may hold.
KIND: Final = Kind(
    "folder of facts",
    ORIGIN,
    re.compile(rf"(terms|claims)\.parquet|{_PARTS}/{_PROPERTY}/{_PARQUET}", re.ASCII),
    re.compile(rf"{_PARTS}(/{_PROPERTY})?", re.ASCII),
    _sums,
)


TERMS: Final = "terms.parquet"
CLAIMS: Final = "claims.parquet"
FACTS: Final = "facts"
GIVEN: Final = "given"


#: The SQL for the rows of a part without files.
_NO_ROWS: Final = (
    "(SELECT 0 AS property, 0 AS subject, 0 AS object, 0::TINYINT AS level, 0 AS source, "
    "0 AS round, 0::TINYINT AS given WHERE false)"
)


def quoted(path: Path | str) -> str:
    """Return a path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def parquet(path: Path, pattern: str = "") -> str:
    """Return the SQL that reads a Parquet file, or the files below a folder that fit a pattern."""
    # The name of a folder is neither a pattern nor a column with its value.
    files = quoted(glob.escape(str(path)) + pattern)
    return f"read_parquet({files}, union_by_name = true, hive_partitioning = false)"


@dataclass(frozen=True)
class FactFolder:
    """A folder of facts: its path, and what its `facts.json` states."""

    path: Path
    origin: Mapping[str, Any]

    @staticmethod
    def open(folder: Path) -> FactFolder:
        """Open a folder of facts that is known to be valid; `read_facts` is for all others.

        Raises `ReasoningError` if its `facts.json` can't be read.
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
        """Whether it holds a closure, and not only what papers state."""
        return "reasoned" in self.origin

    @property
    def said(self) -> str:
        """The part with what papers state."""
        return GIVEN if self.is_reasoned else FACTS

    def scan(self, part: str) -> str:
        """Return the SQL that reads all rows of a part, with the column `property`."""
        if not any((self.path / part).glob("*/*.parquet")):
            return _NO_ROWS
        rows = parquet(self.path / part, "/*/*.parquet").removesuffix(")") + ", filename = true)"
        number = r"regexp_extract(filename, '(\d+)[/\\][^/\\]*$', 1)::INTEGER"
        return f"(SELECT {number} AS property, * EXCLUDE (filename) FROM {rows})"

    def ids(self, database: duckdb.DuckDBPyConnection, terms: Collection[str]) -> dict[str, int]:
        """Return the ids of those of some terms that the folder has."""
        rows = database.execute(
            f"SELECT term, id FROM {parquet(self.terms)} "
            "WHERE term IN (SELECT unnest($1::VARCHAR[]))",
            [sorted(terms)],
        ).fetchall()
        return dict(rows)

    def count_terms(self, database: duckdb.DuckDBPyConnection) -> int:
        """Return the number of terms."""
        row = database.execute(f"SELECT count(*) FROM {parquet(self.terms)}").fetchone()
        assert row is not None
        return int(row[0])

    def facts_of(self, property_id: int) -> str | None:
        """Return the SQL that reads the facts of one property, or None if there are none."""
        return self._rows(FACTS, property_id)

    def given_of(self, property_id: int) -> str | None:
        """Return the SQL for what papers state by one property, with `source`, or None."""
        return self._rows(self.said, property_id)

    def _rows(self, part: str, property_id: int) -> str | None:
        folder = self.path / part / f"property={property_id}"
        return parquet(folder, "/*.parquet") if any(folder.glob("*.parquet")) else None


_TOO_EARLY: Final = "exists, but facts.json does not record any reasoning"


def check_layout(folder: Path) -> tuple[Origin, dict[str, Path]]:
    """Return the `facts.json` of a folder, and all other files by their names.

    Raises `ReasoningError` for a file that is foreign, missing or not an ordinary file, or that
    differs from its sum.
    """
    mark = folder / ORIGIN
    if mark.is_symlink() or not mark.is_file():
        raise ReasoningError(
            f"{folder}: holds no {ORIGIN}; expected a folder of facts, such as "
            f"`assbkg synthesise --papers 10 --out {folder}` makes"
        )
    origin, found = read_origin(mark), dict(_files(folder))
    for name in found:
        _require_sum(folder, name, origin)
    parts = {FACTS, GIVEN} if origin.reasoned else {FACTS}
    for part in (FACTS, GIVEN):
        if (part in parts) != (folder / part).is_dir():
            raise ReasoningError(
                f"{folder}: {part} {'is missing' if part in parts else _TOO_EARLY}"
            )
    missing = {TERMS, *(origin.files or ())} - found.keys()
    if missing:
        raise ReasoningError(f"{folder}: {min(missing)} is missing")
    return origin, found


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield all files but `facts.json`. Raises `ReasoningError` for one that is foreign."""
    for name, entry in walk(folder):
        is_folder = entry.is_dir(follow_symlinks=False)
        if not is_folder and not entry.is_file(follow_symlinks=False):
            raise ReasoningError(
                f"{folder / name}: is not an ordinary file; links are not followed"
            )
        if KIND.is_mark(name):
            continue
        if not (KIND.folders if is_folder else KIND.files).fullmatch(name):
            raise _foreign(folder, name)
        if not is_folder:
            yield name, folder / name


def _require_sum(folder: Path, name: str, origin: Origin) -> None:
    if origin.files is None:
        return
    if name not in origin.files:
        raise _foreign(folder, name)
    said, path = origin.files[name], folder / name
    size = path.stat().st_size
    if size != said.bytes or sha256_of(path, folder) != said.sha256:
        has = f"has {size:,} bytes and not {said.bytes:,}" if size != said.bytes else "was altered"
        raise ReasoningError(f"{path}: {has}; it is not what {ORIGIN} says, so write it again")


def _foreign(folder: Path, name: str) -> ReasoningError:
    return ReasoningError(f"{folder}: holds {name}, which is no part of a {KIND.what}")
