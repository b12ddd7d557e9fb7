"""What designs do, put together by kinds, and narrowed."""

from __future__ import annotations

from itertools import chain

import pytest

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.drawing.web.designs import Choice, Designs, narrowed, read_designs
from assbkg.drawing.web.model import Network
from assbkg.drawing.web.projection import project
from assbkg.drawing.web.wording import heading, tip
from assbkg.errors import DrawingError, UnknownName
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import ASSB, KG


@pytest.fixture(scope="module")
def designs(graph: KnowledgeGraph) -> Designs:
    return read_designs(graph)


@pytest.fixture(scope="module")
def network(designs: Designs) -> Network:
    return project(designs)


def labels(network: Network, column: str) -> set[str]:
    return {node.label for node in network.nodes if node.column == column}


def test_the_network_holds_what_the_queries_count(graph: KnowledgeGraph, network: Network) -> None:
    rows = chain(
        graph.query("strategy-mechanism-links").rows, graph.query("mechanism-benefit-links").rows
    )
    asked = {
        (a.value, b.value, int(claims.value), int(systems.value))
        for a, b, claims, systems, _ in rows
        if a and b and claims and systems
    }
    assert {(x.source, x.target, x.claims, x.systems) for x in network.links} == asked


def test_a_link_has_every_claim_behind_it_as_evidence(network: Network) -> None:
    assert [link for link in network.links if link.claims != len(link.evidence)] == []


def test_evidence_tells_all_systems_that_a_claim_holds_for(
    graph: KnowledgeGraph, network: Network
) -> None:
    result = graph.query("link-evidence")
    asked = {(a, b, text, s) for a, b, text, _, s, _, _ in result.texts()}
    label = {node.id: node.label for node in network.nodes}
    found = {
        (label[link.source], label[link.target], piece.statement, system)
        for link in network.links
        for piece in link.evidence
        for system in piece.systems
    }
    assert found == asked


def test_a_mechanism_below_another_has_it_as_its_family(network: Network) -> None:
    assert network.by_id[ASSB + "VoidBuffering"].family == "volume buffering"
    assert network.by_id[ASSB + "SizeEffect"].family == ""


def test_a_link_is_as_strong_as_the_strongest_in_it(designs: Designs, network: Network) -> None:
    best: dict[tuple[str, str], int] = {}
    for tie in designs.operates:
        ends = designs.kinds[tie.start], designs.kinds[tie.end]
        best[ends] = min(best.get(ends, 9), GRADES.index(tie.grade))
    links = {(x.source, x.target): GRADES.index(x.grade) for x in network.links}
    assert {ends: links[ends] for ends in best} == best


def test_systems_and_materials_lead_to_bottlenecks_too(designs: Designs) -> None:
    by_system = project(designs, "system", "bottleneck")
    assert by_system.columns == ("system", "mechanism", "bottleneck")
    assert "SiNPs@MXenes" in labels(by_system, "system")
    assert "volume expansion" in labels(by_system, "bottleneck")
    by_material = project(designs, "material")
    assert "MXene" in " ".join(labels(by_material, "material"))


def test_a_component_keeps_the_systems_that_serve_as_it(designs: Designs) -> None:
    kept = narrowed(designs, Choice(component="negative electrode")).systems
    assert {KG + "sinps-mxenes", KG + "si-tic"} <= set(kept)
    assert KG + "fe3s4-li7p3s11" not in kept


def test_a_least_grade_keeps_what_is_said_so_strongly(designs: Designs) -> None:
    kept = narrowed(designs, Choice(min_grade="stated, cited"))
    assert {tie.grade for tie in kept.operates} <= {"measured", "stated, cited"}
    assert 0 < len(kept.operates) < len(designs.operates)


def test_around_a_bottleneck_is_what_mitigates_it_and_what_follows(designs: Designs) -> None:
    kept = narrowed(designs, Choice(focus="volume expansion"))
    assert {tie.end for tie in kept.mitigates} >= {KG + "volume-expansion"}
    assert {tie.end for tie in kept.promotes} >= {KG + "cycle-life"}
    assert ASSB + "ElectronNetwork" not in {kept.kinds[tie.end] for tie in kept.operates}


def test_around_a_system_is_all_that_it_does_and_nothing_else(designs: Designs) -> None:
    kept = narrowed(designs, Choice(focus="Si/TiC"))
    assert kept.systems == (KG + "si-tic",)
    assert kept.operates == tuple(t for t in designs.operates if t.start.startswith(KG + "si-tic."))


def test_around_a_material_is_what_it_contributes(designs: Designs) -> None:
    kept = narrowed(designs, Choice(focus="carbon nanotubes"))
    assert {designs.label(tie.end) for tie in kept.contributed} == {"carbon nanotubes"}


def test_around_a_family_are_its_members(designs: Designs) -> None:
    kept = narrowed(designs, Choice(focus="volume buffering"))
    families = {designs.families.get(kept.kinds[tie.end]) for tie in kept.operates}
    assert ASSB + "VolumeBuffering" in families
    assert ASSB + "IonChannel" not in families


def test_an_unknown_focus_is_told_the_nearest(designs: Designs) -> None:
    with pytest.raises(UnknownName, match="volume expansion"):
        narrowed(designs, Choice(focus="volume expanson"))


def test_what_has_nothing_to_do_with_the_network_leaves_nothing(designs: Designs) -> None:
    with pytest.raises(DrawingError, match=r"nothing to draw: no link.*microwave"):
        narrowed(designs, Choice(focus="microwave synthesis of RGO–CNT"))


def test_a_grade_that_is_none_is_told_those_that_there_are(designs: Designs) -> None:
    with pytest.raises(DrawingError, match="'statd' is not a grade; known are stated"):
        narrowed(designs, Choice(min_grade="statd"))


def test_contested_claims_come_in_marked(graph: KnowledgeGraph, designs: Designs) -> None:
    included = read_designs(graph, contested=True)
    more = {tie.fact for tie in included.mitigates} - {tie.fact for tie in designs.mitigates}
    marked = {tie.fact for tie in included.mitigates if tie.contested}
    assert marked <= more
    # What a strategy does comes in with the claim that it is employed.
    assert {"surface-passivation"} == {fact.subject.rpartition(".")[2] for fact in more - marked}
    contested = {tie.end.removeprefix(KG) for tie in included.mitigates if tie.contested}
    assert contested == {"lithium-dendrites", "low-electronic-conductivity"}


def test_links_of_anomalous_claims_say_so(designs: Designs) -> None:
    network = project(designs)
    found = {heading(network, link): link for link in network.links if link.anomalous}
    links = [
        "framework channel → ion transport",
        "framework hybridisation → framework channel",
    ]
    assert links == sorted(found)
    assert "Ions pass through the pores. stated, anomalous, §4 s.138" in tip(
        network, found["framework channel → ion transport"]
    )
