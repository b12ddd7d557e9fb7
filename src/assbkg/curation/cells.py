"""The types of table cells: parse text into values, and refuse what is wrong with it.

Every fault is a `ValueError` that shows the cell and what to write instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from assbkg.curation.conditions import check_condition
from assbkg.curation.spoilt import require_unspoilt
from assbkg.quantity import Comparator, Quantity, parse_decimal
from assbkg.vocabulary import NOT_REPORTED

__all__ = [
    "FIGURE_ID",
    "NOT_APPLICABLE",
    "Condition",
    "Cycle",
    "Doi",
    "Figure",
    "FigureId",
    "Fingerprint",
    "Id",
    "Isbn",
    "Label",
    "Labels",
    "Like",
    "Number",
    "Numbers",
    "Places",
    "RecordId",
    "StepParameter",
    "Text",
    "TextOrBlank",
    "Texts",
    "Verification",
    "Year",
    "parse_parameter",
    "shown",
]


T = TypeVar("T", bound=Hashable)

NOT_APPLICABLE: Final = "not-applicable"

_BETWEEN: Final = "; "
_NOTHING_SAID: Final = frozenset({"", "na", "nan", "nil", "none", "null", "tbd", "unknown"})
_LINE_BREAKS: Final = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_WHOLE: Final = re.compile(r"[1-9][0-9]{0,17}")
#: What may be meant as a count of cycles: `1st`, `1.0`, `cycle 5`, `1,000 cycles`, `007`.
_COUNT: Final = re.compile(
    r"(?:cycle|no\.?|#)?0*([1-9]\d{0,2}(?:[,']\d{3})+|[1-9]\d{0,17})(?:\.0*)?"
    r"(?:st|nd|rd|th)?\.?(?:cycles?)?",
    re.IGNORECASE | re.ASCII,
)
_FIRST_YEAR, _LAST_YEAR = 1000, 9999
#: The replacement character, and two noncharacters that XML can't hold.
_LOST: Final = frozenset("\ufffd\ufffe\uffff")
#: Unicode categories of characters that are invisible, at least on some machines.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
#: Letters and marks that are invisible although their categories say otherwise: fillers, joiners,
#: variation selectors, inherent vowels of Khmer, and the blank of Braille.
_BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)

#: The longest text and name, in characters. The longest of the shipped tables have 193 and 64.
_LONGEST_TEXT: Final = 2_000
_LONGEST_NAME: Final = 200
#: Maximum number of combining marks on one letter; no script needs more than four.
_MARKS: Final = 4
#: Maximum number of values in one cell.
_MOST_PARTS: Final = 1_000
#: How much of a cell a message shows, in characters.
_SHOWN: Final = 80


def shown(cell: object) -> str:
    """Return a value as messages show it: quoted, and short."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"a number of type {type(cell).__name__}" if _is_huge(cell) else repr(cell)
    if isinstance(cell, str):
        return repr(cell) if len(cell) <= _SHOWN else f"{cell[:_SHOWN]!r} …"
    told = repr(cell) if not isinstance(cell, list | dict | tuple) else type(cell).__name__
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]} …"


def _is_huge(number: float) -> bool:
    return isinstance(number, int) and number.bit_length() > _SHOWN


def _clean(cell: str) -> str:
    if len(cell) > _LONGEST_TEXT:
        raise ValueError(
            f"{shown(cell)} has {len(cell):,} characters; the limit is {_LONGEST_TEXT:,}"
        )
    require_unspoilt(cell)
    if cell.isascii() and cell.isprintable() and cell == cell.strip():
        return cell
    if cell != cell.strip():
        raise ValueError(f"{shown(cell)} has spaces or a line break at an end")
    marks = 0
    for character in cell:
        if character in _LINE_BREAKS:
            raise ValueError(f"{shown(cell)} has a line break")
        category = unicodedata.category(character)
        if category in _UNSEEN or character in _LOST or _BLANK.match(character):
            raise ValueError(
                f"{shown(cell)} holds U+{ord(character):04X}, which is invisible; retype it"
            )
        marks = marks + 1 if category.startswith("M") else 0
        if marks > _MARKS:
            raise ValueError(f"{shown(cell)} has more than {_MARKS} marks on one letter")
    if unicodedata.category(cell[:1] or "x").startswith("M"):
        raise ValueError(f"{shown(cell)} begins with a combining mark without a letter; retype it")
    return cell


