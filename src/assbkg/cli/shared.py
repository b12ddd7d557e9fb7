"""What commands share: the group, options that mean the same everywhere, and talk."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from assbkg.cli.streams import standard_streams, write_data

if TYPE_CHECKING:
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.explaining import Explanation
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["FILE", "Pair", "app", "emit", "explained", "format_option"]
__all__ += ["graphs_option", "include_option", "ontology_option", "progress", "release_option"]
__all__ += ["safe_option", "say", "show"]

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

safe_option = click.option(
    "--safe", is_flag=True, help="With csv or tsv: no cell is a formula to a spreadsheet."
)
include_option = click.option(
    "--include", type=click.Choice(["contested"]), help="Let contested claims stand too."
)

#: The formats whose text is made printable on its way out; all others keep the data.
_FOR_PEOPLE: Final = ("table", "text", "markdown")


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


def show(text: str, form: str) -> None:
    """Write an answer in one of its formats to standard output: for people, or for programs."""
    if form in _FOR_PEOPLE:
        click.echo(text, nl=False)
    else:
        emit(text)


def emit(data: str | bytes) -> None:
    """Write data for a program to standard output as it is; what is echoed is for people."""
    write_data(data)


def progress(message: str) -> None:
    """Tell a person at a terminal how far a command is."""
    if sys.stderr.isatty():
        say(f"  {message} …")


class _App(click.Group):
    """The group of all commands, whose streams are ours however it is called."""

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as click declares it
        """Run a command."""
        with standard_streams():
            return super().main(*args, **kwargs)


@click.group(
    cls=_App, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
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
