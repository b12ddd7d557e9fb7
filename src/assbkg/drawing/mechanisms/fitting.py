"""What of a causal map fits a figure: all kinds, families of them, or what is claimed most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assbkg.drawing.mechanisms.layers import MARGIN, Layers, layers_of
from assbkg.drawing.sizes import Size
from assbkg.drawing.web.causal import CausalMap, Thing, families_together

__all__ = ["Fitted", "fit"]


@dataclass(frozen=True)
class Fitted:
    """A map as it is drawn, its layers, and the things that had no room."""

    shown: CausalMap
    layers: Layers
    left_out: tuple[Thing, ...] = ()


def fit(whole: CausalMap, size: Size, foot: Callable[[Fitted], float]) -> Fitted:
    """Fit a map to a size, with `foot` millimetres below it.

    Families are put together if kinds are too many or their words too wide. Then the figure
    grows or, where its size is fixed, what has fewest claims is left out. Raises
    `DrawingError` as `layers_of` does.
    """
    fitted = _fitted(whole, size)
    if _over(fitted, size, foot) or fitted.layers.tight:
        fitted = _fitted(families_together(whole), size)
    while size.fixed and len(fitted.shown.effects) > 1 and _over(fitted, size, foot):
        fitted = _without_least(fitted, size)
    return fitted


def _fitted(shown: CausalMap, size: Size, left_out: tuple[Thing, ...] = ()) -> Fitted:
    return Fitted(shown, layers_of(shown, size.width), left_out)


def _over(fitted: Fitted, size: Size, foot: Callable[[Fitted], float]) -> bool:
    return MARGIN + fitted.layers.height + foot(fitted) > size.tallest


def _without_least(fitted: Fitted, size: Size) -> Fitted:
    """The map without a thing of the fullest layer, and without what then has no effect."""
    shown = fitted.shown
    heights = fitted.layers.heights
    fullest = max(fitted.layers.columns, key=lambda nodes: sum(map(heights.__getitem__, nodes)))
    among = [node for node in fullest if node in shown.by_id]
    least = min(among or shown.by_id, key=lambda node: (shown.weights[node], node))
    part = shown.keeping(e for e in shown.effects if least not in (e.source, e.target))
    gone = tuple(thing for thing in shown.things if thing.id not in part.by_id)
    return _fitted(part, size, fitted.left_out + gone)
