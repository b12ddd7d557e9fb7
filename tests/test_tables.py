"""Curated tables, to and from disk: what goes in comes out, and what is wrong is named."""

from __future__ import annotations

import csv
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assbkg.curation.records import (
    TABLES,
    Assessment,
    Claim,
    Contradiction,
    Coverage,
    Entity,
    Measurement,
    Record,
    Reference,
    Step,
)
from assbkg.curation.spoilt import require_unspoilt
from assbkg.curation.tables import columns, format_table, read_table, write_table
from assbkg.errors import CurationError

# ── Strategies: every record that can be made ─────────────────────────────────

_CHARACTERS = st.characters(
    exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "M", "Zl", "Zp"),
    exclude_characters="\ufffd\u115f\u1160\u2800\u3164\uffa0",
)


def _is_unspoilt(text: str) -> bool:
    try:
        require_unspoilt(text)
    except ValueError:
        return False
    return True


_AWKWARD = st.sampled_from("\",;'=#| \u00a0₃é")
TEXT: Final = (
    st.text(_AWKWARD | _CHARACTERS, min_size=1).map(str.strip).filter(bool).filter(_is_unspoilt)
)
BLANK_OR_TEXT: Final = st.just("") | TEXT
TEXTS: Final = st.lists(TEXT.filter(lambda text: ";" not in text), unique=True, max_size=4)
NUMBER: Final = st.integers(min_value=1, max_value=10**18 - 1)
NUMBERS: Final = st.lists(NUMBER, unique=True, max_size=4)
PLACES: Final = st.lists(NUMBER, unique=True, min_size=1, max_size=4)
IDS: Final = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
DECIMAL: Final = st.decimals("-999999", "999999", places=9)
LABEL: Final = TEXT.filter(lambda text: any(map(str.isalnum, text)))
LABELS: Final = st.lists(LABEL.filter(lambda text: ";" not in text), unique=True, max_size=4)
BLANK_OR_WHY: Final = st.sampled_from(["", "not-reported", "not-applicable"])
CONDITIONS: Final = {
    name: BLANK_OR_WHY | st.sampled_from(words)
    for name, words in {
        "current": ["50", "2.0 A/g", "C/3"],
        "temperature": ['25 °C, "dry"', "298 K", "room temperature"],
        "mass_basis": ["silicon"],
        "electrolyte": ["Li₆PS₅Cl"],
        "rate": ["0.1 C", "C/20"],
        "direction": ["charge", "discharge"],
        "voltage_window": ["2.5–4.2 V vs. Li⁺/Li"],
        "areal_loading": ["5 mg/cm²", "3 mAh cm⁻²"],
        "stack_pressure": ["10 MPa", "3 bar"],
        "fabrication_pressure": ["0.4 GPa"],
        "cell_type": ["half cell"],
        "counter_electrode": ["Li–In"],
    }.items()
}
CYCLE: Final = NUMBER.map(str) | BLANK_OR_WHY
ROLES: Final = st.sampled_from(["result", "setting", "condition", "target", "computed"])
MODALITY: Final = st.sampled_from(["measured", "stated", "hedged", "expected"])
STATUS: Final = st.sampled_from(["accepted", "contested", "anomalous", "retracted"])
SAID: Final = {"statement": TEXT, "section": TEXT, "cites": NUMBERS, "note": BLANK_OR_TEXT}


SEEN: Final = "publisher: https://example.org/article, 2026-12-01"


@st.composite
def _references(draw: st.DrawFn) -> dict[str, Any]:
    cells = dict.fromkeys(("authors", "title", "journal"), TEXT)
    cells |= dict.fromkeys(("volume", "pages"), BLANK_OR_TEXT)
    doi = draw(st.sampled_from(["", "10.1000/182", "10.1002/(SICI)1097(199)37:7<1::AID>3.0;2-#"]))
    how = st.sampled_from(["publisher", "index", "citation"])
    seen = f"{draw(how)}: https://example.org/article?a=1,2, {draw(st.dates()).isoformat()}"
    verified = {"doi": doi, "doi_verified": seen if doi else ""}
    numbers = dict.fromkeys(("number", "sentence"), NUMBER) | {"year": st.integers(1000, 9999)}
    return draw(st.fixed_dictionaries(cells)) | draw(st.fixed_dictionaries(numbers)) | verified


