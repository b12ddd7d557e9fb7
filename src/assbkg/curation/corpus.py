"""All curated tables together: one `Paper` a folder, a `Corpus` of papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assbkg.curation.cells import Doi, Id, Text, TextOrBlank, Verification, shown
from assbkg.curation.records import (
    TABLES,
    Assessment,
    Claim,
    Contradiction,
    Coverage,
    Entity,
    Measurement,
    Record,
    Reference,
    Step,
)
from assbkg.curation.tables import Row, read_table
from assbkg.errors import CurationError, MissingFile, Problem, UnreadableFile
from assbkg.files.opening import MIB, parse_toml, read_text
from assbkg.nearest import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = [
    "SOURCE",
    "Corpus",
    "Paper",
    "SaidRow",
    "SourceInfo",
    "read_corpus",
    "read_source",
    "source_folders",
]


SOURCE: Final = "source.toml"

_MOST_BYTES: Final = MIB
#: Maximum number of faults of a `source.toml`, and of unknown files, that are listed.
_LISTED: Final = 100

Year = Annotated[int, Field(ge=1000, le=9999, strict=True)]
Passes = Annotated[int, Field(ge=1, le=100, strict=True)]
SourceType = Literal["review", "study", "perspective", "report", "thesis", "book", "background"]


class SourceInfo(BaseModel):
    """The paper itself, and how it was curated.

    `doi_verified` says where the DOI was seen, as in `references.csv`; `curated_by` names who
    read the paper, and `passes` counts how often all of it was read independently. `licence` is
    that of the paper's text, `tables_licence` the SPDX id of that of its tables. A source of the
    type "background" is no paper: its places are chapters of the works that it cites.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Id
    title: Text
    authors: Annotated[tuple[Text, ...], Field(min_length=1)]
    affiliation: TextOrBlank = ""
    keywords: tuple[Text, ...] = ()
    licence: Text
    year: Year | None = None
    #: A short name that cites the paper among others, such as `Wang 2022`; unique in a graph.
    key: Annotated[TextOrBlank, Field(max_length=40, pattern=r"^[^\[\]:;,]*$")] = ""
    doi: Doi = ""
    doi_verified: Verification = ""
    type: SourceType | None = None
    curated_by: tuple[Text, ...] = ()
    passes: Passes | None = None
    tables_licence: TextOrBlank = ""
    #: How the tables were made and how far passes agreed, in a sentence or two.
    curation: TextOrBlank = ""
    #: What read the paper, with its version, such as `pdf 1`; blank when the text was typed.
    reader: Annotated[TextOrBlank, Field(max_length=40)] = ""
    #: The version that split the text into sentences; 1 where none is given.
    segmenter: Annotated[int, Field(ge=1, le=999, strict=True)] | None = None
    #: How many sentences the text has; given where `coverage.csv` leaves some out as not read.
    sentences: Annotated[int, Field(ge=1, strict=True)] | None = None

    @model_validator(mode="after")
    def _a_doi_says_how_it_was_verified(self) -> SourceInfo:
        if bool(self.doi) != bool(self.doi_verified):
            raise ValueError("doi and doi_verified are both given or both omitted")
        return self

    @property
    def is_background(self) -> bool:
        """Whether this is background knowledge, and no paper."""
        return self.type == "background"


def read_source(folder: Path) -> tuple[SourceInfo | None, tuple[Problem, ...]]:
    """Read the `source.toml` of a folder: its contents, if it is valid, and its problems."""
    path = folder / SOURCE
    try:
        info = SourceInfo.model_validate(parse_toml(read_text(path, _MOST_BYTES, folder), path))
    except ValidationError as error:
        faults = islice(error.errors(), _LISTED)
        return None, tuple(_from_pydantic(path, fault) for fault in faults)
    except MissingFile:
        return None, (Problem(path, 0, "", "is missing; it says which paper the tables describe"),)
    except UnreadableFile as error:
        return None, (Problem(path, error.line, "", error.reason),)
    if info.id != folder.name:
        message = f"is {info.id!r}, the folder is {folder.name!r}; they are the same"
        return info, (Problem(path, 0, "id", message),)
    return info, ()


def _from_pydantic(path: Path, fault: ErrorDetails) -> Problem:
    key = str(fault["loc"][0]) if fault["loc"] else ""
    match fault["type"]:
        case "missing":
            message = "is missing"
        case "extra_forbidden":
            near = nearest(key, SourceInfo.model_fields, 1)
            known = f"did you mean {near[0]!r}?" if near else f"known: {_known()}"
            message = f"is not a key of a source; {known}"
        case "value_error":
            message = str(fault["ctx"]["error"])
        case "literal_error":
            message = f"{shown(fault['input'])} is none of {fault['ctx']['expected']}"
        case "string_too_short" | "too_short":
            message = "is blank"
        case "tuple_type":
            message = f"{shown(fault['input'])} is not a list; write ['…', '…']"
        case _:
            message = f"{shown(fault['input'])}: {fault['msg']}"
    return Problem(path, 0, key, message)


