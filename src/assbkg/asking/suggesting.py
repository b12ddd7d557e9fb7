"""Names that fit what somebody has typed so far: quickly, without a store.

A shell waits for each of its suggestions, so the sorted N-Quads of a release are scanned for
labels, types and superclasses, and the files of a library for names and summaries. Nothing is
verified here: whoever answers does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from assbkg.hierarchy import above
from assbkg.vocabulary import ASSB, KG, PREFIXES

__all__ = ["CLASS", "PROPERTY", "THING", "Suggestion", "query_names", "read_names"]

#: Kinds that are no class of the ontology.
CLASS: Final = "class"
PROPERTY: Final = "property"
THING: Final = "thing"

#: The largest release that is scanned while somebody waits.
_MOST_BYTES: Final = 64 << 20
_LINE: Final = re.compile(
    rb"^<(https://w3id\.org/assbkg/(?:id/|ontology#)[^>]+)> "
    rb"<http://www\.w3\.org/(?:1999/02/22-rdf-syntax-ns#(type)|2000/01/rdf-schema#(subClassOf))> "
    rb"<([^>]*)>|"
    rb"^<(https://w3id\.org/assbkg/(?:id/|ontology#)[^>]+)> "
    rb"<http://www\.w3\.org/2000/01/rdf-schema#label> \"((?:[^\"\\]|\\.)*)\"",
    re.MULTILINE,
)
_SUMMARY: Final = re.compile(r'^#\+ summary = "(.*)"', re.MULTILINE)
_QUALITY: Final = "quality"


@dataclass(frozen=True, order=True)
class Suggestion:
    """What may be typed, and what it means."""

    name: str
    about: str


def query_names(folder: Path) -> list[Suggestion]:
    """Return the names of the queries of a library, with their summaries, but not its rules."""
    found = []
    for path in sorted(folder.glob("*/*.rq")):
        if path.parent.name != _QUALITY:
            with path.open(encoding="utf-8", errors="replace") as file:
                summary = _SUMMARY.search(file.read(1_000))
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
        data = b"" if quads.stat().st_size > _MOST_BYTES else quads.read_bytes()
    except OSError:
        return names
    for thing, is_type, _, value, labelled, label in _LINE.findall(data):
        if labelled:
            names.labels[labelled.decode()] = _unescaped(label)
        elif is_type:
            names.types.setdefault(thing.decode(), set()).add(value.decode())
        else:
            names.superclasses.setdefault(thing.decode(), []).append(value.decode())
    return names


def _unescaped(label: bytes) -> str:
    text = label.decode(errors="replace")
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def _id(iri: str) -> str:
    return iri.removeprefix(KG).removeprefix(ASSB)
