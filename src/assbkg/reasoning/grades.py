"""How strongly a link is said: grades, strongest first.

A link has the grade of its strongest claim. A derived link has the grade of its best proof,
and a proof that of its weakest claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["GRADES", "STRUCTURAL", "grade_of_claim", "strongest", "weakest"]

#: All grades, strongest first.
GRADES: Final = ("measured", "stated, cited", "stated", "hedged", "expected")

#: The grade of what a table gives otherwise than by a claim: types, steps and figures. It
#: is the strongest, so that it limits no proof.
STRUCTURAL: Final = GRADES[0]


def grade_of_claim(modality: str, cited: bool) -> str:
    """The grade that a claim gives to its link.

    >>> grade_of_claim("stated", cited=True)
    'stated, cited'
    """
    return "stated, cited" if modality == "stated" and cited else modality


def strongest(grades: Iterable[str]) -> str:
    """The strongest of some grades; the weakest there is when there are none."""
    return min(grades, key=GRADES.index, default=GRADES[-1])


def weakest(grades: Iterable[str]) -> str:
    """The weakest of some grades; the strongest there is when there are none."""
    return max(grades, key=GRADES.index, default=GRADES[0])
