"""Turn measurements and process steps into quads.

A measurement is close to `sosa:Observation`: it has a quantity kind, conditions and a
`qudt:QuantityValue` in the unit in which the paper writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from pyoxigraph import NamedNode, Quad

from assbkg.curation.cells import FIGURE_ID, parse_parameter
from assbkg.curation.citing import Citing
from assbkg.curation.conditions import CONDITIONS
from assbkg.curation.corpus import Paper, SourceType
from assbkg.curation.names import Node
from assbkg.curation.origins import origin_of
from assbkg.curation.records import NOT_APPLICABLE, Measurement, Step
from assbkg.graph.ontology import Ontology
from assbkg.graph.provenance import REASONED, placed_quads, said_quads
from assbkg.graph.terms import (
    ASSERTED,
    EVIDENCE,
    assb,
    decimal,
    individual,
    integer,
    kg,
    link,
    node,
    plain,
    text,
)
from assbkg.quantity import Quantity, convert
from assbkg.vocabulary import ASSB, KG, NOT_REPORTED, kebab, record_iri

__all__ = ["measurement_quads", "step_quads"]

_COMPARATORS = {
    "=": "equal",
    "~": "about",
    ">": "above",
    "<": "below",
    ">=": "at least",
    "<=": "at most",
    "between": "between",
    "±": "plus or minus",
}


def measurement_quads(
    source: str,
    figure: Measurement,
    subject: Node,
    ontology: Ontology,
    citing: Citing,
    work_type: SourceType | None = None,
) -> Iterator[Quad]:
    """Yield a measurement: its subject, its value, its conditions and its source."""
    record = NamedNode(record_iri(source, figure.id))
    owner = kg(figure.sample) if figure.sample else individual(subject)
    yield link(record, "rdf:type", assb("Measurement"), EVIDENCE)
    yield link(
        record, "rdfs:label", text(citing.record("measurement", source, figure.id)), EVIDENCE
    )
    yield link(record, "assb:claimSubject", owner, EVIDENCE)
    yield link(record, "assb:hasQuantityKind", assb(figure.quantity_kind), EVIDENCE)
    yield link(record, "assb:asWritten", plain(figure.as_written), EVIDENCE)
    yield link(record, "assb:hasRole", assb(f"{figure.role.capitalize()}Role"), EVIDENCE)
    if figure.compared_with:
        compared = (
            NamedNode(record_iri(source, figure.compared_with))
            if FIGURE_ID.fullmatch(figure.compared_with)
            else kg(figure.compared_with)
        )
        yield link(record, "assb:baselineFor", compared, EVIDENCE)
    for name, condition in _conditions(figure, ontology).items():
        yield link(record, CONDITIONS[name].property, plain(condition), EVIDENCE)
    if figure.cycle.isdecimal() and int(figure.cycle) > 1:
        yield link(record, "rdf:type", assb("MeasurementAfterCycling"), EVIDENCE)
    yield from _value_quads(record, figure.quantity, figure.quantity_kind, ontology)
    yield from said_quads(source, record, figure, origin_of(figure, work_type))
    if figure.status not in REASONED:
        return
    if ontology.schema.is_a(subject.class_name, "Milestone"):
        yield link(owner, "assb:datedBy", record, ASSERTED)
        return
    yield link(owner, "assb:hasMeasurement", record, ASSERTED)
    if figure.is_result:
        yield link(owner, "assb:hasMeasuredResult", record, ASSERTED)


def _conditions(figure: Measurement, ontology: Ontology) -> dict[str, str]:
    """Return the conditions that apply, by column; what the kind of quantity decides of blanks.

    A blank condition is not reported if the kind depends on it, and does not apply otherwise. A
    current is given by a rate, and the other way round.
    """
    said = {name: str(getattr(figure, name)) for name in CONDITIONS}
    needed = set(ontology.schema.needs.get(figure.quantity_kind, ()))
    if said["rate"]:
        needed.discard("current")
    found = {name: text or NOT_REPORTED * (name in needed) for name, text in said.items()}
    return {name: text for name, text in found.items() if text not in ("", NOT_APPLICABLE)}


def _value_quads(
    record: NamedNode, quantity: Quantity, kind: str, ontology: Ontology
) -> Iterator[Quad]:
    unit = ontology.units[quantity.unit]
    yield link(record, "assb:comparator", plain(_COMPARATORS[quantity.comparator]), EVIDENCE)
    yield link(record, "assb:hasUnit", node(unit), EVIDENCE)
    for name, bound in (("lowerBound", quantity.lower), ("upperBound", quantity.upper)):
        if bound is not None:
            standard = _standard_value(bound, quantity.unit, kind, ontology)
            yield link(record, f"assb:{name}", decimal(standard), EVIDENCE)
    if quantity.value is None:
        return
    value = NamedNode(record.value + ".value")
    yield link(record, "sosa:hasResult", value, EVIDENCE)
    yield link(value, "rdf:type", node("qudt:QuantityValue"), EVIDENCE)
    yield link(value, "qudt:numericValue", decimal(quantity.value), EVIDENCE)
    for qudt_unit in ontology.objects(unit, node("skos:exactMatch").value):
        yield link(value, "qudt:hasUnit", node(qudt_unit), EVIDENCE)
    standard = _standard_value(quantity.value, quantity.unit, kind, ontology)
    yield link(record, "assb:standardValue", decimal(standard), EVIDENCE)


def _standard_value(value: Decimal, unit: str, kind: str, ontology: Ontology) -> Decimal:
    return convert(value, unit, ontology.reference_unit(ASSB + kind))


def step_quads(paper: Paper, ontology: Ontology, labels: Mapping[str, str]) -> Iterator[Quad]:
    """Yield all steps of all processes of a paper, in order; `labels` are by IRI."""
    for row in paper.steps:
        yield from _step(paper.info.id, row.record, ontology)
        for written in row.record.parameters:
            yield from _parameter(kg(row.record.id), written, ontology, labels)
    for before, after in pairwise(row.record for row in paper.steps):
        if before.process == after.process:
            yield link(kg(before.id), "assb:directlyPrecedes", kg(after.id), ASSERTED)


def _step(source: str, step: Step, ontology: Ontology) -> Iterator[Quad]:
    subject = kg(step.id)
    action = ontology.label(ASSB + step.action)
    yield link(subject, "rdf:type", assb(step.action), ASSERTED)
    yield link(subject, "rdfs:label", text(f"step {step.index}: {action}"), ASSERTED)
    yield link(subject, "assb:stepNumber", integer(step.index), ASSERTED)
    yield link(kg(step.process), "assb:hasStep", subject, ASSERTED)
    for predicate, materials in (
        ("assb:hasInput", step.inputs),
        ("assb:mayHaveInput", step.choices),
        ("assb:hasOutput", step.outputs),
        ("assb:hasMedium", step.medium),
    ):
        for material in materials:
            yield link(subject, predicate, kg(material), ASSERTED)
    yield from placed_quads(source, subject, step)


def _parameter(
    step: NamedNode, written: str, ontology: Ontology, labels: Mapping[str, str]
) -> Iterator[Quad]:
    parameter = parse_parameter(written)
    kind, shown = parameter.kind, parameter.as_written
    record = NamedNode(".".join(filter(None, (step.value, kebab(kind), parameter.material))))
    yield link(step, "assb:hasParameter", record, ASSERTED)
    yield link(record, "rdf:type", assb("StepParameter"), EVIDENCE)
    material = labels.get(KG + parameter.material, "")
    name = " of ".join(filter(None, (ontology.label(ASSB + kind), material)))
    yield link(record, "rdfs:label", text(f"{name}: {shown}"), EVIDENCE)
    if parameter.material:
        yield link(record, "assb:parameterOf", kg(parameter.material), EVIDENCE)
    yield link(record, "assb:hasQuantityKind", assb(kind), EVIDENCE)
    yield link(record, "assb:asWritten", plain(shown), EVIDENCE)
    yield from _value_quads(record, parameter.quantity, kind, ontology)
