"""The reference as Markdown pages in a folder, put there all at once."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Final

from assbkg.asking.knowledge_graph import KnowledgeGraph
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

__all__ = [
    "reference_pages",
    "write_reference",
]

#: What tells a folder of the reference from any other: the SHA-256 and the name of each page,
#: a line each, as `sha256sum --check` reads them.
_MARK: Final = ".reference"


def _sums(mark: Path) -> dict[str, str]:
    lines = (line.split("  ", 1) for line in read_text(mark, MIB).splitlines())
    return {name: digest for digest, name in lines}


#: A reference, and all that it may hold.
_REFERENCE: Final = Kind("reference", _MARK, re.compile(r"[\w-]+\.md"), re.compile(r"(?!)"), _sums)


def reference_pages(ontology: Path, graph: KnowledgeGraph) -> dict[str, str]:
    """The pages as Markdown, by their file names.

    Terms, axioms and mappings are those of the folder `ontology`; counts and examples are
    those of `graph`. Raises `OntologyError`.
    """
    vocabulary = read_vocabulary(ontology)
    mappings: dict[str, list[TermMapping]] = defaultdict(list)
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
    with prepared(out, _REFERENCE) as staged:
        pages = {name: text.encode() for name, text in reference_pages(ontology, graph).items()}
        for name, text in pages.items():
            (staged / name).write_bytes(text)
        sums = "".join(f"{sha256(text)}  {name}\n" for name, text in pages.items())
        (staged / _MARK).write_text(sums, encoding="utf-8")
    return tuple(pages)
