"""A page inside a page: how a notebook shows one."""

from __future__ import annotations

from html import escape
from typing import Final

from assbkg.drawing.interactive.page import Page

__all__ = ["frame"]

# Lengths in pixels.
_USUAL: Final = 1000  # width of what a cell of a notebook gives
_AROUND: Final = 230  # title, introduction and legend above the drawing
_TALLEST: Final = 780  # what a laptop shows at once; beyond it the page scrolls by itself


def frame(page: Page) -> str:
    """The element of HTML that holds a page whole.

    The page runs its own script and nothing else: it comes without the origin of the
    notebook, so that it can't reach the server, its cookies or other cells.
    """
    drawing = page.height * min(_USUAL, page.width) / page.width
    height = min(_TALLEST, round(_AROUND + drawing))
    return (
        f'<iframe title="{escape(page.title)}" sandbox="allow-scripts" '
        f'style="width: 100%; height: {height}px; border: 0" '
        f'srcdoc="{escape(page.text)}"></iframe>'
    )
