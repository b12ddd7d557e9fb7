"""Options and gaps: what strategies do in which systems, and what no system is known to try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from assbkg.graph.provenance import standing_words
from assbkg.printable import in_brief
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES, strongest, weakest
from assbkg.record.claims import Assessment, Claim
from assbkg.record.weight import Weight, merged

__all__ = [
    "Contested",
    "Denied",
    "Drawbacks",
    "Effect",
    "Gap",
    "GapKind",
    "Ground",
    "Mechanism",
    "Need",
    "Option",
    "System",
    "Thing",
    "Use",
    "rank",
]


@dataclass(frozen=True, repr=False)
class Ground:
    """A link that holds, with the labels of its ends, and what it rests on.

    `claims` are the strongest claims at the leaves of its best proof, `sources` the works on
    which all of its proofs rest, `weight` what these come to. `command` explains the link, and
    `derived` tells whether no source claims it.
    """

    fact: Fact
    subject: str
    object: str
    sentence: str
    grade: str
    claims: tuple[Claim, ...]
    sources: frozenset[str]
    weight: Weight
    assessments: tuple[Assessment, ...]
    command: tuple[str, ...]
    derived: bool

    def __repr__(self) -> str:
        return in_brief(self, f"{self.sentence}, {self.grade}")

    @property
    def words(self) -> str:
        """The grade, marked where the link is derived."""
        return standing_words(self.grade, self.derived)


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
    """What a strategy does, in words: addresses or worsens a bottleneck, benefits a dimension."""

    does: str
    ground: Ground
    mechanisms: tuple[Mechanism, ...]
    is_harm: bool = False

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
class Denied:
    """A claim by which a source denies a link; `sentence` is the link that it denies."""

    fact: Fact
    claim: str
    sentence: str
    statement: str
    status: str
    places: tuple[str, ...]
    cites: str
    command: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Need:
    """What a use takes: a material that provides a mechanism, or a process with its steps."""

    kind: Literal["material", "process"]
    name: str
    ground: Ground
    steps: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return in_brief(self, f"{self.kind}, {self.name}")


@dataclass(frozen=True)
class Drawbacks:
    """What else is known of a use: what it may harm, what is denied or contested, what it needs."""

    harms: tuple[Effect, ...] = ()
    denied: tuple[Denied, ...] = ()
    contested: tuple[Contested, ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, repr=False)
class Use:
    """The strategy of one system, with all effects asked for, and what speaks against it."""

    system: System
    strategy: str
    effects: tuple[Effect, ...]
    but: Drawbacks = Drawbacks()

    def __repr__(self) -> str:
        return in_brief(self, f"{self.system.name}, {self.grade}")

    @property
    def grade(self) -> str:
        """How strongly all of the effects together are supported."""
        return weakest(effect.ground.grade for effect in self.effects)


@dataclass(frozen=True)
class Thing:
    """Something by its IRI, with its name."""

    iri: str
    name: str


@dataclass(frozen=True, repr=False)
class Option:
    """A class of strategies to try, with the systems that use it, best supported first.

    `harms_elsewhere` are uses of the same class, whose effects are what they may harm.
    """

    strategy: str
    name: str
    uses: tuple[Use, ...]
    harms_elsewhere: tuple[Use, ...] = ()

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
    def weight(self) -> Weight:
        """The works behind the effects, each once."""
        return merged(ground.weight for ground in self.grounds)

    @property
    def systems(self) -> frozenset[str]:
        """The systems that use it; a general statement is none."""
        return frozenset(_systems(self.uses))


#: What is missing: a strategy or family of mechanisms that a component does without, an
#: effect that nobody claims of a strategy there, a bottleneck that no strategy addresses,
#: a component in which none addresses the bottleneck asked for.
GapKind = Literal["strategy", "effect", "family", "bottleneck", "component"]


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
    def weight(self) -> Weight:
        """The works behind what suggests it, each once."""
        return merged(ground.weight for ground in self.grounds)

    @property
    def systems(self) -> frozenset[str]:
        """The systems elsewhere that suggest it; a general statement is none."""
        return frozenset(_systems(self.uses))


#: Why options and gaps come in this order, for readers.
ORDER: Final = (
    "what nobody speaks against, then own results, then works, then the grade, then systems"
)


def rank(one: Option | Gap) -> tuple[tuple[bool, int, int, int], int, int, str]:
    """The sort key of options and gaps; see `ORDER`."""
    return (one.weight.rank, GRADES.index(one.grade), -len(one.systems), one.name)


def _sources(grounds: Iterable[Ground]) -> Iterator[str]:
    return (source for ground in grounds for source in ground.sources)


def _systems(uses: Iterable[Use]) -> Iterator[str]:
    return (use.system.iri for use in uses if use.system.kind != "general")
