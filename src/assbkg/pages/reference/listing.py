"""The index of terms by all their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from assbkg.pages.reference.addresses import Addresses
from assbkg.pages.reference.markdown import code, heading, paragraph, plain
from assbkg.pages.reference.terms import KINDS
from assbkg.pages.reference.vocabulary import Vocabulary
from assbkg.vocabulary import shorten

__all__ = ["index_of_terms"]


def index_of_terms(addresses: Addresses) -> Iterator[str]:
    """The lines of the page: names by their first letter, other names with what they mean."""
    yield from (heading(1, "Index of terms"), "")
    yield "Labels and other names of all terms. Search finds them too."
    letter = ""
    for name, iri, is_label in sorted(_names(addresses.vocabulary), key=_place):
        if _letter(name) != letter:
            letter = _letter(name)
            yield from ("", heading(2, plain(letter), f"letter-{ord(letter)}"), "")
        term = addresses.vocabulary.terms[iri]
        about = f"{KINDS[term.kinds[0]][0]} {code(shorten(iri))}"
        if is_label:
            yield f"- {addresses.link(iri)} – {about}"
        else:
            yield f"- {paragraph(name)}: see {addresses.link(iri)}"


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    for iri, term in vocabulary.terms.items():
        yield term.label, iri, True
        for name in vocabulary.words(iri, "skos:altLabel"):
            if name.strip():
                yield name, iri, False


def _place(named: tuple[str, str, bool]) -> tuple[str, str, str]:
    name, iri, _ = named
    return _letter(name), name.casefold(), iri


def _letter(name: str) -> str:
    """The first letter without accents; `#` for whatever begins with none."""
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if first.isalpha() else "#"
