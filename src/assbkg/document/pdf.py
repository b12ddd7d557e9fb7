"""Documents as PDF, set by Typst from data: what is said can't be taken for markup."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from assbkg.document.legible import legible, named
from assbkg.document.markdown import is_safe_target
from assbkg.document.model import (
    Block,
    Cell,
    Code,
    Command,
    Definitions,
    Document,
    Items,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Words,
    text_of,
)
from assbkg.errors import ReportError
from assbkg.stopping import in_thread

__all__ = ["shown_by_code", "write_pdf"]

_TEMPLATE: Final = Path(__file__).parent / "document.typ"
#: Letters of a table in points: smaller where many columns stand side by side.
_SIZES: Final = ((4, 9.0), (6, 8.4), (9, 7.8))
_SMALLEST: Final = 6.8
#: The fonts that letters are looked up in after Typst's own: all others of matplotlib draw
#: other things than characters, or one picture for many.
_FAMILIES: Final = ("DejaVuSans", "DejaVuSansMono", "STIXGeneral")
_Data = TypeVar("_Data")
#: The code points of each font.
_Fonts = tuple[frozenset[int], ...]
#: Names of what Typst reads, and no reader sees.
_KEYS: Final = frozenset({"id", "file", "kind", "tone", "target", "style"})
#: What is set where Typst fails on other letters.
_PLAIN: Final = (frozenset(range(0x20, 0x7F)),)
#: The most characters of a box, within which no line ends.
_LONGEST_BOX: Final = 40
_ISOLATES: Final = "[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]"


def write_pdf(document: Document) -> bytes:
    """Return a PDF with tagged headings, tables and figures; equal bytes for equal documents.

    Fonts are those that come with Typst and matplotlib, whatever the system has. A character
    that none of them has is shown by its code. Raises `ReportError` when Typst can't set it.
    """
    try:
        return _set(document, _glyphs())
    except ReportError:
        return _set(document, _PLAIN)


def shown_by_code(document: Document) -> dict[str, str]:
    """Return the characters that a PDF shows by their code, with the first text of each."""
    found: dict[str, str] = {}
    _spelled(_document(document), _glyphs(), found)
    return found


def _set(document: Document, fonts: _Fonts) -> bytes:
    import typst

    found: dict[str, str] = {}
    data = _spelled(_document(document), fonts, found)
    if found:
        data["facts"].append(["Codes", f"stand for characters without a glyph: {named(found)}"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts").mkdir()
        for font in _font_files():
            shutil.copyfile(font, folder / "fonts" / font.name)
        (folder / "document.typ").write_bytes(_TEMPLATE.read_bytes())
        (folder / "document.json").write_text(json.dumps(data), encoding="utf-8")
        for picture in _pictures(document.blocks):
            (folder / f"{picture.id}.svg").write_bytes(picture.svg)
        try:
            known = typst.Fonts(include_system_fonts=False, font_paths=[str(folder / "fonts")])
            compiler = typst.Compiler(folder / "document.typ", root=folder, font_paths=known)
            made = in_thread(lambda: compiler.compile(format="pdf", pdf_standards="ua-1"))
        except typst.TypstError as error:
            raise ReportError(f"the PDF can't be set: {error.message}") from error
    assert isinstance(made, bytes)
    return made


def _font_files() -> list[Path]:
    import matplotlib as mpl

    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    names = (path for family in _FAMILIES for path in folder.glob(f"{family}*.ttf"))
    return sorted(path for path in names if "Display" not in path.name)


@cache
def _glyphs() -> _Fonts:
    """The code points of each font that has a regular form; Typst falls back to those."""
    from matplotlib.font_manager import get_font

    regular = {f"{family}.ttf" for family in _FAMILIES}
    files = (path for path in _font_files() if path.name in regular)
    return tuple(frozenset(get_font(path).get_charmap()) for path in files)


def _spelled(data: _Data, fonts: _Fonts, found: dict[str, str]) -> _Data:
    """What is said in the data of a report, with codes for characters that no font has."""
    if isinstance(data, str):
        shown: Any = legible(data, fonts, found)
    elif isinstance(data, dict):
        shown = {
            key: value if key in _KEYS else _spelled(value, fonts, found)
            for key, value in data.items()
        }
    elif isinstance(data, list | tuple):
        shown = [_spelled(one, fonts, found) for one in data]
    else:
        shown = data
    return shown  # type: ignore[no-any-return]


def _document(document: Document) -> dict[str, Any]:
    return {
        "title": text_of(document.title),
        "subtitle": document.subtitle,
        "facts": document.facts,
        "maker": document.maker,
        "blocks": list(map(_block, document.blocks)),
    }


def _block(block: Block) -> dict[str, Any]:  # noqa: PLR0911 - one for each kind
    if isinstance(block, Section):
        return {
            "kind": "section",
            "id": block.id,
            "number": block.number,
            # A heading must not be empty.
            "title": text_of(block.title).strip() or "–",
            "blocks": list(map(_block, block.blocks)),
        }
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "lines": list(map(_words, block.lines))}
    if isinstance(block, Items):
        return {
            "kind": "list",
            "numbered": block.kind == "numbers",
            "items": [
                {
                    "words": _words(item.words),
                    "note": item.note,
                    "blocks": list(map(_block, item.blocks)),
                }
                for item in block.items
            ],
        }
    if isinstance(block, Definitions):
        entries = [
            {"term": _words(one.term), "lines": list(map(_words, one.lines)), "id": one.id}
            for one in block.entries
        ]
        return {"kind": "definitions", "entries": entries}
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Code):
        return {"kind": "code", "lines": block.text.splitlines()}
    if isinstance(block, Command):
        return {"kind": "code", "lines": [f"$ {shlex.join(block.words)}"]}
    return {
        "kind": "figure",
        "id": block.id,
        "file": f"{block.id}.svg",
        "caption": block.caption,
        "words": block.words,
    }


def _table(table: Table) -> dict[str, Any]:
    columns = table.columns
    return {
        "kind": "table",
        "id": table.id,
        "caption": table.caption,
        "note": table.note,
        "size": next((size for most, size in _SIZES if len(columns) <= most), _SMALLEST),
        "columns": [
            {"heading": one.heading, "share": one.share, "number": one.numeric} for one in columns
        ],
        "groups": [
            {
                "head": group.head,
                "rows": [
                    [
                        _cell(cell, column.numeric)
                        for cell, column in zip(row, columns[-len(row) :], strict=True)
                    ]
                    for row in group.rows
                ],
            }
            for group in table.groups
        ],
    }


def _cell(cell: Cell, numeric: bool) -> dict[str, Any]:
    return {
        "runs": _words(cell.words),
        "tone": cell.tone,
        "rows": cell.rows,
        "head": cell.head,
        "number": numeric and not cell.head,
    }


def _words(words: Words) -> list[dict[str, Any]]:
    return [piece for run in words for piece in _pieces(run)]


def _pieces(run: Run) -> Iterator[dict[str, Any]]:
    """Yield a run in pieces; those that were isolated are boxes, as isolates are invisible."""
    target = run.target if is_safe_target(run.target) else ""
    for at, text in enumerate(re.split(_ISOLATES, run.text)):
        if text:
            boxed = bool(at % 2) and len(text) < _LONGEST_BOX
            yield {"text": text, "target": target, "style": run.style, "boxed": boxed}


def _pictures(blocks: tuple[Block, ...]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Section):
            yield from _pictures(block.blocks)
