"""The conditions of measurements: their names, what each may say, and when two agree.

A condition is stored as its source writes it. `read_condition` turns it into a `Level`, in one
unit or in plain words, so that two papers can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assbkg.curation.written import read_quantity
from assbkg.nearest import DASHES, nearest
from assbkg.quantity import convert, convertible, dimension
from assbkg.vocabulary import NOT_REPORTED

__all__ = ["CONDITIONS", "ConditionKind", "Level", "check_condition", "read_condition"]


@dataclass(frozen=True)
class ConditionKind:
    """A kind of condition: the property that holds it and what it may say.

    `units` are those in which levels are compared, one for each dimension; without them a
    condition is words. `words` are the only ones allowed, if any are given. A `strict` condition
    has a unit of one of its dimensions; others may be words instead.
    """

    property: str
    units: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    strict: bool = False
    example: str = ""


#: The conditions of a measurement by the names of their columns, in the order in which they are
#: shown.
CONDITIONS: Final[Mapping[str, ConditionKind]] = {
    "cycle": ConditionKind("assb:atCycle"),
    "current": ConditionKind("assb:atCurrent", ("A/g", "mA/cm²", "mA")),
    "temperature": ConditionKind("assb:atTemperature", ("°C",)),
    "mass_basis": ConditionKind("assb:massBasis"),
    "electrolyte": ConditionKind("assb:testElectrolyte"),
    "rate": ConditionKind("assb:atRate", ("C",), strict=True, example="C/3"),
    "direction": ConditionKind("assb:inDirection", words=("charge", "discharge")),
    "voltage_window": ConditionKind(
        "assb:voltageWindow", ("V",), strict=True, example="2.5–4.2 V vs. Li⁺/Li"
    ),
    "areal_loading": ConditionKind(
        "assb:arealLoading", ("mg/cm²", "mAh/cm²"), strict=True, example="5 mg/cm²"
    ),
    "stack_pressure": ConditionKind("assb:stackPressure", ("MPa",), strict=True, example="10 MPa"),
    "fabrication_pressure": ConditionKind(
        "assb:fabricationPressure", ("MPa",), strict=True, example="375 MPa"
    ),
    "cell_type": ConditionKind("assb:cellType"),
    "counter_electrode": ConditionKind("assb:counterElectrode"),
}


@dataclass(frozen=True)
class Level:
    """What a condition says, for comparison: a range in `unit`, or `words` without a number."""

    low: Decimal | None
    high: Decimal | None
    unit: str
    words: str

    def agrees(self, other: Level, tolerance: Decimal = Decimal("0.05")) -> bool:
        """Tell whether both may be one: ranges that meet within a share of their size, or words.

        Levels in different units, such as current per mass and per area, don't agree.
        """
        if self.unit != other.unit:
            return False
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return self.words == other.words
        slack = tolerance * max(map(abs, (self.low, self.high, other.low, other.high)))
        return self.low <= other.high + slack and other.low <= self.high + slack


#: Words that stand for a range of temperatures in °C.
_TEMPERATURES: Final = re.compile(r"(?:at )?(?:room|ambient)(?: temperature)?|r\.?t\.?")
_ROOM: Final = Level(Decimal(20), Decimal(30), "°C", "")
#: `C/3`, `0.1 C`, `2C`.
_RATE: Final = re.compile(r"(?:(\d+(?:\.\d+)?) ?)?C(?: ?/ ?([1-9]\d*(?:\.\d+)?))?(?:[ -]rate)?")


def read_condition(name: str, text: str) -> Level | None:
    """Return what the condition of a column says; None if blank or not reported.

    >>> read_condition("stack_pressure", "0.1 GPa").low
    Decimal('100')
    >>> read_condition("cell_type", "Half-Cell").words
    'half cell'
    """
    if text in ("", NOT_REPORTED):
        return None
    kind = CONDITIONS[name]
    plain = _folded(text)
    if name == "cycle":
        return Level(Decimal(text), Decimal(text), "cycle", "")
    if name == "temperature" and _TEMPERATURES.fullmatch(plain):
        return _ROOM
    if name in ("rate", "current") and (rate := _read_rate(text)):
        return rate
    return _read_quantity(text, kind) or Level(None, None, "", plain)


def _folded(text: str) -> str:
    """Return words in one spelling: small letters, one space, no hyphens."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES)
    return " ".join(re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", " ", plain).casefold().split())


def _read_rate(text: str) -> Level | None:
    found = _RATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    rate = Decimal(found[1] or 1) / Decimal(found[2] or 1)
    return Level(rate, rate, "C", "")


def _read_quantity(text: str, kind: ConditionKind) -> Level | None:
    quantity = read_quantity(text) if kind.units else None
    if quantity is None:
        return None
    for unit in kind.units:
        if convertible(quantity.unit, unit):
            low = quantity.lower if quantity.value is None else quantity.value
            high = quantity.upper if quantity.value is None else quantity.value
            assert low is not None
            assert high is not None
            return Level(
                convert(low, quantity.unit, unit), convert(high, quantity.unit, unit), unit, ""
            )
    return None


def check_condition(name: str, text: str) -> str:
    """Return the text of a condition.

    Raises `ValueError` if it is not one of the words that its kind allows, or if its unit is of
    another dimension.
    """
    kind, called = CONDITIONS[name], name.replace("_", " ")
    if kind.words and text not in kind.words:
        hint = nearest(text, kind.words, 1)
        meant = f"; did you mean {hint[0]!r}?" if hint else ""
        raise ValueError(f"{text!r} is not {' or '.join(map(repr, kind.words))}{meant}")
    quantity = read_quantity(text) if kind.units else None
    units = " or ".join(kind.units)
    if quantity is not None and not any(convertible(quantity.unit, unit) for unit in kind.units):
        if name == "temperature" and quantity.unit == "C":
            raise ValueError(f"{text!r} is in coulombs; write '°C'")
        if (what := dimension(quantity.unit)) and what != "time":
            raise ValueError(f"{text!r} is a {what}; {called} is in {units}")
    if kind.strict and (read_condition(name, text) or _NOTHING).unit == "":
        raise ValueError(f"{text!r} has no number in {units}; write for example {kind.example!r}")
    return text


_NOTHING: Final = Level(None, None, "", "")
