"""What a query may not do: reach out of the graph, or change it.

The query text is taken apart into tokens, so that a word in a string, an IRI, a comment
or a variable is never mistaken for a keyword, and an escaped keyword never missed.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator

from assbkg.errors import QueryRejected

__all__ = ["require_harmless"]

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*''' | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}
              |'(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<prefixed>(?:\w[\w.-]*)?:(?:[\w:%\\.-])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REFUSED = {
    "SERVICE": "asks another server",
    "FROM": "names a data set of its own; use GRAPH to pick a named graph",
    **dict.fromkeys(
        ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"),
        "changes data; the graph is read-only",
    ),
}


def _words(text: str) -> Iterator[str]:
    decoded = _ESCAPE.sub(_character, text)
    for token in _TOKEN.finditer(decoded):
        if token.lastgroup == "word":
            yield token.group().upper()


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    is_character = code <= sys.maxunicode and unicodedata.category(chr(code)) != "Cs"
    return chr(code) if is_character else "\ufffd"


def require_harmless(text: str) -> None:
    """Raise `QueryRejected` when a query would leave the graph or change it."""
    for word in _words(text):
        if word in _REFUSED:
            raise QueryRejected(f"{word} is not allowed: it {_REFUSED[word]}")
