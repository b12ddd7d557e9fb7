"""An ontology, file by file: its terms, all statements about them, and what they mean elsewhere."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import Literal

from assbkg.errors import OntologyError, UnreadableFile
from assbkg.files.opening import MIB, read_text
from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.ontology import ontology_files, read_triples
from assbkg.graph.terms import term, texts
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.expressions import Expressions, is_anonymous
from assbkg.vocabulary import ASSB, PREFIXES, above, shorten

__all__ = [
    "KINDS",
    "OWL",
    "RDFS",
    "RELATING",
    "Module",
    "Term",
    "TermMapping",
    "Vocabulary",
    "local",
    "read_mappings",
    "read_vocabulary",
    "text_of",
]


OWL, RDFS = PREFIXES["owl"], PREFIXES["rdfs"]

#: What relates a class expression to others, and is no part of it.
RELATING: Final = frozenset({RDFS + "subClassOf", OWL + "equivalentClass", OWL + "disjointWith"})

#: The kinds of terms in the order of the pages, each with its name and its heading.
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
    """Return the text of a literal as `TripleText` has it; an IRI stays as it is."""
    read = term(value)
    return read.value if isinstance(read, Literal) else value


def slug(name: str) -> str:
    """Return a name as it may stand in an address."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")


def local(iri: str) -> str:
    """Return an IRI without its namespace."""
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
        """The place on a page, which stays the same as long as the IRI does."""
        name = self.iri.removeprefix(ASSB) if self.iri.startswith(ASSB) else shorten(self.iri)
        told_apart = "" if name.isascii() else f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        return f"{slug(name)}{told_apart}".strip("-")

    @property
    def is_property(self) -> bool:
        """Whether it is a property of any kind."""
        return "property" in KINDS[self.kinds[0]][0]


@dataclass(frozen=True)
class Module:
    """One file of the ontology: its name without ending, and the IRI of its header, if any."""

    name: str
    header: str


