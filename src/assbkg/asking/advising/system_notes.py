"""What else is known of systems: figures with conditions, gains reported, what is contested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assbkg.asking.advising.advice import (
    Contested,
    Figure,
    Ground,
    Question,
    System,
    SystemNotes,
    Use,
)
from assbkg.asking.advising.grounds import Grounds
from assbkg.asking.components import SERVES_AS
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Facts
from assbkg.record.claims import Assessment, Claim
from assbkg.record.measurements import Measurement, condition_words
from assbkg.vocabulary import ASSB

__all__ = ["Notes"]

_GAIN = ASSB + "reportedGain"
_MEASURES = ASSB + "hasMeasurement"
_GOALS = (ASSB + "Bottleneck", ASSB + "PerformanceDimension")


@dataclass(frozen=True)
class Notes:
    """What is known of the systems of one graph."""

    facts: Facts
    grounds: Grounds

    def of(self, system: System, question: Question) -> SystemNotes:
        """The notes of a system; of the gains, only that in the dimension asked for, if any."""
        gains = (
            self.grounds.of(Fact(_GAIN, system.iri, dimension))
            for dimension in self.facts.objects(_GAIN, system.iri)
            if question.dimension in ("", dimension)
        )
        parts = self.facts.objects(SERVES_AS, system.iri)
        serves = (self.grounds.of(Fact(SERVES_AS, system.iri, part)) for part in parts)
        return SystemNotes(system, tuple(serves), self.figures(system.iri), tuple(gains))

    def of_cited(self, grounds: Iterable[Ground]) -> tuple[Assessment, ...]:
        """The assessments of the works that the claims behind links cite, work by work."""
        cited = {
            (citation.paper, citation.number, citation.iri)
            for ground in grounds
            for claim in ground.claims
            for citation in claim.citations
        }
        return self.grounds.assessments(*(iri for _, _, iri in sorted(cited)))

    def figures(self, thing: str) -> tuple[Figure, ...]:
        """The figures of a thing and its samples, each once with all of its places."""
        measured = self.grounds.records.measurements.values()
        return tuple(self._figure(thing, m) for m in measured if thing in (m.of, *m.systems))

    def _figure(self, thing: str, measurement: Measurement) -> Figure:
        label = self.grounds.explainer.entities.label
        reported = measurement.reported.items()
        return Figure(
            iri=measurement.iri,
            of=label(measurement.of),
            quantity=label(measurement.quantity),
            comparator=measurement.comparator,
            as_written=measurement.as_written,
            conditions=tuple((condition_words(name), value) for name, value in reported),
            left_out=tuple(map(condition_words, measurement.left_out)),
            modality=measurement.modality,
            status=measurement.status,
            note=measurement.note,
            places=tuple(map(str, measurement.places)),
            cites=", ".join(measurement.marks),
            assessments=self.grounds.assessments(measurement.iri),
            command=self._figure_command(thing, measurement.iri),
        )

    def contested(self, question: Question, uses: Iterable[Use]) -> tuple[Contested, ...]:
        """The contested claims that touch a question and its answer.

        Those about what is asked for, about the strategies and mechanisms of `uses`, and about
        their systems, but for other bottlenecks and dimensions of these.
        """
        uses = tuple(uses)
        asked = {question.bottleneck, question.dimension} - {""}
        parts = {use.strategy for use in uses}
        parts |= {m.iri for use in uses for effect in use.effects for m in effect.mechanisms}
        systems = {use.system.iri for use in uses}

        def touches(fact: Fact) -> bool:
            if {fact.subject, fact.object} & (asked | parts):
                return True
            if fact.predicate == SERVES_AS and self._is_a(fact.object, {question.component}):
                return True
            return fact.subject in systems and not (asked and self._is_a(fact.object, _GOALS))

        return tuple(claim for claim in self._contested.values() if touches(claim.fact))

    @property
    def of_contested_use(self) -> frozenset[str]:
        """The systems of which a contested claim says as what they serve."""
        facts = (claim.fact for claim in self._contested.values())
        return frozenset(fact.subject for fact in facts if fact.predicate == SERVES_AS)

    def _figure_command(self, thing: str, figure: str) -> tuple[str, ...]:
        fact = Fact(_MEASURES, thing, figure)
        if fact in self.facts:
            return self.grounds.command(fact)
        # A contested figure is no link that could be explained.
        name = self.grounds.name(thing)
        return ("assbkg", "query", "conditions-of-figures", "-p", f"system={name}")

    def _is_a(self, thing: str, kinds: Iterable[str]) -> bool:
        return any(Fact(TYPE, thing, kind) in self.facts for kind in kinds)

    @cached_property
    def _contested(self) -> Mapping[str, Contested]:
        records = self.grounds.records
        claims = (claim for claims in records.claims.values() for claim in claims)
        return {
            claim.claim: self._contested_claim(claim, reasons)
            for claim in sorted(claims, key=lambda claim: claim.claim)
            if claim.status == "contested"
            if (reasons := records.reasons(claim.claim, "contested"))
        }

    def _contested_claim(self, claim: Claim, reasons: tuple[str, ...]) -> Contested:
        return Contested(
            fact=claim.link,
            claim=claim.claim,
            sentence=self.grounds.explainer.sentence(claim.link),
            statement=claim.statement,
            places=tuple(map(str, claim.places)),
            cites=", ".join(claim.marks),
            reasons=reasons,
            command=self._evidence_command(claim.link),
        )

    def _evidence_command(self, fact: Fact) -> tuple[str, ...]:
        """What shows a link that does not hold, and so can't be explained."""
        name = self.grounds.name
        parameters = {
            "subject": name(fact.subject),
            "property": fact.predicate.removeprefix(ASSB),
            "object": name(fact.object),
        }
        options = [part for k, v in parameters.items() for part in ("-p", f"{k}={v}")]
        return ("assbkg", "query", "evidence-for-link", *options)