@st.composite
def _claims(draw: st.DrawFn) -> dict[str, Any]:
    places = draw(PLACES)
    cells = dict.fromkeys(("subject", "property", "object"), TEXT) | SAID
    letters = draw(st.from_regex(r"[a-z]+", fullmatch=True))
    grades = {"modality": draw(MODALITY), "status": draw(STATUS)}
    own = {"id": f"s{places[0]:03d}{letters}", "sentence": places}
    return draw(st.fixed_dictionaries(cells)) | grades | own


@st.composite
def _measurements(draw: st.DrawFn) -> dict[str, Any]:
    places = draw(PLACES)
    cells = dict.fromkeys(("subject", "quantity_kind", "as_written", "unit"), TEXT) | SAID
    cells["sample"] = BLANK_OR_TEXT
    cells |= CONDITIONS | {"cycle": CYCLE}
    own: dict[str, Any] = {"id": f"s{places[0]:03d}m{draw(NUMBER)}", "sentence": places}
    if draw(st.booleans()):
        lower, upper = sorted((draw(DECIMAL), draw(DECIMAL)))
        own |= {"comparator": "between", "value": None, "lower": lower, "upper": upper}
        if draw(st.booleans()):
            own |= {"comparator": "±", "value": lower}
    else:
        sign = draw(st.sampled_from(["=", "~", ">", "<", ">=", "<="]))
        own |= {"comparator": sign, "value": draw(DECIMAL), "lower": None, "upper": None}
    own |= {"modality": draw(MODALITY), "status": draw(STATUS), "role": draw(ROLES)}
    if draw(st.booleans()):
        compared = f"other-{draw(IDS)}"
        own |= {"role": draw(st.sampled_from(["control", "reference"])), "compared_with": compared}
    return draw(st.fixed_dictionaries(cells)) | own


@st.composite
def _contradictions(draw: st.DrawFn) -> dict[str, Any]:
    first, second = draw(st.lists(TEXT, min_size=2, max_size=2, unique=True))
    return {"first": first, "second": second, "reason": draw(TEXT)}


@st.composite
def _coverage(draw: st.DrawFn) -> dict[str, Any]:
    records = draw(TEXTS)
    return {
        "sentence": draw(NUMBER),
        "section": draw(TEXT),
        "fingerprint": draw(st.from_regex(r"[0-9a-f]{64}", fullmatch=True)),
        "records": records,
        "why_none": "" if records else draw(TEXT),
    }


CELLS: Final[dict[type[Record], st.SearchStrategy[dict[str, Any]]]] = {
    Reference: _references(),
    Entity: st.fixed_dictionaries(
        {"id": IDS, "class": TEXT, "label": LABEL, "alt_labels": LABELS}
        | {"formula": BLANK_OR_TEXT, "sentence": NUMBER}
    ),
    Claim: _claims(),
    Measurement: _measurements(),
    Step: st.fixed_dictionaries(
        {"process": IDS, "index": NUMBER, "action": TEXT, "sentence": PLACES}
        | dict.fromkeys(("inputs", "outputs", "medium", "parameters"), TEXTS)
        | SAID
    ),
    Assessment: st.fixed_dictionaries(
        {"id": IDS, "about": TEXT, "reason": TEXT, "section": TEXT, "sentence": PLACES}
        | {"kind": st.sampled_from(["contested", "anomalous", "scope", "outdated"])}
    ),
    Contradiction: _contradictions(),
    Coverage: _coverage(),
}


