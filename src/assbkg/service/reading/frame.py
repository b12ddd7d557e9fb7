"""Building pages without scripts: safe HTML, links, and the frame around every page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import Final
from urllib.parse import quote, urlencode

from assbkg.printable import printable
from assbkg.service.page.assets import json_in_html, policy, read_assets
from assbkg.vocabulary import ASSB, KG, ONTOLOGY

__all__ = ["HEADERS", "TERMS", "THINGS", "Markup", "address_of", "answer_address", "data_block"]
__all__ += ["editor_address", "element", "frame", "joined", "styles", "text"]

_EMPTY: Final = frozenset({"link", "meta"})
#: The paths below which things and terms have their pages, as their IRIs have them.
THINGS: Final = "/id/"
TERMS: Final = "/ontology/"
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)
#: Names that a browser resolves as steps of a path, and never requests.
_STEPS: Final = frozenset({"", ".", ".."})
#: Not every client accepts longer addresses.
_LONGEST: Final = 8_000
#: Headers of every such page: it runs nothing, and loads only its own styles.
HEADERS: Final[Mapping[str, str]] = policy(
    {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
)
_DOCTYPE: Final = "<!doctype html>\n"
_PLACES: Final = {
    "/": "Explore the graph",
    "/questions": "Questions",
    "/ontology": "Ontology",
    "/release": "Files",
}


class Markup(str):
    """A piece of HTML. Only this module makes any."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Return text as HTML; characters that hide or reorder others are shown as escapes.

    >>> text("<b>")
    '&lt;b&gt;'
    """
    return Markup(escape(printable(value)))


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
    """Return JSON in an element that no browser runs and nothing in the JSON can close."""
    return Markup(f'<script type="{escape(kind)}">{json_in_html(value)}</script>')


def address_of(iri: str) -> str | None:
    """Return the address of a link to an IRI; None for what no link should lead to.

    >>> address_of("https://w3id.org/assbkg/id/silicon"), address_of("javascript:alert(1)")
    ('/id/silicon', None)
    """
    if iri == ONTOLOGY:
        return TERMS.rstrip("/")
    for namespace, path in ((KG, THINGS), (ASSB, TERMS)):
        if iri.startswith(namespace):
            local = iri.removeprefix(namespace)
            return None if local in _STEPS else path + quote(local, safe="")
    return iri if _WEB.fullmatch(iri) else None


def answer_address(path: str, parameters: Sequence[tuple[str, str]]) -> str | None:
    """Return the address of an answer; None where it would be too long for a browser."""
    address = f"{path}?{urlencode(parameters)}" if parameters else path
    return address if len(address) <= _LONGEST else None


def editor_address(text: str) -> str:
    """Return the address at which the page of questions shows a query and asks it."""
    return f"/questions#{urlencode({'query': text})}"


@cache
def styles() -> str:
    """Return the folder of the styles; a new version of the files has another one."""
    return f"/page/{read_assets().digest}"


def frame(title: str, *body: Markup, data: Markup | None = None) -> bytes:
    """Return a whole page; `data` is for machines that read it."""
    files = styles()
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("link", rel="icon", href=f"{files}/icon.svg", type="image/svg+xml"),
        element("link", rel="stylesheet", href=f"{files}/page.css"),
        element("link", rel="stylesheet", href=f"{files}/reading.css"),
        *([data] if data else []),
    )
    places = [element("a", name, href=path) for path, name in _PLACES.items()]
    page = element(
        "html",
        head,
        element(
            "body",
            element("a", "Skip to the content", id="skip", href="#content"),
            element("header", element("nav", *places, aria_label="Pages", class_="places")),
            element("main", *body, id="content", tabindex="-1"),
            class_="reading",
        ),
        lang="en",
    )
    return (_DOCTYPE + page + "\n").encode("utf-8", "backslashreplace")


def joined(parts: Sequence[Markup], between: str = " · ") -> Iterator[Markup]:
    """Yield elements with text between them."""
    for number, part in enumerate(parts):
        if number:
            yield text(between)
        yield part
