"""The reference as Markdown pages in a folder, put there all at once."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Final

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import UnreadableFile
from assbkg.files import MIB, read_text
from assbkg.graph.replacing import replaced
from assbkg.views.reference.addresses import Addresses
from assbkg.views.reference.axioms import axioms_page
from assbkg.views.reference.hierarchy import hierarchy
from assbkg.views.reference.listing import index_of_terms
from assbkg.views.reference.manchester import Manchester
from assbkg.views.reference.mappings import Mapping, read_mappings
from assbkg.views.reference.pages import module_pages, overview
from assbkg.views.reference.sections import Sections
from assbkg.views.reference.statements import Statements
from assbkg.views.reference.usage import measure_usage
from assbkg.views.reference.vocabulary import read_vocabulary

__all__ = ["reference_pages", "write_reference"]

#: What tells a folder of the reference from any other: the names of its pages, one a line.
_MARK: Final = ".reference"


def reference_pages(ontology: Path, graph: KnowledgeGraph) -> dict[str, str]:
    """The pages as Markdown, by their file names.

    Terms, axioms and mappings are those of the folder `ontology`; counts and examples are
    those of `graph`. Raises `OntologyError`.
    """
    vocabulary = read_vocabulary(ontology)
    mappings: dict[str, list[Mapping]] = defaultdict(list)
    for mapping in read_mappings(ontology):
        mappings[mapping.subject].append(mapping)
    addresses = Addresses(vocabulary, graph.entities.label)
    statements = Statements(vocabulary, Manchester(vocabulary.said, addresses.link))
    sections = Sections(addresses, statements, mappings, measure_usage(graph))
    pages = {
        "index": overview(sections),
        "hierarchy": hierarchy(sections),
        "terms": index_of_terms(addresses),
        "axioms": axioms_page(statements),
    }
    written = {f"{name}.md": "\n".join(lines) + "\n" for name, lines in pages.items()}
    for module in vocabulary.modules:
        for name, lines in module_pages(sections, module):
            written[f"{name}.md"] = "\n".join(lines).rstrip("\n") + "\n"
    return written


def write_reference(ontology: Path, graph: KnowledgeGraph, out: Path) -> tuple[str, ...]:
    """Put the pages into the folder `out`, in place of an older reference; gives their names.

    Raises `OntologyError`, or `BuildError`, and leaves what was there as it was, when `out`
    holds anything else or can't be written.
    """
    pages = reference_pages(ontology, graph)
    with replaced(out, {*pages, *_listed(out)}, _MARK, "reference") as staged:
        for name, text in pages.items():
            (staged / name).write_text(text, encoding="utf-8")
        (staged / _MARK).write_text("\n".join(pages) + "\n", encoding="utf-8")
    return tuple(pages)


def _listed(folder: Path) -> tuple[str, ...]:
    """The pages of an older reference."""
    mark = folder / _MARK
    try:
        return tuple(read_text(mark, MIB, folder).split())
    except UnreadableFile:
        return ()
