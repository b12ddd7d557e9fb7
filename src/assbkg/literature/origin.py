"""What a folder of facts says of itself, in `facts.json`: its format, its size and its sums.

Format 2 lists the length and the SHA-256 of every other file. Folders of format 1, which have
none, can be read but not verified; what is written from them is of format 2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assbkg.errors import ReasoningError, UnreadableFile
from assbkg.files.opening import MIB, parse_json, read_text, sha256_of
from assbkg.files.ownership import Kind, walk

__all__ = ["FORMAT", "KIND", "ORIGIN", "UNSUMMED", "Origin", "parse_origin"]
__all__ += ["read_origin", "write_origin"]

ORIGIN: Final = "facts.json"

#: The format of folder that this version writes, and the older one that it also reads.
FORMAT: Final = 2
UNSUMMED: Final = 1

#: Far more than the sums of a literature of a hundred million claims take.
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
    """What `facts.json` says; `reasoned` where the folder holds a closure."""

    format: int
    papers: _Count
    claims: _Count | None = None
    seed: int | None = None
    reasoned: _Reasoned | None = None
    files: dict[str, _File] | None = None

    def told(self) -> dict[str, Any]:
        """All but the sums, as in JSON."""
        return self.model_dump(exclude_none=True, exclude={"files"})


def read_origin(path: Path) -> Origin:
    """Read a `facts.json`. Raises `ReasoningError` that says what is wrong with it."""
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
    """Raise `UnreadableFile`, or `ValueError` with a sentence, for what is no `facts.json`."""
    said = parse_json(text, path)
    form = said.get("format")
    if type(form) is not int or form not in (UNSUMMED, FORMAT):
        known = f"{FORMAT}, or {UNSUMMED} of an older version"
        raise ValueError(f"{path}: facts of format {str(form)[:40]}, expected {known}")
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
    """Write the `facts.json` of a folder in which all else is written, with all sums."""
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

#: A folder of facts, and all that it may hold.
KIND: Final = Kind(
    "folder of facts",
    ORIGIN,
    re.compile(rf"(terms|claims)\.parquet|{_PARTS}/{_PROPERTY}/{_PARQUET}", re.ASCII),
    re.compile(rf"{_PARTS}(/{_PROPERTY})?", re.ASCII),
    _sums,
)
