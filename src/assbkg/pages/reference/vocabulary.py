"""An ontology, file by file, with all statements about its terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.ontology import ontology_files, read_triples
from assbkg.graph.terms import texts
from assbkg.hierarchy import above
from assbkg.pages.reference.terms import KINDS, OWL, RDFS, RELATING, Module, Term, slug, text_of
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.expressions import Expressions, is_anonymous
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["Vocabulary", "read_vocabulary"]


@dataclass(frozen=True)
class Vocabulary:
    """An ontology and its imports: files in the order of reading, terms by IRI."""

    modules: tuple[Module, ...]
    terms: Mapping[str, Term]
    said: Expressions = field(repr=False)

    def words(self, subject: str, curie: str) -> list[str]:
        """The texts of one property of a term, those in English first."""
        prefix, _, name = curie.partition(":")
        values = self.said.said(subject, PREFIXES[prefix] + name)
        return [text_of(value) for value in sorted(values, key=_english_first)]

    def in_order(self, iris: Iterable[str]) -> list[str]:
        """IRIs, each once, in the order of their labels."""
        return sorted(set(iris), key=lambda iri: (self.label(iri).casefold(), iri))

    def label(self, iri: str) -> str:
        """The label of a term, or its CURIE."""
        return self.terms[iri].label if iri in self.terms else shorten(iri)

    @cached_property
    def pointing(self) -> dict[str, list[tuple[str, str]]]:
        """What points to each node: subject and predicate."""
        found: dict[str, list[tuple[str, str]]] = {}
        for predicate, pairs in self.said.by_predicate.items():
            for subject, value in pairs:
                found.setdefault(value, []).append((subject, predicate))
        return found

    def below(self, node: str) -> set[str]:
        """Every term that an expression or list speaks of, at any depth."""
        found: set[str] = set()
        waiting = [node]
        while waiting:
            for values in self.said.by_subject.get(waiting.pop(), {}).values():
                new = [value for value in values if value not in found]
                found.update(new)
                waiting += [value for value in new if is_anonymous(value)]
        return {value for value in found if value in self.terms}

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """Nameless nodes to which nothing points, or of which something is said as of a class."""
        return tuple(
            subject
            for subject, said in self.said.by_subject.items()
            if is_anonymous(subject) and (subject not in self.pointing or RELATING & said.keys())
        )

    @cached_property
    def _parents(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for predicate in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
            for narrower, wider in self.said.by_predicate.get(predicate, ()):
                if wider in self.terms:
                    found.setdefault(narrower, []).append(wider)
        return found

    def further_up(self, iri: str) -> list[str]:
        """What stands above a class or property beyond its parents, in the order of labels."""
        beyond = above(iri, self._parents) - {iri, *self._parents.get(iri, ())}
        return self.in_order(beyond)

    def counts(self) -> Counter[str]:
        """How many terms there are of each kind."""
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
    said = Expressions(triples)
    headers_of_all = {module.header for module in modules}
    terms = {s: _term(s, m, said) for s, m in home.items() if s not in headers_of_all}
    return Vocabulary(tuple(modules), terms, said)


def _term(iri: str, module: str, said: Expressions) -> Term:
    types = said.said(iri, TYPE)
    kinds = tuple(kind for kind in KINDS if kind in types)
    if not kinds:
        kinds = (_kind_of_characteristic(types),)
    labels = sorted(said.said(iri, RDFS + "label"), key=_english_first)
    gone = any(text_of(v) in ("true", "1") for v in said.said(iri, OWL + "deprecated"))
    label = text_of(labels[0]) if labels else shorten(iri)
    return Term(iri, label, module, kinds, gone)


def _kind_of_characteristic(types: list[str]) -> str:
    """A thing typed by a class is an individual; `a owl:TransitiveProperty` makes a property."""
    if any(kind.startswith(OWL) and kind.endswith("Property") for kind in types):
        return OWL + "ObjectProperty"
    return OWL + "NamedIndividual" if types else ""


def _english_first(value: str) -> tuple[bool, str]:
    return (not value.endswith("@en"), value)


def _unused(stem: str, taken: set[str]) -> str:
    """A name for the pages of a file that no other page has."""
    name, number = slug(stem) or "module", 2
    while name in {*taken, "index", "hierarchy", "terms", "axioms"}:
        name, number = f"{slug(stem)}-{number}", number + 1
    taken.add(name)
    return name
