"""Compositions: two spellings of one formula are one, and vague formulas are none."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assbkg.composition import composition

AMOUNTS = st.dictionaries(
    st.sampled_from(["Li", "La", "Zr", "P", "S", "O", "Cl", "Ti"]), st.integers(1, 40), min_size=2
)


@given(AMOUNTS, st.integers(1, 9), st.randoms(use_true_random=False))
def test_order_and_multiples_make_no_other_composition(
    amounts: dict[str, int], times: int, chance: Random
) -> None:
    elements = list(amounts)
    chance.shuffle(elements)
    plain = "".join(f"{name}{amount}" for name, amount in amounts.items())
    other = "".join(f"{name}{amounts[name] * times}" for name in elements)
    assert composition(plain) == composition(other) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ti₃C₂Tₓ", "Ti3C2Tx"),
        ("70Li2S·30P2S5", "Li7P3S11"),
        ("0.75Li2S-0.25P2S5", "Li3PS4"),
        ("Li1.4Al0.4Ti1.6 (PO4)3", "Li1.4Al0.4Ti1.6P3O12"),
        ("Li0.6[Li0.2Sn0.8S2]", "Li0.8Sn0.8S2"),
        ("Li6(La2Sr)(NbO6)2", "Li6SrLa2Nb2O12"),
        ("Na2SO4*10H2O", "Na2SO4·10H2O"),
    ],
)
def test_two_spellings_are_one_composition(first: str, second: str) -> None:
    assert composition(first) == composition(second) != ""


@pytest.mark.parametrize(
    "formula",
    [
        *("", " ", "(", "((", "()", ")Li(", "Li)", "·", "-", "1", "0Li", "Li0", "Li+", "MXene"),
        *("Si/TiC", "Fe3S4@Li7P3S11", "Li2S-P2S5", "Li7-xLa3Zr2O12", "LixCoO2", "LiFePO4:C"),
        *("C", "C2H4O", "Xx2O3", "li2s", "Li" * 101, "(" * 50 + "Li" + ")" * 50, "Li9999999"),
    ],
)
def test_a_formula_without_one_composition_gives_none(formula: str) -> None:
    assert composition(formula) == ""


def test_other_proportions_are_another_composition() -> None:
    assert composition("Li3PS4") != composition("Li7P3S11")
    assert composition("Ti3C2Tx") != composition("Ti2CTx")
    assert composition("Co") != composition("CO")
