"""The form of an answer: the media types on offer, and those that a client accepts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

from assbkg.service.serving.problems import HttpProblem

__all__ = ["GRAPHS", "HTML", "OPTIONS", "SOLUTIONS", "SPREADSHEETS", "Formats", "choose"]
__all__ += ["choose_formats", "parted", "read_formats", "require"]

#: Media types for the rows of SELECT and the answer to ASK, in order of preference.
SOLUTIONS: Final[Mapping[str, QueryResultsFormat]] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
}
#: Media types for the triples of CONSTRUCT and DESCRIBE, and for the service's descriptions.
GRAPHS: Final[Mapping[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "text/plain": RdfFormat.N_TRIPLES,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
}

#: The media type of pages, which show rows and triples with labels and links.
HTML: Final = "text/html"
#: Media types that spreadsheets open.
SPREADSHEETS: Final = ("text/csv", "text/tab-separated-values")

_JSON, _XML, _CSV, _TSV = list(SOLUTIONS)[:4]
_TURTLE, _N_TRIPLES, _JSON_LD, _RDF_XML = list(GRAPHS)[:4]
#: The values of `format`, which are also the endings of addresses, each with the media type of
#: rows and the media type of triples. SPARQLWrapper, Virtuoso and Fuseki use these names.
_NAMES: Final[Mapping[str, tuple[str | None, str | None]]] = {
    "csv": (_CSV, None),
    "csv-excel": (_CSV, None),
    "html": (HTML, HTML),
    "json": (_JSON, _JSON_LD),
    "json-ld": (None, _JSON_LD),
    "jsonld": (None, _JSON_LD),
    "n-triples": (None, _N_TRIPLES),
    "n3": (None, _TURTLE),
    "nt": (None, _N_TRIPLES),
    "ntriples": (None, _N_TRIPLES),
    "owl": (None, _RDF_XML),
    "rdf": (None, _RDF_XML),
    "rdf+xml": (None, _RDF_XML),
    "rdfxml": (None, _RDF_XML),
    "srj": (_JSON, None),
    "srx": (_XML, None),
    "tsv": (_TSV, None),
    "ttl": (None, _TURTLE),
    "turtle": (None, _TURTLE),
    "xml": (_XML, _RDF_XML),
}
#: CSV with a byte-order mark and without formulas, as the command line calls it.
_EXCEL: Final = "csv-excel"
_FLAGS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
#: Parameters that choose the form of an answer.
OPTIONS: Final = ("format", "output", "labels", "bom", "safe")

_ANYTHING: Final = ("*", "*")
_RANGES: Final = re.compile(r"[\w.+-]+/[\w.+-][\w.+,;=/*-]*", re.ASCII)
_SHOWN: Final = 80


@dataclass(frozen=True)
class Formats:
    """The media type for either kind of answer; none where a client takes none of them.

    With `labels`, a column of things holds their labels, and one with their IRIs follows it.
    With `safe`, no cell is a formula; with `bom`, a byte-order mark stands ahead.
    """

    solutions: str | None
    graph: str | None
    labels: bool = False
    safe: bool = False
    bom: bool = False


def choose_formats(accept: str) -> Formats:
    """Return what a client accepts for rows and triples. Raises `HttpProblem` if it is nothing."""
    formats = Formats(choose(accept, [*SOLUTIONS, HTML]), choose(accept, [*GRAPHS, HTML]))
    if formats == Formats(None, None):
        require(None, [*SOLUTIONS, *GRAPHS, HTML])
    return formats


def read_formats(pairs: Sequence[tuple[str, str]], accept: str, ending: str = "") -> Formats:
    """Return the form that a request asks for, by its path's ending, its parameters or Accept.

    A named form takes precedence over the Accept header, which browsers, spreadsheets and
    `pandas.read_csv` can't set. Raises `HttpProblem` for an unknown name or two different ones.
    """
    names = [ending, *(value for key, value in pairs if key in ("format", "output"))]
    meant = {_named(name) for name in names if name}
    if len(meant) > 1:
        raise HttpProblem(HTTPStatus.BAD_REQUEST, "the request names two formats", "one of them")
    if meant:
        solutions, graph = meant.pop()
        chosen = Formats(solutions, graph)
    else:
        chosen = choose_formats(accept)
    bom = _flag("bom", pairs) or _EXCEL in names
    # Whoever asks for a byte-order mark is about to open a spreadsheet.
    safe = _flag("safe", pairs) or bom
    return replace(chosen, labels=_flag("labels", pairs), safe=safe, bom=bom)


def parted(name: str) -> tuple[str, str]:
    """Part the last segment of a path from an ending that names a format, if it has one.

    >>> parted("milestones.csv"), parted("sinps-mxenes.wang-2022.sheet")
    (('milestones', 'csv'), ('sinps-mxenes.wang-2022.sheet', ''))
    """
    stem, _, ending = name.rpartition(".")
    return (stem, ending.lower()) if stem and ending.lower() in _NAMES else (name, "")


def _named(name: str) -> tuple[str | None, str | None]:
    """Return the media types that a format's name means; a media type means itself."""
    # A plus sign that was not percent-encoded arrives as a space.
    folded = name.strip().lower().replace(" ", "+")
    if folded in _NAMES:
        return _NAMES[folded]
    # SPARQLWrapper repeats its Accept header here.
    if _RANGES.fullmatch(folded):
        solutions, graph = choose(folded, [*SOLUTIONS, HTML]), choose(folded, [*GRAPHS, HTML])
        if solutions or graph:
            return solutions, graph
    raise HttpProblem(
        HTTPStatus.BAD_REQUEST,
        f"no format is called {name[:_SHOWN]!a}",
        "one of " + ", ".join(_NAMES) + ", or a media type",
    )


def _flag(name: str, pairs: Sequence[tuple[str, str]]) -> bool:
    values = {value.lower() for key, value in pairs if key == name}
    if len(values) > 1 or not values <= _FLAGS.keys():
        raise HttpProblem(HTTPStatus.BAD_REQUEST, f"{name!r} has no such value", "1 or 0, once")
    return any(_FLAGS[value] for value in values)


def require(chosen: str | None, offered: Sequence[str]) -> str:
    """Return the chosen media type. Without one, raises `HttpProblem` that lists those offered."""
    if chosen is None:
        raise HttpProblem(
            HTTPStatus.NOT_ACCEPTABLE,
            "the answer can't be written in any format that the request takes",
            "Accept or `format` with one of " + ", ".join(dict.fromkeys(offered)),
        )
    return chosen


def choose(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that an Accept header prefers; the first of equals.

    As RFC 9110 says, the most specific range that fits a media type gives its weight, and a
    weight of 0 rules it out. An ill-formed range is ignored; without any range
    everything is acceptable.
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
    """Return the weight of a range, by default 1; None if it is not a number from 0 to 1."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return None
            return weight if 0 <= weight <= 1 else None
    return 1.0
