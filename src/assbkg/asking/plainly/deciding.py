"""Whether a reading is sure enough to be answered, or the asker has to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from assbkg.asking.plainly.readings import Reading

__all__ = ["OFFERED", "Verdict", "decide"]

#: What to do: answer the first reading, offer the nearest ones, or say that none is near.
Verdict = Literal["sure", "unsure", "out of scope"]

#: So many readings are offered to choose from.
OFFERED: Final = 3

#: A reading that fits less well is answered only when it is far ahead.
_SURE: Final = 0.66
#: How much better than the next one a reading must be, and one that fits less well.
_AHEAD: Final = 0.015
_FAR_AHEAD: Final = 0.1
#: Nothing that fits less well is worth to be offered.
_NEAR: Final = 0.45


def decide(readings: Sequence[Reading]) -> Verdict:
    """What to do about a question, from its readings, best first."""
    if not readings or readings[0].score < _NEAR:
        return "out of scope"
    best = readings[0]
    ahead = best.score - readings[1].score if len(readings) > 1 else 1.0
    # A word that nothing here has may be what the question is about.
    sure = (
        not best.unknown
        and not best.doubt
        and ahead >= (_AHEAD if best.score >= _SURE else _FAR_AHEAD)
    )
    return "sure" if sure else "unsure"
