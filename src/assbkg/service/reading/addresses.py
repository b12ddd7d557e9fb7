"""Where a page leads: the service's own page of an IRI, an address of the web, or nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode

from assbkg.vocabulary import ASSB, KG, ONTOLOGY

__all__ = ["TERMS", "THINGS", "address_of", "answer_address", "editor_address"]

#: The paths below which things and terms have their pages, as their IRIs have them.
THINGS: Final = "/id/"
TERMS: Final = "/ontology/"
_WEB: Final = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)
#: What a browser takes for a step in a path, and never asks for.
_STEPS: Final = frozenset({"", ".", ".."})
#: Longer addresses of queries are no longer taken by everybody.
_LONGEST: Final = 8_000


def address_of(iri: str) -> str | None:
    """Return what a link to an IRI names; None for what no link should lead to.

    >>> address_of("https://w3id.org/assbkg/id/silicon"), address_of("javascript:alert(1)")
    ('/id/silicon', None)
    """
    if iri == ONTOLOGY:
        return TERMS.rstrip("/")
    for namespace, path in ((KG, THINGS), (ASSB, TERMS)):
        if iri.startswith(namespace):
            local = iri.removeprefix(namespace)
            return None if local in _STEPS else path + quote(local, safe="")
    return iri if _WEB.fullmatch(iri) else None


def answer_address(path: str, parameters: Sequence[tuple[str, str]]) -> str | None:
    """Return the address of an answer; None where it would be too long for a browser."""
    address = f"{path}?{urlencode(parameters)}" if parameters else path
    return address if len(address) <= _LONGEST else None


def editor_address(text: str) -> str:
    """Return the address at which the page of questions shows a query and asks it."""
    return f"/questions#{urlencode({'query': text})}"
