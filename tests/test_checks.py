from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assbkg.building import Build, compute
from assbkg.checking import check_quality, check_text, opened
from assbkg.cli import app
from assbkg.errors import SourceTextError, UnknownName
from assbkg.places import shipped

SOURCE = "nanostructured-frontiers"


@pytest.fixture(scope="module")
def made() -> Build:
    return compute(shipped("ontology"), shipped("graphs"))


def test_the_shipped_ontology_breaks_no_quality_rule(made: Build) -> None:
    findings = map(str, check_quality(opened(made, shipped("queries"))))
    assert [] == list(findings)


def test_every_source_of_a_term_is_a_sentence_of_the_review(made: Build) -> None:
    numbers = {row.record.sentence for paper in made.corpus.papers for row in paper.coverage}
    cited = {
        int(value.rpartition(".s")[2])
        for _, value in made.ontology.pairs("http://purl.org/dc/terms/source")
    }
    assert cited <= numbers


def test_the_check_tells_what_there_is_and_that_it_is_well() -> None:
    done = CliRunner().invoke(app, ["check"], prog_name="assbkg")
    assert done.exit_code == 0
    assert "157 sentences" in done.output
    assert done.output.endswith("all is well\n")


def test_a_text_that_is_another_fails_the_check(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("1. Introduction\n\nAnother paper.", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "--text", f"{SOURCE}={path}"], prog_name="assbkg")
    assert done.exit_code == 1
    assert "not all is well" in done.output


def test_an_unknown_source_names_those_there_are(made: Build, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=SOURCE):
        check_text(made, "nanostructured-frontier", tmp_path / "none.txt")


def test_a_missing_text_is_named(made: Build, tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match=r"none\.txt: can't be read"):
        check_text(made, SOURCE, tmp_path / "none.txt")
