"""The disagreements of a release, read back with the claims and measurements of each side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeAlias

from pyoxigraph import Literal, NamedNode

from assbkg.graph.terms import INFERRED
from assbkg.vocabulary import ASSB, expand

if TYPE_CHECKING:
    from assbkg.record.claims import Claim
    from assbkg.record.measurements import Measurement
    from assbkg.record.release import Records

__all__ = ["VERDICTS", "Disagreement", "Disagreements", "Side"]

#: What conditions say on a disagreement, that which nothing explains first.
VERDICTS: Final = ("unexplained", "may be explained", "explained")

#: The claims and measurements on which one side of a disagreement rests.
Side: TypeAlias = "tuple[Claim | Measurement, ...]"

_TYPE: Final = NamedNode(expand("rdf:type"))
_CLASS: Final = NamedNode(ASSB + "Disagreement")


@dataclass(frozen=True)
class Disagreement:
    """Two sides that can't both hold as they are worded, unless a condition explains it.

    `rule` is the IRI of the rule that found it, `about` are those of the things in question.
    `explained_by` has the reported conditions that differ, with both values, `may_explain` what a
    source leaves out.
    """

    iri: str
    rule: str
    verdict: str
    in_dispute: str
    first: Side
    second: Side
    about: tuple[str, ...]
    explained_by: tuple[str, ...]
    may_explain: tuple[str, ...]

    def against(self, records: Iterable[str]) -> Side:
        """Return the side that opposes some records, given by IRI, or nothing."""
        wanted = frozenset(records)
        if wanted & _iris(self.first):
            return self.second
        return self.first if wanted & _iris(self.second) else ()


@dataclass(frozen=True)
class Disagreements:
    """The disagreements of a release, each read when one is first needed."""

    records: Records

    @cached_property
    def all(self) -> tuple[Disagreement, ...]:
        """All disagreements, those that nothing explains first."""
        store = self.records.store
        quads = store.quads_for_pattern(None, _TYPE, _CLASS, INFERRED)
        found = (self._read(q.subject) for q in quads if isinstance(q.subject, NamedNode))
        return tuple(sorted(found, key=lambda one: (VERDICTS.index(one.verdict), one.iri)))

    def of(self, records: Iterable[str]) -> tuple[Disagreement, ...]:
        """Return the disagreements with a side that rests on one of some records, by IRI."""
        wanted = dict.fromkeys(records)
        found = (one for record in wanted for one in self._by_record.get(record, ()))
        return tuple(sorted({one.iri: one for one in found}.values(), key=self.all.index))

    def on(self, thing: str) -> tuple[Disagreement, ...]:
        """Return the disagreements on a thing, by IRI."""
        return tuple(one for one in self.all if thing in one.about)

    @cached_property
    def _by_record(self) -> Mapping[str, list[Disagreement]]:
        found: dict[str, list[Disagreement]] = {}
        for one in self.all:
            for record in (*_iris(one.first), *_iris(one.second)):
                found.setdefault(record, []).append(one)
        return found

    def _read(self, node: NamedNode) -> Disagreement:
        said: dict[str, list[str]] = {}
        for quad in self.records.store.quads_for_pattern(node, None, None, INFERRED):
            if isinstance(quad.object, (NamedNode, Literal)):
                name = quad.predicate.value.removeprefix(ASSB)
                said.setdefault(name, []).append(quad.object.value)

        def values(name: str) -> tuple[str, ...]:
            return tuple(sorted(said.get(name, ())))

        return Disagreement(
            iri=node.value,
            rule=said["byRule"][0],
            verdict=said["verdict"][0],
            in_dispute=said["inDispute"][0],
            first=self._side(values("firstSide")),
            second=self._side(values("secondSide")),
            about=values("disagreementOn"),
            explained_by=values("explainedBy"),
            may_explain=values("mayBeExplainedBy"),
        )

    def _side(self, records: tuple[str, ...]) -> Side:
        claims, measurements = self._claims, self.records.measurements
        return tuple(claims[iri] if iri in claims else measurements[iri] for iri in records)

    @cached_property
    def _claims(self) -> Mapping[str, Claim]:
        known = self.records.claims.values()
        return {claim.claim: claim for claims in known for claim in claims}


def _iris(side: Side) -> frozenset[str]:
    return frozenset(one.iri for one in side)
