"""What a paper is, from its `source.toml`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assbkg.curation.cells import Doi, Id, Text, TextOrBlank, Verification, shown
from assbkg.errors import MissingFile, Problem, UnreadableFile
from assbkg.files.opening import MIB, parse_toml, read_text
from assbkg.nearest import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["SOURCE", "SourceInfo", "read_source"]

SOURCE: Final = "source.toml"

_MOST_BYTES: Final = MIB
#: How many faults of the file are listed.
_LISTED: Final = 100

Year = Annotated[int, Field(ge=1000, le=9999, strict=True)]
Passes = Annotated[int, Field(ge=1, le=100, strict=True)]
SourceType = Literal["review", "study", "perspective", "report", "thesis", "book"]


class SourceInfo(BaseModel):
    """The paper itself, and how it was curated.

    `doi_verified` says where the DOI was seen, as in `references.csv`; `curated_by` names who
    read the paper, and `passes` counts how often all of it was read independently. `licence` is
    that of the paper's text, `tables_licence` the SPDX id of that of its tables.
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
    #: How many sentences the text has; given where `coverage.csv` leaves some out as not read.
    sentences: Annotated[int, Field(ge=1, strict=True)] | None = None

    @model_validator(mode="after")
    def _a_doi_says_how_it_was_verified(self) -> SourceInfo:
        if bool(self.doi) != bool(self.doi_verified):
            raise ValueError("doi and doi_verified are both given or both left out")
        return self


def read_source(folder: Path) -> tuple[SourceInfo | None, tuple[Problem, ...]]:
    """Read `source.toml` of a folder: what it says, if it can be read, and what is wrong."""
    path = folder / SOURCE
    try:
        info = SourceInfo.model_validate(parse_toml(read_text(path, _MOST_BYTES, folder), path))
    except ValidationError as error:
        faults = islice(error.errors(), _LISTED)
        return None, tuple(_from_pydantic(path, fault) for fault in faults)
    except MissingFile:
        return None, (
            Problem(path, 0, "", "is missing; it states which paper the tables describe"),
        )
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
