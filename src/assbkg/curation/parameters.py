"""Parameters of process steps: `Temperature=600 °C; Duration=2 h` to quantities."""

from __future__ import annotations

import re

from assbkg.quantity import Quantity, parse_decimal

__all__ = ["parse_parameter"]

_PARAMETER = re.compile(
    r"(?P<kind>[A-Za-z]+)=(?P<low>-?[\d.,]+)(?:[–-](?P<high>[\d.,]+))? (?P<unit>\S+)"
)


def parse_parameter(text: str) -> tuple[str, Quantity]:
    """Read one parameter as quantity kind and quantity; `30-50 %` gives bounds.

    Raises `ValueError` that shows what a parameter looks like.

    >>> parse_parameter("Duration=2 h")[1].unit
    'h'
    """
    found = _PARAMETER.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no parameter; write for example 'Temperature=600 °C'")
    low, high = parse_decimal(found["low"]), found["high"]
    if high is None:
        return found["kind"], Quantity("=", low, None, None, found["unit"])
    return found["kind"], Quantity("between", None, low, parse_decimal(high), found["unit"])
