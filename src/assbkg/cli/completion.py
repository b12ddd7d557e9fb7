"""The command that sets up completion in a shell."""

from __future__ import annotations

import click

from assbkg.cli.shared import COMPLETE, app, emit, examples

__all__ = ["completion"]


@app.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@examples("assbkg completion bash", "assbkg completion fish")
def completion(shell: str) -> None:
    """Print a shell completion script for commands and names.

    It completes commands and options, names of queries, their parameters and values, entities,
    classes and properties. Append the script to ~/.bashrc or ~/.zshrc, or write it to
    ~/.config/fish/completions/assbkg.fish; the next shell completes.
    """
    from click.shell_completion import get_completion_class

    from assbkg.cli.bash import register

    register()
    kind = get_completion_class(shell)
    assert kind is not None, "the choice has no other"
    made = kind(app, {}, "assbkg", COMPLETE)
    emit(made.source_template % made.source_vars())
