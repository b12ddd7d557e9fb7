"""What links rest on, and what else is known of systems: measurements, gains, contested claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assbkg.asking.advising.advice import Figure, Question, SystemNotes
from assbkg.asking.advising.components import SERVES_AS
from assbkg.asking.advising.options import Contested, Denied, Ground, System, Use
from assbkg.asking.explaining import Explainer, Step
from assbkg.asking.results.result import Result
from assbkg.errors import AmbiguousName, UnknownName
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Facts
from assbkg.record.claims import Assessment, Claim
from assbkg.record.measurements import Measurement, condition_words
from assbkg.record.release import Records
from assbkg.vocabulary import ASSB, shorten

__all__ = ["REPORTED_GAIN", "Ask", "Grounds", "Notes"]


#: Asks a named query: its name and parameters in, an answer out.
Ask = Callable[..., Result]

#: Kinds of assessment shown beside a record; contradictions have their own query.
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
        """Whether contested claims are included."""
        return "contested" in self.explainer.evidence.statuses

    def of(self, fact: Fact) -> Ground:
        """Return what a link rests on. Raises `QueryError` when it does not hold."""
        known = self._known
        if fact not in known:
            known[fact] = self._ground(fact)
        return known[fact]

    def assessments(self, *records: str) -> tuple[Assessment, ...]:
        """Return what curators think of records, given by their IRIs."""
        known = self.records.assessments
        found = (a for record in records for a in known.get(record, ()) if a.kind in _TOLD)
        return tuple(dict.fromkeys(found))

    def command(self, fact: Fact) -> tuple[str, ...]:
        """Return the command that explains a link."""
        predicate = fact.predicate.removeprefix(ASSB)
        link = (self.name(fact.subject), predicate, self.name(fact.object))
        included = ("--include", "contested") if self.included else ()
        return ("assbkg", "explain", *link, *included, *self.omitted)

    @property
    def omitted(self) -> tuple[str, ...]:
        """The options by which a command leaves out the sources that are left out here."""
        without = self.explainer.reasoned.release.without
        return tuple(word for name in without for word in ("--without", name))

    def name(self, iri: str) -> str:
        """Return what a command calls a thing: its label, or its CURIE where that is clearer."""
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
            weight=why.works,
            assessments=self.assessments(*(claim.claim for claim in claims)),
            command=self.command(fact),
            derived=why.standing is not None and why.standing.is_derived,
        )

    @cached_property
    def _known(self) -> dict[Fact, Ground]:
        return {}


def _strongest_claims(step: Step) -> Iterator[Claim]:
    """Yield the strongest claim at each leaf of a proof, from left to right."""
    yield from step.claims[:1]
    for premise in step.premises:
        yield from _strongest_claims(premise)


REPORTED_GAIN = ASSB + "reportedGain"
_REPORTED_LOSS, _EXPECTED_LOSS = ASSB + "reportedLoss", ASSB + "expectedLoss"
_SUFFERS_FROM, _OPERATES_THROUGH = ASSB + "suffersFrom", ASSB + "operatesThrough"
_MEASURES = ASSB + "hasMeasurement"
_GOALS = (ASSB + "Bottleneck", ASSB + "PerformanceDimension")


@dataclass(frozen=True)
class Notes:
    """What is known of the systems of one graph."""

    facts: Facts
    grounds: Grounds

    def of(self, system: System, question: Question) -> SystemNotes:
        """Return the notes of a system, with gains in the dimension asked for or in all."""
        gains = (
            self.grounds.of(Fact(REPORTED_GAIN, system.iri, dimension))
            for dimension in self.facts.objects(REPORTED_GAIN, system.iri)
            if question.dimension in ("", dimension)
        )
        return SystemNotes(
            system,
            self._links(SERVES_AS, system.iri),
            self.figures(system.iri),
            tuple(gains),
            self._links(_REPORTED_LOSS, system.iri),
            self._links(_EXPECTED_LOSS, system.iri),
            self._links(_SUFFERS_FROM, system.iri),
        )

    def _links(self, predicate: str, thing: str) -> tuple[Ground, ...]:
        objects = self.facts.objects(predicate, thing)
        return tuple(self.grounds.of(Fact(predicate, thing, one)) for one in objects)

    def of_cited(self, grounds: Iterable[Ground]) -> tuple[Assessment, ...]:
        """Return the assessments of the works that the claims behind links cite, work by work."""
        cited = {
            (citation.paper, citation.number, citation.iri)
            for ground in grounds
            for claim in ground.claims
            for citation in claim.citations
        }
        return self.grounds.assessments(*(iri for _, _, iri in sorted(cited)))

    def figures(self, thing: str) -> tuple[Figure, ...]:
        """Return the measurements of a thing and its samples, by IRI."""
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
            role=measurement.role,
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
        """Return the contested claims that touch a question and its answer; see `touching`."""
        touches = self.touching(question, uses)
        return tuple(claim for claim in self._contested.values() if touches(claim.fact))

    def denied(self, question: Question, uses: Iterable[Use]) -> tuple[Denied, ...]:
        """Return the claims that deny a link and touch a question and its answer."""
        touches = self.touching(question, uses)
        return tuple(claim for claim in self._denied if touches(claim.fact))

    def of_use(self, use: Use) -> tuple[tuple[Denied, ...], tuple[Contested, ...]]:
        """Return the denials and contested claims of a strategy, its mechanisms, and its system."""
        parts = {use.strategy, *self.facts.objects(_OPERATES_THROUGH, use.strategy)}

        def touches(fact: Fact) -> bool:
            return use.system.iri == fact.subject or bool({fact.subject, fact.object} & parts)

        denied = (claim for claim in self._denied if touches(claim.fact))
        contested = (claim for claim in self._contested.values() if touches(claim.fact))
        return tuple(denied), tuple(contested)

    def touching(self, question: Question, uses: Iterable[Use]) -> Callable[[Fact], bool]:
        """Return what tells whether the link of a claim touches a question and its answer.

        These are about what is asked for, about the strategies and mechanisms of `uses`, or about
        their systems, except for other bottlenecks and dimensions of these.
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

        return touches

    @property
    def of_contested_use(self) -> frozenset[str]:
        """The systems of which a contested claim states what they serve as."""
        facts = (claim.fact for claim in self._contested.values())
        return frozenset(fact.subject for fact in facts if fact.predicate == SERVES_AS)

    def _figure_command(self, thing: str, figure: str) -> tuple[str, ...]:
        fact = Fact(_MEASURES, thing, figure)
        if fact in self.facts:
            return self.grounds.command(fact)
        # A contested figure is no link that could be explained.
        name = self.grounds.name(thing)
        asked = ("assbkg", "query", "conditions-of-figures", "-p", f"system={name}")
        return (*asked, *self.grounds.omitted)

    def _is_a(self, thing: str, kinds: Iterable[str]) -> bool:
        return any(Fact(TYPE, thing, kind) in self.facts for kind in kinds)

    @cached_property
    def _contested(self) -> Mapping[str, Contested]:
        records = self.grounds.records
        claims = (claim for claims in records.claims.values() for claim in claims)
        return {
            claim.claim: self._contested_claim(claim, reasons)
            for claim in sorted(claims, key=lambda claim: claim.claim)
            if claim.status == "contested" and claim.polarity != "denied"
            if (reasons := records.reasons(claim.claim, "contested"))
        }

    @cached_property
    def _denied(self) -> tuple[Denied, ...]:
        records = self.grounds.records
        claims = (claim for claims in records.claims.values() for claim in claims)
        denied = (c for c in claims if c.polarity == "denied" and c.status != "retracted")
        return tuple(map(self._denied_claim, sorted(denied, key=lambda claim: claim.claim)))

    def _denied_claim(self, claim: Claim) -> Denied:
        return Denied(
            fact=claim.link,
            claim=claim.claim,
            sentence=self.grounds.explainer.sentence(claim.link),
            statement=claim.statement,
            status=claim.status,
            places=tuple(map(str, claim.places)),
            cites=", ".join(claim.marks),
            command=self._evidence_command(claim.link),
        )

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
        """Return the command that shows a link that does not hold, and so can't be explained."""
        name = self.grounds.name
        parameters = {
            "subject": name(fact.subject),
            "property": fact.predicate.removeprefix(ASSB),
            "object": name(fact.object),
        }
        options = [part for k, v in parameters.items() for part in ("-p", f"{k}={v}")]
        return ("assbkg", "query", "evidence-for-link", *options, *self.grounds.omitted)
