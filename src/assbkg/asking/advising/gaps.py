"""What the graph suggests and no system in it is reported to have tried, and what is near."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assbkg.asking.advising.advice import Nearest, Question
from assbkg.asking.advising.effects import (
    ADDRESSES,
    CASE_OF,
    EMPLOYS,
    LIMITS,
    MAY_BENEFIT,
    OPERATES_THROUGH,
    SUFFERS_FROM,
    Effects,
    Suffering,
    is_remedied,
)
from assbkg.asking.advising.grounds import REPORTED_GAIN
from assbkg.asking.advising.options import Gap, GapKind, Ground, Mechanism, Use, rank
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.vocabulary import ASSB

__all__ = ["Gaps", "Neighbours"]


@dataclass(frozen=True)
class Gaps:
    """Finds what a question leaves open.

    `here` are the systems that serve as the component asked for, `open` those for which that
    is not stated, `elsewhere` the uses in systems that serve as something else.
    """

    effects: Effects
    suffering: Suffering
    question: Question
    here: frozenset[str]
    open: frozenset[str]
    elsewhere: Sequence[Use]

    def find(self) -> tuple[Gap, ...]:
        """Return all gaps, by kind, each kind best supported first."""
        kinds = (
            self._of_strategies(),
            self._of_effects(),
            self._of_families(),
            self._of_bottlenecks(),
            self._of_components(),
        )
        return tuple(gap for kind in kinds for gap in sorted(kind, key=rank))

    def _of_strategies(self) -> Iterator[Gap]:
        for kind, uses in self._by_strategy().items():
            if not self._employing(self.here, kind):
                yield self._shown("strategy", kind, uses, self._employing(self.open, kind))

    def _of_effects(self) -> Iterator[Gap]:
        """Strategies that are in use here, without the effect that they have elsewhere."""
        for kind, uses in self._by_strategy().items():
            users = self._employing(self.here, kind)
            if users:
                new = tuple(use for use in uses if not self._has_effects(users, kind, use))
                if new:
                    yield self._shown("effect", kind, new, users)

    def _of_families(self) -> Iterator[Gap]:
        """Families through which no system works here, and that have the effect elsewhere."""
        facts = self.effects.facts
        tried = {
            family
            for system in self.here
            for strategy in facts.objects(EMPLOYS, system)
            for mechanism in facts.objects(OPERATES_THROUGH, strategy)
            for family in self.effects.families_of(mechanism)
        }
        found: dict[str, dict[Use, list[Ground]]] = {}
        for use in self.elsewhere:
            effect = use.effects[0]
            for mechanism in effect.mechanisms:
                for family in self.effects.families_of(mechanism.iri) - tried:
                    ground = self._ground_of(mechanism, effect.ground.fact)
                    found.setdefault(family, {}).setdefault(use, []).append(ground)
        for family, shown in found.items():
            grounds = dict.fromkeys(ground for together in shown.values() for ground in together)
            yield Gap("family", family, self._label(family), tuple(shown), tuple(grounds))

    def _of_bottlenecks(self) -> Iterator[Gap]:
        """Bottlenecks of what is asked for that no strategy in the graph addresses."""
        facts, asked = self.effects.facts, self.question
        if asked.bottleneck:
            return
        if asked.dimension:
            limiting = facts.subjects(LIMITS, asked.dimension)
            bottlenecks = {b: [Fact(LIMITS, b, asked.dimension)] for b in limiting}
        else:
            bottlenecks = self.suffering.of(asked.component)
        for bottleneck, links in bottlenecks.items():
            if not is_remedied(facts, bottleneck):
                grounds = tuple(map(self.effects.grounds.of, links))
                yield Gap("bottleneck", bottleneck, self._label(bottleneck), (), grounds)

    def _of_components(self) -> Iterator[Gap]:
        """Components that suffer from the bottleneck, and in which no system addresses it."""
        facts, components = self.effects.facts, self.effects.components
        asked = Question(bottleneck=self.question.bottleneck)
        if self.question.component or not asked.bottleneck:
            return
        suffering: dict[str, list[Fact]] = {}
        for thing in facts.subjects(SUFFERS_FROM, asked.bottleneck):
            for kind in components.classes_of(thing):
                if kind in components.all and not components.is_region(kind):
                    link = Fact(SUFFERS_FROM, thing, asked.bottleneck)
                    suffering.setdefault(kind, []).append(link)
        for kind, links in suffering.items():
            serving = (system for system in self.here if components.serves(system, kind))
            if not any(self._addresses(system, asked.bottleneck) for system in serving):
                grounds = tuple(map(self.effects.grounds.of, links))
                yield Gap("component", kind, self._label(kind), (), grounds)

    def _shown(self, gap: GapKind, kind: str, uses: tuple[Use, ...], look_at: Iterable[str]) -> Gap:
        grounds = tuple(effect.ground for use in uses for effect in use.effects)
        names = tuple(sorted(map(self._label, look_at)))
        return Gap(gap, kind, self._label(kind), uses, grounds, names)

    def _by_strategy(self) -> dict[str, tuple[Use, ...]]:
        found: dict[str, tuple[Use, ...]] = {}
        for use in self.elsewhere:
            for kind in self.effects.components.classes_of(use.strategy):
                found[kind] = (*found.get(kind, ()), use)
        return found

    def _employing(self, systems: Iterable[str], kind: str) -> tuple[str, ...]:
        """Return the systems that employ a strategy of a class, or of one below it."""
        return tuple(sorted(s for s in systems if any(self._employed(s, kind))))

    def _employed(self, system: str, kind: str) -> Iterator[str]:
        facts = self.effects.facts
        for strategy in facts.objects(EMPLOYS, system):
            if Fact(TYPE, strategy, kind) in facts:
                yield strategy

    def _addresses(self, system: str, bottleneck: str) -> bool:
        """Return whether a system addresses a bottleneck, or the same in general."""
        strategies = self.effects.facts.objects(EMPLOYS, system)
        return any(self._acts(Fact(ADDRESSES, strategy, bottleneck)) for strategy in strategies)

    def _has_effects(self, systems: Iterable[str], kind: str, use: Use) -> bool:
        """Return whether a strategy of a class has the effects of a use in any of some systems.

        What addresses a bottleneck in general addresses each case of it, and a gain that is
        reported of the system has been tried, whatever the mechanism.
        """
        wanted = [effect.ground.fact for effect in use.effects]
        return any(
            all(self._has_effect(system, strategy, link) for link in wanted)
            for system in systems
            for strategy in self._employed(system, kind)
        )

    def _has_effect(self, system: str, strategy: str, link: Fact) -> bool:
        facts = self.effects.facts
        if link.predicate == MAY_BENEFIT and Fact(REPORTED_GAIN, system, link.object) in facts:
            return True
        return self._acts(Fact(link.predicate, strategy, link.object))

    def _acts(self, effect: Fact) -> bool:
        """Return whether a strategy has an effect, or is stated to have it in general."""
        facts = self.effects.facts
        return effect in facts or any(
            self.effects.is_stated(Fact(effect.predicate, effect.subject, general))
            for general in facts.objects(CASE_OF, effect.object)
        )

    def _ground_of(self, mechanism: Mechanism, effect: Fact) -> Ground:
        """Return what a mechanism does for the effect of its strategy."""
        predicate = "mitigates" if effect.predicate == ADDRESSES else "promotes"
        return self.effects.grounds.of(Fact(ASSB + predicate, mechanism.iri, effect.object))

    def _label(self, iri: str) -> str:
        return self.effects.grounds.explainer.entities.label(iri)


_CAUSES = ASSB + "causes"
_COMPONENT = ASSB + "CellComponent"
#: Maximum number of neighbours named.
_MOST = 3


@dataclass(frozen=True)
class Neighbours:
    """Looks around one question, among some systems."""

    effects: Effects
    question: Question
    systems: Sequence[str]

    def find(self) -> tuple[Nearest, ...]:
        """Return the nearest bottlenecks, dimensions or components with an answer, nearest first.

        The rest of the question stays as it is.
        """
        asked = self.question
        found: list[Nearest] = []
        if asked.bottleneck:
            near = self._bottlenecks(asked.bottleneck)
            found += self._answered(near, lambda iri: replace(asked, bottleneck=iri))
        if asked.dimension:
            near = self._dimensions(asked.dimension)
            found += self._answered(near, lambda iri: replace(asked, dimension=iri))
        if not (asked.bottleneck or asked.dimension):
            near = self._components(asked.component)
            found += self._answered(near, lambda iri: replace(asked, component=iri))
        return tuple(found)

    def _answered(
        self, near: Iterator[tuple[str, str]], ask: Callable[[str], Question]
    ) -> Iterator[Nearest]:
        seen: set[str] = set()
        for iri, how in near:
            if iri not in seen and len(seen) < _MOST and self._has_answer(ask(iri)):
                seen.add(iri)
                yield Nearest(self._label(iri), how)

    def _has_answer(self, question: Question) -> bool:
        place = self.effects.components.place
        return any(
            place(system, question.component)[0] == "here" and self.effects.any(system, question)
            for system in self.systems
        )

    def _bottlenecks(self, iri: str) -> Iterator[tuple[str, str]]:
        facts, name = self.effects.facts, self._label(iri)
        yield from ((b, f"causes {name}") for b in facts.subjects(_CAUSES, iri))
        yield from ((b, f"is caused by {name}") for b in facts.objects(_CAUSES, iri))
        yield from self._alike(iri)
        for dimension in facts.objects(LIMITS, iri):
            how = f"limits {self._label(dimension)}, too"
            yield from ((b, how) for b in facts.subjects(LIMITS, dimension) if b != iri)

    def _dimensions(self, iri: str) -> Iterator[tuple[str, str]]:
        facts = self.effects.facts
        yield from self._alike(iri)
        for bottleneck in facts.subjects(LIMITS, iri):
            how = f"is limited by {self._label(bottleneck)}, too"
            yield from ((d, how) for d in facts.objects(LIMITS, bottleneck) if d != iri)

    def _components(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield other components but regions, those with most classes in common first."""
        components = self.effects.components
        kin = components.above(iri) - components.above(_COMPONENT)
        shared = {
            other: len(components.above(other) & kin)
            for other in components.all
            if other != iri and not components.is_region(other)
        }
        for other in sorted(shared, key=lambda other: (-shared[other], other)):
            yield other, "is near in kind" if shared[other] else "is a component, too"

    def _alike(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield others of the same class."""
        facts = self.effects.facts
        for kind in self.effects.components.classes_of(iri):
            how = f"is a {self._label(kind)}, too"
            yield from ((other, how) for other in facts.subjects(TYPE, kind) if other != iri)

    def _label(self, iri: str) -> str:
        return self.effects.grounds.explainer.entities.label(iri)
