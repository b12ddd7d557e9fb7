"""What `assbkg check` prints: the outcome of all checks, as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assbkg.building import Build
from assbkg.checking import (
    Beyond,
    Finding,
    TextCheck,
    check_beyond,
    check_description_logic,
    check_quality,
    check_text,
    count_rules,
    opened,
    stale_files,
)
from assbkg.curation.corpus import Paper
from assbkg.graph.ontology import BEYOND
from assbkg.nearest import nearest
from assbkg.places import is_shipped, shipped
from assbkg.vocabulary import shorten

__all__ = ["report_checks", "tell_beyond"]

Tell = Callable[[str], None]


def report_checks(
    made: Build,
    ontology: Path,
    texts: Sequence[tuple[str, Path]],
    dl: bool,
    tell: Tell,
    progress: Tell = lambda _: None,
) -> bool:
    """Run all checks on a computed graph and tell how they went; True when no problems were found.

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
        told = f"{len(checked.problems)} differences" if checked.problems else "agrees"
        tell(f"text of {source}: {len(checked.beside)} sentences, {told}")
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
