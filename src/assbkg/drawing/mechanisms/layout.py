"""Where the boxes of a causal map stand and where its links run, in millimetres.

Links over several layers pass those between at places of their own. All links of a sort
come together before the box that they lead to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assbkg.drawing.layering.layers import arrange
from assbkg.drawing.layering.placing import place
from assbkg.drawing.marks import Box
from assbkg.drawing.mechanisms.layers import HOOK, PORT, SPACING, Layers
from assbkg.drawing.mechanisms.sorts import SORTS, Sort, sort_of
from assbkg.drawing.web.causal import CausalMap

__all__ = ["Layout", "Point", "Run", "lay_out"]

Point = tuple[float, float]


@dataclass(frozen=True)
class Run:
    """A piece of one or more links: a Bézier curve of four points, or a straight one of two.

    With `headed` it ends at a box.
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
    """Place the boxes of all layers below `top`, and lead the links."""
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for (start, end, _), weight in layers.pieces.items():
        weights[start, end] += weight
    columns = arrange([dict.fromkeys(column, "") for column in layers.columns], weights)
    placed = place(columns, weights, layers.heights, SPACING)
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
    """The curves between neighbouring layers, and the straight ones through layers."""
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
    """The heights at which pieces leave boxes, and at which those of a sort arrive together."""
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
            step = PORT if node in things else 0.0
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
            (begin[0] + HOOK, begin[1]),
            (finish[0] + HOOK, finish[1]),
            finish,
        )
        sort = sort_of(effect)
        yield Run(sort, points, True, f"link.{effect.source}.{effect.target}.{sort.id}")
