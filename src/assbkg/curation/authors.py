"""Names of authors, as papers and reference lists write them, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Author", "parse_authors"]

_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.?-?)+")
_OTHERS: Final = ("et al", "et al.", "and others", "others")


@dataclass(frozen=True)
class Author:
    """One author: family and given name, or a name that is not told apart in `family` alone."""

    family: str
    given: str = ""


def parse_authors(text: str, *, cited: bool = True) -> tuple[tuple[Author, ...], bool]:
    """Take a list of authors apart, and tell whether it leaves out others.

    Names are parted by semicolons. A reference has initials before or after the family name; in
    a name of words alone, the last is the family name of a paper's own author, and a cited name
    is kept whole.

    >>> parse_authors("Niu H.; J. Y. Hou; et al.")
    ((Author(family='Niu', given='H.'), Author(family='Hou', given='J. Y.')), True)
    """
    names = [" ".join(name.split()).replace(" .", ".") for name in text.split(";")]
    named = [name for name in names if name and name.casefold() not in _OTHERS]
    others = any(name.casefold() in _OTHERS for name in names)
    return tuple(_author(name, cited=cited) for name in named), others


def _author(name: str, *, cited: bool) -> Author:
    family, comma, given = name.partition(", ")
    if comma:
        return Author(family, given)
    words = name.split(" ")
    initials = [bool(_INITIALS.fullmatch(word)) and word.upper() == word for word in words]
    first = next((place for place, one in enumerate(initials) if one), len(words))
    if 0 < first < len(words) and all(initials[first:]):
        return Author(" ".join(words[:first]), " ".join(words[first:]))
    after = next((place for place, one in enumerate(initials) if not one), 0)
    if after:
        return Author(" ".join(words[after:]), " ".join(words[:after]))
    if not cited and len(words) > 1:
        return Author(words[-1], " ".join(words[:-1]))
    return Author(name)
