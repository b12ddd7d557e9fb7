"""Statements to bytes: the same statements in the same order give the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import IO, Final

from pyoxigraph import Literal, Quad, RdfFormat, Triple, serialize

from assbkg.errors import BuildError
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["n_triples", "write_n_quads", "write_rdf_xml", "write_trig", "write_turtle"]

#: What no document of XML 1.0 may hold, and how the name of an element may end.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREFIXES: Final = dict(sorted(PREFIXES.items()))
_XML_NAME: Final = re.compile(r"[^\W\d][\w.-]*\Z")


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


def write_trig(quads: Iterable[Quad], file: IO[bytes]) -> None:
    """Write TriG of quads in the order given, which is that of their graphs."""
    serialize(quads, file, RdfFormat.TRIG, prefixes=_PREFIXES)


def write_rdf_xml(statements: Iterable[Triple | Quad], file: IO[bytes]) -> None:
    """Write RDF/XML of statements in the order given; graph names are dropped.

    A carriage return stands as a reference: readers take a bare one for a line feed. Raises
    `BuildError`, before anything is written, for what RDF/XML can't hold.
    """
    statements = list(statements)
    _require_xml(statements)
    data = io.BytesIO()
    _write_readable(statements, data, RdfFormat.RDF_XML)
    file.write(data.getvalue().replace(b"\r", b"&#xD;") + b"\n")


def _require_xml(statements: Iterable[Triple | Quad]) -> None:
    for said in statements:
        if not _XML_NAME.search(said.predicate.value):
            fault = f"the property <{said.predicate.value}>, which ends with no name of XML"
        elif isinstance(said.object, Literal) and (found := _NOT_XML.search(said.object.value)):
            of = shorten(said.predicate.value)
            fault = f"the character U+{ord(found[0]):04X} in {of} of {_name(said.subject)}"
        else:
            continue
        raise BuildError(f"RDF/XML can't hold {fault}; Turtle, N-Triples and JSON-LD can")


def _name(term: object) -> str:
    text = str(term)
    return shorten(text[1:-1]) if text.startswith("<") else text


def _write_readable(statements: Iterable[Triple | Quad], file: IO[bytes], form: RdfFormat) -> None:
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    serialize(triples, file, form, prefixes=_PREFIXES)
