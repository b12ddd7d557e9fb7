"""What was probably meant by a name that matches nothing."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest"]

#: How much less like the name, of 100, a further suggestion may be than the best one.
_TIE = 12


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
