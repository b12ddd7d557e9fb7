"""Advice: what the graph holds to try, and where it holds no trial. Records only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assbkg.asking.advising.parts import (
    Assessment,
    Contested,
    Figure,
    Ground,
    SystemNotes,
    Use,
)
from assbkg.printable import in_brief
from assbkg.reasoning.grades import GRADES, strongest

__all__ = ["Advice", "Gap", "GapKind", "Nearest", "Option", "Question", "rank"]

#: What is missing: a strategy or family of mechanisms that a component does without, an
#: effect that nobody claims of a strategy there, a bottleneck that no strategy addresses,
#: a component in which none addresses the bottleneck asked for.
GapKind = Literal["strategy", "effect", "family", "bottleneck", "component"]


@dataclass(frozen=True)
class Question:
    """What advice is asked for, as IRIs or as names: a component, a bottleneck, a dimension.

    Empty where nothing is asked.
    """

    component: str = ""
    bottleneck: str = ""
    dimension: str = ""


@dataclass(frozen=True, repr=False)
class Option:
    """A class of strategies to try, with the systems that use it, best supported first."""

    strategy: str
    name: str
    uses: tuple[Use, ...]

    def __repr__(self) -> str:
        return in_brief(self, f"{self.name}, {self.grade}")

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The links that speak for it."""
        return tuple(effect.ground for use in self.uses for effect in use.effects)

    @property
    def grade(self) -> str:
        """The grade of the best use."""
        return strongest(use.grade for use in self.uses)

    @property
    def sources(self) -> frozenset[str]:
        """The works on which the effects rest, in any of the systems."""
        return frozenset(_sources(self.grounds))

    @property
    def systems(self) -> frozenset[str]:
        """The systems that use it; a general statement is none."""
        return frozenset(_systems(self.uses))


@dataclass(frozen=True, repr=False)
class Gap:
    """Something that the graph suggests and holds no trial of: not a finding.

    `iri` and `name` are of what is missing, `grounds` are the links that suggest it, and
    `uses` show it elsewhere. `look_at` names systems to look at: those that use the strategy
    where their component is open, or where the effect is not told.
    """

    kind: GapKind
    iri: str
    name: str
    uses: tuple[Use, ...]
    grounds: tuple[Ground, ...]
    look_at: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return in_brief(self, f"{self.kind}, {self.name}")

    @property
    def shown_by_uses(self) -> bool:
        """Tell whether it is uses elsewhere that suggest it, and not links of another kind."""
        return self.kind in ("strategy", "effect")

    @property
    def grade(self) -> str:
        """How strongly the best of what suggests it is supported."""
        shown = self.uses if self.shown_by_uses else self.grounds
        return strongest(one.grade for one in shown)

    @property
    def sources(self) -> frozenset[str]:
        """The works on which rests what suggests it."""
        return frozenset(_sources(self.grounds))

    @property
    def systems(self) -> frozenset[str]:
        """The systems elsewhere that suggest it; a general statement is none."""
        return frozenset(_systems(self.uses))


@dataclass(frozen=True)
class Nearest:
    """Something near what was asked for that does have an answer, and how it is near."""

    name: str
    how: str


@dataclass(frozen=True, repr=False)
class Advice:
    """The answer to a question, each part best supported first.

    `names` is the question in words. `told` are the links that say what suffers from the
    bottleneck, or else limits the dimension, or else from what the component suffers;
    `told_here` tells whether the component suffers from the bottleneck, and `extent` how
    large that is. `options` are in use in the component, `open` where the graph does not tell
    whether the system is one. `systems` are those of the options, or where there are none,
    those that are open. `cited` are assessments of works on which any of this rests.
    `nearest` is filled where there are no options. `papers` is the number of papers in the
    graph, `partly` that of those not read to the end, `serving` that of designed systems that
    serve as the component; `region` tells that it is a place where others meet, as which no
    system serves; `included` that contested claims stand too.
    """

    question: Question
    names: Question
    told: tuple[Ground, ...]
    told_here: bool
    extent: tuple[Figure, ...]
    options: tuple[Option, ...]
    open: tuple[Option, ...]
    gaps: tuple[Gap, ...]
    systems: tuple[SystemNotes, ...]
    contested: tuple[Contested, ...]
    cited: tuple[Assessment, ...]
    nearest: tuple[Nearest, ...]
    papers: int
    partly: int
    serving: int
    region: bool
    included: bool = False

    def __repr__(self) -> str:
        return in_brief(self, f"{len(self.options)} options, {len(self.gaps)} gaps")


def rank(one: Option | Gap) -> tuple[int, int, int, str]:
    """The order of options and gaps: by grade, then independent sources, then systems."""
    return (GRADES.index(one.grade), -len(one.sources), -len(one.systems), one.name)


def _sources(grounds: Iterable[Ground]) -> Iterator[str]:
    return (source for ground in grounds for source in ground.sources)


def _systems(uses: Iterable[Use]) -> Iterator[str]:
    return (use.system.iri for use in uses if use.system.kind != "general")
