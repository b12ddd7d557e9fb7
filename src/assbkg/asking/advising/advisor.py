"""What should I try? Strategies by how well they are supported, and the gaps around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assbkg.asking.advising.advice import Advice, Question, SystemNotes
from assbkg.asking.advising.components import Components, Where
from assbkg.asking.advising.drawbacks import DrawbackFinder
from assbkg.asking.advising.effects import ADDRESSES, CASE_OF, EMPLOYS, Effects, Suffering
from assbkg.asking.advising.gaps import Gaps, Neighbours
from assbkg.asking.advising.grounds import Ask, Grounds, Notes
from assbkg.asking.advising.options import Gap, Ground, Option, System, Use
from assbkg.asking.explaining import Explainer
from assbkg.errors import QueryError
from assbkg.reasoning.facts import Facts
from assbkg.record.coverage import extent_read

__all__ = ["Advisor"]


@dataclass(frozen=True)
class Advisor:
    """Gives advice from one graph.

    Links and grades come from the facts of `explainer`, the words around them from named
    queries: with other facts, the same advisor advises on other assumptions.
    """

    explainer: Explainer
    ask: Ask

    def advise(self, component: str, bottleneck: str, dimension: str) -> Advice:
        """Advise on a component, a bottleneck, a performance dimension, or several of these.

        Names as `Entities.resolve` takes them; empty for what is not asked. Raises
        `UnknownName`, or `QueryError` when nothing is asked.
        """
        question = self.question(component, bottleneck, dimension)
        systems = self._placed(question)
        uses = {where: tuple(self._uses(placed, question)) for where, placed in systems.items()}
        here, open_, elsewhere = self._that_matter(question, uses)
        here, open_ = (tuple(map(self.drawbacks.weigh, uses)) for uses in (here, open_))
        gaps = self._gaps(question, systems, elsewhere)
        told = tuple(map(self.grounds.of, self.suffering.links(question)))
        notes = self._notes(question, here or open_)
        papers = self.grounds.records.papers.values()
        shown = (*here, *open_, *(use for gap in gaps for use in gap.uses))
        return Advice(
            question=question,
            names=self._names(question),
            told=told,
            told_here=self.suffering.is_told(question),
            extent=self.suffering.extent(question.bottleneck, told),
            options=self._options(here),
            open=self._options(open_),
            gaps=gaps,
            systems=notes,
            contested=self.notes.contested(question, shown),
            cited=self.notes.of_cited(_grounds(told, notes, shown, gaps)),
            nearest=() if here else Neighbours(self.effects, question, self.systems).find(),
            papers=len(papers),
            partly=sum(not paper.is_whole for paper in papers),
            serving=sum(system.kind != "general" for system in systems["here"].values()),
            region=bool(component) and self.components.is_region(question.component),
            included=self.grounds.included,
            extent_read=extent_read(papers),
            gains=self.drawbacks.gains(question, {use.system.iri for use in (*here, *open_)}),
            denied=self.notes.denied(question, shown),
        )

    def question(self, component: str, bottleneck: str, dimension: str) -> Question:
        """What is asked, by IRIs. Raises as `advise` does."""
        if not (component or bottleneck or dimension):
            raise QueryError(
                "nothing to advise on: give a component, a bottleneck or a performance dimension, "
                "or several of these"
            )
        resolve = self.explainer.entities.resolve
        return Question(
            self.components.resolve(component) if component else "",
            resolve(bottleneck, "Bottleneck").value if bottleneck else "",
            resolve(dimension, "PerformanceDimension").value if dimension else "",
        )

    @cached_property
    def grounds(self) -> Grounds:
        """What links rest on."""
        return Grounds(self.explainer, self.ask)

    @cached_property
    def notes(self) -> Notes:
        """What else is known of systems."""
        return Notes(self.facts, self.grounds)

    @cached_property
    def components(self) -> Components:
        """Which systems serve as what."""
        return Components(self.facts, self.explainer.entities, self.notes.of_contested_use)

    @cached_property
    def effects(self) -> Effects:
        """What strategies do."""
        return Effects(self.facts, self.grounds, self.components)

    @cached_property
    def drawbacks(self) -> DrawbackFinder:
        """What speaks against strategies."""
        return DrawbackFinder(self.effects, self.notes)

    @cached_property
    def suffering(self) -> Suffering:
        """What holds components and dimensions back."""
        return Suffering(self.facts, self.components, self.notes)

    @property
    def facts(self) -> Facts:
        """All links, with their grades."""
        return self.explainer.reasoned.instances.facts

    @cached_property
    def systems(self) -> tuple[str, ...]:
        """Every designed system that employs a strategy."""
        return tuple(sorted({system for system, _ in self.facts.pairs(EMPLOYS)}))

    def _options(self, uses: Iterable[Use]) -> tuple[Option, ...]:
        return tuple(map(self.drawbacks.with_harms_elsewhere, self.effects.options(uses)))

    def _placed(self, question: Question) -> dict[Where, dict[str, System]]:
        found: dict[Where, dict[str, System]] = {"here": {}, "open": {}, "elsewhere": {}}
        for iri in self.systems:
            where, system = self.components.place(iri, question.component)
            found[where][iri] = system
        return found

    def _uses(self, systems: dict[str, System], question: Question) -> Iterator[Use]:
        for system in systems.values():
            yield from self.effects.uses(system, question)

    def _that_matter(
        self, question: Question, uses: dict[Where, tuple[Use, ...]]
    ) -> Iterator[tuple[Use, ...]]:
        """The uses here, open and elsewhere, without what matters to another component.

        Where a component alone is asked for, only what holds it back matters of what is not
        in use in it: the bottlenecks from which it suffers, and those addressed in it. Then
        general statements of no component are left out. Of a region, only what it suffers from
        matters, as no system serves as one.
        """
        here = uses["here"]
        if question.bottleneck or question.dimension:
            yield from (here, uses["open"], uses["elsewhere"])
            return
        matters = set(self.suffering.of(question.component))
        if self.components.is_region(question.component):
            yield tuple(use for use in here if self._addressed([use]) & matters)
        else:
            yield here
            matters |= self._addressed(here)
        made = (use for use in uses["open"] if use.system.kind != "general")
        for rest in (made, uses["elsewhere"]):
            yield tuple(use for use in rest if self._addressed([use]) & matters)

    def _addressed(self, uses: Iterable[Use]) -> set[str]:
        """Return the bottlenecks that uses address; for a case, the bottleneck in general too."""
        links = (effect.ground.fact for use in uses for effect in use.effects)
        found = {link.object for link in links if link.predicate == ADDRESSES}
        return found.union(*(self.facts.objects(CASE_OF, bottleneck) for bottleneck in found))

    def _gaps(
        self,
        question: Question,
        systems: dict[Where, dict[str, System]],
        elsewhere: tuple[Use, ...],
    ) -> tuple[Gap, ...]:
        here, open_ = frozenset(systems["here"]), frozenset(systems["open"])
        return Gaps(self.effects, self.suffering, question, here, open_, elsewhere).find()

    def _notes(self, question: Question, uses: Iterable[Use]) -> tuple[SystemNotes, ...]:
        systems = sorted({use.system for use in uses}, key=lambda s: (s.kind == "general", s.name))
        return tuple(self.notes.of(system, question) for system in systems)

    def _names(self, question: Question) -> Question:
        label = self.explainer.entities.label
        asked = (question.component, question.bottleneck, question.dimension)
        return Question(*(label(iri) if iri else "" for iri in asked))


def _grounds(
    told: Iterable[Ground],
    notes: Iterable[SystemNotes],
    uses: Iterable[Use],
    gaps: Iterable[Gap],
) -> Iterator[Ground]:
    """Every link on which an answer rests."""
    yield from told
    for note in notes:
        yield from (*note.serves_as, *note.gains, *note.losses)
    for use in uses:
        yield from (effect.ground for effect in use.effects)
    for gap in gaps:
        yield from gap.grounds
