"""The legend of a network figure: what colours, widths and dashes mean, and how many links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.views.figures import marks
from assbkg.views.figures.lettering import width_mm
from assbkg.views.figures.palette import COLOURS, FAMILY, MUTED, TINT, tint
from assbkg.views.network.projection import Network
from assbkg.views.network.wording import count, summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["add_legend", "legend_height"]

_ROW: Final = 4.4
_KEY: Final = 8.0  # length of a drawn line
_SWATCH: Final = 4.0
_HEIGHT: Final = 2.6  # of a swatch
_SPACE: Final = 1.4  # from key to words
_BETWEEN: Final = 5.5  # from entry to entry

_Key = Callable[["Axes", float, float], None]


@dataclass(frozen=True)
class _Entry:
    """One entry: how its key is drawn at a place, how long the key is, and the words."""

    key: _Key
    length: float
    words: str

    @property
    def indent(self) -> float:
        """From the left of the key to the words."""
        return self.length + _SPACE if self.length else 0.0

    @property
    def width(self) -> float:
        """From the left of the key to the end of the words."""
        return self.indent + width_mm(self.words, marks.LABEL)


def legend_height(network: Network, width: float) -> float:
    """The height that `add_legend` takes, in millimetres."""
    return _ROW * len(_rows(network, width))


def add_legend(axes: Axes, network: Network, *, left: float, top: float, width: float) -> None:
    """Draw the legend into a strip that begins at `left` and `top`."""
    y = top + _ROW / 2
    for row in _rows(network, width):
        x = left
        for entry in row:
            entry.key(axes, x, y)
            marks.add_text(axes, x + entry.indent, y, entry.words)
            x += entry.width + _BETWEEN
        y += _ROW


def _rows(network: Network, width: float) -> list[list[_Entry]]:
    """Entries for nodes, then, from a row of their own on, those for links."""
    rows: list[list[_Entry]] = []
    for entries in (_node_entries(network), _link_entries(network)):
        used = width
        for entry in entries:
            if used + entry.width > width:
                rows.append([])
                used = 0.0
            rows[-1].append(entry)
            used += entry.width + _BETWEEN
    return rows


def _node_entries(network: Network) -> list[_Entry]:
    entries = [
        _Entry(_swatch(tint(COLOURS[name], TINT), COLOURS[name]), _SWATCH, name)
        for name in network.columns
    ]
    if any(node.family for node in network.nodes):
        entries.append(_Entry(_swatch(FAMILY, "none"), _SWATCH, "family of mechanisms"))
    return entries


def _link_entries(network: Network) -> list[_Entry]:
    most = max(link.claims for link in network.links)
    entries = [
        _Entry(_line(marks.stroke(claims, most)), _KEY, count(claims, "claim"))
        for claims in sorted({1, (most + 1) // 2, most} if most else ())
    ]
    if any(link.inferred for link in network.links):
        entries.append(_Entry(_line(0.0), _KEY, "inferred only, no claim"))
    return [*entries, _Entry(_nothing, 0.0, summary(network))]


def _nothing(axes: Axes, x: float, y: float) -> None:
    """The key of an entry that is words alone."""


def _swatch(face: str, edge: str) -> _Key:
    def draw(axes: Axes, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        corner = (x, y - _HEIGHT / 2)
        axes.add_patch(Rectangle(corner, _SWATCH, _HEIGHT, fc=face, ec=edge, lw=0.6, zorder=4))
        if edge != "none":
            axes.add_patch(Rectangle(corner, marks.BAR, _HEIGHT, fc=edge, ec="none", zorder=4))

    return draw


def _line(width: float) -> _Key:
    """A line `width` points wide; one without width stands for inferred links."""

    def draw(axes: Axes, x: float, y: float) -> None:
        gid = f"legend.link.{width:.2f}"
        ends = (x, y), (x + _KEY, y)
        marks.add_link(axes, *ends, colour=MUTED, width=width, inferred=not width, gid=gid)

    return draw
