"""Check records against the ontology: classes, properties, units and the ends of links."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from assbkg.curation.cells import parse_parameter
from assbkg.curation.corpus import Paper, SaidRow
from assbkg.curation.names import Names, Node, Schema
from assbkg.curation.records import Claim, Measurement, Step
from assbkg.curation.tables import Row
from assbkg.curation.written import check_written
from assbkg.errors import Problem, UnknownName
from assbkg.quantity import Quantity, same_unit

__all__ = ["check_meaning"]

#: The classes of what may be measured.
_MEASURED = ("PhysicalEntity", "Bottleneck", "Milestone")


def check_meaning(paper: Paper, names: Names) -> Iterator[Problem]:
    """Yield everything in a paper's records that does not fit the ontology."""
    for row in paper.entities:
        if row.record.class_name not in names.schema.ancestors:
            message = _unknown(names, "class", row.record.class_name, names.schema.ancestors)
            yield row.problem("class", message)
    for claim in paper.claims:
        yield from _check_claim(claim, names)
    measured = {row.record.id: row.record for row in paper.measurements}
    for measurement in paper.measurements:
        yield from _check_measurement(measurement, names, measured)
    yield from _check_numbers(paper, names)
    for step in paper.steps:
        yield from _check_step(step, names)


def _unknown(names: Names, kind: str, name: str, known: Iterable[str]) -> str:
    return str(names.hints.unknown(kind, name, known))


def _check_node(
    row: SaidRow, column: str, name: str, names: Names, *expected: str
) -> Iterator[Problem]:
    """Yield a problem unless a name stands for a member of one of the expected classes."""
    try:
        node = names.resolve(name)
    except UnknownName as error:
        yield row.problem(column, str(error))
    else:
        yield from _check_class(row, column, node, names.schema, expected)


def _check_class(
    row: SaidRow, column: str, node: Node, schema: Schema, expected: tuple[str, ...]
) -> Iterator[Problem]:
    known = node.class_name in schema.ancestors  # else its own row is at fault
    if known and not any(schema.is_a(node.class_name, name) for name in expected):
        wanted = " or ".join(expected)
        message = f"{node.id!r} is of class {node.class_name}, expected {wanted}"
        yield row.problem(column, message)


def _check_claim(row: Row[Claim], names: Names) -> Iterator[Problem]:
    claim = row.record
    ends: dict[str, Node] = {}
    # The subject of an unknown name still owns the parts that are named beside it.
    owner = Node(claim.subject, "", claim.subject.partition("/")[0])
    for column, name in (("subject", claim.subject), ("object", claim.object)):
        try:
            beside = ends.get("subject", owner) if column == "object" else None
            ends[column] = names.resolve(name, beside)
        except UnknownName as error:
            yield row.problem(column, str(error))
    if "object" in ends and ends["object"].part_of in names.schema.shared:
        whose = f"{ends['object'].part_of!r} is shared by all papers and has no {claim.object}"
        yield row.problem("object", f"{whose}; name the system: '<system>/{claim.object}'")
    signature = names.schema.properties.get(claim.property)
    if signature is None:
        message = _unknown(names, "property", claim.property, names.schema.properties)
        yield row.problem("property", message)
        return
    if signature.derived:
        message = f"{claim.property!r} is derived by reasoning and never claimed"
        yield row.problem("property", message)
    for column, expected in (("subject", signature.domain), ("object", signature.range)):
        if column in ends:
            yield from _check_class(row, column, ends[column], names.schema, (expected,))


def _check_numbers(paper: Paper, names: Names) -> Iterator[Problem]:
    """Yield gaps in the numbers of the parts of one class that a paper gives a system."""
    named: dict[Node, tuple[SaidRow, str, str]] = {}
    for row, column, name, beside in _part_cells(paper):
        try:
            node = names.resolve(name, names.resolve(beside) if beside else None)
        except UnknownName:
            continue
        named.setdefault(node, (row, column, name))
    for node, (row, column, name) in named.items():
        before = replace(node, number=node.number - 1)
        if node.number > 1 and before not in named:
            number = f"#{before.number}" if before.number > 1 else ""
            wanted = f"{node.part_of}/{node.class_name}{number}"
            yield row.problem(column, f"{name!r} follows {wanted!r}, which no row names")


