"""Triples and quads as plain text, for the reasoner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.vocabulary import PREFIXES

__all__ = ["individual_facts", "term", "texts"]

_TYPE = PREFIXES["rdf"] + "type"
#: Types in these vocabularies say what a term is, and not what an individual is.
_LANGUAGE = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))


def texts(statement: Triple | Quad) -> tuple[str, str, str]:
    """Subject, predicate and object as text: IRIs bare, literals as in N-Triples."""
    ends = (statement.subject, statement.predicate, statement.object)
    s, p, o = (end.value if isinstance(end, NamedNode) else str(end) for end in ends)
    return s, p, o


def term(text: str) -> NamedNode | Literal:
    """The term that a text in the manner of `texts` stands for.

    >>> term('"1"^^<http://www.w3.org/2001/XMLSchema#integer>').datatype.value[-7:]
    'integer'
    """
    if not text.startswith('"'):
        return NamedNode(text)
    (statement,) = parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES)
    assert isinstance(statement.object, Literal)
    return statement.object


def individual_facts(statements: Iterable[Triple | Quad]) -> Iterator[tuple[str, str, str]]:
    """What statements say of individuals: all but what sort of term a term is.

    The reasoner passes over whatever no rule speaks of, so annotations do no harm.
    """
    for statement in statements:
        subject, predicate, value = texts(statement)
        if predicate != _TYPE or not value.startswith(_LANGUAGE):
            yield subject, predicate, value
