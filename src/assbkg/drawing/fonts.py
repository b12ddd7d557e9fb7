"""The font of a figure inside its SVG: only the characters that it has.

Without it a reader whose computer lacks DejaVu Sans sees another font, wider or narrower, in
boxes that were measured for this one.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from typing import Final

from assbkg.drawing.lettering import FONT

__all__ = ["embed_fonts", "font_faces"]

_TEXT: Final = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_BOLD: Final = re.compile(r"<text\b[^>]*(?:font: |font-weight: )(?:bold|700)\b")
_STYLE: Final = '<style type="text/css">'


def embed_fonts(svg: bytes) -> bytes:
    """An SVG of matplotlib with the font that its texts are set in."""
    return svg.decode().replace(_STYLE, _STYLE + font_faces([svg]), 1).encode()


def font_faces(figures: Iterable[bytes]) -> str:
    """The CSS that brings the font to some figures, SVG of matplotlib; empty without texts."""
    text = "".join(figure.decode() for figure in figures)
    characters = frozenset().union(*map(unescape, _TEXT.findall(text)))
    weights = ("normal", "bold") if _BOLD.search(text) else ("normal",)
    return "".join(_font_face(weight, characters) for weight in weights if characters)


def _font_face(weight: str, characters: frozenset[str]) -> str:
    data = base64.b64encode(_subset(weight, "".join(sorted(characters)))).decode()
    return (
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


@cache
def _subset(weight: str, characters: str) -> bytes:
    """The font as WOFF: the same bytes for the same characters."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from matplotlib.font_manager import FontProperties, findfont

    path = findfont(FontProperties(family=FONT, weight=weight))
    font = TTFont(path, recalcTimestamp=False)
    options = Options(hinting=False)
    options.drop_tables += ["FFTM"]  # when FontForge made the font, and nothing of its letters
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()
