"""The width of words in DejaVu Sans, the font that comes with matplotlib, and where lines break."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from assbkg.errors import DrawingError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

__all__ = [
    "FONT",
    "MM_PER_POINT",
    "leading",
    "pieces",
    "require_glyphs",
    "shorten_to",
    "width_mm",
    "wrap",
]

FONT: Final = "DejaVu Sans"
MM_PER_POINT: Final = 25.4 / 72

#: Where a line may end: not at a no-break space.
_SPACE = r"[^\S\u00a0]"
#: Pieces that may stand on lines of their own: words, and what ends in a hyphen, dash or slash.
_PIECE = re.compile(rf"(?:(?!{_SPACE}|[\-–/]).)*[\-–/]+|(?:(?!{_SPACE}|[\-–/]).)+|{_SPACE}+")


@cache
def _properties(size: float, *, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")


@cache
def width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text set in `size` points, in millimetres."""
    from matplotlib.textpath import TextToPath

    width, _, _ = TextToPath().get_text_width_height_descent(
        text, _properties(size, bold=bold), ismath=False
    )
    return float(width) * MM_PER_POINT


def leading(size: float) -> float:
    """Return the distance in millimetres between two lines of letters of `size` points."""
    return size * 1.2 * MM_PER_POINT


def pieces(text: str) -> tuple[str, ...]:
    """Return the parts of a label that may stand on lines of their own, with the spaces between.

    >>> pieces("solid-state battery")
    ('solid-', 'state', ' ', 'battery')
    """
    return tuple(_PIECE.findall(re.sub(f"{_SPACE}+", " ", text.strip())))


@cache
def wrap(text: str, size: float, limit_mm: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a label into lines that fit `limit_mm`: between words, within one only if need be."""
    limit_mm += 1e-6  # boxes are as wide as their longest label, apart from rounding
    lines: list[str] = [""]
    for piece in pieces(text):
        longer = lines[-1] + piece
        if width_mm(longer.rstrip(), size, bold=bold) <= limit_mm:
            lines[-1] = longer
            continue
        if lines[-1].strip():
            lines.append("")
        lines[-1] = piece.lstrip()
        while width_mm(lines[-1], size, bold=bold) > limit_mm:
            fitting = max(_fitting(lines[-1], size, limit_mm, bold=bold), 1)
            if fitting == len(lines[-1]):
                break  # even one letter is wider
            lines[-1:] = lines[-1][:fitting], lines[-1][fitting:]
    return tuple(line.strip() for line in lines if line.strip()) or (text,)


def shorten_to(text: str, size: float, limit_mm: float, *, bold: bool = True) -> str:
    """Return the text, or as much of its beginning as fits `limit_mm` with an ellipsis."""
    if width_mm(text, size, bold=bold) <= limit_mm:
        return text
    rest = limit_mm - width_mm("…", size, bold=bold)
    return text[: _fitting(text, size, rest, bold=bold)].rstrip() + "…"


def _fitting(text: str, size: float, limit_mm: float, *, bold: bool) -> int:
    """Return how many letters of a text fit."""
    lengths = range(1, len(text) + 1)
    return bisect_right(lengths, limit_mm, key=lambda n: width_mm(text[:n], size, bold=bold))


def require_glyphs(labels: Iterable[str]) -> None:
    """Raise `DrawingError` for the first label with a character that the font lacks.

    Invisible characters count as lacking: matplotlib can't put them into a PDF.
    """
    from matplotlib.font_manager import findfont, get_font

    known = get_font(findfont(_properties(10, bold=False))).get_charmap()
    for label in labels:
        for character in label:
            invisible = unicodedata.category(character) == "Cf"
            if invisible or ord(character) not in known:
                raise DrawingError(
                    f"the label {label!r} has {character!r} (U+{ord(character):04X}), "
                    f"which {FONT} can't draw; change the label"
                )
