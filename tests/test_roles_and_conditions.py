"""What a value is to its paper, and the conditions under which it was measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from tests.conftest import write_paper
from tests.test_parts import change, write

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import build
from assbkg.curation.cells import parse_parameter
from assbkg.curation.conditions import CONDITIONS, check_condition, read_condition
from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import read_corpus
from assbkg.curation.records import Measurement
from assbkg.curation.tables import columns, format_table, optional_columns, read_table
from assbkg.errors import CurationError
from assbkg.graph.ontology import read_ontology
from assbkg.places import shipped
from assbkg.quantity import convert
from assbkg.record.measurements import Measurement as Record
from assbkg.vocabulary import ASSB, KG, record_iri

#: Cells of a capacity of sentence 5, in the columns that every table has.
CAPACITY: Final[Mapping[str, str]] = {
    "id": "s005m1",
    "subject": "si-c",
    "quantity_kind": "ReversibleCapacity",
    "as_written": "700 mAh/g",
    "comparator": "=",
    "value": "700",
    "unit": "mAh/g",
    "modality": "measured",
    "statement": "Capacity",
    "section": "1",
    "sentence": "5",
    "cites": "1",
    "status": "accepted",
}
CONDUCTIVITY: Final = {
    "quantity_kind": "IonicConductivity",
    "as_written": "2.02 mS cm⁻¹",
    "value": "2.02",
    "unit": "mS/cm",
}


def paper(folder: Path, *rows: Mapping[str, str]) -> Path:
    """Write the paper of `conftest` with other measurements, all of sentence 5.

    Each is of a system of its own, `design-1` and on, unless it names another subject.
    """
    write_paper(folder / "voids")
    full = [
        {**CAPACITY, "id": f"s005m{n}", "subject": f"design-{n}", **row}
        for n, row in enumerate(rows, start=1)
    ]
    optional = optional_columns(Measurement)
    shown = [
        name
        for name in columns(Measurement)
        if name not in optional or any(row.get(name) for row in full)
    ]
    lines = [",".join(shown), *(",".join(row.get(name, "") for name in shown) for row in full)]
    write(folder / "voids" / "measurements.csv", "\n".join(lines) + "\n")
    ids = [row["id"] for row in full]
    designs = "".join(
        f"design-{n},MaterialSystem,design {n},,,4\n"
        for n in sorted(map(str, range(1, len(rows) + 1)))
    )
    change(folder / "voids" / "entities.csv", "si-c,", f"{designs}si-c,")
    change(folder / "voids" / "coverage.csv", ",s005m1,", f",{'; '.join(ids)},")
    change(folder / "voids" / "coverage.csv", ",s006m1,", ",,says nothing")
    change(folder / "voids" / "assessments.csv", "a002,s006m1,anomalous", "a002,s004a,scope")
    return folder


def opened(tmp_path: Path, *rows: Mapping[str, str]) -> KnowledgeGraph:
    build(shipped("ontology"), paper(tmp_path / "graphs", *rows), tmp_path / "release")
    return assbkg.open(tmp_path / "release")


#: Measurements of one paper, each of the design with its number.
ROWS: Final[Mapping[str, Mapping[str, str]]] = {
    "plain": {},
    "stated": {"modality": "stated"},
    "hedged": {"modality": "hedged"},
    "setting": {"role": "setting"},
    "target": {"role": "target"},
    "computed": {"role": "computed"},
    "control": {"role": "control", "compared_with": "s005m1"},
    "reference": {"role": "reference", "compared_with": "design-1"},
    "second cycle": {"cycle": "2", "quantity_kind": "DischargeCapacity"},
    "fiftieth cycle": {"cycle": "50", "quantity_kind": "SpecificCapacity"},
    "first cycle": {"cycle": "first"},
    "conductivity": CONDUCTIVITY,
    "cycled conductivity": CONDUCTIVITY | {"cycle": "50"},
    "control after cycling": {"role": "control", "compared_with": "s005m1", "cycle": "50"},
    "spread": {"as_written": "700 ± 20 mAh/g", "comparator": "±", "lower": "680", "upper": "720"},
    "rate": {"rate": "C/4"},
    "why": {"current": "not-applicable", "stack_pressure": "not-reported"},
    "given": {"stack_pressure": "0.1 GPa", "current": "0.5C", "temperature": "room temperature"},
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    return opened(tmp_path_factory.mktemp("roles"), *ROWS.values())


def number(name: str) -> int:
    return [*ROWS].index(name) + 1


def record(graph: KnowledgeGraph, name: str) -> Record:
    return graph.records.measurements[record_iri("voids", f"s005m{number(name)}")]


def measured(graph: KnowledgeGraph, name: str) -> set[str]:
    """Return the dimensions for which a design has a measured result."""
    facts = graph.explainer.reasoned.facts
    found = facts.objects(ASSB + "hasFigureFor", f"{KG}design-{number(name)}")
    return {iri.removeprefix(KG) for iri in found}


def faults(tmp_path: Path, *rows: Mapping[str, str]) -> list[str]:
    """Return what is wrong with measurements, each from its row on."""
    try:
        corpus = read_corpus(paper(tmp_path / "graphs", *rows))
        check_corpus(corpus, read_ontology(shipped("ontology")).schema)
    except CurationError as error:
        return [str(problem).partition("measurements.csv, ")[2] for problem in error.problems]
    return []


# ── Roles ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [
        ("plain", {"specific-capacity"}),
        ("stated", {"specific-capacity"}),
        *((name, set()) for name in ("hedged", "setting", "target", "computed")),
        *((name, set()) for name in ("control", "reference", "control after cycling")),
    ],
)
def test_only_a_result_shows_that_something_was_measured(
    graph: KnowledgeGraph, name: str, dimensions: set[str]
) -> None:
    assert dimensions == measured(graph, name)
    rows = graph.query("benefits-of-system", system=f"design {number(name)}").rows
    assert len(dimensions) == len(rows)


def test_a_table_without_roles_has_results(tmp_path: Path) -> None:
    (row,) = read_corpus(paper(tmp_path, {})).papers[0].measurements
    assert row.record.is_result


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"role": "contrl"},
            "row 2, column role: 'contrl' is none of 'result', 'control', 'reference', 'setting', "
            "'condition', 'target' or 'computed'; did you mean 'control'?",
        ),
        (
            {"role": "control"},
            "row 2, column compared_with: is blank; a control needs what it is compared with: the "
            "id of a measurement or of an entity",
        ),
        (
            {"compared_with": "silicon"},
            "row 2, column compared_with: 'silicon' is given, but a result is compared with "
            "nothing; leave it blank, or write 'control' or 'reference' as role",
        ),
        (
            {"role": "control", "compared_with": "s005m1"},
            "row 2, column compared_with: 's005m1' can't be compared with itself",
        ),
        (
            {"role": "reference", "compared_with": "silicn"},
            "row 2, column compared_with: no entity is called 'silicn'; did you mean 'silicon'?",
        ),
    ],
)
def test_a_fault_in_a_role_is_named(tmp_path: Path, cells: Mapping[str, str], told: str) -> None:
    assert [told] == faults(tmp_path, cells)


def test_a_control_is_compared_with_a_measurement_of_the_same_kind(tmp_path: Path) -> None:
    control = {"subject": "silicon", "role": "control", "compared_with": "s005m2"}
    assert [] == faults(tmp_path / "one", control, {"quantity_kind": "DischargeCapacity"})
    assert [
        "row 2, column compared_with: 's005m2' is of kind IonicConductivity, which can't be "
        "compared with ReversibleCapacity"
    ] == faults(tmp_path / "other", control, CONDUCTIVITY)


def test_what_a_control_is_compared_with_is_read_back(graph: KnowledgeGraph) -> None:
    control, reference = record(graph, "control"), record(graph, "reference")
    assert ("control", record(graph, "plain").iri) == (control.role, control.compared_with)
    assert ("reference", f"{KG}design-1") == (reference.role, reference.compared_with)
    assert ("result", "") == (record(graph, "plain").role, record(graph, "plain").compared_with)


# ── What a capacity bears on ──────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "bears"),
    [
        ("second cycle", True),
        ("fiftieth cycle", True),
        ("first cycle", False),
        ("plain", False),
        ("cycled conductivity", False),
    ],
)
def test_a_capacity_after_the_first_cycle_bears_on_cycle_life(
    graph: KnowledgeGraph, name: str, bears: bool
) -> None:
    assert bears == ("cycle-life" in measured(graph, name))


def test_a_kind_of_quantity_is_found_among_its_special_kinds(graph: KnowledgeGraph) -> None:
    found = graph.query("figures-of-quantity", quantity="specific capacity").texts()
    kinds = {"reversible capacity", "discharge capacity", "specific capacity"}
    assert kinds == {row[1] for row in found}
    assert {"specific-capacity", "cycle-life"} == measured(graph, "second cycle")


# ── Values and units ──────────────────────────────────────────────────────────


def test_a_value_in_the_unit_of_its_paper_is_converted_once(graph: KnowledgeGraph) -> None:
    one = record(graph, "conductivity")
    assert (Decimal("0.00202"), "S/cm", "2.02 mS cm⁻¹") == (one.value, one.unit, one.as_written)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"value": "202"},
            "row 2, column value: '202' is not the number in '2.02 mS cm⁻¹'; write '2.02'",
        ),
        (
            {"unit": "S/cm"},
            "row 2, column unit: 'S/cm' is not the unit in '2.02 mS cm⁻¹'; write 'mS/cm', or "
            "convert the value to '0.00202'",
        ),
        (
            {"unit": "mS cm⁻¹"},
            "row 2, column unit: 'mS cm⁻¹' is another spelling of 'mS/cm'; use that",
        ),
        (
            {"unit": "MPa"},
            "row 2, column unit: 'MPa' is not a unit of IonicConductivity; allowed: S/cm, S/m, "
            "mS/cm, µS/cm",
        ),
    ],
)
def test_value_and_unit_are_those_of_the_words(
    tmp_path: Path, cells: Mapping[str, str], told: str
) -> None:
    assert [told] == faults(tmp_path, {**CONDUCTIVITY, **cells})


def test_a_spread_keeps_its_value(graph: KnowledgeGraph) -> None:
    one = record(graph, "spread")
    assert ("plus or minus", *map(Decimal, (700, 680, 720))) == (
        one.comparator,
        one.value,
        one.low,
        one.high,
    )


def test_a_spread_is_that_of_the_words(tmp_path: Path) -> None:
    spread = {"as_written": "700 ± 20 mAh/g", "comparator": "±", "lower": "690", "upper": "720"}
    assert [
        "row 2, column lower: '690' is not the number in '700 ± 20 mAh/g'; write '680'"
    ] == faults(tmp_path, spread)


# ── Conditions ────────────────────────────────────────────────────────────────


def test_a_blank_condition_is_not_reported_where_the_quantity_depends_on_it(
    graph: KnowledgeGraph,
) -> None:
    left_out = record(graph, "plain").left_out
    assert ("cycle", "current", "temperature", "mass_basis", "electrolyte") == left_out
    assert ("temperature",) == record(graph, "conductivity").left_out


def test_a_rate_stands_for_a_current(graph: KnowledgeGraph) -> None:
    assert "current" not in record(graph, "rate").left_out


def test_what_does_not_apply_may_be_written(graph: KnowledgeGraph) -> None:
    assert "" == record(graph, "why").conditions["current"]
    assert "stack_pressure" in record(graph, "why").left_out


def test_conditions_of_two_papers_are_compared_in_one_unit(graph: KnowledgeGraph) -> None:
    given = record(graph, "given")
    pressure = given.levels["stack_pressure"]
    assert "0.1 GPa" == given.conditions["stack_pressure"]
    assert (Decimal(100), "MPa") == (pressure.low, pressure.unit)
    assert {"stack_pressure", "rate", "temperature"} == set(given.levels)


def test_queries_show_the_conditions_of_solid_state_cells(graph: KnowledgeGraph) -> None:
    rows = graph.query("conditions-of-figures", system=f"design {number('given')}").texts()
    assert any("stack pressure 0.1 GPa" in row for row in rows)


@pytest.mark.parametrize(
    ("name", "first", "second", "agree"),
    [
        ("temperature", "room temperature", "298 K", True),
        ("temperature", "25 °C", "60 °C", False),
        ("rate", "C/2", "0.5 C", True),
        ("current", "1 A/g", "1 mA/cm²", False),
        ("stack_pressure", "10 MPa", "100 bar", True),
        ("stack_pressure", "10 MPa", "75 MPa", False),
        ("voltage_window", "2.5–4.2 V vs. Li⁺/Li", "2.5 to 4.2 V", True),
        ("cell_type", "Half-cell", "half cell", True),
        ("cell_type", "half cell", "full cell", False),
        ("direction", "charge", "discharge", False),
    ],
)
def test_conditions_agree_however_they_are_written(
    name: str, first: str, second: str, agree: bool
) -> None:
    one, other = read_condition(name, first), read_condition(name, second)
    assert one is not None
    assert other is not None
    assert agree == one.agrees(other) == other.agrees(one)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("temperature", "10 MPa", "'10 MPa' is a pressure; temperature is in °C"),
        ("temperature", "25 C", "'25 C' is in coulombs; write '°C'"),
        ("stack_pressure", "10", "'10' has no number in MPa; write for example '10 MPa'"),
        ("rate", "fast", "'fast' has no number in C; write for example 'C/3'"),
        ("direction", "chrge", "'chrge' is not 'charge' or 'discharge'; did you mean 'charge'?"),
        (
            "areal_loading",
            "5 MPa",
            "'5 MPa' is a pressure; areal loading is in mg/cm² or mAh/cm²",
        ),
    ],
)
def test_a_condition_of_another_dimension_is_refused(name: str, text: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        check_condition(name, text)


def test_a_fault_in_a_condition_is_named_by_its_row_and_column(tmp_path: Path) -> None:
    assert ["row 2, column stack_pressure: '25 °C' is a temperature; stack pressure is in MPa"] == (
        faults(tmp_path, {"stack_pressure": "25 °C"})
    )


def test_every_condition_is_a_column_and_a_property_of_the_ontology() -> None:
    labels = read_ontology(shipped("ontology")).labels
    assert set(CONDITIONS) < set(columns(Measurement))
    assert all(ASSB + kind.property.removeprefix("assb:") in labels for kind in CONDITIONS.values())


def test_every_unit_of_a_quantity_can_be_converted_to_its_reference_unit() -> None:
    ontology = read_ontology(shipped("ontology"))
    for kind in ontology.schema.units:
        reference = ontology.reference_unit(ASSB + kind)
        for unit in ontology.schema.units_of(kind):
            assert 0 < convert(Decimal(1000), unit, reference)


def test_a_table_shows_the_columns_that_it_uses(tmp_path: Path) -> None:
    table = paper(tmp_path, {"stack_pressure": "10 MPa"}) / "voids" / "measurements.csv"
    rows, problems = read_table(table, Measurement)
    assert () == problems
    text = format_table(Measurement, [row.record for row in rows])
    assert text == table.read_text(encoding="utf-8")
    header = text.partition("\n")[0].split(",")
    assert {"role", "current", "rate"}.isdisjoint(header)


# ── Settings and alternatives of steps ────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "comparator", "value", "written"),
    [
        ("Temperature=600 °C", "=", 600, "600 °C"),
        ("Duration<=24 h (within 24 hours)", "<=", 24, "within 24 hours"),
        ("Duration<=24 h", "<=", 24, "<=24 h"),
        ("Temperature~25 °C (room temperature)", "~", 25, "room temperature"),
        ("Duration=10±1 h", "±", 10, "10±1 h"),
        ("Concentration[acid]=30-50 %", "between", None, "30-50 %"),
    ],
)
def test_a_setting_is_read_with_its_words(
    text: str, comparator: str, value: int | None, written: str
) -> None:
    parameter = parse_parameter(text)
    number = None if value is None else Decimal(value)
    assert (comparator, number) == (parameter.quantity.comparator, parameter.quantity.value)
    assert written == parameter.as_written


def step(tmp_path: Path, old: str, new: str) -> Path:
    """Write the paper of `conftest` with something else in its one step."""
    write_paper(tmp_path / "graphs" / "voids")
    change(tmp_path / "graphs" / "voids" / "steps.csv", old, new)
    return tmp_path / "graphs"


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("Duration=3 h (within 2 hours)", "value '3' is not the number in 'within 2 hours'"),
        ("Duration=2 h (within 2 hours)", "comparator '=' is not the sign of 'within 2 hours'"),
        ("Duration<=1-2 h", "has two bounds and a sign; write '=' before a range"),
    ],
)
def test_a_setting_is_that_of_its_words(tmp_path: Path, new: str, told: str) -> None:
    corpus = read_corpus(step(tmp_path, "Duration=2 h", new))
    with pytest.raises(CurationError, match=r"steps\.csv, row 2, column parameters") as caught:
        check_corpus(corpus, read_ontology(shipped("ontology")).schema)
    assert told in str(caught.value)


def test_any_of_several_materials_may_go_in(tmp_path: Path) -> None:
    graphs = step(tmp_path, "inputs,", "inputs,alternatives,")
    change(graphs / "voids" / "steps.csv", ",silicon,", ",,silicon or argon,")
    build(shipped("ontology"), graphs, tmp_path / "release")
    graph = assbkg.open(tmp_path / "release")
    facts = graph.explainer.reasoned.facts
    assert () == tuple(facts.objects(ASSB + "usesMaterial", KG + "si-c-synthesis"))
    found = facts.objects(ASSB + "mayHaveInput", KG + "si-c-synthesis.step-1")
    assert {KG + "silicon", KG + "argon"} == set(found)


def test_a_single_material_is_no_choice(tmp_path: Path) -> None:
    graphs = step(tmp_path, "inputs,", "inputs,alternatives,")
    change(graphs / "voids" / "steps.csv", ",silicon,", ",,silicon,")
    with pytest.raises(CurationError, match="'silicon' is no choice; write 'one or another'"):
        read_corpus(graphs)
