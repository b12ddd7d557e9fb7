"""Text as Markdown, in which no character of a label means anything but itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = [
    "code",
    "heading",
    "link",
    "paragraph",
    "plain",
    "table",
    "title_lines",
]

#: What Markdown, its extensions or HTML may take for a mark. Entities work wherever
#: Markdown does, in tables and in raw HTML too; backslashes do not.
_SPECIAL: Final = {ord(mark): f"&#{ord(mark)};" for mark in "&<>|*_`[]{}\\~^$#="}
#: What begins a list, a heading or a block at the start of a line.
_OPENING: Final = re.compile(r"^(\d*)([^\w&])")

#: What ends an address in Markdown or a table's cell.
_APART: Final = frozenset(" ()<>[]|\"'`\\")
#: A scheme, as browsers find it.
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
#: What a title is without: all that HTML, YAML or a template might take for a mark.
_MARKS: Final = re.compile(r"[^\w .,;:()/+–—-]+|[_]")


def plain(text: str) -> str:
    """Text on one line, in which every character stands for itself.

    >>> plain("a|b *c*")
    'a&#124;b &#42;c&#42;'
    """
    # Colons make emoji only between two; a lone one is common, and reads better as it is.
    told = " ".join(text.split()).translate(_SPECIAL)
    return re.sub(r":(?=[\w+-]+:)", "&#58;", told)


def paragraph(text: str) -> str:
    """Text as a paragraph of its own, that opens no list, heading or block.

    >>> paragraph("1. is not a list")
    '1&#46; is not a list'
    """
    told = plain(text)
    return _OPENING.sub(lambda found: f"{found[1]}&#{ord(found[2])};", told, count=1)


def code(text: str) -> str:
    """A name as machines have it."""
    return f"<code>{plain(text)}</code>"


def link(text: str, target: str) -> str:
    """Words, already Markdown, that lead to a page or an address on the web.

    An address of another scheme is left out: `javascript:` would run as code.
    """
    safe = "".join(
        c if c.isascii() and c.isprintable() and c not in _APART else _quoted(c) for c in target
    )
    scheme = _SCHEME.match(safe)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return text
    return f"[{text}]({safe})"


def _quoted(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def heading(level: int, text: str, anchor: str = "") -> str:
    """A heading, already Markdown, with an anchor of its own choice."""
    return f"{'#' * level} {text}" + (f" {{ #{anchor} }}" if anchor else "")


def title_lines(text: str, otherwise: str) -> list[str]:
    """The lines of a page's title.

    Generators of sites write a title into `<title>` with its entities resolved, so one with
    marks gets a second form, without them, ahead of the page: `otherwise` when nothing is left.
    """
    words = " ".join(_MARKS.sub(" ", text).split())
    lines = [heading(1, plain(text))]
    return lines if words == text else ["---", f'title: "{words or otherwise}"', "---", "", *lines]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table; cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]
