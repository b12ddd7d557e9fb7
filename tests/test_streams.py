"""Standard streams in every state, and what of an answer reaches a person."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assbkg.asking.results.result import FORMATS, Result, read_answer
from assbkg.cli import app
from assbkg.cli.shared import show
from assbkg.printable import one_line, printable

#: Commands that answer at once, with chemistry in what they print.
ANSWERS: Final = (
    ("query", "figures-of-system", "-p", "system=SiNPs@MXenes"),
    ("explain", "SiNPs@MXenes", "expectedGain", "cycle life"),
    ("advise", "--component", "anode"),
    ("what-if", "kg:si-tic", "employs", "assb:InterfaceCoating"),
)
HIDDEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
#: Characters that a terminal obeys or a reader can't see.
HOSTILE: Final = (
    "\x00\x07\x08\r\x1b[2J\x1b]0;t\x07\x7f\x9b31m"
    "\u202e\u2066\u200f\u061c\u2028\u200b\U000e0041\ufe0f"
)


def hidden(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) in HIDDEN and c not in "\n\t"]


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "assbkg", *words]


def run(
    *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*words),
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **(environment or {})},
    )


def shell(text: str) -> tuple[int, str]:
    """The status of a command line of bash, and what it wrote to standard error."""
    assbkg = " ".join(command())
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", text.replace("assbkg", assbkg)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


# --- encodings ------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ANSWERS, ids=lambda words: words[0])
def test_an_answer_in_any_code_page_is_whole(words: tuple[str, ...]) -> None:
    done = run(*words, environment={"PYTHONIOENCODING": "ascii:strict"})
    assert (0, b"") == (done.returncode, done.stderr)
    assert done.stdout.isascii()
    assert b"\\u" in done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1:strict", "cp437", "utf-16", "koi8-r"])
def test_what_a_code_page_lacks_is_an_escape(encoding: str) -> None:
    done = run(*ANSWERS[0], environment={"PYTHONIOENCODING": encoding})
    assert (0, b"") == (done.returncode, done.stderr)
    shown = done.stdout.decode(encoding.partition(":")[0])
    assert ("g⁻" if encoding == "utf-16" else r"g\u207b") in shown


def test_text_is_utf_8_whatever_the_locale_is() -> None:
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert run(*ANSWERS[0]).stdout == run(*ANSWERS[0], environment=bare).stdout
    assert "g⁻¹" in run(*ANSWERS[0], environment=bare).stdout.decode()


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_data_for_programs_is_utf_8_whatever_is_asked_for(form: str) -> None:
    words = (*ANSWERS[0], "--format", form)
    other = run(*words, environment={"PYTHONIOENCODING": "ascii"})
    assert run(*words).stdout == other.stdout
    assert "g⁻¹" in other.stdout.decode()


# --- closed, full and cut -------------------------------------------------------------------


def leaves(group: click.Group, *above: str) -> list[tuple[str, ...]]:
    """The words of every command."""
    found: list[tuple[str, ...]] = []
    for name, one in group.commands.items():
        words = (*above, name)
        found += leaves(one, *words) if isinstance(one, click.Group) else [words]
    return found


@pytest.mark.parametrize("state", ["> /dev/full", ">&-"])
def test_what_cannot_be_written_is_one_sentence_and_no_success(state: str) -> None:
    for words in ("query graph-statistics", "query graph-statistics --format json", "--help"):
        status, said = shell(f"assbkg {words} {state}")
        assert (1, 1) == (status, len(said.splitlines())), said
        assert said.startswith("assbkg: the results can't be written to standard output: ")


@pytest.mark.deep
@pytest.mark.parametrize("words", leaves(app), ids=" ".join)
@pytest.mark.parametrize("state", ["> /dev/full", ">&-", ">&- 2>&- <&-", "2> /dev/full", "<&-"])
def test_every_command_bears_every_state_of_its_streams(words: tuple[str, ...], state: str) -> None:
    for more in ("--help", "--no-such-option", ""):
        status, said = shell(f"timeout -s TERM 4 assbkg {' '.join(words)} {more} {state}")
        assert status in (0, 1, 2, 124, 143), said
        assert "Traceback" not in said
        assert "Exception ignored" not in said


def test_a_command_that_writes_files_alone_needs_no_standard_output(tmp_path: Path) -> None:
    status, said = shell(f"assbkg draw network --out {tmp_path}/t.graphml >&- <&-")
    assert (0, True) == (status, (tmp_path / "t.graphml").is_file()), said
    assert (tmp_path / "t.graphml").read_text(encoding="utf-8").startswith("<?xml")


def test_without_standard_error_the_status_still_tells() -> None:
    assert [1, 1, 0] == [
        shell("assbkg query nowhere 2>&-")[0],
        shell("assbkg query nowhere 2> /dev/full")[0],
        shell("assbkg query graph-statistics 2>&- > /dev/null")[0],
    ]


def test_a_reader_who_leaves_ends_a_command_in_silence() -> None:
    text = "SELECT ?a ?b ?c { ?a ?b ?c } LIMIT 1000"
    for form, buffered in (("table", ""), ("json", ""), ("csv", "1")):
        asked = f"PYTHONUNBUFFERED={buffered} assbkg sparql '{text}' --format {form}"
        assert (141, "") == shell(f"{asked} | head -c 1 > /dev/null")


# --- what reaches a person ------------------------------------------------------------------


@given(st.text())
def test_printable_text_hides_nothing(text: str) -> None:
    assert [] == hidden(printable(text))
    assert [] == hidden(one_line(text))
    assert printable(text) == printable(printable(text))
    assert "\n" not in one_line(text)


@given(st.text(st.characters(exclude_categories=HIDDEN)))
def test_text_without_hidden_characters_stays_as_it_is(text: str) -> None:
    ignorable = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")
    beyond = re.compile("[\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff]")
    plain = beyond.sub("", ignorable.sub("", text))
    assert plain == printable(plain)


def test_chemistry_stays_as_it_is() -> None:
    said = "Ti₃C₂Tₓ, g⁻¹, Å, e\u0301, 5\u202fµm, 25\u00a0°C, β → γ, ∘\n\tx"
    assert said == printable(said)


def answer(text: str) -> Result:
    """A result whose column, value and label all hold a text."""
    bindings = [{"x": {"type": "literal", "value": text}, "y": {"type": "uri", "value": "urn:a"}}]
    data = json.dumps({"head": {"vars": ["x", "y"]}, "results": {"bindings": bindings}})
    return read_answer(data.encode(), lambda _: text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_answer_for_people_holds_what_they_cannot_see(text: str) -> None:
    for form in ("table", "markdown"):
        assert [] == hidden(answer(text).write(form))
    rows = answer(text).write("markdown").splitlines()
    assert 3 == len(rows)


@click.command()
def forgetful() -> None:
    """A command that cleans nothing, and writes in all ways that there are."""
    click.echo(HOSTILE)
    click.echo(HOSTILE, err=True)
    print(HOSTILE)
    print(HOSTILE, file=sys.stderr)
    sys.stdout.writelines([HOSTILE, HOSTILE])
    for form in ("table", "text", "markdown"):
        show(HOSTILE, form)


def test_a_command_cannot_forget_to_clean_what_it_says() -> None:
    app.add_command(forgetful)
    try:
        done = CliRunner().invoke(app, ["forgetful"])
    finally:
        del app.commands["forgetful"]
    assert (0, []) == (done.exit_code, hidden(done.output))
    assert 9 == done.output.count(r"\x1b]0;t\x07")


@pytest.mark.parametrize("words", [["query", HOSTILE[1:]], ["draw", HOSTILE[1:]]])
def test_what_a_user_typed_is_shown_without_effect(words: list[str]) -> None:
    done = run(*words)
    assert [] == hidden(done.stderr.decode())
    assert b"Traceback" not in done.stderr


def test_data_keeps_every_character() -> None:
    text = "SELECT ('a\u202e\u009b31m\u200bb' AS ?x) {}"
    for form in ("csv", "tsv", "json"):
        assert "a\u202e\x9b31m\u200bb" in run("sparql", text, "--format", form).stdout.decode()


@pytest.mark.parametrize("form", FORMATS)
def test_on_a_terminal_even_data_has_no_effect(form: str) -> None:
    text = "SELECT ('a\u202e\u009b31m\u200bb' AS ?x) {}"
    shown = on_a_terminal("sparql", text, "--format", form)
    assert "31m" in shown
    assert [] == hidden(shown.replace("\r\n", "\n"))


def on_a_terminal(*words: str) -> str:
    """What a command shows on a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command(*words), stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):
            while part := os.read(ours, 4096):
                shown += part
        process.wait(30)
    os.close(ours)
    return shown.decode()


