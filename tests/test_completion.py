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

import click
import pytest
from click.testing import CliRunner

from assbkg.asking.suggesting import CLASS, PROPERTY, THING, read_names
from assbkg.cli import app
from assbkg.cli.completing import names_of
from assbkg.cli.shared import COMPLETE
from assbkg.places import shipped
from assbkg.vocabulary import KG

CONTEXT: Final = click.Context(click.Command("explain", params=[click.Argument(["subject"])]))


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
        ("assbkg query capacities-at-cycles -p to=", ["to=1000"]),
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


#: What a shell would run, split, expand, or take for an option, an end of a line or another answer.
ORDERS: Final = (
    *("$(touch$IFS./run)", "`touch run`", "a;touch run", "a&touch run", "a|tee run", "a>run"),
    *("*", "?", "[a-z]", "~root", "$HOME", "!1", "a b", "a'b", "\\\\x", "#", "{a,b}", "(a)"),
    *("--out=run", "-p", "a\\nplain,b", "a,b", "a\\tb"),
)
LABEL: Final = "<http://www.w3.org/2000/01/rdf-schema#label>"


def test_no_name_from_outside_is_an_order_to_a_shell(tmp_path: Path) -> None:
    lines = [f'<{KG}{one}> {LABEL} "thing" <x:g> .\n' for one in (*ORDERS, "fine")]
    labels = [f'<{KG}other> {LABEL} "{one}" <x:g> .\n' for one in ORDERS]
    for number, line in enumerate([*lines, *labels]):
        (tmp_path / "assbkg.nq").write_text(line + lines[-1], encoding="utf-8")
        shown = suggested(f"assbkg explain --release {tmp_path} ")
        assert ({"fine"} if number < len(lines) else {"fine", "other"}) == set(shown)


def test_no_file_of_a_library_is_an_order_to_a_shell(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    for one in (*ORDERS, "fine"):
        if "/" not in one:
            (tmp_path / "mine" / f"{one}.rq").write_text("", encoding="utf-8")
    assert ["fine"] == suggested(f"assbkg query --queries {tmp_path} ")
    text = (
        '#+ summary = "s"\n#+ question = "q"\n#+ columns = []\n#+ [parameters.x]\n'
        '#+ type = "text"\n#+ about = "a"\n#+ default = \'{}\'\nSELECT ?x {{}}'
    )
    for default in ("fine", *(one for one in ORDERS if "'" not in one)):
        (tmp_path / "mine" / "own.rq").write_text(text.format(default), encoding="utf-8")
        expected = ["x=fine"] if default == "fine" else []
        assert expected == suggested(f"assbkg query --queries {tmp_path} own -p x=")


def test_what_a_suggestion_means_is_shown_without_orders_to_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "assbkg.nq").write_text(f'<{KG}a> {LABEL} "b\x1b[2J\r\u202e" <x:g> .\n')
    words = f"assbkg explain --release {tmp_path} a"
    asked = {COMPLETE: "fish_complete", "COMP_WORDS": words, "COMP_CWORD": "a"}
    shown = CliRunner().invoke(app, [], prog_name="assbkg", env=asked).output
    assert "a" in shown
    assert [] == [sign for sign in "\x1b\r\u202e" if sign in shown]


def test_a_pipe_or_a_device_in_the_place_of_names_suggests_nothing(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    os.mkfifo(tmp_path / "assbkg.nq")
    os.mkfifo(tmp_path / "mine" / "pipe.rq")
    (tmp_path / "mine" / "endless.rq").symlink_to("/dev/zero")
    assert [] == suggested(f"assbkg explain --release {tmp_path} a")
    assert [] == suggested(f"assbkg query --queries {tmp_path} ")
    assert [] == suggested(f"assbkg query --queries {tmp_path} pipe -p x")


def test_everything_in_the_release_can_be_suggested() -> None:
    names = read_names(shipped("graphs") / "release" / "assbkg.nq")
    for kind in (THING, PROPERTY, CLASS):
        assert [one.name for one in names.of_kind(kind)] == [
            item.value for item in names_of(kind)(CONTEXT, CONTEXT.command.params[0], "")
        ]


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


@pytest.mark.skipif(shutil.which("zsh") is None, reason="needs zsh")
@pytest.mark.parametrize(
    ("words", "options"), [("strategies-for-bottleneck -p b", "-U -S "), ("miles", "-U")]
)
def test_zsh_puts_no_space_after_a_parameter_without_its_value(words: str, options: str) -> None:
    script = CliRunner().invoke(app, ["completion", "zsh"]).output
    asking = f"""
assbkg() {{ {sys.executable} -m assbkg "$@"; }}
commands[assbkg]=1
compdef() {{ :; }}
_describe() {{ print -r -- "${{@[4,-1]}}"; }}
env() {{ while [[ $1 == *=* ]]; do export "$1"; shift; done; "$@"; }}
{script}
words=(assbkg query {words}) CURRENT=$#words
_assbkg_completion
"""
    command = ["zsh", "-f", "-c", asking]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (f"{options}\n", "") == (done.stdout, done.stderr)


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
