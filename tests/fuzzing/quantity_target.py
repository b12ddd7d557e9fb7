"""Fuzz quantities: a decimal, its unit and another unit, a line each."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

from assbkg.quantity import convert, parse_decimal, same_unit

SEEDS: Final = tuple(
    text.encode()
    for text in (
        "842.6\nmAh g⁻¹\nAh/kg",
        "1,000\nmA cm^-2\nµA/cm²",
        "−3\nS·cm⁻¹\nmS/cm",
        "1e-2\num\nnm",
        "3\nmin\nh",
        "25\n°C\nΩ",
    )
)

#: Digits that a conversion there and back keeps.
_KEPT: Final = Context(prec=30)


def one_input(data: bytes) -> None:
    """Raise `AssertionError` if a conversion there and back changes a quantity."""
    number, unit, target, *_ = (*data.decode(errors="replace").split("\n"), "", "")
    assert same_unit(unit, target) == same_unit(target, unit)
    try:
        value = parse_decimal(number)
        back = convert(convert(value, unit, target), target, unit)
    except ValueError:
        return
    assert _rounded(back) == _rounded(value), f"{value} became {back}"


def _rounded(value: Decimal) -> Decimal:
    return _KEPT.plus(value)
