"""No label stops a report, and the text of its PDF is what stands in the graph."""

from __future__ import annotations

import functools
import io
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any, Final

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

import assbkg
from assbkg.document.docx import write_docx
from assbkg.document.legible import legible
from assbkg.document.pdf import shown_by_code, write_pdf
from assbkg.drawing.lettering import require_glyphs
from assbkg.errors import DrawingError
from assbkg.pages.report.contents import contents
from assbkg.pages.report.folder import written
from assbkg.pages.report.html import write_page
from assbkg.pages.report.layout import as_document
from assbkg.pages.report.model import Column, Paragraph, Report, Run, Section, Sentence, Table
from assbkg.pages.report.scope import find_scope

INVISIBLE: Final = "\u200b\u200c\u200d\u2060\u00ad\ufeff"
#: Labels of many kinds: what each shows at least in the PDF.
STRANGE: Final = {
    "硅/TiC": "[U+7845]/TiC",
    "🔋 cell": "[U+1F50B]cell",
    "a\x07b\x00c\x1b[31m": "a[U+0007]b[U+0000]c[U+001B][31m",
    "one\r\ntwo\u2028three": "onetwothree",
    "\u05e1\u05d9\u05dc 123 \u0627\u0644": "123",
    "abc\u202edef": "abc[U+202E]def",
    "3\u200b4\u200b0\u00ad5\u2060\ufeff": "3[U+200B]4[U+200B]0[U+00AD]5[U+2060][U+FEFF]",
    "7\ufe0f": "7[U+FE0F]",
    "a\u0301\u0489\u20dd\u1ab0x": "[U+1AB0]x",
    "\u0489alone": "[U+0489]alone",
    "z" + "\u0335\u0321\u0330" * 100: "more]",
    "\ufffe\uffff\ufdd0": "[U+FFFE][U+FFFF][U+FDD0]",
    "\ue000\U00012000": "[U+E000][U+12000]",
    '#panic("x") *a* _b_ $x$ @ref <l> `c` \\ [x] = h': '#panic("x")*a*_b_$x$@ref<l>`c`\\[x]=h',
    "x" * 5_000: "x" * 5_000,
    "硅" * 5_000: "more]",
    "word " * 1_000: "word" * 1_000,
    "     ": "",
    "": "",
}


def report_with(labels: list[str]) -> Report:
    """A report with labels in its title, headings, text, code, tables and captions."""
    rows = tuple((label, label, label) for label in labels)
    columns = Column("one", labels[0]), Column("two", labels[-1]), Column("three", "3")
    flat = Table("flat", labels[0], columns, rows, labels[0], labels[-1])
    grouped = Table("grouped", labels[-1], columns, rows, "", grouped=True)
    runs = tuple(Run(label or "-", code=bool(at % 2)) for at, label in enumerate(labels))
    text = Paragraph((Sentence(runs),))
    section = Section("only", labels[0], (text, flat, grouped))
    return Report(f"On {labels[0]}", labels[0], (("Of", labels[-1]),), "assbkg 1", (section,))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def fonts_of(pdf: bytes) -> list[Any]:
    """The fonts of all pages, as pypdf reads them."""
    pages: list[Any] = list(PdfReader(io.BytesIO(pdf)).pages)
    found = [page["/Resources"].get("/Font", {}) for page in pages]
    return [font.get_object() for fonts in found for font in fonts.values()]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@functools.cache
def shipped() -> bytes:
    """The PDF on one system of the shipped graph."""
    graph = assbkg.open()
    return write_pdf(as_document(contents(graph, find_scope(graph, system="Si/TiC"), {})))


def numbers() -> set[str]:
    """All numbers in the tables of the same report."""
    graph = assbkg.open()
    report = contents(graph, find_scope(graph, system="Si/TiC"), {})
    cells = (cell for table in report.tables for row in table.rows for cell in row)
    return {number for cell in cells for number in re.findall(r"\d+(?:[.,]\d+)*", cell)}


def lost_from(text: str) -> list[str]:
    return [n for n in numbers() if not re.search(rf"(?<!\d){re.escape(n)}(?!\d)", text)]


def test_strange_labels_stop_no_form_and_are_shown() -> None:
    report = report_with(["plain", *STRANGE])
    assert write_page(as_document(report))
    assert docx.Document(io.BytesIO(write_docx(as_document(report))))
    assert [data for one in report.tables for _, data in written(one)]
    text = squeezed(text_of(write_pdf(as_document(report))))
    assert [] == [label for label, shown in STRANGE.items() if squeezed(shown) not in text]


