"""Whether records fit one another and the ontology, and what happens when they don't."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from assbkg.building import build
from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import read_corpus, source_folders
from assbkg.curation.names import Schema
from assbkg.curation.records import TABLES
from assbkg.curation.sentences import fingerprint
from assbkg.curation.tables import columns
from assbkg.errors import CurationError
from assbkg.places import shipped

Edit = Callable[[str, str, str], None]
Told = Callable[[], list[str]]


@pytest.fixture
def edit(graphs: Path) -> Edit:
    """Replaces something once in a file of the source `voids`."""

    def replace(name: str, old: str, new: str) -> None:
        path = graphs / "voids" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return replace


@pytest.fixture
def told(graphs: Path, schema: Schema) -> Told:
    """All problems of all tables, with the path below `graphs`."""

    def check() -> list[str]:
        try:
            check_corpus(read_corpus(graphs), schema)
        except CurationError as error:
            return [str(problem).removeprefix(f"{graphs}/") for problem in error.problems]
        return []

    return check


def add_source(graphs: Path, **rows: str) -> None:
    """A second source, `walls`, of one sentence, with what rows the tables are given."""
    folder = graphs / "walls"
    folder.mkdir()
    head = 'id = "walls"\ntitle = "Walls"\nauthors = ["Roe R."]\nlicence = "made for tests"\n'
    (folder / "source.toml").write_text(head, encoding="utf-8")
    rows.setdefault("coverage", f"1,front,{fingerprint('Walls')},,title\n")
    for kind in TABLES:
        text = ",".join(columns(kind)) + "\n" + rows.get(kind.table, "")
        (folder / f"{kind.table}.csv").write_text(text, encoding="utf-8", newline="")


def test_tables_that_fit_have_no_problem(told: Told) -> None:
    assert [] == told()


# ── Words that the ontology does not have ─────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (
            "claims.csv",
            "employs",
            "employes",
            "claims.csv, row 5, column property: no property is called 'employes'; "
            "did you mean 'employs'?",
        ),
        (
            "claims.csv",
            "silicon,suffersFrom",
            "silicone,suffersFrom",
            "claims.csv, row 2, column subject: no entity is called 'silicone'; "
            "did you mean 'silicon'?",
        ),
        (
            "claims.csv",
            "volume-expansion",
            "volume-expansoin",
            "claims.csv, row 2, column object: no entity is called 'volume-expansoin'; "
            "did you mean 'volume-expansion'?",
        ),
        (
            "claims.csv",
            "si-c/VoidBuffering",
            "si-c/VoidBufering",
            "claims.csv, row 4, column subject: no strategy, mechanism, nanostructure or component "
            "class, or bottleneck is called 'VoidBufering'; did you mean 'VoidBuffering'?",
        ),
        (
            "claims.csv",
            "si-c/VoidBuffering",
            "si-cc/VoidBuffering",
            "claims.csv, row 4, column subject: no entity is called 'si-cc'; "
            "did you mean 'si-c' or 'si-c-synthesis'?",
        ),
        (
            "claims.csv",
            "employs,VoidEngineering",
            "employs,VoidEnginering",
            "claims.csv, row 5, column object: no entity is called 'VoidEnginering'; "
            "did you mean 'VoidEngineering'?",
        ),
        (
            "entities.csv",
            "SynthesisProcess",
            "SyntesisProcess",
            "entities.csv, row 4, column class: no class is called 'SyntesisProcess'; "
            "did you mean 'SynthesisProcess'?",
        ),
        (
            "measurements.csv",
            "ReversibleCapacity",
            "ReversableCapacity",
            "measurements.csv, row 2, column quantity_kind: no quantity kind is called "
            "'ReversableCapacity'; did you mean 'ReversibleCapacity'?",
        ),
        (
            "measurements.csv",
            "si-c,,",
            "si-c,gc-1,",
            "measurements.csv, row 2, column sample: no entity is called 'gc-1'",
        ),
        (
            "steps.csv",
            "Annealing",
            "Anealing",
            "steps.csv, row 2, column action: no process step class is called 'Anealing'; "
            "did you mean 'Annealing'?",
        ),
        (
            "steps.csv",
            "Annealing,silicon",
            "Annealing,silicone",
            "steps.csv, row 2, column inputs: no entity is called 'silicone'; "
            "did you mean 'silicon'?",
        ),
        (
            "assessments.csv",
            "a002,s006m1",
            "a002,s006m2",
            "assessments.csv, row 3, column about: no record is called 's006m2'; "
            "did you mean 's006m1'",
        ),
        (
            "coverage.csv",
            "s002a",
            "s002a; s002b",
            "coverage.csv, row 3, column records: no record is called 's002b'; "
            "did you mean 's002a'",
        ),
    ],
)
def test_an_unknown_name_gets_the_nearest_known(
    edit: Edit, told: Told, name: str, old: str, new: str, problem: str
) -> None:
    edit(name, old, new)
    assert told()[0].startswith(f"voids/{problem}")


def test_an_unknown_name_is_one_problem_and_not_more(edit: Edit, told: Told) -> None:
    edit("claims.csv", "s004a,si-c,", "s004a,si-cx,")
    assert [
        "voids/claims.csv, row 5, column subject: no entity is called 'si-cx'; "
        "did you mean 'si-c' or 'si-c-synthesis'?"
    ] == told()


def test_an_unknown_class_is_not_held_against_the_claims_that_use_it(
    edit: Edit, told: Told
) -> None:
    edit("entities.csv", "si-c,MaterialSystem", "si-c,MaterialSistem")
    (problem,) = told()
    assert problem.startswith("voids/entities.csv, row 3, column class: no class is called")


# ── What may be said of what ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        (
            "claims.csv",
            "si-c,employs",
            "silicon,employs",
            "claims.csv, row 5, column subject: 'silicon' is of class SiliconMaterial, "
            "expected MaterialSystem",
        ),
        (
            "claims.csv",
            "employs,VoidEngineering",
            "employs,VoidBuffering",
            "claims.csv, row 5, column object: 'VoidBuffering' is of class VoidBuffering, "
            "expected Strategy",
        ),
        (
            "claims.csv",
            "si-c,employs",
            "si-c,expectedGain",
            "claims.csv, row 5, column property: 'expectedGain' is derived by reasoning and never "
            "claimed",
        ),
        (
            "claims.csv",
            "silicon,suffersFrom,volume-expansion",
            "volume-expansion,suffersFrom,VoidEngineering",
            "claims.csv, row 2, column object: 'volume-expansion' is shared by all papers and has "
            "no VoidEngineering; name the system: '<system>/VoidEngineering'",
        ),
        (
            "measurements.csv",
            "si-c,,",
            "si-c-synthesis,,",
            "measurements.csv, row 2, column subject: 'si-c-synthesis' is of class "
            "SynthesisProcess, expected PhysicalEntity or Bottleneck or Milestone",
        ),
        (
            "measurements.csv",
            "si-c,,",
            "si-c,silicon,",
            "measurements.csv, row 2, column sample: 'silicon' is of class SiliconMaterial, "
            "expected Sample",
        ),
        (
            "steps.csv",
            "si-c-synthesis,1",
            "si-c,1",
            "steps.csv, row 2, column process: 'si-c' is of class MaterialSystem, "
            "expected SynthesisProcess",
        ),
        (
            "steps.csv",
            "Annealing,silicon",
            "Annealing,volume-expansion",
            "steps.csv, row 2, column inputs: 'volume-expansion' is of class Bottleneck, "
            "expected Material",
        ),
        (
            "steps.csv",
            "Annealing,",
            "VoidEngineering,",
            "steps.csv, row 2, column action: no process step class is called 'VoidEngineering'",
        ),
    ],
)
def test_a_thing_of_the_wrong_class_is_named_with_the_right_one(
    edit: Edit, told: Told, name: str, old: str, new: str, problem: str
) -> None:
    edit(name, old, new)
    assert f"voids/{problem}" in told()


# ── Units and parameters ──────────────────────────────────────────────────────


def test_a_wrong_unit_is_named_with_those_allowed(edit: Edit, told: Told) -> None:
    edit("measurements.csv", ",,,mAh/g", ",,,Wh/kg")
    assert [
        "voids/measurements.csv, row 2, column unit: 'Wh/kg' is not a unit of ReversibleCapacity; "
        "allowed: mAh/g"
    ] == told()


def test_another_spelling_of_a_unit_is_told_the_right_one(edit: Edit, told: Told) -> None:
    edit("measurements.csv", ",,,mAh/g", ",,,mAh g⁻¹")
    assert [
        "voids/measurements.csv, row 2, column unit: 'mAh g⁻¹' is another spelling of 'mAh/g'; "
        "use that"
    ] == told()


def test_a_value_that_is_not_the_figure_as_written_is_named(edit: Edit, told: Told) -> None:
    edit("measurements.csv", "=,700", "=,0.700")
    assert [
        "voids/measurements.csv, row 2, column value: '0.700' is not the number in '700 mAh/g'; "
        "write '700'"
    ] == told()


def test_a_look_alike_of_a_unit_is_told_by_its_code_point(edit: Edit, told: Told) -> None:
    edit("measurements.csv", "ReversibleCapacity", "ElectricalResistance")
    edit("measurements.csv", ",,,mAh/g", ",,,\u2126")
    assert [
        "voids/measurements.csv, row 2, column unit: '\\u2126' (for '\u2126') is another spelling "
        "of '\u03a9'; use that"
    ] == told()


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        (
            "600 °C",
            "'600 °C' is not a parameter; write for example 'Temperature=600 °C', "
            "'MassFraction[pvdf]=5.6 wt%' or 'Duration<=24 h (within 24 hours)'",
        ),
        (
            "Temperature=600°C",
            "'Temperature=600°C' is not a parameter; write for example 'Temperature=600 °C', "
            "'MassFraction[pvdf]=5.6 wt%' or 'Duration<=24 h (within 24 hours)'",
        ),
        ("Temperature=600 K", "'K' is not a unit of Temperature; allowed: °C"),
        (
            "Temprature=600 °C",
            "no quantity kind is called 'Temprature'; did you mean 'Temperature'?",
        ),
        ('"Duration=1,5 h"', "'1,5' has a comma; write '15', or '1.5'"),
        ("Duration=3-2 h", "lower 3 is above upper 2"),
        (
            "Duration=2 h; Duration=3 h",
            "Duration is given twice; say of what: Duration[material]",
        ),
        (
            "MassFraction[silicon]=2 wt%; MassFraction[silicon]=3 wt%",
            "MassFraction is given twice of 'silicon'",
        ),
        (
            "MassFraction[argon]=2 wt%",
            "'argon' in 'MassFraction[argon]=2 wt%' is none of the step's inputs",
        ),
    ],
)
def test_a_fault_in_a_parameter_is_named(
    edit: Edit, told: Told, parameters: str, problem: str
) -> None:
    edit("steps.csv", "Temperature=600 °C; Duration=2 h", parameters)
    assert [f"voids/steps.csv, row 2, column parameters: {problem}"] == told()


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        "Duration=30-50 h",
        "Temperature=-20–-10 °C",
        "MassFraction[silicon]=5.6 wt%; MassFraction=1 wt%",
    ],
)
def test_parameters_may_have_bounds_signs_and_materials(
    edit: Edit, told: Told, parameters: str
) -> None:
    edit("steps.csv", "Temperature=600 °C; Duration=2 h", parameters)
    assert [] == told()


# ── Ids ───────────────────────────────────────────────────────────────────────


def test_an_id_that_two_tables_use_is_named_with_file_and_row(edit: Edit, told: Told) -> None:
    edit("assessments.csv", "a001", "s003b")
    assert [
        "voids/assessments.csv, row 2, column id: 's003b' is already the id of claims.csv, row 4"
    ] == told()


@pytest.mark.parametrize(
    ("taken", "by"), [("ref-1", "references.csv, row 2"), ("s003", "a sentence")]
)
def test_an_assessment_does_not_take_the_name_of_something_else(
    edit: Edit, told: Told, taken: str, by: str
) -> None:
    edit("assessments.csv", "a001", taken)
    assert [
        f"voids/assessments.csv, row 2, column id: {taken!r} is already the id of {by}"
    ] == told()


def test_an_entity_does_not_take_the_name_of_an_individual_of_the_ontology(
    graphs: Path, told: Told
) -> None:
    add_source(graphs, entities="lithium-dendrites,Bottleneck,dendrites,,,1\n")
    assert [
        "walls/entities.csv, row 2, column id: 'lithium-dendrites' is already an "
        "individual of the ontology"
    ] == told()


def test_an_entity_does_not_take_the_name_of_a_source(graphs: Path, told: Told) -> None:
    add_source(graphs, entities="voids,Material,voids,,,1\n")
    assert ["walls/entities.csv, row 2, column id: 'voids' is already the id of a source"] == told()


def test_two_sources_may_tell_of_one_entity(graphs: Path, told: Told) -> None:
    add_source(graphs, entities="silicon,SiliconMaterial,silicon,Si powder,Si,1\n")
    assert [] == told()


def test_an_entity_of_two_classes_in_two_sources_is_named(graphs: Path, told: Told) -> None:
    add_source(graphs, entities="silicon,MaterialSystem,silicon,,Si,1\n")
    assert [
        "walls/entities.csv, row 2, column class: 'silicon' is SiliconMaterial in "
        "voids/entities.csv, row 5, here MaterialSystem"
    ] == told()


def test_an_entity_with_two_labels_in_two_sources_is_named(graphs: Path, told: Told) -> None:
    add_source(graphs, entities="silicon,SiliconMaterial,Si powder,,Si,1\n")
    assert [
        "walls/entities.csv, row 2, column label: 'silicon' is labelled 'silicon' in "
        "voids/entities.csv, row 5, here 'Si powder'; put it in alt_labels"
    ] == told()


def test_claims_of_two_sources_may_have_one_id(graphs: Path, told: Told) -> None:
    claim = "s002a,silicon,suffersFrom,volume-expansion,It swells,stated,affirmed,,1,2,,accepted,\n"
    covered = f"1,front,{fingerprint('Walls')},,title\n2,1,{fingerprint('Si')},s002a,\n"
    add_source(graphs, claims=claim, coverage=covered)
    assert [] == told()


def test_the_steps_of_one_process_stand_in_one_source(graphs: Path, told: Told) -> None:
    step = "si-c-synthesis,1,Annealing,,,si-c,,,Heat it,front,1,,\n"
    covered = f"1,front,{fingerprint('Walls')},si-c-synthesis.step-1,\n"
    add_source(graphs, steps=step, coverage=covered)
    assert [
        "walls/steps.csv, row 2, column process: voids already has the steps of 'si-c-synthesis'"
    ] == told()


# ── Places ────────────────────────────────────────────────────────────────────


def test_a_sentence_that_does_not_exist_is_named(edit: Edit, told: Told) -> None:
    edit("claims.csv", "measured,1,4,1", "measured,1,4; 10,1")
    assert [
        "voids/claims.csv, row 5, column sentence: there is no sentence 10; the last is 9"
    ] == told()


@pytest.mark.parametrize(
    ("name", "old", "row"),
    [("entities.csv", "Ar,7", 2), ("references.csv", ",,,9", 2), ("assessments.csv", "1,6", 3)],
)
def test_every_table_leads_to_sentences_that_exist(
    edit: Edit, told: Told, name: str, old: str, row: int
) -> None:
    edit(name, old, old[:-1] + "77")
    place = f"voids/{name}, row {row}, column sentence"
    assert f"{place}: there is no sentence 77; the last is 9" in told()


@pytest.mark.parametrize(
    ("name", "old", "row"),
    [
        ("claims.csv", "1,4,1", 5),
        ("measurements.csv", "1,5,1", 2),
        ("steps.csv", "1,7,1", 2),
        ("assessments.csv", "1,6\n", 3),
    ],
)
def test_a_section_that_is_not_the_sentences_is_named(
    edit: Edit, told: Told, name: str, old: str, row: int
) -> None:
    edit(name, f",{old}", f",2{old}")
    assert [
        f"voids/{name}, row {row}, column section: is '21', but sentence {old[2]} is in section '1'"
    ] == told()


def test_a_record_of_two_sections_has_the_section_of_its_first_sentence(
    edit: Edit, told: Told
) -> None:
    edit("claims.csv", "abstract,2,", "abstract,2; 4,")
    edit("coverage.csv", ",s004a,", ",s002a; s004a,")
    assert [] == told()


@pytest.mark.parametrize(
    ("name", "old", "row"),
    [("claims.csv", "1,4,1", 5), ("measurements.csv", "1,5,1", 2), ("steps.csv", "1,7,1", 2)],
)
def test_a_reference_that_does_not_exist_is_named(
    edit: Edit, told: Told, name: str, old: str, row: int
) -> None:
    edit(name, f",{old},", f",{old}; 11,")
    assert [
        f"voids/{name}, row {row}, column cites: there is no reference 11; the last is 1"
    ] == told()


def test_references_count_from_one(edit: Edit, told: Told) -> None:
    edit("references.csv", "\n1,", "\n2,")
    assert "voids/references.csv, row 2, column number: 2 comes where 1 is expected" in told()


def test_steps_of_a_process_have_no_gap(edit: Edit, told: Told) -> None:
    step = "si-c-synthesis,{},BallMilling,si-c,si-c,,,Mill it,1,7,1,\n"
    edit("steps.csv", "Heat in argon,1,7,1,\n", "Heat in argon,1,7,1,\n" + step.format(3))
    edit("coverage.csv", "si-c-synthesis.step-1", "si-c-synthesis.step-1; si-c-synthesis.step-3")
    assert ["voids/steps.csv, row 3, column index: 3 comes where 2 is expected"] == told()


def test_a_gap_is_told_once(edit: Edit, told: Told) -> None:
    rows = "".join(f"si-c-synthesis,{n},BallMilling,,,,,Mill it,1,7,1,\n" for n in (3, 4, 5))
    edit("steps.csv", "Heat in argon,1,7,1,\n", "Heat in argon,1,7,1,\n" + rows)
    assert ["voids/steps.csv, row 3, column index: 3 comes where 2 is expected"] == [
        problem for problem in told() if "index" in problem
    ]


# ── Coverage ──────────────────────────────────────────────────────────────────


def test_a_record_that_coverage_leaves_out_is_named(edit: Edit, told: Told) -> None:
    edit("coverage.csv", "s003a; s003b", "s003a")
    assert [
        "voids/coverage.csv, row 4, column records: 's003b' comes from sentence 3 and is not listed"
    ] == told()


def test_a_reference_that_coverage_leaves_out_is_named(edit: Edit, told: Told) -> None:
    edit("coverage.csv", "ref-1,", ",the reference")
    assert [
        "voids/coverage.csv, row 10, column records: 'ref-1' comes from sentence 9 and is not "
        "listed"
    ] == told()


def test_a_record_that_is_listed_under_another_sentence_is_named(edit: Edit, told: Told) -> None:
    edit("coverage.csv", "s002a", "s002a; s004a")
    assert [
        "voids/coverage.csv, row 3, column records: 's004a' does not come from sentence 2"
    ] == told()


def test_a_sentence_that_coverage_leaves_out_is_named(graphs: Path, told: Told) -> None:
    path = graphs / "voids" / "coverage.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8", newline="")
    assert ["voids/coverage.csv, row 2, column sentence: 2 comes where 1 is expected"] == told()


# ── Judgements ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "row", "record", "status", "assessment"),
    [
        ("claims.csv", 4, "s003b", "contested", "a001"),
        ("measurements.csv", 3, "s006m1", "anomalous", "a002"),
    ],
)
def test_a_contested_or_anomalous_record_needs_an_assessment(
    edit: Edit, told: Told, name: str, row: int, record: str, status: str, assessment: str
) -> None:
    edit("assessments.csv", f"{assessment},{record}", f"{assessment},s002a")
    assert [
        f"voids/{name}, row {row}, column status: {status}, but no {status} assessment of "
        f"{record!r} says why"
    ] == told()


def test_an_assessment_of_another_kind_is_not_enough(edit: Edit, told: Told) -> None:
    edit("assessments.csv", "contested", "scope")
    (problem,) = told()
    assert problem.endswith("contested, but no contested assessment of 's003b' says why")


def test_an_assessment_may_be_about_a_reference(edit: Edit, told: Told) -> None:
    row = "a003,ref-1,scope,It is about a liquid,1,6\n"
    edit("assessments.csv", "is odd,1,6\n", "is odd,1,6\n" + row)
    assert [] == told()


def test_an_assessment_is_not_about_a_step(edit: Edit, told: Told) -> None:
    edit("assessments.csv", "a002,s006m1", "a002,si-c-synthesis.step-1")
    place = "voids/assessments.csv, row 3, column about"
    assert told()[0].startswith(f"{place}: no record is called 'si-c-synthesis.step-1'")


def test_a_contradiction_is_between_claims_or_figures(edit: Edit, told: Told) -> None:
    edit("contradictions.csv", "reason\n", "reason\ns002a,ref-1,odd\ns005m1,s006m2,odd\n")
    assert [
        "voids/contradictions.csv, row 2, column second: no record is called 'ref-1'",
        "voids/contradictions.csv, row 3, column second: no record is called 's006m2'; "
        "did you mean 's006m1' or 's002a'?",
    ] == told()


def test_a_contradiction_is_told_one_way_round(edit: Edit, told: Told) -> None:
    edit("contradictions.csv", "reason\n", "reason\ns002a,s003b,odd\ns003b,s002a,odd\n")
    assert ["voids/contradictions.csv, row 3: repeats row 2, the other way round"] == told()


# ── Sources ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('title = "Voids in silicon electrodes"\n', "", ", column title: is missing"),
        ('"made for tests"', '""', ", column licence: is blank"),
        ('["Jane Doe"]', "[]", ", column authors: is blank"),
        (
            '["Jane Doe"]',
            '"Jane Doe"',
            ", column authors: 'Jane Doe' is not a list; write ['…', '…']",
        ),
        (
            "licence",
            "license",
            ", column license: is not a key of a source; did you mean 'licence'?",
        ),
        (
            "title",
            "ranking = 1\ntitle",
            ", column ranking: is not a key of a source; known: id, title",
        ),
        ("licence", 'type = "poem"\nlicence', ", column type: 'poem' is none of 'review', 'study'"),
        ("licence", "passes = 0\nlicence", ", column passes: 0: Input should be greater than"),
        (
            "licence",
            'doi = "10.1000/182"\nlicence',
            ": doi and doi_verified are both given or both omitted",
        ),
        (
            "licence",
            'doi = "10.1000/182"\ndoi_verified = "memory"\nlicence',
            ", column doi_verified: 'memory' is not an account of how a DOI was verified",
        ),
        ("licence", "year = 20\nlicence", ", column year: 20: Input should be greater than"),
        (
            'id = "voids"',
            'id = "walls"',
            ", column id: is 'walls', the folder is 'voids'; they are the same",
        ),
        ('id = "voids"', 'id = "Voids"', ", column id: 'Voids' is not an id; write lower-case"),
        ('id = "voids"', 'id = "voids', ": is not valid TOML: Illegal character"),
        ('id = "voids"', '\ufeffid = "voids"', ": begins with a byte-order mark; save as UTF-8"),
    ],
)
def test_a_fault_in_the_source_is_named(
    edit: Edit, told: Told, old: str, new: str, problem: str
) -> None:
    edit("source.toml", old, new)
    assert any(found.startswith(f"voids/source.toml{problem}") for found in told())


def test_a_source_that_is_not_utf_8_is_named(graphs: Path, told: Told) -> None:
    (graphs / "voids" / "source.toml").write_bytes(b'id = "\xb5"')
    assert ["voids/source.toml, row 1: is not UTF-8: byte 6 is 0xb5"] == told()


def test_a_folder_of_tables_without_a_source_is_named(graphs: Path, told: Told) -> None:
    (graphs / "voids" / "source.toml").unlink()
    assert ["voids/source.toml: is missing; it says which paper the tables describe"] == told()


def test_a_missing_table_is_named(graphs: Path, told: Told) -> None:
    (graphs / "voids" / "steps.csv").unlink()
    assert [
        "voids/steps.csv: the table is missing; a table without rows still has its header"
    ] == told()


def test_a_table_of_another_name_is_not_left_unread(graphs: Path, told: Told) -> None:
    (graphs / "voids" / "claim.csv").write_text("id\n", encoding="utf-8")
    assert ["voids/claim.csv: is not one of the tables; did you mean 'claims.csv'?"] == told()


def test_other_folders_and_files_are_left_alone(graphs: Path, told: Told) -> None:
    (graphs / "release").mkdir()
    (graphs / "release" / "rounds.csv").write_text("subject\n", encoding="utf-8")
    (graphs / "voids" / "notes.md").write_text("to do\n", encoding="utf-8")
    assert [graphs / "voids"] == list(source_folders(graphs))
    assert [] == told()


def test_a_folder_without_sources_is_named(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match=r"holds no source; expected <source>/source\.toml"):
        read_corpus(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match="nowhere: is not a folder; expected one that holds"):
        read_corpus(tmp_path / "nowhere")


# ── All at once, and nothing written ──────────────────────────────────────────


def break_three_tables(edit: Edit) -> list[str]:
    edit("steps.csv", "Annealing", "Anealing")
    edit("claims.csv", "employs", "employes")
    edit("claims.csv", "silicon,suffersFrom", "silicone,suffersFrom")
    edit("coverage.csv", "s003a; s003b", "s003a")
    return [
        "claims.csv, row 2, column subject",
        "claims.csv, row 5, column property",
        "coverage.csv, row 4, column records",
        "steps.csv, row 2, column action",
    ]


def test_all_problems_of_all_tables_are_listed_in_the_order_of_files(
    edit: Edit, told: Told
) -> None:
    places = break_three_tables(edit)
    assert [f"voids/{place}" for place in places] == [p.split(": ")[0] for p in told()]


def test_all_unreadable_cells_of_all_tables_are_listed_at_once(edit: Edit, told: Told) -> None:
    edit("steps.csv", "si-c-synthesis,1", "si-c-synthesis,one")
    edit("entities.csv", "argon,InertGas", "Argon,InertGas")
    edit("source.toml", "title", "titel")
    assert ["entities.csv", "source.toml", "source.toml", "steps.csv"] == [
        problem.removeprefix("voids/").split(",")[0] for problem in told()
    ]


def test_the_message_counts_and_lists_the_problems(
    edit: Edit, graphs: Path, schema: Schema
) -> None:
    edit("claims.csv", "employs", "employes")
    with pytest.raises(CurationError) as caught:
        check_corpus(read_corpus(graphs), schema)
    line = "no property is called 'employes'; did you mean 'employs'?"
    path = graphs / "voids" / "claims.csv"
    expected = f"1 problem in the tables:\n  {path}, row 5, column property: {line}"
    assert expected == str(caught.value)


def test_paths_are_told_as_they_were_given(
    edit: Edit, graphs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit("claims.csv", "s002a", "2a")
    monkeypatch.chdir(graphs.parent)
    with pytest.raises(CurationError, match=r"\n  graphs/voids/claims\.csv, row 2, column id: "):
        read_corpus(Path("graphs"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_right_tables_build_a_graph(graphs: Path, tmp_path: Path) -> None:
    made = build(shipped("ontology"), graphs, tmp_path / "out")
    assert made.count("asserted") > 0
    assert "manifest.json" in contents(tmp_path / "out")


def test_faulty_tables_leave_the_old_graph_as_it_is(
    edit: Edit, graphs: Path, tmp_path: Path
) -> None:
    build(shipped("ontology"), graphs, tmp_path / "out")
    before = contents(tmp_path / "out")
    break_three_tables(edit)
    beside = sorted(tmp_path.iterdir())
    with pytest.raises(CurationError, match="4 problems in the tables"):
        build(shipped("ontology"), graphs, tmp_path / "out")
    assert before == contents(tmp_path / "out")
    assert beside == sorted(tmp_path.iterdir())


def test_faulty_tables_make_no_folder_and_exit_with_status_1(
    edit: Edit, graphs: Path, tmp_path: Path
) -> None:
    places = break_three_tables(edit)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "assbkg", "build", "--graphs", str(graphs), "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (1, "", False) == (done.returncode, done.stdout, out.exists())
    assert [True] * 4 == [place in done.stderr for place in places]


SEEN: Final = "publisher: https://example.org/article, 2026-12-01"


def test_a_source_may_have_a_doi_and_say_how_it_was_curated(edit: Edit, told: Told) -> None:
    known = f'doi = "10.1000/182"\ndoi_verified = "{SEEN}"\nyear = 2020\ntype = "study"\n'
    edit("source.toml", "licence", f'{known}curated_by = ["Jane Doe"]\npasses = 1\nlicence')
    assert [] == told()


def test_two_references_with_one_doi_are_named(edit: Edit, told: Told) -> None:
    row = f'Doe J.,Voids in silicon,Journal of Tests,2020,1,2,{{}},"{SEEN}",9\n'
    both = "1," + row.format("10.1000/AB") + "2," + row.format("10.1000/ab")
    edit("references.csv", "1,Doe J.,Voids in silicon,Journal of Tests,2020,1,2,,,9\n", both)
    assert any("'10.1000/ab' is already the DOI of reference 1" in found for found in told())
