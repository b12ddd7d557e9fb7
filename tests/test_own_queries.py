"""The list of queries in every format, and a library of one's own."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from assbkg.cli import app
from assbkg.errors import QueryError, UnknownName
from assbkg.library import QUALITY, read_library
from assbkg.places import shipped

MINE: Final = """\
#+ summary = "Systems, and \\"more\\""
#+ question = "What is like {system}, a {kind}?"
#+ columns = ["system"]
#+ [parameters.system]
#+ type = "DesignedSystem"
#+ about = "a system"
#+ default = "SiNPs@MXenes"
#+ [parameters.kind]
#+ type = "class"
#+ about = "a kind"

SELECT ?system ?kind WHERE { ?system a ?kind }
"""


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["query", *arguments], catch_exceptions=False)


@pytest.fixture
def library(tmp_path: Path) -> str:
    path = tmp_path / "mine" / "systems.rq"
    path.parent.mkdir()
    path.write_text(MINE, encoding="utf-8")
    return str(tmp_path)


def test_the_list_as_csv_has_every_query_but_the_rules() -> None:
    rows = list(csv.DictReader(invoke("--list", "--format", "csv").stdout.splitlines()))
    known = read_library(shipped("queries")).queries.values()
    assert {q.name for q in known if q.topic != QUALITY} == {row["query"] for row in rows}
    assert rows == sorted(rows, key=lambda row: (row["topic"], row["query"]))


def test_the_list_as_json_is_an_answer_like_any_other(library: str) -> None:
    shown = json.loads(invoke("--list", "--format", "json", "--queries", library).stdout)
    (row,) = shown["results"]["bindings"]
    assert ["topic", "query", "answers", "question", "parameters"] == shown["head"]["vars"]
    assert ("mine", "systems") == (row["topic"]["value"], row["query"]["value"])
    assert 'Systems, and "more"' == row["answers"]["value"]
    assert "system=SiNPs@MXenes; kind" == row["parameters"]["value"]
    assert "What is like SiNPs@MXenes, a kind?" == row["question"]["value"]


@pytest.mark.parametrize("form", ["tsv", "markdown", "latex"])
def test_the_list_comes_in_every_format(form: str) -> None:
    assert "strategies-for-bottleneck" in invoke("--list", "--format", form).stdout


def test_a_query_of_one_s_own_library_is_answered(library: str) -> None:
    shown = invoke("systems", "-p", "kind=volume-buffered system", "--queries", library).stdout
    assert "SiNPs@MXenes" in shown


def test_one_s_own_library_takes_the_place_of_the_shipped_one(library: str) -> None:
    assert "milestones" not in invoke("--list", "--queries", library).stdout
    with pytest.raises(UnknownName):
        invoke("milestones", "--queries", library)


def test_a_folder_without_queries_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"expected <topic>/<name>\.rq"):
        invoke("--list", "--queries", str(tmp_path))
