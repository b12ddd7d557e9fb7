"""Very many claims in tables become a graph in little memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.many_claims import build_them, write_tables

from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import read_corpus
from assbkg.graph.ontology import read_ontology
from assbkg.graph.release import open_release
from assbkg.places import shipped

#: What a build takes without any claims, and for each claim, in bytes; 200,000 fit into 2 GB.
BASE, A_CLAIM = 700_000_000, 6_500


@pytest.mark.parametrize("papers", [1, 3])
def test_the_tables_of_many_claims_are_good(tmp_path: Path, papers: int) -> None:
    write_tables(tmp_path / "graphs", 60, papers)
    corpus = read_corpus(tmp_path / "graphs")
    check_corpus(corpus, read_ontology(shipped("ontology")).schema)
    assert (60, papers) == (sum(len(p.claims) for p in corpus.papers), len(corpus.papers))


@pytest.mark.deep
def test_each_claim_takes_little_memory_while_a_graph_is_built(
    tmp_path: Path, figures: Callable[[str, object], None]
) -> None:
    claims = 20_000
    done = build_them(tmp_path, claims, papers=2, limit=600)
    figures(f"MiB to build {claims:,} claims", round(done.mebibytes))
    figures(f"seconds of processors to build {claims:,} claims", round(done.processor))
    assert done.status == 0, done.complaints
    assert done.mebibytes < (BASE + claims * A_CLAIM) / (1 << 20)
    assert len(open_release(tmp_path / "release").store) > 10 * claims
