"""What commands share: their group, printing, examples, and signing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from assbkg.cli.streams import standard_streams, write_data

if TYPE_CHECKING:
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.explaining import Explanation
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.places import Inputs

__all__ = ["COMPLETE", "app", "emit", "examples", "explained", "inputs", "ontology_here"]
__all__ += ["progress", "say", "show", "signed", "tell_size"]

_Callback = TypeVar("_Callback", bound=Callable[..., Any])

#: The environment variable by which a shell asks for completions.
COMPLETE: Final = "_ASSBKG_COMPLETE"

#: Formats for people, whose text is made printable; all others keep the data.
_FOR_PEOPLE: Final = ("table", "text", "markdown")


def inputs(graphs: Path | None, ontology: Path | None) -> Inputs:
    """Return the tables and ontology to work on, and print which if one was not given."""
    from assbkg.places import choose

    found = choose(graphs, ontology)
    if graphs is None or ontology is None:
        say(found.choice)
    return found


def ontology_here(ontology: Path | None) -> Path:
    """Return the ontology to work on, and print which if none was given."""
    from assbkg.places import choose

    found = choose(None, ontology)
    if ontology is None:
        say(found.choice.partition("; ")[2])
    return found.ontology


def say(message: str) -> None:
    """Print a message for people, to standard error."""
    click.echo(message, err=True)


def show(text: str, form: str) -> None:
    """Write an answer to standard output: printable in formats for people, else unchanged."""
    if form in _FOR_PEOPLE:
        click.echo(text, nl=False)
    else:
        emit(text)


def emit(data: str | bytes) -> None:
    """Write data for programs to standard output, unchanged."""
    write_data(data)


def progress(message: str) -> None:
    """Print how far a command is, if a person watches at a terminal."""
    if sys.stderr.isatty():
        say(f"  {message} …")


def examples(*lines: str) -> Callable[[_Callback], _Callback]:
    """Give a command examples, which its help shows and a test runs."""

    def with_examples(callback: _Callback) -> _Callback:
        callback.examples = lines  # type: ignore[attr-defined]
        return callback

    return with_examples


class _Command(click.Command):
    """A command whose help ends with examples."""

    @property
    def examples(self) -> tuple[str, ...]:
        """Shell commands to try."""
        found: tuple[str, ...] = getattr(self.callback, "examples", ())
        return found

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, one a line, as they are typed."""
        super().format_epilog(ctx, formatter)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))


class _Group(click.Group):
    """A group that lists its commands with their full summaries."""

    command_class = _Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the first sentence of its help, never cut."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, command.get_short_help_str(limit=1_000))
            for name, command in commands
            if command is not None and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class _App(_Group):
    """The group of all commands, which run with our own streams however they are called."""

    group_class = _Group

    def main(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as click declares it
        """Run a command; click itself answers a shell that asks for completions."""
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
    """Return why a link holds or, if it does not hold, what it would follow from."""
    from assbkg.errors import DoesNotHold

    try:
        return graph.explain(subject, predicate, target, include_contested=contested)
    except DoesNotHold:
        return graph.conditions(subject, predicate, target, include_contested=contested)


@contextmanager
def signed(folder: Path, key: Path | None) -> Iterator[None]:
    """Sign what is published at `folder` in this context, if there is a key.

    Raises `SignatureError` before anything is published if the key can't sign.
    """
    if key is None:
        yield
        return
    from assbkg.graph.verifying import seal
    from assbkg.signing import sign

    sign(b"", key)
    yield
    seal(folder, key)


def tell_size(path: Path) -> None:
    """Print the size of a file that was written."""
    say(f"{path}: {path.stat().st_size:,} bytes")
