"""Figures as papers give them: a decimal value or bounds, a comparator and a unit.

Values are `decimal.Decimal` throughout, so that a figure comes out as it went in.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from assbkg.nearest import DASHES

if TYPE_CHECKING:
    import pint

__all__ = ["Comparator", "Quantity", "convert", "convertible", "has_conversion", "parse_decimal"]
__all__ += ["dimension", "known_symbol", "same_unit"]

Comparator = Literal["=", "~", ">", "<", ">=", "<=", "between", "±"]

_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]{1,2})?")
#: A comparator that stands before its number.
_SIGNED: Final = re.compile(r"[<>]=?|~")

#: What a figure may be. The store's decimals have 18 places and end at 1.7e20, and a change of
#: unit multiplies by a million or divides by it.
_LONGEST: Final = 40
_MOST_DIGITS: Final = 18
_SMALLEST: Final = Decimal("1e-12")
_LARGEST: Final = Decimal("1e12")

#: The tables' unit symbols in pint's words, by dimension; what is missing here has no conversion.
_DIMENSIONS: Final = {
    "capacity per mass": {
        "mAh/g": "milliampere * hour / gram",
        "Ah/kg": "ampere * hour / kilogram",
        "Ah/g": "ampere * hour / gram",
    },
    "capacity per area": {"mAh/cm²": "milliampere * hour / centimeter ** 2"},
    "capacity": {"mAh": "milliampere * hour"},
    "current per mass": {"mA/g": "milliampere / gram", "A/g": "ampere / gram"},
    "current per area": {
        "µA/cm²": "microampere / centimeter ** 2",
        "mA/cm²": "milliampere / centimeter ** 2",
        "A/cm²": "ampere / centimeter ** 2",
        "A/m²": "ampere / meter ** 2",
    },
    "current": {"mA": "milliampere", "A": "ampere"},
    "energy per mass": {"Wh/kg": "watt * hour / kilogram"},
    "mass per area": {"mg/cm²": "milligram / centimeter ** 2", "g/m²": "gram / meter ** 2"},
    "conductivity": {
        "S/cm": "siemens / centimeter",
        "mS/cm": "millisiemens / centimeter",
        "µS/cm": "microsiemens / centimeter",
        "S/m": "siemens / meter",
    },
    "resistance": {"mΩ": "milliohm", "Ω": "ohm", "kΩ": "kiloohm", "MΩ": "megaohm"},
    "resistance times area": {"Ω·cm²": "ohm * centimeter ** 2"},
    "voltage": {"mV": "millivolt", "V": "volt"},
    "pressure": {
        "Pa": "pascal",
        "kPa": "kilopascal",
        "MPa": "megapascal",
        "GPa": "gigapascal",
        "bar": "bar",
    },
    "temperature": {"°C": "degree_Celsius", "K": "kelvin"},
    "length": {
        "nm": "nanometer",
        "µm": "micrometer",
        "mm": "millimeter",
        "cm": "centimeter",
        "m": "meter",
        "km": "kilometer",
    },
    "time": {"d": "day", "h": "hour", "min": "minute", "s": "second"},
}

_DOTS: Final = dict.fromkeys(map(ord, "\u00b7\u22c5"), " ")

#: Digits kept of a quotient that no decimal holds, as in a decimal128.
_DIGITS: Final = Context(prec=34)


@dataclass(frozen=True)
class Quantity:
    """A figure with its unit.

    `value` is None exactly when `comparator` is `between`; then both bounds are given. With `±`
    the bounds stand around the value.
    """

    comparator: Comparator
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    unit: str

    def __post_init__(self) -> None:
        """Refuse a figure whose parts don't fit together; raises `ValueError`."""
        bounds = (self.lower, self.upper)
        if self.comparator == "between":
            if self.value is not None or self.lower is None or self.upper is None:
                raise ValueError("'between' needs lower and upper and no value")
            if self.lower > self.upper:
                raise ValueError(f"lower {self.lower} is above upper {self.upper}")
        elif self.comparator == "±":
            if self.value is None or self.lower is None or self.upper is None:
                raise ValueError("'±' needs a value, and lower and upper around it")
            if not self.lower <= self.value <= self.upper:
                raise ValueError(f"{self.value} is not between {self.lower} and {self.upper}")
        elif self.value is None or any(bound is not None for bound in bounds):
            raise ValueError(f"{self.comparator!r} needs a value and neither lower nor upper")


