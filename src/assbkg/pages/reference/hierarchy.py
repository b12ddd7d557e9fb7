"""The hierarchy of classes and of properties, as nested lists."""

from __future__ import annotations

from collections.abc import Iterator

from assbkg.pages.reference.markdown import heading
from assbkg.pages.reference.sections import Sections
from assbkg.pages.reference.terms import OWL, RDFS

__all__ = ["hierarchy"]

_TREES = (
    ("Classes", ("Class",), "subClassOf"),
    ("Properties", ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"), "subPropertyOf"),
)


def hierarchy(sections: Sections) -> Iterator[str]:
    """The lines of the page; a figure after a class says how many things the graph has of it."""
    vocabulary = sections.addresses.vocabulary
    yield from (heading(1, "Hierarchy"), "")
    yield "A figure is the number of things or links that the graph has, inferred ones included."
    for title, kinds, predicate in _TREES:
        wanted = {OWL + kind for kind in kinds}
        terms = {i for i, term in vocabulary.terms.items() if term.kinds[0] in wanted}
        below: dict[str, list[str]] = {}
        lower: set[str] = set()
        for narrower, wider in vocabulary.said.by_predicate.get(RDFS + predicate, ()):
            if {narrower, wider} <= terms and narrower != wider:
                below.setdefault(wider, []).append(narrower)
                lower.add(narrower)
        yield from ("", heading(2, title), "")
        shown: set[str] = set()
        for top in vocabulary.in_order(terms - lower):
            yield from _branch(sections, top, below, 0, shown)
        # What only a circle leads to has no top.
        for rest in vocabulary.in_order(terms):
            if rest not in shown:
                yield from _branch(sections, rest, below, 0, shown)


def _branch(
    sections: Sections, iri: str, below: dict[str, list[str]], depth: int, shown: set[str]
) -> Iterator[str]:
    """A term and all below it; under a second parent it leads to the first."""
    count = sum(use.stated + use.inferred for _, use in sections.usage.of(iri))
    again = " (see above)" if iri in shown and iri in below else ""
    figure = f" · {count:,}" if count else ""
    yield f"{'    ' * depth}- {sections.addresses.link(iri)}{figure}{again}"
    if iri not in shown:
        shown.add(iri)
        for narrower in sections.addresses.vocabulary.in_order(below.get(iri, ())):
            yield from _branch(sections, narrower, below, depth + 1, shown)
