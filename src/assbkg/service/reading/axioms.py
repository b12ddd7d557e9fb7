"""What the ontology says of a term beyond links: expressions and chains, in Manchester syntax."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from pyoxigraph import NamedNode, Store, Triple

from assbkg.asking.entities import Entities
from assbkg.errors import OntologyError
from assbkg.graph.skolem import skolemise
from assbkg.graph.statements import texts
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.pages.reference.manchester import Manchester
from assbkg.pages.reference.titles import FORWARD
from assbkg.printable import printable
from assbkg.reasoning.expressions import Expressions, is_anonymous
from assbkg.service.reading.answers import shown_term
from assbkg.service.reading.markup import Markup
from assbkg.vocabulary import expand, shorten

__all__ = ["Axioms"]

_CHAIN = expand("owl:propertyChainAxiom")


class Axioms:
    """The expressions of a graph's ontology, read when first asked for."""

    def __init__(self, store: Store, entities: Entities) -> None:
        self._store = store
        self._entities = entities

    def of(self, iri: str) -> Iterator[tuple[str, Markup]]:
        """Yield each axiom of a term whose other side is an expression: its title, and as HTML."""
        for predicate, values in self._said.by_subject.get(iri, {}).items():
            for value in filter(is_anonymous, values):
                is_chain = predicate == _CHAIN
                told = self._written.chain(value, iri) if is_chain else self._written.node(value)
                # The reference writes text in entities and all else as elements.
                title = FORWARD.get(shorten(predicate), shorten(predicate)).lower()
                yield title, Markup(printable(told))

    @cached_property
    def _said(self) -> Expressions:
        quads = self._store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)
        try:
            triples = skolemise(Triple(q.subject, q.predicate, q.object) for q in quads)
        except OntologyError:  # of somebody's own release, which is shown without them
            return Expressions(())
        return Expressions(map(texts, triples))

    @cached_property
    def _written(self) -> Manchester:
        return Manchester(self._said, self._link)

    def _link(self, iri: str) -> str:
        return shown_term(NamedNode(iri), self._entities.label)
