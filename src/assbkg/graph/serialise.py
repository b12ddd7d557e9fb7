"""Quads to bytes: the same quads give the same bytes, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, serialize

from assbkg.errors import BuildError
from assbkg.vocabulary import GRAPHS, PREFIXES

__all__ = ["n_quads", "n_triples", "rdf_xml", "sort_quads", "turtle"]

_ONTOLOGY: Final = NamedNode(GRAPHS["ontology"])


def sort_quads(quads: Iterable[Quad]) -> list[Quad]:
    """Return distinct quads in canonical order.

    Raises `BuildError` on a blank node in another graph than that of the ontology, where OWL
    wants them.
    """
    by_subject: dict[str, list[Quad]] = {}
    for quad in quads:
        ends = (quad.subject, quad.object)
        if quad.graph_name != _ONTOLOGY and any(isinstance(end, BlankNode) for end in ends):
            raise BuildError(f"a blank node is left in the graph: {quad}")
        by_subject.setdefault(str(quad.subject), []).append(quad)
    # The text of a quad begins with its subject: so only one subject's texts are held at a time.
    return [quad for subject in sorted(by_subject) for quad in _sorted(by_subject.pop(subject))]


def _sorted(quads: list[Quad]) -> list[Quad]:
    keyed = {str(quad): quad for quad in quads}
    return [keyed[key] for key in sorted(keyed)]


def n_quads(quads: list[Quad]) -> bytes:
    """N-Quads, a line a quad, sorted."""
    data = serialize(quads, format=RdfFormat.N_QUADS)
    assert data is not None
    return data


def n_triples(statements: Iterable[Triple | Quad]) -> bytes:
    """N-Triples of statements in the order given; graph names are dropped."""
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data


def turtle(statements: Iterable[Triple | Quad]) -> bytes:
    """Write Turtle of statements in the order given; graph names are dropped."""
    return _readable(statements, RdfFormat.TURTLE)


def rdf_xml(statements: Iterable[Triple | Quad]) -> bytes:
    """Write RDF/XML of statements in the order given; graph names are dropped."""
    return _readable(statements, RdfFormat.RDF_XML) + b"\n"


def _readable(statements: Iterable[Triple | Quad], form: RdfFormat) -> bytes:
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    data = serialize(triples, format=form, prefixes=dict(sorted(PREFIXES.items())))
    assert data is not None
    return data
