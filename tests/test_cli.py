from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assbkg.cli import app
from assbkg.errors import AssbkgError


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assbkg", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="assbkg")


def test_help_names_every_command() -> None:
    shown = invoke("--help").output
    assert [] == [name for name in app.commands if name not in shown]


@pytest.mark.parametrize("name", sorted(app.commands))
def test_every_command_explains_itself(name: str) -> None:
    shown = invoke(name, "--help")
    assert shown.exit_code == 0
    assert len(shown.output) > 100


@pytest.mark.parametrize("name", sorted(app.commands))
def test_every_command_is_told_of_in_the_documentation(name: str) -> None:
    page = Path(__file__).parents[1] / "docs" / "commands.md"
    shown = invoke(name, "--help").output.strip()
    assert shown in page.read_text(encoding="utf-8"), "run `make commands`"


def test_results_go_to_standard_output_alone() -> None:
    done = run("query", "contradictions", "--format", "csv")
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("first,first_place,second,second_place,reason")


def test_an_error_is_one_message_and_exit_status_1() -> None:
    done = run("query", "contradiction")
    assert (1, "") == (done.returncode, done.stdout)
    said = "assbkg: no query is called 'contradiction'; did you mean 'contradictions'?\n"
    assert said == done.stderr


def test_wrong_usage_has_exit_status_2() -> None:
    assert run("query").returncode == 2


def test_a_parameter_without_a_value_shows_the_shape() -> None:
    assert (
        "'system' is not a KEY=VALUE" in invoke("query", "figures-of-system", "-p", "system").output
    )


def test_the_sparql_of_a_query_can_be_shown() -> None:
    assert "SELECT" in invoke("query", "milestones", "--show").output


def test_the_list_has_every_topic_but_the_rules() -> None:
    shown = invoke("query", "--list").output
    assert "strategies-for-bottleneck" in shown
    assert "missing-label-violation" not in shown


def test_a_query_comes_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text("ASK { ?claim a assb:Claim }", encoding="utf-8")
    assert "true" in invoke("sparql", "--file", str(path), "--format", "json").output


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_query_is_read_from_a_regular_file_of_some_size_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b" " * (16 * 2**20 + 1))
    for path in (tmp_path / "pipe", tmp_path / "large", tmp_path, Path("/dev/zero")):
        with pytest.raises(AssbkgError, match=r"expected a regular file|is larger than"):
            CliRunner().invoke(app, ["sparql", "--file", str(path)], catch_exceptions=False)


def test_a_query_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    shown = run("sparql", "-f", str(tmp_path / "nowhere.rq"))
    assert "nowhere.rq: is missing" in shown.stderr
    assert shown.returncode == 1


def test_a_query_and_a_file_together_are_refused(tmp_path: Path) -> None:
    assert invoke("sparql", "ASK {}", "-f", str(tmp_path)).exit_code == 2


def test_a_folder_without_a_release_says_how_to_make_one(tmp_path: Path) -> None:
    done = run("query", "milestones", "--release", str(tmp_path))
    assert f"assbkg build --out {tmp_path}" in done.stderr


def test_sentences_are_numbered_with_section_and_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text("1. Introduction\n\nOne thing. Another thing.", encoding="utf-8")
    lines = invoke("sentences", str(path)).output.splitlines()
    assert [["1", "1"], ["2", "1"]] == [line.split("\t")[:2] for line in lines]


def test_the_text_of_a_paper_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run("sentences", str(tmp_path / "none.txt"))
    assert (1, True) == (done.returncode, "none.txt: is missing" in done.stderr)


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    command = f"{sys.executable} -m assbkg query claims-of-sentence --format json | head -c 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import assbkg.cli", "duckdb pydantic pyoxigraph matplotlib rdflib pint networkx"),
        (
            "import assbkg; assbkg.open().query('milestones')",
            "duckdb pydantic matplotlib rdflib pint networkx shifty",
        ),
    ],
    ids=["help", "a query"],
)
def test_a_common_command_starts_without_heavy_packages(code: str, heavy: str) -> None:
    command = f"import sys; {code}; print([m for m in {heavy.split()} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
