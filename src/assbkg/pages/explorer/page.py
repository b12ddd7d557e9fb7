"""The explorer as one HTML file, with its data, style and scripts inside.

The scripts are ES modules. A page that opens from disk can't load modules, so those that
`main.js` imports are put together here, in one scope.
"""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.page import content_hash
from assbkg.drawing.palette import COLOURS
from assbkg.files.replacing import check_target, ending_of, write_whole
from assbkg.pages.explorer.payload import make_payload

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["assemble", "explorer_policy", "render_explorer", "write_explorer"]

_FOLDER: Final = Path(__file__).parent
_LIBRARY: Final = "vendored/cytoscape.min.js"
_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?function |class |const |let )", re.MULTILINE)


def write_explorer(graph: KnowledgeGraph, path: Path, *, contested: bool = False) -> None:
    """Write the page of a graph.

    Raises `DrawingError` when `path` doesn't end in `.html` or can't be written.
    """
    ending_of(path, (".html",))
    check_target(path)
    write_whole(path, render_explorer(graph, contested=contested).encode())


def render_explorer(graph: KnowledgeGraph, *, contested: bool = False, asking: str = "") -> str:
    """Return the whole page; the same graph gives the same text.

    With `contested`, contested claims count until the reader says otherwise. `asking` is
    the address where questions can be asked, if there is one. A graph without links gives
    a page that says so.
    """
    return assemble(make_payload(graph, contested=contested), asking)


def assemble(payload: dict[str, Any], asking: str = "") -> str:
    """Return the page of a payload of `make_payload`, with a link to where one can ask."""
    link = f' Or <a href="{escape(asking)}">ask questions, or write SPARQL</a>.' if asking else ""
    template = Template(_text("static/explorer.html"))
    return template.substitute(
        policy=explorer_policy(),
        style=_style(),
        library=_text(_LIBRARY),
        script=_script(),
        data=_as_data(payload),
        asking=link,
    )


def explorer_policy() -> str:
    """Return the content security policy of the page: its own scripts and style run, no others.

    It is in the page itself, too; a server that sends it as a header can add to it what
    only headers can say, such as `frame-ancestors`.
    """
    runs = f"{content_hash(_text(_LIBRARY))} {content_hash(_script())}"
    return (
        f"default-src 'none'; script-src {runs}; style-src {content_hash(_style())}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@cache
def _script() -> str:
    """Return the modules in one scope, each after those that it imports."""
    modules: dict[str, str] = {}
    _collect("main", modules)
    parts = "\n".join(modules.values())
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def _collect(name: str, modules: dict[str, str]) -> None:
    """Add a module without its imports and exports, after those that it imports."""
    text = _text(f"static/{name}.js")
    for imported in _IMPORT.findall(text):
        if imported not in modules:
            _collect(imported, modules)
    modules[name] = _EXPORT.sub("", _IMPORT.sub("", text))


def _style() -> str:
    """Return the style sheet, with the colours of figures."""
    colours = "".join(f"--hue-{column}:{colour};" for column, colour in COLOURS.items())
    return f":root{{{colours}}}\n" + _text("static/explorer.css")


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _as_data(value: object) -> str:
    """Return JSON that can stand in a page: nothing in it ends the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
