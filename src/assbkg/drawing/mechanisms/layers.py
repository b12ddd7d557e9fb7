"""The layers of a causal map, and how wide and how high its boxes are, in millimetres.

Boxes of a layer are as wide as each other, so that the gaps between layers are free of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assbkg.drawing import marks
from assbkg.drawing.layering.placing import Spacing
from assbkg.drawing.layering.ranking import ranked, routed
from assbkg.drawing.lettering import MM_PER_POINT, pieces, width_mm, wrap
from assbkg.drawing.mechanisms.sorts import sort_of
from assbkg.drawing.notes import SMALL
from assbkg.drawing.web.causal import CausalMap, Thing
from assbkg.errors import DrawingError

__all__ = ["HOOK", "MARGIN", "PORT", "SPACING", "Layers", "layers_of", "leading"]

MARGIN: Final = 1.0
_INSET: Final = 1.1  # from the side of a box to its words
_BOX: Final = 1.3  # around its lines
_WAY: Final = 0.5  # the height that a link over several layers takes in those between
_LEAST_BOX: Final = 11.0
_LEAST_LAYER: Final = 14.0  # with its gap
_WIDEST_BOX: Final = 40.0
#: Between layers, for the links: at the least, and as a share of the width if there is room.
_LEAST_GAP: Final = 4.4
_GAP: Final = 0.075
#: Between the heads of links at one box.
PORT: Final = 2.3
#: Between boxes.
SPACING: Final = Spacing(node=0.9, block=0.9, heading=0.0, padding=0.0)
#: How far links within a layer reach out.
HOOK: Final = 3.5


@dataclass(frozen=True)
class Layers:
    """The things of a map in layers, and the pieces of its links between neighbouring ones.

    `letters` is the size of words in points. It is `tight` when there is no room for whole
    words.
    """

    columns: tuple[tuple[str, ...], ...]
    pieces: Mapping[tuple[str, str, str], int]
    sides: tuple[tuple[float, float], ...]
    lines: Mapping[str, tuple[str, ...]]
    heights: Mapping[str, float]
    letters: float
    tight: bool

    @property
    def height(self) -> float:
        """The height of the fullest layer."""
        return max(
            sum(self.heights[node] for node in column) + SPACING.node * (len(column) - 1)
            for column in self.columns
        )


def leading(letters: float) -> float:
    """From one line to the next, of letters in points."""
    return letters * 1.2 * MM_PER_POINT


def _words(thing: Thing) -> str:
    """What stands in the box of a thing: its label, and how many kinds are put together."""
    return f"{thing.label} ({thing.members})" if thing.members > 1 else thing.label


def layers_of(shown: CausalMap, width: float) -> Layers:
    """Find layers, and how wide and how high boxes are in each.

    Raises `DrawingError` for more layers than stand side by side.
    """
    layers = ranked(shown.by_id, [(e.source, e.target) for e in shown.effects])
    number, most = max(layers.values()) + 1, int((width - 2 * MARGIN) / _LEAST_LAYER)
    if number > most:
        raise DrawingError(
            f"effects follow one another over {number} layers, and {most} fit side by side; "
            "choose a focus, or a wider figure"
        )
    links = {(e.source, e.target, sort_of(e).id): 1 for e in shown.effects}
    pieces = routed(links, layers)
    columns: list[list[str]] = [[] for _ in range(number)]
    for thing in shown.things:
        columns[layers[thing.id]].append(thing.id)
    words = {thing.id: _words(thing) for thing in shown.things}
    texts = [[words[node] for node in column] for column in columns]
    hooked = {layers[e.source] for e in shown.effects if layers[e.source] == layers[e.target]}
    room = width - (HOOK * 0.75 if number - 1 in hooked else 0.0)
    letters = marks.LABEL
    sides, tight = _sides(texts, room, letters)
    if tight:
        letters = SMALL
        sides, tight = _sides(texts, room, letters)
    arriving: dict[str, set[str]] = defaultdict(set)
    for effect in shown.effects:
        arriving[effect.target].add(sort_of(effect).id)
    lines, heights = {}, {}
    for column, (left, right) in zip(columns, sides, strict=True):
        for node in column:
            lines[node] = wrap(words[node], letters, right - left - 2 * _INSET)
            ports = len(arriving[node]) * PORT
            heights[node] = max(len(lines[node]) * leading(letters) + _BOX, ports + 0.4)
    for layer, ways in _ways(pieces, layers).items():
        columns[layer] += ways
        heights.update(dict.fromkeys(ways, _WAY))
    return Layers(tuple(map(tuple, columns)), pieces, sides, lines, heights, letters, tight)


def _ways(
    pieces: Mapping[tuple[str, str, str], int], layers: Mapping[str, int]
) -> dict[int, list[str]]:
    """The waypoints of each layer."""
    found: dict[int, list[str]] = defaultdict(list)
    known = dict(layers)
    waiting = sorted(pieces)
    while waiting:
        later = []
        for start, end, sort in waiting:
            if start not in known:
                later.append((start, end, sort))
            elif end not in known:
                known[end] = known[start] + 1
                found[known[end]].append(end)
        waiting = later
    return found


def _sides(
    columns: Sequence[Sequence[str]], width: float, letters: float
) -> tuple[tuple[tuple[float, float], ...], bool]:
    """The left and right of each layer: as wide as labels need, within reason."""

    def need(words: Sequence[str]) -> float:
        longest = max((width_mm(word, letters) for word in words), default=0.0)
        return min(max(longest + 2 * _INSET, _LEAST_BOX), _WIDEST_BOX)

    gaps = len(columns) - 1
    inner = width - 2 * MARGIN
    least = [need([p for label in column for p in pieces(label)]) for column in columns]
    whole = [need(column) for column in columns]
    gap = max(_GAP * width, _LEAST_GAP)
    room = inner - gaps * gap
    if room < sum(least):
        room = inner - gaps * _LEAST_GAP
    # Between the width of the longest word and that of the longest label, all by one share.
    share = (room - sum(least)) / max(sum(whole) - sum(least), 1e-9)
    share = min(share, 1.0)
    if share >= 0:
        widths = [low + share * (high - low) for low, high in zip(least, whole, strict=True)]
    else:
        widths = [low * room / sum(least) for low in least]
    gap = (inner - sum(widths)) / gaps if gaps else 0.0
    sides, left = [], MARGIN
    for wide in widths:
        sides.append((left, left + wide))
        left += wide + gap
    return tuple(sides), share < 0
