"""Names that fit what somebody has typed so far: quickly, without a store.

A shell waits for each of its suggestions, so the sorted N-Quads of a release are scanned for
labels, types and superclasses, and the files of a library for names and summaries. Nothing is
verified here: whoever answers does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from assbkg.errors import UnreadableFile
from assbkg.files.opening import read_bytes
from assbkg.library import MOST_QUERIES, MOST_QUERY_BYTES, QUALITY
from assbkg.vocabulary import ASSB, KG, PREFIXES, above

__all__ = ["CLASS", "PROPERTY", "THING", "Suggestion", "query_names", "read_names"]

#: Kinds that are no class of the ontology.
CLASS: Final = "class"
PROPERTY: Final = "property"
THING: Final = "thing"

#: The largest release that is scanned while somebody waits.
_MOST_BYTES: Final = 64 << 20
_LINE: Final = re.compile(
    rb"^<(https://w3id\.org/assbkg/(?:id/|ontology#)[^>\n]+)> "
    rb"<http://www\.w3\.org/(?:1999/02/22-rdf-syntax-ns#(type)|2000/01/rdf-schema#(subClassOf))> "
    rb"<([^>\n]*)>|"
    rb"^<(https://w3id\.org/assbkg/(?:id/|ontology#)[^>\n]+)> "
    rb"<http://www\.w3\.org/2000/01/rdf-schema#label> \"((?:[^\"\\\n]|\\.)*+)\"",
    re.MULTILINE,
)
#: Where a summary is looked for, in characters.
_HEAD: Final = 1_000
_SUMMARY: Final = re.compile(r'^#\+ summary = "(.*)"', re.MULTILINE)


@dataclass(frozen=True, order=True)
class Suggestion:
    """What may be typed, and what it means."""

    name: str
    about: str


def query_names(folder: Path) -> list[Suggestion]:
    """Return the names of the queries of a library, with their summaries, but not its rules."""
    found = []
    for path in islice(folder.glob("*/*.rq"), MOST_QUERIES):
        if path.parent.name != QUALITY:
            try:
                text = read_bytes(path, MOST_QUERY_BYTES, folder).decode(errors="replace")
            except UnreadableFile:
                continue
            summary = _SUMMARY.search(text, 0, _HEAD)
            found.append(Suggestion(path.stem, summary[1] if summary else ""))
    return sorted(found)


@dataclass(frozen=True)
class Names:
    """The labels, types and superclasses of what a release names, by IRI."""

    labels: dict[str, str] = field(default_factory=dict)
    types: dict[str, set[str]] = field(default_factory=dict)
    superclasses: dict[str, list[str]] = field(default_factory=dict)

    def of_kind(self, kind: str, under: str = "") -> list[Suggestion]:
        """Return ids of a kind with their labels.

        A kind is a class of the ontology, `class`, if need be `under` another one, `property`
        or `thing`. Parts of systems and records, of which there are many, are left out where
        there is anything else.
        """
        found = sorted(
            Suggestion(_id(iri), self.labels.get(iri, _id(iri))) for iri in self._iris(kind, under)
        )
        short = [one for one in found if "." not in one.name]
        return short or found

    def _iris(self, kind: str, under: str) -> Iterator[str]:
        meta = {CLASS: "Class", PROPERTY: "ObjectProperty"}
        wanted = PREFIXES["owl"] + meta[kind] if kind in meta else ASSB + kind
        for iri in self.labels:
            fits = iri.startswith(KG) if kind == THING else wanted in self.types.get(iri, ())
            if fits and (not under or ASSB + under in above(iri, self.superclasses)):
                yield iri


def read_names(quads: Path) -> Names:
    """Return what the N-Quads of a release name; nothing where they are missing or very large."""
    names = Names()
    try:
        data = read_bytes(quads, _MOST_BYTES)
    except UnreadableFile:
        return names
    for found in _LINE.findall(data):
        parts = (part.decode(errors="replace") for part in found)
        thing, is_type, _, value, labelled, label = parts
        if labelled:
            names.labels[labelled] = _unescaped(label)
        elif is_type:
            names.types.setdefault(thing, set()).add(value)
        else:
            names.superclasses.setdefault(thing, []).append(value)
    return names


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def _id(iri: str) -> str:
    return iri.removeprefix(KG).removeprefix(ASSB)
