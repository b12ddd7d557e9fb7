"""The milestones of a technology in order, with sources and modality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from assbkg.curation.citing import cite_works_at
from assbkg.drawing.standing import SIGNS, read_reasons
from assbkg.errors import DrawingError

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Event", "read_events"]

_PLANNED: Final = "expected"


@dataclass(frozen=True)
class Event:
    """A milestone from the beginning of the year `first` to the end of `last`, as `written`.

    `said` is where, `concerns` what it is about.
    """

    first: int
    last: int
    written: str
    label: str
    concerns: tuple[str, ...]
    modality: str
    status: str
    said: str
    reasons: tuple[str, ...]
    id: str

    @property
    def planned(self) -> bool:
        """Tell whether it was but a plan, for what was then the future."""
        return self.modality == _PLANNED

    @property
    def sign(self) -> str:
        """The sign of what a curator calls contested or anomalous."""
        return SIGNS.get(self.status, "")

    @property
    def title(self) -> str:
        """What happened, with the sign of a curator's doubt."""
        return f"{self.label} {self.sign}" if self.sign else self.label

    @property
    def detail(self) -> str:
        """What it concerns, how surely it is said and where."""
        said = f"{self.modality}, {self.said}"
        plan = ["a plan at the time of writing, not an event"] if self.planned else []
        return " · ".join([*plan, said, *([", ".join(self.concerns)] if self.concerns else [])])


def read_events(graph: KnowledgeGraph) -> list[Event]:
    """All milestones in order. Raises `DrawingError` when there is none."""
    reasons = read_reasons(graph)
    answer = graph.query("milestones")
    found: dict[tuple[str, str], Event] = {}
    for texts, values in zip(answer.texts(), answer.values(), strict=True):
        text = dict(zip(answer.columns, texts, strict=True))
        value = dict(zip(answer.columns, values, strict=True))
        key = value["figure"], value["milestone"]
        concerns = (text["concerns"],) if text["concerns"] else ()
        if key in found:  # it concerns several things
            found[key] = replace(found[key], concerns=(*found[key].concerns, *concerns))
            continue
        found[key] = Event(
            first=int(Decimal(text["from"])),
            last=int(Decimal(text["to"])),
            written=text["as_written"],
            label=text["milestone"],
            concerns=concerns,
            modality=text["modality"],
            status=text["status"],
            said=cite_works_at(text["place"], filter(None, text["cites"].split(", "))),
            reasons=reasons.get((value["figure"], text["status"]), ()),
            id=value["figure"],
        )
    if not found:
        raise DrawingError("the graph holds no milestone")
    return list(found.values())
