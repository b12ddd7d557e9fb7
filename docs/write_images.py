"""Draw the pictures of the documentation by the commands in their list: `make images`."""

from __future__ import annotations

import csv
import shlex
from pathlib import Path

from click.testing import CliRunner

from assbkg.cli import app

_IMAGES = Path(__file__).parent / "images"


def main() -> None:
    """Draw each picture that a command of ours makes."""
    for name, words in drawn_images().items():
        draw(words, _IMAGES / name)


def drawn_images() -> dict[str, list[str]]:
    """The pictures that commands of ours make, with the command's words but for `--out`."""
    with (_IMAGES / "origins.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        made = {row["image"]: shlex.split(row["made by"]) for row in rows}
    return {name: words[1:-2] for name, words in made.items() if words[0] == "assbkg"}


def draw(words: list[str], path: Path) -> None:
    """Run a command that draws, into a file."""
    arguments = [*words, "--out", str(path)]
    CliRunner().invoke(app, arguments, prog_name="assbkg", catch_exceptions=False)


if __name__ == "__main__":
    main()
