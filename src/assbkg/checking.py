"""Everything that can be checked about a graph before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store, Triple

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.library import QUALITY
from assbkg.building import Build
from assbkg.curation.corpus import Paper
from assbkg.curation.fidelity import Beside, compare, side_by_side
from assbkg.curation.sentences import read_sentences
from assbkg.errors import UnknownName
from assbkg.graph.ontology import read_raw
from assbkg.graph.release import Release
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ASSERTED, EVIDENCE, node
from assbkg.nearest import nearest
from assbkg.reasoning.hermit import Verdict, classify

__all__ = ["Finding", "TextCheck", "check_description_logic", "check_quality", "check_text"]

_TYPE = node("rdf:type")
_INDIVIDUAL = node("owl:NamedIndividual")


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
    """Have HermiT look for contradictions in the ontology with all asserted facts."""
    facts = [quad for quad in made.quads if quad.graph_name in (ASSERTED, EVIDENCE)]
    typed = {q.subject for q in facts if q.predicate == _TYPE}
    declared = [Triple(individual, _TYPE, _INDIVIDUAL) for individual in typed]
    return classify(n_triples([*read_raw(ontology), *facts, *declared]), seconds)
