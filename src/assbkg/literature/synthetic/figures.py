"""Figures like those of the review, in the same units: the same conditions, other values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from assbkg.curation.citing import Citing
from assbkg.curation.records import Measurement
from assbkg.graph.measurements import measurement_quads
from assbkg.graph.terms import texts
from assbkg.literature.synthetic.review import Review

__all__ = ["varied_figures"]

#: A paper's figure is that of the review times one of these.
_FACTORS: Final = tuple(Decimal("0.80") + i * Decimal("0.03") for i in range(16))
_FIXED: Final = "YearOfEvent"


def varied_figures(review: Review) -> dict[tuple[str, str], tuple[str, ...]]:
    """The literals that stand in for those of each figure, by subject and predicate.

    All literals of one figure have equally many, and go together by their place.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for figure in (row.record for row in review.paper.measurements):
        if figure.quantity_kind == _FIXED:
            continue
        subject_of = review.names.resolve(figure.subject)
        for varied in _variants(figure):
            quads = measurement_quads(
                review.source, varied, subject_of, review.ontology, Citing({})
            )
            for subject, predicate, value in map(texts, quads):
                if value.startswith('"'):
                    found.setdefault((subject, predicate), []).append(value)
    return {ends: tuple(values) for ends, values in found.items() if len(set(values)) > 1}


def _variants(figure: Measurement) -> Iterator[Measurement]:
    for factor in _FACTORS:
        scaled = {
            name: None if bound is None else (bound * factor).quantize(bound)
            for name in ("value", "lower", "upper")
            for bound in [getattr(figure, name)]
        }
        varied = figure.model_copy(update=scaled)
        yield varied.model_copy(update={"as_written": _written(varied)})


def _written(figure: Measurement) -> str:
    if figure.value is None:
        return f"{figure.lower}–{figure.upper} {figure.unit}"
    return f"{figure.value} {figure.unit}"
