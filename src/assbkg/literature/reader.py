"""The one way to read a folder of facts: held as it is, and checked before anything is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assbkg.files.locking import reading
from assbkg.literature.contents import check_contents
from assbkg.literature.fact_folder import FactFolder
from assbkg.literature.layout import check_layout
from assbkg.literature.origin import ORIGIN

__all__ = ["read_facts"]


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
