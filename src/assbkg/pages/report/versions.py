"""What a report was made from and with, and the command that makes it again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.places import shipped

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "TOOLS",
    "Curation",
    "command",
    "curation",
    "inputs",
    "release_table",
    "sources_table",
]

#: The packages whose versions decide the bytes of a report, and of its DOCX file.
TOOLS: Final = ("assbkg", "matplotlib", "typst")
_DOCX: Final = ("python-docx",)
#: What of each paper the table has, as columns of the query `papers`.
_SHOWN: Final = ("paper", "title", "read", "sentences", "state")
_CURATION: Final = """
SELECT ?source ?title ?name ?note {
  GRAPH graph:evidence {
    ?source a assb:Source ; dcterms:title ?title .
    OPTIONAL { ?source assb:curatedBy ?name }
    OPTIONAL { ?source assb:curationNote ?note }
  }
} ORDER BY ?source ?name
"""


def inputs(graph: KnowledgeGraph, *, docx: bool) -> dict[str, Any]:
    """Versions and hashes of what a report is made from, as its manifest tells them."""
    release = graph.release
    tools = (*TOOLS, *(_DOCX if docx else ()))
    return {
        "ontology_version": release.ontology_version,
        "sources": release.sources,
        "tools": {name: version(name) for name in tools},
        "release": release.manifest["outputs"],
    }


def command(graph: KnowledgeGraph, scope: Scope, *, docx: bool) -> str:
    """The command that makes a report again, in a folder `report`.

    A release that is not the shipped one is called by the name of its folder; which one it
    was, its hashes tell.
    """
    words = ["assbkg", "report", "--out", "report"]
    if scope.kind:
        words += [f"--{scope.kind}", scope.called]
    folder = graph.release.folder
    if folder != (shipped("graphs") / "release").resolve():
        words += ["--release", folder.name]
    return shlex.join(words + ["--docx"] * docx)


def sources_table(graph: KnowledgeGraph) -> Table:
    """The papers that were curated, and how far each is read."""
    papers = graph.query("papers")
    shown = [papers.columns.index(name) for name in _SHOWN]
    return Table(
        id="sources",
        caption="Sources",
        columns=(
            Column("source", "Source", 3),
            Column("title", "Title", 7),
            Column("read", "Sentences read", 1, "number"),
            Column("sentences", "Of", 1, "number"),
            Column("state", "Read in", 1),
        ),
        rows=tuple(tuple(row[place] for place in shown) for row in papers.texts()),
        origin="papers",
    )


@dataclass(frozen=True)
class Curation:
    """Who curated a paper, and how; blank where its tables don't say."""

    title: str
    names: tuple[str, ...]
    note: str


def curation(graph: KnowledgeGraph) -> tuple[Curation, ...]:
    """How each paper was curated, as its own tables say."""
    found: dict[str, Curation] = {}
    answer = graph.sparql(_CURATION)
    for (source, *_), (_, title, name, note) in zip(answer.values(), answer.texts(), strict=True):
        known = found.get(source, Curation(title, (), note))
        found[source] = replace(known, names=(*known.names, *filter(None, (name,))))
    return tuple(found.values())


def release_table(graph: KnowledgeGraph) -> Table:
    """The files of the release with their hashes."""
    return Table(
        id="release",
        caption="Files of the release, with their SHA-256",
        columns=(Column("file", "File", 3), Column("sha256", "SHA-256", 11)),
        rows=tuple(sorted(graph.release.manifest["outputs"].items())),
        origin="the manifest of the release",
    )
