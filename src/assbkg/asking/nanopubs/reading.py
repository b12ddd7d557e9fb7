"""From a file of nanopublications back to claims, each checked by its code and signature."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, parse

from assbkg.asking.evaluation import evaluate_here, take_rows
from assbkg.asking.nanopubs.signing import (
    artefact_code,
    normalised,
    require_package,
    signature_holds,
)
from assbkg.asking.nanopubs.writing import CLAIM, FORMS, NP, NPX, TYPE, ClaimRecord, as_record
from assbkg.errors import NanopubError
from assbkg.files.opening import MIB, STDIN, read_bytes
from assbkg.files.replacing import ending_of
from assbkg.graph.nesting import DEEPEST, nests_deep
from assbkg.vocabulary import expand

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.asking.results.result import Result

__all__ = [
    "Nanopub",
    "keys_of",
    "list_claims",
    "read_nanopubs",
]


MOST_BYTES: Final = 256 * MIB
#: What the servers of nanopublications take, too.
MOST_QUADS: Final = 1_200
_PARTS: Final = ("hasAssertion", "hasProvenance", "hasPublicationInfo")
_CODED: Final = re.compile(r".*[/#](RA[A-Za-z0-9_-]{43})")
_NANOPUB: Final = NamedNode(f"{NP}Nanopublication")
_EXAMPLE: Final = NamedNode(f"{NPX}ExampleNanopub")
_DERIVED: Final = NamedNode(expand("prov:wasDerivedFrom"))
_HEAD: Final = (TYPE, _NANOPUB)
_COLUMNS: Final = ("claim", "subject", "property", "object", "modality", "status", "statement")
_QUERY: Final = """
SELECT ?claim ?subject ?property ?object ?modality ?status ?statement WHERE {
  ?claim assb:claimSubject ?subject ; assb:claimProperty ?property ; assb:claimObject ?object .
  OPTIONAL { ?claim assb:hasModality ?modality }
  OPTIONAL { ?claim assb:hasStatus ?status }
  OPTIONAL { ?claim assb:statement ?statement }
}
ORDER BY ?claim ?statement
"""

_Graphs = Mapping[NamedNode, list[Quad]]


@dataclass(frozen=True)
class Nanopub:
    """A nanopublication whose code and signature fit what it says.

    `key` is the public key that signed it, in base64; a reader must find out whose key that is.
    An `example` calls itself one.
    """

    iri: str
    claim: ClaimRecord
    key: str
    example: bool


def read_nanopubs(path: Path) -> tuple[Nanopub, ...]:
    """Read a file of nanopublications of claims, and check each; in the order of their claims.

    `-` is standard input, in TriG. Raises `NanopubError`, with the IRI of the first that is not
    valid or holds no claim, `DrawingError` for another ending than those of `FORMS`, and
    `UnreadableFile`.
    """
    ending = ".trig" if path == STDIN else ending_of(path, FORMS)
    data = read_bytes(path, MOST_BYTES)
    require_package()
    if nests_deep(data):
        raise NanopubError(f"{path}: holds triples within triples, in over {DEEPEST} levels")
    graphs: dict[NamedNode, list[Quad]] = defaultdict(list)
    try:
        for quad in parse(data, format=FORMS[ending]):
            if not isinstance(quad.graph_name, NamedNode):
                raise NanopubError(f"{path}: holds {quad.subject} … in no named graph")
            graphs[quad.graph_name].append(quad)
    except (SyntaxError, ValueError) as error:
        raise NanopubError(f"{path}: is not valid {ending[1:]}: {error}") from error
    heads = [q for quads in graphs.values() for q in quads if (q.predicate, q.object) == _HEAD]
    if not heads:
        raise NanopubError(f"{path}: holds no nanopublication")
    read, used = [], set[NamedNode]()
    for head in heads:
        try:
            found, names = _read(head, graphs)
        except NanopubError as error:
            raise NanopubError(f"{path}: {str(head.subject)[1:-1]}: {error}") from error
        if used & names:
            raise NanopubError(f"{path}: {found.iri} shares a graph with another one")
        used |= names
        read.append(found)
    if strays := set(graphs) - used:
        raise NanopubError(f"{path}: {min(map(str, strays))} is a graph of no nanopublication")
    return tuple(sorted(read, key=lambda one: (one.claim.iri.value, one.iri)))


def _read(head: Quad, graphs: _Graphs) -> tuple[Nanopub, set[NamedNode]]:
    """Return a nanopublication, and the names of its graphs."""
    this = head.subject
    assert isinstance(head.graph_name, NamedNode), "of a named graph"
    coded = _CODED.fullmatch(this.value) if isinstance(this, NamedNode) else None
    if coded is None:
        raise NanopubError("its IRI does not end with the code of a signed nanopublication")
    assert isinstance(this, NamedNode), "has an IRI"
    parts = [_one(graphs[head.graph_name], this, NP + part) for part in _PARTS]
    names = [head.graph_name, *(part for part in parts if isinstance(part, NamedNode))]
    missing = [name for name in names if not graphs.get(name)]
    if len(set(names)) != 1 + len(_PARTS) or missing:
        raise NanopubError("expected four graphs: head, assertion, provenance and publication")
    quads = [quad for name in names for quad in graphs[name]]
    if len(quads) > MOST_QUADS:
        raise NanopubError(f"has {len(quads):,} triples; expected at most {MOST_QUADS:,}")
    inside = f"{this.value}#"
    if artefact_code(quads, inside) != coded[1]:
        raise NanopubError("is not what its IRI says; it was altered")
    key = _require_signature(quads, graphs[names[3]], inside, this)
    claim = _claim(graphs[names[1]], graphs[names[2]], names[1])
    example = any(q.object == _EXAMPLE for q in graphs[names[3]] if q.subject == this)
    return Nanopub(this.value, claim, key, example), set(names)


def _require_signature(quads: list[Quad], pubinfo: list[Quad], inside: str, this: NamedNode) -> str:
    """Return the public key that signed; raise `NanopubError` where the signature does not fit."""
    target = NamedNode(f"{NPX}hasSignatureTarget")
    signatures = [q.subject for q in pubinfo if (q.predicate, q.object) == (target, this)]
    if len(signatures) != 1:
        raise NanopubError("is not signed" if not signatures else "is signed more than once")
    algorithm, key, signature = (
        _text(_one(pubinfo, signatures[0], NPX + name))
        for name in ("hasAlgorithm", "hasPublicKey", "hasSignature")
    )
    if algorithm != "RSA":
        raise NanopubError(f"is signed by {algorithm[:20]!r}; expected RSA")
    value = NamedNode(f"{NPX}hasSignature")
    signed = [q for q in quads if q.predicate != value]
    if not signature_holds(normalised(signed, inside), signature, key):
        raise NanopubError("its signature does not fit; it was altered")
    return key


def _claim(assertion: list[Quad], provenance: list[Quad], name: NamedNode) -> ClaimRecord:
    if len(assertion) != 1:
        raise NanopubError(f"asserts {len(assertion)} links; expected that of a claim")
    claims = {quad.subject for quad in provenance if (quad.predicate, quad.object) == (TYPE, CLAIM)}
    claim = _one(provenance, name, _DERIVED.value)
    if not isinstance(claim, NamedNode) or claims != {claim}:
        raise NanopubError("its provenance names no claim that it was derived from")
    subject, prop, target = assertion[0].subject, assertion[0].predicate, assertion[0].object
    if not isinstance(subject, NamedNode) or not isinstance(target, NamedNode):
        raise NanopubError("asserts no link between two things")
    statements = ((q.predicate, q.object) for q in provenance if q.subject == claim)
    return as_record(claim, (subject, prop, target), statements)


def _one(quads: list[Quad], subject: object, prop: str) -> object:
    found = {q.object for q in quads if q.subject == subject and q.predicate.value == prop}
    if len(found) != 1:
        raise NanopubError(f"has {len(found)} values of {prop}; expected one")
    return found.pop()


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""


def list_claims(claims: Iterable[ClaimRecord], graph: KnowledgeGraph) -> Result:
    """Return a row for each claim, with the names that a graph has for things."""
    store = Store()
    ends = [NamedNode(expand(f"assb:claim{end}")) for end in ("Subject", "Property", "Object")]
    for claim in claims:
        store.extend(Quad(claim.iri, *pair) for pair in zip(ends, claim.link, strict=True))
        store.extend(Quad(claim.iri, predicate, value) for predicate, value in claim.statements)
    return graph.result(evaluate_here(store, _QUERY, take_rows), _COLUMNS)


def keys_of(found: Iterable[Nanopub]) -> Iterator[str]:
    """Yield a line for each key: how many it signed, and its fingerprint."""
    counts = Counter((one.key, one.example) for one in found)
    for (key, example), count in sorted(counts.items()):
        digest = hashlib.sha256(base64.b64decode(key)).hexdigest()
        marked = ", marked as examples" if example else ""
        yield f"{count:,} valid nanopublications{marked}, signed by the RSA key SHA256:{digest}"
