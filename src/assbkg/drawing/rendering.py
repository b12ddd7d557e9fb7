"""Figures as bytes and files: the same from run to run, with text as text and fonts embedded."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import FONT
from assbkg.files.replacing import check_target, ending_of, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ENDINGS", "font_faces", "render", "write_figure"]


_TEXT: Final = re.compile(r"<text\b[^>]*>([^<]*)</text>")
_BOLD: Final = re.compile(r"<text\b[^>]*(?:font: |font-weight: )(?:bold|700)\b")
_STYLE: Final = '<style type="text/css">'


def _embed_fonts(svg: bytes) -> bytes:
    """Return an SVG of matplotlib with the font of its texts, reduced to their characters.

    Without it, a reader without DejaVu Sans would see another font, wider or narrower, in boxes
    that were measured for this one.
    """
    return svg.decode().replace(_STYLE, _STYLE + font_faces([svg]), 1).encode()


def font_faces(figures: Iterable[bytes]) -> str:
    """Return the CSS with the font of some SVGs of matplotlib; empty if they have no text."""
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
    """Return the font as WOFF: the same bytes for the same characters."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from matplotlib.font_manager import FontProperties, findfont

    path = findfont(FontProperties(family=FONT, weight=weight))
    font = TTFont(path, recalcTimestamp=False)
    options = Options(hinting=False)
    options.drop_tables += ["FFTM"]  # when FontForge made the font
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


#: The endings of files that a figure can be written to.
ENDINGS: Final = (".svg", ".pdf", ".png")

_DOTS_PER_INCH: Final = 300


def write_figure(
    path: Path, compose: Callable[[], Figure], title: str, *, enlarged: float = 1.0
) -> None:
    """Make a figure and write it whole, into a file with one of `ENDINGS`.

    Raises `DrawingError` for another ending, when the file can't be written, and whatever
    `compose` raises.
    """
    ending = ending_of(path, ENDINGS)
    check_target(path)
    write_whole(path, render(compose, ending, title, enlarged=enlarged))


def render(compose: Callable[[], Figure], form: str, title: str, *, enlarged: float = 1.0) -> bytes:
    """Make a figure and return it in a form: an ending of `ENDINGS`, with or without the dot.

    The same figure gives the same bytes with one version of matplotlib. The size, letters and
    lines of the composed figure are multiplied by `enlarged`.
    """
    import matplotlib as mpl

    form = form.lower().removeprefix(".")
    metadata = {
        "svg": {"Title": title, "Creator": "assbkg", "Date": None},
        "pdf": {"Title": title, "Creator": "assbkg", "Producer": "assbkg", "CreationDate": None},
        "png": {"Title": title, "Software": "assbkg"},
    }[form]
    with mpl.rc_context():
        mpl.rcdefaults()  # a user's own style must not change the figure
        mpl.rcParams.update(
            {
                "path.simplify": False,
                "pdf.fonttype": 42,
                "svg.fonttype": "none",
                "svg.hashsalt": "assbkg",
                # Otherwise letters move to whole dots, and lines exceed their measured length.
                "text.hinting": "none",
            }
        )
        data = io.BytesIO()
        figure = compose()
        _enlarge(figure, enlarged)
        figure.savefig(data, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return _embed_fonts(data.getvalue()) if form == "svg" else data.getvalue()


def _enlarge(figure: Figure, factor: float) -> None:
    """Enlarge a figure with all its letters and lines."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    if factor == 1.0:
        return
    width, height = figure.get_size_inches()
    figure.set_size_inches(width * factor, height * factor)
    for text in figure.findobj(Text):
        text.set_fontsize(float(text.get_fontsize()) * factor)
    for line in figure.findobj(Line2D):
        line.set_linewidth(line.get_linewidth() * factor)
        line.set_markersize(line.get_markersize() * factor)
        line.set_markeredgewidth(line.get_markeredgewidth() * factor)
    for patch in figure.findobj(Patch):
        patch.set_linewidth(patch.get_linewidth() * factor)
