"""The legend of a causal map: its boxes and links, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from assbkg.drawing.entries import Entry
from assbkg.drawing.marks import Box
from assbkg.drawing.mechanisms.marks import FACES, add_ground, add_run
from assbkg.drawing.mechanisms.sorts import MANNERS, Sort, sort_of
from assbkg.drawing.notes import Note
from assbkg.drawing.web.causal import CausalMap, Kind, Thing
from assbkg.drawing.web.wording import count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["entries", "notes"]

_SWATCH: Final = 5.0
_HEIGHT: Final = 2.6
_KEY: Final = 8.0
_NAMED: Final = 12  # maximum number of omitted things named
_STANDINGS: Final = {
    "weak": "only hedged or expected",
    "inferred": "inferred only, no claim",
    "contested": "absent or weaker without contested claims",
}


def entries(shown: CausalMap) -> list[list[Entry]]:
    """Samples of the boxes and of the links that a map has."""
    kinds = {thing.kind for thing in shown.things}
    sorts = {sort_of(effect) for effect in shown.effects}
    manners = {sort.manner for sort in sorts}
    standings = {sort.standing for sort in sorts}
    return [
        [_swatch(kind) for kind in FACES if kind in kinds],
        [_line(name, manner.words, name) for name, manner in MANNERS.items() if name in manners],
        [
            _line(name, words, "helps", name)
            for name, words in _STANDINGS.items()
            if name in standings
        ],
    ]


def _swatch(kind: Kind) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        add_ground(axes, Box(x, x + _SWATCH, y, _HEIGHT), kind)

    return Entry(f"kind.{kind}", kind, _SWATCH, draw)


def _line(id_: str, words: str, manner: str, standing: str = "claimed") -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        sort = Sort(manner, standing)  # type: ignore[arg-type]
        add_run(axes, ((x, y), (x + _KEY, y)), sort, headed=True)

    return Entry(f"link.{id_}", words, _KEY, draw)


def notes(shown: CausalMap, left_out: Sequence[Thing]) -> list[Note]:
    """How to read the map, and what it doesn't show."""
    found = []
    if said := " ".join(_omissions(shown, left_out)):
        found.append(Note("omissions", said, urgent=True))
    found.append(Note("reading", " ".join(_reading(shown))))
    return found


def _omissions(shown: CausalMap, left_out: Sequence[Thing]) -> Iterator[str]:
    if shown.together:
        within = count(shown.within, "link")
        inside = f", without {within} inside a family" if shown.within else ""
        yield f"Kinds of mechanism are grouped by family{inside}."
    if left_out:
        names = ", ".join(thing.label for thing in left_out[:_NAMED])
        more = len(left_out) - _NAMED
        others = f" and {more} more" if more > 0 else ""
        yield f"Left out for lack of space (fewest claims): {names}{others}."


def _reading(shown: CausalMap) -> Iterator[str]:
    if shown.together:
        yield "In brackets: number of kinds grouped."
    yield "Causes stand to the left of their effects; lines that meet all lead on to the"
    yield "same box."
    if shown.consequences:
        number = count(shown.consequences, "inferred link")
        yield f"Left out: {number} that follow from those drawn."
    if doubted := [effect for effect in shown.effects if effect.anomalous]:
        names = [
            " to ".join(shown.by_id[end].label for end in (e.source, e.target)) for e in doubted
        ]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"A curator calls claims anomalous of: {'; '.join(names[:_NAMED])}{more}."
