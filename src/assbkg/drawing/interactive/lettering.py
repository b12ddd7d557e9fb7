"""Labels for a page, which a browser sets in fonts of its own: measured with DejaVu Sans.

A character that DejaVu Sans lacks is taken to be as wide as its widest letter; a browser finds
another font for it.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from assbkg.drawing.lettering import FONT, MM_PER_POINT, shorten_to, wrap

__all__ = ["broken", "shortened"]

_POINT: Final = 4 / 3  # pixels
_SLACK: Final = 0.95  # for fonts that are wider than DejaVu Sans
_WIDE: Final = "W"


def broken(label: str, size: float, limit: float) -> tuple[str, ...]:
    """A label in lines that fit `limit`; lengths in pixels."""
    letters = (character for character in label if not character.isspace())
    lines = wrap(_measurable(label), size / _POINT, _millimetres(limit) * _SLACK)
    return tuple("".join(c if c.isspace() else next(letters) for c in line) for line in lines)


def shortened(label: str, size: float, limit: float) -> str:
    """As much of a label as fits `limit` in bold letters; lengths in pixels."""
    whole = _measurable(label)
    shown = shorten_to(whole, size / _POINT, _millimetres(limit))
    return label if shown == whole else label[: len(shown) - 1] + "…"


def _measurable(text: str) -> str:
    known = _known()
    return "".join(c if c.isspace() or ord(c) in known else _WIDE for c in text)


@cache
def _known() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())


def _millimetres(pixels: float) -> float:
    return pixels / _POINT * MM_PER_POINT
