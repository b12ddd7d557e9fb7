"""Questions: as requests of the SPARQL 1.1 Protocol ask them, and as workers get them.

Messages to and from workers are JSON followed by bytes, each with its length ahead.
"""

from __future__ import annotations

import asyncio
import json
import struct
from asyncio import StreamReader
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from assbkg.service.serving.formats import OPTIONS, Formats, read_formats
from assbkg.service.serving.problems import HttpProblem, Limits
from assbkg.vocabulary import CATALOGUE_GRAPH, GRAPHS

__all__ = ["TOOL_ANSWER", "Answer", "Dataset", "LibraryQuestion", "Pairs", "Question"]
__all__ += ["SparqlQuestion", "ThingQuestion", "ToolQuestion", "accepted", "asks_nothing", "pack"]
__all__ += ["pairs_of", "parse_pairs", "question_from", "read_frame", "read_question"]
__all__ += ["receive_frame"]

#: The media type of what a tool answers.
TOOL_ANSWER: Final = "application/json"
_LENGTHS: Final = struct.Struct(">II")
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_GRAPHS: Final = (*GRAPHS.values(), CATALOGUE_GRAPH)
_MOST_FIELDS: Final = 100
_ONE_QUERY: Final = "one query: in the parameter `query`, or as the body of a POST"
_TYPES: Final = f"Content-Type: {_FORM} or {_QUERY}, in UTF-8"


@dataclass(frozen=True)
class Dataset:
    """The graphs that a request picks for a query, in place of all of them."""

    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True)
class SparqlQuestion:
    """A query of a client's own. Without a data set, it is over all graphs together."""

    text: str
    dataset: Dataset | None
    formats: Formats


@dataclass(frozen=True)
class LibraryQuestion:
    """A query of the library, with values for its parameters."""

    name: str
    values: Mapping[str, str]
    formats: Formats


@dataclass(frozen=True)
class ThingQuestion:
    """What the graph says of the thing, term or ontology with this IRI."""

    iri: str
    formats: Formats


@dataclass(frozen=True)
class ToolQuestion:
    """A call of one of the tools for agents, whose answer is an object of JSON."""

    tool: str
    arguments: Mapping[str, Any]


Question = SparqlQuestion | LibraryQuestion | ThingQuestion | ToolQuestion


@dataclass(frozen=True)
class Answer:
    """A whole answer and its media type."""

    media_type: str
    body: bytes


def question_from(fields: Mapping[str, Any]) -> Question:
    """Return the question that `dataclasses.asdict` turned into `fields`.

    >>> from dataclasses import asdict
    >>> question = LibraryQuestion("milestones", {}, Formats("text/csv", None))
    >>> question_from(asdict(question)) == question
    True
    """
    if "tool" in fields:
        return ToolQuestion(fields["tool"], fields["arguments"])
    formats = Formats(**fields["formats"])
    if "iri" in fields:
        return ThingQuestion(fields["iri"], formats)
    if "name" in fields:
        return LibraryQuestion(fields["name"], fields["values"], formats)
    picked = fields["dataset"]
    dataset = picked and Dataset(tuple(picked["default"]), tuple(picked["named"]))
    return SparqlQuestion(fields["text"], dataset, formats)


