"""Figures: decimals as papers write them, comparators with their bounds, and units."""

from __future__ import annotations

import re
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assbkg.quantity import Comparator, Quantity, convert, parse_decimal, same_unit

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)
#: Units between which every decimal has an exact decimal on the other side.
EXACT = (
    ("µA/cm²", "A/m²"),
    ("µA/cm²", "mA/cm²"),
    ("mAh/g", "Ah/kg"),
    ("S/cm", "mS/cm"),
    ("nm", "µm"),
    ("nm", "km"),
)

# ── Decimals ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["842.6", "-3", "0", "1001", "0.50", "1e-2", "2E3", "1e-12"])
def test_a_plain_decimal_is_read_as_it_stands(text: str) -> None:
    assert Decimal(text) == parse_decimal(text)


def test_zeros_at_the_end_are_kept() -> None:
    assert "2.0" == str(parse_decimal("2.0"))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("1,000", "'1,000' has a comma; write '1000', or '1.000'"),
        ("3,5", "'3,5' has a comma; write '35', or '3.5'"),
        ("1,234,567", "'1,234,567' has a comma; write '1234567'"),
        ("1,000.5", "'1,000.5' has a comma; write '1000.5'"),
        ("a,b", "'a,b' has a comma; write for example '842.6' or '1e-2'"),
        ("\u22123", "'\u22123' is not a plain number; write '-3'"),
        ("1 000", "'1 000' is not a plain number; write '1000'"),
        ("+5", "'+5' is not a plain number; write '5'"),
        ("1e+2", "'1e+2' is not a plain number; write '1e2'"),
        ("7.3E+04", "'7.3E+04' is not a plain number; write '7.3e4'"),
        ("<1E-9", "'<1E-9' is not a plain number; write '1e-9', and '<' as comparator"),
        ("~300", "'~300' is not a plain number; write '300', and '~' as comparator"),
        (">= 5", "'>= 5' is not a plain number; write '5', and '>=' as comparator"),
    ],
)
def test_a_number_that_is_written_otherwise_is_shown_as_it_should_be(
    text: str, advice: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(advice)}$"):
        parse_decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10²",
        "3·5",
        "5 %",
        ".5",
        "5.",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "٣",
        "1e999",
    ],
)
def test_what_is_no_plain_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a plain number; write for example '842\.6'"):
        parse_decimal(text)


@given(st.decimals(-(10**8), 10**8, places=9))
def test_a_decimal_comes_out_as_it_went_in(value: Decimal) -> None:
    assert value == parse_decimal(format(value, "f"))


# ── Comparators and bounds ────────────────────────────────────────────────────


@pytest.mark.parametrize("comparator", ["=", "~", ">", "<", ">=", "<="])
def test_a_comparator_takes_one_value(comparator: Comparator) -> None:
    assert Decimal(5) == Quantity(comparator, Decimal(5), None, None, "h").value


@pytest.mark.parametrize(
    ("value", "lower", "upper"),
    [(None, None, None), (Decimal(5), Decimal(1), None), (Decimal(5), None, Decimal(9))],
)
def test_a_comparator_without_a_value_or_with_bounds_is_refused(
    value: Decimal | None, lower: Decimal | None, upper: Decimal | None
) -> None:
    with pytest.raises(ValueError, match="'>' needs a value and neither lower nor upper"):
        Quantity(">", value, lower, upper, "h")


def test_between_takes_two_bounds() -> None:
    figure = Quantity("between", None, Decimal(300), Decimal(400), "%")
    assert (Decimal(300), Decimal(400)) == (figure.lower, figure.upper)


def test_between_takes_bounds_that_are_alike() -> None:
    assert Decimal(3) == Quantity("between", None, Decimal(3), Decimal("3.0"), "%").lower


