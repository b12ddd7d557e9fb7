"""Where in the reference each term is described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.pages.reference.markdown import code, link, plain
from assbkg.pages.reference.terms import Module, Term
from assbkg.pages.reference.vocabulary import Vocabulary
from assbkg.vocabulary import KG, shorten

__all__ = ["Addresses"]

#: From this number of properties on, a file's properties get a page beside that of its classes.
_MANY: Final = 20


@dataclass(frozen=True)
class Addresses:
    """Pages and anchors of terms; all pages stand in one folder.

    `name_of` gives the label of an individual that the graph has and the ontology does not.
    """

    vocabulary: Vocabulary
    name_of: Callable[[str], str]

    def page(self, term: Term) -> str:
        """The name of the page, without ending, that tells of a term."""
        apart = term.is_property and term.module in self._with_two_pages
        return f"{term.module}-properties" if apart else term.module

    def pages(self, module: Module) -> tuple[str, ...]:
        """The names of a file's pages; a file without terms has none."""
        terms = [term for term in self.vocabulary.terms.values() if term.module == module.name]
        return tuple(sorted({self.page(term) for term in terms}))

    def terms(self, page: str) -> list[Term]:
        """The terms of a page, by label."""
        found = [term for term in self.vocabulary.terms.values() if self.page(term) == page]
        return sorted(found, key=lambda term: (term.label.casefold(), term.iri))

    def link(self, iri: str) -> str:
        """A term's label that leads to it, as Markdown; what is no term of ours by its CURIE."""
        term = self.vocabulary.terms.get(iri)
        if term is None:
            named = f"{plain(self.name_of(iri))} " if iri.startswith(KG) else ""
            return named + code(shorten(iri))
        label = f"<del>{plain(term.label)}</del>" if term.deprecated else plain(term.label)
        return link(label, f"{self.page(term)}.md#{term.anchor}")

    @cached_property
    def _with_two_pages(self) -> frozenset[str]:
        terms = self.vocabulary.terms.values()
        properties = Counter(term.module for term in terms if term.is_property)
        others = {term.module for term in terms if not term.is_property}
        return frozenset(name for name in others if properties[name] >= _MANY)
