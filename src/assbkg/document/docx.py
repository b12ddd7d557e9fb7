"""Documents as DOCX, by python-docx, which the extra `docx` brings."""

from __future__ import annotations

import io
import shlex
import zipfile
from typing import TYPE_CHECKING, Final

from assbkg.document.legible import legible
from assbkg.document.markdown import is_safe_target
from assbkg.document.model import (
    Block,
    Code,
    Command,
    Definitions,
    Document,
    Group,
    Items,
    Paragraph,
    Picture,
    Section,
    Table,
    Words,
    text_of,
)
from assbkg.errors import ReportError

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from docx.text.paragraph import Paragraph as DocxParagraph

__all__ = ["require_docx", "write_docx"]

_MARGIN_MM: Final = 18
_WIDTH_MM: Final = 210 - 2 * _MARGIN_MM
#: The height that leaves room for a caption.
_TALLEST_MM: Final = 225
#: By how much a list is indented within another.
_STEP_MM: Final = 6
#: The most characters of a title among the properties of a file.
_LONGEST_PROPERTY: Final = 255
#: The earliest time that a ZIP file can hold.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_TYPED: Final = "Courier New"


def require_docx() -> None:
    """Raise `ReportError` when python-docx is not there."""
    try:
        import docx  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise ReportError(
            "a DOCX file needs python-docx, which is not installed: pip install python-docx"
        ) from error


def write_docx(document: Document) -> bytes:
    """Return a DOCX file; equal bytes for equal documents. Raises as `require_docx`."""
    require_docx()
    from datetime import UTC, datetime

    import docx
    from docx.shared import Mm, Pt

    file = docx.Document()
    title = legible(text_of(document.title))
    for page in file.sections:
        page.page_width, page.page_height = Mm(210), Mm(297)
        page.left_margin = page.right_margin = Mm(_MARGIN_MM)
        if title:
            page.header.paragraphs[0].text = f"{title} · {document.maker}"
    file.styles["Normal"].font.size = Pt(10)
    properties = file.core_properties
    properties.title, properties.author = title[:_LONGEST_PROPERTY], document.maker
    properties.created = properties.modified = datetime(*_NO_TIME[:3], tzinfo=UTC)
    if title:
        file.add_heading(title, 0)
    if document.subtitle:
        file.add_paragraph(legible(document.subtitle), "Subtitle")
    for name, value in document.facts:
        file.add_paragraph(legible(f"{name}: {value}"))
    for block in document.blocks:
        _add(file, block, 1)
    data = io.BytesIO()
    file.save(data)
    return _timeless(data.getvalue())


def _add(file: DocxDocument, block: Block, level: int) -> None:
    if isinstance(block, Section):
        number = f"{block.number} " if block.number else ""
        file.add_heading(legible(f"{number}{text_of(block.title)}"), min(level, 9))
        for one in block.blocks:
            _add(file, one, level + 1)
    elif isinstance(block, Paragraph):
        _add_lines(file.add_paragraph(), block.lines)
    elif isinstance(block, Items):
        _add_items(file, block, level, 0)
    elif isinstance(block, Definitions):
        for entry in block.entries:
            paragraph = file.add_paragraph()
            _add_words(paragraph, entry.term)
            paragraph.add_run(" ")
            _add_lines(paragraph, entry.lines)
    elif isinstance(block, Table):
        _add_table(file, block)
    elif isinstance(block, Code | Command):
        _add_code(file, block)
    else:
        _add_picture(file, block)


def _add_items(file: DocxDocument, block: Items, level: int, depth: int) -> None:
    from docx.shared import Mm

    for number, item in enumerate(block.items, start=1):
        paragraph = file.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(_STEP_MM * (depth + 1))
        paragraph.paragraph_format.first_line_indent = Mm(-_STEP_MM / 2)
        paragraph.add_run(f"{number}. " if block.kind == "numbers" else "• ")
        _add_words(paragraph, item.words)
        if item.note:
            paragraph.add_run(legible(f" — {item.note}"))
        for one in item.blocks:
            if isinstance(one, Items):
                _add_items(file, one, level, depth + 1)
            else:
                _add(file, one, level)


def _add_lines(paragraph: DocxParagraph, lines: tuple[Words, ...]) -> None:
    for number, words in enumerate(lines):
        if number:
            paragraph.add_run().add_break()
        _add_words(paragraph, words)


def _add_words(paragraph: DocxParagraph, words: Words) -> None:
    for run in words:
        added = paragraph.add_run(legible(run.text))
        added.bold = True if run.style == "strong" else None
        added.italic = True if run.style == "emphasis" else None
        if run.style == "code":
            added.font.name = _TYPED
        outside = run.target.startswith(("http:", "https:")) and is_safe_target(run.target)
        if outside and run.target != run.text:
            paragraph.add_run(legible(f" ({run.target})"))


def _add_code(file: DocxDocument, block: Code | Command) -> None:
    text = block.text if isinstance(block, Code) else f"$ {shlex.join(block.words)}"
    paragraph = file.add_paragraph()
    for number, line in enumerate(text.splitlines()):
        if number:
            paragraph.add_run().add_break()
        paragraph.add_run(legible(line)).font.name = _TYPED


def _add_table(file: DocxDocument, table: Table) -> None:
    from docx.oxml import OxmlElement

    if head := _called(table.name, table.caption):
        file.add_paragraph(legible(head), "Caption").paragraph_format.keep_with_next = True
    grid = file.add_table(rows=1, cols=len(table.columns), style="Light List Accent 1")
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        _fill(cell.paragraphs[0], column.heading)
    # Word repeats this row on every page.
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for group in table.groups:
        if group.head:
            cells = grid.add_row().cells
            _fill(cells[0].merge(cells[-1]).paragraphs[0], group.head)
        # What stands over several rows is written in each of them.
        for words in Table(table.columns, (Group(group.rows),)).full_rows():
            for cell, one in zip(grid.add_row().cells, words, strict=True):
                _fill(cell.paragraphs[0], text_of(one))
    if table.note:
        file.add_paragraph(legible(table.note))


def _fill(paragraph: DocxParagraph, text: str) -> None:
    from docx.shared import Pt

    paragraph.add_run(legible(text)).font.size = Pt(7)


def _add_picture(file: DocxDocument, picture: Picture) -> None:
    from docx.shared import Mm

    shape = file.add_picture(io.BytesIO(picture.png), width=Mm(_WIDTH_MM))
    if shape.height > Mm(_TALLEST_MM):
        shape.width = int(shape.width * Mm(_TALLEST_MM) / shape.height)
        shape.height = Mm(_TALLEST_MM)
    shape._inline.docPr.set("descr", picture.words)
    file.add_paragraph(legible(_called(picture.name, picture.caption)), "Caption")


def _called(name: str, caption: str) -> str:
    return " ".join(filter(None, (f"{name}." if name else "", caption)))


def _timeless(data: bytes) -> bytes:
    """Return the same ZIP file without the time at which its parts were written."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _NO_TIME)
            new.writestr(part, old.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
