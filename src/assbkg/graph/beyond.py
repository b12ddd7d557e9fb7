"""The axioms that say more than rules derive and may stand, each with its reason.

`beyond-rules.tsv` beside the ontology lists them: tab-separated, `axiom` as `assbkg check`
names it and `reason`, sorted by axiom. An ontology without the file lists none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from assbkg.errors import OntologyError, UnreadableFile
from assbkg.files.opening import MIB, read_text

__all__ = ["BEYOND", "read_beyond"]

#: The file's name in the folder of the ontology.
BEYOND = "beyond-rules.tsv"

_HEADER = ["axiom", "reason"]


def read_beyond(folder: Path) -> dict[str, str]:
    """The reason for each listed axiom.

    Raises `OntologyError` with file and row when the file can't be read, a cell is blank or
    spaced oddly, or the rows are not sorted or repeat an axiom.
    """
    path = folder / BEYOND
    if not path.exists():
        return {}
    try:
        lines = read_text(path, MIB).splitlines()
    except UnreadableFile as error:
        raise OntologyError(str(error)) from error
    rows = list(_rows(path, lines))
    for number, (first, second) in enumerate(pairwise(rows), start=3):
        if first[0] >= second[0]:
            what = "repeats" if first[0] == second[0] else "should stand before"
            raise OntologyError(f"{path}, row {number}: {second[0]} {what} the row above")
    return dict(rows)


def _rows(path: Path, lines: list[str]) -> Iterator[tuple[str, str]]:
    header = lines[0].split("\t") if lines else []
    if header != _HEADER:
        raise OntologyError(f"{path}, row 1: the columns are {header}; expected {_HEADER}")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(_HEADER) or any(not c or c != c.strip() for c in cells):
            raise OntologyError(
                f"{path}, row {number}: expected an axiom and a reason with one tab between "
                "them and no spaces around"
            )
        yield cells[0], cells[1]
