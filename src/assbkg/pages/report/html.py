"""The report as one page that carries all it needs, and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from assbkg.document.legible import sound
from assbkg.drawing.rendering import font_faces
from assbkg.pages.report.layout import Cell, columns, groups, name_of
from assbkg.pages.report.model import (
    Block,
    Figure,
    Paragraph,
    References,
    Report,
    Run,
    Section,
    Table,
)
from assbkg.pages.report.svg import inlined

__all__ = ["render_html"]

_STYLE: Final = Path(__file__).parent / "report.css"
_LONGEST_WORD: Final = 30
_Child = ET.Element | str


def render_html(report: Report) -> bytes:
    """A report as HTML: no script, no address outside, styles let in by their hash alone."""
    style = font_faces(figure.svg for figure in report.figures) + _STYLE.read_text("utf-8")
    page = _e("html", _head(report, style), "\n", _body(report), lang="en")
    text = ET.tostring(page, encoding="unicode", method="html")
    return f"<!DOCTYPE html>\n{sound(text)}\n".encode()


def _e(tag: str, *children: _Child, **attributes: str) -> ET.Element:
    """An element; in names of attributes, `_` stands for `-`, and none ends in it."""
    element = ET.Element(tag, {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()})
    last: ET.Element | None = None
    for child in children:
        if isinstance(child, ET.Element):
            element.append(child)
            last = child
        elif last is None:
            element.text = (element.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return element


def _head(report: Report, style: str) -> ET.Element:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return _e(
        "head",
        _e("meta", charset="utf-8"),
        _e("meta", http_equiv="Content-Security-Policy", content=policy),
        _e("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _e("meta", name="color-scheme", content="light dark"),
        _e("meta", name="generator", content=report.version),
        _e("title", report.title),
        _e("style", style),
    )


def _body(report: Report) -> ET.Element:
    facts = (part for name, value in report.facts for part in (_e("dt", name), _e("dd", value)))
    return _e(
        "body",
        _e("a", "Skip to the report", class_="skip", href="#report"),
        "\n",
        _e(
            "header",
            _e("h1", report.title),
            _e("p", report.subtitle, class_="subtitle"),
            _e("dl", *facts),
        ),
        "\n",
        _e(
            "div",
            _contents(report),
            "\n",
            _e("main", *(_section(report, section) for section in report.sections), id="report"),
            class_="sheet",
        ),
        "\n",
        _e("footer", _e("p", f"{report.title} · {report.version}")),
    )


def _contents(report: Report) -> ET.Element:
    entries = (
        _e("li", _e("a", section.title, href=f"#section-{section.id}"))
        for section in report.sections
    )
    return _e(
        "nav", _e("h2", "Contents", id="contents"), _e("ol", *entries), aria_labelledby="contents"
    )


def _section(report: Report, section: Section) -> ET.Element:
    name = f"section-{section.id}"
    number = report.names[name].rpartition(" ")[2]
    title = _e("h2", _e("span", number, class_="number"), " ", section.title, id=f"{name}-title")
    blocks = (part for block in section.blocks for part in ("\n", _block(report, block)))
    return _e("section", title, *blocks, "\n", id=name, aria_labelledby=f"{name}-title")


def _block(report: Report, block: Block) -> ET.Element:
    if isinstance(block, Paragraph):
        runs = (
            part
            for number, sentence in enumerate(block.sentences)
            for part in (" " * bool(number), *(_run(report, run) for run in sentence.runs))
        )
        return _e("p", *runs)
    if isinstance(block, Table):
        return _table(report, block)
    if isinstance(block, Figure):
        return _figure(report, block)
    return _works(block)


def _run(report: Report, run: Run) -> _Child:
    if run.target:
        return _e("a", report.said(run), href=f"#{run.target}")
    return _e("code", run.text) if run.code else run.text


def _table(report: Report, table: Table) -> ET.Element:
    shown = columns(table)
    width = str(len(shown))
    head = _e("tr", *(_e("th", column.heading, scope="col") for column in shown))
    bodies: list[_Child] = []
    for group in groups(report, table):
        rows: list[_Child] = []
        if group.head:
            cell = _e("th", group.head, scope="rowgroup", colspan=width, **_direction([group.head]))
            rows.append(_e("tr", cell, class_="group"))
        for row in group.rows:
            rows += ["\n", _e("tr", *(_cell(report, cell) for cell in row))]
        bodies += ["\n", _e("tbody", *rows)]
    caption_id, name = f"table-{table.id}-caption", name_of(report, "table", table.id)
    words = _e("span", _e("strong", f"{name}."), f" {table.caption}")
    caption = _e("caption", words, id=caption_id)
    grid = _e("table", caption, _e("thead", head), *bodies, class_=f"columns-{width}")
    scroll = _e(
        "div", grid, class_="scroll", role="region", tabindex="0", aria_labelledby=caption_id
    )
    note = _e("p", f"{table.note} From: {table.origin}.".strip(), class_="note")
    return _e("div", scroll, note, class_="table", id=f"table-{table.id}")


def _cell(report: Report, cell: Cell) -> ET.Element:
    attributes = _direction(run.text for run in cell.runs)
    tones = " ".join(filter(None, (cell.tone, "number" * cell.number, "long" * _is_long(cell))))
    if tones:
        attributes["class_"] = tones
    if cell.rows > 1:
        attributes["rowspan"] = str(cell.rows)
    if cell.head:
        attributes["scope"] = "row"
    words = (_run(report, run) for run in cell.runs)
    return _e("th" if cell.head else "td", *words, **attributes)


def _is_long(cell: Cell) -> bool:
    """Tell whether a word of a cell must be broken, so that it does not widen its column."""
    return any(len(word) > _LONGEST_WORD for run in cell.runs for word in run.text.split())


def _direction(texts: Iterable[str]) -> dict[str, str]:
    """`dir` for text that has letters written from right to left."""
    letters = (character for text in texts for character in text)
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in letters)
    return {"dir": "auto"} if turns else {}


def _figure(report: Report, figure: Figure) -> ET.Element:
    caption = _e(
        "figcaption",
        _e("strong", f"{name_of(report, 'figure', figure.id)}."),
        f" {figure.caption}",
        id=f"figure-{figure.id}-caption",
    )
    drawing = inlined(figure.svg, f"{figure.id}-", figure.words)
    paper = _e(
        "div",
        drawing,
        class_="scroll paper",
        role="region",
        tabindex="0",
        aria_labelledby=f"figure-{figure.id}-caption",
    )
    return _e("figure", paper, caption, id=f"figure-{figure.id}")


def _works(block: References) -> ET.Element:
    works = (
        part
        for work in block.works
        for part in (
            _e("dt", f"[{work.number}]", id=work.anchor),
            _e("dd", work.text),
        )
    )
    return _e("dl", *works, class_="works")
