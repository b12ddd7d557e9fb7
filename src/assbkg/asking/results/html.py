"""Answers and things as HTML for notebooks.

Every text is escaped. No colour is set but a grey that shows on white and on black, so that
the notebook's own theme, light or dark, stays in charge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

__all__ = [
    "cell",
    "table",
]

_GREY: Final = "rgba(128,128,128,0.5)"
_TABLE: Final = "border-collapse:collapse;border:none;color:inherit;background:none"
_CAPTION: Final = "caption-side:bottom;text-align:left;color:inherit;opacity:0.75"
_CELL: Final = f"padding:0.25em 0.75em;border-bottom:1px solid {_GREY};vertical-align:top"


def cell(text: str, title: str = "") -> str:
    """A text with something to read when the mouse is over it."""
    return f'<span title="{escape(title)}">{escape(text)}</span>' if title else escape(text)


def table(
    names: Iterable[str],
    numeric: Sequence[bool],
    rows: Iterable[Sequence[str]],
    caption: str = "",
) -> str:
    """A table; the cells of `rows` are HTML, all else is text. Its caption stands below."""
    sides = ["right" if number else "left" for number in numeric]

    def line(tag: str, cells: Iterable[str]) -> str:
        return "".join(
            f'<{tag} style="text-align:{side};{_CELL}">{said}</{tag}>'
            for side, said in zip(sides, cells, strict=True)
        )

    head = line("th", (escape(name.replace("_", " ")) for name in names))
    body = "".join(f"<tr>{line('td', row)}</tr>" for row in rows)
    below = f'<caption style="{_CAPTION}">{escape(caption)}</caption>' if caption else ""
    parts = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<table style="{_TABLE}">{below}{parts}</table>'
