"""Write `docs/commands.md` from the commands themselves: `make commands`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from assbkg.cli import app


def main() -> None:
    """Write each command's help text under its name."""
    lines = ["# Commands", "", "Made by `make commands`; a test holds it against the commands.", ""]
    for name in ("", *app.commands):
        arguments = [name, "--help"] if name else ["--help"]
        shown = CliRunner().invoke(app, arguments, prog_name="assbkg").output.strip()
        lines += [f"## `{f'assbkg {name}'.strip()}`", "", "```", shown, "```", ""]
    (Path(__file__).parent / "commands.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
