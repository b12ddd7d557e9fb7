"""Everything that can be checked about a graph before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Store, Triple

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.library import QUALITY
from assbkg.building import Build
from assbkg.curation.corpus import Paper
from assbkg.curation.fidelity import Beside, compare, side_by_side
from assbkg.curation.sentences import read_sentences
from assbkg.errors import UnknownName
from assbkg.graph.catalog import read_raw
from assbkg.graph.graded import derived_quads
from assbkg.graph.release import Release
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ASSERTED, EVIDENCE, node
from assbkg.nearest import nearest
from assbkg.reasoning.hermit import entails, is_consistent, unsatisfiable_classes

__all__ = [
    "Finding",
    "TextCheck",
    "Verdict",
    "check_description_logic",
    "check_quality",
    "check_text",
]

_TYPE = node("rdf:type")
_INDIVIDUAL = node("owl:NamedIndividual")
_KINDS = {node(f"owl:{kind}") for kind in ("Class", "ObjectProperty", "DatatypeProperty")}


@dataclass(frozen=True)
class Finding:
    """One row that a rule returned and should not have."""

    rule: str
    summary: str
    severity: str
    cells: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.severity} [{self.rule}] {self.summary}: {' · '.join(self.cells)}"


@dataclass(frozen=True)
class Verdict:
    """What HermiT says of a graph.

    `unsatisfiable` holds the IRIs of classes that can have no member; `entailed` is
    whether every fact that the rules derive follows.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    entailed: bool

    @property
    def good(self) -> bool:
        """Whether HermiT has nothing against the graph."""
        return self.consistent and not self.unsatisfiable and self.entailed


@dataclass(frozen=True)
class TextCheck:
    """A source held against its text: each sentence with its records, and what is wrong."""

    beside: tuple[Beside, ...]
    problems: tuple[str, ...]


def opened(made: Build, queries: Path) -> KnowledgeGraph:
    """A computed graph, as if it had been published and opened."""
    store = Store()
    store.extend(made.quads)
    return KnowledgeGraph(Release(Path(), {}, store), queries)


def check_quality(graph: KnowledgeGraph) -> Iterator[Finding]:
    """Run every quality rule of the library; yields what they find."""
    rules = [q for q in graph.library.queries.values() if q.topic == QUALITY]
    for rule in rules:
        result = graph.query(rule.name)
        for cells in result.texts():
            yield Finding(rule.name, rule.summary, rule.severity or "error", cells)


def count_rules(graph: KnowledgeGraph) -> int:
    """How many quality rules there are."""
    return sum(query.topic == QUALITY for query in graph.library.queries.values())


def check_text(made: Build, source: str, path: Path) -> TextCheck:
    """Hold one source against its text. Raises `UnknownName`, `SourceTextError`."""
    papers: dict[str, Paper] = {paper.info.id: paper for paper in made.corpus.papers}
    if source not in papers:
        raise UnknownName("source", source, nearest(source, papers))
    sentences = read_sentences(path)
    paper = papers[source]
    return TextCheck(tuple(side_by_side(paper, sentences)), compare(paper, sentences))


def check_description_logic(made: Build, ontology: Path, seconds: float = 120.0) -> Verdict:
    """Have HermiT judge the ontology, the facts that the tables give and what we derive.

    `seconds` is how long it may take for each of three questions. That a class can have
    no member is asked of the ontology alone. Raises `ReasoningError`.
    """
    axioms = read_raw(ontology)
    facts = [quad for quad in made.quads if quad.graph_name in (ASSERTED, EVIDENCE)]
    individuals = {quad.subject for quad in facts if quad.predicate == _TYPE}
    declared = [Triple(individual, _TYPE, _INDIVIDUAL) for individual in individuals]
    said = n_triples([*axioms, *facts, *declared])
    if not is_consistent(said, seconds):
        return Verdict(consistent=False, unsatisfiable=(), entailed=False)
    terms = [t for t in axioms if t.object in _KINDS and isinstance(t.subject, NamedNode)]
    derived = list(derived_quads(made.quads))
    return Verdict(
        consistent=True,
        unsatisfiable=unsatisfiable_classes(n_triples(axioms), seconds),
        entailed=entails(said, n_triples([*terms, *derived]), seconds),
    )
