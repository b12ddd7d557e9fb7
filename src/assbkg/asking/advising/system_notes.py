"""What else is known of systems: figures with conditions, gains reported, what is contested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assbkg.asking.advising.advice import Question
from assbkg.asking.advising.grounds import Grounds
from assbkg.asking.advising.parts import (
    Assessment,
    Contested,
    Figure,
    Ground,
    System,
    SystemNotes,
    Use,
)
from assbkg.asking.components import SERVES_AS
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Facts
from assbkg.vocabulary import ASSB

__all__ = ["Notes"]

_GAIN = ASSB + "reportedGain"
_MEASURES = ASSB + "hasMeasurement"
_CONDITIONS = ("cycle", "current", "temperature", "mass basis", "electrolyte")
_LEFT_OUT = "not-reported"
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
            (claim.source, number)
            for ground in grounds
            for claim in ground.claims
            for number in claim.cites
        }
        works = (f"{source}.ref-{number}" for source, number in sorted(cited))
        return self.grounds.assessments(*works)

    def figures(self, thing: str) -> tuple[Figure, ...]:
        """The figures of a thing and its samples, each once with all of its places."""
        label = self.grounds.explainer.entities.label
        found: dict[str, Figure] = {}
        for row in self.grounds.ask("conditions-of-figures", system=thing).values():
            iri, of, quantity, comparator, as_written = row[:5]
            modality, status, note, cites, place = row[-5:]
            if iri in found:
                known = found[iri]
                found[iri] = replace(known, places=(*known.places, place))
                continue
            told = dict(zip(_CONDITIONS, row[5:-5], strict=True))
            found[iri] = Figure(
                iri=iri,
                of=label(of),
                quantity=label(quantity),
                comparator=comparator,
                as_written=as_written,
                conditions=tuple((c, v) for c, v in told.items() if v not in ("", _LEFT_OUT)),
                left_out=tuple(c for c, v in told.items() if v == _LEFT_OUT),
                modality=label(modality),
                status=label(status),
                note=note,
                places=(place,),
                cites=cites,
                assessments=self.grounds.assessments(iri),
                command=self._figure_command(thing, iri),
            )
        return tuple(found.values())

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
        found: dict[str, Contested] = {}
        for row in self.grounds.ask("contested-claims").values():
            iri, subject, predicate, target, said, place, cites, reason = row
            fact = Fact(predicate, subject, target)
            known = found.get(iri) or Contested(
                fact=fact,
                claim=iri,
                sentence=self.grounds.explainer.sentence(fact),
                statement=said,
                places=(),
                cites=cites,
                reasons=(),
                command=self._evidence_command(fact),
            )
            places = dict.fromkeys((*known.places, place))
            reasons = dict.fromkeys((*known.reasons, reason))
            found[iri] = replace(known, places=tuple(places), reasons=tuple(reasons))
        return found

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
