"""When two values disagree: bounds, ranges, zeros, units and conditions."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assbkg.graph.disagreements import Finding
from assbkg.reasoning.disagreement.conditions import compare
from assbkg.reasoning.disagreement.values import (
    Scale,
    Span,
    Superior,
    Value,
    fading_reversed,
    unsupported_superiority,
    values_apart,
)

FACTOR = Scale("factor", Decimal(10))
SHARE = Scale("share", Decimal("0.1"))
YEARS = Scale("difference", Decimal(0))
SCALES = {"conductivity": FACTOR, "swelling": SHARE, "capacity": Scale("share", Decimal("0.5"))}


def span(low: str | None, high: str | None = "") -> Span:
    """Return what a statement allows; a single text is a plain value."""
    high = low if high == "" else high
    return Span(*(None if end is None else Decimal(end) for end in (low, high)))


@pytest.mark.parametrize(
    ("scale", "first", "second", "apart"),
    [
        (FACTOR, span("1e-5"), span("1.1e-4"), True),
        (FACTOR, span("1e-5"), span("1e-4"), False),
        (FACTOR, span(None, "1e-10"), span("5e-18"), False),
        (FACTOR, span(None, "1e-10"), span("2e-9"), True),
        (FACTOR, span("1e-2", None), span("1e-4"), True),
        (FACTOR, span("1e-4", None), span("1e-2"), False),
        (FACTOR, span("1e-6", "1e-3"), span("1e-4"), False),
        (FACTOR, span("1e-6", "1e-5"), span("1e-5", "1e-2"), False),
        (FACTOR, span("0"), span("1e-4"), False),
        (FACTOR, span("-1e-4"), span("1e-4"), False),
        (SHARE, span("300", "400"), span("300"), True),
        (SHARE, span("300", "400"), span("350"), False),
        (SHARE, span("300", "320"), span("300"), False),
        (SHARE, span("300", "400"), span("290", "390"), False),
        (SHARE, span("0"), span("340"), True),
        (SHARE, span("0"), span("0.0"), False),
        (SHARE, span("-50"), span("50"), True),
        (SHARE, span("-50"), span("-52"), False),
        (SHARE, span("500", None), span("500"), False),
        (SHARE, span("500", None), span(None, "100"), True),
        (YEARS, span("1960", "1969"), span("1970"), True),
        (YEARS, span("2011"), span("2011"), False),
        (YEARS, span(None, None), span("2011"), False),
    ],
)
def test_values_are_apart_as_their_scale_says(
    scale: Scale, first: Span, second: Span, apart: bool
) -> None:
    assert scale.apart(first, second) == scale.apart(second, first) == apart


@pytest.mark.parametrize(
    ("name", "first", "second", "same"),
    [
        ("temperature", "25 °C", "298 K", "same"),
        ("temperature", "25 ℃", "room temperature", "same"),
        ("temperature", "−20 °C", "-20 °C", "same"),
        ("temperature", "20–25 °C", "60 °C", "different"),
        ("temperature", "RT", "not-reported", "unknown"),
        ("temperature", "hot", "25 °C", "unknown"),
        ("temperature", "25", "25 °C", "unknown"),
        ("current", "0.1 C", "C/10", "same"),
        ("current", "C/0", "1 C", "unknown"),
        ("current", "100 mA/g", "0.1 A g⁻¹", "same"),
        ("current", "100 mA/g", "2 A/g", "different"),
        ("current", "100 µA/cm²", "2 A/g", "unknown"),
        ("current", "0.1 C", "100 mA/g", "unknown"),
        ("cycle", "1", "200", "different"),
        ("cycle", "first", "1", "unknown"),
        ("cycle", "", "1", "unknown"),
        ("electrolyte", "Li6PS5Cl", "Li₆PS₅Cl", "same"),
        ("electrolyte", "Li6PS5Cl", "1 M LiPF6 in EC/DEC", "different"),
        ("electrolyte", "1 M LiPF6 in EC/DEC", "1M LiPF6 in EC:DEC", "same"),
        ("mass_basis", "active material", "active material mass", "unknown"),
        ("stack_pressure", "5 MPa", "50 MPa", "different"),
        ("stack_pressure", "0 MPa", "0 MPa", "same"),
        ("voltage_window", "2.5–4.2 V", "2.5-4.2 V", "same"),
    ],
)
def test_conditions_are_the_same_different_or_unknown(
    name: str, first: str, second: str, same: str
) -> None:
    assert compare(name, first, second) == compare(name, second, first) == same


def value(record: str, amount: str, kind: str = "conductivity", **conditions: str) -> Value:
    """Return a value of one composition; the paper is the record's first letter."""
    return Value(
        record=record,
        source=record[0],
        thing=conditions.pop("thing", f"thing-{record[0]}"),
        composition=conditions.pop("composition", "Li7P3S11"),
        kinds=(kind,),
        span=span(amount),
        as_written=amount,
        conditions=conditions,
    )


