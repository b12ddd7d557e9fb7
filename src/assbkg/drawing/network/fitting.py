"""A network made to fit a page: set closer, grouped by family, then by how much is claimed.

What that hides is told below the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from assbkg.drawing.network.legend import legend_height
from assbkg.drawing.network.sheet import LOOSE, MARGIN, TIGHT, Sheet
from assbkg.drawing.notes import Note
from assbkg.drawing.sizes import Size
from assbkg.drawing.web.grouping import (
    families_of,
    is_rest,
    keep_strongest,
    put_family_together,
    put_least_together,
)
from assbkg.drawing.web.model import HEADINGS, Column, Network
from assbkg.drawing.web.wording import count, summary

__all__ = ["FOOT", "HEADER", "Fitted", "fit"]

HEADER: Final = 6.5
FOOT: Final = 2.5  # above the legend
#: The most lines of a label where the page can't grow, and where it needn't.
_LINES_FIXED: Final = 2
_LINES: Final = 8


@dataclass(frozen=True)
class Fitted:
    """A network as it will be drawn, and what a reader has to know of what won't be."""

    sheet: Sheet
    notes: tuple[Note, ...]

    @property
    def legend(self) -> float:
        """The height of legend and notes."""
        return legend_height(self.sheet, self.notes)

    @property
    def height(self) -> float:
        """The height of the page at the least."""
        columns = max(self.sheet.lengths.values(), default=0.0)
        return HEADER + columns + FOOT + self.legend + MARGIN

    @property
    def fits(self) -> bool:
        """Whether the page is not taller than its size lets it be."""
        return self.height <= self.sheet.size.tallest


def fit(network: Network, size: Size, about: str, *, whole: bool) -> Fitted:
    """Make a network fit; or, if it is to be `whole`, set it as it is.

    `about` says what the network was narrowed to, and may be empty.
    """
    if whole:
        sheet = Sheet(network, size, LOOSE)
        return Fitted(sheet, _notes(sheet, network, about))
    most = _LINES_FIXED if size.fixed else _LINES
    loose, tight = replace(LOOSE, lines=most), replace(TIGHT, lines=most)
    while True:
        for setting in (loose, tight):
            sheet = Sheet(network, size, setting)
            fitted = _thinned(sheet, about)
            if fitted.fits and not sheet.crowded.intersection(_families(sheet)):
                return fitted
        less = _less(sheet, tall=not fitted.fits)
        if less is None:
            return fitted
        network = less


def _less(sheet: Sheet, *, tall: bool) -> Network | None:
    """The same with less in one column: its largest family as one, or the least of its nodes.

    That is the highest column; where only links crowd, one with families, mechanisms first.
    """
    network, lengths, families = sheet.network, sheet.lengths, _families(sheet)
    if not tall:
        crowded = sheet.crowded.intersection(families)
        column = min(crowded, key=lambda name: (name != "mechanism", name))
        return put_family_together(network, column, families[column])
    column = max(network.columns, key=lambda name: lengths[name])
    if column in families:
        return put_family_together(network, column, families[column])
    nodes = len(network.column(column))
    return put_least_together(network, column, nodes - 2) if nodes > 1 else None


def _families(sheet: Sheet) -> dict[Column, str]:
    """The largest family of each column that has one of several nodes."""
    found = {name: families_of(sheet.network, name) for name in sheet.network.columns}
    return {name: families[0] for name, families in found.items() if families}


def _thinned(sheet: Sheet, about: str) -> Fitted:
    thinned = replace(sheet, network=keep_strongest(sheet.network, sheet.most_links))
    return Fitted(thinned, _notes(thinned, sheet.network, about))


def _notes(sheet: Sheet, network: Network, about: str) -> tuple[Note, ...]:
    """What a reader has to know of a network, of which not all may be on the sheet."""
    words = "; ".join([summary(sheet.network), *_put_together(network)])
    notes = [Note("summary", f"{about} {words}.".strip())]
    missing = [*_left_out(sheet.network, network)]
    if sheet.shortened:
        missing.append(f"the ends of {count(sheet.shortened, 'label')}")
    if missing:
        notes.append(Note("missing", f"Left out: {', '.join(missing)}.", urgent=True))
    return tuple(notes)


def _put_together(network: Network) -> Iterator[str]:
    for column in network.columns:
        nodes, things = network.column(column), HEADINGS[column].lower()
        families = [node for node in nodes if node.kinds > 1 and not is_rest(node)]
        if families:
            kinds = sum(node.kinds for node in families)
            yield f"{things} grouped by family: {kinds} kinds in {len(families)}"
        for node in filter(is_rest, nodes):
            yield f"{things} grouped: the {node.kinds} with the fewest claims"


def _left_out(shown: Network, network: Network) -> Iterator[str]:
    missing = set(network.links).difference(shown.links)
    inferred = sum(link.inferred for link in missing)
    if inferred:
        yield f"{count(inferred, 'link')} inferred only"
    if claimed := len(missing) - inferred:
        yield f"the {count(claimed, 'link')} with the fewest claims"
