"""Documents as HTML: elements, in which every text is text.

What a format can't hold is shown by its code. Nothing is run, and no address is fetched.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from assbkg.document.legible import sound
from assbkg.document.markdown import is_safe_target
from assbkg.document.model import (
    Block,
    Cell,
    Code,
    Command,
    Definitions,
    Items,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Words,
    text_of,
)

__all__ = ["element", "elements", "inlined", "write_fragment", "written"]

_Child = ET.Element | str
_TAGS: Final = {"strong": "strong", "emphasis": "em", "code": "code"}
#: The longest word of a cell that its column must be wide enough for.
_LONGEST_WORD: Final = 30

_REFERRED: Final = re.compile(r'(?:url\(|href=")#([^)"]+)')
_REFERENCE: Final = re.compile(r"url\(#([^)]+)\)")
_FONT: Final = re.compile(
    r"(?:(?P<style>italic|oblique)\s+)?(?:(?P<weight>bold|\d+)\s+)?"
    r"(?P<size>[\d.]+px)\s+(?P<family>.+)"
)

_GREY: Final = "rgba(128,128,128,0.5)"
_CELL: Final = f"padding:0.25em 0.75em;border-bottom:1px solid {_GREY};vertical-align:top"
#: Styles of a fragment. No colour is set but a grey that shows on white and on black, so that
#: the theme of a notebook, light or dark, stays in charge.
_STYLES: Final[Mapping[str, str]] = {
    "table": "border-collapse:collapse;border:none;color:inherit;background:none",
    "caption": "caption-side:bottom;text-align:left;color:inherit;opacity:0.75",
    "th": _CELL,
    "td": _CELL,
}


def element(tag: str, *children: _Child, **attributes: str) -> ET.Element:
    """Return an element. In names of attributes `_` stands for `-`, and is left out at the end."""
    made = ET.Element(tag, {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()})
    last: ET.Element | None = None
    for child in children:
        if isinstance(child, ET.Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def written(made: ET.Element) -> str:
    """Return an element as HTML, with codes for characters that HTML can't hold."""
    return sound(ET.tostring(made, encoding="unicode", method="html"))


def write_fragment(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML for a notebook, whose own style it takes.

    >>> from assbkg.document.model import Paragraph, plain
    >>> write_fragment([Paragraph((plain("a < b"),))])
    '<p>a &lt; b</p>'
    """
    parts = [part for block in blocks for part in elements(block)]
    for part in chain.from_iterable(part.iter() for part in parts):
        _style(part)
    return "".join(map(written, parts))


def _style(part: ET.Element) -> None:
    style = _STYLES.get(part.tag, "")
    if part.tag in ("th", "td"):
        side = "right" if "number" in part.attrib.get("class", "").split() else "left"
        style = f"text-align:{side};{style}"
    if style:
        part.set("style", style)
    if part.tag != "code":
        part.attrib.pop("class", None)
    for name in ("tabindex", "role", "aria-labelledby"):
        part.attrib.pop(name, None)


def elements(block: Block, level: int = 2) -> Iterator[ET.Element]:
    """Yield the elements of a block; a section's heading has the level."""
    if isinstance(block, Section):
        yield _section(block, level)
    elif isinstance(block, Paragraph):
        yield element("p", *_lines(block.lines))
    elif isinstance(block, Items):
        yield _items(block, level)
    elif isinstance(block, Definitions):
        yield _definitions(block)
    elif isinstance(block, Table):
        yield _table(block)
    elif isinstance(block, Code):
        yield element("pre", element("code", block.text))
    elif isinstance(block, Command):
        yield element("pre", element("code", f"$ {shlex.join(block.words)}"))
    else:
        yield _picture(block)


def _section(section: Section, level: int) -> ET.Element:
    number = (element("span", section.number, class_="number"), " ") if section.number else ()
    name = {"id": f"{section.id}-title"} if section.id else {}
    title = element(f"h{min(level, 6)}", *number, *_words(section.title), **name)
    blocks = (
        part
        for block in section.blocks
        for one in elements(block, level + 1)
        for part in ("\n", one)
    )
    place = {"id": section.id, "aria_labelledby": name["id"]} if section.id else {}
    return element("section", title, *blocks, "\n", **place)


def _lines(lines: Iterable[Words]) -> Iterator[_Child]:
    for number, words in enumerate(lines):
        if number:
            yield element("br")
        yield from _words(words)


def _words(words: Words) -> Iterator[_Child]:
    return (_run(run) for run in words)


def _run(run: Run) -> _Child:
    if run.style == "break":
        return element("br")
    hint = {"title": run.hint} if run.hint else {}
    tag = _TAGS.get(run.style, "")
    if run.target and is_safe_target(run.target):
        inner = element(tag, run.text) if tag else run.text
        return element("a", inner, href=run.target, **hint)
    if tag or hint:
        return element(tag or "span", run.text, **hint)
    return run.text


def _items(block: Items, level: int) -> ET.Element:
    items: list[_Child] = []
    for item in block.items:
        note = (" — ", element("span", item.note, class_="note")) if item.note else ()
        below = (part for one in item.blocks for part in elements(one, level))
        items += ["\n", element("li", *_words(item.words), *note, *below)]
    return element("ol" if block.kind == "numbers" else "ul", *items)


def _definitions(block: Definitions) -> ET.Element:
    parts = (
        part
        for entry in block.entries
        for part in (
            element("dt", *_words(entry.term), **({"id": entry.id} if entry.id else {})),
            element("dd", *_lines(entry.lines)),
        )
    )
    return element("dl", *parts)


def _table(table: Table) -> ET.Element:
    width = str(len(table.columns))
    headings = (
        element("th", one.heading, scope="col", **({"class_": "number"} if one.numeric else {}))
        for one in table.columns
    )
    parts: list[_Child] = []
    caption_id = f"{table.id}-caption"
    if table.name or table.caption:
        name = (element("strong", f"{table.name}."), " ") if table.name else ()
        words = element("span", *name, table.caption)
        parts.append(element("caption", words, **({"id": caption_id} if table.id else {})))
    parts.append(element("thead", element("tr", *headings)))
    for group in table.groups:
        rows: list[_Child] = []
        if group.head:
            side = _direction([group.head])
            head = element("th", group.head, scope="rowgroup", colspan=width, **side)
            rows.append(element("tr", head, class_="group"))
        for row in group.rows:
            numeric = [column.numeric for column in table.columns[len(table.columns) - len(row) :]]
            cells = (_cell(cell, number) for cell, number in zip(row, numeric, strict=True))
            rows += ["\n", element("tr", *cells)]
        parts += ["\n", element("tbody", *rows)]
    grid = element("table", *parts, class_=f"columns-{width}")
    if not table.id:
        return grid
    region = {"role": "region", "tabindex": "0", "aria_labelledby": caption_id}
    below = (element("p", table.note, class_="note"),) if table.note else ()
    scroll = element("div", grid, class_="scroll", **region)
    return element("div", scroll, *below, class_="table", id=table.id)


def _cell(cell: Cell, numeric: bool) -> ET.Element:
    attributes = _direction(run.text for run in cell.words)
    tone = "" if cell.tone == "plain" else cell.tone
    classes = (tone, "number" * numeric, "long" * _is_long(cell.words))
    if names := " ".join(filter(None, classes)):
        attributes["class_"] = names
    if cell.rows > 1:
        attributes["rowspan"] = str(cell.rows)
    if cell.head:
        attributes["scope"] = "row"
    return element("th" if cell.head else "td", *_words(cell.words), **attributes)


def _is_long(words: Words) -> bool:
    """Tell whether a word of a cell must be broken, so that it does not widen its column."""
    return any(len(word) > _LONGEST_WORD for word in text_of(words).split())


def _direction(texts: Iterable[str]) -> dict[str, str]:
    """Return `dir` for text that has letters written from right to left."""
    letters = chain.from_iterable(texts)
    turns = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in letters)
    return {"dir": "auto"} if turns else {}