def apart(*values: Value) -> list[Finding]:
    return list(values_apart(values, SCALES))


def test_a_condition_that_differs_explains_and_one_left_out_only_may() -> None:
    cold, hot = value("a1", "1e-5", temperature="25 °C"), value("b1", "1e-2", temperature="80 °C")
    [explained] = apart(cold, hot)
    assert explained.verdict == "explained"
    assert explained.explained_by == ("temperature: 25 °C against 80 °C",)
    [open_] = apart(cold, value("b1", "1e-2", temperature="not-reported"))
    assert (open_.verdict, open_.may_explain) == ("may be explained", ("temperature",))
    [plain] = apart(cold, value("b1", "1e-2", temperature="298 K"))
    assert plain.verdict == "unexplained"


def test_what_one_paper_varies_is_no_disagreement() -> None:
    series = [value(f"a{n}", f"1e-{n}", temperature=f"{25 * n} °C") for n in range(1, 6)]
    assert apart(*series) == []
    samples = [value("a1", "1e-5", thing="x"), value("a2", "1e-2", thing="y")]
    assert apart(*samples) == []


def test_one_paper_that_gives_two_values_under_one_condition_disagrees_with_itself() -> None:
    assert len(apart(value("a1", "1e-5"), value("a2", "1e-2"))) == 1


def test_of_what_conditions_explain_two_papers_give_the_farthest_apart() -> None:
    cold = [value("a1", "1e-5", temperature="25 °C")]
    hot = [value(f"b{n}", f"0.{9 - n}", temperature="80 °C") for n in (1, 2, 3)]
    [found] = apart(*cold, *hot)
    assert (found.first, found.second) == (("a1",), ("b1",))


def test_other_compositions_and_kinds_of_quantity_are_not_compared() -> None:
    assert apart(value("a1", "1e-5"), value("b1", "1e-2", composition="Li3PS4")) == []
    assert apart(value("a1", "1e-5"), value("b1", "100", "swelling")) == []
    assert apart(value("a1", "1", "hardness"), value("b1", "100", "hardness")) == []
    assert apart(value("a1", "1e-5", composition=""), value("b1", "1e-2", composition="")) == []


def test_a_capacity_kept_above_what_there_was_at_first_is_found() -> None:
    first = value("a1", "842.6", "capacity", cycle="1", current="not-reported")
    kept = value("a2", "1001", "capacity", cycle="200", current="not-reported")
    [found] = fading_reversed([kept, first], frozenset({"capacity"}))
    assert (found.first, found.second) == (("a1",), ("a2",))
    assert found.reason == "842.6 at cycle 1 against 1001 at cycle 200"
    assert found.may_explain == ("current",)


@pytest.mark.parametrize(
    "later",
    [
        value("a2", "700", "capacity", cycle="200"),
        value("a2", "860", "capacity", cycle="200"),
        value("b2", "1001", "capacity", cycle="200"),
        value("a2", "1001", "capacity", cycle="1"),
        value("a2", "1001", "capacity", cycle="not-reported"),
        value("a2", "1001", "capacity", cycle="two hundred"),
        value("a2", "1001", "capacity", cycle="200", current="5 C"),
        value("a2", "1001", "conductivity", cycle="200"),
    ],
)
def test_fading_or_another_condition_is_no_rise(later: Value) -> None:
    first = value("a1", "842.6", "capacity", cycle="1", current="0.1 C")
    assert [] == list(fading_reversed([first, later], frozenset({"capacity"})))


def test_superiority_is_refuted_by_the_best_value_of_a_kind() -> None:
    claim = Superior("claim", (("all",), ("good", "sample"), ("poor",)), ("graphite",))
    values = [
        value("a1", "300", "capacity", thing="good"),
        value("a2", "682", "capacity", thing="sample"),
        value("a3", "340", "capacity", thing="poor"),
        value("a4", "370", "capacity", thing="graphite"),
    ]
    [found] = unsupported_superiority([claim], values, frozenset())
    assert (found.first, found.second) == (("claim",), ("a3", "a4"))
    assert found.verdict == "may be explained"


def test_of_a_resistance_less_is_better() -> None:
    claim = Superior("claim", (("new",),), ("old",))
    values = [
        value("a1", "5", "resistance", thing="new"),
        value("a2", "9", "resistance", thing="old"),
    ]
    assert [] == list(unsupported_superiority([claim], values, frozenset({"resistance"})))
    assert len(list(unsupported_superiority([claim], values, frozenset()))) == 1
