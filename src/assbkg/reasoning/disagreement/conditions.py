"""Whether two measurements were made under the same conditions, as far as these are reported."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from assbkg.composition import composition
from assbkg.curation.conditions import CONDITIONS, Level, read_condition
from assbkg.nearest import DASHES
from assbkg.vocabulary import NOT_REPORTED

__all__ = ["Compared", "Explanation", "compare", "explain"]

Compared = Literal["same", "different", "unknown"]

#: Temperatures up to so many degrees apart are the same, and other values up to such a share.
_DEGREES: Final = Decimal(10)
_SHARE: Final = Decimal("0.2")

_WORDS: Final = re.compile(r"[0-9.]+|[^\W\d_]+")


@dataclass(frozen=True)
class Explanation:
    """What conditions say on a difference: those that differ, with both values, and the unknown."""

    different: tuple[str, ...]
    not_reported: tuple[str, ...]


def explain(
    first: Mapping[str, str], second: Mapping[str, str], leaving: Collection[str] = ()
) -> Explanation:
    """Compare all conditions of two measurements but those to be left out."""
    sides = _with_rates(first), _with_rates(second)
    different, unknown = [], []
    for name in dict.fromkeys((*sides[0], *sides[1])):
        one, other = (side.get(name, "") for side in sides)
        if name in leaving or not (one or other):
            continue
        words = name.replace("_", " ")
        match compare(name, one, other):
            case "different":
                different.append(f"{words}: {one} against {other}")
            case "unknown":
                unknown.append(words)
            case "same":
                pass
    return Explanation(tuple(different), tuple(unknown))


def compare(name: str, first: str, second: str) -> Compared:
    """Compare the values of one condition, as written.

    Values that are left out, do not apply, or have units of different kinds, such as a C-rate and
    a current, are unknown: they neither differ nor agree.

    >>> compare("temperature", "25 °C", "298 K"), compare("temperature", "RT", "60 °C")
    ('same', 'different')
    >>> compare("current", "0.1 C", "100 mA/g"), compare("cycle", "1", "not-reported")
    ('unknown', 'unknown')
    """
    if not first or not second or NOT_REPORTED in (first, second):
        return "unknown"
    if _plain(first) == _plain(second):
        return "same"
    one, other = _level(name, first), _level(name, second)
    if not _is_measured(name):
        return _compare_texts(first, second)
    if one is None or other is None or one.unit != other.unit:
        return "unknown"
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return "unknown"
    greatest = max(map(abs, (one.low, one.high, other.low, other.high)))
    room = _DEGREES if name == "temperature" else _SHARE * greatest
    return "same" if one.low <= other.high + room and other.low <= one.high + room else "different"


def _is_measured(name: str) -> bool:
    """Tell whether the values of a condition are quantities, and not things or words."""
    return name == "cycle" or bool(CONDITIONS[name].units)


def _with_rates(conditions: Mapping[str, str]) -> Mapping[str, str]:
    """Return conditions with a C-rate that is given as current as the rate that it is."""
    current = conditions.get("current", "")
    level = _level("current", current)
    if level is None or level.unit != "C" or conditions.get("rate"):
        return conditions
    return {**conditions, "current": "", "rate": current}


def _level(name: str, text: str) -> Level | None:
    if name == "cycle" and not text.isdecimal():
        return None
    return read_condition(name, text)


def _compare_texts(first: str, second: str) -> Compared:
    """Compare two texts in words: one that says more than the other is no different one."""
    one, other = (frozenset(_WORDS.findall(_folded(text))) for text in (first, second))
    formulas = composition(first), composition(second)
    if one == other or (all(formulas) and formulas[0] == formulas[1]):
        return "same"
    return "unknown" if one <= other or other <= one else "different"


def _plain(text: str) -> str:
    return "".join(_folded(text).split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).casefold()