def _name(cell: str) -> str:
    """Return a name. Raises `ValueError` unless it is short and has a letter or digit."""
    if len(cell) > _LONGEST_NAME:
        raise ValueError(
            f"{shown(cell)} has {len(cell):,} characters; a name has at most {_LONGEST_NAME}"
        )
    if cell and not any(character.isalnum() for character in cell):
        raise ValueError(f"{shown(cell)} has no letter and no digit; write a name")
    return cell


@dataclass(frozen=True)
class Like:
    """A check that a whole cell fits a pattern; `what` and `advice` are for messages."""

    pattern: str
    what: str
    advice: str

    def __call__(self, cell: str) -> str:
        """Return the cell. Raises `ValueError` unless it fits."""
        if not self._compiled.fullmatch(cell):
            raise ValueError(f"{shown(cell)} is not {self.what}; {self.advice}")
        return cell

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)


def _split(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    parts = tuple(cell.split(_BETWEEN)) if cell else ()
    if len(parts) > _MOST_PARTS:
        raise ValueError(f"{shown(cell)} has {len(parts):,} values; at most {_MOST_PARTS:,}")
    return parts


def _whole(cell: object) -> object:
    if isinstance(cell, str) and not _WHOLE.fullmatch(cell):
        hint = "; several are separated by '; ', with a space" if ";" in cell else ""
        raise ValueError(f"{shown(cell)} is not a whole number{hint}; write for example '81'")
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
            raise ValueError(
                f"{shown(part)} holds a ';'; values are separated by '; ', with a space"
            )
        _clean(part)
    return _each_once(parts)


def _each_once(parts: tuple[T, ...]) -> tuple[T, ...]:
    twice = next((part for part, count in Counter(parts).items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"{shown(twice)} is given twice")
    return parts


def _names(parts: tuple[str, ...]) -> tuple[str, ...]:
    for part in parts:
        _name(part)
    return parts


def _year(number: int) -> int:
    if not _FIRST_YEAR <= number <= _LAST_YEAR:
        raise ValueError(f"{number} is not a year; write for example '2024'")
    return number


def _condition(cell: str, info: ValidationInfo) -> str:
    """Return a condition; a blank one is decided by the kind of quantity."""
    said = re.sub(r"[\W_]", "", cell.casefold())
    if cell and (said.startswith("not") or said in _NOTHING_SAID):
        if cell in (NOT_REPORTED, NOT_APPLICABLE):
            return cell
        advice = f"write {NOT_REPORTED!r} or {NOT_APPLICABLE!r}, or leave it blank"
        raise ValueError(f"{shown(cell)} does not say why there is no condition; {advice}")
    return check_condition(info.field_name or "", cell) if cell else ""


def _first(cell: object) -> object:
    return "1" if cell == "first" else cell


def _cycle(cell: str) -> str:
    """Return a cycle. Raises `ValueError` unless it is a count from 1 or one of the two words."""
    if cell in ("", NOT_REPORTED, NOT_APPLICABLE) or _WHOLE.fullmatch(cell):
        return cell
    meant = _COUNT.fullmatch("".join(unicodedata.normalize("NFKC", cell).split(" ")))
    whole = re.sub(r"[,']", "", meant[1]) if meant else ""
    example = whole if _WHOLE.fullmatch(whole) else "200"
    raise ValueError(
        f"{shown(cell)} is not a cycle; write a whole number from 1, "
        f"{'here' if example == whole else 'for example'} {example!r}, "
        f"or {NOT_REPORTED!r} or {NOT_APPLICABLE!r}"
    )


_id = Like(
    r"[a-z0-9]+(-[a-z0-9]+)*",
    "an id",
    "write lower-case letters, digits and '-', as in 'void-design'",
)
_record_id = Like(r"s[0-9]{3,}[a-z]+", "an id of a claim", "write for example 's081a'")
#: What the id of a measurement looks like.
FIGURE_ID: Final = re.compile(r"s[0-9]{3,}m[1-9][0-9]*")
_figure_id = Like(FIGURE_ID.pattern, "an id of a measurement", "write for example 's048m1'")
_fingerprint = Like(r"([0-9a-f]{64})?", "a fingerprint", "`assbkg sentences FILE` prints them")
_doi = Like(
    r"(10\.[0-9]{4,9}(\.[0-9]+)*/\S*[^\s.,;])?",
    "a bare DOI",
    "write it without an address, as in '10.1000/182'",
)
_seen = Like(
    r"((publisher|index|citation): https?://[!-~]+, [0-9]{4}-[0-9]{2}-[0-9]{2})?",
    "an account of how a DOI was verified",
    "write what shows DOI and title together ('publisher', 'index' or 'citation'), its address "
    "and the date, as in 'publisher: https://example.org/article, 2026-12-01'",
)


def _on_a_day(seen: str) -> str:
    day = seen.rpartition(", ")[2]
    try:
        return seen if not day or date.fromisoformat(day) else ""
    except ValueError as error:
        raise ValueError(f"{shown(day)} is not a calendar date") from error


#: Without hyphens, as barcodes have it.
_isbn = Like(
    r"(97[89][0-9]{10})?", "an ISBN", "write its 13 digits without hyphens, as in '9780471477563'"
)


def _with_check_digit(isbn: str) -> str:
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(isbn))
    if total % 10:
        raise ValueError(f"{shown(isbn)} is not an ISBN: its last digit doesn't fit the others")
    return isbn


TextOrBlank = Annotated[str, AfterValidator(_clean)]
Text = Annotated[str, Field(min_length=1), AfterValidator(_clean)]
Label = Annotated[Text, AfterValidator(_name)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_split), AfterValidator(_clean_parts)]
Labels = Annotated[Texts, AfterValidator(_names)]
Number = Annotated[int, BeforeValidator(_whole), Field(ge=1)]
Year = Annotated[Number, AfterValidator(_year)]
Numbers = Annotated[tuple[Number, ...], BeforeValidator(_split), AfterValidator(_each_once)]
Places = Annotated[Numbers, Field(min_length=1)]
Figure = Annotated[Decimal | None, BeforeValidator(_decimal)]
Condition = Annotated[TextOrBlank, AfterValidator(_condition)]
Cycle = Annotated[Condition, BeforeValidator(_first), AfterValidator(_cycle)]
Id = Annotated[Text, AfterValidator(_id)]
RecordId = Annotated[Text, AfterValidator(_record_id)]
FigureId = Annotated[Text, AfterValidator(_figure_id)]
Fingerprint = Annotated[TextOrBlank, AfterValidator(_fingerprint)]
Doi = Annotated[TextOrBlank, AfterValidator(_doi)]
Isbn = Annotated[TextOrBlank, AfterValidator(_isbn), AfterValidator(_with_check_digit)]
Verification = Annotated[TextOrBlank, AfterValidator(_seen), AfterValidator(_on_a_day)]


