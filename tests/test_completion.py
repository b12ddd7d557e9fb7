"""Shells complete commands, queries, parameters and names, quickly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from assbkg.cli import app
from assbkg.cli.shared import COMPLETE
from assbkg.places import shipped


def suggested(line: str, shell: str = "fish") -> list[str]:
    """What is suggested for the end of a line, by the words alone."""
    words, _, typed = line.rpartition(" ")
    asked = {COMPLETE: f"{shell}_complete", "COMP_WORDS": f"{words} {typed}", "COMP_CWORD": typed}
    shown = CliRunner().invoke(app, [], prog_name="assbkg", env=asked, catch_exceptions=False)
    rows = [row.split(",", 1)[1] for row in shown.output.splitlines() if row.startswith("plain,")]
    return [row.partition("\t")[0] for row in rows]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("assbkg que", ["query"]),
        ("assbkg query strategies-for-b", ["strategies-for-benefit", "strategies-for-bottleneck"]),
        ("assbkg query strategies-for-bottleneck -p b", ["bottleneck="]),
        ("assbkg query capacities-at-cycles -p to=", ["to=200"]),
        (
            "assbkg query strategies-for-bottleneck -p bottleneck=vol",
            ["bottleneck=volume-expansion"],
        ),
        ("assbkg query -p bottleneck=vol strategies-for-bottleneck -p b", ["bottleneck="]),
        ("assbkg explain SiNPs@MX", ["SiNPs@MXenes"]),
        ("assbkg explain sinps-mxenes expectedG", ["expectedGain"]),
        ("assbkg explain sinps-mxenes expectedGain cycle", ["cycle-life"]),
        ("assbkg what-if Si/TiC emplo", ["employedBy", "employs"]),
        ("assbkg what-if Si/TiC employs volume", ["volume-expansion"]),
        ("assbkg advise --dimension cyc", ["cycle-life"]),
        ("assbkg advise --component Neg", ["NegativeElectrode"]),
        ("assbkg draw network --by s", ["strategy", "system"]),
        ("assbkg query nonsense -p x", []),
    ],
)
def test_a_shell_is_given_what_fits(line: str, expected: list[str]) -> None:
    assert (
        expected == [name for name in suggested(line) if "with" not in name][: len(expected) or 1]
    )


def test_rules_are_not_suggested() -> None:
    assert [] == suggested("assbkg query missing-label")


def test_every_query_suggests_its_parameters_and_values() -> None:
    from assbkg.library import QUALITY, read_library

    for name, query in read_library(shipped("queries")).queries.items():
        if query.topic != QUALITY and query.parameters:
            keys = [f"{p.name}=" for p in query.parameters]
            assert keys == suggested(f"assbkg query {name} -p ")


def test_names_come_from_one_s_own_library_and_release(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "own.rq").write_text("nothing to read", encoding="utf-8")
    assert ["own"] == suggested(f"assbkg query --queries {tmp_path} o")
    assert [] == suggested(f"assbkg query --queries {tmp_path} own -p x")
    assert [] == suggested(f"assbkg explain --release {tmp_path} sinps")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_calls_the_command(shell: str) -> None:
    script = CliRunner().invoke(app, ["completion", shell]).output
    assert f"{COMPLETE}={shell}_complete" in script


CASES: Final = [
    ("assbkg query miles", ["milestones"]),
    ("assbkg query strategies-for-bottleneck -p ", ["bottleneck="]),
    ("assbkg query strategies-for-bottleneck -p bottleneck=volume-e", ["volume-expansion"]),
    ("assbkg query benefits-of-system -p system=SiNPs@MX", ["MXenes"]),
    ('assbkg advise --bottleneck "volume e', ["volume-expansion"]),
    (r"assbkg advise --bottleneck volume\ e", ["volume-expansion"]),
]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize(("line", "expected"), CASES)
def test_bash_puts_the_rest_behind_what_it_takes_for_words(line: str, expected: list[str]) -> None:
    script = CliRunner().invoke(app, ["completion", "bash"]).output
    asking = f"""
assbkg() {{ {sys.executable} -m assbkg "$@"; }}
compopt() {{ :; }}
env() {{ while [[ $1 == *=* ]]; do export "$1"; shift; done; "$@"; }}
{script}
COMP_LINE=$1 COMP_POINT=${{#1}}
_assbkg_completion assbkg
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    command = ["bash", "--norc", "-c", asking, "bash", line]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (expected, "") == (done.stdout.splitlines(), done.stderr)


HEAVY: Final = ["pyoxigraph", "duckdb", "pydantic", "rdflib", "networkx", "rich"]


@pytest.mark.parametrize("line", ["assbkg query mil", "assbkg explain SiNPs@"])
def test_a_suggestion_needs_no_heavy_package(
    line: str, figures: Callable[[str, object], None]
) -> None:
    code = (
        f"import sys, atexit\nheavy = {HEAVY}\n"
        "atexit.register(lambda: print([m for m in heavy if m in sys.modules], file=sys.stderr))\n"
        "from assbkg.cli import main; main()"
    )
    typed = line.rpartition(" ")[2]
    asked = {COMPLETE: "fish_complete", "COMP_WORDS": line, "COMP_CWORD": typed}
    started = time.perf_counter()
    command, told = [sys.executable, "-c", code], os.environ | asked
    done = subprocess.run(command, capture_output=True, text=True, env=told, check=True)
    figures(f"seconds to complete `{line}`", round(time.perf_counter() - started, 2))
    assert ("[]\n", True) == (done.stderr, "plain," in done.stdout)
