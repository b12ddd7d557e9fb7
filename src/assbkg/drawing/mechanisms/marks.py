"""The marks of a causal map and its legend: boxes in three shapes, links with arrows or bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from assbkg.drawing.lettering import leading
from assbkg.drawing.marks import BAR, Box, add_diamond, add_text
from assbkg.drawing.palette import COLOURS, PALE, TINT, tint
from assbkg.drawing.sheet import Entry, Note
from assbkg.drawing.web.causal import CausalMap, Effect, Relation
from assbkg.drawing.web.model import Column, Node
from assbkg.drawing.web.wording import count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

    from assbkg.drawing.mechanisms.layout import Point

__all__ = ["SORTS", "Sort", "add_run", "add_thing", "entries", "notes", "sort_of"]


@dataclass(frozen=True)
class _Manner:
    """How effects of some relations are drawn: with an arrow or, if `bar`, with a bar across."""

    colour: str
    words: str
    bar: bool = False


_MANNERS: Final[Mapping[str, _Manner]] = {
    "helps": _Manner("#0072B2", "leads to, promotes"),
    "hinders": _Manner("#D55E00", "mitigates, limits", bar=True),
    "causes": _Manner("#555555", "causes"),
    "harms": _Manner("#882255", "aggravates, impairs"),
}
_MANNER_OF: Final[Mapping[Relation, str]] = {
    "leadsTo": "helps",
    "promotes": "helps",
    "mitigates": "hinders",
    "limits": "hinders",
    "causes": "causes",
    "aggravates": "harms",
    "impairs": "harms",
}
_Standing = Literal["claimed", "weak", "inferred", "contested"]
_STANDINGS: Final[tuple[_Standing, ...]] = ("claimed", "weak", "inferred", "contested")


@dataclass(frozen=True, order=True)
class Sort:
    """A sort of effect: its manner, and its standing, which sets shade and dashes."""

    manner: str
    standing: _Standing

    @property
    def id(self) -> str:
        """Manner and standing in one word."""
        return f"{self.manner}.{self.standing}"


#: Every sort by its id.
SORTS: Final[Mapping[str, Sort]] = {
    sort.id: sort for sort in (Sort(m, standing) for m in _MANNERS for standing in _STANDINGS)
}


def sort_of(effect: Effect) -> Sort:
    """Return the sort of an effect."""
    standing: _Standing = "claimed"
    if effect.contested:
        standing = "contested"
    elif effect.inferred:
        standing = "inferred"
    elif effect.weak:
        standing = "weak"
    return Sort(_MANNER_OF[effect.relation], standing)


#: The colour of each kind of thing; their shapes differ too.
_FACES: Final[Mapping[Column, str]] = {
    "mechanism": COLOURS["mechanism"],
    "bottleneck": "#CC79A7",
    "benefit": COLOURS["benefit"],
}
_LINE: Final = 0.8  # the width of a link, in points
_DASHES: Final[Mapping[str, object]] = {
    "claimed": "-",
    "weak": "-",
    "inferred": (0, (4, 2.5)),  # in widths of the line
    "contested": (0, (1, 1.4)),
}
_ARROW: Final = 1.5  # its length
_HALF: Final = 0.6  # half the width of an arrow
_REACH: Final = 1.0  # half the length of a bar
_CORNER: Final = 1.4


def add_thing(axes: Axes, box: Box, kind: Column, letters: float, gid: str) -> None:
    """Draw a box with its words; a mechanism has one bar, a bottleneck two, a benefit is round."""
    _add_ground(axes, box, kind, gid)
    first = box.centre - leading(letters) * (len(box.lines) - 1) / 2
    middle = (box.left + box.right) / 2
    for number, line in enumerate(box.lines):
        y = first + number * leading(letters)
        add_text(axes, middle, y, line, size=letters, centred=True, gid=f"{gid}.line{number + 1}")


def _add_ground(axes: Axes, box: Box, kind: Column, gid: str = "") -> None:
    """Draw a box without words."""
    from matplotlib.patches import FancyBboxPatch, Rectangle

    colour = _FACES[kind]
    corner = (box.left, box.centre - box.height / 2)
    width = box.right - box.left
    outline: Patch
    if kind == "benefit":
        style = f"round,pad=0,rounding_size={min(_CORNER, box.height / 2):.3f}"
        outline = FancyBboxPatch(corner, width, box.height, boxstyle=style)
    else:
        outline = Rectangle(corner, width, box.height)
    outline.set(facecolor=tint(colour, TINT), edgecolor=colour, linewidth=0.6, zorder=4)
    outline.set_gid(gid or None)
    axes.add_patch(outline)
    bars = {"mechanism": (box.left,), "bottleneck": (box.left, box.right - BAR)}
    for left in bars.get(kind, ()):
        side = Rectangle((left, corner[1]), BAR, box.height, fc=colour, ec="none", zorder=4)
        axes.add_patch(side)


def add_run(
    axes: Axes, points: tuple[Point, ...], sort: Sort, *, headed: bool, gid: str = ""
) -> None:
    """Draw a piece of a link; a headed one ends in an arrow or bar, and is marked if contested."""
    from matplotlib.patches import PathPatch, Polygon, Rectangle
    from matplotlib.path import Path

    manner = _MANNERS[sort.manner]
    colour = tint(manner.colour, PALE) if sort.standing == "weak" else manner.colour
    *before, (x, y) = points
    back = -1.0 if before[-1][0] <= x else 1.0  # where the link comes from
    if headed:
        gap = 0.55 if manner.bar else _ARROW * 0.8
        points = (*before, (x + back * gap, y))
    codes = [Path.MOVETO] + [Path.CURVE4 if len(points) > 2 else Path.LINETO] * (len(points) - 1)  # noqa: PLR2004
    axes.add_patch(
        PathPatch(
            Path(points, codes),
            fc="none",
            ec=colour,
            lw=_LINE,
            ls=_DASHES[sort.standing],
            zorder=2,
            gid=gid or None,
        )
    )
    if not headed:
        return
    if sort.standing == "contested":
        add_diamond(axes, (points[0][0] + x) / 2, (points[0][1] + y) / 2)
    head: Patch
    if manner.bar:
        left = x + back * 0.6 - 0.25
        head = Rectangle((left, y - _REACH), 0.5, 2 * _REACH)
    else:
        base = x + back * _ARROW
        head = Polygon([(x, y), (base, y - _HALF), (base, y + _HALF)], closed=True)
    head.set(facecolor=colour, edgecolor="none", zorder=3)
    axes.add_patch(head)


_SWATCH: Final = 5.0
_HEIGHT: Final = 2.6
_KEY: Final = 8.0
_NAMED: Final = 12  # maximum number of omitted things named
_STANDING_WORDS: Final = {
    "weak": "only heading, hedged or expected",
    "inferred": "inferred only, no claim",
    "contested": "absent or weaker without contested claims",
}


def entries(shown: CausalMap) -> list[list[Entry]]:
    """Samples of the boxes and of the links that a map has."""
    kinds = {thing.column for thing in shown.things}
    sorts = {sort_of(effect) for effect in shown.effects}
    manners = {sort.manner for sort in sorts}
    standings = {sort.standing for sort in sorts}
    return [
        [_swatch(kind) for kind in _FACES if kind in kinds],
        [_line(name, manner.words, name) for name, manner in _MANNERS.items() if name in manners],
        [
            _line(name, words, "helps", name)
            for name, words in _STANDING_WORDS.items()
            if name in standings
        ],
    ]


def _swatch(kind: Column) -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        _add_ground(axes, Box(x, x + _SWATCH, y, _HEIGHT), kind)

    return Entry(f"kind.{kind}", kind, _SWATCH, draw)


def _line(id_: str, words: str, manner: str, standing: str = "claimed") -> Entry:
    def draw(axes: Axes, x: float, y: float) -> None:
        sort = Sort(manner, standing)  # type: ignore[arg-type]
        add_run(axes, ((x, y), (x + _KEY, y)), sort, headed=True)

    return Entry(f"link.{id_}", words, _KEY, draw)


def notes(shown: CausalMap, left_out: Sequence[Node]) -> list[Note]:
    """Return how to read the map, and what it doesn't show."""
    found = []
    if omitted := " ".join(_omissions(shown, left_out)):
        found.append(Note("omissions", omitted, urgent=True))
    found.append(Note("reading", " ".join(_reading(shown))))
    return found


def _omissions(shown: CausalMap, left_out: Sequence[Node]) -> Iterator[str]:
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
