"""What `assbkg check` prints: the outcome of all checks, as plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from assbkg.building import Build
from assbkg.checking import (
    TextCheck,
    check_description_logic,
    check_quality,
    check_text,
    count_rules,
    opened,
)
from assbkg.curation.corpus import Paper
from assbkg.places import shipped

__all__ = ["report_checks", "report_unsupported"]

Tell = Callable[[str], None]


def report_checks(
    made: Build, ontology: Path, texts: Sequence[tuple[str, Path]], dl: bool, tell: Tell
) -> bool:
    """Run all checks on a computed graph and tell how they went; True when all is well.

    That the tables are consistent, the shapes hold and no facts clash is already known:
    without it there is no `Build`.
    """
    checks = [check_text(made, source, path) for source, path in texts]
    for checked in checks:
        _tell_text(checked, tell)
    for paper in made.corpus.papers:
        tell(_count(paper))
    graph = opened(made, shipped("queries"))
    findings = list(check_quality(graph))
    for finding in findings:
        tell(str(finding))
    good = not any(finding.severity == "error" for finding in findings)
    tell(f"quality: {count_rules(graph)} rules, {len(findings)} findings")
    tell(f"reasoning: {len(made.closure.derived)} facts derived in {made.closure.rounds} rounds")
    for (source, _), checked in zip(texts, checks, strict=True):
        for problem in checked.problems:
            tell(f"text of {source}: {problem}")
        good = good and not checked.problems
        told = f"{len(checked.problems)} differences" if checked.problems else "agrees"
        tell(f"text of {source}: {len(checked.beside)} sentences, {told}")
    if dl:
        good = _tell_verdict(made, ontology, tell) and good
    tell("all is well" if good else "not all is well")
    return good


def report_unsupported(made: Build, tell: Tell) -> None:
    """Name every axiom that says more than the rules derive."""
    axioms = made.rules.unsupported
    tell(f"{len(axioms)} axioms say more than the rules derive")
    for axiom in axioms:
        tell(f"  {axiom}")


def _tell_text(checked: TextCheck, tell: Tell) -> None:
    for beside in checked.beside:
        tell(f"§{beside.sentence.section} s.{beside.sentence.number}  {beside.sentence.text}")
        for record, statement in beside.records:
            tell(f"    {record}: {statement}")
        if beside.why_none:
            tell(f"    no record: {beside.why_none}")


def _count(paper: Paper) -> str:
    empty = sum(not row.record.records for row in paper.coverage)
    return (
        f"{paper.info.id}: {len(paper.coverage)} sentences ({empty} without a record), "
        f"{len(paper.claims)} claims, {len(paper.measurements)} figures, "
        f"{len(paper.steps)} steps, {len(paper.entities)} entities, "
        f"{len(paper.references)} references, {len(paper.assessments)} assessments"
    )


def _tell_verdict(made: Build, ontology: Path, tell: Tell) -> bool:
    verdict = check_description_logic(made, ontology)
    for iri in verdict.unsatisfiable:
        tell(f"HermiT: {iri} can have no member")
    outcome = "consistent" if verdict.consistent else "inconsistent"
    entailed = "all" if verdict.entailed else "not all"
    tell(
        f"HermiT: {outcome}, {len(verdict.unsatisfiable)} unsatisfiable classes, "
        f"{entailed} derived facts follow"
    )
    return verdict.good
