"""A measurement held against the words of its paper: what `as_written` says in figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from assbkg.nearest import DASHES
from assbkg.quantity import Quantity, convert, has_conversion, known_symbol, same_unit

__all__ = ["Mismatch", "check_written", "read_quantity"]

#: Longer texts are no figures.
_LONGEST: Final = 300
#: Larger exponents are none of a figure, and their numbers would take long to write out.
_MOST_EXPONENT: Final = 99

_MINUS: Final = DASHES | {ord("\u223c"): "~", ord("\u301c"): "~", ord("\u00d7"): "x"}
_SUPERSCRIPT: Final = re.compile(r"[\u207a\u207b]?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+")
_MARKUP: Final = re.compile(r"\\mathrm|\\text|\\rm\b|\\[,;! ]|[${}]|</?su[bp]>")

_MANTISSA: Final = (
    r"[+-]?(?:[1-9]\d{0,2}(?:[, ']\d{3})+(?![\d,])(?:\.\d+)?"  # 1,000.5
    r"|[1-9]\d{0,2}(?:\.\d{3})+,\d+|[1-9]\d{0,2}(?:\.\d{3}){2,}(?!\d)"  # 1.000,5
    r"|\d+[.,]\d+|\.\d+|\d+)"
)
_NUMBER: Final = re.compile(
    rf"(?P<mantissa>{_MANTISSA})"
    r"(?:[eE](?P<e>[+-]?\d{1,3})(?!\d)"
    r"|\s*[x*\u00b7\u22c5\u2219]\s*10\s*\^?\s*\(?(?P<ten>[+-]?\d{1,3})\)?(?!\d)"
    r"|(?<=10)(?<!\d10)\s*\^\s*\(?(?P<power>[+-]?\d{1,3})\)?(?!\d)"
    r"|(?P<k>k)(?=\s|$))?"
    r"(?:\s*(?P<word>hundred|thousand|million|billion)\b)?"
)
#: `10-2` where a PDF lost the height of the exponent.
_FLAT_POWER: Final = re.compile(r"10(-\d{1,2})(?![\d.,])")
_WORTH: Final = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9}

#: What may stand before a figure, with the comparators that it allows.
_SIGNS: Final = {
    ">= \u2265 \u2a7e \u2267": (">=",),
    "<= \u2264 \u2a7d \u2266": ("<=",),
    "> \u226b": (">",),
    "< \u226a": ("<",),
    "\u2273 >~": (">=", ">", "~"),
    "\u2272 <~": ("<=", "<", "~"),
    "~ \u2248 \u2243 \u2245 \u2242": ("~",),
    "=": ("=",),
}
_WORDS: Final = {
    "at least|no less than|not less than|minimum of|a minimum of": (">=", ">"),
    "at most|no more than|not more than|maximum of|a maximum of": ("<=",),
    "within": ("<=", "<"),
    "up to|as much as|as high as": ("<=", "="),
    "more than|greater than|higher than|larger than|over|above|exceeding|beyond|in excess of": (
        (">", ">=")
    ),
    "less than|fewer than|lower than|smaller than|below|under": ("<",),
    "nearly|almost|close to|just under": ("~", "<"),
    "about|approximately|approx\\.?|around|roughly|circa|ca\\.?|c\\.|some": ("~",),
}
_SIGN: Final = {
    **{re.compile("|".join(map(re.escape, k.split()))): v for k, v in _SIGNS.items()},
    **{re.compile(rf"(?:{k})(?=[\s\d~])", re.IGNORECASE): v for k, v in _WORDS.items()},
}
_OR_MORE: Final = re.compile(r"\s*(?:\+|or more|and more|or above|and above)(?=\s|$)")
_SPREAD: Final = re.compile(r"\s*(?:\u00b1|\+/-|\+-)\s*")
#: `(1-3) x 10^-3`.
_SHARED_POWER: Final = re.compile(
    r"\(([^()^a-z]{0,40}\d)\)(\s*[x*\u00b7\u22c5\u2219]\s*10\s*\^?\s*[+-]?\d{1,3}(?!\d))"
)
_LAST_DIGITS: Final = re.compile(r"\(\d{1,3}\)")
_BETWEEN: Final = re.compile(r"(?:\s*-\s*|\s+to\s+|\s+and\s+|\s*~\s*|\s*\.{2,3}\s*|\s*/\s*)")
_DECADE: Final = re.compile(
    r"(?:the )?(?:(early|mid|late)[- ])?(?:the )?(\d{3}0)'?s", re.IGNORECASE
)
_LOOSE: Final = re.compile(r"(?:(?<![\w^.,-])|(?<=\d-)|(?<=[%\s]-))" + _NUMBER.pattern)

#: Units in words, as papers write them out.
_UNITS: Final = {
    "kilometer|kilometre": "km",
    "centimeter|centimetre": "cm",
    "millimeter|millimetre": "mm",
    "micrometer|micrometre|micron": "\u00b5m",
    "nanometer|nanometre": "nm",
    "hour|hr": "h",
    "minute|mins": "min",
    "second|sec": "s",
    "day": "d",
    "percent|per cent|pct": "%",
    "cycle": "cycle",
    "year": "year",
    "ohm": "\u03a9",
    "degrees celsius|degree celsius|deg c|\u00bac": "\u00b0C",
}
#: `cm -1` where a PDF lost the height of the exponent and set it apart.
_APART: Final = re.compile(r"(?<=[^\W\d_])\s+(?=-[1-3](?:[\s/)]|$))")
_UNIT: Final = {re.compile(rf"(?:{k})s?\.?", re.IGNORECASE): v for k, v in _UNITS.items()}


@dataclass(frozen=True)
class Mismatch:
    """A column that disagrees with `as_written`, and what to write."""

    column: str
    message: str


@dataclass(frozen=True)
class _Reading:
    """One way to read a text: a figure, or two bounds; `signs` are the comparators it allows."""

    low: Decimal
    high: Decimal | None
    unit: str
    signs: tuple[str, ...] = ()
    spread: Decimal | None = None
    within: bool = False


def check_written(written: str, quantity: Quantity, units: frozenset[str]) -> Iterator[Mismatch]:
    """Yield what of a quantity disagrees with the text; a text without digits says nothing.

    `units` are the units of the ontology: one of them, or one that can be converted, is the
    unit of the text where it stands there. A quantity may be in another unit than its text if
    it is converted exactly. Where a text has more than a figure and its unit, each number of the
    quantity must stand somewhere in it.
    """
    text = _plain(written)
    if len(text) > _LONGEST or not re.search(r"\d", text) or "\u2044" in text:
        return
    raw = _readings(text, quantity.unit)
    readings = [_in_unit(reading, quantity.unit) for reading in raw]
    found = [list(_compare(written, quantity, reading)) for reading in readings]
    if any(not faults for faults in found):
        return
    if any(_is_known(reading.unit, quantity.unit, units) for reading in readings):
        yield from _unconverted(written, quantity, raw[0], readings[0]) or found[0]
    else:
        yield from _compare_loosely(written, quantity, set(_loose(text)))


def read_quantity(text: str) -> Quantity | None:
    """Return the quantity that a text begins with, or None. What follows its unit is left out.

    >>> read_quantity("2.5–4.2 V vs. Li")
    Quantity(comparator='between', value=None, lower=Decimal('2.5'), upper=Decimal('4.2'), unit='V')
    """
    plain = _plain(text)
    if len(plain) > _LONGEST or not plain:
        return None
    for reading in _readings(plain, _unit_at_start(plain.split()[-1])):
        unit = _unit_at_start(reading.unit)
        if reading.high is not None:
            return Quantity("between", None, reading.low, reading.high, unit)
        return Quantity("=", reading.low, None, None, unit)
    return None


def _unit_at_start(text: str) -> str:
    """Return the unit that a text begins with, as tables write it, or its first word."""
    words = re.sub(r"[(,;].*", "", text).split()
    for count in range(len(words), 0, -1):
        if symbol := known_symbol(_symbol(" ".join(words[:count]))):
            return symbol
    return words[0] if words else ""


def _unconverted(
    written: str, quantity: Quantity, raw: _Reading, reading: _Reading
) -> list[Mismatch]:
    """Return the fault of a quantity with the numbers of a text, but in another unit."""
    numbers = (quantity.lower, quantity.upper) if quantity.value is None else (quantity.value, None)
    symbol = known_symbol(_symbol(raw.unit)) or _symbol(raw.unit)
    if numbers != (raw.low, raw.high) or reading.low == raw.low or same_unit(symbol, quantity.unit):
        return []
    message = f"{quantity.unit!r} is not the unit in {written!r}; write {symbol!r}"
    return [Mismatch("unit", f"{message}, or convert the value to {format(reading.low, 'f')!r}")]


def _plain(written: str) -> str:
    """The text with exponents after `^`, one dash, one space, and without markup."""
    text = written.replace("\\times", "x").replace("\\cdot", "\u00b7").replace("<sup>", "^")
    text = _SUPERSCRIPT.sub(lambda run: "^" + run[0], _MARKUP.sub("", text))
    text = unicodedata.normalize("NFKC", text).translate(_MINUS)
    text = re.sub(r"(?<=\d)\u2019(?=\d{3})", "'", " ".join(text.split()))
    return _SHARED_POWER.sub(_spread_power, _APART.sub("", text))


def _spread_power(found: re.Match[str]) -> str:
    """Give each number in brackets the power of ten behind them."""
    return re.sub(r"\d[\d.,]*", lambda number: number[0] + found[2], found[1])


def _readings(text: str, unit: str) -> list[_Reading]:
    """All ways to read a text that begins with a figure, best first."""
    decade = _DECADE.fullmatch(text)
    if decade:
        first = Decimal(decade[2])
        return [_Reading(first, first + 9, "", within=bool(decade[1]))]
    signs, rest = _sign(text.removeprefix("(").removeprefix("between ").removeprefix("from "))
    number = _NUMBER.match(rest)
    if number is None:
        return []
    after = rest[number.end() :]
    low = _value(number)
    found = [_single(low, after, signs)] if low is not None else []
    found = [*_range(number, after, unit), *found]
    flat = _FLAT_POWER.match(rest)
    if flat:
        power = Decimal(1).scaleb(int(flat[1]))
        found.append(_single(power, rest[flat.end() :], signs))
    return found


def _sign(text: str) -> tuple[tuple[str, ...], str]:
    for pattern, signs in _SIGN.items():
        found = pattern.match(text)
        if found:
            return signs, text[found.end() :].lstrip()
    return (), text


def _single(low: Decimal, after: str, signs: tuple[str, ...]) -> _Reading:
    spread = None
    beside = _SPREAD.match(after)
    number = _NUMBER.match(after, beside.end()) if beside else None
    more = _OR_MORE.match(after)
    last = _LAST_DIGITS.match(after)
    if number:
        spread, after = _value(number), after[number.end() :]
    elif more:
        signs, after = signs or (">=", ">"), after[more.end() :]
    elif last:
        after = after[last.end() :]
    return _Reading(low, None, after.strip(" ()"), signs, spread)


def _range(number: re.Match[str], after: str, unit: str) -> Iterator[_Reading]:
    """Read two bounds; the first may have the unit too, and lack the power of ten."""
    for between in _BETWEEN.finditer(after):
        high = _NUMBER.match(_sign(after[between.end() :])[1])
        first_unit = after[: between.start()].strip(" (")
        if high is None or (first_unit and not same_unit(_symbol(first_unit), unit)):
            continue
        ends = _value(number), _value(high)
        rest = _sign(after[between.end() :])[1][high.end() :].strip(" ()")
        if ends[0] is None or ends[1] is None:
            continue
        if ends[0] <= ends[1]:
            yield _Reading(ends[0], ends[1], rest)
        mantissa = _mantissa(high["mantissa"])
        if mantissa and ends[1] != mantissa:
            shared = ends[0] * ends[1] / mantissa
            if shared <= ends[1]:
                yield _Reading(shared, ends[1], rest)
        return


def _value(number: re.Match[str]) -> Decimal | None:
    exponent = int(number["e"] or number["ten"] or number["power"] or 0)
    exponent += 3 * bool(number["k"]) + _WORTH.get(number["word"] or "", 0)
    if abs(exponent) > _MOST_EXPONENT:
        return None
    mantissa = Decimal(1) if number["power"] else _mantissa(number["mantissa"])
    return mantissa.scaleb(exponent)


def _mantissa(text: str) -> Decimal:
    digits = re.sub(r"[ ']", "", text)
    if "," in digits and "." in digits:
        thousands = "," if digits.index(",") < digits.index(".") else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif digits.count(".") > 1 or re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    return Decimal(digits.replace(",", "."))


def _loose(text: str) -> Iterator[Decimal]:
    for number in _LOOSE.finditer(text):
        value = _value(number)
        if value is not None:
            yield value
    for decade in _DECADE.finditer(text):
        yield from (Decimal(decade[2]), Decimal(decade[2]) + 9)


def _symbol(unit: str) -> str:
    return next((symbol for words, symbol in _UNIT.items() if words.fullmatch(unit)), unit)


def _is_known(written: str, unit: str, units: frozenset[str]) -> bool:
    symbol = _symbol(written)
    same = (same_unit(symbol, known) for known in (unit, *units))
    return not symbol or any(same) or has_conversion(symbol)


def _in_unit(reading: _Reading, unit: str) -> _Reading:
    """The reading in the unit of the row, where it can be converted; `unit` is then that."""
    symbol = _symbol(reading.unit)
    if not symbol or same_unit(symbol, unit):
        return replace(reading, unit=unit)
    try:
        low, high, spread = (
            None if number is None else convert(number, symbol, unit)
            for number in (reading.low, reading.high, reading.spread)
        )
    except ValueError:
        return reading
    assert low is not None
    return replace(reading, low=low, high=high, spread=spread, unit=unit)


def _compare(written: str, quantity: Quantity, reading: _Reading) -> Iterator[Mismatch]:
    bounds = (reading.low, reading.high)
    if reading.unit != quantity.unit:
        yield Mismatch("unit", f"{quantity.unit!r} is not the unit in {written!r}")
    elif quantity.value is not None and reading.high is not None:
        low, high = (format(bound, "f") for bound in (reading.low, reading.high))
        message = f"{quantity.comparator!r} with a value, but {written!r} has bounds; write "
        yield Mismatch("comparator", f"{message}'between' with {low!r} and {high!r}")
    elif quantity.value is not None:
        if quantity.value != reading.low:
            yield _not_the_figure("value", quantity.value, written, reading.low)
        if reading.signs and quantity.comparator not in reading.signs:
            message = f"{quantity.comparator!r} is not the sign of {written!r}; write "
            yield Mismatch("comparator", message + repr(reading.signs[0]))
        if quantity.comparator == "±":
            yield from _compare_spread(written, quantity, reading)
    else:
        if reading.spread is not None:
            bounds = (reading.low - reading.spread, reading.low + reading.spread)
        if bounds[1] is None:
            message = f"'between' needs bounds, but {written!r} has one number; write value "
            yield Mismatch("comparator", message + repr(format(reading.low, "f")))
            return
        yield from _compare_bounds(written, quantity, (bounds[0], bounds[1]), reading.within)


def _compare_spread(written: str, quantity: Quantity, reading: _Reading) -> Iterator[Mismatch]:
    if reading.spread is None:
        yield Mismatch("comparator", f"'±' needs a spread, but {written!r} has none; write '='")
    else:
        bounds = (reading.low - reading.spread, reading.low + reading.spread)
        yield from _compare_bounds(written, quantity, bounds, within=False)


def _compare_loosely(written: str, quantity: Quantity, numbers: set[Decimal]) -> Iterator[Mismatch]:
    """Yield the numbers that stand nowhere in a text of more than a figure and its unit."""
    shown = ", ".join(repr(format(number, "f")) for number in sorted(numbers)) or "none"
    for column, number in (
        ("value", quantity.value),
        ("lower", quantity.lower),
        ("upper", quantity.upper),
    ):
        if number is not None and number not in numbers:
            message = f"{format(number, 'f')!r} is not a number in {written!r}; it has {shown}"
            yield Mismatch(column, message)


def _compare_bounds(
    written: str, quantity: Quantity, bounds: tuple[Decimal, Decimal], within: bool
) -> Iterator[Mismatch]:
    for column, number, bound in zip(
        ("lower", "upper"), (quantity.lower, quantity.upper), bounds, strict=True
    ):
        inside = within and number is not None and bounds[0] <= number <= bounds[1]
        if number is not None and number != bound and not inside:
            yield _not_the_figure(column, number, written, bound)


def _not_the_figure(column: str, number: Decimal, written: str, right: Decimal) -> Mismatch:
    message = f"{format(number, 'f')!r} is not the number in {written!r}; write "
    return Mismatch(column, message + repr(format(right, "f")))
