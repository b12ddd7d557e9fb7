"""What speaks against options, and gains that no strategy explains."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from assbkg.asking.advising.advice import Gain, Question
from assbkg.asking.advising.effects import EMPLOYS, OPERATES_THROUGH, Effects
from assbkg.asking.advising.grounds import REPORTED_GAIN, Notes
from assbkg.asking.advising.options import Drawbacks, Need, Option, Use
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import ASSB

__all__ = ["DrawbackFinder"]

_CONTRIBUTED_BY: Final = ASSB + "contributedBy"
_PRODUCED_BY: Final = ASSB + "producedBy"
_HAS_STEP, _PRECEDES = ASSB + "hasStep", ASSB + "precedes"


@dataclass(frozen=True)
class DrawbackFinder:
    """Finds the other side of the options of one graph."""

    effects: Effects
    notes: Notes

    def weigh(self, use: Use) -> Use:
        """Return a use with what its strategy may harm, what is denied or contested, and needs."""
        denied, contested = self.notes.of_use(use)
        harms, needs = self.effects.harms(use.strategy), tuple(self._needs(use))
        return replace(use, but=Drawbacks(harms, denied, contested, needs))

    def with_harms_elsewhere(self, option: Option) -> Option:
        """Return an option with what strategies of its class may harm in other systems."""
        shown = {use.strategy for use in option.uses}
        found = (
            Use(self.effects.components.place(system, "")[1], strategy, harms)
            for strategy in self.effects.facts.subjects(TYPE, option.strategy)
            if strategy not in shown and (harms := self.effects.harms(strategy))
            for system in self.effects.facts.subjects(EMPLOYS, strategy)
        )
        return replace(option, harms_elsewhere=tuple(found))

    def gains(self, question: Question, explained: Collection[str]) -> tuple[Gain, ...]:
        """Return reported gains in the dimension asked for, but in systems that are `explained`.

        Those in something that serves as another component are left out. Measured gains come
        first. A measurement alone, such as of a control, is no gain.
        """
        if not question.dimension or question.bottleneck:
            return ()
        facts, components = self.effects.facts, self.effects.components
        found = []
        for thing in facts.subjects(REPORTED_GAIN, question.dimension):
            where, system = components.place(thing, question.component)
            if thing not in explained and where != "elsewhere":
                kinds = (k for s in facts.objects(EMPLOYS, thing) for k in components.classes_of(s))
                ground = self.notes.grounds.of(Fact(REPORTED_GAIN, thing, question.dimension))
                found.append(Gain(system, ground, tuple(dict.fromkeys(map(self._label, kinds)))))
        return tuple(sorted(found, key=lambda g: (GRADES.index(g.ground.grade), g.system.name)))

    def _needs(self, use: Use) -> Iterator[Need]:
        """Yield the materials that provide the mechanisms of a use, and how the system is made."""
        facts, ground = self.effects.facts, self.notes.grounds.of
        materials: dict[str, Fact] = {}
        for mechanism in facts.objects(OPERATES_THROUGH, use.strategy):
            for material in facts.objects(_CONTRIBUTED_BY, mechanism):
                materials.setdefault(material, Fact(_CONTRIBUTED_BY, mechanism, material))
        for material, fact in materials.items():
            yield Need("material", self._label(material), ground(fact))
        for process in facts.objects(_PRODUCED_BY, use.system.iri):
            link = Fact(_PRODUCED_BY, use.system.iri, process)
            yield Need("process", self._label(process), ground(link), self._steps(process))

    def _steps(self, process: str) -> tuple[str, ...]:
        """Return the kinds of the steps of a process, in their order: most precedes first."""
        facts = self.effects.facts
        steps = sorted(
            facts.objects(_HAS_STEP, process),
            key=lambda step: (-len(facts.objects(_PRECEDES, step)), step),
        )
        kinds: Iterable[str] = (k for s in steps for k in self.effects.components.classes_of(s)[:1])
        return tuple(map(self._label, kinds))

    def _label(self, iri: str) -> str:
        return self.notes.grounds.explainer.entities.label(iri)
