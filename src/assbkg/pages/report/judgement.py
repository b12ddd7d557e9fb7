"""The sections of a report on grades, objections, gaps and history."""

from __future__ import annotations

from assbkg.pages.report.data import Data
from assbkg.pages.report.model import Block, Section, Table
from assbkg.pages.report.sections import by_status, shown, to
from assbkg.pages.report.sentences import paragraph, say

__all__ = ["contested", "gaps", "grades", "history"]


def grades(data: Data) -> Section:
    """How well each link is supported."""
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
    """What is contested, anomalous, contradictory, each voice apart."""
    said, pairs, works = (data.tables[one] for one in ("contested", "contradictions", "works"))
    blocks: list[Block] = [paragraph(say("contested-voices"))]
    if said.rows:
        told = say(
            "contested-table",
            table=to("table-contested"),
            statements=said.count(),
            counts=by_status(said),
        )
        blocks += [paragraph(told), said]
    else:
        blocks += [paragraph(say("contested-none"))]
    if pairs.rows:
        told = say("contradictions-table", table=to("table-contradictions"), pairs=pairs.count())
        blocks += [paragraph(told), pairs]
    else:
        blocks += [paragraph(say("contradictions-none"))]
    if works.rows:
        told = say("works-table", works=works.count("references"), table=to("table-works"))
        blocks += [paragraph(told), works]
    return Section("contested", "Contested, anomalous, contradictory", tuple(blocks))


def gaps(data: Data) -> Section:
    """What is expected and not measured, left out, addressed by nothing, or without a trial."""
    unmeasured, unaddressed, suggested = (
        data.tables[one] for one in ("unmeasured", "unaddressed", "suggestions")
    )
    blocks: list[Block] = []
    if unmeasured.rows:
        systems = unmeasured.count("system")
        told = say("gaps-unmeasured", table=to("table-unmeasured"), systems=systems)
        blocks += [paragraph(told), unmeasured]
    if data.tables["left-out"].rows:
        blocks += [paragraph(say("gaps-conditions", table=to("table-left-out")))]
    if unaddressed.rows:
        counted = unaddressed.count("bottleneck")
        told = say("gaps-unaddressed", table=to("table-unaddressed"), bottlenecks=counted)
        blocks += [paragraph(told), unaddressed]
    if suggested.rows:
        counted = suggested.count()
        told = say("gaps-suggestions", table=to("table-suggestions"), suggestions=counted)
        blocks += [paragraph(told, say("gaps-suggestions-are")), suggested]
    return Section("gaps", "Gaps", tuple(blocks or [paragraph(say("gaps-none"))]))


def history(data: Data) -> Section | None:
    """The milestones; there is no such section when there are none."""
    table: Table = data.tables["milestones"]
    if not table.rows:
        return None
    told = say("history-table", table=to("table-milestones"), milestones=table.count())
    return Section("history", "Milestones", (paragraph(told), table, *shown(data, "timeline")))
