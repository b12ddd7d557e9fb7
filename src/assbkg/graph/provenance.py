"""Who says a thing, where and how strongly: the same for claims, figures and steps."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from assbkg.curation.records import Claim, Measurement, Step
from assbkg.graph.terms import EVIDENCE, assb, kg, link, text
from assbkg.vocabulary import sentence_iri

__all__ = ["REASONED", "placed_quads", "said_quads"]

#: The statuses whose claims and figures become links that are reasoned over.
REASONED = frozenset({"accepted", "anomalous"})


def said_quads(source: str, record: NamedNode, said: Claim | Measurement) -> Iterator[Quad]:
    """Statement, strength, place and citations of a claim or figure."""
    yield link(record, "assb:hasModality", assb(said.modality.capitalize()), EVIDENCE)
    yield link(record, "assb:hasStatus", assb(said.status.capitalize()), EVIDENCE)
    yield from placed_quads(source, record, said)


def placed_quads(
    source: str, record: NamedNode, said: Claim | Measurement | Step
) -> Iterator[Quad]:
    """Statement, place and citations of a claim, figure or step."""
    yield link(record, "assb:statement", text(said.statement), EVIDENCE)
    yield link(record, "prov:hadPrimarySource", kg(source), EVIDENCE)
    for sentence in said.sentence:
        place = NamedNode(sentence_iri(source, sentence))
        yield link(record, "assb:evidencedBy", place, EVIDENCE)
    for number in said.cites:
        yield link(record, "cito:citesAsEvidence", kg(f"{source}.ref-{number}"), EVIDENCE)
    if said.note:
        yield link(record, "skos:editorialNote", text(said.note), EVIDENCE)
