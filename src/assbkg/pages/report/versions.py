"""What a report was made from and with, and the command that makes it again."""

from __future__ import annotations

import shlex
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from assbkg.pages.report.model import Column, Table
from assbkg.pages.report.scope import Scope
from assbkg.places import shipped

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "TOOLS",
    "command",
    "inputs",
    "release_table",
    "sources_table",
]

#: The packages whose versions decide the bytes of a report, and of its DOCX file.
TOOLS: Final = ("assbkg", "matplotlib", "typst")
_DOCX: Final = ("python-docx",)


def inputs(graph: KnowledgeGraph, *, docx: bool) -> dict[str, Any]:
    """Return versions and hashes of what a report is made from, as in its manifest."""
    release = graph.release
    tools = (*TOOLS, *(_DOCX if docx else ()))
    return {
        "ontology_version": release.ontology_version,
        "sources": release.sources,
        **({"without": list(release.without)} if release.without else {}),
        "tools": {name: version(name) for name in tools},
        "release": release.manifest["outputs"],
    }


def command(graph: KnowledgeGraph, scope: Scope, *, docx: bool) -> str:
    """Return the command that makes a report again, in a folder `report`.

    A release that is not the shipped one is called by the name of its folder; which one it
    was, its hashes tell.
    """
    words = ["assbkg", "report", "--out", "report"]
    if scope.kind:
        words += [f"--{scope.kind}", scope.called]
    folder = graph.release.folder
    if folder != (shipped("graphs") / "release").resolve():
        words += ["--release", folder.name]
    words += [word for name in graph.release.without for word in ("--without", name)]
    return shlex.join(words + ["--docx"] * docx)


def sources_table(graph: KnowledgeGraph) -> Table:
    """Return the papers that were curated, and how far each is read."""
    papers = sorted(graph.records.papers.values(), key=lambda paper: paper.name)
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
        rows=tuple(
            (
                paper.name,
                paper.title,
                str(paper.read),
                str(paper.sentences),
                "whole" if paper.is_whole else "part",
            )
            for paper in papers
        ),
        origin="papers",
    )


def release_table(graph: KnowledgeGraph) -> Table:
    """Return the files of the release with their hashes."""
    return Table(
        id="release",
        caption="Files of the release, with their SHA-256",
        columns=(Column("file", "File", 3), Column("sha256", "SHA-256", 11)),
        rows=tuple(sorted(graph.release.manifest["outputs"].items())),
        origin="the manifest of the release",
    )
