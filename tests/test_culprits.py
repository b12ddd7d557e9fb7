"""When facts contradict the ontology, those that do so are named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from tests.review import count_claims

from assbkg.building import compute
from assbkg.errors import BuildError
from assbkg.places import shipped

#: Axioms that the tables of `graphs` break, each in its own way.
CASES: Final = {
    "assb:MaterialSystem owl:disjointWith assb:DesignedSystem .": """\
the graph is inconsistent in 1 place:
  kg:si-c is in DesignedSystem and in MaterialSystem, but DesignedSystem ⊓ MaterialSystem ⊑ ⊥
    in DesignedSystem, since
      kg:si-c is a MaterialSystem: given, not claimed
      by MaterialSystem ⊑ DesignedSystem
    in MaterialSystem: given, not claimed""",
    "assb:BufferingStrategy owl:disjointWith assb:VoidEngineering .": """\
the graph is inconsistent in 1 place:
  kg:si-c.voids.void-engineering is in BufferingStrategy and in VoidEngineering, but \
BufferingStrategy ⊓ VoidEngineering ⊑ ⊥
    in BufferingStrategy, since
      kg:si-c.voids.void-engineering is a VoidEngineering: given, not claimed
      kg:si-c.voids.void-engineering operatesThrough kg:si-c.voids.void-buffering: claim voids.s003a
      kg:si-c.voids.void-buffering is a VoidBuffering: given, not claimed
      by (Strategy ⊓ ∃operatesThrough.VolumeBuffering) ⊑ BufferingStrategy; \
VoidEngineering ⊑ Strategy; VoidBuffering ⊑ VolumeBuffering
    in VoidEngineering: given, not claimed""",
    "assb:VoidEngineering rdfs:subClassOf [ a owl:Restriction ; owl:onProperty "
    "assb:operatesThrough ; owl:someValuesFrom assb:Milestone ] .": """\
the graph is inconsistent in 1 place:
  an individual required by VoidEngineering ⊑ ∃operatesThrough.Milestone is in Mechanism \
and in Milestone, but Mechanism ⊓ Milestone ⊑ ⊥
    in Mechanism, since
      kg:si-c.voids.void-engineering is a VoidEngineering: given, not claimed
      by range(operatesThrough) ⊑ Mechanism; VoidEngineering ⊑ ∃operatesThrough.Milestone
    in Milestone, since
      kg:si-c.voids.void-engineering is a VoidEngineering: given, not claimed
      by VoidEngineering ⊑ ∃operatesThrough.Milestone""",
}


def complaint(folder: Path, graphs: Path, axiom: str) -> str:
    """What is said of the tables under the ontology with one more axiom."""
    ontology = Path(shutil.copytree(shipped("ontology"), folder / "ontology"))
    core = ontology / "modules" / "core.ttl"
    core.write_text(core.read_text(encoding="utf-8") + f"\n{axiom}\n", encoding="utf-8")
    with pytest.raises(BuildError) as raised:
        compute(ontology, graphs)
    return str(raised.value)


@pytest.mark.parametrize("axiom", CASES)
def test_a_contradiction_is_told_with_its_culprits(
    tmp_path: Path, graphs: Path, axiom: str
) -> None:
    assert CASES[axiom] == complaint(tmp_path, graphs, axiom)


def test_of_many_contradictions_only_some_are_told_at_length(tmp_path: Path) -> None:
    axiom = "assb:Claim owl:disjointWith assb:Record ."
    told = complaint(tmp_path, shipped("graphs"), axiom)
    assert told.startswith(f"the graph is inconsistent in {count_claims()} places:\n")
    assert 10 == told.count("Claim ⊓ Record ⊑ ⊥")
    assert told.endswith(f"\n  and in {count_claims() - 10} more, which these may resolve")