def _known() -> str:
    return ", ".join(SourceInfo.model_fields)


R = TypeVar("R", bound=Record)

SaidRow = Row[Claim] | Row[Measurement] | Row[Step]
_FILES = tuple(f"{kind.table}.csv" for kind in TABLES)


@dataclass(frozen=True)
class Paper:
    """The tables of one source."""

    folder: Path
    info: SourceInfo
    references: tuple[Row[Reference], ...]
    entities: tuple[Row[Entity], ...]
    claims: tuple[Row[Claim], ...]
    measurements: tuple[Row[Measurement], ...]
    steps: tuple[Row[Step], ...]
    assessments: tuple[Row[Assessment], ...]
    contradictions: tuple[Row[Contradiction], ...]
    coverage: tuple[Row[Coverage], ...]

    def assertions(self) -> tuple[Row[Claim] | Row[Measurement], ...]:
        """Return claims and measurements, which are what can be contested."""
        return (*self.claims, *self.measurements)

    def said(self) -> Iterator[tuple[str, SaidRow]]:
        """Yield every record that states something about the world, with its id."""
        rows: tuple[SaidRow, ...] = (*self.claims, *self.measurements, *self.steps)
        for row in rows:
            yield row.record.id, row

    def places(self) -> Iterator[tuple[str, int]]:
        """Yield the id of every record with each sentence that it comes from."""
        for record_id, row in self.said():
            for sentence in row.record.sentence:
                yield record_id, sentence
        for reference in self.references:
            yield reference.record.id, reference.record.sentence


@dataclass(frozen=True)
class Corpus:
    """All sources, sorted by id."""

    papers: tuple[Paper, ...]

    def entities(self) -> dict[str, str]:
        """Return the class of every entity of every source, by id."""
        return {
            row.record.id: row.record.class_name for paper in self.papers for row in paper.entities
        }

    def owner(self, paper: Paper, name: str) -> tuple[Paper, str]:
        """Return the paper and the id of the record that `name` means in the tables of `paper`.

        `wang-2022.s112a` is the record `s112a` of the paper `wang-2022`; any other name is a
        record of `paper` itself, whether it exists or not.
        """
        source, _, record = name.partition(".")
        other = self._by_id.get(source)
        return (paper, name) if other is None or not record else (other, record)

    @cached_property
    def _by_id(self) -> dict[str, Paper]:
        return {paper.info.id: paper for paper in self.papers}


def source_folders(graphs: Path) -> tuple[Path, ...]:
    """Return the folders in `graphs` that hold a `source.toml` or a table, sorted by name."""
    found = {path.parent for name in (SOURCE, *_FILES) for path in graphs.glob(f"*/{name}")}
    return tuple(sorted(found))


def read_corpus(graphs: Path) -> Corpus:
    """Read the tables of every source in `graphs`.

    Raises `CurationError` with all problems of all files, if there is any.
    """
    folders = source_folders(graphs)
    if not folders:
        message = f"holds no source; expected <source>/{SOURCE}"
        if not graphs.is_dir():
            message = f"is not a folder; expected one that holds <source>/{SOURCE}"
        raise CurationError([Problem(graphs, 0, "", message)])
    problems: list[Problem] = []
    papers = [_read_paper(folder, problems) for folder in folders]
    if problems:
        raise CurationError(problems)
    return Corpus(tuple(paper for paper in papers if paper is not None))


def _read_paper(folder: Path, problems: list[Problem]) -> Paper | None:
    def rows(kind: type[R]) -> tuple[Row[R], ...]:
        found, faults = read_table(folder / f"{kind.table}.csv", kind)
        problems.extend(faults)
        return found

    info, faults = read_source(folder)
    problems += [*faults, *_check_files(folder)]
    tables = (
        rows(Reference),
        rows(Entity),
        rows(Claim),
        rows(Measurement),
        rows(Step),
        rows(Assessment),
        rows(Contradiction),
        rows(Coverage),
    )
    return Paper(folder, info, *tables) if info else None


def _check_files(folder: Path) -> Iterator[Problem]:
    others = (path for path in folder.glob("*.csv") if path.name not in _FILES)
    for path in islice(others, _LISTED):
        near = nearest(path.name, _FILES, 1)
        meant = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(_FILES)}"
        yield Problem(path, 0, "", f"is not one of the tables{meant}")
