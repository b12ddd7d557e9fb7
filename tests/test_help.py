"""The help of each command: nothing is cut, and every example does what it says."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner, Result
from tests.oxigraph_server import serving

from assbkg.cli import app
from assbkg.places import shipped


def commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, groups left out."""
    for name, command in group.commands.items():
        words = (*above, name)
        if isinstance(command, click.Group):
            yield from commands(command, *words)
        else:
            yield words, command


COMMANDS: Final = dict(commands(app))
EXAMPLES: Final = [
    line for command in COMMANDS.values() for line in getattr(command, "examples", ())
]
#: Examples that serve until they are stopped.
STAYING: Final = ("assbkg serve", "assbkg mcp")
#: Examples that take long, and do what others do in parts.
LONG: Final = ("assbkg demo --out out", "assbkg report --out report")
#: A query of one's own.
MINE: Final = """\
#+ summary = "Sources"
#+ question = "Which sources are there?"
#+ columns = ["source"]

SELECT ?source WHERE { ?source a assb:Source }
"""
#: Where examples say a server is.
SERVER: Final = "http://127.0.0.1:7878"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="assbkg", terminal_width=80)


@pytest.mark.parametrize("group", [(), ("draw",)])
def test_a_list_of_commands_shows_whole_summaries(group: tuple[str, ...]) -> None:
    listed = invoke(*group, "--help").output.partition("Commands:\n")[2].splitlines()
    assert len(listed) > 5
    assert [] == [line for line in listed if "..." in line or not line.rstrip().endswith(".")]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_ends_with_examples_as_they_are_typed(words: tuple[str, ...]) -> None:
    shown = invoke(*words, "--help").output.partition("\nExamples:\n")[2].splitlines()
    assert shown, "has no example"
    assert [] == [line for line in shown if not line.startswith("  assbkg ") or len(line) > 80]
    named = [line for line in shown if line.split()[1 : 1 + len(words)] == list(words)]
    assert shown == named


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that examples name."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    folder = tmp_path_factory.mktemp("examples")
    secret = Ed25519PrivateKey.generate()
    private = secret.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    public = secret.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    (folder / "key").write_bytes(private)
    (folder / "key").chmod(0o600)
    (folder / "key.pub").write_bytes(public)
    mine = folder / "my-library" / "mine" / "my-question.rq"
    mine.parent.mkdir(parents=True)
    mine.write_text(MINE, encoding="utf-8")
    (folder / "question.rq").write_text("SELECT ?source { ?source a assb:Source }", "utf-8")
    shutil.copytree(shipped("graphs") / "release", folder / "release")
    with standing_in(folder):
        for line in (
            "synthesise --papers 3 --out facts",
            "synthesise --papers 1 --out more",
            "reason --facts facts --out closed",
            "sign release --key key",
            "export --nanopubs --claim s111a --out claim.trig",
        ):
            assert 0 == invoke(*line.split()).exit_code
    return folder


@contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("store")) as address:
        assert 0 == invoke("publish", "--to", f"{address}/store").exit_code
        yield address


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=[pytest.mark.deep] if line in LONG else [])
        for line in EXAMPLES
        if not line.startswith(STAYING)
    ],
)
def test_an_example_works(
    line: str,
    world: Path,
    graphs: Path,
    paper_text: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    shutil.copytree(world, tmp_path, dirs_exist_ok=True)
    (tmp_path / "paper.txt").write_text(paper_text, encoding="utf-8")
    if SERVER in line:
        line = line.replace(SERVER, request.getfixturevalue("server"))
    with standing_in(tmp_path):
        done = CliRunner().invoke(app, shlex.split(line)[1:], catch_exceptions=False)
        written = re.search(r"--out ([^-\s]\S*)", line)
        assert (0, True) == (done.exit_code, not written or Path(written[1]).exists()), done.output


@pytest.mark.parametrize("line", [one for one in EXAMPLES if one.startswith("assbkg serve")])
def test_an_example_of_serving_serves(line: str, world: Path) -> None:
    arguments = [*shlex.split(line)[1:], "--port", "0"]  # the last one counts
    command = [sys.executable, "-m", "assbkg", *arguments]
    with subprocess.Popen(command, cwd=world, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        said = running.stderr.readline()
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)
    assert "serving" in said
    assert "http://127.0.0.1:" in said


def test_the_example_of_serving_agents_waits_for_a_client() -> None:
    command = [sys.executable, "-m", "assbkg", "mcp"]
    done = subprocess.run(command, input=b"", capture_output=True, check=False, timeout=60)
    assert (0, b"") == (done.returncode, done.stderr)