def _part_cells(paper: Paper) -> Iterator[tuple[SaidRow, str, str, str]]:
    """Yield each cell that may name a part: its row, column, name and the subject beside it."""
    for claim in paper.claims:
        yield claim, "subject", claim.record.subject, ""
        yield claim, "object", claim.record.object, claim.record.subject
    for figure in paper.measurements:
        yield figure, "subject", figure.record.subject, ""


def _check_measurement(
    row: Row[Measurement], names: Names, measured: Mapping[str, Measurement]
) -> Iterator[Problem]:
    """Yield what is wrong with a measurement; `measured` are those of its paper by id."""
    figure = row.record
    yield from _check_node(row, "subject", figure.subject, names, *_MEASURED)
    if figure.sample:
        yield from _check_node(row, "sample", figure.sample, names, "Sample")
    if figure.compared_with and figure.compared_with not in measured:
        yield from _check_node(row, "compared_with", figure.compared_with, names, *_MEASURED)
    elif figure.compared_with:
        yield from _check_same_kind(row, measured[figure.compared_with], names.schema)
    columns = ("quantity_kind", "unit")
    faults = list(_check_quantity(row, columns, figure.quantity_kind, figure.quantity, names))
    yield from faults
    if not faults:
        symbols = names.schema.symbols
        for fault in check_written(figure.as_written, figure.quantity, symbols):
            yield row.problem(fault.column, fault.message)


def _check_same_kind(
    row: Row[Measurement], other: Measurement, schema: Schema
) -> Iterator[Problem]:
    """Yield a problem if a control is compared with a measurement of something else."""
    kind = row.record.quantity_kind
    general = (schema.kinds.get(one, frozenset({one})) for one in (kind, other.quantity_kind))
    if frozenset.intersection(*general) == frozenset():
        message = (
            f"{other.id!r} is of kind {other.quantity_kind}, which can't be compared with {kind}"
        )
        yield row.problem("compared_with", message)


def _check_quantity(
    row: SaidRow, columns: tuple[str, str], kind: str, quantity: Quantity, names: Names
) -> Iterator[Problem]:
    if kind not in names.schema.units:
        message = _unknown(names, "quantity kind", kind, names.schema.units)
        yield row.problem(columns[0], message)
    elif quantity.unit not in (units := names.schema.units_of(kind)):
        yield row.problem(columns[1], _wrong_unit(quantity.unit, kind, units))


def _wrong_unit(unit: str, kind: str, units: tuple[str, ...]) -> str:
    for allowed in units:
        if same_unit(unit, allowed):
            looks_alike = unicodedata.normalize("NFKC", unit) == unicodedata.normalize(
                "NFKC", allowed
            )
            shown = f"{unit!a} (for {unit!r})" if looks_alike else repr(unit)
            return f"{shown} is another spelling of {allowed!r}; use that"
    return f"{unit!r} is not a unit of {kind}; allowed: {', '.join(units)}"


def _check_step(row: Row[Step], names: Names) -> Iterator[Problem]:
    step, schema = row.record, names.schema
    yield from _check_node(row, "process", step.process, names, "SynthesisProcess")
    if not schema.is_a(step.action, "ProcessStep"):
        known = [name for name in schema.ancestors if schema.is_a(name, "ProcessStep")]
        yield row.problem("action", _unknown(names, "process step class", step.action, known))
    for column, materials in (
        ("inputs", step.inputs),
        ("alternatives", step.choices),
        ("outputs", step.outputs),
        ("medium", step.medium),
    ):
        for material in materials:
            yield from _check_node(row, column, material, names, "Material")
    yield from _check_parameters(row, names)


def _check_parameters(row: Row[Step], names: Names) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for text in row.record.parameters:
        try:
            parameter = parse_parameter(text)
        except ValueError as error:
            yield row.problem("parameters", str(error))
            continue
        kind, material = parameter.kind, parameter.material
        if (kind, material) in seen:
            of = f" of {material!r}" if material else f"; say of what: {kind}[material]"
            yield row.problem("parameters", f"{kind} is given twice{of}")
        seen.add((kind, material))
        if material and material not in (*row.record.inputs, *row.record.choices):
            message = f"{material!r} in {text!r} is none of the step's inputs"
            yield row.problem("parameters", message)
        columns = ("parameters", "parameters")
        faults = list(_check_quantity(row, columns, kind, parameter.quantity, names))
        yield from faults
        if not faults:
            for fault in check_written(
                parameter.as_written, parameter.quantity, names.schema.symbols
            ):
                yield row.problem("parameters", f"{text!r}: {fault.column} {fault.message}")
