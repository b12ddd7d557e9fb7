"""The fuzz targets and the inputs that are kept for each."""

from __future__ import annotations

import atexit
import importlib
import shutil
import tempfile
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import Final, Protocol, cast

__all__ = ["CORPUS", "MOST_BYTES", "MOST_FILES", "Target", "inputs", "kept", "load", "names"]
__all__ += ["require_one_line", "scratch_folder"]

_HERE: Final = Path(__file__).parent
_SUFFIX: Final = "_target"

#: Where the kept inputs are: a folder for each target, each file named by the SHA-1 of its bytes.
CORPUS: Final = _HERE / "corpus"

#: The most that is kept for one target.
MOST_FILES: Final = 200
MOST_BYTES: Final = 200_000


class Target(Protocol):
    """A module that is fuzzed."""

    SEEDS: tuple[bytes, ...]

    def one_input(self, data: bytes) -> None:
        """Return if `data` is handled properly, and raise for a fault."""


def names() -> list[str]:
    """Return the names of all targets, sorted."""
    return sorted(path.stem.removesuffix(_SUFFIX) for path in _HERE.glob(f"*{_SUFFIX}.py"))


def load(name: str) -> Target:
    """Import a target."""
    return cast("Target", importlib.import_module(f"{__package__}.{name}{_SUFFIX}"))


def kept(name: str) -> list[Path]:
    """Return the files that are kept for a target, sorted."""
    return sorted(path for path in (CORPUS / name).glob("*") if path.is_file())


def inputs(name: str) -> Iterator[bytes]:
    """Yield the seeds of a target and what is kept for it, each once."""
    seen: set[bytes] = set()
    for data in (*load(name).SEEDS, *(path.read_bytes() for path in kept(name))):
        digest = sha1(data, usedforsecurity=False).digest()
        if digest not in seen:
            seen.add(digest)
            yield data


def require_one_line(error: Exception) -> None:
    """Raise `AssertionError` if a message is longer than a line."""
    assert "\n" not in str(error), str(error)


def scratch_folder() -> Path:
    """Make a folder that is deleted when the process ends, in memory where the system can."""
    memory = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
