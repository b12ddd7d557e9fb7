"""The contents of a report: its sections in their order, the closing ones among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assbkg.pages.report.model import Block, Figure, Report, Run, Section, Sentence, Table
from assbkg.pages.report.scope import Scope
from assbkg.pages.report.sections import (
    Data,
    about,
    benefits,
    by_status,
    compared,
    shown,
    strategies,
    summary,
    to,
)
from assbkg.pages.report.sentences import paragraph, say
from assbkg.pages.report.versions import command, inputs
from assbkg.record.sources import Paper

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "contents",
    "contested",
    "gaps",
    "grades",
    "history",
    "limits",
    "method",
    "references",
    "versions",
]


def grades(data: Data) -> Section:
    """Return the section on how well each link is supported."""
    return Section(
        "grades",
        "How well it is supported",
        (
            paragraph(
                say("grades-rule"),
                say("grades-contested"),
                say("grades-table", table=to("table-grades"), effects=to("table-effects")),
            ),
            data.tables["grades"],
        ),
    )


def contested(data: Data) -> Section:
    """Return the section on what is contested or disagrees, each voice apart."""
    objections, pairs, found, works = (
        data.tables[one] for one in ("contested", "contradictions", "disagreements", "works")
    )
    blocks: list[Block] = [paragraph(say("contested-voices"))]
    if objections.rows:
        sentence = say(
            "contested-table",
            table=to("table-contested"),
            statements=objections.count(),
            counts=by_status(objections),
        )
        blocks += [paragraph(sentence), objections]
    else:
        blocks += [paragraph(say("contested-none"))]
    if pairs.rows:
        sentence = say(
            "contradictions-table", table=to("table-contradictions"), pairs=pairs.count()
        )
        blocks += [paragraph(sentence), pairs]
    else:
        blocks += [paragraph(say("contradictions-none"))]
    if found.rows:
        sentence = say("disagreements-table", table=to("table-disagreements"), pairs=found.count())
        blocks += [paragraph(sentence), found]
    else:
        blocks += [paragraph(say("disagreements-none"))]
    if works.rows:
        sentence = say("works-table", works=works.count("references"), table=to("table-works"))
        blocks += [paragraph(sentence), works]
    return Section("contested", "Contested, anomalous, contradictory", tuple(blocks))


def gaps(data: Data) -> Section:
    """Return the section on gaps: not measured, not reported, not addressed, not tried."""
    unmeasured, unaddressed, suggested = (
        data.tables[one] for one in ("unmeasured", "unaddressed", "suggestions")
    )
    blocks: list[Block] = []
    if unmeasured.rows:
        systems = unmeasured.count("system")
        sentence = say("gaps-unmeasured", table=to("table-unmeasured"), systems=systems)
        blocks += [paragraph(sentence), unmeasured]
    if data.tables["left-out"].rows:
        blocks += [paragraph(say("gaps-conditions", table=to("table-left-out")))]
    if unaddressed.rows:
        counted = unaddressed.count("bottleneck")
        sentence = say("gaps-unaddressed", table=to("table-unaddressed"), bottlenecks=counted)
        blocks += [paragraph(sentence), unaddressed]
    if suggested.rows:
        counted = suggested.count()
        sentence = say("gaps-suggestions", table=to("table-suggestions"), suggestions=counted)
        blocks += [paragraph(sentence, say("gaps-suggestions-are")), suggested]
    return Section("gaps", "Gaps", tuple(blocks or [paragraph(say("gaps-none"))]))


def history(data: Data) -> Section | None:
    """Return the section on milestones, or None when there are none."""
    table: Table = data.tables["milestones"]
    if not table.rows:
        return None
    sentence = say("history-table", table=to("table-milestones"), milestones=table.count())
    return Section("history", "Milestones", (paragraph(sentence), table, *shown(data, "timeline")))


def method(data: Data) -> Section:
    """Return the section on how the graph and the report were made."""
    return Section(
        "method",
        "Method",
        (
            paragraph(say("method-tables"), *map(_curated, data.papers)),
            paragraph(say("method-reasoning", explain=_code("assbkg explain"))),
            paragraph(say("method-sentences", file=_code("tables/numbers.csv"))),
        ),
    )


def _curated(one: Paper) -> Sentence:
    if one.note:
        return say("method-curation", note=one.note)
    if one.curators:
        return say("method-curated-by", names=one.curators, paper=one.title)
    return say("method-not-recorded", paper=one.title)


def limits(data: Data) -> Section:
    """Return the section on what must not be read into the report."""
    sources, works = data.tables["sources"].count("source"), data.tables["works"]
    partial = [row[0] for row in data.tables["sources"].rows if row[-1] == "part"]
    secondary = "limits-secondary" if sources.value == 1 else "limits-secondary-many"
    return Section(
        "limits",
        "Limits",
        (
            paragraph(
                say(secondary, sources=sources),
                say("limits-works", works=works.count("references"), table=to("table-works"))
                if works.rows
                else None,
            ),
            paragraph(
                say("limits-grades"),
                say("limits-expected"),
                say("limits-absent"),
                say("limits-part", papers=partial, table=to("table-sources")) if partial else None,
            ),
        ),
    )


def references(data: Data) -> Section:
    """Return the list of works, as the source numbers them."""
    return Section("references", "References", (data.references,))


def versions(data: Data) -> Section:
    """Return the section on what the report was made from, and how to make it again."""
    made = command(data.graph, data.scope, docx=data.docx)
    return Section(
        "versions",
        "Sources, versions and hashes",
        (
            paragraph(say("versions-sources", table=to("table-sources"))),
            data.tables["sources"],
            paragraph(
                say("versions-hashes", table=to("table-release")),
                say("versions-command", command=_code(made)),
                say("versions-manifest", file=_code("manifest.json")),
            ),
            data.tables["release"],
        ),
    )


def _code(text: str) -> Run:
    """Return text as one types it."""
    return Run(text, code=True)


def contents(
    graph: KnowledgeGraph,
    scope: Scope,
    figures: Mapping[str, Figure | str],
    *,
    docx: bool = False,
) -> Report:
    """Return a report on a scope, as data.

    `figures` are by their ids, with the reason where one can't be drawn; `docx` goes into
    the command that makes the report again.
    """
    data = Data(graph, scope, figures, docx)
    made = inputs(graph, docx=docx)
    version = made["tools"]["assbkg"]
    parts = (
        summary(data),
        strategies(data),
        benefits(data),
        compared(data),
        grades(data),
        contested(data),
        gaps(data),
        history(data),
        method(data),
        limits(data),
        references(data),
        versions(data),
    )
    return Report(
        title=f"Nano-design {about(data)}",
        subtitle="Strategies, mechanisms, benefits, and who says so",
        facts=(
            ("Sources", "; ".join(data.tables["sources"].entries("title"))),
            ("Made by", f"assbkg {version}, ontology {made['ontology_version']}"),
            ("From", f"a release whose assbkg.nq has the SHA-256 {made['release']['assbkg.nq']}"),
        ),
        version=f"assbkg {version}",
        sections=tuple(part for part in parts if part is not None),
    )
