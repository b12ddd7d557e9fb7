"""The layout of a causal map: its layers, its boxes, and the course of its links.

Boxes of a layer have one width, so that links have the gaps between layers. Links over several
layers pass those in between at places of their own. All links of a sort meet before the box
that they lead to. In millimetres.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assbkg.drawing import marks
from assbkg.drawing.layering.ordering import arrange
from assbkg.drawing.layering.placing import Spacing, place, ranked, routed
from assbkg.drawing.lettering import leading, pieces, width_mm, wrap
from assbkg.drawing.marks import Box
from assbkg.drawing.mechanisms.marks import SORTS, Sort, sort_of
from assbkg.drawing.sheet import SMALL
from assbkg.drawing.web.causal import CausalMap
from assbkg.drawing.web.model import Node
from assbkg.errors import DrawingError

__all__ = [
    "MARGIN",
    "Layers",
    "Layout",
    "Point",
    "Run",
    "lay_out",
    "layers_of",
]


MARGIN: Final = 1.0
_INSET: Final = 1.1  # from the side of a box to its words
_BOX: Final = 1.3  # around its lines
_WAY: Final = 0.5  # the height that a link over several layers takes in those in between
_LEAST_BOX: Final = 11.0
_LEAST_LAYER: Final = 14.0  # with its gap
_WIDEST_BOX: Final = 40.0
#: Between layers, for the links: the least, and the share of the width if there is room.
_LEAST_GAP: Final = 4.4
_GAP: Final = 0.075
#: Between the heads of links at one box.
_PORT: Final = 2.3
#: Between boxes.
_SPACING: Final = Spacing(node=0.9, block=0.9, heading=0.0, padding=0.0)
#: How far links within a layer reach out.
_HOOK: Final = 3.5


@dataclass(frozen=True)
class Layers:
    """The things of a map in layers, and the pieces of its links between neighbouring ones.

    `letters` is the size of words in points; `tight` means that there is no room for whole
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
            sum(self.heights[node] for node in column) + _SPACING.node * (len(column) - 1)
            for column in self.columns
        )


def _words(thing: Node) -> str:
    """Return the words in the box of a thing: its label, and how many kinds are grouped."""
    return f"{thing.label} ({thing.kinds})" if thing.kinds > 1 else thing.label


def layers_of(shown: CausalMap, width: float) -> Layers:
    """Return the layers of a map, with the sides and heights of the boxes in each.

    Raises `DrawingError` for more layers than fit side by side.
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
    room = width - (_HOOK * 0.75 if number - 1 in hooked else 0.0)
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
            ports = len(arriving[node]) * _PORT
            heights[node] = max(len(lines[node]) * leading(letters) + _BOX, ports + 0.4)
    for layer, ways in _ways(pieces, layers).items():
        columns[layer] += ways
        heights.update(dict.fromkeys(ways, _WAY))
    return Layers(tuple(map(tuple, columns)), pieces, sides, lines, heights, letters, tight)


def _ways(
    pieces: Mapping[tuple[str, str, str], int], layers: Mapping[str, int]
) -> dict[int, list[str]]:
    """Return the waypoints of each layer."""
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
    """Return the left and right of each layer, as wide as labels need within limits."""

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
    # From the width of the longest word to that of the longest label, by one share for all.
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


Point = tuple[float, float]


@dataclass(frozen=True)
class Run:
    """A piece of one or more links: a Bézier curve of four points, or a line of two.

    A `headed` one ends at a box.
    """

    sort: Sort
    points: tuple[Point, ...]
    headed: bool
    id: str


@dataclass(frozen=True)
class Layout:
    """Boxes by the ids of things, the runs of links, and the full height from the top."""

    boxes: Mapping[str, Box]
    runs: tuple[Run, ...]
    height: float


def lay_out(shown: CausalMap, layers: Layers, top: float) -> Layout:
    """Place the boxes of all layers below `top`, and route the links."""
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for (start, end, _), weight in layers.pieces.items():
        weights[start, end] += weight
    columns = arrange([dict.fromkeys(column, "") for column in layers.columns], weights)
    placed = place(columns, weights, layers.heights, _SPACING)
    boxes = {
        node: Box(
            *layers.sides[number],
            top + placed.centres[node],
            layers.heights[node],
            layers.lines.get(node, ()),
        )
        for number, column in enumerate(layers.columns)
        for node in column
    }
    runs = (*_pieces(layers, boxes), *_hooks(shown, layers, boxes))
    things = {node: box for node, box in boxes.items() if node in layers.lines}
    return Layout(things, runs, placed.height)


def _pieces(layers: Layers, boxes: Mapping[str, Box]) -> Iterator[Run]:
    """Yield the curves between neighbouring layers, and the straight ones through layers."""
    leaving, arriving = _ports(list(layers.pieces), boxes, layers.lines)
    for start, end, sort in layers.pieces:
        begin = boxes[start].right, leaving[start, end, sort]
        finish = boxes[end].left, arriving[end, sort]
        half = (finish[0] - begin[0]) / 2
        points = begin, (begin[0] + half, begin[1]), (finish[0] - half, finish[1]), finish
        yield Run(SORTS[sort], points, end in layers.lines, f"link.{start}.{end}.{sort}")
    for node, box in boxes.items():
        if node not in layers.lines:
            (sort,) = {sort for start, _, sort in layers.pieces if start == node}
            ends = (box.left, box.centre), (box.right, box.centre)
            yield Run(SORTS[sort], ends, False, f"way.{node}")


def _ports(
    pieces: Sequence[tuple[str, str, str]], boxes: Mapping[str, Box], things: Mapping[str, object]
) -> tuple[dict[tuple[str, str, str], float], dict[tuple[str, str], float]]:
    """Return the heights at which pieces leave boxes, and at which all of a sort arrive."""
    out: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    into: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for piece in pieces:
        out[piece[0]].append(piece)
        into[piece[1]][piece[2]].append(boxes[piece[0]].centre)
    leaving, arriving = {}, {}
    for node, found in out.items():
        found.sort(key=lambda piece: (boxes[piece[1]].centre, piece))
        box, number = boxes[node], len(found)
        step = min(box.height * 0.75 / max(number - 1, 1), 1.2) if node in things else 0.0
        for place_, piece in enumerate(found):
            leaving[piece] = box.centre + (place_ - (number - 1) / 2) * step
    for node, sorts in into.items():
        order = sorted(sorts, key=lambda sort: (sum(sorts[sort]) / len(sorts[sort]), sort))
        for number, sort in enumerate(order):
            step = _PORT if node in things else 0.0
            arriving[node, sort] = boxes[node].centre + (number - (len(order) - 1) / 2) * step
    return leaving, arriving


def _hooks(shown: CausalMap, layers: Layers, boxes: Mapping[str, Box]) -> Iterator[Run]:
    """Links within a layer, between things on a circle: out to the right and back."""
    column = {node: number for number, nodes in enumerate(layers.columns) for node in nodes}
    for effect in shown.effects:
        if column[effect.source] != column[effect.target]:
            continue
        start, end = boxes[effect.source], boxes[effect.target]
        away = (end.centre > start.centre) - (end.centre < start.centre)
        begin = start.right, start.centre + away * start.height * 0.38
        finish = end.right, end.centre - away * end.height * 0.12
        points = (
            begin,
            (begin[0] + _HOOK, begin[1]),
            (finish[0] + _HOOK, finish[1]),
            finish,
        )
        sort = sort_of(effect)
        yield Run(sort, points, True, f"link.{effect.source}.{effect.target}.{sort.id}")
