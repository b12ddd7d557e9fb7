"""Whether records fit one another and the ontology.

Each check is a function from a paper to problems; `check_corpus` runs them all and
reports every problem at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assbkg.curation.corpus import Corpus, Paper
from assbkg.curation.names import Names, Node
from assbkg.curation.parameters import parse_parameter
from assbkg.curation.records import Claim, Measurement, Step
from assbkg.curation.schema import Schema
from assbkg.curation.tables import Row
from assbkg.errors import CurationError, Problem, UnknownName
from assbkg.nearest import nearest
from assbkg.quantity import Quantity

__all__ = ["check_corpus"]


def check_corpus(corpus: Corpus, schema: Schema) -> None:
    """Raise `CurationError` with every problem of every paper, when there is any."""
    names = Names(schema, corpus.entities())
    problems = list(_check_shared_entities(corpus, schema))
    for paper in corpus.papers:
        problems += _check_entities(paper, schema)
        problems += _check_ids(paper)
        for claim in paper.claims:
            problems += _check_claim(claim, names)
        for measurement in paper.measurements:
            problems += _check_measurement(measurement, names)
        problems += _check_steps(paper, names)
        problems += _check_places(paper)
        problems += _check_assessments(paper)
        problems += _check_coverage(paper)
    if problems:
        raise CurationError(problems)


def _unknown(kind: str, name: str, known: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    return str(UnknownName(kind, name, nearest(name, known)))


def _check_shared_entities(corpus: Corpus, schema: Schema) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for paper in corpus.papers:
        for row in paper.entities:
            entity = row.record
            if entity.id in schema.shared:
                yield row.problem("id", f"{entity.id!r} is an individual of the ontology already")
            known = first.setdefault(entity.id, (entity.class_name, paper.info.id))
            if known[0] != entity.class_name:
                message = f"{entity.id!r} is {known[0]} in {known[1]}, here {entity.class_name}"
                yield row.problem("class", message)


def _check_entities(paper: Paper, schema: Schema) -> Iterator[Problem]:
    for row in paper.entities:
        if row.record.class_name not in schema.ancestors:
            message = _unknown("class", row.record.class_name, list(schema.ancestors))
            yield row.problem("class", message)


def _check_ids(paper: Paper) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    rows = [*paper.said(), *((row.record.id, row) for row in paper.assessments)]
    for record_id, row in rows:
        if record_id in seen:
            yield row.problem("id", f"{record_id!r} is the id of row {seen[record_id]} already")
        seen[record_id] = row.number


def _node(
    row: Row[Claim] | Row[Measurement] | Row[Step],
    column: str,
    name: str,
    names: Names,
    beside: Node | None = None,
) -> Node | Problem:
    try:
        return names.resolve(name, beside)
    except UnknownName as error:
        return row.problem(column, str(error))


def _check_claim(row: Row[Claim], names: Names) -> Iterator[Problem]:
    claim = row.record
    subject = _node(row, "subject", claim.subject, names)
    beside = subject if isinstance(subject, Node) else None
    if beside is None and "/" in claim.subject:
        beside = Node(claim.subject, "", claim.subject.partition("/")[0])
    target = _node(row, "object", claim.object, names, beside)
    yield from (node for node in (subject, target) if isinstance(node, Problem))
    signature = names.schema.properties.get(claim.property)
    if signature is None:
        message = _unknown("property", claim.property, list(names.schema.properties))
        yield row.problem("property", message)
        return
    if signature.derived:
        message = f"{claim.property!r} is derived by reasoning and never claimed"
        yield row.problem("property", message)
    ends = (("subject", subject, signature.domain), ("object", target, signature.range))
    for column, node, expected in ends:
        if isinstance(node, Node) and not names.schema.is_a(node.class_name, expected):
            message = (
                f"{node.id!r} is a {node.class_name}; the {column} of "
                f"{claim.property!r} is a {expected}"
            )
            yield row.problem(column, message)


def _check_measurement(row: Row[Measurement], names: Names) -> Iterator[Problem]:
    figure = row.record
    for column, name in (("subject", figure.subject), ("sample", figure.sample)):
        node = _node(row, column, name, names) if name else None
        if isinstance(node, Problem):
            yield node
        elif column == "sample" and node and not names.schema.is_a(node.class_name, "Sample"):
            yield row.problem(column, f"{name!r} is a {node.class_name}, expected a Sample")
    yield from _check_quantity(row, figure.quantity_kind, figure.quantity, names.schema)


def _check_quantity(
    row: Row[Measurement] | Row[Step], kind: str, quantity: Quantity, schema: Schema
) -> Iterator[Problem]:
    is_step = isinstance(row.record, Step)
    if kind not in schema.units:
        column = "parameters" if is_step else "quantity_kind"
        yield row.problem(column, _unknown("quantity kind", kind, list(schema.units)))
    elif quantity.unit not in schema.units[kind]:
        allowed = ", ".join(schema.units[kind])
        message = f"{quantity.unit!r} is no unit of {kind}; allowed: {allowed}"
        yield row.problem("parameters" if is_step else "unit", message)


def _check_steps(paper: Paper, names: Names) -> Iterator[Problem]:
    expected: Counter[str] = Counter()
    for row in paper.steps:
        step = row.record
        expected[step.process] += 1
        if step.index != expected[step.process]:
            message = f"{step.index} comes where {expected[step.process]} is expected"
            yield row.problem("index", message)
        process = _node(row, "process", step.process, names)
        if isinstance(process, Problem):
            yield process
        elif not names.schema.is_a(process.class_name, "SynthesisProcess"):
            message = f"{step.process!r} is a {process.class_name}, expected a SynthesisProcess"
            yield row.problem("process", message)
        if not names.schema.is_a(step.action, "ProcessStep"):
            known = [c for c in names.schema.ancestors if names.schema.is_a(c, "ProcessStep")]
            yield row.problem("action", _unknown("process step class", step.action, known))
        yield from _check_step_materials(row, names)
        yield from _check_parameters(row, names.schema)


def _check_step_materials(row: Row[Step], names: Names) -> Iterator[Problem]:
    step = row.record
    for column, materials in (
        ("inputs", step.inputs),
        ("outputs", step.outputs),
        ("medium", step.medium),
    ):
        for name in materials:
            node = _node(row, column, name, names)
            if isinstance(node, Problem):
                yield node
            elif not names.schema.is_a(node.class_name, "Material"):
                message = f"{name!r} is a {node.class_name}, expected a Material"
                yield row.problem(column, message)


def _check_parameters(row: Row[Step], schema: Schema) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for text in row.record.parameters:
        try:
            parameter = parse_parameter(text)
        except ValueError as error:
            yield row.problem("parameters", str(error))
            continue
        if (parameter.kind, parameter.material) in seen:
            message = f"{parameter.kind} is given twice; say of what: {parameter.kind}[material]"
            yield row.problem("parameters", message)
        seen.add((parameter.kind, parameter.material))
        if parameter.material and parameter.material not in row.record.inputs:
            message = f"{parameter.material!r} in {text!r} is none of the step's inputs"
            yield row.problem("parameters", message)
        yield from _check_quantity(row, parameter.kind, parameter.quantity, schema)


def _check_places(paper: Paper) -> Iterator[Problem]:
    sections = {row.record.sentence: row.record.section for row in paper.coverage}
    numbers = {row.record.number for row in paper.references}
    rows = [row for _, row in paper.said()]
    for row in (*rows, *paper.assessments):
        record = row.record
        for sentence in record.sentence:
            if sentence not in sections:
                message = f"{paper.info.id} has no sentence {sentence} (1 to {len(sections)})"
                yield row.problem("sentence", message)
            elif sections[sentence] != record.section and sentence == record.sentence[0]:
                message = f"sentence {sentence} is in section {sections[sentence]!r}"
                yield row.problem("section", message)
    for row in rows:
        for number in row.record.cites:
            if number not in numbers:
                message = f"{paper.info.id} has no reference {number} (1 to {len(numbers)})"
                yield row.problem("cites", message)
    for entity in paper.entities:
        if entity.record.sentence not in sections:
            message = f"{paper.info.id} has no sentence {entity.record.sentence}"
            yield entity.problem("sentence", message)


def _check_assessments(paper: Paper) -> Iterator[Problem]:
    records = {row.record.id for row in (*paper.claims, *paper.measurements)}
    known = {record_id for record_id, _ in paper.said()}
    known |= {f"ref-{row.record.number}" for row in paper.references}
    for assessment in paper.assessments:
        if assessment.record.about not in known:
            message = _unknown("record", assessment.record.about, sorted(known))
            yield assessment.problem("about", message)
    judged = {(row.record.about, row.record.kind) for row in paper.assessments}
    for row in (*paper.claims, *paper.measurements):
        status = row.record.status
        if status in ("contested", "anomalous") and (row.record.id, status) not in judged:
            message = f"{status}, but no {status} assessment of {row.record.id!r} says why"
            yield row.problem("status", message)
    for pair in paper.contradictions:
        for column, record_id in (("first", pair.record.first), ("second", pair.record.second)):
            if record_id not in records:
                yield pair.problem(column, _unknown("record", record_id, sorted(records)))


def _check_coverage(paper: Paper) -> Iterator[Problem]:
    listed = {
        (record_id, row.record.sentence) for row in paper.coverage for record_id in row.record.records
    }
    said = set(paper.places())
    for number, row in enumerate(paper.coverage, start=1):
        if row.record.sentence != number:
            yield row.problem("sentence", f"{row.record.sentence} comes where {number} is expected")
        for record_id in row.record.records:
            if (record_id, row.record.sentence) not in said:
                message = f"{record_id!r} does not come from sentence {row.record.sentence}"
                yield row.problem("records", message)
    by_sentence = {row.record.sentence: row for row in paper.coverage}
    for record_id, sentence in sorted(said - listed):
        if sentence in by_sentence:
            message = f"{record_id!r} comes from sentence {sentence} and is not listed"
            yield by_sentence[sentence].problem("records", message)