@pytest.mark.parametrize(
    ("value", "lower", "upper"),
    [
        (None, None, None),
        (None, Decimal(3), None),
        (None, None, Decimal(4)),
        (Decimal(3), Decimal(3), Decimal(4)),
    ],
)
def test_between_with_a_value_or_one_bound_is_refused(
    value: Decimal | None, lower: Decimal | None, upper: Decimal | None
) -> None:
    with pytest.raises(ValueError, match="'between' needs lower and upper and no value"):
        Quantity("between", value, lower, upper, "%")


def test_bounds_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="lower 400 is above upper 300"):
        Quantity("between", None, Decimal(400), Decimal(300), "%")


# ── Units ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "spelling",
    [
        "mAh g⁻¹",
        "mAh g-1",
        "mAh g^{-1}",
        "mAh g^-1",
        "mAh g\u22121",
        "mAh·g⁻¹",
        "mA h g⁻¹",
        "mAh / g",
        " mAh/g",
    ],
)
def test_spellings_of_one_unit_are_the_same(spelling: str) -> None:
    assert same_unit("mAh/g", spelling)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("\u00b5A/cm²", "\u03bcA/cm²"),
        ("\u03a9", "\u2126"),
        ("°C", "\u2103"),
        ("µA/cm²", "uA cm^{-2}"),
        ("µm", "um"),
        ("S/cm", "S cm⁻¹"),
        ("A/m²", "A m-2"),
        ("wt%", "wt %"),
    ],
)
def test_look_alikes_are_the_same_unit(one: str, other: str) -> None:
    assert same_unit(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("mAh/g", "Ah/g"), ("mAh/g", "mAh/kg"), ("A/cm", "A/cm²"), ("mS/cm", "MS/cm"), ("h", "")],
)
def test_other_units_are_not_the_same(one: str, other: str) -> None:
    assert not same_unit(one, other)


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        ("100", "µA/cm²", "A/m²", "1"),
        ("340", "mAh/g", "Ah/kg", "340"),
        ("0.01", "S/cm", "mS/cm", "10"),
        ("15", "nm", "µm", "0.015"),
        ("3", "min", "h", "0.05"),
        ("7", "h", "min", "420"),
        ("12.5", "uA cm^{-2}", "A m⁻²", "0.125"),
    ],
)
def test_a_value_is_converted_exactly(value: str, unit: str, target: str, expected: str) -> None:
    assert expected == format(convert(Decimal(value), unit, target), "f")


def test_a_quotient_that_no_decimal_holds_has_34_digits() -> None:
    assert Decimal("0.01666666666666666666666666666666667") == convert(Decimal(1), "min", "h")


def test_a_conversion_does_not_depend_on_the_decimal_context_of_the_caller() -> None:
    with localcontext(Context(prec=3)):
        assert Decimal("0.123456789") == convert(Decimal("12.3456789"), "µA/cm²", "A/m²")


def test_a_value_in_another_spelling_of_its_unit_is_left_alone() -> None:
    assert "2.00" == str(convert(Decimal("2.00"), "parts of ten", "parts of ten "))


@pytest.mark.parametrize(("unit", "target"), [("furlong", "km"), ("km", "furlong")])
def test_an_unknown_unit_is_named(unit: str, target: str) -> None:
    with pytest.raises(ValueError, match="no conversion is known for the unit 'furlong'"):
        convert(Decimal(1), unit, target)


@pytest.mark.parametrize(
    ("unit", "target"), [("Wh/kg", "mAh/g"), ("h", "nm"), ("A/g", "mA/cm²"), ("Ω", "S/cm")]
)
def test_units_of_different_kinds_are_not_converted(unit: str, target: str) -> None:
    with pytest.raises(ValueError, match=f"'{unit}' can't be turned into '{target}'"):
        convert(Decimal(1), unit, target)


@given(DECIMALS, st.sampled_from(EXACT))
def test_a_conversion_there_and_back_changes_nothing(
    value: Decimal, units: tuple[str, str]
) -> None:
    assume(len(value.as_tuple().digits) <= 30)
    there = convert(value, units[0], units[1])
    assert value == convert(there, units[1], units[0])
