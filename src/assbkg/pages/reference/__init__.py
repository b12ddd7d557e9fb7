"""The ontology as Markdown pages to read: its terms, axioms, use in the graph, and examples."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.document.markdown import write_markdown
from assbkg.document.model import text_of
from assbkg.files.opening import MIB, read_text
from assbkg.files.ownership import Kind
from assbkg.files.replacing import prepared
from assbkg.graph.publish import sha256
from assbkg.pages.reference.manchester import Manchester
from assbkg.pages.reference.pages import (
    axioms_page,
    hierarchy,
    index_of_terms,
    module_pages,
    overview,
)
from assbkg.pages.reference.sections import Addresses, Sections
from assbkg.pages.reference.statements import Statements
from assbkg.pages.reference.usage import measure_usage
from assbkg.pages.reference.vocabulary import TermMapping, read_mappings, read_vocabulary

__all__ = ["front_matter", "reference_pages", "write_reference"]

#: What marks a folder as a reference: the SHA-256 and the name of each page,
#: a line each, as `sha256sum --check` reads them.
_MARK: Final = ".reference"
#: What a title is without: all that HTML, YAML or a template might take for a mark.
_MARKS: Final = re.compile(r"[^\w .,;:()/+–—-]+|[_]")


def _sums(mark: Path) -> dict[str, str]:
    lines = (line.split("  ", 1) for line in read_text(mark, MIB).splitlines())
    return {name: digest for digest, name in lines}


#: A reference, and all that it may hold.
_REFERENCE: Final = Kind("reference", _MARK, re.compile(r"[\w-]+\.md"), re.compile(r"(?!)"), _sums)


def reference_pages(ontology: Path, graph: KnowledgeGraph) -> dict[str, str]:
    """Return the pages as Markdown, by their file names.

    Terms, axioms and mappings are those of the folder `ontology`; counts and examples are
    those of `graph`. Raises `OntologyError`.
    """
    vocabulary = read_vocabulary(ontology)
    mappings: dict[str, list[TermMapping]] = defaultdict(list)
    for mapping in read_mappings(ontology):
        mappings[mapping.subject].append(mapping)
    addresses = Addresses(vocabulary, graph.entities.label)
    statements = Statements(vocabulary, Manchester(vocabulary.expressions, addresses.link))
    sections = Sections(addresses, statements, mappings, measure_usage(graph))
    pages = {
        "index": overview(sections),
        "hierarchy": hierarchy(sections),
        "terms": index_of_terms(addresses),
        "axioms": axioms_page(statements),
    }
    for module in vocabulary.modules:
        pages |= module_pages(sections, module)
    return {
        f"{name}.md": front_matter(text_of(page.title), name) + write_markdown(page)
        for name, page in pages.items()
    }


def front_matter(title: str, otherwise: str) -> str:
    """Return what stands ahead of a page whose title has marks: a second title without them.

    Generators of sites write a title into `<title>` with its entities resolved. The second one is
    `otherwise` when nothing is left of it. Empty for a title without marks.
    """
    bare = " ".join(_MARKS.sub(" ", title).split())
    return "" if bare == title else f'---\ntitle: "{bare or otherwise}"\n---\n\n'


def write_reference(ontology: Path, graph: KnowledgeGraph, out: Path) -> tuple[str, ...]:
    """Put the pages into the folder `out`, in place of an older reference; return their names.

    Raises `OntologyError`, or `BuildError`, and leaves what was there as it was, when `out`
    holds anything else or can't be written.
    """
    with prepared(out, _REFERENCE) as staged:
        pages = {name: text.encode() for name, text in reference_pages(ontology, graph).items()}
        for name, text in pages.items():
            (staged / name).write_bytes(text)
        sums = "".join(f"{sha256(text)}  {name}\n" for name, text in pages.items())
        (staged / _MARK).write_text(sums, encoding="utf-8")
    return tuple(pages)
