"""The causal map of mechanisms, bottlenecks and benefits as a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import require_glyphs
from assbkg.drawing.mechanisms.layout import MARGIN, Layers, lay_out, layers_of
from assbkg.drawing.mechanisms.marks import add_run, add_thing, entries, notes
from assbkg.drawing.rendering import ENDINGS, write_figure
from assbkg.drawing.sheet import (
    SIZES,
    Size,
    add_entries,
    add_notes,
    blank,
    entries_height,
    first_that_fits,
    notes_height,
)
from assbkg.drawing.web.causal import (
    CausalMap,
    families_together,
    read_causal_map,
    without_consequences,
)
from assbkg.drawing.web.designs import EVERYTHING, Choice
from assbkg.drawing.web.model import Node
from assbkg.drawing.web.wording import CAUSAL_TITLE, count
from assbkg.errors import DrawingError
from assbkg.files.replacing import check_target, ending_of
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["compose_mechanisms", "draw_mechanisms"]


@dataclass(frozen=True)
class _Fitted:
    """A map as it is drawn, its layers, and the things left out."""

    shown: CausalMap
    layers: Layers
    left_out: tuple[Node, ...] = ()


def _fit(whole: CausalMap, size: Size, foot: Callable[[_Fitted], float]) -> _Fitted:
    """Fit a map to a size, with `foot` millimetres below it.

    If kinds are too many or their labels too wide, they are grouped by family. Then the figure
    grows or, if its size is fixed, things with fewest claims are left out. Raises
    `DrawingError` as `layers_of` does.
    """

    def fits(fitted: _Fitted) -> bool:
        height = MARGIN + fitted.layers.height + foot(fitted)
        roomy = fitted.shown.together or not fitted.layers.tight
        return roomy and height <= size.tallest

    return first_that_fits(_ways(whole, size), fits)


def _ways(whole: CausalMap, size: Size) -> Iterator[_Fitted]:
    """Yield the map, then by family, then, where the size is fixed, with ever fewer things."""
    yield _fitted(whole, size)
    fitted = _fitted(families_together(whole), size)
    yield fitted
    while size.fixed and len(fitted.shown.effects) > 1:
        fitted = _without_least(fitted, size)
        yield fitted


def _fitted(shown: CausalMap, size: Size, left_out: tuple[Node, ...] = ()) -> _Fitted:
    return _Fitted(shown, layers_of(shown, size.width), left_out)


def _without_least(fitted: _Fitted, size: Size) -> _Fitted:
    """Return the map without the least thing of the fullest layer, and what then has no effect."""
    shown = fitted.shown
    heights = fitted.layers.heights
    fullest = max(fitted.layers.columns, key=lambda nodes: sum(map(heights.__getitem__, nodes)))
    among = [node for node in fullest if node in shown.by_id]
    least = min(among or shown.by_id, key=lambda node: (shown.weights[node], node))
    part = shown.keeping(e for e in shown.effects if least not in (e.source, e.target))
    gone = tuple(thing for thing in shown.things if thing.id not in part.by_id)
    return _fitted(part, size, fitted.left_out + gone)


_SET: Final = 0.985  # letters of a PNG are rounded to dots, which lengthens lines
_BREAK: Final = 2.5  # above the keys


def draw_mechanisms(
    graph: KnowledgeGraph,
    path: Path,
    *,
    choice: Choice = EVERYTHING,
    consequences: bool = False,
    size: Size = SIZES["double"],
) -> None:
    """Draw the causal map of mechanisms into an .svg, .pdf or .png file.

    `consequences` includes inferred links that follow from those drawn; `choice` narrows the
    map as in `read_causal_map`. Raises `UnknownName`, and `DrawingError` as
    `compose_mechanisms` does, for another ending, and when the file can't be written.
    """
    ending_of(path, ENDINGS)
    check_target(path)
    whole = read_causal_map(graph, choice)
    shown = whole if consequences else without_consequences(whole)
    write_figure(
        path, lambda: compose_mechanisms(shown, size), CAUSAL_TITLE, enlarged=size.enlarged
    )


def compose_mechanisms(whole: CausalMap, size: Size = SIZES["double"]) -> Figure:
    """Lay out a causal map on a size; a note below it says what is grouped or left out.

    Raises `DrawingError` when there is nothing to draw, a label has a character that the
    font lacks, effects follow one another over more layers than fit, or the page would be
    too tall.
    """
    if not whole.effects:
        raise DrawingError("nothing to draw: no mechanism has an effect")
    require_glyphs(thing.label + thing.family for thing in whole.things)
    inner = size.width - 2 * MARGIN
    fitted = _fit(whole, size, lambda part: _foot(part, inner))
    shown = fitted.shown
    height = MARGIN + fitted.layers.height + _foot(fitted, inner)
    size.require_room(height, count(len(shown.things), "thing"))
    layout = lay_out(shown, fitted.layers, MARGIN)
    key, below_key = entries(shown), notes(shown, fitted.left_out)
    below = MARGIN + layout.height + _BREAK
    ending = below + entries_height(key, inner)
    height = max(height, size.tallest) if size.fixed else height
    figure, axes = blank(size.width, height)
    for run in layout.runs:
        add_run(axes, run.points, run.sort, headed=run.headed, gid=run.id)
    for thing in shown.things:
        gid = f"thing.{shorten(thing.id)}"
        add_thing(axes, layout.boxes[thing.id], thing.column, fitted.layers.letters, gid)
    add_entries(axes, key, left=MARGIN, top=below, width=inner)
    add_notes(axes, below_key, left=MARGIN, top=ending, width=inner * _SET)
    return figure


def _foot(fitted: _Fitted, width: float) -> float:
    """Return the height of everything below the map."""
    key = entries_height(entries(fitted.shown), width)
    return _BREAK + key + notes_height(notes(fitted.shown, fitted.left_out), width * _SET) + MARGIN
