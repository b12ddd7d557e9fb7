"""What terms mean elsewhere: the rows of an SSSOM mapping set."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assbkg.errors import OntologyError, UnreadableFile
from assbkg.files.opening import MIB, read_text
from assbkg.vocabulary import PREFIXES

__all__ = ["MAPPINGS", "Mapping", "read_mappings"]

#: The file of mappings in a folder of an ontology.
MAPPINGS: Final = "mappings.sssom.tsv"
_NEEDED: Final = ("subject_id", "predicate_id", "object_id")


@dataclass(frozen=True)
class Mapping:
    """A term and one of another vocabulary: IRIs of both, and the other's name and label."""

    subject: str
    predicate: str
    target: str
    curie: str
    label: str
    comment: str


def read_mappings(folder: Path) -> tuple[Mapping, ...]:
    """The mappings beside an ontology; none when it has no such file.

    Raises `OntologyError` for a table without its columns, or a prefix that it does not declare.
    """
    path = folder / MAPPINGS
    if not path.is_file():
        return ()
    try:
        lines = read_text(path, MIB).splitlines()
    except UnreadableFile as error:
        raise OntologyError(str(error)) from error
    head = [line.removeprefix("#") for line in lines if line.startswith("#")]
    body = [line for line in lines if not line.startswith("#")]
    prefixes = {**PREFIXES, **_curie_map(head)}
    rows = csv.DictReader(body, delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in _NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise OntologyError(f"{path}: has no column {missing[0]}; expected {', '.join(_NEEDED)}")
    try:
        return tuple(_mapping(row, prefixes, path) for row in rows)
    except csv.Error as error:
        raise OntologyError(f"{path}: {error}") from error


def _curie_map(head: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    if "curie_map:" in head:
        for line in head[head.index("curie_map:") + 1 :]:
            if not line.startswith("  "):
                break
            prefix, _, namespace = line.strip().partition(": ")
            found[prefix] = namespace.strip()
    return found


def _mapping(row: dict[str, str | None], prefixes: dict[str, str], path: Path) -> Mapping:
    def iri(column: str) -> str:
        prefix, colon, name = (row[column] or "").partition(":")
        if not colon or (prefix not in prefixes and not name.startswith("//")):
            raise OntologyError(f"{path}: {row[column]!r} in {column} has no declared prefix")
        return row[column] or "" if name.startswith("//") else prefixes[prefix] + name

    return Mapping(
        subject=iri("subject_id"),
        predicate=iri("predicate_id"),
        target=iri("object_id"),
        curie=row["object_id"] or "",
        label=row.get("object_label") or "",
        comment=row.get("comment") or "",
    )
