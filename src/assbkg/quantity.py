"""Figures as papers give them: a decimal value or bounds, a comparator and a unit.

Values are `decimal.Decimal` throughout, so that a figure comes out as it went in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, get_args

__all__ = ["Comparator", "Quantity", "convert", "parse_decimal", "same_unit"]

Comparator = Literal["=", "~", ">", "<", ">=", "<=", "between"]
COMPARATORS: Final = get_args(Comparator)

_DECIMAL = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")

#: The tables' unit symbols in pint's words; what is missing here has no conversion.
_PINT: Final = {
    "mAh/g": "milliampere * hour / gram",
    "Ah/kg": "ampere * hour / kilogram",
    "A/g": "ampere / gram",
    "µA/cm²": "microampere / centimeter ** 2",
    "mA/cm²": "milliampere / centimeter ** 2",
    "A/m²": "ampere / meter ** 2",
    "Wh/kg": "watt * hour / kilogram",
    "S/cm": "siemens / centimeter",
    "mS/cm": "millisiemens / centimeter",
    "Ω": "ohm",
    "nm": "nanometer",
    "µm": "micrometer",
    "km": "kilometer",
    "h": "hour",
    "min": "minute",
}

_SPELLINGS: Final = str.maketrans(
    {"\u03bc": "µ", "\u2126": "Ω", "·": " ", "⋅": " ", "\u2212": "-", "\u2013": "-"}
)


@dataclass(frozen=True)
class Quantity:
    """A figure with its unit.

    `value` is None exactly when `comparator` is `between`; then both bounds are given.
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
        elif self.value is None or any(bound is not None for bound in bounds):
            raise ValueError(f"{self.comparator!r} needs a value and neither lower nor upper")


def parse_decimal(text: str) -> Decimal:
    """Read a plain decimal such as `842.6`, `-3` or `1e-2`.

    Raises `ValueError` that tells what to write instead.
    """
    if _DECIMAL.fullmatch(text):
        try:
            return Decimal(text)
        except InvalidOperation:  # pragma: no cover - the pattern admits decimals only
            pass
    if "," in text:
        plain = text.replace(",", "")
        raise ValueError(f"{text!r} has a comma; write {plain!r}, or {text.replace(',', '.')!r}")
    raise ValueError(f"{text!r} is no plain number; write for example '842.6' or '1e-2'")


def same_unit(first: str, second: str) -> bool:
    """Tell whether two spellings name one unit: `mAh g⁻¹` and `mAh/g` do."""
    return _plain(first) == _plain(second)


def _plain(unit: str) -> str:
    text = unit.translate(_SPELLINGS).replace("⁻¹", "-1").replace("⁻²", "-2").replace("²", "2")
    text = re.sub(r"\s*\^\{?(-?\d)\}?", r"\1", text)
    text = re.sub(r"[ ]+(\w+?)-(\d)", lambda m: f"/{m[1]}{'' if m[2] == '1' else m[2]}", text)
    return text.replace(" ", "").replace("uA", "µA")


def convert(value: Decimal, unit: str, target: str) -> Decimal:
    """Convert `value` from one unit symbol of the tables to another.

    Raises `ValueError` when either symbol has no conversion or the kinds differ.
    """
    if same_unit(unit, target):
        return value
    for symbol in (unit, target):
        if symbol not in _PINT:
            raise ValueError(f"no conversion is known for the unit {symbol!r}")
    import pint

    registry = pint.UnitRegistry(non_int_type=Decimal)
    try:
        converted = registry.Quantity(value, _PINT[unit]).to(_PINT[target])
    except pint.DimensionalityError as error:
        raise ValueError(f"{unit!r} can't be turned into {target!r}") from error
    return Decimal(converted.magnitude).normalize()
