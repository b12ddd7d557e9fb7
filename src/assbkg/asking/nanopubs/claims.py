"""Claims as records that compare equal when all statements about them are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from assbkg.errors import AmbiguousName, UnknownName
from assbkg.graph.terms import EVIDENCE
from assbkg.nearest import nearest
from assbkg.vocabulary import expand, shorten

__all__ = ["CLAIM", "TYPE", "ClaimRecord", "Term", "as_record", "chosen_claims", "read_claims"]

Term = NamedNode | BlankNode | Literal | Triple

TYPE: Final = NamedNode(expand("rdf:type"))
CLAIM: Final = NamedNode(expand("assb:Claim"))
_ENDS: Final = tuple(
    NamedNode(expand(f"assb:{name}")) for name in ("claimSubject", "claimProperty", "claimObject")
)


@dataclass(frozen=True)
class ClaimRecord:
    """A claim: the link that it states, and all other statements about it.

    `said` are pairs of a property and a value, sorted: statement, modality, status, source,
    places, citations and notes.
    """

    iri: NamedNode
    link: tuple[NamedNode, NamedNode, NamedNode]
    said: tuple[tuple[NamedNode, Term], ...]

    def values(self, prop: str) -> tuple[Term, ...]:
        """Return the values of a property, given as a CURIE or IRI."""
        wanted = NamedNode(expand(prop))
        return tuple(value for predicate, value in self.said if predicate == wanted)

    def text(self, prop: str) -> str:
        """Return the first value of a property as text; empty where there is none."""
        for value in self.values(prop):
            return value.value if isinstance(value, (Literal, NamedNode)) else str(value)
        return ""


def as_record(
    iri: NamedNode,
    link: tuple[NamedNode, NamedNode, NamedNode],
    said: Iterable[tuple[NamedNode, Term]],
) -> ClaimRecord:
    """Return a record with what is said in canonical order."""
    pairs = sorted(set(said), key=lambda pair: (str(pair[0]), str(pair[1])))
    return ClaimRecord(iri, link, tuple(pairs))


def read_claims(store: Store) -> tuple[ClaimRecord, ...]:
    """Return all claims of a graph, in the order of their IRIs."""
    found = []
    for quad in store.quads_for_pattern(None, TYPE, CLAIM, EVIDENCE):
        claim = quad.subject
        assert isinstance(claim, NamedNode), "claims have IRIs"
        said: dict[NamedNode, list[Term]] = defaultdict(list)
        for of_claim in store.quads_for_pattern(claim, None, None, EVIDENCE):
            said[of_claim.predicate].append(of_claim.object)
        subject, prop, target = (said.pop(end)[0] for end in _ENDS)
        assert isinstance(subject, NamedNode)
        assert isinstance(prop, NamedNode)
        assert isinstance(target, NamedNode)
        pairs = ((predicate, value) for predicate, values in said.items() for value in values)
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
