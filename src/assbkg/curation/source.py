"""What a paper is, from its `source.toml`."""

from __future__ import annotations

import codecs
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assbkg.curation.cells import Id, Text, TextOrBlank
from assbkg.errors import Problem
from assbkg.nearest import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["SOURCE", "SourceInfo", "read_source"]

SOURCE: Final = "source.toml"

Year = Annotated[int, Field(ge=1000, le=9999, strict=True)]


class SourceInfo(BaseModel):
    """The paper itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Id
    title: Text
    authors: Annotated[tuple[Text, ...], Field(min_length=1)]
    affiliation: TextOrBlank = ""
    keywords: tuple[Text, ...] = ()
    licence: Text
    year: Year | None = None


def read_source(folder: Path) -> tuple[SourceInfo | None, tuple[Problem, ...]]:
    """Read `source.toml` of a folder: what it says, if it can be read, and what is wrong."""
    path = folder / SOURCE
    try:
        info = SourceInfo.model_validate(tomllib.loads(_read_text(path)))
    except ValidationError as error:
        return None, tuple(_from_pydantic(path, fault) for fault in error.errors())
    except tomllib.TOMLDecodeError as error:
        return None, (Problem(path, 0, "", f"is no TOML: {error}"),)
    except ValueError as error:
        return None, (Problem(path, 0, "", str(error)),)
    if info.id != folder.name:
        message = f"is {info.id!r}, the folder is {folder.name!r}; they are the same"
        return info, (Problem(path, 0, "id", message),)
    return info, ()


def _read_text(path: Path) -> str:
    """The file's text; raises `ValueError` that says why there is none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ValueError("is missing; it tells what paper the tables are of") from None
    except OSError as error:
        raise ValueError(f"can't be read: {error.strerror}") from error
    if data.startswith(codecs.BOM_UTF8):
        raise ValueError("begins with a byte-order mark; save as UTF-8 without BOM")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}"
        ) from error


def _from_pydantic(path: Path, fault: ErrorDetails) -> Problem:
    key = str(fault["loc"][0])
    match fault["type"]:
        case "missing":
            message = "is missing"
        case "extra_forbidden":
            near = nearest(key, SourceInfo.model_fields, 1)
            known = f"did you mean {near[0]!r}?" if near else f"known: {_known()}"
            message = f"is no key of a source; {known}"
        case "value_error":
            message = str(fault["ctx"]["error"])
        case "string_too_short" | "too_short":
            message = "is blank"
        case "tuple_type":
            message = f"{fault['input']!r} is no list; write ['…', '…']"
        case _:
            message = f"{fault['input']!r}: {fault['msg']}"
    return Problem(path, 0, key, message)


def _known() -> str:
    return ", ".join(SourceInfo.model_fields)
