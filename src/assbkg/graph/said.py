"""The words of tables for strengths, statuses and grades, by the terms that stand for them.

An ontology may call these terms otherwise, in another language or several, or not at all.
Code compares words, so it takes these and never a label.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assbkg.vocabulary import ASSB

__all__ = ["GRADE_TERMS", "LABELS", "WORDS"]

#: The individual of the ontology that each grade is; what tables give has none.
GRADE_TERMS: Final[Mapping[str, str]] = {
    "measured": f"{ASSB}MeasuredGrade",
    "stated, cited": f"{ASSB}CitedGrade",
    "stated": f"{ASSB}StatedGrade",
    "hedged": f"{ASSB}HedgedGrade",
    "expected": f"{ASSB}ExpectedGrade",
}

#: Spelt out again: the records of tables take a long time to import.
_STRENGTHS: Final = ("measured", "stated", "hedged", "expected")
_STATUSES: Final = ("accepted", "contested", "anomalous", "retracted")

#: What tables call each strength and status, by IRI, and what each grade is called.
WORDS: Final[Mapping[str, str]] = {
    **{ASSB + word.capitalize(): word for word in (*_STRENGTHS, *_STATUSES)},
    **{iri: grade for grade, iri in GRADE_TERMS.items()},
}

#: The same as readers see them: a grade says that it is one, as a strength has its word too.
LABELS: Final[Mapping[str, str]] = {
    **WORDS,
    **{iri: f"{grade} (grade)" for grade, iri in GRADE_TERMS.items()},
}
