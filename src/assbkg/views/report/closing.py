"""The closing sections of a report: method, limits, references, versions."""

from __future__ import annotations

from assbkg.views.report.data import Data
from assbkg.views.report.model import Run, Section
from assbkg.views.report.sections import to
from assbkg.views.report.sentences import paragraph, say
from assbkg.views.report.templates import CURATION
from assbkg.views.report.versions import command

__all__ = ["limits", "method", "references", "versions"]


def method(data: Data) -> Section:
    """How the graph and the report came to be."""
    curated = [CURATION[one] for one in data.tables["sources"].entries("source") if one in CURATION]
    return Section(
        "method",
        "Method",
        (
            paragraph(say("method-tables"), *(say("method-curation", text=one) for one in curated)),
            paragraph(say("method-reasoning", explain=_code("assbkg explain"))),
            paragraph(say("method-sentences", file=_code("tables/numbers.csv"))),
        ),
    )


def limits(data: Data) -> Section:
    """What must not be read into the report."""
    sources, works = data.tables["sources"].count("source"), data.tables["works"]
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
            paragraph(say("limits-grades"), say("limits-expected"), say("limits-absent")),
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
