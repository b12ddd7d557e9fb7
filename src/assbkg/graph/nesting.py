"""Refuse RDF whose triples stand so deep in one another that its parser would end the process.

pyoxigraph frees a triple term of RDF 1.2 by recursion: a hundred thousand of them in one another
exhaust the stack, and no error is raised. Whatever parses RDF from outside asks here first.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["DEEPEST", "nests_deep"]

#: How deep triples may stand in one another. Nothing of ours holds a triple in a triple.
DEEPEST: Final = 32

#: The beginning or end of a triple term, or what may hold the same characters: a text, a comment,
#: an IRI, or an escaped character in a name.
_MARK: Final = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    rb'|"(?:[^"\\\r\n]|\\.)*+"'
    rb"|'(?:[^'\\\r\n]|\\.)*+'"
    rb"|#[^\r\n]*+|\\.|<<|>>|<[^<>]*+>",
    re.DOTALL,
)


def nests_deep(data: bytes) -> bool:
    """Tell whether triples in N-Triples, N-Quads, Turtle or TriG stand in over `DEEPEST` others.

    Takes linear time and no stack.

    >>> nests_deep(b"<x:a> <x:p> " + b"<<( <x:a> <x:p> " * 33)
    True
    """
    if data.count(b"<<") <= DEEPEST:
        return False
    depth = 0
    for found in _MARK.finditer(data):
        if found[0] == b"<<":
            depth += 1
            if depth > DEEPEST:
                return True
        elif found[0] == b">>":
            depth = max(depth - 1, 0)
    return False