def pack(fields: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return the bytes of one message: two lengths, the fields as JSON, and a body."""
    header = json.dumps(fields).encode()
    return _LENGTHS.pack(len(header), len(body)) + header + body


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Wait for the next message on a pipe; None when the other side has closed it."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    header, body = _LENGTHS.unpack(lengths)
    data = stream.read(header + body)
    if len(data) < header + body:
        return None
    return json.loads(data[:header]), data[header:]


async def receive_frame(stream: StreamReader, most: int) -> tuple[dict[str, Any], bytes]:
    """Wait for the next message of a worker, up to a maximum number of bytes.

    Raises `EOFError` when the pipe was closed midway, `ValueError` when the message is longer
    or malformed: what a worker sends is not trusted.
    """
    header, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    if header + body > most:
        raise ValueError(f"a worker sends {header + body:,} bytes, expected at most {most:,}")
    fields = json.loads(await stream.readexactly(header))
    if not isinstance(fields, dict):
        raise ValueError("a worker sends JSON that is not an object")
    return fields, await stream.readexactly(body)


Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class _ContentType:
    media_type: str
    charset: str


async def read_question(request: Request, limits: Limits) -> SparqlQuestion:
    """Decode a GET or a POST. Raises `HttpProblem` if it is malformed or too large."""
    pairs = pairs_of(request)
    queries = _values(pairs, "query")
    _refuse_updates(request.method, pairs)
    if request.method == "POST":
        content = _content_type(request)
        body = await _read_body(request, limits)
        if content.media_type == _FORM:
            fields = parse_pairs(body, "the form")
            _refuse_updates(request.method, fields)
            queries += _values(fields, "query")
            pairs += fields
        else:
            queries.append(_decode(body, "the query"))
    if len(queries) != 1:
        count = len(queries) or "no"
        raise _bad(f"the request has {count} quer{'ies' if queries else 'y'}", _ONE_QUERY)
    return SparqlQuestion(queries[0], _dataset(pairs), read_formats(pairs, accepted(request)))


def accepted(request: Request) -> str:
    """Return the Accept header, joined if it came in several lines."""
    return ",".join(request.headers.getlist("accept"))


def pairs_of(request: Request) -> Pairs:
    """Return the parameters in the URL of a request. Raises as `parse_pairs` does."""
    return parse_pairs(request.scope["query_string"], "the URL")


def asks_nothing(request: Request) -> bool:
    """Tell whether a URL has no parameter, or none but those that choose a format."""
    return all(key in OPTIONS for key, _ in pairs_of(request))


def parse_pairs(data: bytes, where: str) -> Pairs:
    """Decode names and values. Raises `HttpProblem` when they are not in UTF-8, or too many."""
    try:
        text = data.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError as error:
        expected = "names and values in UTF-8, percent-encoded"
        raise _bad(f"{where} can't be decoded: {error}", expected) from error
    except ValueError as error:
        expected = f"at most {_MOST_FIELDS} parameters"
        raise _bad(f"{where} can't be parsed: {error}", expected) from error


def _values(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _refuse_updates(method: str, pairs: Pairs) -> None:
    if any(key == "update" for key, _ in pairs):
        status = HTTPStatus.FORBIDDEN if method == "POST" else HTTPStatus.BAD_REQUEST
        raise _no_update(status)


def _no_update(status: HTTPStatus) -> HttpProblem:
    return HttpProblem(status, "this service offers no update: the graph is read-only", _ONE_QUERY)


def _content_type(request: Request) -> _ContentType:
    """Return the type of a POST's body. Raises `HttpProblem` unless it can be a query in UTF-8."""
    given = request.headers.getlist("content-type")
    if len(given) != 1:
        raise _unsupported("it has several types" if given else "the body has no media type")
    media_type, *parameters = (part.strip().lower() for part in given[0].split(";"))
    named = dict(parameter.partition("=")[::2] for parameter in parameters)
    charset = named.get("charset", "utf-8").strip('"')
    if media_type == _UPDATE:
        raise _no_update(HTTPStatus.FORBIDDEN)
    if media_type not in (_FORM, _QUERY):
        raise _unsupported(f"the body is of media type {media_type!r}")
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise _unsupported(f"the body is in {charset!r}")
    return _ContentType(media_type, charset)


async def _read_body(request: Request, limits: Limits) -> bytes:
    """Read no more than the limit. Raises `HttpProblem` for more, or what comes too slowly."""
    pieces = bytearray()
    try:
        async with asyncio.timeout(limits.patience_seconds):
            async for piece in request.stream():
                pieces += piece
                if len(pieces) > limits.body_bytes:
                    raise HttpProblem(
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                        "the body is too long",
                        f"at most {limits.body_bytes:,} bytes",
                        {"Connection": "close"},
                    )
    except TimeoutError:
        raise HttpProblem(
            HTTPStatus.REQUEST_TIMEOUT,
            "the body did not arrive in time",
            f"all of it within {limits.patience_seconds:g} s",
            {"Connection": "close"},
        ) from None
    except ClientDisconnect:
        raise _bad("the client left before the end of the body", "all of it") from None
    return bytes(pieces)


def _decode(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad(f"{what} can't be decoded: {error}", "UTF-8") from error


def _dataset(pairs: Pairs) -> Dataset | None:
    """Return the data set that a request picks. Raises `HttpProblem` for an unknown graph."""
    default, named = _values(pairs, "default-graph-uri"), _values(pairs, "named-graph-uri")
    if not default and not named:
        return None
    _require_ours([*default, *named])
    return Dataset(tuple(default), tuple(named))


def _require_ours(graphs: Sequence[str]) -> None:
    for iri in graphs:
        if iri not in _GRAPHS:
            raise _bad(f"there is no graph {iri!r} here", "one of " + ", ".join(_GRAPHS))


def _bad(detail: str, expected: str) -> HttpProblem:
    return HttpProblem(HTTPStatus.BAD_REQUEST, detail, expected)


def _unsupported(detail: str) -> HttpProblem:
    return HttpProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, _TYPES)
