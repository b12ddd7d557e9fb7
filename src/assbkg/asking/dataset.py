"""The graphs that a query is about, written into its text.

Here a query is about all four named graphs together. On a server whose default graph is not the
union of its named ones, it finds nothing unless it names them. FROM does that in every SPARQL
server: a protocol's `default-graph-uri` says the same, but is lost when a query is copied.
"""

from __future__ import annotations

import re
from typing import Final

from assbkg.vocabulary import GRAPHS, KG, PREFIXES

__all__ = ["form_of", "standing_alone", "with_dataset"]

#: What SPARQL text is made of, as far as it matters for where a clause begins.
_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>'''(?:[^'\\]|\\.|'(?!''))*'''
                 | \"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"
                 | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*")
      | (?P<name>[?$]\w+ | [\w.-]*:(?:[\w.:%-]|\\.)* | @[\w-]+)
      | (?P<word>[A-Za-z]\w*)
      | (?P<bracket>[{}()])""",
    re.VERBOSE | re.DOTALL,
)
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
#: What may follow a query without WHERE, which only DESCRIBE can do without.
_MODIFIERS: Final = frozenset({"ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES"})
_RELATIVE: Final = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)")


def with_dataset(text: str) -> str:
    """Return a query that names all four graphs, unless it names its graphs itself.

    They are its default graph, merged, and its named graphs. Text that is no query is
    returned as it is.

    >>> print(with_dataset("ASK { ?s ?p ?o }").replace("https://w3id.org/assbkg", ""))
    ASK
    FROM </graph/ontology> FROM NAMED </graph/ontology>
    FROM </graph/evidence> FROM NAMED </graph/evidence>
    FROM </graph/asserted> FROM NAMED </graph/asserted>
    FROM </graph/inferred> FROM NAMED </graph/inferred>
    { ?s ?p ?o }
    """
    place = _place(text)
    if place is None:
        return text
    clauses = "\n".join(f"FROM <{iri}> FROM NAMED <{iri}>" for iri in GRAPHS.values())
    before, after = text[:place].rstrip(" \t"), text[place:]
    start = "" if before.endswith("\n") else "\n"
    return f"{before}{start}{clauses}\n{after}"


def form_of(text: str) -> str:
    """Return which form a query has, or nothing for text that is no query.

    >>> form_of("PREFIX ask: <urn:select> # construct" + chr(10) + "describe <urn:x>")
    'DESCRIBE'
    """
    words = (found[0].upper() for found in _TOKEN.finditer(text) if found.lastgroup == "word")
    return next((word for word in words if word in _FORMS), "")


def standing_alone(text: str) -> str:
    """Return a query with the usual prefixes, and its graphs, so that any server takes it.

    Relative IRIs are those of individuals, as they are here.
    """
    used = [prefix for prefix in PREFIXES if re.search(rf"(?<![\w-]){prefix}:", text)]
    heads = [f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in used]
    if any(f.lastgroup == "iri" and _RELATIVE.match(f[0]) for f in _TOKEN.finditer(text)):
        heads.insert(0, f"BASE <{KG}>")
    return "\n".join([*heads, with_dataset(text)])


def _place(text: str) -> int | None:
    """Return where FROM belongs, or None where a query has it already or there is none."""
    form, parentheses, braces, template = "", 0, 0, False
    for found in _TOKEN.finditer(text):
        piece, outside = found[0].upper(), not parentheses and not braces
        if piece in ("(", ")"):
            parentheses += 1 if piece == "(" else -1
        elif piece == "}":
            braces -= 1
        elif piece == "{":
            if outside and form and (form != "CONSTRUCT" or template):
                return found.start()
            template, braces = True, braces + 1
        elif found.lastgroup == "word" and outside:
            if piece == "FROM":
                return None
            if piece == "WHERE" or (form == "DESCRIBE" and piece in _MODIFIERS):
                return found.start()
            form = form or (piece if piece in _FORMS else "")
    return len(text) if form == "DESCRIBE" else None
