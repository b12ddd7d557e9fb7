"""The guide for users of other tools: each example and each command does what it says."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from assbkg.cli import app
from assbkg.library import read_library
from assbkg.places import shipped

PAGE: Final = Path(__file__).parents[1] / "docs" / "other-tools.md"
TEXT: Final = PAGE.read_text(encoding="utf-8")
SHELL: Final = "".join(re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
COMMANDS: Final = re.findall(r"^assbkg (.*)$", SHELL, re.MULTILINE)


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")  # by rdflib itself
def test_every_example_gives_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, optionflags=flags)
    assert (0, True) == (failed, tried > 20)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command)
    if ">" in words:
        words = words[: words.index(">")]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert 0 == done.exit_code, done.output
    assert done.output or list(tmp_path.iterdir())


def test_every_file_that_r_reads_is_written_or_served() -> None:
    read = re.findall(r'(?:read\.csv|read_graph)\("([^"]+)"', TEXT)
    files = {name for name in read if "://" not in name}
    assert files <= {word for command in COMMANDS for word in shlex.split(command)}
    served = {re.search(r"/queries/([\w-]+)\.csv", name)[1] for name in read if "://" in name}  # type: ignore[index]
    assert served <= set(read_library(shipped("queries")).queries)
