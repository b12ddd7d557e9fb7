"""Shell completion: queries, parameters, entities and terms, in bash, zsh and fish."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from assbkg.cli.shared import COMPLETE, app, emit, examples
from assbkg.errors import QueryError, UnreadableFile
from assbkg.places import shipped
from assbkg.printable import one_line

if TYPE_CHECKING:
    from assbkg.asking.suggesting import Names, Suggestion

__all__ = ["Complete", "completion", "link", "names_of", "pairs", "queries"]

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]

#: Names that need no quotes in any shell. Shells insert suggestions unquoted into a line that they
#: run: nothing else from a release or a library is ever suggested.
_PLAIN: Final = re.compile(r"(?!-)[\w@.+/–-]+")
#: Characters at which bash splits a word.
_BREAKS: Final = re.compile(r"[@=:><]")


def queries(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest names of queries."""
    from assbkg.asking.suggesting import query_names

    return _items(query_names(_library(context)), typed)


def pairs(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest parameters of the named query, and values of the one being typed."""
    from assbkg.files.opening import read_text
    from assbkg.library import MOST_QUERY_BYTES, PLAIN_TYPES, parse_query

    name = context.params.get("name") or _first_argument(context)
    folder = _library(context)
    path = next((p for p in folder.glob("*/*.rq") if p.stem == name), None)
    if path is None:
        return []
    try:
        text = read_text(path, MOST_QUERY_BYTES, folder)
        query = parse_query(text, path.stem, path.parent.name, str(path))
    except (QueryError, UnreadableFile):
        return []  # running the query reports what is wrong with it
    key, equals, value = typed.partition("=")
    if not equals and not (len(query.parameters) == 1 and key == query.parameters[0].name):
        return [
            CompletionItem(f"{p.name}=", help=p.about)
            for p in query.parameters
            if p.name.startswith(typed)
        ]
    parameter = next((p for p in query.parameters if p.name == key), None)
    if parameter is None:
        return []
    if parameter.type in PLAIN_TYPES - {"class", "property", "thing"}:
        default = parameter.default or ""
        fits = bool(_PLAIN.fullmatch(default))
        return [CompletionItem(f"{key}={default}", help=parameter.about)] * fits
    found = _names(context).of_kind(parameter.type, parameter.under)
    return _items(found, value, f"{key}=")


def names_of(kind: str, under: str = "") -> Complete:
    """Return a completer for things of a kind."""

    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        return _items(_names(context).of_kind(kind, under), typed)

    return complete


def sources(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest the ids of the sources of a release."""
    from assbkg.errors import AssbkgError
    from assbkg.graph.publish import MANIFEST, read_manifest

    try:
        found = read_manifest(_release(context) / MANIFEST).get("sources")
    except AssbkgError:
        return []  # the command reports what is wrong with it
    names = found if isinstance(found, list) else []
    return [
        CompletionItem(name)
        for name in names
        if isinstance(name, str) and name.startswith(typed) and _PLAIN.fullmatch(name)
    ]


def link(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest the subject, property or object of a link, by the number of words so far."""
    from assbkg.asking.suggesting import PROPERTY, THING

    words = context.params.get(parameter.name or "") or ()
    return _items(_names(context).of_kind(PROPERTY if len(words) % 3 == 1 else THING), typed)


def _items(found: Iterable[Suggestion], typed: str, before: str = "") -> list[CompletionItem]:
    """Return suggestions that begin as typed: names, or labels that need no quotes."""
    folded = typed.casefold()
    items = []
    for one in found:
        if one.name.casefold().startswith(folded):
            name = one.name
        elif one.about.casefold().startswith(folded):
            name = one.about if _PLAIN.fullmatch(one.about) else one.name
        else:
            continue
        if _PLAIN.fullmatch(name):
            items.append(CompletionItem(before + name, help=one_line(one.about)))
    return items


def _names(context: click.Context) -> Names:
    from assbkg.asking.suggesting import read_names

    return read_names(_release(context) / "assbkg.nq")


def _release(context: click.Context) -> Path:
    folder: Any = context.params.get("release")
    return Path(folder) if folder else shipped("graphs") / "release"


def _library(context: click.Context) -> Path:
    folder: Any = context.params.get("queries")
    return Path(folder) if folder else shipped("queries")


def _first_argument(context: click.Context) -> str:
    """Return the first word that is not an option: click has not assigned it yet."""
    return next((word for word in context.args if not word.startswith("-")), "")


@add_completion_class
class _Bash(BashComplete):
    """Completion for bash, which splits `system=SiNPs@MXenes` into five words.

    The words are taken from the line instead, and each suggestion is cut to the part that
    replaces bash's last word.
    """

    name = "bash"
    #: No space follows a parameter that still lacks its value.
    source_template = BashComplete.source_template.replace(
        'env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD',
        'env COMP_WORDS="${COMP_LINE:0:$COMP_POINT}" COMP_CWORD=-1',
    ).replace(
        "COMPREPLY+=($value)",
        'COMPREPLY+=("$value"); [[ $value == *= ]] && compopt -o nospace',
    )

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the complete words of the line, and the word being typed."""
        line = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(line)
        typed = words.pop() if words and not re.search(r"(?<!\\)\s$", line) else ""
        return words[1:], typed

    def complete(self) -> str:
        """Return the suggestions, one a line, each without what bash keeps of the word."""
        args, typed = self.get_completion_args()
        kept = max((found.end() for found in _BREAKS.finditer(typed)), default=0)
        lines = []
        for item in self.get_completions(args, typed):
            if item.type != "plain":
                lines.append(f"{item.type},{item.value}")
            elif item.value.startswith(typed[:kept]):
                lines.append(f"plain,{item.value[kept:]}")
        return "\n".join(lines)


@add_completion_class
class _Zsh(ZshComplete):
    """Completion for zsh, without a space after a parameter that still lacks its value."""

    name = "zsh"
    source_template = (
        ZshComplete.source_template.replace("local -a response", "local -a response suffix")
        .replace(
            'if [[ "$type" == "plain" ]]; then',
            'if [[ "$type" == "plain" ]]; then\n            [[ "$key" == *= ]] && suffix=(-S "")',
        )
        .replace("with_descriptions -U", 'with_descriptions -U "${suffix[@]}"')
    )


@app.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@examples("assbkg completion bash", "assbkg completion fish")
def completion(shell: str) -> None:
    """Print a shell completion script for commands and names.

    It completes commands and options, names of queries, their parameters and values, entities,
    classes and properties. Append the script to ~/.bashrc or ~/.zshrc, or write it to
    ~/.config/fish/completions/assbkg.fish; the next shell completes.
    """
    kind = get_completion_class(shell)
    assert kind is not None, "the choice has no other"
    made = kind(app, {}, "assbkg", COMPLETE)
    emit(made.source_template % made.source_vars())
