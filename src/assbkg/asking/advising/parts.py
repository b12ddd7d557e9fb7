"""What advice is made of: links with their grounds, effects of strategies, systems, figures.

Records only. Three voices stay apart in them: claims say what a source says, grades how
strongly a link is supported, assessments what a curator thinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assbkg.printable import in_brief
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import weakest
from assbkg.record.claims import Assessment, Claim

__all__ = ["Assessment", "Contested", "Effect", "Figure", "Ground", "Mechanism", "System"]
__all__ += ["SystemNotes", "Use"]


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

    `against` names the bottlenecks by whose mitigation it raises a dimension. A mechanism of
    no family stands alone.
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
