"""Everything that can be checked about a graph before it is published, and how it is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store, Triple

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import Build
from assbkg.curation.corpus import Paper
from assbkg.curation.describing import stale_metadata
from assbkg.curation.fidelity import Beside, compare, side_by_side
from assbkg.curation.sentences import Sentence, read_sentences
from assbkg.errors import SourceTextError, UnknownName
from assbkg.graph.ontology import BEYOND, read_beyond, read_raw
from assbkg.graph.provenance import derived_quads
from assbkg.graph.release import Release
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ONTOLOGY_GRAPH, individual_facts, node, texts
from assbkg.library import QUALITY
from assbkg.nearest import nearest
from assbkg.places import is_shipped, shipped
from assbkg.reading.papers import read_paper
from assbkg.reading.segmenting import SEGMENTER
from assbkg.reasoning.agreement import Difference, Terms, compare_facts, compare_hierarchies
from assbkg.reasoning.hermit import NOTHING, classify
from assbkg.vocabulary import shorten

__all__ = ["Beyond", "Finding", "TextCheck", "Verdict", "check_beyond", "check_description_logic"]
__all__ += ["check_quality", "check_text", "report_checks", "tell_beyond"]

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

    `allowed` are those listed with a reason, `surprising` those not listed, and `outdated`
    what is listed and does not occur.
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
    """Return a computed graph as if it had been published and opened."""
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
    """Return the number of quality rules."""
    return sum(query.topic == QUALITY for query in graph.library.queries.values())


def check_text(made: Build, source: str, path: Path) -> TextCheck:
    """Hold one source against its text.

    Raises `UnknownName`, or `SourceTextError` for what can't be read and for background.
    """
    papers: dict[str, Paper] = {paper.info.id: paper for paper in made.corpus.papers}
    if source not in papers:
        raise UnknownName("source", source, nearest(source, papers))
    paper = papers[source]
    if paper.info.is_background:
        raise SourceTextError(
            f"{source}: is background and has no text; it points to chapters of other works"
        )
    sentences = _sentences(paper, path)
    return TextCheck(tuple(side_by_side(paper, sentences)), compare(paper, sentences))


def _sentences(paper: Paper, path: Path) -> tuple[Sentence, ...]:
    """Return the sentences of a text, split by the version that numbered those of the paper."""
    version = paper.info.segmenter or 1
    if version == 1:
        return read_sentences(path)
    if version != SEGMENTER:
        known = f"this release of assbkg has 1 and {SEGMENTER}"
        raise SourceTextError(f"{paper.info.id}: was split by segmenter {version}; {known}")
    return read_paper(path).sentences


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
    alone. `seconds` is how long HermiT may take for each question; `tell` gets progress.
    Raises `ReasoningError`.
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


Tell = Callable[[str], None]


def report_checks(
    made: Build,
    ontology: Path,
    texts: Sequence[tuple[str, Path]],
    dl: bool,
    tell: Tell,
    progress: Tell = lambda _: None,
) -> bool:
    """Run all checks on a computed graph and report them; True if no problems were found.

    That the tables are consistent, the shapes hold and no facts clash is already known:
    without it there is no `Build`. `progress` hears what takes its time.
    """
    checks = [check_text(made, source, path) for source, path in texts]
    for checked in checks:
        _tell_text(checked, tell)
    for paper in made.corpus.papers:
        tell(_count(paper))
    graph = opened(made, shipped("queries"))
    found = list(check_quality(graph))
    findings = [finding for finding in found if not _is_foreign(finding, made, ontology)]
    for finding in findings:
        tell(str(finding))
    good = not any(finding.severity == "error" for finding in findings)
    tell(f"quality: {count_rules(graph)} rules, {len(findings)} findings")
    if foreign := len(found) - len(findings):
        tell(f"  and {foreign} on what the shipped ontology has for the shipped tables alone")
    tell(f"reasoning: {len(made.closure.derived)} facts derived in {made.closure.rounds} rounds")
    # Where the witnesses of an existential were not followed to the end, it counts too.
    beyond = check_beyond([*made.rules.unsupported, *made.closure.cut], ontology)
    _tell_beyond(beyond, tell)
    for axiom in beyond.outdated:
        meant = "".join(f"; did you mean {name}?" for name in nearest(axiom, beyond.surprising, 1))
        tell(f"{BEYOND} lists what is not beyond the rules: {axiom}{meant}")
    good = beyond.good and good
    for path in stale_files(made):
        tell(f"{path}: describes different tables; `assbkg metadata` rewrites it")
        good = False
    for (source, _), checked in zip(texts, checks, strict=True):
        for problem in checked.problems:
            tell(f"text of {source}: {problem}")
        good = good and not checked.problems
        outcome = f"{len(checked.problems)} differences" if checked.problems else "agrees"
        tell(f"text of {source}: {len(checked.beside)} sentences, {outcome}")
    if dl:
        good = _tell_verdict(made, ontology, tell, progress) and good
    tell("no problems found" if good else "problems found")
    return good


def _is_foreign(finding: Finding, made: Build, ontology: Path) -> bool:
    """Return whether a finding is due to own tables under the shipped ontology, and to no fault.

    That ontology has terms that they need not use, and cites sources that they need not hold.
    """
    papers = {paper.info.id: paper for paper in made.corpus.papers}
    if not is_shipped(ontology) or any(is_shipped(p.folder.parent) for p in papers.values()):
        return False
    if finding.rule.startswith("dangling-individual"):
        return finding.cells[0].partition(".")[0] not in papers
    return finding.rule.startswith(("unused-class", "unused-property"))


def tell_beyond(axioms: Iterable[str], ontology: Path, tell: Tell) -> None:
    """Tell which axioms no rule expresses, with the reason that the ontology's list gives."""
    _tell_beyond(check_beyond(axioms, ontology), tell)


