"""What `make demo` does."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assbkg.cli import app


@pytest.mark.deep
def test_the_demonstration_builds_checks_asks_and_draws_two_pictures(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)], catch_exceptions=False)
    told = run.stdout.splitlines()
    headings = [line.strip("─ ") for line in told if line.startswith("──")]
    assert ["Building the graph", "Checking it"] == headings[:2]
    assert 3 == sum(heading.endswith("?") for heading in headings)
    pictures = {"network.svg": b"<?xml", "explorer.html": b"<!DOCTYPE html>"}
    assert [str(tmp_path / name) for name in pictures] == told[-2:]
    for name, start in pictures.items():
        assert (tmp_path / name).read_bytes()[:15].lower().startswith(start.lower())