@pytest.mark.parametrize("label", ["", "   ", "\x00", "\u0489", "x" * 5_000])
def test_a_title_of_any_kind_stops_no_pdf(label: str) -> None:
    assert write_pdf(as_document(report_with([label])))


@settings(max_examples=8)
@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=12))
@example(["\u0600\u0661"])
@example(["\ud7ff\u115f\u3164"])
@example([" \u0301", "\u00a0\u0301"])
def test_no_label_whatever_stops_a_report(labels: list[str]) -> None:
    report = report_with(labels)
    assert write_page(as_document(report))
    assert write_docx(as_document(report))
    assert not set(INVISIBLE) & set(text_of(write_pdf(as_document(report))))


def test_a_report_names_what_the_pdf_shows_by_code() -> None:
    report = report_with(["Si", "硅/TiC"])
    assert {"硅": "硅/TiC"} == shown_by_code(as_document(report))
    assert "U+7845cjkunifiedideograph-7845" in squeezed(text_of(write_pdf(as_document(report))))


def test_a_report_of_plain_labels_names_nothing() -> None:
    assert {} == shown_by_code(as_document(report_with(["Fe₃S₄@Li₇P₃S₁₁ µm Å ≥ ⁻¹ – “é”"])))


def test_a_font_is_of_letters_and_no_last_resort() -> None:
    pdf = write_pdf(as_document(report_with(["硅 ⨋ ∮ ½ ℵ 𝔸"])))
    names = {str(font["/BaseFont"]).rpartition("+")[2] for font in fonts_of(pdf)}
    assert names
    assert {"Libertinus", "DejaVuSans", "STIXGeneral"} >= {
        re.match(r"Libertinus|DejaVuSans|STIXGeneral|\w+", name).group()  # type: ignore[union-attr]
        for name in names
    }


def test_no_glyph_of_a_pdf_carries_an_invisible_character() -> None:
    codes = {f"{ord(one):04X}" for one in INVISIBLE}
    tables = [font["/ToUnicode"].get_data().decode("latin-1") for font in fonts_of(shipped())]
    texts = [re.findall(r"<[0-9A-F]{4}> <([0-9A-F]{4,})>", table) for table in tables]
    carried = {code for found in texts for text in found for code in re.findall("....", text)}
    assert f"{ord('e'):04X}" in carried
    assert not codes & carried


def test_numbers_are_whole_in_pypdf() -> None:
    assert [] == lost_from(text_of(shipped()))


def test_numbers_are_whole_in_pdfminer() -> None:
    high_level = pytest.importorskip("pdfminer.high_level", reason="needs pdfminer.six")
    assert [] == lost_from(high_level.extract_text(io.BytesIO(shipped())))


def test_numbers_are_whole_in_poppler(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext of poppler")
    (tmp_path / "report.pdf").write_bytes(shipped())
    made = subprocess.run(
        ["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, check=True
    )
    assert [] == lost_from(made.stdout.decode())


@pytest.mark.deep  # npm packages are not installed where tests run each time
def test_numbers_are_whole_in_pdf_js(tmp_path: Path) -> None:
    script = """
import fs from "fs";
const pdfjs = await import("pdfjs-dist/legacy/build/pdf.mjs");
const data = new Uint8Array(fs.readFileSync(process.argv[2]));
const pdf = await pdfjs.getDocument({ data, verbosity: 0 }).promise;
for (let n = 1; n <= pdf.numPages; n++) {
  const content = await (await pdf.getPage(n)).getTextContent();
  console.log(content.items.map((item) => item.str + (item.hasEOL ? "\\n" : "")).join(""));
}
"""
    (tmp_path / "report.pdf").write_bytes(shipped())
    (tmp_path / "read.mjs").write_text(script, encoding="utf-8")
    modules = Path.cwd() / "node_modules"
    if shutil.which("node") is None or not (modules / "pdfjs-dist").is_dir():
        pytest.skip("needs node, and pdfjs-dist in node_modules")
    (tmp_path / "node_modules").symlink_to(modules)
    made = subprocess.run(
        ["node", "read.mjs", "report.pdf"], cwd=tmp_path, capture_output=True, check=True
    )
    assert [] == lost_from(made.stdout.decode())


def test_a_figure_refuses_an_invisible_character_by_name() -> None:
    with pytest.raises(DrawingError, match=r"U\+200B"):
        require_glyphs(["3\u200b4"])


@given(st.text())
def test_what_is_legible_is_on_one_line_and_can_be_seen(text: str) -> None:
    shown = legible(text, (frozenset(range(0x20, 0x2FF)),))
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co", "Zl") for one in shown)
