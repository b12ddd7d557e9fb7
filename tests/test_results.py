from __future__ import annotations

import csv
import io
import json

import pytest
from tests.selecting import select

import assbkg
from assbkg.asking.results.result import FORMATS, Result
from assbkg.errors import QueryError


@pytest.fixture(scope="module")
def result() -> Result:
    return assbkg.open().query("figures-of-system", system="Fe3S4@Li7P3S11")


def test_every_format_has_every_row(result: Result) -> None:
    lines = {form: result.write(form).count("1001 mAh") for form in FORMATS}
    assert dict.fromkeys(FORMATS, 1) == lines


def test_csv_has_the_columns_and_rows_of_the_answer(result: Result) -> None:
    rows = list(csv.reader(io.StringIO(result.write("csv"))))
    assert [list(result.columns), len(result)] == [rows[0], len(rows) - 1]


def test_json_is_in_the_standard_form(result: Result) -> None:
    said = json.loads(result.write("json"))
    assert list(result.columns) == said["head"]["vars"]
    assert len(result) == len(said["results"]["bindings"])


def test_tsv_writes_terms_as_turtle_does(result: Result) -> None:
    assert "<https://w3id.org/assbkg/id/fe3s4-li7p3s11>" in result.write("tsv")


def test_a_table_shows_labels_and_counts_rows(result: Result) -> None:
    table = result.write("table")
    assert "Fe₃S₄@Li₇P₃S₁₁" in table
    assert table.endswith(f"{len(result)} rows\n")


def test_markdown_escapes_what_markdown_takes_for_a_mark() -> None:
    result = select(r"SELECT ('a|*b*\nc' AS ?as_written) {}")
    assert "| as written |\n| --- |\n| a\\|\\*b\\* c |\n" == result.write("markdown")


def test_latex_has_a_column_to_the_right_for_numbers_and_a_line_a_row() -> None:
    result = select("SELECT (1 AS ?first_one) ('a & b' AS ?y) {}")
    assert (
        "\\begin{tabular}{rl}\n\\toprule\nfirst one & y \\\\\n\\midrule\n"
        "1 & a \\& b \\\\\n\\bottomrule\n\\end{tabular}\n"
    ) == result.write("latex")


def test_a_table_prints_brackets_as_they_are() -> None:
    assert "[bold]x[/bold]" in select("SELECT ('[bold]x[/bold]' AS ?x) {}").write("table")


def test_an_answer_without_rows_says_so() -> None:
    assert select("SELECT ?x { ?x a kg:nothing }").write("table").endswith("0 rows\n")


def test_a_cell_without_a_value_is_empty() -> None:
    result = select("SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) } }")
    assert [("1", "")] == result.texts()


def test_an_unknown_format_names_those_there_are(result: Result) -> None:
    with pytest.raises(QueryError, match="table, csv, csv-excel, tsv, json, markdown"):
        result.write("xls")  # type: ignore[arg-type]
