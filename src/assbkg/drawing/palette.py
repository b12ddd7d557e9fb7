"""Colours: three of the Okabe-Ito palette that also differ in grey, and neutral ones.

The colours of the columns differ for any colour vision (Okabe and Ito, *Color Universal
Design*, 2008), and their CIE lightness goes up in even steps: 46, 58, 71. A column has its
colour whatever stands in it. Vermillion, which in grey is like the second, is for contested
links, and never their only sign.
"""

from __future__ import annotations

from typing import Final

from assbkg.drawing.web.model import Column

__all__ = [
    "COLOURS",
    "CONTESTED",
    "DERIVED",
    "FAMILY",
    "INFERRED",
    "INK",
    "MUTED",
    "PALE",
    "TINT",
    "tint",
]

COLOURS: Final[dict[Column, str]] = {
    "strategy": "#0072B2",
    "system": "#0072B2",
    "material": "#0072B2",
    "mechanism": "#009E73",
    "benefit": "#E69F00",
    "bottleneck": "#E69F00",
}
CONTESTED: Final = "#D55E00"
INFERRED: Final = "#A0A0A0"
#: What follows by reasoning, where no source states it.
DERIVED: Final = "#6B6B6B"
FAMILY: Final = "#EEEEEE"
MUTED: Final = "#555555"
INK: Final = "#111111"
#: The share of its colour in the ground of a box.
TINT: Final = 0.16
#: The share of its colour in a link that is only heading, hedged or expected.
PALE: Final = 0.45


def tint(colour: str, share: float) -> str:
    """Return a colour mixed into white: `share` 1 leaves it as it is, 0 gives white.

    >>> tint("#0072B2", 0.5)
    '#80B9D9'
    """
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{int(255 - (255 - channel) * share + 0.5):02X}" for channel in channels)
