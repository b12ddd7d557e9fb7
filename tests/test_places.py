"""Commands work on the folder one stands in, say so, and never write where assbkg is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import assbkg
from assbkg.cli import app
from assbkg.graph.ontology import BEYOND
from assbkg.places import choose, shipped


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder as pip installs into, with assbkg and its data in it."""
    site = tmp_path / "site-packages"
    package = Path(assbkg.__file__).parent
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(package, site / "assbkg", ignore=skipped)
    for name in ("graphs", "ontology", "queries"):
        shutil.copytree(shipped(name), site / "assbkg" / "data" / name)
    return site


def contents(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def run_installed(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "assbkg", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_an_installed_package_builds_into_the_folder_one_stands_in(
    installed: Path, tmp_path: Path
) -> None:
    before, here = contents(installed), tmp_path / "elsewhere"
    here.mkdir()
    done = run_installed(installed, here, "build")
    assert 0 == done.returncode, done.stderr
    assert done.stderr.startswith(f"tables: the shipped ({installed / 'assbkg'}")
    assert (here / "release" / "manifest.json").is_file()
    assert before == contents(installed)


def test_an_installed_package_builds_the_tables_one_stands_beside(
    installed: Path, graphs: Path
) -> None:
    before = contents(installed)
    done = run_installed(installed, graphs.parent, "build")
    assert (0, True) == (done.returncode, done.stderr.startswith("tables: graphs; ontology: the"))
    assert (graphs / "release" / "manifest.json").is_file()
    assert before == contents(installed)


def test_a_package_is_not_written_to_even_if_its_tables_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assbkg.places.__file__", str(tmp_path / "assbkg" / "places.py"))
    assert Path("release") == choose(tmp_path / "assbkg" / "data" / "graphs").release


def test_own_tables_pass_the_checks_under_the_shipped_ontology(
    graphs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(graphs.parent)
    done = invoke("check")
    assert 0 == done.exit_code
    assert f"tables: graphs; ontology: the shipped ({shipped('ontology')})\n" == done.stderr
    assert "voids: 9 sentences" in done.stdout
    assert "what the shipped ontology has for the shipped tables alone" in done.stdout


def test_the_ontology_beside_tables_is_taken(graphs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (graphs.parent / "ontology").mkdir()
    monkeypatch.chdir(graphs.parent)
    chosen = choose()
    assert (Path("graphs"), Path("ontology")) == (chosen.graphs, chosen.ontology)
    assert (Path("graphs/release"), "tables: graphs; ontology: ontology") == (
        chosen.release,
        chosen.choice,
    )


def test_an_ontology_without_tables_beside_it_is_another_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ontology").mkdir()
    monkeypatch.chdir(tmp_path)
    assert (shipped("graphs"), shipped("ontology")) == (choose().graphs, choose().ontology)


def test_what_is_given_is_taken_without_a_word(graphs: Path, tmp_path: Path) -> None:
    given = ("--graphs", str(graphs), "--ontology", str(shipped("ontology")))
    done = invoke("facts", "--out", str(tmp_path / "facts"), *given)
    assert not done.stderr.startswith("tables:")


@pytest.mark.parametrize("command", [("build",), ("reason", "--facts", "facts")])
def test_axioms_that_no_rule_expresses_are_named(
    command: tuple[str, ...], graphs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ontology = graphs.parent / "ontology"
    shutil.copytree(shipped("ontology"), ontology)
    (ontology / BEYOND).write_text("axiom\treason\n", encoding="utf-8")
    monkeypatch.chdir(graphs.parent)
    assert 0 == invoke("facts", "--out", "facts").exit_code
    done = invoke(*command, "--out", "closed")
    assert (0, 3) == (done.exit_code, done.stderr.count("beyond the rules: [a owl:AllDifferent"))
    assert f"{BEYOND} does not list it, with a reason" in done.stderr
