"""Reading files that somebody else wrote: bounded, never blocking, one sentence when refused.

Only regular files are read: a pipe would wait for a writer, a device has no end. The size is
bounded before anything is read, and text is strict UTF-8. TOML and JSON are bounded in depth,
too, because their parsers recurse.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import os
import re
import stat
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from assbkg.errors import MissingFile, UnreadableFile

__all__ = [
    "KIB",
    "MIB",
    "STDIN",
    "opened",
    "parse_json",
    "parse_toml",
    "read_bytes",
    "read_text",
    "sha256_of",
    "to_text",
]

#: What users call standard input where a file is read.
STDIN: Final = Path("-")

KIB: Final = 1 << 10
MIB: Final = 1 << 20

#: How deep arrays and tables may stand in one another; parsers recurse three calls a level.
_DEPTH: Final = 64
#: Dotted keys nest tables as brackets do, and their parser takes quadratic time.
_DOTS: Final = 64

#: A string or comment of TOML as a whole, or one mark that counts. Up to two quotes may stand
#: before the three that close a string. What nothing closes ends with the text or the line: a
#: match never fails after it began, or many would take quadratic time.
_TOML: Final = re.compile(
    r'"""(?:[^\\"]++|\\.|"(?!""))*+(?:"{3,5})?|\'\'\'(?:[^\']++|\'(?!\'\'))*+(?:\'{3,5})?'
    r'|"(?:[^\\"\n]++|\\.)*+"?|\'[^\'\n]*+\'?|#[^\n]*+|[\[\]{}.,=\n]',
    re.DOTALL,
)
#: A string of JSON as a whole, or one mark that nests.
_JSON: Final = re.compile(r'"(?:[^\\"]++|\\.)*+"?|[\[\]{}]', re.DOTALL)

_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_bytes(path: Path, most: int, inside: Path | None = None) -> bytes:
    """Read a regular file of at most `most` bytes; `-`, if a user names it, is standard input.

    A file that a user names may be a link. One that was found by listing a folder is read with
    `inside`, the folder that links must not lead out of. Raises `UnreadableFile`, or
    `MissingFile` when nothing has this name.
    """
    if path == STDIN and inside is None:
        return _read_stdin(most)
    with opened(path, inside) as file:
        data = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
    if data is None or len(data) > most:
        raise UnreadableFile(path, f"is larger than {_size(most)}")
    return data


def sha256_of(path: Path, inside: Path | None = None) -> str:
    """Return the SHA-256 of a regular file of any size, in hexadecimal; see `read_bytes`."""
    with opened(path, inside) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_stdin(most: int) -> bytes:
    """Read standard input to its end; raise `UnreadableFile` if that is beyond `most` bytes."""
    try:
        data = sys.stdin.buffer.read(most + 1)
    except (AttributeError, OSError, ValueError) as error:  # none, closed, or one of a notebook
        raise UnreadableFile(STDIN, f"standard input can't be read: {_reason(error)}") from error
    if len(data) > most:
        raise UnreadableFile(STDIN, f"standard input is larger than {_size(most)}")
    return data


@contextmanager
def opened(path: Path, inside: Path | None = None) -> Iterator[io.BufferedReader]:
    """Open a regular file; every failure is an `UnreadableFile`, also one while it is read."""
    try:
        if inside is not None and not path.resolve().is_relative_to(inside.resolve()):
            raise UnreadableFile(path, f"leads out of the folder {inside}")
        _require_regular(path, path.stat())
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            # What was looked at above may have been replaced before it was opened.
            _require_regular(path, os.fstat(file.fileno()))
            yield file
    except FileNotFoundError:
        raise MissingFile(path, "is missing") from None
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in a name, a loop of links
        raise UnreadableFile(path, f"can't be read: {_reason(error)}") from error


def read_text(path: Path, most: int, inside: Path | None = None) -> str:
    """Read a regular file of at most `most` bytes as UTF-8; see `read_bytes` and `to_text`."""
    return to_text(read_bytes(path, most, inside), path)


def to_text(data: bytes, path: Path) -> str:
    """Decode strict UTF-8 without a byte-order mark and without NUL.

    Raises `UnreadableFile` with the line of what is no such text.
    """
    if data.startswith(_UTF_16):
        raise UnreadableFile(path, "is UTF-16; save as UTF-8")
    if data.startswith(codecs.BOM_UTF8):
        raise UnreadableFile(path, "begins with a byte-order mark; save as UTF-8 without BOM")
    nul = data.find(b"\0")
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise UnreadableFile(path, "holds a NUL byte; expected plain text", line)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}"
        raise UnreadableFile(path, fault, line) from error


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """Parse TOML that nests at most 64 deep. Raises `UnreadableFile`."""
    dots = 0
    for mark in _marks(_TOML, text, path):
        dots = dots + 1 if mark == "." else 0 if mark in "=,\n[{" else dots
        if dots > _DOTS:
            raise UnreadableFile(path, f"has a key of more than {_DOTS} parts")
    try:
        return tomllib.loads(text)
    except ValueError as error:  # a number of more digits than Python reads is one, too
        raise UnreadableFile(path, f"is not valid TOML: {error}") from error


def parse_json(text: str, path: Path) -> dict[str, Any]:
    """Parse a JSON object that nests at most 64 deep and holds no half of a surrogate pair.

    `NaN` and `Infinity`, which JSON lacks, are refused, and so is a key that stands twice, of
    which readers take one or the other. Raises `UnreadableFile`.
    """
    for _ in _marks(_JSON, text, path):
        pass
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)
        if "\\u" in text:  # half of a pair is text that nobody can write down
            json.dumps(value, ensure_ascii=False).encode()
    except ValueError as error:
        raise UnreadableFile(path, f"is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise UnreadableFile(path, "is not a JSON object")
    return value


def _marks(marks: re.Pattern[str], text: str, path: Path) -> Iterable[str]:
    """Yield each mark outside of strings; raises `UnreadableFile` when they nest too deep."""
    depth = 0
    for found in marks.finditer(text):
        mark = found[0]
        if mark in ("[", "{"):
            depth += 1
        elif mark in ("]", "}"):
            depth = max(depth - 1, 0)
        if depth > _DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            raise UnreadableFile(path, f"nests more than {_DEPTH} deep", line)
        if len(mark) == 1:
            yield mark


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise ValueError(f"the key {twice[:40]!a} occurs twice in one object")
    return made


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON")


def _require_regular(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kind = next((name for is_it, name in _KINDS if is_it(status.st_mode)), "no file")
    raise UnreadableFile(path, f"is {kind}; expected a regular file")


#: Without `O_NONBLOCK`, opening a pipe waits until somebody writes to it.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _size(size: int) -> str:
    return f"{size // MIB} MiB" if size >= MIB else f"{size // KIB} KiB"
