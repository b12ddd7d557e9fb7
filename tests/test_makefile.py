"""`make` refuses a Python that is too old and leaves nothing behind, and says what comes next."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
#: Programs that say they are an old Python, whatever they are asked or only when it matters.
OLD: Final = {
    "by its name alone": 'echo "Python 3.9.18"',
    "by its version": 'case "$1" in --version) echo "Python 3.9.18";; *) exec python3 "$@";; esac',
    "in what it runs": 'case "$1" in -c) echo 3.10.2;; *) exec python3 "$@";; esac',
    "of the last century": 'echo "Python 2.7.18" >&2',
}

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("uv", ["", "/nowhere/uv"], ids=["pip", "uv"])
@pytest.mark.parametrize("body", OLD.values(), ids=OLD)
def test_an_old_python_is_refused_by_name_and_nothing_is_left(
    body: str, uv: str, tmp_path: Path
) -> None:
    python, environment = tmp_path / "python-of-old", tmp_path / "venv"
    python.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    python.chmod(0o755)
    done = make("demo", f"PYTHON={python}", f"VENV={environment}", f"UV={uv}")
    assert 0 != done.returncode
    assert f"{python} is Python " in done.stderr
    assert "needs 3.11 or newer: make demo PYTHON=" in done.stderr
    assert not environment.exists()


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = make("demo", "PYTHON=python-of-nowhere", f"VENV={tmp_path / 'venv'}", "UV=")
    assert (True, False) == (
        "there is no python-of-nowhere" in done.stderr,
        any(tmp_path.iterdir()),
    )


def test_an_environment_that_can_not_be_made_is_not_left_half_made(tmp_path: Path) -> None:
    python, environment = tmp_path / "python", tmp_path / "venv"
    body = 'case "$1" in -m) mkdir -p "$3/bin"; touch "$3/bin/python"; exit 1;; esac'
    python.write_text(f'#!/bin/sh\n{body}\nexec python3 "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    done = make("demo", f"PYTHON={python}", f"VENV={environment}", "UV=")
    assert (True, False) == (done.returncode != 0, environment.exists())


def test_the_demonstration_ends_with_how_to_call_the_command() -> None:
    said = make("--dry-run", "demo").stdout.splitlines()[-2:]
    assert [True, True] == [".venv/bin/assbkg" in said[0], ".venv/bin/activate" in said[1]]
