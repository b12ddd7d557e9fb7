"""The report as DOCX, by python-docx, which the extra `docx` brings."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from assbkg.document.legible import legible
from assbkg.errors import ReportError
from assbkg.pages.report.layout import columns, groups, name_of
from assbkg.pages.report.model import Block, Figure, Paragraph, References, Report, Run, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as DocxParagraph

__all__ = ["render_docx", "require_docx"]

_MARGIN_MM: Final = 18
_WIDTH_MM: Final = 210 - 2 * _MARGIN_MM
#: The height that leaves room for a caption.
_TALLEST_MM: Final = 225
#: The most characters of a title among the properties of a file.
_LONGEST_PROPERTY: Final = 255
#: The earliest time that a ZIP file can hold.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def require_docx() -> None:
    """Raise `ReportError` when python-docx is not there."""
    try:
        import docx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise ReportError(
            "a DOCX file needs python-docx, which is not installed: pip install python-docx"
        ) from error


def render_docx(report: Report) -> bytes:
    """A report as DOCX; equal bytes for equal reports. Raises `ReportError` as `require_docx`."""
    require_docx()
    from datetime import UTC, datetime

    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    for page in document.sections:
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(_MARGIN_MM)
        page.header.paragraphs[0].text = f"{legible(report.title)} · {report.version}"
    document.styles["Normal"].font.size = Pt(10)
    properties = document.core_properties
    properties.title, properties.author = legible(report.title)[:_LONGEST_PROPERTY], report.version
    properties.created = properties.modified = datetime(*_NO_TIME[:3], tzinfo=UTC)
    document.add_heading(legible(report.title), 0)
    document.add_paragraph(legible(report.subtitle), "Subtitle")
    for name, value in report.facts:
        document.add_paragraph(legible(f"{name}: {value}"))
    for number, section in enumerate(report.sections, start=1):
        document.add_heading(f"{number} {legible(section.title)}", 1)
        for block in section.blocks:
            _add(document, report, block)
    data = io.BytesIO()
    document.save(data)
    return _timeless(data.getvalue())


def _add(document: Document, report: Report, block: Block) -> None:
    if isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        for number, sentence in enumerate(block.sentences):
            paragraph.add_run(" " * bool(number))
            _add_runs(paragraph, report, sentence.runs)
    elif isinstance(block, Table):
        _add_table(document, report, block)
    elif isinstance(block, Figure):
        _add_figure(document, report, block)
    else:
        _add_works(document, block)


def _add_runs(paragraph: DocxParagraph, report: Report, runs: tuple[Run, ...]) -> None:
    for run in runs:
        added = paragraph.add_run(legible(report.said(run)))
        if run.code:
            added.font.name = "Courier New"


def _add_table(document: Document, report: Report, table: Table) -> None:
    from docx.oxml import OxmlElement

    shown = columns(table)
    caption = f"{name_of(report, 'table', table.id)}. {table.caption}"
    document.add_paragraph(legible(caption), "Caption").paragraph_format.keep_with_next = True
    grid = document.add_table(rows=1, cols=len(shown), style="Light List Accent 1")
    for cell, column in zip(grid.rows[0].cells, shown, strict=True):
        _fill(cell, column.heading)
    # Word repeats this row on every page.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for group in groups(report, table):
        if group.head:
            cells = grid.add_row().cells
            _fill(cells[0].merge(cells[-1]), group.head)
        above = ""
        for row in group.rows:
            # What stands over several rows is said in each of them.
            texts = ["".join(report.said(run) for run in cell.runs) for cell in row]
            above = texts[0] if row[0].head else above
            texts = texts if row[0].head else [above, *texts]
            for cell, text in zip(grid.add_row().cells, texts, strict=True):
                _fill(cell, text)
    document.add_paragraph(legible(f"{table.note} From: {table.origin}.".strip()))


def _fill(cell: _Cell, text: str) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.add_run(legible(text)).font.size = Pt(7)


def _add_figure(document: Document, report: Report, figure: Figure) -> None:
    from docx.shared import Mm

    picture = document.add_picture(io.BytesIO(figure.png), width=Mm(_WIDTH_MM))
    if picture.height > Mm(_TALLEST_MM):
        picture.width = int(picture.width * Mm(_TALLEST_MM) / picture.height)
        picture.height = Mm(_TALLEST_MM)
    picture._inline.docPr.set("descr", figure.words)
    caption = f"{name_of(report, 'figure', figure.id)}. {figure.caption}"
    document.add_paragraph(legible(caption), "Caption")


def _add_works(document: Document, block: References) -> None:
    for work in block.works:
        document.add_paragraph(legible(f"[{work.number}] {work.text}"))


def _timeless(data: bytes) -> bytes:
    """The same ZIP file without the time at which its parts were written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _NO_TIME)
            new.writestr(part, old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
