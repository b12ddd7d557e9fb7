from __future__ import annotations

from assbkg.curation.citing import Citing
from assbkg.curation.names import Node
from assbkg.curation.records import Measurement
from assbkg.graph.measurements import measurement_quads
from assbkg.graph.ontology import read_ontology
from assbkg.graph.terms import ASSERTED, assb, kg
from assbkg.places import shipped

ONTOLOGY = read_ontology(shipped("ontology"))
FIGURE = {
    "id": "s081m1",
    "subject": "si-tic/SiliconNegativeElectrode",
    "sample": "",
    "quantity_kind": "SpecificCapacity",
    "as_written": "340 mAh g⁻¹",
    "comparator": "=",
    "value": "340",
    "lower": "",
    "upper": "",
    "unit": "mAh/g",
    "cycle": "1",
    "current": "not-reported",
    "temperature": "not-reported",
    "mass_basis": "not-reported",
    "electrolyte": "not-reported",
    "modality": "measured",
    "statement": "Capacity at first",
    "section": "2.2",
    "sentence": "81",
    "cites": "14",
    "status": "accepted",
    "note": "",
}
ELECTRODE = Node("SiliconNegativeElectrode", "SiliconNegativeElectrode", "si-tic")


def owners(status: str) -> list[object]:
    figure = Measurement.model_validate({**FIGURE, "status": status})
    quads = measurement_quads("p", figure, ELECTRODE, ONTOLOGY, Citing({}))
    measured = assb("hasMeasurement")
    return [q.subject for q in quads if q.predicate == measured and q.graph_name == ASSERTED]


def test_a_figure_of_a_part_belongs_to_the_part() -> None:
    assert [kg("si-tic.silicon-negative-electrode")] == owners("accepted")


def test_a_contested_figure_is_asserted_of_nothing() -> None:
    assert [] == owners("contested")
