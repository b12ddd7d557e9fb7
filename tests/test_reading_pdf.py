"""PDF: two columns typeset with known text come back exactly; what can't be read is named."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import typst
from tests.test_reading_papers import source

from assbkg.errors import SourceTextError
from assbkg.reading.blocks import UNMAPPED
from assbkg.reading.papers import require_readable
from assbkg.reading.pdf import read_pdf
from assbkg.reading.segmenting import ReadPaper

FIRST = (
    "Solid electrolytes are of interest because they do not burn.",
    "The conductivity of Li₃InCl₆ is 5·10⁻⁴ S cm⁻¹ at 25 °C.¹,²",
    "Its cells keep 81.2 % of their capacity after 300 cycles, e.g. at 0.5 mA cm⁻².",
    "It is difficult to find an efficient, flexible first film.",
    "Earlier work differs.³",
)
TYPST = """
#set page(width: 15cm, height: 15cm, columns: 2, margin: 1.6cm,
  header: text(8pt)[Journal of Glass #h(1fr) Byron et al.],
  footer: context align(center, counter(page).display()))
#set text(size: 10pt, hyphenate: true, lang: "en")
#set par(justify: true, first-line-indent: 1em)
#set super(typographic: TYPOGRAPHIC)
#set sub(typographic: TYPOGRAPHIC)
#place(top + center, scope: "parent", float: true)[
  #text(17pt, weight: "bold")[Conductive glasses for batteries without liquid]

  Ada Byron#super[1], Mary Shelley#super[2]
]
#let body = [Solid electrolytes are of interest because they do not burn. The conductivity of
Li#sub[3]InCl#sub[6] is 5·10#super[−4] S cm#super[−1] at 25 °C.#super[1,2] Its cells keep 81.2 %
of their capacity after 300 cycles, e.g. at 0.5 mA cm#super[−2]. It is difficult to find an
efficient, flexible first film. Earlier work differs.#super[3]]
= 1. Introduction
#body This has a note.#footnote[This note stands at the foot.]

#body
== 1.1. Formulas
Where $sigma = sigma_0 exp(-x\\/k T)$ holds, the slope gives the energy $E_a$ of these films.
#figure(table(columns: 2, [Glass], [Conductivity], [LPS], [0.17], [LGPS], [12]),
  caption: [Two materials in mS cm#super[−1].])

#body

#figure(rect(width: 80%, height: 1.5cm)[a label], caption: [A cell. It has two layers.])

#body
= References
#set par(first-line-indent: 0pt, hanging-indent: 1.5em)
[1] A. Byron, M. Shelley, Adv. Energy Mater. 2020, 7, 12.

[2] Byron, A. Old glass and its many uses in batteries of today. J. Glass 3, 4–5 (1999).

[3] Shelley, M. New glass. Glass Lett. 9, 1 (2001).
"""


@cache
def typeset(text: str) -> bytes:
    made: bytes = typst.compile(text.encode())
    return made


def read(text: str = TYPST.replace("TYPOGRAPHIC", "false")) -> ReadPaper:
    return read_pdf(typeset(text), Path("paper.pdf"))


def texts(section: str) -> list[str]:
    return [s.text for s in read().sentences if s.section == section]


@pytest.mark.parametrize("typographic", ["false", "true"])
def test_two_columns_come_back_exactly(typographic: str) -> None:
    paper = read(TYPST.replace("TYPOGRAPHIC", typographic))
    found = [s.text for s in paper.sentences if s.section in ("1", "1.1") and s.text in FIRST]
    assert FIRST * 4 == tuple(found)


def test_a_formula_in_a_line_comes_back() -> None:
    assert "Where σ = σ₀ exp(−x/kT) holds, the slope gives the energy Eₐ of these films." in texts(
        "1.1"
    )


def test_headings_title_and_authors_are_known_by_their_font() -> None:
    known = read().reading.metadata
    assert "Conductive glasses for batteries without liquid" == known.title
    assert ("Ada Byron", "Mary Shelley") == known.authors
    headings = [b.text for b in read().reading.blocks if b.kind == "heading"]
    assert ["1. Introduction", "1.1. Formulas", "References"] == headings


def test_running_heads_and_page_numbers_are_furniture() -> None:
    assert not [s for s in read().sentences if "Journal of" in s.text or s.text.isdecimal()]


def test_captions_are_units_and_labels_of_figures_are_none() -> None:
    found = [s.text for s in read().sentences if s.kind == "caption"]
    assert ["Table 1: Two materials in mS cm⁻¹.", "Figure 1: A cell. It has two layers."] == found
    assert not [s for s in read().sentences if s.kind == "paragraph" and "a label" in s.text]


def test_cells_of_a_table_are_no_sentences() -> None:
    assert not [s for s in read().sentences if s.kind == "paragraph" and "LGPS" in s.text]


def test_references_over_several_lines_are_whole() -> None:
    second = read().reading.references[1]
    assert "Old glass and its many uses in batteries of today" == second.title
    assert [2020, 1999, 2001] == [entry.year for entry in read().reading.references]


def test_pages_are_counted_from_one() -> None:
    assert {1, 2} <= {s.page for s in read().sentences}


def test_a_page_without_text_is_named() -> None:
    paper = read(
        "#set page(width: 9cm, height: 9cm)\n= Title of the work\nIt is so. #pagebreak() #rect()"
    )
    assert ("page 2 has no text; it may be a scan",) == paper.reading.refused


def test_a_scan_is_refused_with_the_reason() -> None:
    with pytest.raises(SourceTextError, match=r"holds no sentence \(page 1 has no text"):
        require_readable(read("#rect()"), Path("scan.pdf"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n", "is damaged or cut off"),
        (b"%PDF-1.7\n" + b"\0" * 5_000, "is damaged or cut off"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(SourceTextError, match=message):
        read_pdf(data, Path("cut.pdf"))


def test_an_encrypted_file_is_refused_in_one_sentence() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(typeset("It is so."))))
    writer.encrypt("secret", algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    with pytest.raises(SourceTextError, match=r"locked\.pdf: is encrypted"):
        read_pdf(made.getvalue(), Path("locked.pdf"))


def test_marks_of_an_old_mathematical_font_are_never_a_number() -> None:
    paper = read("= 1. Introduction\nThe axes were ð0:332, 1:194Þ nm, and V was 0:5 V. It is so.")
    first = next(s.text for s in paper.sentences if s.kind == "paragraph")
    assert (True, False) == (f"0{UNMAPPED}332" in first, "0:5" in first)


@pytest.mark.parametrize(
    ("name", "title", "references", "order"),
    [
        (
            "ald-exp-14.pdf",
            "Wafer-Scale Synthesis of WS₂ Films",
            42,
            ["1", "2.1", "2.1.1", "2.1.2", "2.1.3", "3", "4.1", "4.2", "4.3"],
        ),
        (
            "ale-exp-38.pdf",
            "High synergy atomic layer etching of AlGaN/GaN with HBr and Ar",
            26,
            [],
        ),
    ],
)
def test_published_pages_are_read_in_order(
    name: str, title: str, references: int, order: list[str]
) -> None:
    path = source(f"pdf/{name}")
    paper = read_pdf(path.read_bytes(), path)
    assert paper.reading.metadata.title.startswith(title)
    assert references == len(paper.reading.references)
    sections = list(dict.fromkeys(s.section for s in paper.sentences if s.kind == "paragraph"))
    assert order == [section for section in sections if section[0].isdecimal()]
    assert "ALD WS₂" not in sections  # a label in a figure
