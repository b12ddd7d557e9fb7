"""What is near a question without an answer, and does have one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assbkg.asking.advising.advice import Nearest, Question
from assbkg.asking.advising.effects import Effects
from assbkg.asking.advising.suffering import LIMITS
from assbkg.reasoning.axioms import TYPE
from assbkg.vocabulary import ASSB

__all__ = ["Neighbours"]

_CAUSES = ASSB + "causes"
_COMPONENT = ASSB + "CellComponent"
#: So many are named at most.
_MOST = 3


@dataclass(frozen=True)
class Neighbours:
    """Looks around one question, among some systems."""

    effects: Effects
    question: Question
    systems: Sequence[str]

    def find(self) -> tuple[Nearest, ...]:
        """The nearest bottlenecks, dimensions or components with an answer, nearest first.

        All else that is asked stays as it is.
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
        """Other components, those with most classes in common first; no regions."""
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
        """Others of the same class."""
        facts = self.effects.facts
        for kind in self.effects.components.classes_of(iri):
            how = f"is a {self._label(kind)}, too"
            yield from ((other, how) for other in facts.subjects(TYPE, kind) if other != iri)

    def _label(self, iri: str) -> str:
        return self.effects.grounds.explainer.entities.label(iri)
