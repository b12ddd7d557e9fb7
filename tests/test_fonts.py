"""The font of a figure is in its SVG, so that it looks the same on every computer."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING

from assbkg.drawing.rendering import render

if TYPE_CHECKING:
    import pytest
    from matplotlib.figure import Figure


def words(text: str, weight: str = "normal") -> str:
    """The SVG of a figure with one text."""

    def compose() -> Figure:
        from matplotlib.figure import Figure

        figure = Figure(figsize=(2, 1))
        figure.text(0.1, 0.5, text, family="DejaVu Sans", weight=weight, parse_math=False)
        return figure

    return render(compose, "svg", "words").decode()


def fonts(svg: str) -> dict[str, set[int]]:
    """The characters of each font in an SVG, by its weight."""
    from fontTools.ttLib import TTFont

    found = re.findall(r"font-weight:(\w+);src:url\(data:font/woff;base64,([^)]+)\)", svg)
    return {
        weight: set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
        for weight, data in found
    }


def test_an_svg_brings_the_characters_that_it_has_and_no_others() -> None:
    assert {"normal": set(map(ord, "Fe₃S₄@Li₇P₃S₁₁ <&>"))} == fonts(words("Fe₃S₄@Li₇P₃S₁₁ <&>"))


def test_bold_words_bring_bold_letters() -> None:
    assert set(map(ord, "bold")) == fonts(words("bold", "bold"))["bold"]


def test_an_svg_without_words_brings_no_font() -> None:
    assert {} == fonts(words(""))


def test_nothing_is_said_about_it(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    words("quiet")
    assert ("", "") == capsys.readouterr()
    assert [] == caplog.records
