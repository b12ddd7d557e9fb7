"""A measurement agrees with the words of its paper, or the column that doesn't is named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assbkg.curation.written import check_written
from assbkg.quantity import Comparator, Quantity

UNITS = frozenset({"mAh/g", "S/cm", "%", "km", "year", "cycle", "nm", "µm", "h", "°C"})


def faults(written: str, figure: str, unit: str, sign: Comparator = "=") -> list[str]:
    """The columns at fault of a figure such as `5` or `5..6`."""
    low, _, high = figure.partition("..")
    if high:
        quantity = Quantity("between", None, Decimal(low), Decimal(high), unit)
    else:
        quantity = Quantity(sign, Decimal(low), None, None, unit)
    return [fault.column for fault in check_written(written, quantity, UNITS)]


@pytest.mark.parametrize(
    ("written", "figure", "unit"),
    [
        ("730.4 mAh g⁻¹", "730.4", "mAh/g"),
        ("0.5 mAh g-1", "0.5", "mAh/g"),
        ("2,500 kilometres", "2500", "km"),
        ("2 500 km", "2500", "km"),
        ("2'500 km", "2500", "km"),
        ("1,234,567 cycles", "1234567", "cycle"),
        ("730,4 mAh/g", "730.4", "mAh/g"),
        ("1.730,4 mAh/g", "1730.4", "mAh/g"),
        ("0,125 h", "0.125", "h"),
        ("10⁻³ S/cm", "0.001", "S/cm"),
        ("10-3 S/cm", "0.001", "S/cm"),
        ("$10^{-3}$ S/cm", "0.001", "S/cm"),
        ("4.5 × 10⁻³ S cm⁻¹", "0.0045", "S/cm"),
        ("4.5·10^-3 S/cm", "0.0045", "S/cm"),
        ("4.5x10-3 S/cm", "0.0045", "S/cm"),
        ("4.5E-03 S/cm", "0.0045", "S/cm"),
        ("10k cycles", "10000", "cycle"),
        ("1.5 million km", "1500000", "km"),
        ("730.4(3) mAh/g", "730.4", "mAh/g"),
        ("730 ± 4 mAh/g", "730", "mAh/g"),
        ("730 ± 4 mAh/g", "726..734", "mAh/g"),
        ("20–30 %", "20..30", "%"),
        ("20 %-30 %", "20..30", "%"),
        ("between 20 and 30 %", "20..30", "%"),
        ("from 20 to 30 percent", "20..30", "%"),
        ("10-20 %", "10..20", "%"),
        ("0.5–1 mAh g⁻¹", "0.5..1", "mAh/g"),
        ("(2–4) × 10⁻³ S/cm", "0.002..0.004", "S/cm"),
        ("2–4 × 10⁻³ S/cm", "0.002..0.004", "S/cm"),
        ("−30 to −10 °C", "-30..-10", "°C"),
        ("1980s", "1980..1989", "year"),
        ("late 1980s", "1986..1989", "year"),
        ("1980s, or so", "1980..1989", "year"),
        ("in 1984", "1984", "year"),
        ("7 nm", "0.007", "µm"),
        ("0.7 Ah g⁻¹", "700", "mAh/g"),
        ("2.5 mS cm−1", "0.0025", "S/cm"),
        ("2.5 mS cm -1", "0.0025", "S/cm"),
        ("0.5 mAh g −1", "0.5", "mAh/g"),
        ("after 40 cycles 350 mAh/g", "350", "mAh/g"),
        ("several hundred", "300", "%"),
        ("½", "0.5", "h"),
    ],
)
def test_a_figure_is_read_as_papers_write_it(written: str, figure: str, unit: str) -> None:
    assert [] == faults(written, figure, unit)


@pytest.mark.parametrize(
    ("written", "figure", "unit", "column"),
    [
        ("1730 mAh g⁻¹", "1.730", "mAh/g", "value"),
        ("730.4 mAh g⁻¹", "7304", "mAh/g", "value"),
        ("730.4 mAh g⁻¹", "-1", "mAh/g", "value"),
        ("2,500 kilometres", "2.5", "km", "value"),
        ("10⁻³ S/cm", "0.01", "S/cm", "value"),
        ("4.5 × 10⁻³ S/cm", "4.5", "S/cm", "value"),
        ("7 nm", "7", "µm", "unit"),
        ("45%", "0.45", "%", "value"),
        ("-3 °C", "3", "°C", "value"),
        ("350 mAh/g at 0.1 C", "35", "mAh/g", "value"),
        ("20–30 %", "20..300", "%", "upper"),
        ("20–30 %", "2..30", "%", "lower"),
        ("1980s", "1980..1998", "year", "upper"),
        ("20–30 %", "25", "%", "comparator"),
        ("25 %", "20..30", "%", "comparator"),
        ("730.4 mAh g⁻¹", "730.4", "S/cm", "unit"),
        ("40 cycles", "40", "%", "unit"),
    ],
)
def test_the_column_that_disagrees_is_named(
    written: str, figure: str, unit: str, column: str
) -> None:
    assert [column] == faults(written, figure, unit)


@pytest.mark.parametrize(
    ("written", "sign"),
    [
        ("~30 %", "~"),
        ("≈ 30 %", "~"),
        ("about 30 %", "~"),
        ("≥30 %", ">="),
        ("at least 30 %", ">="),
        ("≤ 30 %", "<="),
        ("more than 30 %", ">"),
        ("30+ %", ">"),
        ("<30 %", "<"),
        ("below 30 %", "<"),
    ],
)
def test_a_sign_in_the_text_is_the_comparator(written: str, sign: Comparator) -> None:
    assert [] == faults(written, "30", "%", sign)
    assert ["comparator"] == faults(written, "30", "%", "=")


@pytest.mark.parametrize("sign", ["=", "~", ">", "<", ">=", "<="])
def test_the_sign_may_stand_elsewhere_in_the_paper(sign: Comparator) -> None:
    assert [] == faults("30 %", "30", "%", sign)


@given(st.decimals(-99999, 99999, places=3), st.sampled_from(sorted(UNITS)))
def test_a_plain_figure_is_itself_and_no_power_of_ten_of_it(value: Decimal, unit: str) -> None:
    assert [] == faults(f"{value} {unit}", str(value), unit)
    if value:
        assert ["value"] == faults(f"{value} {unit}", str(value * 10), unit)
        assert ["value"] == faults(f"{value} {unit}", str(value / 1000), unit)


@given(st.text())
def test_no_text_breaks_the_comparison(written: str) -> None:
    assert set(faults(written, "5", "nm")) <= {"value", "comparator", "unit"}
