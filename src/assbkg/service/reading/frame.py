"""What stands around every page to read: head, styles, and the way to the other pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from assbkg.service.page.assets import read_assets
from assbkg.service.page.policy import policy
from assbkg.service.reading.markup import Markup, element, text

__all__ = ["HEADERS", "frame", "joined", "styles"]

#: Headers of every page to read: it runs nothing, and loads but its own styles.
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
