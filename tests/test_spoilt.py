"""What a spreadsheet or a wrong encoding has spoilt is named with its cell and what to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assbkg.curation.records import Claim, Entity, Record, Reference
from assbkg.curation.spoilt import require_unspoilt
from assbkg.curation.tables import read_table

ERRORS = [
    *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"),
    *("#GETTING_DATA", "#FIELD!", "#####", "Err:508", "#n/a"),
    *("#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#ÜBERLAUF!", "#NOM?", "#VALEUR!", "#N/D"),
    *("#¡VALOR!", "#¿NOMBRE?", "#ЗНАЧ!", "#ДЕЛ/0!", "#Н/Д", "#DEĞER!", "#SAYI/0!"),
    *("Ar #REF!", "=#N/A"),
]
DATES = [
    *("2-Jan", "02-Jan", "Feb-01", "Jan-00", "9-Sep-24", "3. Mrz", "4-Okt", "5-déc", "7-mai"),
    *("2024-03-01 00:00:00", "3/1/2024 0:00", "1/0/1900"),
]
MISREAD = ["–", "Ω", "°C", "é", "σ", "±", "µm", "⁻¹", "₃", "’", "→", "×", "−", "🔋", "á"]


@pytest.mark.parametrize("cell", ERRORS)
def test_an_error_value_of_a_spreadsheet_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is an error value of a spreadsheet; write what"):
        require_unspoilt(cell)


@pytest.mark.parametrize("cell", DATES)
def test_a_date_that_was_a_text_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is a date that a spreadsheet made from text; write"):
        require_unspoilt(cell)


@pytest.mark.parametrize("text", MISREAD)
def test_text_in_a_wrong_encoding_is_refused_with_the_right_one(text: str) -> None:
    bytes_of_it = text.encode()
    windows = "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in bytes_of_it)
    for misread in (windows, text.encode().decode("mac_roman")):
        with pytest.raises(ValueError, match=f"wrong encoding; write '{re.escape(text[0])}'"):
            require_unspoilt(f"5 {misread}")


@pytest.mark.parametrize(
    "cell",
    [
        *("sample #3", "#1", "C#", "#set page()", "May", "March 2020", "2024-03-01", "1-2"),
        *("10:30", "„Spaß“", "2 Å–3 Å", "“Å”", "√2", "‚Ärger‘", "Île", "Œuvre", "Ti₃C₂Tₓ"),
        *("842.6 mAh g⁻¹", "≥300 %", "5 µm ± 2 °C", "naïve façade"),
    ],
)
def test_what_people_write_is_taken(cell: str) -> None:
    require_unspoilt(cell)


@given(st.text())
def test_a_text_is_taken_or_refused(cell: str) -> None:
    try:
        require_unspoilt(cell)
    except ValueError as error:
        assert "; write" in str(error)  # noqa: PT017


HEADERS: dict[type[Record], str] = {
    Entity: "id,class,label,alt_labels,formula,sentence\nargon,InertGas,{},,,7\n",
    Reference: (
        "number,authors,title,journal,year,volume,pages,doi,doi_verified,sentence\n"
        "1,Doe J.,Voids,Tests,2020,{},2,,,9\n"
    ),
    Claim: (
        "id,subject,property,object,statement,modality,section,sentence,cites,status,note\n"
        "s002a,a,b,c,Grows,stated,abstract,2,,accepted,{}\n"
    ),
}


@pytest.mark.parametrize("cell", ["#VALUE!", "#WERT!", "Mar-05", "5 Â°C"])
@pytest.mark.parametrize(
    ("kind", "column"), [(Entity, "label"), (Reference, "volume"), (Claim, "note")]
)
def test_a_spoilt_cell_is_named_with_row_and_column(
    tmp_path: Path, kind: type[Record], column: str, cell: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEADERS[kind].format(cell), encoding="utf-8")
    _, problems = read_table(path, kind)
    assert [(2, column)] == [(problem.row, problem.column) for problem in problems]


def test_an_error_value_in_a_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(HEADERS[Entity].format("argon,Ar; #REF!").replace(",,,7", ",,7"))
    _, (problem,) = read_table(path, Entity)
    assert ("alt_labels", True) == (problem.column, "'#REF!' is an error" in problem.message)
