"""The terms of an ontology, one by one: what each is, and what it is called."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from assbkg.graph.terms import term
from assbkg.vocabulary import ASSB, PREFIXES, shorten

__all__ = ["KINDS", "OWL", "RDFS", "RELATING", "Module", "Term", "local", "slug", "text_of"]

OWL, RDFS = PREFIXES["owl"], PREFIXES["rdfs"]

#: What relates a class expression to others, and is no part of it.
RELATING: Final = frozenset({RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith"})

#: The sorts of terms in the order in which pages tell them, and what heads each.
KINDS: Final = {
    OWL + "Class": ("class", "Classes"),
    RDFS + "Datatype": ("datatype", "Datatypes"),
    OWL + "NamedIndividual": ("individual", "Individuals"),
    OWL + "ObjectProperty": ("object property", "Object properties"),
    OWL + "DatatypeProperty": ("data property", "Data properties"),
    OWL + "AnnotationProperty": ("annotation property", "Annotation properties"),
    "": ("term", "Other terms"),
}


def text_of(value: str) -> str:
    """The words of a literal as `TripleText` has it; an IRI stays as it is."""
    read = term(value)
    return read.value if isinstance(read, Literal) else value


def slug(name: str) -> str:
    """What of a name may stand in an address as it is."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")


def local(iri: str) -> str:
    """What is left of an IRI without its namespace."""
    return iri.rpartition("#")[2].rpartition("/")[2] or iri


@dataclass(frozen=True)
class Term:
    """A class, property, individual or datatype; `kinds` are keys of `KINDS`."""

    iri: str
    label: str
    module: str
    kinds: tuple[str, ...]
    deprecated: bool

    @property
    def anchor(self) -> str:
        """Where a page has it: the same from release to release, as long as the IRI is."""
        name = self.iri.removeprefix(ASSB) if self.iri.startswith(ASSB) else shorten(self.iri)
        told_apart = "" if name.isascii() else f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        return f"{slug(name)}{told_apart}".strip("-")

    @property
    def is_property(self) -> bool:
        """Tell whether it links or describes, and is no thing or class."""
        return "property" in KINDS[self.kinds[0]][0]


@dataclass(frozen=True)
class Module:
    """One file of the ontology: its name without ending, and the IRI of its header, if any."""

    name: str
    header: str
