"""What commands print: the outcome of checks and the list of queries, as plain text."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assbkg.asking.library import Library
from assbkg.asking.results import PIPE_WIDTH
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

__all__ = ["list_queries", "report_checks"]

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
    if made.rules.unsupported:
        tell(f"{len(made.rules.unsupported)} axioms say more than the rules derive:")
        for axiom in made.rules.unsupported:
            tell(f"  {axiom}")
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
    tell(
        f"HermiT: {outcome}, {len(verdict.unsatisfiable)} unsatisfiable classes, "
        f"{verdict.individuals} individuals"
    )
    return verdict.consistent and not verdict.unsatisfiable


def list_queries(library: Library) -> str:
    """All queries as a table of name, summary and parameters, grouped by topic."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("query", no_wrap=True)
    table.add_column("answers")
    table.add_column("parameters")
    topics = sorted({query.topic for query in library.queries.values()})
    for topic in topics:
        table.add_row(f"[b]{topic}[/b]", "", "")
        for query in library.queries.values():
            if query.topic == topic:
                parameters = ", ".join(
                    f"{p.name}={p.default}" if p.default is not None else p.name
                    for p in query.parameters
                )
                table.add_row(f"  {query.name}", query.summary, parameters.replace("[", "\\["))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
