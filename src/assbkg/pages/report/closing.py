"""The closing sections of a report: method, limits, references, versions."""

from __future__ import annotations

from assbkg.pages.report.data import Data
from assbkg.pages.report.model import Run, Section, Sentence
from assbkg.pages.report.sections import to
from assbkg.pages.report.sentences import paragraph, say
from assbkg.pages.report.versions import command
from assbkg.record.sources import Paper

__all__ = ["limits", "method", "references", "versions"]


def method(data: Data) -> Section:
    """How the graph and the report came to be."""
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
    """What must not be read into the report."""
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
    """The works cited, as the source numbers them."""
    return Section("references", "References", (data.references,))


def versions(data: Data) -> Section:
    """What the report was made from, and how it is made again."""
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
    """Text that is typed or named as it stands."""
    return Run(text, code=True)