def records(kind: type[Record]) -> st.SearchStrategy[list[Record]]:
    """Rows that one table can hold, in any order."""
    made = CELLS[kind].map(kind.model_validate)
    return st.lists(made, unique_by=lambda record: record.sort_key(), max_size=4)


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is written anew by each example."""
    return tmp_path_factory.mktemp("tables") / "table.csv"


# ── Round trips ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.table)
@settings(max_examples=40)
@given(data=st.data())
def test_records_come_out_of_a_table_as_they_went_in(
    kind: type[Record], table: Path, data: st.DataObject
) -> None:
    said = data.draw(records(kind))
    write_table(table, kind, said)
    rows, problems = read_table(table, kind)
    assert () == problems
    assert sorted(said, key=lambda record: record.sort_key()) == [row.record for row in rows]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.table)
@settings(max_examples=40)
@given(data=st.data())
def test_the_same_records_give_the_same_bytes_in_any_order(
    kind: type[Record], table: Path, data: st.DataObject
) -> None:
    said = data.draw(records(kind))
    write_table(table, kind, said)
    again = [row.record for row in read_table(table, kind)[0]]
    shuffled = data.draw(st.permutations(again))
    assert table.read_bytes() == format_table(kind, shuffled).encode()


def test_rows_are_numbered_as_a_spreadsheet_does(graphs: Path) -> None:
    rows, _ = read_table(graphs / "voids" / "claims.csv", Claim)
    assert [(2, "s002a"), (3, "s003a")] == [(row.number, row.record.id) for row in rows[:2]]


def test_the_header_is_in_the_order_of_the_fields() -> None:
    assert ("id", "class", "label", "alt_labels", "formula", "sentence") == columns(Entity)


def test_a_table_is_written_sorted_with_line_feeds_and_few_quotes() -> None:
    rows = [Contradiction(first="s2", second='s"3', reason="a, b")]
    rows += [Contradiction(first="s1", second="s2", reason="a b")]
    expected = 'first,second,reason\ns1,s2,a b\ns2,"s""3","a, b"\n'
    assert expected == format_table(Contradiction, rows)


@pytest.mark.parametrize(
    ("written", "plain"), [("1e-2", "0.01"), ("2E3", "2000"), ("2.0", "2.0"), ("-0.50", "-0.50")]
)
def test_a_figure_is_written_without_an_exponent(graphs: Path, written: str, plain: str) -> None:
    path = graphs / "voids" / "measurements.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("=,700,", f"=,{written},"), encoding="utf-8")
    rows, problems = read_table(path, Measurement)
    assert ((), Decimal(written)) == (problems, rows[0].record.value)
    said = format_table(Measurement, [row.record for row in rows])
    assert text.replace("=,700,", f"=,{plain},") == said


def test_a_table_with_nothing_but_its_header_is_fine(table: Path) -> None:
    table.write_text("first,second,reason\n", encoding="utf-8")
    assert ((), ()) == read_table(table, Contradiction)


def test_twenty_thousand_claims_are_read_in_seconds(table: Path) -> None:
    cells = "si-c,employs,VoidEngineering,The study leaves empty space,measured,affirmed,,1"
    with table.open("w", encoding="utf-8") as file:
        file.write(",".join(columns(Claim)) + "\n")
        file.writelines(
            f"s{n:03d}{letter},{cells},{n},1; 2,accepted,\n"
            for n in range(1, 2_001)
            for letter in "abcdefghij"
        )
    begun = time.process_time()
    rows, problems = read_table(table, Claim)
    assert (20_000, ()) == (len(rows), problems)
    assert time.process_time() - begun < 6, "some 0.6 s on a slow machine"


# ── Files that are no tables ──────────────────────────────────────────────────

HEADER: Final = "id,class,label,alt_labels,formula,sentence\n"
ROW: Final = "argon,InertGas,argon,Ar,Ar,78\n"


def faults(table: Path, text: str | bytes, kind: type[Record] = Entity) -> list[str]:
    """What is wrong with a table, each with its row and column, without the path."""
    data = text if isinstance(text, bytes) else text.encode()
    table.write_bytes(data)
    _, problems = read_table(table, kind)
    assert all(str(problem).startswith(str(table)) for problem in problems)
    return [str(problem).removeprefix(str(table)) for problem in problems]


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "entities.csv"
    expected = f"{path}: the table is missing; a table without rows still has its header"
    assert [expected] == [str(problem) for problem in read_table(path, Entity)[1]]


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    expected = [f"{tmp_path}: is a folder; expected a regular file"]
    assert expected == [str(problem) for problem in read_table(tmp_path, Entity)[1]]


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_needs_a_header(table: Path, data: bytes) -> None:
    assert [": the file is empty; expected at least the header"] == faults(table, data)


def test_a_byte_order_mark_is_refused(table: Path) -> None:
    expected = [", row 1: begins with a byte-order mark; save as UTF-8 without BOM"]
    assert expected == faults(table, "\ufeff" + HEADER + ROW)


def test_windows_line_ends_are_refused_once(table: Path) -> None:
    expected = [
        ", row 1: ends with CR LF (Windows) or holds a CR; lines must end with LF",
    ]
    assert expected == faults(table, (HEADER + ROW).replace("\n", "\r\n"))


def test_a_windows_line_end_in_quotes_is_refused_with_its_cell(table: Path) -> None:
    expected = [
        ", row 2: ends with CR LF (Windows) or holds a CR; lines must end with LF",
        r", row 2, column label: 'argon\ngas' has a line break",
    ]
    assert expected == faults(table, HEADER + 'argon,InertGas,"argon\r\ngas",,,78\n')


def test_a_nul_byte_is_refused_with_its_row(table: Path) -> None:
    expected = [", row 2: holds a NUL byte; expected plain text"]
    assert expected == faults(table, HEADER + "argon,Inert\0Gas,argon,,,78\n")


def test_a_file_that_is_not_utf_8_is_refused_with_row_and_byte(table: Path) -> None:
    expected = [", row 3: is not UTF-8: byte 86 is 0xb0"]
    assert expected == faults(table, (HEADER + ROW + "bath,Gas,at 6°\n").encode("latin-1"))


def test_utf_16_is_not_utf_8(table: Path) -> None:
    assert [": is UTF-16; save as UTF-8"] == faults(table, HEADER.encode("utf-16"))


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_parted_otherwise_are_told_once(table: Path, mark: str) -> None:
    expected = [f", row 1: columns are separated by {mark!r}; expected ','"]
    assert expected == faults(table, HEADER.replace(",", mark))


# ── Headers ───────────────────────────────────────────────────────────────────


def test_an_unknown_column_gets_the_nearest_name(table: Path) -> None:
    expected = [
        ", row 1, column formul: unknown column 'formul'; did you mean 'formula'?",
        ", row 1, column formula: column 'formula' is missing",
    ]
    assert expected == faults(table, HEADER.replace("formula", "formul") + ROW)


def test_a_column_too_many_is_told_what_is_known(table: Path) -> None:
    known = "id, class, label, alt_labels, formula, sentence"
    expected = [f", row 1, column xyz: unknown column 'xyz'; known are {known}"]
    assert expected == faults(table, HEADER.replace("\n", ",xyz\n"))


def test_a_column_without_a_name_is_unknown(table: Path) -> None:
    (told,) = faults(table, HEADER.replace("id,", "id,,"))
    assert told.startswith(", row 1: unknown column ''; known are id")


@pytest.mark.parametrize(("commas", "columns"), [(",", "1 blank column"), (",,,", "3 blank col")])
def test_blank_columns_at_the_end_are_told_once(table: Path, commas: str, columns: str) -> None:
    (told,) = faults(table, (HEADER + ROW).replace("\n", f"{commas}\n"))
    assert told.startswith(f", row 1: ends with {columns}")
    assert "; delete the commas at the end of the rows" in told


def test_commas_at_the_end_of_one_row_are_to_be_taken_out(table: Path) -> None:
    (told,) = faults(table, HEADER + ROW.replace("\n", ",,\n"))
    assert told.startswith(", row 2: has 8 cells; the header has 6; delete the commas at the end")


@pytest.mark.parametrize("line", ["sep=,", "sep=;", "SEP=,", '"sep=,"', "sep = ,"])
def test_a_line_for_spreadsheets_alone_is_to_be_taken_out(table: Path, line: str) -> None:
    expected = [", row 1: is 'sep=', which only spreadsheets understand; delete the line"]
    assert expected == faults(table, f"{line}\n{HEADER}{ROW}")


def test_a_missing_column_is_named(table: Path) -> None:
    expected = [", row 1, column label: column 'label' is missing"]
    assert expected == faults(table, HEADER.replace("label,", "", 1))


def test_columns_out_of_order_are_shown_in_order(table: Path) -> None:
    expected = [f", row 1: columns are out of order; expected {HEADER.strip()}"]
    assert expected == faults(table, HEADER.replace("class,label", "label,class"))


def test_a_doubled_column_is_refused(table: Path) -> None:
    expected = [f", row 1: columns are doubled; expected {HEADER.strip()}"]
    assert expected == faults(table, HEADER.replace("class", "class,class"))


# ── Rows ──────────────────────────────────────────────────────────────────────


def test_a_row_with_too_many_cells_wants_quotes(table: Path) -> None:
    told = 'has 7 cells; the header has 6; a cell with a comma must be quoted (")'
    assert [f", row 2: {told}"] == faults(table, HEADER + "argon,InertGas,argon, dry,,,78\n")


def test_a_row_with_too_few_cells_is_refused(table: Path) -> None:
    expected = [", row 2: has 3 cells; the header has 6"]
    assert expected == faults(table, HEADER + "argon,InertGas,argon\n")


@pytest.mark.parametrize("row", ["\n", ",,,,,\n"])
def test_a_blank_row_is_refused(table: Path, row: str) -> None:
    assert [", row 2: is blank; delete the row"] == faults(table, HEADER + row + ROW)


def test_a_quote_that_is_left_open_is_refused_where_it_opens(table: Path) -> None:
    expected = [', row 3: opens a cell with a quote (") that is never closed']
    assert expected == faults(table, HEADER + ROW + 'bath,"Solvent,bath,,,7\n' + ROW)


def test_a_quote_left_open_that_another_closes_is_refused_where_it_opens(table: Path) -> None:
    (told,) = faults(table, HEADER + ROW + 'bath,"Solvent,bath,,,7\ncell,Gas,"a, b",,,8\n')
    assert told.startswith(", row 3: has a quote inside a quoted cell, or one left open above")


def test_rows_above_an_open_quote_are_checked_too(table: Path) -> None:
    expected = [
        ", row 2, column label: is blank; this column is required",
        ', row 3: opens a cell with a quote (") that is never closed',
    ]
    assert expected == faults(table, HEADER + 'argon,InertGas,,,,78\nbath,"Solvent\n')


def test_a_huge_cell_is_refused(table: Path) -> None:
    limit = csv.field_size_limit()
    expected = [f", row 2: has a cell of over {limit:,} characters; is a quote left open?"]
    assert expected == faults(table, HEADER + f"argon,InertGas,{'a' * (limit + 1)},,,78\n")


def test_rows_out_of_order_are_named_with_the_order(table: Path) -> None:
    expected = [
        ", row 3: is out of order: 'argon' comes after 'bath'; rows are sorted by id",
    ]
    assert expected == faults(table, HEADER + "bath,Solvent,bath,,,7\n" + ROW)


def test_claims_are_sorted_by_sentence_then_by_id(graphs: Path, table: Path) -> None:
    lines = (graphs / "voids" / "claims.csv").read_text(encoding="utf-8").splitlines(True)
    told = "is out of order: 's003a' comes after 's003b'; rows are sorted by sentence, then by id"
    assert [f", row 4: {told}"] == faults(
        table, "".join((*lines[:2], lines[3], lines[2], lines[4])), Claim
    )


@pytest.mark.parametrize("between", ["", "bath,Solvent,bath,,,7\n"])
def test_a_repeated_id_is_named_with_its_first_row(table: Path, between: str) -> None:
    row = 3 + bool(between)
    expected = [f", row {row}: repeats 'argon' of row 2"]
    assert expected == faults(table, HEADER + ROW + between + ROW)


def test_a_repeated_step_is_named_by_process_and_index(graphs: Path, table: Path) -> None:
    text = (graphs / "voids" / "steps.csv").read_text(encoding="utf-8")
    row = text.splitlines(True)[1]
    expected = [", row 3: repeats 'si-c-synthesis.step-1' of row 2"]
    assert expected == faults(table, text + row, Step)


# ── Cells ─────────────────────────────────────────────────────────────────────


def entity(**cells: str) -> str:
    """A table of one entity with some cells changed."""
    plain = dict(zip(HEADER.strip().split(","), ROW.strip().split(","), strict=True))
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in (plain | cells).values()]
    return HEADER + ",".join(quoted) + "\n"


@pytest.mark.parametrize("column", ["id", "class", "label", "sentence"])
def test_a_blank_required_cell_is_named(table: Path, column: str) -> None:
    (told,) = faults(table, entity(**{column: ""}))
    assert told.startswith(f", row 2, column {column}: is blank; ")


@pytest.mark.parametrize("cell", [" argon", "argon ", "argon\u00a0", "argon\n", "\u2003argon"])
def test_stray_spaces_are_refused(table: Path, cell: str) -> None:
    told = f"{cell!r} has spaces or a line break at an end"
    assert [f", row 2, column label: {told}"] == faults(table, entity(label=cell))


@pytest.mark.parametrize("mark", ["\n", "\u2028", "\u0085", "\v"])
def test_a_line_break_in_a_cell_is_refused(table: Path, mark: str) -> None:
    told = f"{f'ar{mark}gon'!r} has a line break"
    assert [f", row 2, column label: {told}"] == faults(table, entity(label=f"ar{mark}gon"))


@pytest.mark.parametrize(
    "mark", ["\u200b", "\ufeff", "\u00ad", "\u202e", "\x07", "\uf061", "\ufffd", "\ufffe"]
)
def test_characters_that_no_reader_sees_are_refused(table: Path, mark: str) -> None:
    (told,) = faults(table, entity(label=f"ar{mark}gon"))
    assert told.endswith(f"holds U+{ord(mark):04X}, which is invisible; retype it")


@pytest.mark.parametrize("cell", ["Ti₃C₂Tₓ", "25\u00a0°C", "β-Li₃PS₄ «x»", "電池", "e\u0301"])
def test_characters_that_a_reader_sees_are_kept(table: Path, cell: str) -> None:
    table.write_text(entity(label=cell), encoding="utf-8")
    assert cell == read_table(table, Entity)[0][0].record.label


@pytest.mark.parametrize("cell", ["Argon", "argon gas", "-argon", "argon_gas", "argön", "a--b"])
def test_an_id_is_lower_case_letters_digits_and_hyphens(table: Path, cell: str) -> None:
    told = f"{cell!r} is not an id; write lower-case letters, digits and '-', as in 'void-design'"
    assert [f", row 2, column id: {told}"] == faults(table, entity(id=cell))


@pytest.mark.parametrize("cell", ["seven", "7.0", "-7", "0", "07", "1,000", "٣", "7 "])
def test_a_number_is_whole_and_plain(table: Path, cell: str) -> None:
    told = f"{cell!r} is not a whole number; write for example '81'"
    assert [f", row 2, column sentence: {told}"] == faults(table, entity(sentence=cell))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("Ar; ", "a value before or after '; ' is blank"),
        ("Ar; ; gas", "a value before or after '; ' is blank"),
        ("Ar;gas", "'Ar;gas' holds a ';'; values are separated by '; ', with a space"),
        ("Ar;  gas", "' gas' has spaces or a line break at an end"),
        ("Ar; gas; Ar", "'Ar' is given twice"),
    ],
)
def test_several_values_are_parted_by_semicolon_and_space(
    table: Path, cell: str, told: str
) -> None:
    assert [f", row 2, column alt_labels: {told}"] == faults(table, entity(alt_labels=cell))


def replaced(graphs: Path, name: str, old: str, new: str) -> str:
    """The text of a right table with something replaced once."""
    text = (graphs / "voids" / f"{name}.csv").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "abstract,2,,",
            "abstract,,,",
            ", column sentence: is blank; a record needs the sentence that it comes from",
        ),
        (
            "stated",
            "staded",
            ", column modality: 'staded' is none of 'measured', 'stated', 'hedged' or 'expected'; "
            "did you mean 'stated'?",
        ),
        ("accepted", "", ", column status: is blank; this column is required"),
        ("s002a", "2a", ", column id: '2a' is not an id of a claim; write for example 's081a'"),
        ("s002a", "s002", ", column id: 's002' is not an id of a claim; write for example 's081a'"),
        ("s002a", "s003z", ": id 's003z' is of sentence 2, so it begins with 's002'"),
        ("s002a", "s0002a", ": id 's0002a' is of sentence 2, so it begins with 's002'"),
        (
            "abstract,2,",
            "abstract,2;3,",
            ", column sentence: '2;3' is not a whole number; several are separated by '; ', with a "
            "space; write for example '81'",
        ),
        ("abstract,2,", "abstract,2; 2,", ", column sentence: 2 is given twice"),
        (
            "abstract,2,,",
            "abstract,2,[1],",
            ", column cites: '[1]' is not a whole number; write for example '81'",
        ),
    ],
)
def test_a_fault_in_a_claim_is_named(
    graphs: Path, table: Path, old: str, new: str, told: str
) -> None:
    assert [f", row 2{told}"] == faults(table, replaced(graphs, "claims", old, new), Claim)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("=,700", '=,"1,700"', ", column value: '1,700' has a comma; write '1700', or '1.700'"),
        ("=,700", "=,", ": '=' needs a value and neither lower nor upper"),
        ("=,700", "between,700", ": 'between' needs lower and upper and no value"),
        ("=,700,,", "between,,9,8", ": lower 9 is above upper 8"),
        (
            "=,700",
            "≈,700",
            ", column comparator: '≈' is none of '=', '~', '>', '<', '>=', '<=', 'between' or '±'",
        ),
        (
            "s005m1",
            "s005m",
            ", column id: 's005m' is not an id of a measurement; write for example 's048m1'",
        ),
        ("s005m1", "s006m1", ": id 's006m1' is of sentence 5, so it begins with 's005'"),
        (
            "1,not-reported",
            "1,n/a",
            ", column current: 'n/a' does not say why there is no condition; "
            "write 'not-reported' or 'not-applicable', or leave it blank",
        ),
        ("=,700,,", "±,700,700,", ": '±' needs a value, and lower and upper around it"),
        ("=,700,,", "±,700,701,702", ": 700 is not between 701 and 702"),
    ],
)
def test_a_fault_in_a_figure_is_named(
    graphs: Path, table: Path, old: str, new: str, told: str
) -> None:
    text = replaced(graphs, "measurements", old, new)
    assert [f", row 2{told}"] == faults(table, text, Measurement)


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        *(("3rd", "here '3'"), ("12.0", "here '12'"), ("cycle 7", "here '7'")),
        *(('"1,500"', "here '1500'"), ("0040", "here '40'"), ("７", "here '7'")),
        *((cell, "for example '200'") for cell in ("3.14159", "-2", "0", "5-9", "2; 3", "1e2")),
    ],
)
def test_a_cycle_that_is_no_count_is_named(
    graphs: Path, table: Path, cell: str, advice: str
) -> None:
    text = replaced(graphs, "measurements", "mAh/g,1,", f"mAh/g,{cell},")
    shown = cell.strip('"')
    assert [
        f", row 2, column cycle: '{shown}' is not a cycle; write a whole number from 1, {advice}, "
        "or 'not-reported' or 'not-applicable'"
    ] == faults(table, text, Measurement)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",,,9", ",10.1000/182,,9", ": doi and doi_verified are both given or both blank"),
        (
            ",,,9",
            f',,"{SEEN}",9',
            ": doi and doi_verified are both given or both blank",
        ),
        (
            ",,,9",
            f',https://doi.org/10.1000/182,"{SEEN}",9',
            ", column doi: 'https://doi.org/10.1000/182' is not a bare DOI; write it without an "
            "address, as in '10.1000/182'",
        ),
        (
            "2020",
            "in press",
            ", column year: 'in press' is not a whole number; write for example '81'",
        ),
    ],
)
def test_a_fault_in_a_reference_is_named(
    graphs: Path, table: Path, old: str, new: str, told: str
) -> None:
    text = replaced(graphs, "references", old, new)
    assert [f", row 2{told}"] == faults(table, text, Reference)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,front,ab,,title", ", column fingerprint: 'ab' is not a fingerprint; "),
        (
            f"1,front,{'A' * 64},,title",
            f", column fingerprint: '{'A' * 64}' is not a fingerprint; ",
        ),
        (f"1,front,{'a' * 64},,", ": give either records or why_none"),
        (f"1,front,{'a' * 64},s001a,title", ": give either records or why_none"),
    ],
)
def test_a_fault_in_the_coverage_is_named(table: Path, row: str, told: str) -> None:
    (found,) = faults(table, f"sentence,section,fingerprint,records,why_none\n{row}\n", Coverage)
    assert found.startswith(f", row 2{told}")


def test_nothing_contradicts_itself(table: Path) -> None:
    expected = [", row 2: 's001a' can't contradict itself"]
    assert expected == faults(table, "first,second,reason\ns001a,s001a,odd\n", Contradiction)


def test_all_faults_of_a_table_are_found_in_one_reading(table: Path) -> None:
    text = HEADER + "bath ,Solvent,,,,0\n" + "argon,InertGas,argon,Ar; Ar,Ar,78,9\n" + ROW + ROW
    expected = [
        ", row 2, column id: 'bath ' has spaces or a line break at an end",
        ", row 2, column label: is blank; this column is required",
        ", row 2, column sentence: '0' is not a whole number; write for example '81'",
        ', row 3: has 7 cells; the header has 6; a cell with a comma must be quoted (")',
        ", row 5: repeats 'argon' of row 4",
    ]
    assert expected == faults(table, text)


# ── Many faults ───────────────────────────────────────────────────────────────


def test_of_many_faults_a_hundred_are_listed_and_the_rest_is_counted(table: Path) -> None:
    rows = "".join(f"x{n:03d},InertGas,,,,0\n" for n in range(400))
    found = faults(table, HEADER + rows)
    assert 102 == len(found)
    assert [": 350 more problems, not listed", ": 350 more problems, not listed"] == [
        f": {line.partition(': ')[2]}" for line in found[-2:]
    ]
    error = CurationError(read_table(table, Entity)[1])
    assert str(error).startswith("800 problems in the tables:")


# ── how a DOI was verified ────────────────────────────────────────────────────


def reference(**cells: object) -> Reference:
    known = {"number": "1", "authors": "Doe J.", "title": "Voids", "journal": "Journal of Tests"}
    known |= {"year": "2020", "volume": "1", "pages": "2", "sentence": "9"}
    return Reference.model_validate({**known, "doi": "10.1000/182", "doi_verified": SEEN, **cells})


@pytest.mark.parametrize(
    "doi",
    ["10.1000/182", "10.1016/j.est.2024.111666", "10.1002/(SICI)1097(199)37:7<1::AID>3.0;2-#"],
)
def test_a_bare_doi_is_taken(doi: str) -> None:
    assert doi == reference(doi=doi).doi


@pytest.mark.parametrize(
    "doi",
    [
        *("doi:10.1000/182", "10.1000", "10.1000/", "10.10/182", "11.1000/182", "10.1000/1 82"),
        *("10.1000/182.", "10.1000/182,", "10.1000/182;", "HTTPS://doi.org/10.1000/182"),
    ],
)
def test_what_is_no_bare_doi_is_refused(doi: str) -> None:
    with pytest.raises(ValidationError, match="is not a bare DOI"):
        reference(doi=doi)


@pytest.mark.parametrize(
    "seen",
    [
        *("Crossref", "publisher", "publisher: https://example.org/article", "2026-12-01"),
        *("memory: https://example.org/article, 2026-12-01", "publisher: a book, 2026-12-01"),
        "publisher: https://example.org/article, 1 December 2026",
    ],
)
def test_a_doi_without_a_page_that_shows_it_is_refused(seen: str) -> None:
    with pytest.raises(ValidationError, match="is not an account of how a DOI was verified"):
        reference(doi_verified=seen)


def test_a_doi_that_was_seen_on_no_day_of_the_calendar_is_refused() -> None:
    with pytest.raises(ValidationError, match="'2026-02-30' is not a calendar date"):
        reference(doi_verified="index: https://example.org/a, 2026-02-30")


@pytest.mark.parametrize(
    ("volume", "parts"),
    [("121(3)", ("121", "3")), ("88", ("88", "")), ("", ("", "")), ("65 (10-11)", ("65", "10-11"))],
)
def test_the_issue_is_told_from_the_volume(volume: str, parts: tuple[str, str]) -> None:
    read = reference(volume=volume)
    assert parts == (read.volume_number, read.issue)
