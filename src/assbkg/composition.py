"""Compositions: what a chemical formula says that a substance consists of, and in what proportions.

Two spellings of one composition give one text, so compositions are compared as texts.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from typing import Final

__all__ = ["composition"]

_ELEMENTS: Final = frozenset(
    re.findall(
        "[A-Z][a-z]?",
        "HHeLiBeBCNOFNeNaMgAlSiPSClArKCaScTiVCrMnFeCoNiCuZn"
        "GaGeAsSeBrKrRbSrYZrNbMoTcRuRhPdAgCdInSnSbTeIXeCsBaLa"
        "CePrNdPmSmEuGdTbDyHoErTmYbLuHfTaWReOsIrPtAuHgTlPbBiPo"
        "AtRnFrRaAcThPaUNpPuAmCmBkCfEsFmMdNoLr",
    )
)

#: Surface groups of an unstated kind and number, as in Ti₃C₂Tₓ.
_SURFACE: Final = "Tx"

_AMOUNT: Final = r"[0-9]{1,6}(?:\.[0-9]{1,9})?"
_TOKEN: Final = re.compile(rf"({_SURFACE}|[A-Z][a-z]?|[()])({_AMOUNT})?")
_PART: Final = re.compile(rf"({_AMOUNT})?(.+)", re.DOTALL)

#: Formulas that papers write are shorter, and nest less deeply.
_LONGEST: Final = 200
_DEEPEST: Final = 8

#: All brackets are round ones, and all dots and dashes between the parts of a mixture are one.
_PLAIN: Final = str.maketrans(
    {"[": "(", "]": ")", "{": "(", "}": ")"}
    | dict.fromkeys("\u00b7\u22c5\u2022\u2219\u30fb*", "\u00b7")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212-", "-")
)


@cache
def composition(formula: str) -> str:
    """Return the composition that a formula gives, in one spelling; empty if it gives none.

    A formula gives none if an amount in it is variable, as in `Li7-xLa3Zr2O12`, if it joins
    phases in unstated proportions, as in `Si/TiC`, or if it belongs to several substances: one
    of carbon alone, or of carbon and hydrogen. The surface groups of MXenes are the exception.

    >>> composition("Ti₃C₂Tₓ") == composition("Ti3C2Tx") == "C2Ti3Tx"
    True
    >>> composition("70Li2S·30P2S5"), composition("Li7P3S11")
    ('Li7P3S11', 'Li7P3S11')
    >>> composition("Si/TiC"), composition("Li7-xLa3Zr2O12-x/2"), composition("C2H4O")
    ('', '', '')
    """
    if len(formula) > _LONGEST:
        return ""
    plain = "".join(unicodedata.normalize("NFKC", formula).translate(_PLAIN).split())
    amounts = _mixture(plain)
    if amounts is None:
        return ""
    found = {symbol: amount for symbol, amount in amounts.items() if amount}
    elements = found.keys() - {_SURFACE}
    if not elements or elements == {"C"} or {"C", "H"} <= elements:
        return ""
    return _spelt(found)


def _spelt(amounts: dict[str, Fraction]) -> str:
    """Return amounts as the smallest whole numbers in their proportions, elements by name."""
    surface = amounts.pop(_SURFACE, Fraction(0))
    whole = lcm(*(amount.denominator for amount in amounts.values()))
    # Unstated groups fix the size of the formula unit: Ti₃C₂Tₓ is not a third of Ti₉C₆Tₓ.
    common = 1 if surface else gcd(*(int(amount * whole) for amount in amounts.values()))
    counts = ((name, int(amount * whole) // common) for name, amount in sorted(amounts.items()))
    return "".join(f"{name}{n if n > 1 else ''}" for name, n in counts) + _SURFACE * bool(surface)


def _mixture(text: str) -> dict[str, Fraction] | None:
    """Return the amounts in a formula or a mixture of formulas, or None if it gives none."""
    dotted = "\u00b7" in text
    parts = text.split("\u00b7" if dotted else "-")
    total: dict[str, Fraction] = {}
    stated = 0
    for part in parts:
        match = _PART.fullmatch(part)
        amounts = _amounts(match[2]) if match else None
        if match is None or amounts is None:
            return None
        stated += match[1] is not None
        times = Fraction(match[1] or 1)
        for symbol, amount in amounts.items():
            total[symbol] = total.get(symbol, Fraction(0)) + amount * times
    # Li2S-P2S5 is a system of any proportions; Na2SO4·10H2O has proportions.
    needed = 0 if len(parts) == 1 else 1 if dotted else len(parts)
    return total if stated >= needed else None


def _amounts(text: str) -> dict[str, Fraction] | None:
    """Return the amount of each element in one formula, or None if it is not a plain one."""
    stack: list[dict[str, Fraction]] = [{}]
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() != at:
            return None
        at = token.end()
        symbol, written = token[1], token[2]
        if symbol == "(":
            if written or len(stack) > _DEEPEST:
                return None
            stack.append({})
            continue
        times = Fraction(written) if written else Fraction(1)
        if symbol == ")":
            if len(stack) == 1:
                return None
            inner = stack.pop()
        elif symbol in _ELEMENTS or symbol == _SURFACE:
            inner = {symbol: Fraction(1)}
        else:
            return None
        for name, amount in inner.items():
            stack[-1][name] = stack[-1].get(name, Fraction(0)) + amount * times
    return stack[0] if at == len(text) and len(stack) == 1 else None
