"""Which part of a graph is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assbkg.errors import DrawingError
from assbkg.nearest import nearest
from assbkg.reasoning.grades import GRADES

__all__ = ["EVERYTHING", "Choice"]


@dataclass(frozen=True)
class Choice:
    """What serves as a component, has to do with a thing, and is said strongly enough.

    Names are as `Entities.resolve` takes them; what is empty narrows nothing. With
    `contested`, contested claims stand.
    """

    component: str = ""
    focus: str = ""
    min_grade: str = ""
    contested: bool = False

    @property
    def grades(self) -> frozenset[str]:
        """The grades that are strong enough. Raises `DrawingError` for a least one that is none."""
        if not self.min_grade:
            return frozenset(GRADES)
        if self.min_grade not in GRADES:
            meant = nearest(self.min_grade, GRADES) or GRADES
            raise DrawingError(f"{self.min_grade!r} is not a grade; there is {'; '.join(meant)}")
        return frozenset(GRADES[: GRADES.index(self.min_grade) + 1])

    @property
    def told(self) -> str:
        """What is left, in a sentence; nothing when it is all.

        >>> Choice(focus="volume expansion", min_grade="stated").told
        'Only what has to do with volume expansion and is graded stated or stronger.'
        """
        words = [f"serves as {self.component}"] * bool(self.component)
        words += [f"has to do with {self.focus}"] * bool(self.focus)
        words += [f"is graded {self.min_grade} or stronger"] * bool(self.min_grade)
        return f"Only what {' and '.join(words)}." if words else ""


EVERYTHING: Final = Choice()
