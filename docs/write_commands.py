"""Write `docs/commands.md` from the commands themselves: `make commands`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from assbkg.cli import app


def _commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """The words of a group, and of each command below it."""
    yield above
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, *above, name)
        else:
            yield (*above, name)


def main() -> None:
    """Write each command's help text under its name."""
    (Path(__file__).parent / "commands.md").write_text(commands_page(), encoding="utf-8")


def commands_page() -> str:
    """The page as Markdown."""
    lines = ["# Commands", "", "Made by `make commands`; a test holds it against the commands.", ""]
    for words in _commands(app):
        shown = CliRunner().invoke(app, [*words, "--help"], prog_name="assbkg").output.strip()
        lines += [f"## `{' '.join(['assbkg', *words])}`", "", "```", shown, "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
