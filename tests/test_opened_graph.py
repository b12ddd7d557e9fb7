"""The network of an opened graph, as a caller in Python gets it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.drawing.drawn import DrawnNetwork
from assbkg.drawing.opened import OpenedGraph
from assbkg.drawing.page import as_pyvis
from assbkg.drawing.web.model import Link, Network, Node, Rows
from assbkg.errors import AssbkgError, DrawingError, UnknownName
from assbkg.printable import in_brief
from assbkg.reasoning.grades import GRADES


@pytest.fixture(scope="module")
def focused(graph: OpenedGraph) -> DrawnNetwork:
    return graph.network(focus="volume expansion")


def test_an_opened_graph_answers_as_any_graph(graph: OpenedGraph) -> None:
    plain: KnowledgeGraph = graph
    assert 5 == len(plain.query("strategies-for-bottleneck", bottleneck="volume expansion"))


def test_a_network_starts_and_ends_as_asked(graph: OpenedGraph) -> None:
    network = graph.network(by="system", toward="bottleneck", focus="SiNPs@MXenes").network
    assert ("system", "mechanism", "bottleneck") == network.columns
    assert {"SiNPs@MXenes"} == {node.label for node in network.column("system")}


def test_a_component_keeps_what_serves_as_it(graph: OpenedGraph) -> None:
    systems = graph.network(by="system", component="negative electrode").network.column("system")
    labels = {node.label for node in systems}
    assert "Si/TiC" in labels
    assert "Fe₃S₄@Li₇P₃S₁₁" not in labels


@pytest.mark.parametrize("by", ["strategy", "system", "material"])
def test_a_least_grade_keeps_strong_links_behind_weaker_ones(graph: OpenedGraph, by: Rows) -> None:
    links = graph.network(by, min_grade="stated, cited").network.links
    assert {link.grade for link in links} <= set(GRADES[: GRADES.index("stated, cited") + 1])
    assert all(link.systems for link in links)


def test_contested_links_come_only_when_asked_for(graph: OpenedGraph) -> None:
    found = []
    for included in (False, True):
        drawn = graph.network(
            toward="bottleneck", focus="lithium dendrites", include_contested=included
        )
        contested = (link.source for link in drawn.network.links if link.contested)
        found.append([drawn.network.by_id[source].label for source in contested])
    assert [[], ["dendrite blocking"]] == found


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        (
            {"by": "strateg"},
            DrawingError,
            "by='strateg' is not a column; known are strategy, system",
        ),
        (
            {"toward": "x"},
            DrawingError,
            "toward='x' is not a column; known are benefit, bottleneck",
        ),
        ({"focus": "lithum dendrites"}, UnknownName, "did you mean 'lithium dendrites'"),
        ({"component": "anodee"}, UnknownName, "did you mean"),
        ({"min_grade": "mesured"}, DrawingError, "is not a grade; known are measured"),
        ({"focus": "Jules Verne"}, UnknownName, "no entity is called 'Jules Verne'"),
        ({"min_grade": "given"}, DrawingError, "nothing to draw: no link is given or stronger"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_can(
    graph: OpenedGraph, asked: dict[str, Any], kind: type[AssbkgError], said: str
) -> None:
    with pytest.raises(kind) as refused:
        graph.network(**asked)
    assert said in str(refused.value)


def test_it_says_in_a_line_what_it_holds(focused: DrawnNetwork) -> None:
    said = "4 strategies, 4 mechanisms, 1 benefit; 4 links with claims, 2 inferred only"
    assert f"<Network: {said}>" == repr(focused)


def test_networkx_gets_the_network(focused: DrawnNetwork) -> None:
    digraph = focused.to_networkx()
    assert len(focused.network.links) == digraph.number_of_edges()
    assert {"strategy", "mechanism", "benefit"} == set(dict(digraph.nodes("column")).values())


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("n.html", b"<!DOCTYPE html>"),
        ("n.HTML", b"<!DOC"),
        ("n.svg", b"<?xml"),
        ("n.dot", b"digraph"),
    ],
)
def test_the_ending_decides_in_which_form_it_is_saved(
    focused: DrawnNetwork, tmp_path: Path, name: str, start: bytes
) -> None:
    focused.save(str(tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(start)


def test_page_and_figure_say_to_what_the_network_was_narrowed(focused: DrawnNetwork) -> None:
    said = "Only what has to do with volume expansion"
    assert said in focused.page.text
    assert said in focused.figure().data


def test_a_figure_cannot_be_shown_without_ipython(
    focused: DrawnNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    with pytest.raises(DrawingError, match=r"needs IPython; save\('network.svg'\)"):
        focused.figure()


def test_an_unknown_ending_is_told_those_that_there_are(
    focused: DrawnNetwork, tmp_path: Path
) -> None:
    with pytest.raises(DrawingError, match=r"'\.jpg'.*\.html, \.svg, \.pdf, \.png"):
        focused.save(tmp_path / "network.jpg")


def test_an_unknown_width_is_told_those_that_there_are(
    focused: DrawnNetwork, tmp_path: Path
) -> None:
    with pytest.raises(DrawingError, match="unknown width 'duble'; known are double"):
        focused.save(tmp_path / "network.svg", width="duble")


def test_a_folder_is_not_written_over(focused: DrawnNetwork, tmp_path: Path) -> None:
    (tmp_path / "network.html").mkdir()
    with pytest.raises(DrawingError, match="is a folder"):
        focused.save(tmp_path / "network.html")


def test_outside_of_a_notebook_there_is_nothing_to_show_it_in(focused: DrawnNetwork) -> None:
    with pytest.raises(DrawingError, match=r"no notebook.*save\('network.html'\)"):
        focused.show()


def test_pyvis_has_the_nodes_and_links_of_the_network(focused: DrawnNetwork) -> None:
    drawing, network = focused.to_pyvis(), focused.network
    assert {node.id for node in network.nodes} == set(drawing.get_nodes())
    assert [(link.source, link.target, link.inferred) for link in network.links] == [
        (edge["from"], edge["to"], edge["dashes"]) for edge in drawing.get_edges()
    ]


def test_a_label_in_the_page_that_pyvis_makes_is_shown_and_not_run() -> None:
    label = "</script><script>alert(1)</script>"
    nodes = (Node("s", label, "strategy"), Node("m", label, "mechanism"))
    page = as_pyvis(Network(nodes, (Link("s", "m", 1, 1),))).generate_html()
    assert "alert(1)" in page
    assert "<script>alert" not in page


# What a notebook shows at the end of a cell, without any extension.


def shown() -> dict[str, object]:
    graph = assbkg.open()
    why = graph.explain("SiNPs@MXenes", "expectedGain", "cycle life")
    advice = graph.advise(component="negative electrode", bottleneck="volume expansion")
    outcome = graph.what_if(("Si/TiC", "employs", "InterfaceCoating"))
    conditions = graph.conditions("Si/TiC", "expectedGain", "safety")
    reply = graph.ask("which strategies buffer volume expansion in silicon anodes?")
    thing = graph.entity("SiNPs@MXenes")
    network = graph.network()
    return {
        "graph": graph,
        "release": graph.release,
        "entities": graph.entities,
        "library": graph.library,
        "named query": graph.library["strategies-for-bottleneck"],
        "explainer": graph.explainer,
        "explanation": why,
        "proof": why.proof,
        "advice": advice,
        "option": advice.options[0],
        "use": advice.options[0].uses[0],
        "outcome": outcome,
        "effect": outcome.gained[0],
        "conditions": conditions,
        "condition": conditions.found[0],
        "reply": reply,
        "reading": reply.readings[0],
        "thing": thing,
        "things": thing.employs,
        "claims": thing.claims,
        "measurements": thing.measurements,
        "triples": graph.sparql("DESCRIBE kg:silicon"),
        "network": network,
        "network as data": network.network,
        "page": network.page,
        "world": graph.to_owlready2(),
    }


def test_each_object_that_a_notebook_shows_is_a_short_line() -> None:
    for name, thing in shown().items():
        line = repr(thing)
        assert line.startswith("<"), name
        assert len(line) < 200, name
        assert "\n" not in line, name


def test_no_label_can_do_harm_in_a_line() -> None:
    assert r"<str: a b\x1b[2J>" == in_brief("", "a\nb\x1b[2J")
    assert len(in_brief("", "a" * 1_000_000)) < 200