def _picture(picture: Picture) -> ET.Element:
    name = (element("strong", f"{picture.name}."), " ") if picture.name else ()
    caption_id = f"{picture.id}-caption"
    caption = element("figcaption", *name, picture.caption, id=caption_id)
    paper = element(
        "div",
        inlined(picture.svg, f"{picture.id}-", picture.words),
        class_="scroll paper",
        role="region",
        tabindex="0",
        aria_labelledby=caption_id,
    )
    return element("figure", paper, caption, id=picture.id)


def inlined(svg: bytes, prefix: str, words: str) -> ET.Element:
    """The SVG of a figure as an element of an HTML page, called `words` for who can't see it.

    Ids that something refers to begin with `prefix`, so that several figures can stand in one
    page, and others are left out. Styles become attributes, because a policy without
    `unsafe-inline` keeps styles of elements out.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own figure
    referred = frozenset(_REFERRED.findall(svg.decode()))
    for parent in list(root.iter()):
        for child in list(parent):
            if _local(child.tag) in ("metadata", "style"):
                parent.remove(child)
    for element in root.iter():
        element.tag = _local(element.tag)
        found = {_local(name): value for name, value in element.attrib.items()}
        element.attrib.clear()
        for name, value in found.items():
            for key, said in _attributes(name, value):
                if key != "id" or said in referred:
                    element.set(key, _prefixed(key, said, prefix))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    # What the style said that was left out.
    root.attrib |= {"stroke-linejoin": "round", "stroke-linecap": "butt"}
    root.attrib |= {"role": "img", "aria-label": words}
    return root


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attributes(name: str, value: str) -> list[tuple[str, str]]:
    """An attribute, or those that a style stands for."""
    if name != "style":
        return [(name, value)]
    found: list[tuple[str, str]] = []
    for rule in filter(None, map(str.strip, value.split(";"))):
        key, _, said = (part.strip() for part in rule.partition(":"))
        font = _FONT.fullmatch(said) if key == "font" else None
        if font is None:
            found.append((key, said))
        else:
            found += [(f"font-{k}", v) for k, v in font.groupdict().items() if v]
    return found


def _prefixed(name: str, value: str, prefix: str) -> str:
    if name == "id":
        return prefix + value
    if name == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return _REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)
