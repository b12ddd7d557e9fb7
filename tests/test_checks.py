from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.shipped_work import shipped_build

from assbkg.building import Build
from assbkg.checking import Verdict, check_quality, check_text, opened, report_checks
from assbkg.cli import app
from assbkg.errors import SourceTextError, UnknownName
from assbkg.places import shipped
from assbkg.reasoning.agreement import HERMIT, Difference
from assbkg.vocabulary import ASSB, KG, ONTOLOGY

SOURCE = "nanostructured-frontiers"


@pytest.fixture(scope="module")
def made() -> Build:
    return shipped_build()


@pytest.mark.needs("HermiT")
def test_the_shipped_ontology_breaks_no_quality_rule(made: Build) -> None:
    findings = map(str, check_quality(opened(made, shipped("queries"))))
    assert [] == list(findings)


def test_every_source_of_a_term_is_a_sentence_of_the_review_or_has_a_doi(
    made: Build,
) -> None:
    numbers = {row.record.sentence for paper in made.corpus.papers for row in paper.coverage}
    sources = {
        value
        for term, value in made.ontology.pairs("http://purl.org/dc/terms/source")
        if term != ONTOLOGY  # which rests on the whole review
    }
    others = {value for value in sources if value.startswith("https://doi.org/10.")}
    assert {int(value.rpartition(".s")[2]) for value in sources - others} <= numbers


def test_the_check_tells_what_there_is_and_that_it_is_well() -> None:
    done = CliRunner().invoke(app, ["check"], prog_name="assbkg")
    assert done.exit_code == 0
    assert "157 sentences" in done.output
    assert done.output.endswith("no problems found\n")


def test_a_text_that_is_another_fails_the_check(tmp_path: Path) -> None:
    path = tmp_path / "other.txt"
    path.write_text("1. Introduction\n\nAnother paper.", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "--text", f"{SOURCE}={path}"], prog_name="assbkg")
    assert done.exit_code == 1
    assert "problems found" in done.output


def test_an_unknown_source_names_those_there_are(made: Build, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=SOURCE):
        check_text(made, "nanostructured-frontier", tmp_path / "none.txt")


def test_a_missing_text_is_named(made: Build, tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match=r"none\.txt: is missing"):
        check_text(made, SOURCE, tmp_path / "none.txt")


# ── what HermiT says ──────────────────────────────────────────────────────────

LINK = Difference(HERMIT, (KG + "si-tic", ASSB + "employs", KG + "silicon"))


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            Verdict(consistent=True),
            ["HermiT: consistent, derives exactly what the rules derive"],
        ),
        (
            Verdict(consistent=True, differences=(LINK,)),
            [
                "only HermiT: kg:si-tic employs kg:silicon",
                "HermiT: consistent, 1 difference from the rules",
            ],
        ),
        (
            Verdict(consistent=True, unnamed=True),
            [
                "HermiT derives something that the rules do not, and does not list it",
                "HermiT: consistent, at least 1 difference from the rules",
            ],
        ),
        (
            Verdict(consistent=True, unsatisfiable=(ASSB + "Sample",)),
            [
                "HermiT: assb:Sample can have no member",
                "HermiT: consistent, derives exactly what the rules derive",
            ],
        ),
        (
            Verdict(consistent=False),
            [
                "HermiT: inconsistent because of axioms beyond the rules; nothing to compare",
            ],
        ),
    ],
)
def test_the_verdict_of_hermit_is_told_and_counts(
    monkeypatch: pytest.MonkeyPatch, made: Build, verdict: Verdict, expected: list[str]
) -> None:
    monkeypatch.setattr("assbkg.checking.check_description_logic", lambda *_: verdict)
    told: list[str] = []
    good = report_checks(made, shipped("ontology"), [], dl=True, tell=told.append)
    assert verdict.good == good
    end = "no problems found" if good else "problems found"
    assert [*expected, end] == told[-len(expected) - 1 :]
