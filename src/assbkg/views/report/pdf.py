"""The report as PDF, set by Typst from data: what is said can't be taken for markup."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Final

from assbkg.errors import ReportError
from assbkg.stopping import in_thread
from assbkg.views.report.layout import Cell, columns, groups
from assbkg.views.report.model import Block, Figure, Paragraph, References, Report, Run, Table

__all__ = ["render_pdf"]

_TEMPLATE: Final = Path(__file__).parent / "report.typ"
#: Letters of a table in points: smaller where many columns stand side by side.
_SIZES: Final = ((4, 9.0), (6, 8.4), (9, 7.8))
_SMALLEST: Final = 6.8


def render_pdf(report: Report) -> bytes:
    """A report as PDF with tagged headings, tables and figures; equal bytes for equal reports.

    Fonts are those that come with Typst and matplotlib, whatever the system has. Raises
    `ReportError` when Typst can't set it.
    """
    import matplotlib as mpl
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        font_paths=[str(Path(mpl.get_data_path()) / "fonts" / "ttf")],
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes(_TEMPLATE.read_bytes())
        (folder / "report.json").write_text(json.dumps(_report(report)), encoding="utf-8")
        for figure in report.figures:
            (folder / f"{figure.id}.svg").write_bytes(figure.svg)
        try:
            compiler = typst.Compiler(folder / "report.typ", root=folder, font_paths=fonts)
            made = in_thread(lambda: compiler.compile(format="pdf", pdf_standards="ua-1"))
        except typst.TypstError as error:
            raise ReportError(f"the PDF can't be set: {error.message}") from error
    assert isinstance(made, bytes)
    return made


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
        sentences = [[_run(report, run) for run in one.runs] for one in block.sentences]
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
    works = [{"number": work.number, "text": work.text} for work in block.works]
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
        "runs": [_run(report, run) for run in cell.runs],
        "tone": cell.tone,
        "rows": cell.rows,
        "head": cell.head,
        "number": cell.number,
    }


def _run(report: Report, run: Run) -> dict[str, Any]:
    return {"text": report.said(run), "target": run.target, "code": run.code}
