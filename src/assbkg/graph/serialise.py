"""Write statements as RDF: the same statements in the same order give the same bytes.

JSON-LD has one line for each node and its context inside the file, so that people can read it,
version control can compare it, and a reader fetches nothing.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import IO, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from assbkg.errors import BuildError
from assbkg.graph.quad_table import Quads
from assbkg.vocabulary import KG, PREFIXES, shorten

__all__ = [
    "declarations",
    "n_triples",
    "statement_fault",
    "text_fault",
    "with_references",
    "write_json_ld",
    "write_n_quads",
    "write_rdf_xml",
    "write_trig",
    "write_turtle",
]


#: The characters that XML 1.0 forbids.
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PREFIXES: Final = dict(sorted(PREFIXES.items()))
#: The end of an IRI that can be the name of an element.
_XML_NAME: Final = re.compile(r"[^\W\d][\w.-]*\Z")


def write_n_quads(quads: Iterable[Quad], file: IO[bytes]) -> None:
    """Write N-Quads, one line for each quad, in the order given."""
    serialize(quads, file, RdfFormat.N_QUADS)


def n_triples(statements: Iterable[Triple | Quad]) -> bytes:
    """Return statements as N-Triples, in the order given; graph names are dropped."""
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    data = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert data is not None
    return data


def write_turtle(statements: Iterable[Triple | Quad], file: IO[bytes]) -> None:
    """Write statements as Turtle, in the order given; graph names are dropped."""
    _write_readable(statements, file, RdfFormat.TURTLE)


def write_trig(quads: Iterable[Quad], file: IO[bytes]) -> None:
    """Write quads as TriG, in the order given, which must be sorted by graph."""
    serialize(quads, file, RdfFormat.TRIG, prefixes=_PREFIXES)


def write_rdf_xml(statements: Iterable[Triple | Quad], file: IO[bytes]) -> None:
    """Write statements as RDF/XML, in the order given; graph names are dropped.

    Raises `BuildError`, before anything is written, for what RDF/XML can't hold.
    """
    statements = list(statements)
    for fault in filter(None, map(statement_fault, statements)):
        raise BuildError(f"RDF/XML can't hold {fault}; Turtle, N-Triples and JSON-LD can")
    data = io.BytesIO()
    _write_readable(statements, data, RdfFormat.RDF_XML)
    file.write(with_references(data.getvalue()) + b"\n")


def statement_fault(statement: Triple | Quad) -> str:
    """Return what of a statement RDF/XML can't hold, such as a property; empty if it holds all."""
    predicate = statement.predicate.value
    if not _XML_NAME.search(predicate):
        return f"the property <{predicate}>, which ends with no name of XML"
    if isinstance(statement.object, Literal) and (fault := text_fault(statement.object.value)):
        return f"{fault} in {shorten(predicate)} of {_name(statement.subject)}"
    return ""


def text_fault(text: str) -> str:
    r"""Return the first character of a text that XML can't hold; empty if it holds all.

    >>> text_fault("a\x07b")
    'the character U+0007'
    """
    found = _NOT_XML.search(text)
    return f"the character U+{ord(found[0]):04X}" if found else ""


def with_references(xml: bytes) -> bytes:
    """Return XML with references for carriage returns: readers take a bare one for a line feed."""
    return xml.replace(b"\r", b"&#xD;")


def _name(term: object) -> str:
    text = str(term)
    return shorten(text[1:-1]) if text.startswith("<") else text


def _write_readable(statements: Iterable[Triple | Quad], file: IO[bytes], form: RdfFormat) -> None:
    triples = (Triple(s.subject, s.predicate, s.object) for s in statements)
    serialize(triples, file, form, prefixes=_PREFIXES)


_RDF_TYPE = PREFIXES["rdf"] + "type"
_STRING = PREFIXES["xsd"] + "string"
#: Maximum number of short names that are cached; a graph may have millions.
_KEPT = 1 << 16

_Value = str | dict[str, str]


def write_json_ld(quads: Quads, file: IO[bytes]) -> None:
    """Write all named graphs as JSON-LD, in the order of the quads."""
    short = lru_cache(_KEPT)(shorten)
    file.write(f'{{"@context": {_dump(PREFIXES)},\n"@graph": ['.encode())
    graphs = {short(_iri(graph)): quads.within(graph) for graph in quads.graphs}
    separator = "\n"
    for name, said in sorted(graphs.items()):
        file.write(f'{separator}{{"@id": {_dump(name)}, "@graph": ['.encode())
        separator = "\n"
        for subject, of_subject in groupby(said, attrgetter("subject")):
            node = _node(of_subject, short)
            file.write(f"{separator}{_dump({'@id': short(_iri(subject)), **node})}".encode())
            separator = ",\n"
        file.write(b"\n]}")
    file.write(b"\n]}\n")


def _node(quads: Iterable[Quad], short: Callable[[str], str]) -> dict[str, list[_Value]]:
    """Return the statements about one subject, by predicate."""
    node: dict[str, list[_Value]] = {}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _RDF_TYPE and isinstance(quad.object, NamedNode):
            node.setdefault("@type", []).append(short(quad.object.value))
        elif isinstance(quad.object, NamedNode):
            node.setdefault(short(predicate), []).append({"@id": short(quad.object.value)})
        elif isinstance(quad.object, BlankNode):
            node.setdefault(short(predicate), []).append({"@id": str(quad.object)})
        elif isinstance(quad.object, Literal):
            node.setdefault(short(predicate), []).append(_literal(quad.object))
    return node


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _literal(literal: Literal) -> _Value:
    """Return a literal with its text unchanged: JSON's own numbers would lose digits."""
    if literal.language:
        return {"@value": literal.value, "@language": literal.language}
    if literal.datatype.value == _STRING:
        return literal.value
    return {"@value": literal.value, "@type": shorten(literal.datatype.value)}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_OWL: Final = PREFIXES["owl"]
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
_INDIVIDUAL: Final = NamedNode(_OWL + "NamedIndividual")
_KINDS: Final = frozenset(
    NamedNode(_OWL + name)
    for name in ("AnnotationProperty", "Class", "DatatypeProperty", "ObjectProperty")
)


def declarations(
    facts: Iterable[Quad | Triple], ontology: Sequence[Quad | Triple]
) -> Iterator[Triple]:
    """Return the declarations, sorted, with which `facts` can be read without the ontology.

    A reader of OWL takes a link by an undeclared property for an annotation, and does not
    reason over it. So each file declares the terms that it uses, as the ontology declares them,
    and its individuals as named individuals.
    """
    used: set[NamedNode] = set()
    individuals: set[str] = set()
    for fact in facts:
        used.add(fact.predicate)
        for end in (fact.subject, fact.object):
            if isinstance(end, NamedNode):
                if end.value.startswith(KG):
                    individuals.add(str(end))
                else:
                    used.add(end)
    declared = {
        Triple(said.subject, _TYPE, said.object)
        for said in ontology
        if said.predicate == _TYPE and said.object in _KINDS and said.subject in used
    }
    named = (Triple(NamedNode(name[1:-1]), _TYPE, _INDIVIDUAL) for name in sorted(individuals))
    return merge(sorted(declared, key=str), named, key=str)
