"""Namespaces, CURIEs and the minting of stable IRIs. Pure: no input, no output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

__all__ = ["ASSB", "CATALOGUE_GRAPH", "GENID", "GRAPHS", "KG", "NOT_REPORTED", "ONTOLOGY"]
__all__ += ["OPPOSITE"]
__all__ += ["PREFIXES", "PartIri", "above", "expand", "kebab", "part_iri", "part_name"]
__all__ += ["read_part", "record_iri", "sentence_iri", "shorten"]

ONTOLOGY: Final = "https://w3id.org/assbkg/ontology"
ASSB: Final = ONTOLOGY + "#"
KG: Final = "https://w3id.org/assbkg/id/"
GENID: Final = "https://w3id.org/assbkg/.well-known/genid/"

#: Stands for a condition that applies to a measurement, and that its source leaves out.
NOT_REPORTED: Final = "not-reported"

#: The annotation that names, for a property, the one that contradicts it; a CURIE.
OPPOSITE: Final = "assb:oppositeOf"

#: The four named graphs of a release, in reading order.
GRAPHS: Final = {
    name: f"https://w3id.org/assbkg/graph/{name}"
    for name in ("ontology", "evidence", "asserted", "inferred")
}

#: The graph in which a service describes itself: its named queries, and what it holds.
CATALOGUE_GRAPH: Final = "https://w3id.org/assbkg/graph/catalogue"

PREFIXES: Final = {
    "assb": ASSB,
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "graph": "https://w3id.org/assbkg/graph/",
    "kg": KG,
    "owl": "http://www.w3.org/2002/07/owl#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def expand(curie: str) -> str:
    """Turn a CURIE into an IRI; an IRI stays as it is.

    Raises `KeyError` with the prefix when it is not in `PREFIXES`.

    >>> expand("kg:cycle-life")
    'https://w3id.org/assbkg/id/cycle-life'
    """
    prefix, colon, local = curie.partition(":")
    if not colon or local.startswith("//"):
        return curie
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """Turn an IRI into the CURIE with the longest fitting namespace, if there is one.

    >>> shorten("https://w3id.org/assbkg/ontology#Claim")
    'assb:Claim'
    """
    fitting = [(ns, p) for p, ns in PREFIXES.items() if iri.startswith(ns)]
    if fitting:
        namespace, prefix = max(fitting, key=lambda pair: len(pair[0]))
        local = iri[len(namespace) :]
        if _LOCAL_NAME.fullmatch(local):
            return f"{prefix}:{local}"
    return iri


def kebab(name: str) -> str:
    """Turn the name of a class into the part of an id.

    >>> kebab("VoidEngineering"), kebab("HFEtching")
    ('void-engineering', 'hf-etching')
    """
    return _WORD_START.sub("-", name).lower()


class PartIri(NamedTuple):
    """What the IRI of a part is made of: ids of a system and a paper, and a `part_name`."""

    system: str
    paper: str
    name: str


def part_iri(system: str, paper: str, class_name: str, number: int = 1) -> str:
    """Return the IRI of a strategy, mechanism, nanostructure or component of a system in a paper.

    What no paper states, but a user supposes, has a blank `paper`.

    >>> part_iri("sinps-mxenes", "wang-2022", "VoidEngineering")
    'https://w3id.org/assbkg/id/sinps-mxenes.wang-2022.void-engineering'
    >>> part_iri("si-tic", "", "Strategy")
    'https://w3id.org/assbkg/id/si-tic.strategy'
    """
    return KG + ".".join(filter(None, (system, paper, part_name(class_name, number))))


def part_name(class_name: str, number: int = 1) -> str:
    """Return the last part of the IRI of a system's part, the first of its class or a later one.

    >>> part_name("VoidEngineering"), part_name("VoidEngineering", 2)
    ('void-engineering', 'void-engineering-2')
    """
    return kebab(class_name) + (f"-{number}" if number > 1 else "")


def read_part(iri: str) -> PartIri:
    """Return what the IRI of a part is made of; of a system itself, `paper` and `name` are blank.

    >>> read_part(part_iri("sinps-mxenes", "wang-2022", "VoidEngineering", 2))
    PartIri(system='sinps-mxenes', paper='wang-2022', name='void-engineering-2')
    >>> read_part(KG + "sinps-mxenes")
    PartIri(system='sinps-mxenes', paper='', name='')
    """
    system, _, rest = iri.removeprefix(KG).partition(".")
    paper, _, name = rest.rpartition(".")
    return PartIri(system, paper, name)


def record_iri(source: str, record: str) -> str:
    """Return the IRI of a claim, measurement, assessment, step or reference of a source."""
    return f"{KG}{source}.{record}"


def sentence_iri(source: str, number: int) -> str:
    """The IRI of the place of a sentence in a source.

    >>> sentence_iri("nanostructured-frontiers", 81)
    'https://w3id.org/assbkg/id/nanostructured-frontiers.s081'
    """
    return f"{KG}{source}.s{number:03d}"


def above(name: str, parents: Mapping[str, Iterable[str]]) -> set[str]:
    """Return a name and all its ancestors; a circle is walked once.

    >>> sorted(above("a", {"a": ["b"], "b": ["c", "a"]}))
    ['a', 'b', 'c']
    """
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(parents.get(current, ()))
    return found
