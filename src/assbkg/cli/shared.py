"""What commands share: the group, options that mean the same everywhere, and talk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.explaining import Explanation
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["FILE", "Pair", "app", "explained", "format_option", "graphs_option", "include_option"]
__all__ += ["ontology_option", "progress", "release_option", "say"]

FILE = click.Path(path_type=Path)
release_option = click.option(
    "--release", type=FILE, help="A release folder; else the shipped one."
)
graphs_option = click.option(
    "--graphs", type=FILE, help="Folder of curated tables; else the shipped."
)
ontology_option = click.option(
    "--ontology", type=FILE, help="Ontology folder; else the shipped one."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "tsv", "json", "markdown", "latex"]),
    default="table",
    show_default=True,
    help="How the answer is written.",
)

include_option = click.option(
    "--include", type=click.Choice(["contested"]), help="Let contested claims stand too."
)


class Pair(click.ParamType[tuple[str, str]]):
    """`KEY=VALUE` as a pair."""

    name = "KEY=VALUE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Take the words of an argument apart."""
        if isinstance(value, tuple):
            return value
        key, equals, rest = str(value).partition("=")
        if not equals or not key:
            self.fail(f"{value!r} is no {self.name}", param, ctx)
        return key, rest


def say(message: str) -> None:
    """Tell a person something, beside the results."""
    click.echo(message, err=True)


def progress(message: str) -> None:
    """Tell a person at a terminal how far a command is."""
    if sys.stderr.isatty():
        say(f"  {message} …")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="assbkg")
def app() -> None:
    """Ask which nano-design helps a battery, how, for what benefit, and who says so."""


def explained(
    graph: KnowledgeGraph, subject: str, predicate: str, target: str, *, contested: bool
) -> Explanation | Conditions:
    """Why a link holds or, of one that does not, what it would follow from."""
    from assbkg.errors import DoesNotHold

    try:
        return graph.explain(subject, predicate, target, include_contested=contested)
    except DoesNotHold:
        return graph.conditions(subject, predicate, target, include_contested=contested)
