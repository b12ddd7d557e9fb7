"""Advice: what the graph holds to try, and where it holds no trial. Records only.

Three voices stay apart in them: claims say what a source says, grades how strongly a link is
supported, assessments what a curator thinks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assbkg.printable import in_brief
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES, strongest, weakest
from assbkg.record.claims import Assessment, Claim

__all__ = [
    "Advice",
    "Contested",
    "Effect",
    "Figure",
    "Gap",
    "GapKind",
    "Ground",
    "Mechanism",
    "Nearest",
    "Option",
    "Question",
    "System",
    "SystemNotes",
    "Use",
    "rank",
]


@dataclass(frozen=True, repr=False)
class Ground:
    """A link that holds, with the labels of its ends, and what it rests on.

    `claims` are the strongest claims at the leaves of its best proof, `sources` the works on
    which all of its proofs rest. `command` explains the link.
    """

    fact: Fact
    subject: str
    object: str
    sentence: str
    grade: str
    claims: tuple[Claim, ...]
    sources: frozenset[str]
    assessments: tuple[Assessment, ...]
    command: tuple[str, ...]

    def __repr__(self) -> str:
        return in_brief(self, f"{self.sentence}, {self.grade}")


@dataclass(frozen=True, repr=False)
class Mechanism:
    """A mechanism by which a strategy has an effect, by name: its kind and family.

    `against` names the bottlenecks by whose mitigation it raises a dimension, or the cases of the
    bottleneck that it mitigates. A mechanism of no family stands alone.
    """

    iri: str
    kind: str
    family: str
    against: tuple[str, ...]
    grade: str

    def __repr__(self) -> str:
        return in_brief(self, f"{self.kind}, {self.grade}")


@dataclass(frozen=True, repr=False)
class Effect:
    """What a strategy does, in words: addresses a bottleneck, may benefit a dimension."""

    does: str
    ground: Ground
    mechanisms: tuple[Mechanism, ...]

    def __repr__(self) -> str:
        return in_brief(self, f"{self.does}, {self.ground.grade}")


@dataclass(frozen=True, repr=False)
class System:
    """A designed system: something made, a general statement, or a battery technology.

    `serves_as` names the components as which it serves. Where there is none, `doubt` says why;
    it also says why it is open whether the system serves as the component asked for.
    """

    iri: str
    name: str
    kind: Literal["made", "general", "technology"]
    serves_as: tuple[str, ...]
    doubt: str

    def __repr__(self) -> str:
        return in_brief(self, self.name)


@dataclass(frozen=True, repr=False)
class Use:
    """The strategy of one system, with all effects asked for."""

    system: System
    strategy: str
    effects: tuple[Effect, ...]

    def __repr__(self) -> str:
        return in_brief(self, f"{self.system.name}, {self.grade}")

    @property
    def grade(self) -> str:
        """How strongly all of the effects together are supported."""
        return weakest(effect.ground.grade for effect in self.effects)


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure as written, with the conditions that are told and names of those left out.

    `comparator` is how value and figure stand to one another; `note` is a curator's.
    """

    iri: str
    of: str
    quantity: str
    comparator: str
    as_written: str
    conditions: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    modality: str
    status: str
    note: str
    places: tuple[str, ...]
    cites: str
    assessments: tuple[Assessment, ...]
    command: tuple[str, ...]

    def __repr__(self) -> str:
        return in_brief(self, f"{self.quantity} of {self.of}: {self.as_written}")


@dataclass(frozen=True)
class Contested:
    """A contested claim, which nothing rests on, with the assessments of it."""

    fact: Fact
    claim: str
    sentence: str
    statement: str
    places: tuple[str, ...]
    cites: str
    reasons: tuple[str, ...]
    command: tuple[str, ...]


@dataclass(frozen=True)
class SystemNotes:
    """What else is reported about a system: its part in a cell, its figures, its reported gains."""

    system: System
    serves_as: tuple[Ground, ...]
    figures: tuple[Figure, ...]
    gains: tuple[Ground, ...]


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


@dataclass(frozen=True)
class Thing:
    """Something by its IRI, with its name."""

    iri: str
    name: str


@dataclass(frozen=True)
class Asked:
    """What advice is asked for, each with its name; None where nothing is asked."""

    component: Thing | None
    bottleneck: Thing | None
    dimension: Thing | None


@dataclass(frozen=True, repr=False)
class Option:
    """A class of strategies to try, with the systems that use it, best supported first."""

    strategy: str
    name: str
    uses: tuple[Use, ...]

    def __repr__(self) -> str:
        return in_brief(self, f"{self.name}, {self.grade}")

    @property
    def thing(self) -> Thing:
        """The class of strategies."""
        return Thing(self.strategy, self.name)

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
    def thing(self) -> Thing:
        """What is missing."""
        return Thing(self.iri, self.name)

    @property
    def links(self) -> tuple[Ground, ...]:
        """The links that suggest it where no uses elsewhere do."""
        return () if self.shown_by_uses else self.grounds

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

    @property
    def asked(self) -> Asked:
        """The question, with names."""
        asked, names = self.question, self.names
        return Asked(
            _thing(asked.component, names.component),
            _thing(asked.bottleneck, names.bottleneck),
            _thing(asked.dimension, names.dimension),
        )


def rank(one: Option | Gap) -> tuple[int, int, int, str]:
    """The order of options and gaps: by grade, then independent sources, then systems."""
    return (GRADES.index(one.grade), -len(one.sources), -len(one.systems), one.name)


def _thing(iri: str, name: str) -> Thing | None:
    return Thing(iri, name) if iri else None


def _sources(grounds: Iterable[Ground]) -> Iterator[str]:
    return (source for ground in grounds for source in ground.sources)


def _systems(uses: Iterable[Use]) -> Iterator[str]:
    return (use.system.iri for use in uses if use.system.kind != "general")
