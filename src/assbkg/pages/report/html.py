"""The page around a report: it carries all it needs, and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Final

from assbkg.document.html import element, elements, written
from assbkg.document.model import Document, Picture, Section, text_of
from assbkg.drawing.rendering import font_faces

__all__ = ["write_page"]

_STYLE: Final = Path(__file__).parent / "report.css"


def write_page(document: Document) -> bytes:
    """Return a document as HTML: no script, no address outside, styles allowed by their hash."""
    figures = (
        block.svg
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Picture)
    )
    style = font_faces(figures) + _STYLE.read_text("utf-8")
    page = element("html", _head(document, style), "\n", _body(document), lang="en")
    return f"<!DOCTYPE html>\n{written(page)}\n".encode()


def _head(document: Document, style: str) -> ET.Element:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=document.maker),
        element("title", text_of(document.title)),
        element("style", style),
    )


def _body(document: Document) -> ET.Element:
    title = text_of(document.title)
    facts = (
        part
        for name, value in document.facts
        for part in (element("dt", name), element("dd", value))
    )
    main = (part for section in document.sections for part in elements(section))
    return element(
        "body",
        element("a", "Skip to the report", class_="skip", href="#report"),
        "\n",
        element(
            "header",
            element("h1", title),
            element("p", document.subtitle, class_="subtitle"),
            element("dl", *facts),
        ),
        "\n",
        element(
            "div",
            _contents(document.sections),
            "\n",
            element("main", *main, id="report"),
            class_="sheet",
        ),
        "\n",
        element("footer", element("p", f"{title} · {document.maker}")),
    )


def _contents(sections: tuple[Section, ...]) -> ET.Element:
    entries = (
        element("li", element("a", text_of(section.title), href=f"#{section.id}"))
        for section in sections
    )
    return element(
        "nav",
        element("h2", "Contents", id="contents"),
        element("ol", *entries),
        aria_labelledby="contents",
    )
