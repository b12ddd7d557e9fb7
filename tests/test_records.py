"""What tables state is read back from a release as records."""

from __future__ import annotations

from typing import Final

import assbkg
from assbkg.curation.cells import NOT_APPLICABLE
from assbkg.curation.conditions import CONDITIONS
from assbkg.curation.corpus import read_corpus
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, KG, record_iri

SOURCE: Final = "nanostructured-frontiers"


def test_every_claim_of_the_tables_is_read_back() -> None:
    (paper,) = read_corpus(shipped("graphs")).papers
    by_iri = assbkg.open().explainer.evidence.by_iri
    rows = [row.record for row in paper.claims]
    assert {record_iri(SOURCE, row.id) for row in rows} == by_iri.keys()
    for row in rows:
        claim = by_iri[record_iri(SOURCE, row.id)]
        assert (row.statement, row.modality, row.status) == (
            claim.statement,
            claim.modality,
            claim.status,
        )
        assert tuple(sorted(row.cites)) == claim.cites
        assert tuple(sorted(row.sentence)) == tuple(place.sentence for place in claim.places)
        assert ASSB + row.property == claim.link.predicate


def test_every_measurement_is_read_back_with_its_conditions() -> None:
    (paper,) = read_corpus(shipped("graphs")).papers
    measured = assbkg.open().records.measurements
    rows = [row.record for row in paper.measurements]
    assert {record_iri(SOURCE, row.id) for row in rows} == measured.keys()
    for row in rows:
        read = measured[record_iri(SOURCE, row.id)]
        written = {name: str(getattr(row, name)) for name in CONDITIONS}
        assert (row.as_written, row.role) == (read.as_written, read.role)
        assert {n: c.replace(NOT_APPLICABLE, "") for n, c in written.items()} == read.conditions


def test_a_condition_is_reported_or_left_out_or_does_not_apply() -> None:
    for one in assbkg.open().records.measurements.values():
        given, left_out = set(one.reported), set(one.left_out)
        assert given.isdisjoint(left_out)
        assert {name for name, value in one.conditions.items() if value} == given | left_out


def test_a_place_leads_to_its_sentence() -> None:
    graph = assbkg.open()
    claim = graph.explainer.evidence.by_iri[f"{KG}{SOURCE}.s112a"]
    (place,) = claim.places
    assert (f"{KG}{SOURCE}.s112", "§3.1 s.112") == (place.iri, graph.entities.label(place.iri))
    assert "§3.1 s.112" == str(place)


def test_a_link_that_nobody_states_is_derived() -> None:
    explainer = assbkg.open().explainer
    stated = explainer.standing(
        explainer.resolve("volume expansion of silicon", "limits", "cycle life")
    )
    derived = explainer.standing(explainer.resolve("SiNPs@MXenes", "expectedGain", "cycle life"))
    assert (False, True) == (stated.is_derived, derived.is_derived)
    assert () == derived.claims
