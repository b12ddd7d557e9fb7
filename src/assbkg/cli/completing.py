"""What a shell suggests while a command is typed: queries, parameters, entities and terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from assbkg.errors import QueryError, UnreadableFile
from assbkg.files.opening import read_text
from assbkg.places import shipped
from assbkg.printable import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from assbkg.asking.suggesting import Names, Suggestion

__all__ = ["Complete", "link", "names_of", "pairs", "queries"]

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]

#: What no shell needs quotes for. Shells put suggestions into the line as they stand, and the line
#: is a program: nothing else from a release or a library is ever suggested.
_PLAIN: Final = re.compile(r"(?!-)[\w@.+/–-]+")


def queries(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest names of queries."""
    from assbkg.asking.suggesting import query_names

    return _items(query_names(_library(context)), typed)


def pairs(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest parameters of the query that was named, and the values of one."""
    from click.shell_completion import CompletionItem

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
        return []  # whoever runs the query hears what is wrong with it
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
    """Return what suggests things of a kind."""

    def complete(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        return _items(_names(context).of_kind(kind, under), typed)

    return complete


def link(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Suggest the subject, property or object of a link, by how many words of it are there."""
    from assbkg.asking.suggesting import PROPERTY, THING

    words = context.params.get(parameter.name or "") or ()
    return _items(_names(context).of_kind(PROPERTY if len(words) % 3 == 1 else THING), typed)


def _items(found: Iterable[Suggestion], typed: str, before: str = "") -> list[CompletionItem]:
    """Return what begins as typed, by its name or by its label where a shell takes that bare."""
    from click.shell_completion import CompletionItem

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

    folder: Any = context.params.get("release")
    return read_names((Path(folder) if folder else shipped("graphs") / "release") / "assbkg.nq")


def _library(context: click.Context) -> Path:
    folder: Any = context.params.get("queries")
    return Path(folder) if folder else shipped("queries")


def _first_argument(context: click.Context) -> str:
    """Return the first word that is no option; click assigns none before an open option."""
    return next((word for word in context.args if not word.startswith("-")), "")
