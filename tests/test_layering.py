"""The order and the places of nodes in columns."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import assbkg
from assbkg.drawing.layering.ordering import (
    Block,
    Columns,
    Links,
    arrange,
    blocks_of,
    members,
    sweeps,
    web_of,
)
from assbkg.drawing.layering.placing import Spacing, packed, place
from assbkg.drawing.web.designs import read_designs
from assbkg.drawing.web.projection import project

# ── The order of the columns ──────────────────────────────────────────────────

pairs = st.one_of(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("pqrst")),
    st.tuples(st.sampled_from("pqrst"), st.sampled_from("vwxyz")),
)
weighted = st.dictionaries(pairs, st.integers(1, 3), max_size=15)
families = st.fixed_dictionaries({node: st.sampled_from(["", "f", "g"]) for node in "pqrst"})


def columns_of(middle: dict[str, str]) -> list[dict[str, str]]:
    return [dict.fromkeys("abcde", ""), middle, dict.fromkeys("vwxyz", "")]


def crosses(columns: Columns, one: tuple[str, str], other: tuple[str, str]) -> bool:
    rows = [list(members(column)) for column in columns]
    for left, right in pairwise(rows):
        if one[0] in left and other[0] in left:
            start = left.index(one[0]) - left.index(other[0])
            end = right.index(one[1]) - right.index(other[1])
            return start * end < 0
    return False


def count_crossings(columns: Columns, links: Links) -> int:
    return sum(
        links[one] * links[other]
        for one, other in combinations(links, 2)
        if crosses(columns, one, other)
    )


@settings(max_examples=40)
@given(weighted, families)
def test_crossings_are_counted_as_by_looking_at_every_pair(
    links: dict[tuple[str, str], int], middle: dict[str, str]
) -> None:
    columns = arrange(columns_of(middle), links)
    assert count_crossings(columns, links) == web_of(columns, links).crossings(columns)


@settings(max_examples=25)
@given(weighted, families, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_what_comes_in(
    links: dict[tuple[str, str], int], middle: dict[str, str], dice: random.Random
) -> None:
    nodes, shuffled = list(middle.items()), list(links.items())
    expected = arrange(columns_of(middle), links)
    dice.shuffle(nodes)
    dice.shuffle(shuffled)
    assert expected == arrange(columns_of(dict(nodes)), dict(shuffled))


@settings(max_examples=40)
@given(weighted, families)
def test_a_family_stays_together(links: dict[tuple[str, str], int], middle: dict[str, str]) -> None:
    blocks = arrange(columns_of(middle), links)[1]
    names = [block.name for block in blocks if block.name]
    assert sorted({family for family in middle.values() if family}) == sorted(names)
    assert sorted(members(blocks)) == sorted(middle)


def test_links_that_need_not_cross_do_not() -> None:
    ends = [("a", "t"), ("b", "s"), ("c", "p"), ("t", "v"), ("s", "z"), ("p", "x")]
    links = dict.fromkeys(ends, 1)
    columns = arrange(columns_of(dict.fromkeys("pqrst", "")), links)
    assert count_crossings(columns, links) == 0


def test_where_links_must_cross_the_light_ones_do() -> None:
    columns = [{"p": "", "q": ""}, {"v": "", "w": ""}]
    for heavy in (("p", "v"), ("p", "w")):
        other = ("q", "w" if heavy[1] == "v" else "v")
        ends = [(left, right) for left in "pq" for right in "vw"]
        links = {end: 3 if end in (heavy, other) else 1 for end in ends}
        assert count_crossings(arrange(columns, links), links) == 1


def test_kicks_leave_fewer_links_of_the_release_crossing_than_sweeps_alone() -> None:
    network = project(read_designs(assbkg.open()))
    start = tuple(map(blocks_of, network.families))
    web = web_of(start, network.weights)
    swept = min(map(web.crossings, sweeps(start, web, 20)))
    assert web.crossings(arrange(network.families, network.weights)) < swept


# ── Where the nodes stand ─────────────────────────────────────────────────────

SPACING: Final = Spacing(node=1.0, block=2.0, heading=3.0, padding=1.0)


@settings(max_examples=50)
@given(weighted, families, st.lists(st.floats(1, 9), min_size=15, max_size=15))
def test_nodes_never_overlap(
    links: dict[tuple[str, str], int], middle: dict[str, str], sizes: list[float]
) -> None:
    heights = dict(zip("abcdepqrstvwxyz", sizes, strict=True))
    columns = arrange(columns_of(middle), links)
    placed = place(columns, links, heights, SPACING)
    for column in columns:
        row = list(members(column))
        for upper, lower in pairwise(row):
            between = placed.centres[lower] - placed.centres[upper]
            assert between >= (heights[upper] + heights[lower]) / 2 + SPACING.node - 1e-6
        top, bottom = row[0], row[-1]
        assert placed.centres[top] - heights[top] / 2 >= -1e-6
        assert placed.centres[bottom] + heights[bottom] / 2 <= placed.height + 1e-6


def test_a_node_stands_level_with_its_only_neighbour() -> None:
    columns = (
        (Block("", ("a",)),),
        tuple(Block("", (node,)) for node in "pqr"),
    )
    placed = place(columns, {("a", "r"): 1}, dict.fromkeys("apqr", 2.0), SPACING)
    assert placed.centres["a"] == pytest.approx(placed.centres["r"])


def test_packed_is_as_high_as_the_fullest_column_is_placed() -> None:
    heights = dict.fromkeys("apqr", 2.0)
    columns = ((Block("", ("a",)),), (Block("f", ("p", "q")), Block("", ("r",))))
    placed = place(columns, {("a", "r"): 1}, heights, SPACING)
    assert packed(columns[1], heights, SPACING) == pytest.approx(placed.height)


def test_a_place_may_be_asked_to_be_higher_than_it_need_be() -> None:
    columns = ((Block("", ("a",)),), (Block("", ("p",)),))
    placed = place(columns, {("a", "p"): 1}, dict.fromkeys("ap", 2.0), SPACING, least=10.0)
    assert (10.0, 5.0) == (placed.height, placed.centres["a"])


def test_blocks_of_an_emptier_column_part() -> None:
    fuller = tuple(Block("", (f"p{number}",)) for number in range(12))
    columns = ((Block("", ("a",)), Block("", ("b",))), fuller)
    links = {("a", "p5"): 1, ("b", "p6"): 1}
    heights = dict.fromkeys([*"ab", *members(fuller)], 2.0)
    placed = place(columns, links, heights, SPACING)
    assert placed.centres["b"] - placed.centres["a"] > 2.0 + SPACING.block + 1.0
