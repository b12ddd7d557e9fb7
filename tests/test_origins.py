"""A claim or measurement has an origin, and a link that only a heading names is graded lower."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

import assbkg
from assbkg.asking.telling import tell
from assbkg.building import build
from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import read_corpus
from assbkg.curation.names import Schema
from assbkg.curation.origins import origin_of
from assbkg.curation.records import Claim
from assbkg.curation.tables import format_table, read_table
from assbkg.errors import CurationError
from assbkg.places import shipped
from assbkg.record.claims import Claim as Read

SWELLS: Final = "s002a"
ROOM: Final = "s003a"


def edit(table: Path, row: str, **cells: str) -> None:
    """Set cells of a row of a table, which gets a column `origin` if it has none."""
    with table.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    if "origin" not in lines[0]:
        place = lines[0].index("modality") + 1
        lines = [[*one[:place], "" if n else "origin", *one[place:]] for n, one in enumerate(lines)]
    for line in lines:
        if line[0] == row:
            line[:] = [cells.get(name, cell) for name, cell in zip(lines[0], line, strict=True)]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)


def of_type(graphs: Path, kind: str) -> None:
    with (graphs / "voids" / "source.toml").open("a", encoding="utf-8") as file:
        file.write(f'type = "{kind}"\n')


def claims_of(graphs: Path, release: Path) -> Mapping[str, Read]:
    build(shipped("ontology"), graphs, release)
    claims = assbkg.open(release).explainer.evidence.by_iri
    return {iri.rpartition(".")[2]: claim for iri, claim in claims.items()}


# ── What a blank cell means ───────────────────────────────────────────────────


def claim(modality: str, cites: str = "", **more: str) -> Claim:
    return Claim.model_validate(
        {
            "id": "s002a",
            "subject": "a",
            "property": "limits",
            "object": "b",
            "note": "",
            "statement": "A bounds b",
            "section": "1",
            "sentence": "2",
            "status": "accepted",
            "modality": modality,
            "cites": cites,
            **more,
        }
    )


def test_a_claim_that_cites_is_cited() -> None:
    assert "cited" == origin_of(claim("measured", "1"), "study")


def test_what_a_study_measured_is_its_own_result() -> None:
    assert "own-result" == origin_of(claim("measured"), "study")


def test_what_a_review_measured_without_a_citation_is_unsourced() -> None:
    assert "unsourced" == origin_of(claim("measured"), "review")


def test_what_a_study_states_without_a_citation_is_unsourced() -> None:
    assert "unsourced" == origin_of(claim("stated"), "study")


def test_what_the_table_says_goes_before_the_rule() -> None:
    assert "heading" == origin_of(claim("stated", origin="heading"), "study")


def test_a_table_without_origins_is_written_without_the_column() -> None:
    assert "origin" not in format_table(Claim, [claim("stated")])
    assert "modality,origin,section" in format_table(Claim, [claim("stated", origin="heading")])


def test_the_shipped_review_has_ten_headings_and_each_has_a_note() -> None:
    rows, problems = read_table(
        shipped("graphs") / "nanostructured-frontiers" / "claims.csv", Claim
    )
    assert () == problems
    headings = [row.record for row in rows if row.record.origin == "heading"]
    assert 10 == len(headings)
    assert all("heading of section" in heading.note for heading in headings)


# ── What is refused ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "cells", "kind", "message"),
    [
        (SWELLS, {"origin": "cited"}, "", "is 'cited', but cites is blank"),
        (ROOM, {"origin": "unsourced"}, "", "is 'unsourced', but the row cites 1"),
        (ROOM, {"origin": "own-result"}, "review", "'own-result', but the row of a review cites 1"),
        (ROOM, {"origin": "heading"}, "", "is 'heading', but the row cites 1"),
        (SWELLS, {"origin": "heading", "modality": "measured"}, "", "modality is 'measured'"),
    ],
)
def test_an_origin_that_the_row_contradicts_is_refused(
    graphs: Path, schema: Schema, row: str, cells: dict[str, str], kind: str, message: str
) -> None:
    edit(graphs / "voids" / "claims.csv", row, **cells)
    if kind:
        of_type(graphs, kind)
    with pytest.raises(CurationError) as caught:
        check_corpus(read_corpus(graphs), schema)
    (problem,) = caught.value.problems
    assert ("claims.csv", "origin") == (problem.path.name, problem.column)
    assert message in problem.message


def test_an_origin_of_a_measurement_is_held_against_its_row(graphs: Path, schema: Schema) -> None:
    edit(graphs / "voids" / "measurements.csv", "s005m1", origin="unsourced")
    with pytest.raises(CurationError, match=r"measurements\.csv, row 2, column origin"):
        check_corpus(read_corpus(graphs), schema)


def test_an_own_result_of_a_study_may_cite_what_it_is_compared_with(
    graphs: Path, schema: Schema
) -> None:
    edit(graphs / "voids" / "claims.csv", ROOM, origin="own-result")
    of_type(graphs, "study")
    check_corpus(read_corpus(graphs), schema)


def test_an_unknown_origin_is_refused_with_the_nearest_one(graphs: Path) -> None:
    edit(graphs / "voids" / "claims.csv", SWELLS, origin="headings")
    with pytest.raises(CurationError) as caught:
        read_corpus(graphs)
    (problem,) = caught.value.problems
    assert (2, "origin") == (problem.row, problem.column)
    assert "did you mean 'heading'" in problem.message


# ── What follows ──────────────────────────────────────────────────────────────


def test_a_claim_is_read_back_with_its_origin(graphs: Path, tmp_path: Path) -> None:
    found = claims_of(graphs, tmp_path / "release")
    assert ("unsourced", "cited") == (found[SWELLS].origin, found[ROOM].origin)


def test_a_link_that_a_heading_names_is_graded_below_stated_and_marked_so(
    graphs: Path, tmp_path: Path
) -> None:
    edit(graphs / "voids" / "claims.csv", SWELLS, origin="heading")
    assert "heading" == claims_of(graphs, tmp_path / "release")[SWELLS].grade
    graph = assbkg.open(tmp_path / "release")
    told = tell(graph.explain("silicon", "suffersFrom", "volume expansion"), "text")
    assert "grade: heading" in told
    assert "stated in a heading, abstract s.2" in told


def test_a_hedged_heading_is_no_stronger_than_hedged(graphs: Path, tmp_path: Path) -> None:
    edit(graphs / "voids" / "claims.csv", SWELLS, origin="heading", modality="hedged")
    assert "hedged" == claims_of(graphs, tmp_path / "release")[SWELLS].grade
