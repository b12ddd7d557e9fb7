"""Statements to bytes: the same statements in the same order give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from assbkg.vocabulary import PREFIXES

__all__ = ["n_triples", "write_n_quads", "write_rdf_xml", "write_turtle"]


def write_n_quads(quads: Iterable[Quad], file: IO[bytes]) -> None:
    """Write N-Quads, a line a quad, in the order given."""
    serialize(quads, file, RdfFormat.N_QUADS)


def n_triples(statements: Iterable[Triple | Quad]) -> bytes:
    """N-Triples of statements in the order given; graph names are dropped."""
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data


def write_turtle(statements: Iterable[Triple | Quad], file: IO[bytes]) -> None:
    """Write Turtle of statements in the order given; graph names are dropped."""
    _write_readable(statements, file, RdfFormat.TURTLE)


def write_rdf_xml(statements: Iterable[Triple | Quad], file: IO[bytes]) -> None:
    """Write RDF/XML of statements in the order given; graph names are dropped."""
    _write_readable(statements, file, RdfFormat.RDF_XML)
    file.write(b"\n")


def _write_readable(statements: Iterable[Triple | Quad], file: IO[bytes], form: RdfFormat) -> None:
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    serialize(triples, file, form, prefixes=dict(sorted(PREFIXES.items())))
