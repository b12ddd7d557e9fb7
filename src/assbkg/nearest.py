"""When two names are one, and what was probably meant by one that matches nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

__all__ = ["DASHES", "nearest", "normalise"]

#: Every dash of Unicode, the minus sign and look-alikes, which PDFs and word processors put in
#: place of a hyphen; what only marks where a word may be broken is no character of it.
DASHES: Final = dict.fromkeys(
    map(
        ord,
        "\u02d7\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e17\u2e1a",
    ),
    "-",
) | dict.fromkeys(
    map(ord, "\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\uff0d"), "-"
)
_BREAKS: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))

#: How much less like the name, of 100, a further suggestion may be than the best one.
_TIE = 12
#: Longer texts are not names, and folding their marks takes quadratic time.
_LONGEST = 4_000


def normalise(name: str) -> str:
    """Fold a name so that spellings of one thing agree; a text of over 4,000 characters stays.

    >>> normalise("Ti₃C₂Tₓ") == normalise("Ti3C2Tx")
    True
    """
    if len(name) > _LONGEST:
        return name
    folded = unicodedata.normalize("NFKC", name).translate(DASHES | _BREAKS).casefold()
    return re.sub(r"[\s_-]+", " ", folded).strip()


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return the known names most like `name`, best first; none if nothing is like it."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        name,
        sorted(set(known)),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=count,
        score_cutoff=70,
    )
    return tuple(choice for choice, score, _ in found if score >= found[0][1] - _TIE)
