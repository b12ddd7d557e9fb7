"""The kinds of cell that tables have: text to values, and what is wrong with a text.

Every fault is a `ValueError` that shows the cell and what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from assbkg.quantity import parse_decimal

__all__ = [
    "Doi",
    "Figure",
    "FigureId",
    "Fingerprint",
    "Id",
    "Number",
    "Numbers",
    "Places",
    "RecordId",
    "Text",
    "TextOrBlank",
    "Texts",
]

_BETWEEN: Final = "; "
_LINE_BREAKS: Final = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_REPLACEMENT: Final = "\ufffd"
#: Unicode categories of what can't be seen, or not on every machine.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs"})


def _clean(cell: str) -> str:
    if cell.isprintable() and cell == cell.strip() and _REPLACEMENT not in cell:
        return cell
    if cell != cell.strip():
        raise ValueError(f"{cell!r} has spaces or a line break at an end")
    for character in cell:
        if character in _LINE_BREAKS:
            raise ValueError(f"{cell!r} has a line break")
        if unicodedata.category(character) in _UNSEEN or character == _REPLACEMENT:
            raise ValueError(
                f"{cell!r} holds U+{ord(character):04X}, which no reader sees; type it anew"
            )
    return cell


def _like(pattern: str, what: str, example: str) -> Callable[[str], str]:
    """A check that a whole cell fits a pattern."""
    compiled = re.compile(pattern)

    def check(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise ValueError(f"{cell!r} is no {what}; write for example {example!r}")
        return cell

    return check


def _split(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return tuple(cell.split(_BETWEEN)) if cell else ()


def _whole(cell: object) -> object:
    if isinstance(cell, str) and not re.fullmatch(r"[1-9][0-9]*", cell):
        raise ValueError(f"{cell!r} is no whole number; write for example '81'")
    return cell


def _wholes(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    if ";" in cell.replace(_BETWEEN, ""):
        raise ValueError(f"{cell!r} has a ';' without a space behind it; write '81; 82'")
    return tuple(_whole(part) for part in cell.split(_BETWEEN)) if cell else ()


def _decimal(cell: object) -> object:
    if isinstance(cell, str):
        return parse_decimal(cell) if cell else None
    return cell


def _clean_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    for part in parts:
        if not part:
            raise ValueError("a part between two '; ' is blank")
        if ";" in part:
            raise ValueError(f"{part!r} holds a ';'; values are parted by '; ', with a space")
        _clean(part)
    return _each_once(parts)


def _each_once[T: Hashable](parts: tuple[T, ...]) -> tuple[T, ...]:
    twice = next((part for n, part in enumerate(parts) if part in parts[:n]), None)
    if twice is not None:
        raise ValueError(f"{twice!r} is given twice")
    return parts


_id = _like(r"[a-z0-9]+(-[a-z0-9]+)*", "id of lower-case letters, digits and '-'", "void-design")
_record_id = _like(r"s[0-9]{3,}[a-z]+", "id of a claim", "s081a")
_figure_id = _like(r"s[0-9]{3,}m[1-9][0-9]*", "id of a figure", "s048m1")
_fingerprint = _like(r"[0-9a-f]{64}", "fingerprint of 64 hexadecimal digits", "0" * 64)
_doi = _like(r"(10\.[0-9]{4,}/\S+)?", "bare DOI", "10.1016/j.ensm.2024.103456")

Whole = Annotated[int, BeforeValidator(_whole), Field(ge=1)]

TextOrBlank = Annotated[str, AfterValidator(_clean)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_clean)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_clean_parts)]
Number = Whole
Numbers = Annotated[
    tuple[Whole, ...], BeforeValidator(_wholes), AfterValidator(_each_once)
]
Places = Annotated[Numbers, Field(min_length=1)]
Figure = Annotated[Decimal | None, BeforeValidator(_decimal)]
Id = Annotated[Text, AfterValidator(_id)]
RecordId = Annotated[Text, AfterValidator(_record_id)]
FigureId = Annotated[Text, AfterValidator(_figure_id)]
Fingerprint = Annotated[Text, AfterValidator(_fingerprint)]
Doi = Annotated[TextOrBlank, AfterValidator(_doi)]
