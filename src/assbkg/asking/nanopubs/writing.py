"""From claims to signed nanopublications, one for each.

The assertion is the link that the claim states. The provenance is everything else that the graph
holds on the claim, with the paper, the places and the references, but no sentence and no
fingerprint of one. The same key and release give the same bytes: the date is that of the release.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from assbkg.asking.nanopubs.signing import DRAFT, PUBLISHED, Key, artefact_code, normalised
from assbkg.errors import AmbiguousName, NanopubError, UnknownName
from assbkg.graph.terms import EVIDENCE, ONTOLOGY_GRAPH
from assbkg.nearest import nearest
from assbkg.vocabulary import ONTOLOGY, PREFIXES, expand, shorten

if TYPE_CHECKING:
    from assbkg.graph.release import Release

__all__ = [
    "CLAIM",
    "FORMS",
    "NP",
    "NPX",
    "TYPE",
    "ClaimRecord",
    "as_record",
    "chosen_claims",
    "nanopubs",
    "orcid_iri",
    "read_claims",
]


Term = NamedNode | BlankNode | Literal | Triple

TYPE: Final = NamedNode(expand("rdf:type"))
CLAIM: Final = NamedNode(expand("assb:Claim"))
_ENDS: Final = tuple(
    NamedNode(expand(f"assb:{name}")) for name in ("claimSubject", "claimProperty", "claimObject")
)


@dataclass(frozen=True)
class ClaimRecord:
    """A claim: the link that it states, and all other statements about it.

    `statements` are pairs of a property and a value, sorted: statement, modality, status, source,
    places, citations and notes.
    """

    iri: NamedNode
    link: tuple[NamedNode, NamedNode, NamedNode]
    statements: tuple[tuple[NamedNode, Term], ...]

    def values(self, prop: str) -> tuple[Term, ...]:
        """Return the values of a property, given as a CURIE or IRI."""
        wanted = NamedNode(expand(prop))
        return tuple(value for predicate, value in self.statements if predicate == wanted)

    def text(self, prop: str) -> str:
        """Return the first value of a property as text; empty where there is none."""
        for value in self.values(prop):
            return value.value if isinstance(value, (Literal, NamedNode)) else str(value)
        return ""


def as_record(
    iri: NamedNode,
    link: tuple[NamedNode, NamedNode, NamedNode],
    statements: Iterable[tuple[NamedNode, Term]],
) -> ClaimRecord:
    """Return a record with its statements in canonical order."""
    pairs = sorted(set(statements), key=lambda pair: (str(pair[0]), str(pair[1])))
    return ClaimRecord(iri, link, tuple(pairs))


def read_claims(store: Store) -> tuple[ClaimRecord, ...]:
    """Return all claims of a graph, in the order of their IRIs."""
    found = []
    for quad in store.quads_for_pattern(None, TYPE, CLAIM, EVIDENCE):
        claim = quad.subject
        assert isinstance(claim, NamedNode), "claims have IRIs"
        values: dict[NamedNode, list[Term]] = defaultdict(list)
        for of_claim in store.quads_for_pattern(claim, None, None, EVIDENCE):
            values[of_claim.predicate].append(of_claim.object)
        subject, prop, target = (values.pop(end)[0] for end in _ENDS)
        assert isinstance(subject, NamedNode)
        assert isinstance(prop, NamedNode)
        assert isinstance(target, NamedNode)
        pairs = ((predicate, value) for predicate, each in values.items() for value in each)
        found.append(as_record(claim, (subject, prop, target), pairs))
    return tuple(sorted(found, key=lambda claim: claim.iri.value))


def chosen_claims(store: Store, names: Collection[str]) -> tuple[ClaimRecord, ...]:
    """Return the claims with some names, such as `s111a`, or by IRI or CURIE; all for no name.

    Raises `UnknownName`, and `AmbiguousName` for the id of claims of several papers.
    """
    claims = read_claims(store)
    if not names:
        return claims
    found: dict[str, list[ClaimRecord]] = defaultdict(list)
    for claim in claims:
        iri = claim.iri.value
        for name in {iri, shorten(iri), iri.rpartition(".")[2], iri.rpartition("/")[2]}:
            found[name].append(claim)
    chosen = set[NamedNode]()
    for name in names:
        if name not in found:
            raise UnknownName("claim", name, nearest(name, found))
        if len(found[name]) > 1:
            raise AmbiguousName(name, [shorten(claim.iri.value) for claim in found[name]])
        chosen.add(found[name][0].iri)
    return tuple(claim for claim in claims if claim.iri in chosen)


#: The endings of files that hold nanopublications.
FORMS: Final[Mapping[str, RdfFormat]] = {".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS}

NP: Final = "http://www.nanopub.org/nschema#"
NPX: Final = "http://purl.org/nanopub/x/"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_XSD_TIME: Final = NamedNode(expand("xsd:dateTime"))
#: The prefixes of a nanopublication beside those of its own IRIs.
_PREFIXES: Final = {
    **{name: PREFIXES[name] for name in ("assb", "cito", "dcterms", "kg", "prov", "rdfs", "xsd")},
    "foaf": _FOAF,
    "np": NP,
    "npx": NPX,
}
#: Properties of places, papers and references that a nanopublication includes.
_OF_PLACES: Final = (
    *("rdf:type", "rdfs:label", "assb:inSource", "assb:sectionNumber", "assb:sentenceNumber"),
)
_OF_WORKS: Final = (
    *("rdf:type", "rdfs:label", "assb:referenceNumber", "dcterms:title", "dcterms:creator"),
    *("dcterms:date", "dcterms:issued", "dcterms:isPartOf", "dcterms:identifier"),
)
_DATES: Final = ("dcterms:issued", "dcterms:modified", "dcterms:created")
_ORCID: Final = re.compile(r"(?:https?://orcid\.org/)?((?:\d{4}-){3}\d{3}[\dX])")


@dataclass(frozen=True)
class _Publication:
    """What all nanopublications of one file have in common."""

    store: Store
    key: Key
    orcid: str
    date: Literal | None
    licence: NamedNode | None
    curators: tuple[Literal | NamedNode, ...]


def orcid_iri(text: str) -> str:
    """Return the IRI of an ORCID iD. Raises `NanopubError` for anything else.

    >>> orcid_iri("0000-0002-1825-0097")
    'https://orcid.org/0000-0002-1825-0097'
    """
    found = _ORCID.fullmatch(text.strip())
    if found is None or _check_digit(found[1]) != found[1][-1]:
        raise NanopubError(
            f"{text[:60]!r} is not an ORCID iD; expected one such as 0000-0002-1825-0097"
        )
    return f"https://orcid.org/{found[1]}"


def _check_digit(orcid: str) -> str:
    """Return the last digit that the others call for (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 - what X stands for


def nanopubs(
    release: Release,
    ending: str,
    key: Key,
    orcid: str = "",
    claims: Sequence[ClaimRecord] | None = None,
) -> bytes:
    """Return claims of a release, or all, as nanopublications in the form of an ending.

    `orcid` is the IRI of the person who signs. Raises `NanopubError` for an ending that is not
    in `FORMS`, and when there is no claim.
    """
    if ending not in FORMS:
        raise NanopubError(f"nanopublications go to {' or '.join(FORMS)}, and not to {ending}")
    claims = read_claims(release.store) if claims is None else claims
    if not claims:
        raise NanopubError("there is no claim to publish")
    publication = _publication(release.store, key, orcid)
    written = []
    for claim in claims:
        np, quads = _signed(claim, publication)
        prefixes = {**_PREFIXES, "this": np, "sub": f"{np}#"} if ending == ".trig" else None
        data = serialize(quads, format=FORMS[ending], prefixes=prefixes)
        assert data is not None, "nothing else is written to"
        written.append(data)
    return b"\n".join(written) if ending == ".trig" else b"".join(written)


def _publication(store: Store, key: Key, orcid: str) -> _Publication:
    header = NamedNode(ONTOLOGY)

    def values(prop: str) -> list[Term]:
        found = store.quads_for_pattern(header, NamedNode(expand(prop)), None, ONTOLOGY_GRAPH)
        return sorted((quad.object for quad in found), key=str)

    dates = (date for prop in _DATES for date in values(prop) if isinstance(date, Literal))
    licences = (value for value in values("dcterms:license") if isinstance(value, NamedNode))
    date = next(dates, None)
    return _Publication(
        store,
        key,
        orcid,
        # As rdflib writes it, so that its readers hash the same whether or not they normalise.
        Literal(f"{date.value[:10]}T00:00:00+00:00", datatype=_XSD_TIME) if date else None,
        next(licences, None),
        tuple(c for c in values("dcterms:creator") if isinstance(c, (Literal, NamedNode))),
    )


def _signed(claim: ClaimRecord, publication: _Publication) -> tuple[str, list[Quad]]:
    """Return the IRI of a claim's nanopublication, and its quads in order."""
    draft = list(_quads(claim, publication, DRAFT, DRAFT))
    signature = publication.key.sign(normalised(draft, DRAFT))
    sealed = [*draft, _signature(signature, DRAFT)]
    np = PUBLISHED + artefact_code(sealed, DRAFT)
    inside = f"{np}#"
    return np, _in_order([*_quads(claim, publication, np, inside), _signature(signature, inside)])


def _in_order(quads: Iterable[Quad]) -> list[Quad]:
    parts = ("Head", "assertion", "provenance", "pubinfo")

    def place(quad: Quad) -> tuple[int, str]:
        return parts.index(str(quad.graph_name)[1:-1].rpartition("#")[2]), str(quad)

    return sorted(set(quads), key=place)


def _signature(signature: str, inside: str) -> Quad:
    graph, subject = NamedNode(f"{inside}pubinfo"), NamedNode(f"{inside}sig")
    return Quad(subject, NamedNode(f"{NPX}hasSignature"), Literal(signature), graph)


def _quads(claim: ClaimRecord, publication: _Publication, np: str, inside: str) -> Iterator[Quad]:
    """Yield all but the signature; IRIs of its own begin with `inside`."""
    head, assertion, provenance, pubinfo = (
        NamedNode(inside + part) for part in ("Head", "assertion", "provenance", "pubinfo")
    )
    this = NamedNode(np)
    yield Quad(this, TYPE, NamedNode(f"{NP}Nanopublication"), head)
    for name, part in (
        ("Assertion", assertion),
        ("Provenance", provenance),
        ("PublicationInfo", pubinfo),
    ):
        yield Quad(this, NamedNode(f"{NP}has{name}"), part, head)
    yield Quad(*claim.link, assertion)
    curators = tuple(_agents(publication.curators, inside))
    for triple in _provenance(claim, publication.store, assertion):
        yield Quad(triple.subject, triple.predicate, triple.object, provenance)
    for agent, called in curators:
        yield Quad(assertion, NamedNode(expand("prov:wasAttributedTo")), agent, provenance)
        if called is not None:
            yield Quad(agent, TYPE, NamedNode(expand("prov:Agent")), provenance)
            yield Quad(agent, NamedNode(f"{_FOAF}name"), called, provenance)
    for prop, value in _pubinfo(claim, publication, [agent for agent, _ in curators]):
        yield Quad(this, NamedNode(expand(prop)), value, pubinfo)
    sig = NamedNode(f"{inside}sig")
    signing: dict[str, NamedNode | Literal] = {
        "hasAlgorithm": Literal("RSA"),
        "hasPublicKey": Literal(publication.key.public),
        "hasSignatureTarget": this,
    }
    if publication.orcid:
        signing["signedBy"] = NamedNode(publication.orcid)
    for name, value in signing.items():
        yield Quad(sig, NamedNode(NPX + name), value, pubinfo)


def _agents(
    curators: Iterable[Literal | NamedNode], inside: str
) -> Iterator[tuple[NamedNode, Literal | None]]:
    """Yield those who curated: by their IRIs, or by their names with an IRI of ours."""
    for number, curator in enumerate(curators, 1):
        if isinstance(curator, NamedNode):
            yield curator, None
        else:
            yield NamedNode(f"{inside}curator-{number}"), curator


def _provenance(claim: ClaimRecord, store: Store, assertion: NamedNode) -> Iterator[Triple]:
    """Yield where a claim comes from: its record, and of places and works what names them."""
    yield Triple(assertion, NamedNode(expand("prov:wasDerivedFrom")), claim.iri)
    for predicate, value in claim.statements:
        yield Triple(claim.iri, predicate, value)
    works = {*claim.values("prov:hadPrimarySource"), *claim.values("cito:citesAsEvidence")}
    for source in claim.values("prov:hadPrimarySource"):
        yield Triple(assertion, NamedNode(expand("prov:hadPrimarySource")), source)
    for nodes, props in ((claim.values("assb:evidencedBy"), _OF_PLACES), (works, _OF_WORKS)):
        wanted = {NamedNode(expand(prop)) for prop in props}
        for node in nodes:
            if isinstance(node, NamedNode):
                for quad in store.quads_for_pattern(node, None, None, EVIDENCE):
                    if quad.predicate in wanted and not isinstance(quad.object, Triple):
                        yield Triple(node, quad.predicate, quad.object)


def _pubinfo(
    claim: ClaimRecord, publication: _Publication, curators: Iterable[NamedNode]
) -> Iterator[tuple[str, NamedNode | Literal]]:
    """Yield the statements about the nanopublication itself."""
    label = f"{shorten(claim.iri.value)}: {claim.text('assb:statement')}"
    if publication.key.example:
        yield "rdf:type", NamedNode(f"{NPX}ExampleNanopub")
        label = f"Example, signed with a key that everybody has: {label}"
    yield "rdfs:label", Literal(label, language="en")
    creators = [NamedNode(publication.orcid)] if publication.orcid else curators
    for creator in creators:
        yield "dcterms:creator", creator
    if publication.date is not None:
        yield "dcterms:created", publication.date
    if publication.licence is not None:
        yield "dcterms:license", publication.licence
