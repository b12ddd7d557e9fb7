"""The room that a network takes on a page: columns, lines of labels, heights. In millimetres.

Nothing here depends on the order of the nodes, so that it is known what fits before they are
arranged.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import Final

from assbkg.drawing.layering.ordering import blocks_of
from assbkg.drawing.layering.placing import Spacing, packed
from assbkg.drawing.lettering import MM_PER_POINT, leading, shorten_to, width_mm, wrap
from assbkg.drawing.marks import HEADING, INSET, LABEL, room, stroke
from assbkg.drawing.sheet import Size
from assbkg.drawing.web.model import HEADINGS, Column, Network, Node

__all__ = ["LOOSE", "MARGIN", "TIGHT", "Setting", "Sheet", "heading"]

MARGIN: Final = 1.0
#: Narrower pages than this get smaller letters, and less room for links.
_NARROW: Final = 120.0
_WIDEST_BOX: Final = 0.245  # of the width of a page
_LEAST_GAP: Final = 0.153  # between columns, for the links
_NARROW_GAP: Final = 0.125
#: The height of a page for each link between two columns.
_PER_LINK: Final = 2.2
_PER_LINK_NARROW: Final = 3.5


@dataclass(frozen=True)
class Setting:
    """The distances on a sheet.

    `box` is the height of a box with one line; a label has at most `lines` lines, or any number
    if that is 0. `between` lies between two links that end at one box.
    """

    spacing: Spacing
    box: float
    between: float
    lines: int = 0


LOOSE: Final = Setting(Spacing(node=0.8, block=1.3, heading=3.0, padding=0.9), 3.5, 0.4)
TIGHT: Final = Setting(Spacing(node=0.6, block=0.9, heading=2.8, padding=0.6), 3.1, 0.12)


def heading(network: Network, column: Column) -> str:
    """Return the name of a column, with how many nodes it has."""
    return f"{HEADINGS[column]} ({len(network.column(column))})"


@dataclass(frozen=True)
class Sheet:
    """A network as it is to be set on a page of a size."""

    network: Network
    size: Size
    setting: Setting

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.size.width - 2 * MARGIN

    @property
    def letters(self) -> float:
        """The size of labels in points."""
        return 6.0 if self.narrow else LABEL

    @property
    def headings(self) -> float:
        """The size of the headings of columns in points."""
        return 7.0 if self.narrow else HEADING

    @property
    def narrow(self) -> bool:
        """Whether it is as narrow as one column of a journal's page."""
        return self.size.width < _NARROW

    @cached_property
    def sides(self) -> Mapping[Column, tuple[float, float]]:
        """The left and right edge of each column, as wide as its words need within limits."""
        columns = self.network.columns
        widest = _WIDEST_BOX * self.size.width
        wanted = [
            min(max([self._heading(name), *map(self._width, self.network.column(name))]), widest)
            for name in columns
        ]
        least = (_NARROW_GAP if self.narrow else _LEAST_GAP) * self.size.width
        gap = max((self.inner - sum(wanted)) / 2, least)
        shrink = (self.inner - 2 * gap) / max(sum(wanted), 1.0)
        sides: dict[Column, tuple[float, float]] = {}
        left = MARGIN
        for name, width in zip(columns, wanted, strict=True):
            sides[name] = left, left + width * shrink
            left += width * shrink + gap
        return sides

    def _heading(self, column: Column) -> float:
        return width_mm(heading(self.network, column), self.headings, bold=True)

    def _width(self, node: Node) -> float:
        return width_mm(node.label, self.letters) + 2 * INSET

    @cached_property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """The lines of each label; the last line of one that is too long ends in an ellipsis."""
        return {node.id: self._shortened(node) for node in self.network.nodes}

    @property
    def shortened(self) -> int:
        """The number of labels that are shortened."""
        return sum(self.lines[node.id] != self._wrapped(node) for node in self.network.nodes)

    def _wrapped(self, node: Node) -> tuple[str, ...]:
        return wrap(node.label, self.letters, room(*self.sides[node.column]))

    def _shortened(self, node: Node) -> tuple[str, ...]:
        lines, most = self._wrapped(node), self.setting.lines
        if not most or len(lines) <= most:
            return lines
        # A line that ends in a hyphen, dash or slash was broken within a word.
        rest = "".join(line if line[-1] in "-–/" else f"{line} " for line in lines[most - 1 :])
        limit = room(*self.sides[node.column])
        return *lines[: most - 1], shorten_to(rest, self.letters, limit, bold=False)

    @cached_property
    def widths(self) -> Mapping[tuple[str, str], float]:
        """The width of each link in points, by its ends."""
        most = max((link.claims for link in self.network.links), default=0)
        return {
            (link.source, link.target): stroke(link.claims, most) for link in self.network.links
        }

    @cached_property
    def heights(self) -> Mapping[str, float]:
        """The height of each box: enough for its label, and for its links side by side."""
        step = leading(self.letters)
        needed: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for (source, target), width in self.widths.items():
            needed[source][1] += width * MM_PER_POINT + self.setting.between
            needed[target][0] += width * MM_PER_POINT + self.setting.between
        return {
            node: max(self.setting.box + (len(lines) - 1) * step, max(needed[node]) + 0.8)
            for node, lines in self.lines.items()
        }

    @cached_property
    def lengths(self) -> Mapping[Column, float]:
        """The least height of each column."""
        columns = zip(self.network.columns, self.network.families, strict=True)
        return {
            name: packed(blocks_of(families), self.heights, self.setting.spacing)
            for name, families in columns
        }

    @property
    def most_links(self) -> int:
        """The number of links between two columns that an eye can follow."""
        return int(self.size.tallest / (_PER_LINK_NARROW if self.narrow else _PER_LINK))

    @property
    def crowded(self) -> frozenset[Column]:
        """The columns between which there are more than `most_links`."""
        columns = self.network.columns
        starts = Counter(self.network.by_id[link.source].column for link in self.network.links)
        found = (pair for pair in pairwise(columns) if starts[pair[0]] > self.most_links)
        return frozenset(chain.from_iterable(found))
