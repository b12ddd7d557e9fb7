"""Which form an answer takes: the media types that are offered, and those that a client wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

from assbkg.service.serving.problems import HttpProblem

__all__ = ["GRAPHS", "SOLUTIONS", "Formats", "choose", "choose_formats", "require"]

#: Media types for the rows of SELECT and the answer to ASK, the one we would choose first.
SOLUTIONS: Final[Mapping[str, QueryResultsFormat]] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
}
#: Media types for the triples of CONSTRUCT and DESCRIBE, and for what we say of ourselves.
GRAPHS: Final[Mapping[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "text/plain": RdfFormat.N_TRIPLES,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
}

_ANYTHING: Final = ("*", "*")


@dataclass(frozen=True)
class Formats:
    """The media type for either kind of answer; none where a client takes none of them."""

    solutions: str | None
    graph: str | None


def choose_formats(accept: str) -> Formats:
    """What a client takes for rows and for triples; raises `HttpProblem` when neither."""
    formats = Formats(choose(accept, list(SOLUTIONS)), choose(accept, list(GRAPHS)))
    if formats == Formats(None, None):
        require(None, [*SOLUTIONS, *GRAPHS])
    return formats


def require(chosen: str | None, offered: Sequence[str]) -> str:
    """The chosen media type. Without one, raises `HttpProblem` with those that are offered."""
    if chosen is None:
        raise HttpProblem(
            HTTPStatus.NOT_ACCEPTABLE,
            "the answer can't be written in any media type that the Accept header takes",
            "Accept with one of " + ", ".join(dict.fromkeys(offered)),
        )
    return chosen


def choose(accept: str, offered: Sequence[str]) -> str | None:
    """The offered media type that an Accept header wants most; the first of equals.

    As RFC 9110 says, the most specific range that fits a media type gives its weight, and a
    weight of 0 rules it out. A range that is ill-formed is passed over; without any range all
    is welcome.
    """
    ranges = _ranges(accept) or {_ANYTHING: 1.0}
    weighed = [(_weight(media_type, ranges), media_type) for media_type in offered]
    best = max(weight for weight, _ in weighed)
    return next((name for weight, name in weighed if weight == best > 0), None)


def _weight(media_type: str, ranges: Mapping[tuple[str, str], float]) -> float:
    kind, _, subtype = media_type.partition("/")
    for fitting in ((kind, subtype), (kind, "*"), _ANYTHING):
        if fitting in ranges:
            return ranges[fitting]
    return 0.0


def _ranges(accept: str) -> dict[tuple[str, str], float]:
    ranges: dict[tuple[str, str], float] = {}
    for element in accept.lower().split(","):
        media_range, *parameters = (part.strip() for part in element.split(";"))
        kind, slash, subtype = media_range.partition("/")
        weight = _quality(parameters)
        if slash and kind and subtype and weight is not None:
            ranges[kind, subtype] = max(weight, ranges.get((kind, subtype), 0.0))
    return ranges


def _quality(parameters: Sequence[str]) -> float | None:
    """The weight of a range, 1 when it says none; None when it is no number from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return None
            return weight if 0 <= weight <= 1 else None
    return 1.0
