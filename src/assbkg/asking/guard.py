"""What a query may not do: reach out of the graph, or change it.

The text is read as a parser without a tokeniser may read it: keywords need no space around
them (`SERVICEex:x{}` asks a server), and a `<` may begin an IRI or compare two values. Where a
text can be read in several ways, each is looked at, and one that does harm is enough. So
nothing passes because it was read otherwise than the store reads it; the price is that some
odd spellings are refused which would do no harm.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Final

from assbkg.errors import QueryRejected
from assbkg.vocabulary import GRAPHS, expand, shorten

__all__ = ["names_its_dataset", "require_harmless"]

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_SPACE: Final = r"(?:[\s]|\#[^\n\r]*(?:[\n\r]|$))*"
#: A run of letters and digits is a word, a number or both at once, as in `1e5SERVICE`; with a
#: colon behind it, it is a prefix.
_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*''' | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}
              |'(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*")
  | (?P<variable>[?$]\w+)
  | (?P<run>\w[\w.-]*)(?P<local>:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*)?
  | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][\w+.-]*:/")
_OPENED: Final = re.compile(_SPACE + r"\{")
_NAMED: Final = re.compile(
    _SPACE + r"(?:NAMED\b)?" + _SPACE + r"(<[^>\s]*>|\w*:\w+)", re.IGNORECASE
)
_CHANGES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD")
)


def require_harmless(text: str) -> None:
    """Raise `QueryRejected` when a query would leave the graph or change it."""
    for reading in _spellings(text):
        for token in _tokens(reading):
            _require_harmless_token(token)


def names_its_dataset(text: str) -> bool:
    """Tell whether a harmless query says with FROM which of the graph's graphs it is about."""
    return any("FROM" in (token["run"] or "").upper() for token in _tokens(text))


def _spellings(text: str) -> Iterator[str]:
    """The text as it is, and with the escapes decoded that a parser may decode first."""
    yield text
    decoded = _ESCAPE.sub(_character, text)
    if decoded != text:
        yield decoded


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    is_character = code <= sys.maxunicode and unicodedata.category(chr(code)) != "Cs"
    return chr(code) if is_character else "\ufffd"


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Every token of every reading of a text, once each."""
    seen: set[int] = set()
    begins = [0]
    while begins:
        at = begins.pop()
        while at < len(text) and at not in seen:
            seen.add(at)
            token = _TOKEN.match(text, at)
            assert token is not None, "any character is a token"
            yield token
            at = token.end()
            # `?a<?b)…#>` may compare two values. `<a:/…>` can't: no value goes on with `/`
            # after a slash, and so it is let off where IRIs have words in them.
            if token.lastgroup == "iri" and not _is_absolute(token):
                begins.append(token.start() + 1)


def _is_absolute(iri: re.Match[str]) -> bool:
    found = _ABSOLUTE.match(iri.group())
    return found is not None and iri.group()[found.end() : found.end() + 1] == "/"


def _require_harmless_token(token: re.Match[str]) -> None:
    word = (token["run"] or "").upper()
    if not word:
        return
    if token["local"] is not None:
        # A prefix may have any name; it is SERVICE and the name of a server before a `{`.
        if "SERVICE" in word and _OPENED.match(token.string, token.end()):
            raise QueryRejected("SERVICE is not allowed: it asks another server")
    elif "SERVICE" in word:
        raise QueryRejected("SERVICE is not allowed: it asks another server")
    elif "FROM" in word:
        _require_own_graph(token)
    elif word in _CHANGES:
        raise QueryRejected(f"{word} is not allowed: it changes data; the graph is read-only")


def _require_own_graph(token: re.Match[str]) -> None:
    """Require that FROM is followed by the name of one of the graph's own graphs."""
    text = token.string
    named = _NAMED.match(text, token.end())
    name = named[1] if named else ""
    iri = name[1:-1] if name.startswith("<") else expand(name) if _is_ours(name, text) else ""
    if iri not in GRAPHS.values():
        own = ", ".join(map(shorten, GRAPHS.values()))
        raise QueryRejected(
            f"FROM is not allowed with {name or 'what follows it'}: "
            f"it may name the graphs {own} alone"
        )


def _is_ours(name: str, text: str) -> bool:
    """Tell whether a prefixed name is of our graphs, and the query has no such prefix itself."""
    return name.startswith("graph:") and not re.search(r"\bgraph\s*:\s*<", text, re.IGNORECASE)
