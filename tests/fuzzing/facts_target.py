"""Fuzz the reader of folders of facts: each is read whole, or refused in one sentence.

The bytes say what to change in a small folder: which column of which file gets which value or
type, what `facts.json` says, and which bytes of a file are others. Sums are mostly written anew,
or nothing behind them would be reached.
"""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
from tests.facts_folders import (
    CLAIMS,
    FORMS,
    GIVEN,
    TERMS,
    change,
    first,
    sum_again,
    without_sums,
    write,
)
from tests.fuzzing.targets import require_one_line, scratch_folder

from assbkg.errors import AssbkgError
from assbkg.literature.reader import read_facts

_COLUMNS: Final = [
    (part, column, kind)
    for part, columns in (("terms.parquet", TERMS), ("facts", GIVEN), ("claims.parquet", CLAIMS))
    for column, kind in columns.items()
]
_VALUES: Final = (
    "NULL",
    "-1",
    "0",
    "5",
    "6",
    "127",
    "'x'",
    "'urn:a'",
    "'\"t\"'",
    "'\x1b[2J'",
    "[]",
)
_TYPES: Final = ("TINYINT", "INTEGER", "BIGINT", "DOUBLE", "VARCHAR", "BLOB", "INTEGER[]", "DATE")
_PARTS: Final = ("terms.parquet", "facts", "claims.parquet")
#: Those that leave pipes behind or more than one folder are for the tests alone.
_FORMS: Final = [name for name in FORMS if not name.startswith(("a link", "a folder", "a pipe"))]
_FORMS_HERE: Final = [name for name in _FORMS if not name.startswith(("a device", "no part"))]

SEEDS: Final = (
    b"\x00\x00\x00\x00",
    b"\x00\x03\x02\x01\x00\x05\x05\x03",
    b"\x01\x04\x01\x01\x02\x00\x10\xff",
    b"\x03\x00\x00\x00\x04\x07\x00\x00",
    b"\x02\x08\x00\x00\x05{}",
)


def one_input(data: bytes) -> None:
    """Change a good folder as the data says, and read it."""
    folder = _scratch() / "facts"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_good(), folder)
    for start in range(0, min(len(data), 12), 4):
        step = data[start : start + 4].ljust(4, b"\0")
        try:
            _step(folder, step, data[start + 4 :])
        except (
            *(duckdb.Error, ValueError, OSError, KeyError, AttributeError),
            *(RecursionError, TypeError),
        ):
            # What can't be changed so, or any more, stays as it is.
            continue
    try:
        with read_facts(folder):
            pass
    except AssbkgError as error:
        require_one_line(error)


def _step(folder: Path, step: bytes, rest: bytes) -> None:
    """Change one thing: the first byte says of which kind, the others which and how."""
    kind, which, how, more = step
    if kind % 6 == 0:
        part, column, own = _COLUMNS[which % len(_COLUMNS)]
        value, cast = _VALUES[how % len(_VALUES)], _TYPES[more % len(_TYPES)]
        cast = own if more % 2 else cast
        change(first(folder, part), f"* REPLACE (({value})::{cast} AS {column})")
        sum_again(folder)
    elif kind % 6 == 1:
        path = first(folder, _PARTS[which % len(_PARTS)])
        found = bytearray(path.read_bytes())
        found[(how * 256 + more) % len(found)] ^= 1 + which
        path.write_bytes(found)
        sum_again(folder)
    elif kind % 6 == 2:
        (folder / "facts.json").write_bytes(rest)
    elif kind % 6 == 3:
        FORMS[_FORMS_HERE[which % len(_FORMS_HERE)]](folder)
    elif kind % 6 == 4:
        path = folder / "facts.json"
        said = json.loads(path.read_text(encoding="utf-8"))
        key = sorted(said)[which % len(said)]
        path.write_text(json.dumps({**said, key: how - 100}), encoding="utf-8")
    else:
        without_sums(folder)


@cache
def _scratch() -> Path:
    return scratch_folder()


@cache
def _good() -> Path:
    return write(
        _scratch() / "good",
        [("urn:a", "urn:p", "urn:b", 1, 0), ("urn:b", "urn:p", '"t"@en', 3, 1)],
    )
