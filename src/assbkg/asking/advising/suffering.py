"""What suffers from which bottleneck, what limits which dimension, and reports on either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assbkg.asking.advising.advice import Figure, Ground, Question
from assbkg.asking.advising.system_notes import Notes
from assbkg.asking.components import Components
from assbkg.reasoning.facts import Fact, Facts
from assbkg.vocabulary import ASSB

__all__ = ["LIMITS", "SUFFERS_FROM", "Suffering"]

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
        """What suffers from the bottleneck, limits the dimension, or holds the component back.

        The first of these that is asked for.
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
        """The bottlenecks from which a component is reported to suffer, with the links."""
        found: dict[str, list[Fact]] = {}
        for thing, bottleneck in self.facts.pairs(SUFFERS_FROM):
            if self.components.serves(thing, component):
                found.setdefault(bottleneck, []).append(Fact(SUFFERS_FROM, thing, bottleneck))
        return found

    def is_told(self, question: Question) -> bool:
        """Tell whether the component asked for is reported to suffer from the bottleneck."""
        return question.bottleneck in self.of(question.component)

    def extent(self, bottleneck: str, told: tuple[Ground, ...]) -> tuple[Figure, ...]:
        """The figures of what suffers from a bottleneck that tell how large it is."""
        wanted = set(self.facts.subjects(_DESCRIBES, bottleneck))
        things = sorted({ground.fact.subject for ground in told}) if wanted else []
        figures = (figure for thing in things for figure in self.notes.figures(thing))
        return tuple(figure for figure in figures if figure.iri in wanted)
