"""Advice as text, Markdown or JSON."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator
from textwrap import wrap

from assbkg.asking.advising.advice import Advice
from assbkg.asking.advising.as_json import as_json
from assbkg.asking.advising.lines import Line
from assbkg.asking.advising.outline import outline
from assbkg.asking.telling import FORMS, Form
from assbkg.errors import QueryError
from assbkg.printable import flat

__all__ = ["tell_advice"]

#: Columns of text.
_WIDTH = 100


def tell_advice(advice: Advice, form: Form, commands: bool = False) -> str:
    """An answer in one of `FORMS`, ending with a line feed.

    With `commands`, text and Markdown show below each line what explains it; JSON always does.
    """
    if form == "json":
        return json.dumps(as_json(advice), ensure_ascii=False, indent=2) + "\n"
    if form not in FORMS:
        raise QueryError(f"no form is called {form!r}; there are {', '.join(FORMS)}")
    write = _text if form == "text" else _markdown
    return "\n".join(map(flat, write(outline(advice), commands))) + "\n"


def _text(lines: Iterable[Line], commands: bool) -> Iterator[str]:
    for number, line in enumerate(lines):
        if line.depth == 0 and number:
            yield ""
        indent = "  " * line.depth
        yield from wrap(
            line.text,
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent + "    ",
            break_on_hyphens=False,
        )
        if commands:
            # Never wrapped, so that they can be copied.
            yield from (f"{indent}  $ {shlex.join(command)}" for command in line.commands)


def _markdown(lines: Iterable[Line], commands: bool) -> Iterator[str]:
    under_heading = False
    for number, line in enumerate(lines):
        if line.depth == 0:
            yield from ("", f"## {line.text}") if number else (f"# {line.text}",)
            under_heading = True
            continue
        if under_heading:
            yield ""
            under_heading = False
        indent = "  " * (line.depth - 1)
        yield f"{indent}- {_escaped(line.text)}"
        if commands:
            yield from (f"{indent}  - `{shlex.join(command)}`" for command in line.commands)


def _escaped(text: str) -> str:
    """Text in which Markdown reads no mark-up, nor the number of a list."""
    marked = re.sub(r"[\\`*_\[\]<>|#]", r"\\\g<0>", text)
    return re.sub(r"^(\d+)\.", r"\1\\.", marked)
