"""Advice: what the graph holds to try, and where it holds no trial. Records only.

Three voices stay apart in them: claims say what a source says, grades how strongly a link is
supported, assessments what a curator thinks.
"""

from __future__ import annotations

from dataclasses import dataclass

from assbkg.asking.advising.options import Contested, Denied, Gap, Ground, Option, System, Thing
from assbkg.printable import in_brief
from assbkg.record.claims import Assessment

__all__ = ["Advice", "Asked", "Figure", "Gain", "Nearest", "Question", "SystemNotes"]


@dataclass(frozen=True, repr=False)
class Figure:
    """A figure as written, with the conditions that are told and names of those left out.

    `comparator` is how value and figure stand to one another; `role` is what the value is to its
    paper, such as `result` or `control`; `note` is a curator's.
    """

    iri: str
    of: str
    quantity: str
    comparator: str
    as_written: str
    role: str
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
class SystemNotes:
    """What else is known of a system: its part in a cell, its figures, its gains and losses.

    `gains` and `losses` are reported, `expected_losses` follow from what strategies of the system
    may impair; `suffers` are the bottlenecks of the system itself.
    """

    system: System
    serves_as: tuple[Ground, ...]
    figures: tuple[Figure, ...]
    gains: tuple[Ground, ...]
    losses: tuple[Ground, ...] = ()
    expected_losses: tuple[Ground, ...] = ()
    suffers: tuple[Ground, ...] = ()


@dataclass(frozen=True)
class Gain:
    """A reported gain of a system with no strategy that explains it, and what the system employs.

    `strategies` names the classes of these.
    """

    system: System
    ground: Ground
    strategies: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What advice is asked for, as IRIs or as names: a component, a bottleneck, a dimension.

    Empty where nothing is asked.
    """

    component: str = ""
    bottleneck: str = ""
    dimension: str = ""


@dataclass(frozen=True)
class Asked:
    """What advice is asked for, each with its name; None where nothing is asked."""

    component: Thing | None
    bottleneck: Thing | None
    dimension: Thing | None


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
    whether the system is one. `gains` are reported with no stated mechanism, measured ones
    first; they count as something to try. `systems` are those of the options, or where there
    are none, those that are open. `denied` are claims that deny a link of the answer. `cited`
    are assessments of works on which any of this rests. `nearest` is filled where there are no
    options. `papers` is the number of papers in the graph, `partly` that of those not read to
    the end, `extent_read` how far each is read, in words, `serving` that of designed systems
    that serve as the component; `region` tells that it is a place where others meet, as which
    no system serves; `included` that contested claims stand too.
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
    extent_read: str = ""
    gains: tuple[Gain, ...] = ()
    denied: tuple[Denied, ...] = ()

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


def _thing(iri: str, name: str) -> Thing | None:
    return Thing(iri, name) if iri else None
