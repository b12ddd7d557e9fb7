"""A table that was asked for as safe holds no formula, and loses nothing else."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assbkg.asking.results.answers import defused
from assbkg.asking.results.result import Result, read_answer
from assbkg.cli import app
from assbkg.errors import QueryError

FORMULAS = [
    *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=", "-"),
    *("＝1+1", "＋1", "－1+1", "＠SUM(1)", "\u200b=1", "\ufeff=1", "+-1", "-1-1", "1e5+"[3:]),
]
NUMBERS = ["-12.5", "+3", "-1e-5", "5", ".5", "-.5", "1E+300", "0"]


def answer(*cells: str) -> Result:
    bindings = [{"x": {"type": "literal", "value": cell}} for cell in cells]
    data = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}})
    return read_answer(data.encode(), str)


def cells(text: str) -> list[str]:
    return [row[0] if row else "" for row in csv.reader(io.StringIO(text, newline=""))][1:]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert "'" + text == defused(text)
    assert ["'" + text] == cells(answer(text).write("csv", safe=True))
    assert "\"'" in answer(text).write("tsv", safe=True)


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_stays_a_number(text: str) -> None:
    assert text == defused(text)
    assert [text] == cells(answer(text).write("csv", safe=True))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_no_cell_begins_a_formula_and_all_else_is_the_same(texts: list[str]) -> None:
    found = cells(answer(*texts).write("csv", safe=True))
    assert [defused(text) for text in texts] == found
    for text, cell in zip(texts, found, strict=True):
        assert cell in (text, "'" + text)
        assert cell[0] not in "=@\t\r\n"


def test_only_what_is_asked_for_is_changed() -> None:
    assert ["=1+1"] == cells(answer("=1+1").write("csv"))
    assert "'" not in answer("=1+1").write("json")


@pytest.mark.parametrize("form", ["json", "table", "markdown", "latex"])
def test_safe_goes_with_spreadsheets_alone(form: str) -> None:
    with pytest.raises(QueryError, match="safe is for csv or tsv"):
        answer("x").write(form, safe=True)  # type: ignore[arg-type]
    done = CliRunner().invoke(app, ["query", "milestones", "--safe", "--format", form])
    assert (2, True) == (done.exit_code, "--safe goes with --format csv or tsv" in done.output)


@pytest.mark.parametrize("words", [["sparql", "SELECT ('=1+1' AS ?x) {}"]])
def test_the_command_defuses_on_request(words: list[str]) -> None:
    done = CliRunner().invoke(app, [*words, "--format", "csv", "--safe"])
    assert (0, ["'=1+1"]) == (done.exit_code, cells(done.stdout))


def test_a_truth_value_is_safe_too() -> None:
    done = CliRunner().invoke(app, ["sparql", "ASK {}", "--format", "csv", "--safe"])
    assert (0, "true") == (done.exit_code, done.stdout.strip())


def test_csv_for_spreadsheets_has_a_byte_order_mark_and_is_safe() -> None:
    texts = ["Grüße, Ti₃C₂Tₓ – “Å”", "=1+1", "two\nlines", 'a "quoted", cell']
    text = answer(*texts).write("csv-excel")
    assert text == "\ufeff" + answer(*texts).write("csv", safe=True)
    read = list(csv.reader(io.StringIO(text.encode().decode("utf-8-sig"), newline="")))
    assert [["x"], [texts[0]], ["'=1+1"], *[[one] for one in texts[2:]]] == read


def test_pandas_reads_csv_for_spreadsheets_as_any_other() -> None:
    pandas = pytest.importorskip("pandas")
    text = answer("Grüße", "Ti₃C₂Tₓ").write("csv-excel")
    frame = pandas.read_csv(io.BytesIO(text.encode()))
    assert (["x"], ["Grüße", "Ti₃C₂Tₓ"]) == (list(frame.columns), list(frame["x"]))


@pytest.mark.parametrize(
    "command", [["query", "milestones"], ["sparql", "SELECT ('Grüße' AS ?x) {}"]]
)
def test_commands_write_the_mark_where_it_is_asked_for_and_nowhere_else(command: list[str]) -> None:
    marked = CliRunner().invoke(app, [*command, "--format", "csv-excel"]).stdout_bytes
    plain = CliRunner().invoke(app, [*command, "--format", "csv"]).stdout_bytes
    mark = "\ufeff".encode()
    assert (True, False) == (marked.startswith(mark), plain.startswith(mark))