def parse_decimal(text: str) -> Decimal:
    """Read a plain decimal such as `842.6`, `-3` or `1e-2`.

    It has at most 18 digits and is 0 or between 1e-12 and 1e12 in size: then it keeps its value
    in other units, in the store and on an axis. Raises `ValueError` that says what to write
    instead.
    """
    if len(text) <= _LONGEST and _DECIMAL.fullmatch(text):
        return _require_size(Decimal(text), text)
    if len(text) > _LONGEST:
        raise ValueError(f"{text[:_LONGEST]!r} … is longer than any number in a paper")
    meant: tuple[str, ...]
    if "," in text:
        meant = (text.replace(",", ""), text.replace(",", "."))
        fault = f"{text!r} has a comma"
    else:
        meant = (_plain_number(text),)
        fault = f"{text!r} is not a plain number"
    plain = [repr(form) for form in dict.fromkeys(meant) if _DECIMAL.fullmatch(form)]
    advice = ", or ".join(plain) or "for example '842.6' or '1e-2'"
    sign = _SIGNED.match(text)
    if plain and sign:
        advice += f", and {sign[0]!r} as comparator"
    raise ValueError(f"{fault}; write {advice}")


def _plain_number(text: str) -> str:
    """Return a number written with other dashes, spaces, a sign or a padded exponent, plainly."""
    digits = "".join(text.translate(DASHES).split())
    digits = _SIGNED.sub("", digits).removeprefix("+")
    return re.sub(r"[eE](?:\+|(-))?0*([0-9]+)$", r"e\1\2", digits)


def _require_size(value: Decimal, text: str) -> Decimal:
    if len(value.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"{text!r} has more than {_MOST_DIGITS} digits; write what was measured")
    if value and not _SMALLEST <= abs(value) <= _LARGEST:
        raise ValueError(f"{text!r} is not between {_SMALLEST} and {_LARGEST} in size")
    return value


def same_unit(first: str, second: str) -> bool:
    """Tell whether two spellings name one unit: `mAh g⁻¹` and `mAh/g` do."""
    return _plain(first) == _plain(second)


def _plain(unit: str) -> str:
    text = unicodedata.normalize("NFKC", unit).translate(DASHES | _DOTS).strip()
    text = re.sub(r"\s*\^\s*\{?\s*(-?[0-9]+)\s*\}?", r"\1", text)
    text = re.sub(r"\s+([^\W\d]+)-([0-9]+)", _per, text)
    text = re.sub(r"\bu(?=[AmgVWSF]|\u03a9)", "\u03bc", text)
    return "".join(text.split())


def _per(factor: re.Match[str]) -> str:
    return f"/{factor[1]}{factor[2] if factor[2] != '1' else ''}"


def convert(value: Decimal, unit: str, target: str) -> Decimal:
    """Convert `value` from one unit symbol to another, however each is spelt.

    The result is exact where a decimal can be, else it has 34 significant digits.
    Raises `ValueError` when either symbol has no conversion or the kinds differ.
    """
    if same_unit(unit, target):
        return value
    for symbol in (unit, target):
        if not has_conversion(symbol):
            raise ValueError(f"no conversion is known for the unit {symbol!r}")
    if not convertible(unit, target):
        raise ValueError(f"{unit!r} can't be turned into {target!r}")
    before, after = (_registry().Unit(_units()[_plain(symbol)][2]) for symbol in (unit, target))
    converted = _registry().convert(Fraction(value), before, after)
    return _DIGITS.divide(Decimal(converted.numerator), Decimal(converted.denominator))


def convertible(unit: str, target: str) -> bool:
    """Tell whether values in one unit can be given in another, however each is spelt."""
    if same_unit(unit, target):
        return True
    return dimension(unit) == dimension(target) != ""


def has_conversion(unit: str) -> bool:
    """Tell whether a unit, however it is spelt, can be converted to others of its kind."""
    return _plain(unit) in _units()


def known_symbol(unit: str) -> str | None:
    """Return how a unit that can be converted is written in tables, however it is spelt.

    >>> known_symbol("mS cm⁻¹")
    'mS/cm'
    """
    plain = _plain(unit)
    return _units()[plain][1] if plain in _units() else None


def dimension(unit: str) -> str:
    """Return what a unit measures, in words; blank if it can't be converted.

    >>> dimension("mS cm⁻¹")
    'conductivity'
    """
    return _units()[_plain(unit)][0] if has_conversion(unit) else ""


@cache
def _units() -> dict[str, tuple[str, str, str]]:
    """Return dimension, symbol and pint's words for each unit, by its plain spelling."""
    return {
        _plain(symbol): (name, symbol, words)
        for name, symbols in _DIMENSIONS.items()
        for symbol, words in symbols.items()
    }


@cache
def _registry() -> pint.UnitRegistry[Fraction]:
    """Return pint computing with fractions: its decimals make 3 min 0.0500…01 h."""
    import pint

    return pint.UnitRegistry(non_int_type=Fraction)
