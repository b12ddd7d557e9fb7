"""When two names are one, and what was probably meant by one that matches nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["nearest", "normalise"]

#: How much less like the name, of 100, a further suggestion may be than the best one.
_TIE = 12
#: Longer texts are no names, and to fold their marks would take the square of their length.
_LONGEST = 4_000


def normalise(name: str) -> str:
    """Fold a name so that spellings of one thing agree; a text of over 4,000 characters stays.

    >>> normalise("Ti₃C₂Tₓ") == normalise("Ti3C2Tx")
    True
    """
    if len(name) > _LONGEST:
        return name
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_–—-]+", " ", folded).strip()


def nearest(name: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known names most like `name`, best first; none when nothing is like it."""
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
