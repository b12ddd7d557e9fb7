"""What says more than the rules derive is listed with a reason, or fails the check."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.shipped_work import shipped_build

from assbkg.checking import check_beyond, report_checks, tell_beyond
from assbkg.cli import app
from assbkg.errors import OntologyError
from assbkg.graph.ontology import BEYOND, read_beyond
from assbkg.places import shipped

#: An axiom that no rule expresses, in Turtle and as it is named.
UNION = (
    "assb:Sample rdfs:subClassOf [ a owl:Class ; owl:unionOf ( assb:Material assb:Strategy ) ] ."
)
UNION_NAMED = "Sample: rdfs:subClassOf [a owl:Class; owl:unionOf ( Material Strategy )]"


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("ontology"), tmp_path / "ontology"))


@pytest.fixture
def check(ontology: Path) -> Callable[[], Result]:
    """Run `assbkg check` with the ontology of the test."""
    arguments = ["check", "--ontology", str(ontology)]
    return lambda: CliRunner().invoke(app, arguments, prog_name="assbkg")


def add(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


# ── the file ──────────────────────────────────────────────────────────────────


def test_each_shipped_axiom_is_one_that_there_is() -> None:
    made = shipped_build()
    assert {*made.rules.unsupported} == {*read_beyond(shipped("ontology"))}
    assert () == made.closure.cut


def test_an_ontology_without_the_file_lists_nothing(tmp_path: Path) -> None:
    assert {} == read_beyond(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"row 1: the columns are \[\]; expected \['axiom', 'reason'\]"),
        ("reason\taxiom\n", r"row 1: the columns are \['reason', 'axiom'\]"),
        ("axiom\treason\nA ⊑ B\t\n", "row 2: expected an axiom and a reason"),
        ("axiom\treason\nA ⊑ B\n", "row 2: expected an axiom and a reason"),
        ("axiom\treason\nA ⊑ B\twhy\tand more\n", "row 2: expected an axiom and a reason"),
        ("axiom\treason\nA ⊑ B\t why\n", "row 2: expected an axiom and a reason"),
        ("axiom\treason\nB\twhy\nA\twhy\n", "row 3: A should stand before the row above"),
        ("axiom\treason\nA\twhy\nB\twhy\nB\tso\n", "row 4: B repeats the row above"),
    ],
)
def test_a_malformed_list_is_refused_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    (tmp_path / BEYOND).write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=rf"{BEYOND}, {complaint}"):
        read_beyond(tmp_path)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / BEYOND).write_bytes(b"\xff\xfe")
    with pytest.raises(OntologyError, match=rf"{BEYOND}: is UTF-16; save as UTF-8"):
        read_beyond(tmp_path)


# ── the check ─────────────────────────────────────────────────────────────────


def told(axioms: Iterable[str], ontology: Path) -> str:
    """What the check tells of axioms that the rules can't express."""
    lines: list[str] = []
    tell_beyond(axioms, ontology, lines.append)
    return "\n".join(lines)


def test_what_is_listed_is_told_with_its_reason() -> None:
    unsupported, ontology = shipped_build().rules.unsupported, shipped("ontology")
    name = "[a owl:AllDifferent; owl:distinctMembers ( Measured Stated Hedged Expected )]"
    reason = f"beyond the rules: {name}\n    nothing could make two of them one"
    assert reason in told(unsupported, ontology)
    assert check_beyond(unsupported, ontology).good


def test_what_is_not_listed_fails_the_check(ontology: Path, check: Callable[[], Result]) -> None:
    add(ontology / "modules" / "core.ttl", f"\n{UNION}\n")
    done = check()
    assert 1 == done.exit_code
    assert f"beyond the rules: {UNION_NAMED}\n    {BEYOND} does not list it" in done.output


def test_once_listed_it_passes(ontology: Path) -> None:
    axioms = [*shipped_build().rules.unsupported, UNION_NAMED]
    assert not check_beyond(axioms, ontology).good
    replace(ontology / BEYOND, "axiom\treason\n", f"axiom\treason\n{UNION_NAMED}\tto see\n")
    assert check_beyond(axioms, ontology).good
    assert f"beyond the rules: {UNION_NAMED}\n    to see\n" in told(axioms, ontology)


def test_a_listed_axiom_that_is_gone_fails_the_check(ontology: Path) -> None:
    replace(ontology / BEYOND, "( Measured Stated Hedged Expected )", "( Measured Stated Hedged )")
    lines: list[str] = []
    assert not report_checks(shipped_build(), ontology, [], False, lines.append)
    name = "[a owl:AllDifferent; owl:distinctMembers ( Measured Stated Hedged {})]"
    gone, meant = name.format(""), name.format("Expected ")
    line = f"{BEYOND} lists what is not beyond the rules: {gone}; did you mean {meant}?"
    assert line in lines


def test_witnesses_that_are_not_followed_to_the_end_fail_the_check(
    ontology: Path, check: Callable[[], Result]
) -> None:
    endless = (
        "[ a owl:Restriction ; owl:onProperty assb:hasSample ; owl:someValuesFrom assb:Sample ]"
    )
    add(ontology / "modules" / "core.ttl", f"\nassb:Material rdfs:subClassOf {endless} .\n")
    done = check()
    assert 1 == done.exit_code
    assert "beyond the rules: Material ⊑ ∃hasSample.Sample" in done.output
