"""What a worker is asked, and what it answers; both cross a pipe as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from assbkg.service.serving.formats import Formats

__all__ = [
    "TOOL_ANSWER",
    "Answer",
    "Dataset",
    "LibraryQuestion",
    "Question",
    "SparqlQuestion",
    "ThingQuestion",
    "ToolQuestion",
    "question_from",
]

#: The media type of what a tool answers.
TOOL_ANSWER: Final = "application/json"


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


def question_from(said: Mapping[str, Any]) -> Question:
    """The question of which `dataclasses.asdict` made `said`.

    >>> from dataclasses import asdict
    >>> question = LibraryQuestion("milestones", {}, Formats("text/csv", None))
    >>> question_from(asdict(question)) == question
    True
    """
    if "tool" in said:
        return ToolQuestion(said["tool"], said["arguments"])
    formats = Formats(**said["formats"])
    if "iri" in said:
        return ThingQuestion(said["iri"], formats)
    if "name" in said:
        return LibraryQuestion(said["name"], said["values"], formats)
    picked = said["dataset"]
    dataset = picked and Dataset(tuple(picked["default"]), tuple(picked["named"]))
    return SparqlQuestion(said["text"], dataset, formats)