# --- an odd environment ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "setting",
    [
        {"COLUMNS": "0"},
        {"COLUMNS": "99999999999"},
        {"COLUMNS": "²", "LINES": "²"},
        {"COLUMNS": "-5", "TERM": "no-such-terminal", "NO_COLOR": ""},
        {"TERM": "dumb", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
    ],
    ids=str,
)
def test_a_strange_terminal_gets_the_same_answer(setting: Mapping[str, str]) -> None:
    words = ["query", "contradictions"]
    expected = CliRunner().invoke(app, words).stdout
    assert expected == CliRunner().invoke(app, words, env=dict(setting)).stdout
    assert expected.endswith(" rows\n")


def test_without_a_home_or_a_folder_to_be_in_a_command_answers(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    status, said = shell(
        f"cd {gone} && rmdir {gone} && env -u HOME assbkg query milestones | tail -1"
    )
    assert (0, "") == (status, said)


# --- whatever goes wrong --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        ("ZeroDivisionError('a\\x1b[2J')", 70, "internal error, please report it"),
        ("RecursionError()", 70, "internal error, please report it: RecursionError"),
        ("MemoryError()", 1, "there is not enough memory"),
        ("PermissionError(13, 'Permission denied', 'x/y')", 1, "x/y: Permission denied"),
        ("KeyboardInterrupt()", 1, "interrupted"),
    ],
)
def test_no_error_is_a_traceback(error: str, status: int, said: str) -> None:
    code = f"""
from assbkg.cli import app, main
@app.command()
def fail():
    raise {error}
import sys
sys.argv = ["assbkg", "fail"]
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert (status, "") == (done.returncode, done.stdout)
    assert f"assbkg: {said}" in done.stderr
    assert [] == hidden(done.stderr)
    assert "Traceback" not in done.stderr


def test_both_ways_to_start_are_one() -> None:
    assert run("--version").stdout == shell_output("assbkg --version")


def shell_output(text: str) -> bytes:
    script = "from assbkg.__main__ import main; import sys; sys.argv = sys.argv[1:]; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, *text.split()], capture_output=True, check=True
    )
    return done.stdout
