"""Everything that can be checked about a graph before it is published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store, Triple

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import Build
from assbkg.curation.corpus import Paper
from assbkg.curation.describing import stale_metadata
from assbkg.curation.fidelity import Beside, compare, side_by_side
from assbkg.curation.sentences import read_sentences
from assbkg.errors import UnknownName
from assbkg.graph.ontology import read_beyond, read_raw
from assbkg.graph.provenance import derived_quads
from assbkg.graph.release import Release
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ONTOLOGY_GRAPH, individual_facts, node, texts
from assbkg.library import QUALITY
from assbkg.nearest import nearest
from assbkg.reasoning.dl.agreement import Difference, Terms, compare_facts, compare_hierarchies
from assbkg.reasoning.dl.hermit import classify
from assbkg.reasoning.dl.realisation import NOTHING

__all__ = [
    "Beyond",
    "Finding",
    "TextCheck",
    "Verdict",
    "check_beyond",
    "check_description_logic",
    "check_quality",
    "check_text",
]

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
class Verdict:
    """What HermiT says of a graph.

    `unsatisfiable` holds the IRIs of classes that can have no member; `differences` is what
    follows for HermiT and not by the rules, or the other way round, and `unnamed` whether
    there is more of it than HermiT lists.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    unnamed: bool = False

    @property
    def good(self) -> bool:
        """Whether HermiT has nothing against the graph."""
        return self.consistent and not (self.unsatisfiable or self.differences or self.unnamed)


@dataclass(frozen=True)
class Beyond:
    """The axioms that say more than the rules derive.

    `allowed` are those that may, with the reason; `surprising` those of which nobody said
    so, and `outdated` what is allowed and does not occur.
    """

    allowed: tuple[tuple[str, str], ...]
    surprising: tuple[str, ...]
    outdated: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether each is allowed, and nothing else is."""
        return not self.surprising and not self.outdated


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


def check_beyond(beyond: Iterable[str], ontology: Path) -> Beyond:
    """Hold axioms that the rules can't express against the list of those that need not be.

    Raises `OntologyError` when the list is no such list.
    """
    reasons = read_beyond(ontology)
    axioms = sorted(set(beyond))
    return Beyond(
        allowed=tuple((axiom, reasons[axiom]) for axiom in axioms if axiom in reasons),
        surprising=tuple(axiom for axiom in axioms if axiom not in reasons),
        outdated=tuple(axiom for axiom in reasons if axiom not in axioms),
    )


def stale_files(made: Build) -> list[Path]:
    """Return the metadata files beside tables that describe other tables than these."""
    return [path for paper in made.corpus.papers for path in stale_metadata(paper)]


def check_description_logic(
    made: Build,
    ontology: Path,
    tell: Callable[[str], None] = lambda _: None,
    seconds: float = 300.0,
) -> Verdict:
    """Have HermiT judge the ontology, all facts of the graph and what we derive from them.

    Facts are compared over the whole graph, graded links among them, classes by the ontology
    alone. `seconds` is how
    long HermiT may take for each question, of which `tell` hears. Raises `ReasoningError`.
    """
    axioms = read_raw(ontology)
    derived = {*derived_quads(made.quads)}
    facts = [q for q in made.quads if q.graph_name != ONTOLOGY_GRAPH and q not in derived]
    individuals = {quad.subject for quad in facts if quad.predicate == _TYPE}
    declared = [Triple(individual, _TYPE, _INDIVIDUAL) for individual in individuals]
    terms = Terms.of(map(texts, axioms))
    of_ontology = dict.fromkeys(individual_facts(made.ontology.triples), 0)
    agreement = compare_facts(
        n_triples([*axioms, *facts, *declared]),
        [*of_ontology, *individual_facts(facts)],
        map(texts, derived),
        terms,
        seconds,
        tell,
    )
    if not agreement.consistent:
        return Verdict(consistent=False)
    tell("HermiT: classifying")
    below = classify(n_triples(axioms), seconds)
    differences = compare_hierarchies(below, of_ontology, made.rules, terms.classes)
    return Verdict(
        consistent=True,
        unsatisfiable=tuple(sorted(lower for lower, upper in below if upper == NOTHING)),
        differences=(*agreement.differences, *differences),
        unnamed=agreement.unnamed,
    )
