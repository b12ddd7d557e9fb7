"""The text of a nanopublication that is hashed and signed, and the code in its IRI.

The package `nanopub` makes both. What it has for checking a signature is not used: it ignores
whether the signature fits.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from assbkg.asking.nanopubs.keys import require_package
from assbkg.errors import NanopubError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["DRAFT", "PUBLISHED", "artefact_code", "normalised"]

#: What stands for a nanopublication before its code is known, and what the code is put behind.
DRAFT: Final = "http://purl.org/nanopub/temp/np#"
PUBLISHED: Final = "http://purl.org/np/"

#: In place of the code.
_BLANK: Final = " "


def normalised(quads: Iterable[Quad], namespace: str) -> str:
    """Return quads as the text that is signed.

    `namespace` is what the IRIs within the nanopublication begin with.
    """
    text = _hasher().normalize_quads(_as_rdflib(quads), hashstr=_BLANK, baseuri=namespace)
    assert isinstance(text, str)
    return text


def artefact_code(quads: Iterable[Quad], namespace: str) -> str:
    """Return the code by which the IRI of a nanopublication says what is in it."""
    code = _hasher().make_hash(_as_rdflib(quads), hashstr=_BLANK, baseuri=namespace)
    assert isinstance(code, str)
    return code


@cache
def _hasher() -> ModuleType:
    require_package()
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from nanopub.trustyuri.rdf import RdfHasher
    finally:
        # The package changes how rdflib reads literals, for all who use it.
        rdflib.NORMALIZE_LITERALS = before
    return RdfHasher


def _as_rdflib(quads: Iterable[Quad]) -> list[tuple[object, ...]]:
    return [tuple(map(_term, (q.graph_name, q.subject, q.predicate, q.object))) for q in quads]


def _term(term: object) -> object:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language, normalize=False)
        return rdflib.Literal(
            term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False
        )
    what = "a blank node" if isinstance(term, BlankNode) else "a triple within a triple"
    raise NanopubError(f"holds {what}, which no nanopublication of claims has")
