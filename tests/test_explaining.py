from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import assbkg
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.telling import tell
from assbkg.errors import BuildError, QueryError, UnknownName
from assbkg.places import shipped
from assbkg.reasoning.grades import GRADES, strongest, weakest
from assbkg.reasoning.proofs import best_proof
from assbkg.record.reasoned import Reasoned


@pytest.fixture(scope="module")
def explanation(graph: KnowledgeGraph) -> Explanation:
    return graph.explain("SiNPs@MXenes", "expectedGain", "cycle life")


def leaves(step: Step) -> list[Step]:
    below = [leaf for premise in step.premises for leaf in leaves(premise)]
    return below or [step]


def test_a_derived_link_is_told_in_words(explanation: Explanation) -> None:
    assert "SiNPs@MXenes is expected to gain in cycle life" == explanation.proof.sentence


def test_every_leaf_of_a_proof_leads_to_a_sentence(explanation: Explanation) -> None:
    places = [claim.place for leaf in leaves(explanation.proof) for claim in leaf.claims[:1]]
    assert len(leaves(explanation.proof)) == len(places)
    assert all(place.startswith("§") for place in places)


def test_a_step_is_as_strong_as_its_weakest_premise(explanation: Explanation) -> None:
    assert weakest(leaf.grade for leaf in leaves(explanation.proof)) == explanation.proof.grade


def test_a_link_is_as_strong_as_its_best_support(explanation: Explanation) -> None:
    grades = [weakest(step.grade for step in support) for support in explanation.supports]
    assert strongest(grades) == explanation.grade


def test_both_ways_to_a_long_life_are_found(explanation: Explanation) -> None:
    told = tell(explanation, "text", every=True)
    assert "void buffering in SiNPs@MXenes mitigates volume expansion" in told
    assert "flexible stress relief in SiNPs@MXenes mitigates volume expansion" in told


def test_an_asserted_link_names_its_claim(graph: KnowledgeGraph) -> None:
    told = tell(
        graph.explain("Fe3S4@Li7P3S11", "employs", "in-situ coating in Fe₃S₄@Li₇P₃S₁₁"), "text"
    )
    assert "§2.1 s.65 [12]" in told


def test_an_anomalous_claim_is_told_to_be_so(graph: KnowledgeGraph) -> None:
    said = graph.explain("framework channel in MXene + MOF", "promotes", "ion transport")
    assert "anomalous, stated, §4 s.138" in tell(said, "text")


def test_membership_in_a_defined_class_is_explained(graph: KnowledgeGraph) -> None:
    told = tell(graph.explain("Si/TiC", "a", "volume-buffered system"), "text")
    assert "(MatrixConfinement ⊑ VolumeBuffering)" in told


def test_a_link_that_does_not_hold_is_said_not_to(graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="does not hold that Si/TiC is expected to gain in safety"):
        graph.explain("Si/TiC", "expectedGain", "safety")


def test_an_unknown_thing_gets_suggestions_of_the_right_kind(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="'cycle life'"):
        graph.explain("Si/TiC", "expectedGain", "cycle lif")


def test_the_json_form_holds_the_whole_tree(explanation: Explanation) -> None:
    said = json.loads(tell(explanation, "json", every=True))
    assert len(explanation.supports) == said["minimal_proofs"] == len(said["supports"])
    assert said["proof"]["premises"][0]["claims"][0]["cites"] is not None


def test_the_markdown_form_is_a_list(explanation: Explanation) -> None:
    told = tell(explanation, "markdown")
    assert told.startswith("- SiNPs@MXenes is expected to gain in cycle life — (employs ∘ mayB")
    assert "\n    - SiNPs@MXenes employs flexible sheet support in SiNPs@MXenes — stated" in told


def test_every_derived_fact_of_the_release_has_a_proof(graph: KnowledgeGraph) -> None:
    reasoned = Reasoned(graph.release)
    derived = set(reasoned.facts.ranks) - set(reasoned.facts.given)
    leaves = {leaf for f in derived for leaf in best_proof(f, reasoned.instances).leaves()}
    assert len(derived) > 2000
    assert leaves <= set(reasoned.facts.given)


def test_rounds_that_were_altered_are_refused(tmp_path: Path) -> None:
    release = tmp_path / "release"
    shutil.copytree(shipped("graphs") / "release", release)
    with (release / "rounds.csv").open("a", encoding="utf-8") as handle:
        handle.write("kg:si-tic,assb:expectedGain,kg:safety,1\n")
    with pytest.raises(BuildError, match=r"rounds\.csv: does not match the manifest"):
        assbkg.open(release).explain("Si/TiC", "expectedGain", "safety")


def test_grades_are_ordered_from_strongest_to_weakest() -> None:
    assert (GRADES[0], GRADES[-1]) == (strongest(GRADES), weakest(GRADES))