def _tell_beyond(beyond: Beyond, tell: Tell) -> None:
    for axiom, reason in beyond.allowed:
        tell(f"beyond the rules: {axiom}\n    {reason}")
    for axiom in beyond.surprising:
        tell(f"beyond the rules: {axiom}\n    {BEYOND} does not list it, with a reason")


def _tell_text(checked: TextCheck, tell: Tell) -> None:
    for beside in checked.beside:
        tell(f"§{beside.sentence.section} s.{beside.sentence.number}  {beside.sentence.text}")
        for record, statement in beside.records:
            tell(f"    {record}: {statement}")
        if beside.why_none:
            tell(f"    no record: {beside.why_none}")


def _count(paper: Paper) -> str:
    if paper.info.is_background:
        return (
            f"{paper.info.id}: background, {len(paper.claims)} claims with "
            f"{len(paper.coverage)} chapters of {len(paper.references)} works"
        )
    judged = len(paper.assessments) + len(paper.contradictions)
    empty = sum(not row.record.records for row in paper.coverage)
    return (
        f"{paper.info.id}: {len(paper.coverage)} sentences ({empty} without a record), "
        f"{len(paper.claims)} claims, {len(paper.measurements)} measurements, "
        f"{len(paper.steps)} steps, {len(paper.entities)} entities, "
        f"{len(paper.references)} references, {judged} assessments"
    )


def _tell_verdict(made: Build, ontology: Path, tell: Tell, progress: Tell) -> bool:
    verdict = check_description_logic(made, ontology, progress)
    for iri in verdict.unsatisfiable:
        tell(f"HermiT: {shorten(iri)} can have no member")
    for difference in verdict.differences:
        tell(str(difference))
    if verdict.unnamed:
        tell("HermiT derives something that the rules do not, and does not list it")
    if not verdict.consistent:
        tell("HermiT: inconsistent because of axioms beyond the rules; nothing to compare")
    elif verdict.differences or verdict.unnamed:
        more = "at least " * verdict.unnamed
        count = len(verdict.differences) + verdict.unnamed
        tell(f"HermiT: consistent, {more}{count} difference{'s' * (count > 1)} from the rules")
    else:
        tell("HermiT: consistent, derives exactly what the rules derive")
    return verdict.good