@dataclass(frozen=True)
class Vocabulary:
    """An ontology and its imports: files in the order of reading, terms by IRI."""

    modules: tuple[Module, ...]
    terms: Mapping[str, Term]
    expressions: Expressions = field(repr=False)

    def words(self, subject: str, curie: str) -> list[str]:
        """Return the texts of one property of a term, those in English first."""
        prefix, _, name = curie.partition(":")
        values = self.expressions.said(subject, PREFIXES[prefix] + name)
        return [text_of(value) for value in sorted(values, key=_english_first)]

    def in_order(self, iris: Iterable[str]) -> list[str]:
        """Return IRIs, each once, in the order of their labels."""
        return sorted(set(iris), key=lambda iri: (self.label(iri).casefold(), iri))

    def label(self, iri: str) -> str:
        """Return the label of a term, or its CURIE."""
        return self.terms[iri].label if iri in self.terms else shorten(iri)

    @cached_property
    def pointing(self) -> dict[str, list[tuple[str, str]]]:
        """What points to each node: subject and predicate."""
        found: dict[str, list[tuple[str, str]]] = {}
        for predicate, pairs in self.expressions.by_predicate.items():
            for subject, value in pairs:
                found.setdefault(value, []).append((subject, predicate))
        return found

    def below(self, node: str) -> set[str]:
        """Return every term in an expression or list, at any depth."""
        found: set[str] = set()
        waiting = [node]
        while waiting:
            for values in self.expressions.by_subject.get(waiting.pop(), {}).values():
                new = [value for value in values if value not in found]
                found.update(new)
                waiting += [value for value in new if is_anonymous(value)]
        return {value for value in found if value in self.terms}

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """Nameless nodes to which nothing points, or that are related to classes."""
        return tuple(
            subject
            for subject, statements in self.expressions.by_subject.items()
            if is_anonymous(subject)
            and (subject not in self.pointing or RELATING & statements.keys())
        )

    @cached_property
    def _parents(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for predicate in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
            for narrower, wider in self.expressions.by_predicate.get(predicate, ()):
                if wider in self.terms:
                    found.setdefault(narrower, []).append(wider)
        return found

    def further_up(self, iri: str) -> list[str]:
        """Return what is above a class or property beyond its parents, in the order of labels."""
        beyond = above(iri, self._parents) - {iri, *self._parents.get(iri, ())}
        return self.in_order(beyond)

    def counts(self) -> Counter[str]:
        """Return how many terms there are of each kind."""
        return Counter(KINDS[term.kinds[0]][0] for term in self.terms.values())


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read the ontology in `folder` with its imports. Raises `OntologyError`."""
    modules: list[Module] = []
    home: dict[str, str] = {}
    triples: list[TripleText] = []
    taken: set[str] = set()
    for path in ontology_files(folder):
        read = [texts(t) for t in skolemise(read_triples(path))]
        triples += read
        headers = [s for s, p, o in read if p == TYPE and o == OWL + "Ontology"]
        name = _unused(path.stem, taken)
        modules.append(Module(name, min(headers, default="")))
        for subject, predicate, _ in read:
            # A term belongs to the file that says what it is; any other may add to it.
            if not is_anonymous(subject) and (predicate == TYPE or subject not in home):
                home.setdefault(subject, name)
    expressions = Expressions(triples)
    headers_of_all = {module.header for module in modules}
    terms = {s: _term(s, m, expressions) for s, m in home.items() if s not in headers_of_all}
    return Vocabulary(tuple(modules), terms, expressions)


def _term(iri: str, module: str, expressions: Expressions) -> Term:
    types = expressions.said(iri, TYPE)
    kinds = tuple(kind for kind in KINDS if kind in types)
    if not kinds:
        kinds = (_kind_of_characteristic(types),)
    labels = sorted(expressions.said(iri, RDFS + "label"), key=_english_first)
    gone = any(text_of(v) in ("true", "1") for v in expressions.said(iri, OWL + "deprecated"))
    label = text_of(labels[0]) if labels else shorten(iri)
    return Term(iri, label, module, kinds, gone)


def _kind_of_characteristic(types: list[str]) -> str:
    """Return the kind of a term whose types don't name it: an individual, or a property."""
    if any(kind.startswith(OWL) and kind.endswith("Property") for kind in types):
        return OWL + "ObjectProperty"
    return OWL + "NamedIndividual" if types else ""


def _english_first(value: str) -> tuple[bool, str]:
    return (not value.endswith("@en"), value)


def _unused(stem: str, taken: set[str]) -> str:
    """Return a name for the pages of a file that no other page has."""
    name, number = slug(stem) or "module", 2
    while name in {*taken, "index", "hierarchy", "terms", "axioms"}:
        name, number = f"{slug(stem)}-{number}", number + 1
    taken.add(name)
    return name


#: The file of mappings in a folder of an ontology.
MAPPINGS: Final = "mappings.sssom.tsv"
_NEEDED: Final = ("subject_id", "predicate_id", "object_id")


@dataclass(frozen=True)
class TermMapping:
    """A term and one of another vocabulary: IRIs of both, and the other's name and label."""

    subject: str
    predicate: str
    target: str
    curie: str
    label: str
    comment: str


def read_mappings(folder: Path) -> tuple[TermMapping, ...]:
    """Read the mappings beside an ontology; none if it has no such file.

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


def _mapping(row: dict[str, str | None], prefixes: dict[str, str], path: Path) -> TermMapping:
    def iri(column: str) -> str:
        prefix, colon, name = (row[column] or "").partition(":")
        if not colon or (prefix not in prefixes and not name.startswith("//")):
            raise OntologyError(f"{path}: {row[column]!r} in {column} has no declared prefix")
        return row[column] or "" if name.startswith("//") else prefixes[prefix] + name

    return TermMapping(
        subject=iri("subject_id"),
        predicate=iri("predicate_id"),
        target=iri("object_id"),
        curie=row["object_id"] or "",
        label=row.get("object_label") or "",
        comment=row.get("comment") or "",
    )
