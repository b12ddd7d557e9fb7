"""The links of a network figure, as curves between boxes, and its legend. In millimetres."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from assbkg.drawing import marks
from assbkg.drawing.lettering import MM_PER_POINT
from assbkg.drawing.marks import THIN, Box, add_dagger, add_diamond
from assbkg.drawing.network.sheet import MARGIN, Sheet
from assbkg.drawing.palette import COLOURS, CONTESTED, FAMILY, INFERRED, MUTED, PALE, TINT, tint
from assbkg.drawing.sheet import Entry, Note, add_entries, add_notes, entries_height, notes_height
from assbkg.drawing.web.model import Network
from assbkg.drawing.web.wording import count
from assbkg.reasoning.grades import WEAK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["add_legend", "add_link", "legend_height", "meetings"]


_DOTS: Final = 1.0  # the least width of a contested link, in points
_TENTH: Final = 0.2  # of half its length, where a link is still level


def add_link(
    axes: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    colour: str,
    width: float,
    inferred: bool,
    gid: str,
    contested: bool = False,
    anomalous: bool = False,
) -> None:
    """Draw a link as a Bézier curve that leaves and arrives level.

    An inferred link is dashed and lies behind the others. A contested one is dotted, lies
    above all others and has a hollow diamond; an anomalous one has a dagger.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    half = (end[0] - start[0]) / 2
    if anomalous:
        add_dagger(axes, start[0] + half * _TENTH, start[1])
    points = [start, (start[0] + half, start[1]), (end[0] - half, end[1]), end]
    curve = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    if contested:
        axes.add_patch(PathPatch(curve, fc="none", ec="white", lw=width + 1.2, zorder=2.5))
        dots = PathPatch(curve, fc="none", ec=CONTESTED, lw=max(width, _DOTS), zorder=2.5, gid=gid)
        dots.set_linestyle((0, (1, 1)))
        axes.add_patch(dots)
        add_diamond(axes, (start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        return
    if inferred:
        dashes = (0, (5, 3.5))  # in widths of the line
        axes.add_patch(
            PathPatch(curve, fc="none", ec=INFERRED, lw=THIN, ls=dashes, zorder=1, gid=gid)
        )
        return
    # White edges show where either of two crossing links continues.
    axes.add_patch(PathPatch(curve, fc="none", ec="white", lw=width + 1, zorder=2))
    axes.add_patch(PathPatch(curve, fc="none", ec=colour, lw=width, zorder=2, gid=gid))


def meetings(
    boxes: Mapping[str, Box], widths: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], float]:
    """Return the height at which each link meets its box, in the order of the boxes at their ends.

    `widths` gives the width of each link in points, by its box and the one it leads to.
    """
    others: dict[str, list[str]] = defaultdict(list)
    for box, other in sorted(widths, key=lambda pair: (boxes[pair[1]].centre, pair[1])):
        others[box].append(other)
    return {
        (box, other): height
        for box, ends in others.items()
        for other, height in zip(
            ends, _spread(boxes[box], [widths[box, other] for other in ends]), strict=True
        )
    }


def _spread(box: Box, strokes: Sequence[float]) -> list[float]:
    """Return the heights of links side by side on a box; `strokes` are their widths in points."""
    widths = [width * MM_PER_POINT for width in strokes]
    room = box.height * 0.9 - sum(widths)
    gap = min(0.5, room / max(len(widths) - 1, 1))
    edge = box.centre - (sum(widths) + gap * (len(widths) - 1)) / 2
    heights = []
    for width in widths:
        heights.append(edge + width / 2)
        edge += width + gap
    return heights


_KEY: Final = 8.0  # length of a drawn line
_SWATCH: Final = 4.0
_HEIGHT: Final = 2.6  # of a swatch
_ABOVE_NOTES: Final = 0.8

_Key = Callable[["Axes", float, float], None]


def legend_height(sheet: Sheet, notes: Sequence[Note]) -> float:
    """Return the height that `add_legend` takes, in millimetres."""
    words = notes_height(notes, sheet.inner) + _ABOVE_NOTES if notes else 0.0
    return entries_height(_groups(sheet), sheet.inner) + words


def add_legend(axes: Axes, sheet: Sheet, notes: Sequence[Note], *, top: float) -> None:
    """Draw legend and notes into a strip that begins at `top`."""
    groups, width = _groups(sheet), sheet.inner
    add_entries(axes, groups, left=MARGIN, top=top, width=width)
    below = top + entries_height(groups, width) + _ABOVE_NOTES
    add_notes(axes, notes, left=MARGIN, top=below, width=width)


def _groups(sheet: Sheet) -> tuple[list[Entry], list[Entry]]:
    return list(_node_entries(sheet.network)), list(_link_entries(sheet.network))


def _node_entries(network: Network) -> Iterator[Entry]:
    for name in network.columns:
        yield Entry(name, name, _SWATCH, _swatch(tint(COLOURS[name], TINT), COLOURS[name]))
    if any(network.families[1].values()):
        yield Entry("family", "family of mechanisms", _SWATCH, _swatch(FAMILY, "none"))
    if any(node.kinds > 1 for node in network.nodes):
        yield Entry("group", "several grouped", _SWATCH + marks.STACKED, _stack)


def _link_entries(network: Network) -> Iterator[Entry]:
    most = max(link.claims for link in network.links)
    for claims in sorted({1, (most + 1) // 2, most} if most else ()):
        width = marks.stroke(claims, most)
        yield Entry(f"claims.{claims}", count(claims, "claim"), _KEY, _line(width))
    if any(link.grade in WEAK and not (link.inferred or link.contested) for link in network.links):
        key = _line(marks.stroke(1, most), colour=tint(MUTED, PALE))
        yield Entry("weak", "only heading, hedged or expected", _KEY, key)
    if any(link.inferred and not link.contested for link in network.links):
        yield Entry("inferred", "inferred only, no claim", _KEY, _line(0.0, inferred=True))
    if any(link.contested for link in network.links):
        yield Entry("contested", "contested", _KEY, _line(0.0, contested=True))
    if any(link.anomalous for link in network.links):
        words = "a curator calls a claim of it anomalous"
        yield Entry("anomalous", words, marks.DAGGER / 2, _dagger)


def _swatch(face: str, edge: str) -> _Key:
    def draw(axes: Axes, x: float, y: float) -> None:
        from matplotlib.patches import Rectangle

        corner = (x, y - _HEIGHT / 2)
        axes.add_patch(Rectangle(corner, _SWATCH, _HEIGHT, fc=face, ec=edge, lw=0.6, zorder=4))
        if edge != "none":
            axes.add_patch(Rectangle(corner, marks.BAR, _HEIGHT, fc=edge, ec="none", zorder=4))

    return draw


def _dagger(axes: Axes, x: float, y: float) -> None:
    marks.add_dagger(axes, x + marks.DAGGER / 4, y)


def _stack(axes: Axes, x: float, y: float) -> None:
    box = marks.Box(x, x + _SWATCH, y, _HEIGHT)
    marks.add_box(axes, box, MUTED, "legend.group", group=True)


def _line(
    width: float, *, colour: str = MUTED, inferred: bool = False, contested: bool = False
) -> _Key:
    def draw(axes: Axes, x: float, y: float) -> None:
        kind = "contested" if contested else "inferred" if inferred else colour.lstrip("#")
        add_link(
            axes,
            (x, y),
            (x + _KEY, y),
            colour=colour,
            width=width,
            inferred=inferred,
            contested=contested,
            gid=f"legend.link.{kind}.{width:.2f}",
        )

    return draw
