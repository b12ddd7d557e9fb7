"""What strategies do and by which mechanisms, and what suffers from which bottleneck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assbkg.asking.advising.advice import Figure, Question
from assbkg.asking.advising.components import Components
from assbkg.asking.advising.grounds import Grounds, Notes
from assbkg.asking.advising.options import Effect, Ground, Mechanism, Option, System, Use, rank
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Facts
from assbkg.reasoning.grades import GRADES, strongest, weakest
from assbkg.record.reasoned import paper_cases
from assbkg.vocabulary import ASSB

__all__ = ["ADDRESSES", "CASE_OF", "EMPLOYS", "LIMITS", "MAY_BENEFIT", "MAY_IMPAIR"]
__all__ += ["OPERATES_THROUGH", "SUFFERS_FROM", "WORSENS", "Effects", "Suffering", "is_remedied"]


SUFFERS_FROM = ASSB + "suffersFrom"
LIMITS = ASSB + "limits"
_DESCRIBES = ASSB + "describesBottleneck"


@dataclass(frozen=True)
class Suffering:
    """What holds components and dimensions back, in one graph."""

    facts: Facts
    components: Components
    notes: Notes

    def links(self, question: Question) -> Iterator[Fact]:
        """Return the links that name what the first goal asked for suffers from.

        For a bottleneck: what suffers from it; for a dimension: what limits it; for a component:
        its bottlenecks.
        """
        if question.bottleneck:
            for thing in self.facts.subjects(SUFFERS_FROM, question.bottleneck):
                yield Fact(SUFFERS_FROM, thing, question.bottleneck)
        elif question.dimension:
            for bottleneck in self.facts.subjects(LIMITS, question.dimension):
                yield Fact(LIMITS, bottleneck, question.dimension)
        else:
            for links in self.of(question.component).values():
                yield from links

    def of(self, component: str) -> dict[str, list[Fact]]:
        """Return the bottlenecks from which a component is reported to suffer, with the links."""
        found: dict[str, list[Fact]] = {}
        elsewhere = paper_cases(self.facts)
        for thing, bottleneck in self.facts.pairs(SUFFERS_FROM):
            if bottleneck not in elsewhere and self.components.serves(thing, component):
                found.setdefault(bottleneck, []).append(Fact(SUFFERS_FROM, thing, bottleneck))
        return found

    def is_told(self, question: Question) -> bool:
        """Return whether the component asked for is reported to suffer from the bottleneck."""
        return question.bottleneck in self.of(question.component)

    def extent(self, bottleneck: str, told: tuple[Ground, ...]) -> tuple[Figure, ...]:
        """Return the measurements of what suffers from a bottleneck that describe its extent."""
        wanted = set(self.facts.subjects(_DESCRIBES, bottleneck))
        things = sorted({ground.fact.subject for ground in told}) if wanted else []
        figures = (figure for thing in things for figure in self.notes.figures(thing))
        return tuple(figure for figure in figures if figure.iri in wanted)


EMPLOYS = ASSB + "employs"
ADDRESSES, WORSENS = ASSB + "addresses", ASSB + "worsens"
MAY_BENEFIT, MAY_IMPAIR = ASSB + "mayBenefit", ASSB + "mayImpair"
OPERATES_THROUGH = ASSB + "operatesThrough"
CASE_OF = ASSB + "caseOf"
_MITIGATES, _PROMOTES = ASSB + "mitigates", ASSB + "promotes"
_AGGRAVATES, _IMPAIRS = ASSB + "aggravates", ASSB + "impairs"
#: By which link a mechanism has an effect of its strategy, and by which it acts on a bottleneck.
_ACTS = {
    ADDRESSES: (_MITIGATES, _MITIGATES),
    MAY_BENEFIT: (_PROMOTES, _MITIGATES),
    WORSENS: (_AGGRAVATES, _AGGRAVATES),
    MAY_IMPAIR: (_IMPAIRS, _AGGRAVATES),
}


def is_remedied(facts: Facts, bottleneck: str) -> bool:
    """Return whether anything acts against a bottleneck, one of its cases, or it in general.

    That is a strategy that addresses it, or a mechanism that mitigates it for whatever strategy.
    What acts against one case acts against the bottleneck in general, but not against another
    case: for a case, a source has to state that something acts in general.
    """
    acts = (ADDRESSES, _MITIGATES)
    return any(facts.subjects(predicate, bottleneck) for predicate in acts) or any(
        facts.asserted(Fact(predicate, actor, general)) is not None
        for general in facts.objects(CASE_OF, bottleneck)
        for predicate in acts
        for actor in facts.subjects(predicate, general)
    )


#: Asks for all that there is.
_WHOLE = Question()


@dataclass(frozen=True)
class Effects:
    """The effects of strategies in one graph."""

    facts: Facts
    grounds: Grounds
    components: Components

    def uses(self, system: System, question: Question) -> Iterator[Use]:
        """Return the strategies of a system that have every effect asked for.

        Where a question names a component alone, each effect that a strategy has makes a use
        of its own: every bottleneck that it addresses, and every dimension that a source says
        one of its mechanisms promotes. Where it names nothing, every effect in the graph does.
        """
        for strategy in self.facts.objects(EMPLOYS, system.iri):
            for links in self._links(strategy, question):
                yield Use(system, strategy, tuple(map(self._effect, links)))

    def any(self, system: str, question: Question) -> bool:
        """Return whether a system has a strategy with every effect asked for."""
        strategies = self.facts.objects(EMPLOYS, system)
        return any(True for s in strategies for _ in self._links(s, question))

    def options(self, uses: Iterable[Use]) -> tuple[Option, ...]:
        """Return uses by class of strategy, best supported first."""
        found: dict[str, list[Use]] = {}
        for use in uses:
            for kind in self.components.classes_of(use.strategy):
                found.setdefault(kind, []).append(use)
        options = (self._option(kind, together) for kind, together in found.items())
        return tuple(sorted(options, key=rank))

    def _option(self, kind: str, uses: list[Use]) -> Option:
        def order(use: Use) -> tuple[int, str, str]:
            goal = use.effects[0].ground
            return (GRADES.index(use.grade), use.system.name, goal.sentence)

        return Option(kind, self._label(kind), tuple(sorted(uses, key=order)))

    def _links(self, strategy: str, question: Question) -> Iterator[tuple[Fact, ...]]:
        goals = ((ADDRESSES, question.bottleneck), (MAY_BENEFIT, question.dimension))
        asked = tuple(Fact(link, strategy, goal) for link, goal in goals if goal)
        if asked:
            if all(fact in self.facts for fact in asked):
                yield asked
            return
        for bottleneck in self._distinct(ADDRESSES, strategy):
            if bottleneck not in self._paper_cases:
                yield (Fact(ADDRESSES, strategy, bottleneck),)
        for dimension in self.facts.objects(MAY_BENEFIT, strategy):
            mechanisms = self.facts.objects(OPERATES_THROUGH, strategy)
            if question == _WHOLE or any(
                self._claimed(_PROMOTES, m, dimension) for m in mechanisms
            ):
                yield (Fact(MAY_BENEFIT, strategy, dimension),)

    def harms(self, strategy: str) -> tuple[Effect, ...]:
        """Return what a strategy may harm: bottlenecks that it worsens, dimensions it impairs."""
        worsens = (Fact(WORSENS, strategy, one) for one in self._distinct(WORSENS, strategy))
        impairs = (
            Fact(MAY_IMPAIR, strategy, one) for one in self.facts.objects(MAY_IMPAIR, strategy)
        )
        return tuple(map(self._effect, (*worsens, *impairs)))

    def _distinct(self, predicate: str, strategy: str) -> Iterator[str]:
        """Yield bottlenecks of a strategy, without those that stand for one of their cases.

        What holds for a case follows for the bottleneck in general, and is no second effect
        unless a source states it.
        """
        bottlenecks = self.facts.objects(predicate, strategy)
        for one in bottlenecks:
            cases = set(self.facts.subjects(CASE_OF, one)).intersection(bottlenecks)
            if not cases or self.is_stated(Fact(predicate, strategy, one)):
                yield one

    def is_stated(self, effect: Fact) -> bool:
        """Return whether a source states an effect of a strategy, or of its mechanisms."""
        acts, _ = _ACTS[effect.predicate]
        mechanisms = self.facts.objects(OPERATES_THROUGH, effect.subject)
        return self.facts.asserted(effect) is not None or any(
            self._claimed(acts, mechanism, effect.object) for mechanism in mechanisms
        )

    def _effect(self, fact: Fact) -> Effect:
        goal = fact.object
        onwards = LIMITS if fact.predicate in (MAY_BENEFIT, MAY_IMPAIR) else CASE_OF
        by_way = tuple(Fact(onwards, one, goal) for one in self.facts.subjects(onwards, goal))
        found = (
            self._mechanism(fact, mechanism, by_way)
            for mechanism in self.facts.objects(OPERATES_THROUGH, fact.subject)
        )
        mechanisms = sorted(filter(None, found), key=lambda m: (GRADES.index(m.grade), m.kind))
        does = f"{self.grounds.explainer.phrase(fact.predicate)} {self._label(goal)}"
        is_harm = fact.predicate in (WORSENS, MAY_IMPAIR)
        return Effect(does, self.grounds.of(fact), tuple(mechanisms), is_harm)

    def _mechanism(
        self, effect: Fact, mechanism: str, by_way: tuple[Fact, ...]
    ) -> Mechanism | None:
        """Return a mechanism if a source says it has the effect, or acts on what limits it.

        A mechanism that mitigates a bottleneck of one bearer mitigates the bottleneck in general.
        """
        acts = Fact(OPERATES_THROUGH, effect.subject, mechanism)
        predicate, on_bottleneck = _ACTS[effect.predicate]
        ways: list[tuple[Fact, ...]] = [(acts, Fact(predicate, mechanism, effect.object))]
        ways += [(acts, Fact(on_bottleneck, mechanism, link.subject), link) for link in by_way]
        claimed = [way for way in ways if self.facts.asserted(way[1]) is not None]
        if not claimed:
            return None
        grades = (weakest(self._grade(link) for link in way) for way in claimed)
        kind = self.components.classes_of(mechanism)[0]
        family = self.families.get(kind, "")
        return Mechanism(
            iri=mechanism,
            kind=self._label(kind),
            family=self._label(family) if family else "",
            against=tuple(self._label(way[1].object) for way in claimed if way[2:]),
            grade=strongest(grades),
        )

    def _grade(self, fact: Fact) -> str:
        rank = self.facts.rank(fact)
        assert rank is not None, f"{fact} holds"
        return GRADES[rank.level]

    def _label(self, iri: str) -> str:
        return self.grounds.explainer.entities.label(iri)

    def _claimed(self, predicate: str, subject: str, target: str) -> bool:
        return self.facts.asserted(Fact(predicate, subject, target)) is not None

    @cached_property
    def _paper_cases(self) -> frozenset[str]:
        return paper_cases(self.facts)

    def families_of(self, mechanism: str) -> set[str]:
        """Return the families to which a mechanism belongs."""
        kinds = self.facts.objects(TYPE, mechanism)
        return {self.families[kind] for kind in kinds if kind in self.families}

    @cached_property
    def families(self) -> Mapping[str, str]:
        """The family of each kind of mechanism that belongs to one, by their IRIs."""
        return dict(self.grounds.ask("mechanism-families").values())  # type: ignore[arg-type]
