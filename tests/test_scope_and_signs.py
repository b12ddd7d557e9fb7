"""Statements hold where they were made, harm has a sign, and a denied link is not asserted."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from tests.conftest import write_paper
from tests.test_parts import change, write

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.telling import tell
from assbkg.building import build
from assbkg.curation.records import Claim
from assbkg.curation.tables import format_table, read_table
from assbkg.drawing.mechanisms import compose_mechanisms
from assbkg.drawing.web.causal import read_causal_map
from assbkg.errors import CurationError
from assbkg.places import shipped
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.proofs import best_proof
from assbkg.vocabulary import ASSB, KG, part_iri

OF_SILICON: Final = part_iri("silicon", "voids", "volume-expansion")
VOIDS: Final = part_iri("si-c", "voids", "VoidEngineering")

#: The claims of the paper, each in place of one that its table has.
SILICON_LIMITS: Final = (
    "s003c,silicon/volume-expansion,limits,energy-density,It bounds,stated,abstract,3,1,accepted,\n"
)
EXPANSION_LIMITS: Final = (
    "s003c,volume-expansion,limits,cycle-life,It wears,stated,abstract,3,1,accepted,\n"
)
VOIDS_HARM: Final = (
    "s003c,si-c/VoidBuffering,impairs,energy-density,Room is lost,stated,abstract,3,1,accepted,\n"
)


def paper(folder: Path, mitigated: str, *claims: str) -> Path:
    """Write one paper whose voids mitigate something, with further claims of sentence 3."""
    write_paper(folder / "voids")
    table = folder / "voids" / "claims.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if line.startswith("s003b"))
    mitigates = (
        f"s003b,si-c/VoidBuffering,mitigates,{mitigated},Less harm,stated,abstract,3,1,accepted,\n"
    )
    write(table, "".join([*lines[:place], mitigates, *claims, *lines[place + 1 :]]))
    ids = "; ".join(["s003a", "s003b", *(claim.partition(",")[0] for claim in claims)])
    change(folder / "voids" / "coverage.csv", "s003a; s003b", ids)
    change(folder / "voids" / "assessments.csv", "s003b,contested", "s003b,scope")
    return folder


def opened(folder: Path, mitigated: str, *claims: str) -> KnowledgeGraph:
    build(shipped("ontology"), paper(folder / "graphs", mitigated, *claims), folder / "release")
    return assbkg.open(folder / "release")


def ends(graph: KnowledgeGraph, predicate: str, subject: str) -> set[str]:
    found = graph.explainer.reasoned.facts.objects(ASSB + predicate, subject)
    return {iri.removeprefix(KG) for iri in found}


# ── Where a statement holds ───────────────────────────────────────────────────


def test_what_a_bottleneck_of_one_bearer_limits_is_no_gain_for_another(tmp_path: Path) -> None:
    graph = opened(tmp_path, "volume-expansion", SILICON_LIMITS)
    assert set() == ends(graph, "expectedGain", KG + "si-c")


def test_what_a_bottleneck_of_a_bearer_limits_is_gained_where_that_is_mitigated(
    tmp_path: Path,
) -> None:
    graph = opened(tmp_path, "silicon/volume-expansion", SILICON_LIMITS)
    assert {"energy-density"} == ends(graph, "expectedGain", KG + "si-c")


def test_what_is_said_in_general_holds_for_each_case(tmp_path: Path) -> None:
    graph = opened(tmp_path, "silicon/volume-expansion", EXPANSION_LIMITS)
    assert {"cycle-life"} == ends(graph, "limits", OF_SILICON)
    assert {"cycle-life"} == ends(graph, "expectedGain", KG + "si-c")


def test_who_addresses_a_case_is_found_by_the_bottleneck_in_general(tmp_path: Path) -> None:
    graph = opened(tmp_path, "silicon/volume-expansion")
    assert "volume-expansion" in ends(graph, "addresses", VOIDS)
    rows = graph.query("strategies-for-bottleneck", bottleneck="volume expansion").rows
    assert 1 == len(rows)


def test_a_case_is_labelled_by_its_bearer(tmp_path: Path) -> None:
    graph = opened(tmp_path, "silicon/volume-expansion")
    assert "volume expansion of silicon" == graph.entities.label(OF_SILICON)


def test_a_case_of_something_that_has_none_is_refused_with_the_nearest_name(
    tmp_path: Path,
) -> None:
    graphs = paper(tmp_path / "graphs", "silicon/volume-expansoin")
    with pytest.raises(CurationError, match=r"claims\.csv, row \d+, column object") as caught:
        build(shipped("ontology"), graphs, tmp_path / "release")
    assert "did you mean 'volume-expansion'" in str(caught.value)


def test_a_case_of_a_bearer_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    graphs = paper(tmp_path / "graphs", "silicium/volume-expansion")
    with pytest.raises(CurationError, match="silicium"):
        build(shipped("ontology"), graphs, tmp_path / "release")


@pytest.mark.parametrize("system", ["si-tic", "rgo-cnt", "void-designs", "sinps-mxenes"])
def test_no_design_of_the_review_gains_energy_density_from_a_sentence_on_silicon(
    system: str,
) -> None:
    assert "energy-density" not in ends(assbkg.open(), "expectedGain", KG + system)


@pytest.mark.parametrize("system", ["si-tic", "rgo-cnt", "void-designs", "sinps-mxenes"])
def test_a_sentence_on_silicon_is_in_no_proof_of_a_gain_of_a_design(system: str) -> None:
    explainer = assbkg.open().explainer
    gains = explainer.reasoned.facts.objects(ASSB + "expectedGain", KG + system)
    leaves = [
        leaf
        for gain in gains
        for leaf in best_proof(
            Fact(ASSB + "expectedGain", KG + system, gain), explainer.reasoned.instances
        ).leaves()
    ]
    assert leaves
    assert not [leaf for leaf in leaves if "silicon-negative-electrode" in leaf.subject]


@pytest.mark.parametrize(
    "link", ["promotes", "mayBenefit", "expectedGain", "reportedGain", "mayImpair", "expectedLoss"]
)
def test_nothing_gains_or_loses_in_what_is_an_outcome_of_the_whole_field(link: str) -> None:
    facts = assbkg.open().explainer.reasoned.facts
    outcomes = {thing for thing, kind in facts.pairs(TYPE) if kind == ASSB + "FieldOutcome"}
    assert outcomes
    assert not [target for _, target in facts.pairs(ASSB + link) if target in outcomes]


def test_no_strategy_addresses_scale_up_because_of_a_sweeping_sentence() -> None:
    graph = assbkg.open()
    sizing = part_iri("nanomaterials", "nanostructured-frontiers", "Nanosizing")
    assert "scale-up-difficulty" not in ends(graph, "addresses", sizing)
    assert {"scale-up-difficulty"} == ends(graph, "worsens", sizing)


def test_what_is_said_of_mxenes_in_general_is_said_of_no_variant() -> None:
    graph = assbkg.open()
    assert {"mechanical-strength"} <= ends(graph, "reportedGain", KG + "mxene")
    assert set() == ends(graph, "reportedGain", KG + "ti3c2tx")


def test_what_contains_a_variant_contains_its_family() -> None:
    constituents = ends(assbkg.open(), "hasConstituent", KG + "sinps-mxenes")
    assert {"ti3c2tx", "mxene"} <= constituents
    assert "mxene" not in ends(assbkg.open(), "hasConstituent", KG + "si-tic")


# ── Harm ──────────────────────────────────────────────────────────────────────


def test_harm_runs_along_the_same_links_as_benefit(tmp_path: Path) -> None:
    graph = opened(tmp_path, "volume-expansion", VOIDS_HARM)
    assert {"energy-density"} == ends(graph, "mayImpair", VOIDS)
    assert {"energy-density"} == ends(graph, "expectedLoss", KG + "si-c")
    assert set() == ends(graph, "expectedGain", KG + "si-c")


def test_a_mechanism_that_aggravates_what_limits_something_impairs_it(tmp_path: Path) -> None:
    aggravates = (
        "s003d,si-c/VoidBuffering,aggravates,poor-solid-contact,Voids,stated,abstract,3,1,"
        "accepted,\n"
    )
    contact = "s003c,poor-solid-contact,limits,rate-capability,Slow,stated,abstract,3,1,accepted,\n"
    graph = opened(tmp_path, "volume-expansion", contact, aggravates)
    assert {"poor-solid-contact"} == ends(graph, "worsens", VOIDS)
    assert {"rate-capability"} == ends(graph, "mayImpair", VOIDS)


# ── Polarity ──────────────────────────────────────────────────────────────────


def with_polarity(table: Path, denied: Iterable[str]) -> None:
    """Give a table of claims the column `polarity`, with some claims denied."""
    rows, faults = read_table(table, Claim)
    assert not faults
    records = [
        row.record.model_copy(update={"polarity": "denied"})
        if row.record.id in denied
        else row.record
        for row in rows
    ]
    write(table, format_table(Claim, records))


@pytest.fixture(scope="module")
def denying(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    folder = tmp_path_factory.mktemp("denying")
    graphs = paper(folder / "graphs", "volume-expansion", EXPANSION_LIMITS)
    with_polarity(graphs / "voids" / "claims.csv", ["s003b"])
    build(shipped("ontology"), graphs, folder / "release")
    return assbkg.open(folder / "release")


def test_a_denied_claim_asserts_no_link_and_nothing_follows_from_it(
    denying: KnowledgeGraph,
) -> None:
    assert set() == ends(denying, "addresses", VOIDS)
    assert set() == ends(denying, "expectedGain", KG + "si-c")


def test_a_denied_claim_stays_in_the_graph_as_evidence_against_its_link(
    denying: KnowledgeGraph,
) -> None:
    link = Fact(
        ASSB + "mitigates", part_iri("si-c", "voids", "VoidBuffering"), KG + "volume-expansion"
    )
    (claim,) = denying.explainer.evidence.denied(link)
    assert ("denied", "Less harm") == (claim.polarity, claim.statement)
    assert () == denying.explainer.evidence.of(link)


def test_who_asks_why_a_denied_link_does_not_hold_is_shown_the_denial(
    denying: KnowledgeGraph,
) -> None:
    conditions = denying.conditions(
        "void buffering in Si/C with voids", "mitigates", "kg:volume-expansion"
    )
    assert "denied: stated, abstract s.3 [1]: Less harm" in tell(conditions, "text")


def test_a_link_that_one_claim_states_and_another_denies_holds_and_shows_the_denial(
    tmp_path: Path,
) -> None:
    again = (
        "s003c,si-c/VoidBuffering,mitigates,volume-expansion,It did not,stated,abstract,3,1,"
        "accepted,\n"
    )
    graphs = paper(tmp_path / "graphs", "volume-expansion", again)
    with_polarity(graphs / "voids" / "claims.csv", ["s003c"])
    build(shipped("ontology"), graphs, tmp_path / "release")
    why = assbkg.open(tmp_path / "release").explain(
        "void buffering in Si/C with voids", "mitigates", "volume expansion"
    )
    assert "denied: stated, abstract s.3 [1]: It did not" in tell(why, "text")


def test_a_table_without_the_column_affirms_all_its_claims(tmp_path: Path) -> None:
    graphs = paper(tmp_path, "volume-expansion")
    rows, faults = read_table(graphs / "voids" / "claims.csv", Claim)
    assert () == faults
    assert {"affirmed"} == {row.record.polarity for row in rows}


def test_a_table_that_denies_nothing_is_written_without_the_column(tmp_path: Path) -> None:
    graphs = paper(tmp_path, "volume-expansion")
    table = graphs / "voids" / "claims.csv"
    before = table.read_text(encoding="utf-8")
    with_polarity(table, [])
    assert before == table.read_text(encoding="utf-8")


def test_a_polarity_that_is_no_value_is_named_with_its_row_and_column(tmp_path: Path) -> None:
    graphs = paper(tmp_path / "graphs", "volume-expansion")
    with_polarity(graphs / "voids" / "claims.csv", ["s003b"])
    change(graphs / "voids" / "claims.csv", ",denied,", ",refuted,")
    with pytest.raises(CurationError, match=r"row \d+, column polarity: 'refuted' is none of"):
        build(shipped("ontology"), graphs, tmp_path / "release")


# ── How it is drawn ───────────────────────────────────────────────────────────


def test_the_causal_map_draws_harm_as_harm(tmp_path: Path) -> None:
    whole = read_causal_map(opened(tmp_path, "silicon/volume-expansion", VOIDS_HARM))
    (harm,) = (effect for effect in whole.effects if effect.relation == "impairs")
    assert (ASSB + "VoidBuffering", KG + "energy-density") == (harm.source, harm.target)
    words = {text.get_text() for text in compose_mechanisms(whole).axes[0].texts}
    assert "aggravates, impairs" in words
