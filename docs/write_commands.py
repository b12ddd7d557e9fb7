"""Write `docs/commands.md` from the commands themselves: `make commands`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from assbkg.cli import app

COMMON = """\
## What all commands share

Results go to standard output, everything else to standard error. The exit status says how it went:

| status | means |
|---|---|
| 0 | done |
| 1 | a check or query failed, or results could not be written whole |
| 2 | wrong usage |
| 70 | a fault of assbkg; `ASSBKG_TRACEBACK=1` shows where |
| 129, 130, 143 | ended by a closed terminal, Ctrl-C or SIGTERM; no partial output is left |
| 141 | the reader of the pipe closed it |

- Text is UTF-8 regardless of the locale. `PYTHONIOENCODING` selects another encoding; characters
  that it lacks become escapes such as `\\u2083`. Data (`json`, `csv`, `tsv`, `svg`) is always
  UTF-8.
- Text for people shows control characters, changes of text direction and invisible characters as
  escapes such as `\\x1b`. Data keeps them, unless it goes to a terminal.
- `--safe` with `csv` or `tsv` puts an apostrophe before cells that a spreadsheet would read as a
  formula; numbers stay numbers.
"""


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
    made = "`make commands` writes this page; a test compares it with the commands."
    lines = ["# Commands", "", made, ""]
    lines += [*COMMON.splitlines(), ""]
    for words in _commands(app):
        shown = CliRunner().invoke(app, [*words, "--help"], prog_name="assbkg").output.strip()
        lines += [f"## `{' '.join(['assbkg', *words])}`", "", "```", shown, "```", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
