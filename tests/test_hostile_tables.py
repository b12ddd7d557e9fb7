"""What `check` accepts can be drawn, reported, explained and asked, however odd its cells are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.hostile_tables import NUMBERS, TEXTS, faults, planted, tiny_rows, write_rows

from assbkg.building import build
from assbkg.curation.corpus import read_corpus
from assbkg.errors import CurationError
from assbkg.places import shipped

#: The figures that an axis does hold.
HELD = {"1e12", "999999999999", "1e-12", "0", "-0", "-1", "-700", "0.000000000001"}
HELD |= {"123456789012.123456"}

#: From which text each paper of the deep test begins: together they put each into many columns.
BEGINNINGS = range(0, len(TEXTS), 7)


def test_a_hostile_text_is_accepted_or_refused_with_its_place(tmp_path: Path) -> None:
    _, refused = planted(tmp_path, 0)
    for text, why in refused.items():
        head, *lines = why.splitlines()
        assert head.endswith("in the tables:"), text
        assert all(len(line) < 400 for line in lines), text
        assert any(", row " in line for line in lines), text


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
def test_a_figure_is_held_or_refused_with_its_place(tmp_path: Path, number: str) -> None:
    rows = tiny_rows()
    rows["measurements.csv"][0]["value"] = number
    graphs = write_rows(tmp_path, rows)
    if number in HELD:
        (paper,) = read_corpus(graphs).papers
        assert paper.measurements[0].record.value == Decimal(number)
        return
    with pytest.raises(CurationError, match=r"measurements\.csv, row 2, column value: ") as caught:
        read_corpus(graphs)
    assert len(str(caught.value)) < 500


@pytest.mark.deep
@pytest.mark.parametrize("first", BEGINNINGS)
def test_all_that_can_be_done_with_hostile_texts_ends_well(tmp_path: Path, first: int) -> None:
    graphs, _ = planted(tmp_path, first)
    build(shipped("ontology"), graphs, tmp_path / "release")
    assert [] == faults(tmp_path / "release", tmp_path / "out")


@pytest.mark.deep
@pytest.mark.parametrize(
    "cells",
    [
        {(0, "value"): "1e12", (3, "value"): "1e-12"},
        {(0, "value"): "0", (2, "value"): "0", (3, "value"): "0"},
        {(0, "value"): "-700", (3, "value"): "-1"},
        {(1, "lower"): "-1e12", (1, "upper"): "1e12"},
        {(1, "lower"): "1990.5", (1, "upper"): "1e5"},
        {(0, "comparator"): "between", (0, "value"): "", (0, "lower"): "-5", (0, "upper"): "1e12"},
        {(0, "cycle"): "9" * 18, (2, "cycle"): "1"},
        {(0, "as_written"): "x" * 1999, (0, "current"): "9" * 500 + " A/g"},
    ],
    ids=str,
)
def test_all_that_can_be_done_with_odd_figures_ends_well(
    tmp_path: Path, cells: dict[tuple[int, str], str]
) -> None:
    rows = tiny_rows()
    for (row, column), value in cells.items():
        rows["measurements.csv"][row][column] = value
        if column in ("value", "lower", "upper"):
            rows["measurements.csv"][row]["as_written"] = "a figure"
    build(shipped("ontology"), write_rows(tmp_path, rows), tmp_path / "release")
    assert [] == faults(tmp_path / "release", tmp_path / "out")