_PARAMETER = re.compile(
    r"(?P<kind>[A-Za-z]+)(?:\[(?P<material>[a-z0-9-]+)\])?(?P<sign>=|~|<=|>=|<|>)"
    r"(?P<low>-?[\d.,]+)(?:(?P<between>[–±-])(?P<high>-?[\d.,]+))? (?P<unit>\S+)"
    r"(?: \((?P<written>[^()]+)\))?"
)


#: The signs that a parameter may have before its number.
_SIGNS_OF_PARAMETERS: Final[tuple[Comparator, ...]] = ("=", "~", "<=", ">=", "<", ">")


@dataclass(frozen=True)
class StepParameter:
    """One setting of a step; `material` is the id of the material that it is about, or empty."""

    kind: str
    material: str
    quantity: Quantity
    as_written: str


def parse_parameter(text: str) -> StepParameter:
    """Parse one parameter; `30-50 %` gives bounds, `MassFraction[pvdf]` names a material.

    The words of the paper may follow in brackets. Raises `ValueError` that shows what a parameter
    looks like.

    >>> parse_parameter("MassFraction[pvdf]=5.6 wt%").material
    'pvdf'
    >>> parse_parameter("Duration<=24 h (within 24 hours)").as_written
    'within 24 hours'
    """
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise ValueError(
            f"{text!r} is not a parameter; write for example 'Temperature=600 °C', "
            "'MassFraction[pvdf]=5.6 wt%' or 'Duration<=24 h (within 24 hours)'"
        )
    if found["between"] and found["sign"] != "=":
        raise ValueError(f"{text!r} has two bounds and a sign; write '=' before a range")
    written = found["written"]
    if not written:
        begin = found.end("sign") if found["sign"] == "=" else found.start("sign")
        written = text[begin:]
    quantity = _parameter_quantity(found)
    return StepParameter(found["kind"], found["material"] or "", quantity, written)


def _parameter_quantity(found: re.Match[str]) -> Quantity:
    low, unit = parse_decimal(found["low"]), found["unit"]
    if found["between"] is None:
        sign = next(sign for sign in _SIGNS_OF_PARAMETERS if sign == found["sign"])
        return Quantity(sign, low, None, None, unit)
    high = parse_decimal(found["high"])
    if found["between"] == "±":
        return Quantity("±", low, low - high, low + high, unit)
    return Quantity("between", None, low, high, unit)
