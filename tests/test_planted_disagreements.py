"""Disagreements among planted pairs, and among measured conductivities."""

from __future__ import annotations

from functools import cache

import pytest
from benchmarks.disagreements import KG, Finder, obelix, obelix_folder, plant, score, written

from assbkg.graph.ontology import read_ontology
from assbkg.places import shipped

TABLE = obelix_folder() / "obelix" / "all.csv"


@cache
def finder() -> Finder:
    return Finder(read_ontology(shipped("ontology")))


def test_of_200_planted_pairs_those_that_disagree_are_found_and_no_others() -> None:
    pairs = plant(seed=14)
    assert len([pair for pair in pairs if pair.real]) == 100
    reached = score(pairs, finder().among(written(pairs)))
    assert reached.precision >= 0.95
    assert reached.recall >= 0.95


@pytest.mark.skipif(not TABLE.is_file(), reason="the table of conductivities is not here")
def test_twenty_compositions_differ_tenfold_and_none_across_temperatures() -> None:
    trig, rows = obelix(TABLE, heated=True)
    compositions: set[str] = set()
    for one in finder().among(trig):
        records = [record.removeprefix(KG) for record in (*one.first, *one.second)]
        hot = [record.endswith("-hot") for record in records]
        assert (len({*hot}) > 1) == (one.verdict == "explained")
        compositions |= {rows[r]["Reduced Composition"].strip() for r in records if not any(hot)}
    # Li3.4Ge0.4P0.6S4 is a third of Li10.2Ge1.2P1.8S12.
    assert len(compositions - {"Li3.4Ge0.4P0.6S4"}) == 20
