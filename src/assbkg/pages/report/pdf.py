"""The report as PDF, set by Typst from data: what is said can't be taken for markup."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from assbkg.document.legible import legible, named
from assbkg.errors import ReportError
from assbkg.pages.report.layout import Cell, columns, groups
from assbkg.pages.report.model import Block, Figure, Paragraph, References, Report, Run, Table
from assbkg.stopping import in_thread

__all__ = ["render_pdf", "shown_by_code"]

_TEMPLATE: Final = Path(__file__).parent / "report.typ"
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
_KEYS: Final = frozenset({"id", "file", "kind", "tone", "target"})
#: What is set where Typst fails on other letters.
_PLAIN: Final = (frozenset(range(0x20, 0x7F)),)
#: The most characters of a box, within which no line ends.
_LONGEST_BOX: Final = 40
_ISOLATES: Final = "[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]"


def render_pdf(report: Report) -> bytes:
    """A report as PDF with tagged headings, tables and figures; equal bytes for equal reports.

    Fonts are those that come with Typst and matplotlib, whatever the system has. A character
    that none of them has is shown by its code. Raises `ReportError` when Typst can't set it.
    """
    try:
        return _set(report, _glyphs())
    except ReportError:
        return _set(report, _PLAIN)


def shown_by_code(report: Report) -> dict[str, str]:
    """The characters that the PDF shows by their code, each with the first text that has it."""
    found: dict[str, str] = {}
    _spelled(_report(report), _glyphs(), found)
    return found


def _set(report: Report, fonts: _Fonts) -> bytes:
    import typst

    found: dict[str, str] = {}
    data = _spelled(_report(report), fonts, found)
    if found:
        data["facts"].append(["Codes", f"stand for characters without a glyph: {named(found)}"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "fonts").mkdir()
        for font in _font_files():
            shutil.copyfile(font, folder / "fonts" / font.name)
        (folder / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        (folder / "report.json").write_text(json.dumps(data), encoding="utf-8")
        for figure in report.figures:
            (folder / f"{figure.id}.svg").write_bytes(figure.svg)
        try:
            known = typst.Fonts(include_system_fonts=False, font_paths=[str(folder / "fonts")])
            compiler = typst.Compiler(folder / "report.typ", root=folder, font_paths=known)
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


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "facts": report.facts,
        "version": report.version,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "blocks": [_block(report, block) for block in section.blocks],
            }
            for section in report.sections
        ],
    }


def _block(report: Report, block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        sentences = [
            [piece for run in one.runs for piece in _pieces(_run(report, run))]
            for one in block.sentences
        ]
        return {"kind": "paragraph", "sentences": sentences}
    if isinstance(block, Table):
        return _table(report, block)
    if isinstance(block, Figure):
        return {
            "kind": "figure",
            "id": block.id,
            "file": f"{block.id}.svg",
            "caption": block.caption,
            "words": block.words,
        }
    assert isinstance(block, References)
    works = [
        {"number": work.number, "text": work.text, "anchor": work.anchor} for work in block.works
    ]
    return {"kind": "references", "works": works}


def _table(report: Report, table: Table) -> dict[str, Any]:
    shown = columns(table)
    return {
        "kind": "table",
        "id": table.id,
        "caption": table.caption,
        "note": f"{table.note} From: {table.origin}.".strip(),
        "size": next((size for most, size in _SIZES if len(shown) <= most), _SMALLEST),
        "columns": [
            {"heading": one.heading, "share": one.share, "number": one.kind == "number"}
            for one in shown
        ],
        "groups": [
            {
                "head": group.head,
                "rows": [[_cell(report, cell) for cell in row] for row in group.rows],
            }
            for group in groups(report, table)
        ],
    }


def _cell(report: Report, cell: Cell) -> dict[str, Any]:
    return {
        "runs": [piece for run in cell.runs for piece in _pieces(_run(report, run))],
        "tone": cell.tone,
        "rows": cell.rows,
        "head": cell.head,
        "number": cell.number,
    }


def _run(report: Report, run: Run) -> dict[str, Any]:
    return {"text": report.said(run), "target": run.target, "code": run.code}


def _pieces(run: dict[str, Any]) -> list[dict[str, Any]]:
    """A run in pieces, of which those that were isolated are boxes; isolates are invisible."""
    texts = re.split(_ISOLATES, run["text"])
    return [
        {**run, "text": text, "boxed": bool(at % 2) and len(text) < _LONGEST_BOX}
        for at, text in enumerate(texts)
        if text
    ]
