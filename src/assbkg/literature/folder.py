"""A facts folder is put in place all at once, and never over something else.

What is in it:

- `terms.parquet`: `id` from 0 on, `term` (an IRI, or a literal as in N-Triples);
- `facts/property=<id>/*.parquet`: `subject`, `object`, `level`, `source`;
- `claims.parquet`: each claim with its link, strength, place and citations;
- `facts.json`: how large it is and from which seed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assbkg.errors import BuildError

__all__ = ["CLAIMS", "FACTS", "ORIGIN", "TERMS", "replaced"]

TERMS: Final = "terms.parquet"
CLAIMS: Final = "claims.parquet"
FACTS: Final = "facts"
ORIGIN: Final = "facts.json"


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `folder` when all goes well.

    Raises `BuildError`, and leaves what was there as it was, when `folder` holds anything
    but facts or can't be written.
    """
    # A link to a folder stays a link: what it leads to is replaced.
    folder = folder.resolve()
    _refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as aside:
            staged = Path(aside) / "new"
            staged.mkdir()
            yield staged
            _refuse_foreign(folder)
            _swap(staged, folder, Path(aside) / "old")
    except OSError as error:
        reason = error.strerror or str(error)
        raise BuildError(f"{folder}: can't be written: {reason}") from error


def _refuse_foreign(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BuildError(f"{folder}: is a file; expected a folder for the facts")
    found = {path.name for path in folder.iterdir()}
    strangers = found - {TERMS, CLAIMS, FACTS, ORIGIN} if ORIGIN in found else found
    if strangers:
        raise BuildError(
            f"{folder}: holds {min(strangers)}, which is no part of a literature; choose an "
            "empty folder, so that nothing is lost"
        )


def _swap(staged: Path, folder: Path, old: Path) -> None:
    if not folder.exists():
        staged.rename(folder)
        return
    folder.rename(old)
    try:
        staged.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
