"""An ontology of one's own may call its terms as it likes: code reads terms, and no labels."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
from tests.hostile_tables import faults, tiny_rows, write_rows

import assbkg
from assbkg.building import build
from assbkg.curation.records import Modality, Origin, Status
from assbkg.errors import AssbkgError
from assbkg.graph.provenance import DERIVED_TERMS, GRADE_TERMS, WORDS, standing_words
from assbkg.places import shipped
from assbkg.reasoning.grades import GRADES, STRUCTURAL

_LABEL = re.compile(r'    rdfs:label "([^"]*)"@en ;\n')


def built(folder: Path, label: str) -> Path:
    """Build the tiny paper with an ontology whose terms have this label; gives the release."""
    ontology = shutil.copytree(shipped("ontology"), folder / "ontology")
    evidence = ontology / "modules" / "evidence.ttl"
    evidence.write_text(_LABEL.sub(label, evidence.read_text("utf-8")), "utf-8")
    build(ontology, write_rows(folder, tiny_rows()), folder / "release")
    return folder / "release"


def test_every_word_of_tables_has_its_term() -> None:
    grades = set(GRADES) - {STRUCTURAL}
    words = {*get_args(Modality), *get_args(Status), *get_args(Origin), *grades}
    assert set(WORDS.values()) == words | {standing_words(grade, derived=True) for grade in grades}
    assert set(GRADE_TERMS) == set(DERIVED_TERMS) == grades


def test_strengths_are_read_from_terms_whatever_their_labels(tmp_path: Path) -> None:
    graph = assbkg.open(built(tmp_path, '    rdfs:label "\\1; x"@de , "same"@en ;\n'))
    explanation = graph.explain("silicon", "suffersFrom", "volume expansion")
    assert explanation.grade in GRADES
    assert {row[0] for row in graph.query("links-by-grade").texts()} <= {
        *(f"{grade} (grade)" for grade in GRADES),
        *(standing_words(grade, derived=True) for grade in GRADES),
    }


@pytest.mark.deep
@pytest.mark.parametrize(
    "label",
    [
        '    rdfs:label "same"@en ;\n',
        '    rdfs:label "\\1 x; y, z"@en ;\n',
        '    rdfs:label "\\1"@en , "\\1 x"@de ;\n',
        "",
    ],
)
def test_all_that_can_be_done_with_labels_of_ones_own_ends_well(tmp_path: Path, label: str) -> None:
    assert [] == faults(built(tmp_path, label), tmp_path / "out")


def test_an_ontology_without_labels_is_told_by_the_first_term_that_lacks_one(
    tmp_path: Path,
) -> None:
    ontology = shutil.copytree(shipped("ontology"), tmp_path / "ontology")
    labels = re.compile(r'rdfs:label\s+"[^"]*"(@\w+)?(\s*,\s*"[^"]*"(@\w+)?)*\s*;')
    for file in ontology.rglob("*.ttl"):
        file.write_text(labels.sub("", file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(AssbkgError, match=r"assb:\w+ has no rdfs:label; expected one"):
        build(ontology, shipped("graphs"), tmp_path / "release")
