"""The kinds of cell that tables have: text to values, and what is wrong with a text.

Every fault is a `ValueError` that shows the cell and what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from assbkg.quantity import parse_decimal

__all__ = [
    "NOT_APPLICABLE",
    "NOT_REPORTED",
    "Condition",
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

T = TypeVar("T", bound=Hashable)

NOT_REPORTED: Final = "not-reported"
NOT_APPLICABLE: Final = "not-applicable"

_BETWEEN: Final = "; "
_NOTHING_SAID: Final = frozenset({"", "na", "nan", "nil", "none", "null", "tbd", "unknown"})
_LINE_BREAKS: Final = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_WHOLE: Final = re.compile(r"[1-9][0-9]{0,17}")
#: What stands for a character that was lost, and two that are none and that XML can't hold.
_LOST: Final = frozenset("\ufffd\ufffe\uffff")
#: Unicode categories of what can't be seen, or not on every machine.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs"})


def _clean(cell: str) -> str:
    if cell.isprintable() and cell == cell.strip() and _LOST.isdisjoint(cell):
        return cell
    if cell != cell.strip():
        raise ValueError(f"{cell!r} has spaces or a line break at an end")
    for character in cell:
        if character in _LINE_BREAKS:
            raise ValueError(f"{cell!r} has a line break")
        if unicodedata.category(character) in _UNSEEN or character in _LOST:
            raise ValueError(
                f"{cell!r} holds U+{ord(character):04X}, which no reader sees; type it anew"
            )
    return cell


def _like(pattern: str, what: str, advice: str) -> Callable[[str], str]:
    """A check that a whole cell fits a pattern."""
    compiled = re.compile(pattern)

    def check(cell: str) -> str:
        if not compiled.fullmatch(cell):
            raise ValueError(f"{cell!r} is no {what}; {advice}")
        return cell

    return check


def _split(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    return tuple(cell.split(_BETWEEN)) if cell else ()


def _whole(cell: object) -> object:
    if isinstance(cell, str) and not _WHOLE.fullmatch(cell):
        hint = "; several are parted by '; ', with a space" if ";" in cell else ""
        raise ValueError(f"{cell!r} is no whole number{hint}; write for example '81'")
    return int(cell) if isinstance(cell, str) else cell


def _decimal(cell: object) -> object:
    if isinstance(cell, str):
        return parse_decimal(cell) if cell else None
    return cell


def _clean_parts(parts: tuple[str, ...]) -> tuple[str, ...]:
    for part in parts:
        if not part:
            raise ValueError("a value before or after '; ' is blank")
        if ";" in part:
            raise ValueError(f"{part!r} holds a ';'; values are parted by '; ', with a space")
        _clean(part)
    return _each_once(parts)


def _each_once(parts: tuple[T, ...]) -> tuple[T, ...]:
    twice = next((part for n, part in enumerate(parts) if part in parts[:n]), None)
    if twice is not None:
        raise ValueError(f"{twice!r} is given twice")
    return parts


def _condition(cell: str) -> str:
    said = re.sub(r"[\W_]", "", cell.casefold())
    if said.startswith("not") or said in _NOTHING_SAID:
        if cell in (NOT_REPORTED, NOT_APPLICABLE):
            return cell
        advice = f"write {NOT_REPORTED!r} or {NOT_APPLICABLE!r}"
        raise ValueError(f"{cell!r} does not say why there is no condition; {advice}")
    return cell


_id = _like(
    r"[a-z0-9]+(-[a-z0-9]+)*", "id", "write lower-case letters, digits and '-', as in 'void-design'"
)
_record_id = _like(r"s[0-9]{3,}[a-z]+", "id of a claim", "write for example 's081a'")
_figure_id = _like(r"s[0-9]{3,}m[1-9][0-9]*", "id of a figure", "write for example 's048m1'")
_fingerprint = _like(r"[0-9a-f]{64}", "fingerprint", "`assbkg sentences FILE` gives them")
_doi = _like(
    r"(10\.[0-9]{4,}/\S+)?", "bare DOI", "write it without an address, as in '10.1000/182'"
)

TextOrBlank = Annotated[str, AfterValidator(_clean)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_clean)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_clean_parts)]
Number = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Numbers = Annotated[tuple[Number, ...], BeforeValidator(_split), AfterValidator(_each_once)]
Places = Annotated[Numbers, Field(min_length=1)]
Figure = Annotated[Decimal | None, BeforeValidator(_decimal)]
Condition = Annotated[Text, AfterValidator(_condition)]
Id = Annotated[Text, AfterValidator(_id)]
RecordId = Annotated[Text, AfterValidator(_record_id)]
FigureId = Annotated[Text, AfterValidator(_figure_id)]
Fingerprint = Annotated[Text, AfterValidator(_fingerprint)]
Doi = Annotated[TextOrBlank, AfterValidator(_doi)]
