"""HTML that is put together from elements: whatever is no element is text, and is escaped."""

from __future__ import annotations

import json
from html import escape
from typing import Final

from assbkg.printable import printable

__all__ = ["Markup", "data_block", "element", "text"]

_EMPTY: Final = frozenset({"link", "meta"})


class Markup(str):
    """A piece of HTML. Only this module makes any."""

    __slots__ = ()


def text(said: str) -> Markup:
    """Return text as HTML; characters that hide or reorder others are shown as escapes.

    >>> text("<b>")
    '&lt;b&gt;'
    """
    return Markup(escape(printable(said)))


def element(tag: str, *children: str, **attributes: str | None) -> Markup:
    """Return an element; children are elements or text, attributes of None are left out.

    An underscore stands for a dash in the name of an attribute, or sets it off from a keyword.

    >>> element("a", "1 < 2", href="/?a&b", class_="x")
    '<a href="/?a&amp;b" class="x">1 &lt; 2</a>'
    """
    shown = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(printable(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _EMPTY:
        return Markup(f"<{tag}{shown}>")
    inner = "".join(one if isinstance(one, Markup) else text(one) for one in children)
    return Markup(f"<{tag}{shown}>{inner}</{tag}>")


def data_block(kind: str, value: object) -> Markup:
    """Return JSON in an element that no browser runs, and that nothing in it can end."""
    data = json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
    return Markup(f'<script type="{escape(kind)}">{data}</script>')
