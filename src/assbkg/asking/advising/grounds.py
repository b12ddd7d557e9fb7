"""What links rest on: grade, claims, sources, assessments, and the command that explains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assbkg.asking.advising.advice import Ground
from assbkg.asking.explaining import Explainer, Step
from assbkg.asking.results.result import Result
from assbkg.errors import AmbiguousName, UnknownName
from assbkg.reasoning.facts import Fact
from assbkg.record.claims import Assessment, Claim
from assbkg.record.release import Records
from assbkg.vocabulary import ASSB, shorten

__all__ = ["Ask", "Grounds"]

#: Asks a named query: its name and parameters in, an answer out.
Ask = Callable[..., Result]

#: Kinds of assessment that are told beside a record; contradictions have their own query.
_TOLD = ("contested", "anomalous", "scope", "outdated")


@dataclass(frozen=True)
class Grounds:
    """Finds what the links of one graph rest on."""

    explainer: Explainer
    ask: Ask

    @property
    def records(self) -> Records:
        """The claims, measurements and assessments of the graph."""
        return self.explainer.evidence.records

    @property
    def included(self) -> bool:
        """Whether contested claims stand too."""
        return "contested" in self.explainer.evidence.statuses

    def of(self, fact: Fact) -> Ground:
        """What a link rests on. Raises `QueryError` when it does not hold."""
        known = self._known
        if fact not in known:
            known[fact] = self._ground(fact)
        return known[fact]

    def assessments(self, *records: str) -> tuple[Assessment, ...]:
        """What a curator thinks of records, by their IRIs."""
        known = self.records.assessments
        found = (a for record in records for a in known.get(record, ()) if a.kind in _TOLD)
        return tuple(dict.fromkeys(found))

    def command(self, fact: Fact) -> tuple[str, ...]:
        """The command that explains a link."""
        predicate = fact.predicate.removeprefix(ASSB)
        link = (self.name(fact.subject), predicate, self.name(fact.object))
        included = ("--include", "contested") if self.included else ()
        return ("assbkg", "explain", *link, *included)

    def name(self, iri: str) -> str:
        """What to call a thing in a command: its label, or its CURIE where that is clearer."""
        entities = self.explainer.entities
        label = entities.label(iri)
        try:
            clear = entities.resolve(label).value == iri
        except (AmbiguousName, UnknownName):
            clear = False
        return label if clear else shorten(iri)

    def _ground(self, fact: Fact) -> Ground:
        why = self.explainer.why(fact)
        claims = tuple(dict.fromkeys(_strongest_claims(why.proof)))
        return Ground(
            fact=fact,
            subject=why.proof.subject,
            object=why.proof.object,
            sentence=why.proof.sentence,
            grade=why.grade,
            claims=claims,
            sources=why.authorities,
            assessments=self.assessments(*(claim.claim for claim in claims)),
            command=self.command(fact),
        )

    @cached_property
    def _known(self) -> dict[Fact, Ground]:
        return {}


def _strongest_claims(step: Step) -> Iterator[Claim]:
    """The strongest claim at each leaf of a proof, from left to right."""
    yield from step.claims[:1]
    for premise in step.premises:
        yield from _strongest_claims(premise)
