"""Parameters of process steps: `Temperature=600 °C` to a quantity of a kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assbkg.quantity import Quantity, parse_decimal

__all__ = ["StepParameter", "parse_parameter"]

_PARAMETER = re.compile(
    r"(?P<kind>[A-Za-z]+)(?:\[(?P<material>[a-z0-9-]+)\])?="
    r"(?P<low>-?[\d.,]+)(?:[–-](?P<high>-?[\d.,]+))? (?P<unit>\S+)"
)


@dataclass(frozen=True)
class StepParameter:
    """One setting of a step; `material` is the id of what it is the setting of, or empty."""

    kind: str
    material: str
    quantity: Quantity
    as_written: str


def parse_parameter(text: str) -> StepParameter:
    """Read one parameter; `30-50 %` gives bounds, `MassFraction[pvdf]` names a material.

    Raises `ValueError` that shows what a parameter looks like.

    >>> parse_parameter("MassFraction[pvdf]=5.6 wt%").material
    'pvdf'
    """
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise ValueError(
            f"{text!r} is not a parameter; write for example 'Temperature=600 °C' "
            "or 'MassFraction[pvdf]=5.6 wt%'"
        )
    low, high, unit = parse_decimal(found["low"]), found["high"], found["unit"]
    if high is None:
        quantity = Quantity("=", low, None, None, unit)
    else:
        quantity = Quantity("between", None, low, parse_decimal(high), unit)
    written = text.partition("=")[2]
    return StepParameter(found["kind"], found["material"] or "", quantity, written)
