"""Commands that read a file take `-` for standard input, and answers of triples have formats."""

from __future__ import annotations

import csv
import io
import json
from typing import Final

import pytest
import rdflib
from click.testing import CliRunner, Result
from tests.review import count_claims

from assbkg.asking.results.citations import CITATIONS
from assbkg.asking.results.result import FORMATS
from assbkg.asking.results.triples import GRAPH_FORMATS
from assbkg.cli import app
from assbkg.cli.options import ROW_FORMATS

CONSTRUCT: Final = "CONSTRUCT { ?s assb:employs ?o } WHERE { ?s assb:employs ?o }"
RDFLIB: Final = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}


def run(*words: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


@pytest.mark.parametrize("words", [["sparql", "-"], ["sparql", "--file", "-"]])
def test_a_query_comes_from_standard_input(words: list[str]) -> None:
    asked = run(*words, "--format", "csv", given="SELECT (COUNT(*) AS ?n) { ?c a assb:Claim }\n")
    assert [["n"], [str(count_claims())]] == list(csv.reader(io.StringIO(asked.stdout)))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("form", GRAPH_FORMATS)
def test_rdflib_reads_each_format_of_triples(form: str) -> None:
    read = rdflib.Graph().parse(
        data=run("sparql", CONSTRUCT, "--format", form).stdout, format=RDFLIB[form]
    )
    plain = rdflib.Graph().parse(data=run("sparql", CONSTRUCT).stdout, format="turtle")
    assert len(read) > 10
    assert set(plain) == set(read)


@pytest.mark.parametrize(
    ("query", "form", "message"),
    [
        (CONSTRUCT, "csv", "CONSTRUCT and DESCRIBE give triples; use --format turtle, ntriples"),
        ("DESCRIBE kg:graphite", "table", "CONSTRUCT and DESCRIBE give triples"),
        ("ASK { ?s ?p ?o }", "turtle", "SELECT and ASK give rows; use --format table, csv"),
    ],
)
def test_a_format_of_another_kind_of_answer_is_refused(query: str, form: str, message: str) -> None:
    refused = run("sparql", query, "--format", form)
    assert (2, "") == (refused.exit_code, refused.stdout)
    assert message in " ".join(refused.stderr.split())


@pytest.mark.parametrize(("query", "form"), [(CONSTRUCT, "csv"), ("ASK { ?s ?p ?o }", "turtle")])
def test_a_format_of_another_kind_is_refused_before_a_server_is_asked(
    query: str, form: str
) -> None:
    refused = run("sparql", query, "--format", form, "--endpoint", "http://127.0.0.1:1/q")
    assert 2 == refused.exit_code


def test_the_command_line_has_the_formats_of_results() -> None:
    assert (*FORMATS, *CITATIONS) == ROW_FORMATS


def test_a_paper_comes_from_standard_input(paper_text: str) -> None:
    shown = run("sentences", "-", given=paper_text).stdout.splitlines()
    assert [*map(str, range(1, 10))] == [line.partition("\t")[0] for line in shown]


def test_what_is_no_text_is_refused_as_in_a_file() -> None:
    assert "is not UTF-8" in str(run("sparql", "-", given=b"ASK { \xff }").exception)


def test_standard_input_is_bounded() -> None:
    refused = run("sparql", "-", given=" " * ((16 << 20) + 1))
    assert "standard input is larger than 16 MiB" in str(refused.exception)


def test_nothing_on_standard_input_is_no_query() -> None:
    assert 1 == run("sparql", "-", given="").exit_code


def test_what_is_answered_comes_back_as_json() -> None:
    answer = run(
        "sparql", "-", "--format", "json", given="ASK { kg:si-tic a assb:MatrixComposite }"
    )
    assert json.loads(answer.stdout)["boolean"] is True
