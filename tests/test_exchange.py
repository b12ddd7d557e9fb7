"""The network for other tools: each form, opened again with networkx, holds all of it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import assbkg
from assbkg.cli import app
from assbkg.drawing.exchange import ENDINGS, write_exchange
from assbkg.drawing.web.designs import read_designs
from assbkg.drawing.web.model import Evidence, Link, Network, Node
from assbkg.drawing.web.projection import project
from assbkg.drawing.web.wording import evidence_line
from assbkg.errors import DrawingError

if TYPE_CHECKING:
    Read = Callable[[Path], nx.DiGraph]

RELATIONS: Final = {"employs/operatesThrough", "operatesThrough", "mitigates", "promotes"}
JSONS: Final = (".cyjs", ".json", ".cx2")
HOSTILE: Final = '</data>"];\\N &amp; \\" <b>x</b> {{7*7}}\nnext line'


def read_cytoscape(path: Path) -> nx.DiGraph:
    return nx.cytoscape_graph(json.loads(path.read_text(encoding="utf-8")))


def read_cx2(path: Path) -> nx.DiGraph:
    """Read CX2 as its specification has it: nodes with numbers, links between these."""
    aspects = {k: v for part in json.loads(path.read_text("utf-8")) for k, v in part.items()}
    ids = {node["id"]: node["v"]["iri"] for node in aspects["nodes"]}
    read = nx.DiGraph()
    read.add_nodes_from((node["v"]["iri"], node["v"]) for node in aspects["nodes"])
    read.add_edges_from((ids[e["s"]], ids[e["t"]], e["v"]) for e in aspects["edges"])
    return read


def read_dot(path: Path) -> nx.DiGraph:
    """A DOT file, its words taken out of their quotes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # pydot's own use of pyparsing
        import pydot

        graphs = pydot.graph_from_dot_data(path.read_text(encoding="utf-8"))
    assert graphs is not None
    read = nx.nx_pydot.from_pydot(graphs[0])
    told = nx.DiGraph()
    told.add_nodes_from((plain(node), unquoted(data)) for node, data in read.nodes(data=True))
    told.add_edges_from(
        (plain(a), plain(b), unquoted(data)) for a, b, data in read.edges(data=True)
    )
    return told


def unquoted(data: dict[str, str]) -> dict[str, object]:
    return {name: plain(value) for name, value in data.items()}


def plain(value: str) -> str:
    return value.strip('"').replace('\\"', '"').replace("\\\\", "\\")


READERS: Final[dict[str, Read]] = {
    ".graphml": nx.read_graphml,
    ".gexf": nx.read_gexf,
    ".cyjs": read_cytoscape,
    ".json": read_cytoscape,
    ".cx2": read_cx2,
    ".dot": read_dot,
}


def words(value: object) -> str:
    """What is told, as DOT has it, where all is text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def assert_same(network: Network, read: nx.DiGraph) -> None:
    assert {node.id for node in network.nodes} == set(read.nodes)
    assert {(link.source, link.target) for link in network.links} == set(read.edges)
    for node in network.nodes:
        told = read.nodes[node.id]
        expected = (node.label, node.column, node.family, node.id)
        assert expected == tuple(told[name] for name in ("label", "column", "family", "iri"))
    for link in network.links:
        told = read.edges[link.source, link.target]
        assert told["relation"] in RELATIONS
        assert set(told["places"].split("; ")) == {c.place for c in link.evidence} or {""}
        names = ("claims", "systems", "grade", "inferred", "contested", "anomalous")
        assert [words(getattr(link, name)) for name in names] == [words(told[n]) for n in names]
        lines = [f"{claim.statement}. {evidence_line(claim)}" for claim in link.evidence]
        assert "\n".join(lines) == told["statements"]


@pytest.fixture(scope="module")
def released() -> Network:
    return project(read_designs(assbkg.open(), contested=True), "system", "bottleneck")


def hostile() -> Network:
    claim = Evidence(HOSTILE, "stated", HOSTILE, "1, 2", (HOSTILE,), contested=True)
    return Network(
        (
            Node("urn:s", f"strategy {HOSTILE}", "strategy"),
            Node("urn:m", "النانو ₃ʰ × " * 30, "mechanism", HOSTILE),
            Node("urn:b", "ends in \\", "benefit"),
        ),
        (
            Link("urn:m", "urn:b", 0, 1),
            Link("urn:s", "urn:m", 1, 1, "stated", (claim,), contested=True),
        ),
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_all_of_the_release_is_found_again(tmp_path: Path, ending: str, released: Network) -> None:
    path = tmp_path / f"network{ending}"
    write_exchange(released, path)
    assert_same(released, READERS[ending](path))


@pytest.mark.parametrize("ending", ENDINGS)
def test_markup_quotes_and_letters_of_all_scripts_stay_words(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"network{ending}"
    write_exchange(hostile(), path)
    assert_same(hostile(), READERS[ending](path))


def with_label(label: str) -> Network:
    network = hostile()
    return replace(network, nodes=(replace(network.nodes[0], label=label), *network.nodes[1:]))


def label_read(tmp_path: Path, ending: str, label: str) -> str:
    path = tmp_path / f"network{ending}"
    write_exchange(with_label(label), path)
    return str(READERS[ending](path).nodes["urn:s"]["label"])


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - set(JSONS)))
def test_a_control_character_becomes_its_picture(tmp_path: Path, ending: str) -> None:
    read = label_read(tmp_path, ending, "bell \a, \x00 and \ufffe")
    assert "bell ␇, ␀ and \N{REPLACEMENT CHARACTER}" == read


@pytest.mark.parametrize("ending", JSONS)
def test_json_keeps_control_characters(tmp_path: Path, ending: str) -> None:
    assert "bell \a, \x00 and \ufffe" == label_read(tmp_path, ending, "bell \a, \x00 and \ufffe")


@pytest.mark.parametrize("ending", [".graphml", ".gexf", *JSONS])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"))))
@example(label="a\r\nb\tc\u2028\x85\x9f]]>")
def test_any_text_survives_as_a_label(tmp_path: Path, ending: str, label: str) -> None:
    assert label == label_read(tmp_path, ending, label)


def test_gephi_gets_colours_and_places(tmp_path: Path) -> None:
    write_exchange(hostile(), tmp_path / "network.gexf")
    seen = nx.read_gexf(tmp_path / "network.gexf").nodes["urn:m"]["viz"]
    assert {"r": 0, "g": 158, "b": 115, "a": 1.0} == seen["color"]
    assert 480.0 == seen["position"]["x"]


def test_cytoscape_gets_names_and_places(tmp_path: Path) -> None:
    write_exchange(hostile(), tmp_path / "network.cyjs")
    node = json.loads((tmp_path / "network.cyjs").read_text("utf-8"))["elements"]["nodes"][2]
    assert "ends in \\" == node["data"]["name"]
    assert 960.0 == node["position"]["x"]


def test_graphviz_draws_inferred_links_dashed_and_contested_ones_dotted(tmp_path: Path) -> None:
    write_exchange(hostile(), tmp_path / "network.dot")
    read = read_dot(tmp_path / "network.dot")
    styles = [read.edges[ends]["style"] for ends in (("urn:m", "urn:b"), ("urn:s", "urn:m"))]
    assert ["dashed", "dotted"] == styles


def test_the_command_exports_what_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    options = ["--toward", "bottleneck", "--focus", "volume expansion"]
    result = CliRunner().invoke(app, ["draw", "network", "--out", str(path), *options])
    assert (0, "") == (result.exit_code, result.stdout)
    columns = nx.get_node_attributes(nx.read_graphml(path), "column")
    assert {"strategy", "mechanism", "bottleneck"} == set(columns.values())


def test_a_network_without_links_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match="has no link"):
        write_exchange(Network((), ()), tmp_path / "network.dot")
    assert [] == [*tmp_path.iterdir()]


def test_an_ending_that_is_no_form_is_told_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"'\.gml'.*did you mean \.graphml.*\.gexf, \.cyjs"):
        write_exchange(hostile(), tmp_path / "network.gml")


def test_graphml_has_the_booleans_of_xml_schema(tmp_path: Path, released: Network) -> None:
    write_exchange(released, tmp_path / "network.graphml")
    root = ET.parse(tmp_path / "network.graphml").getroot()
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    keys = {k.get("id") for k in root.findall("g:key[@attr.type='boolean']", space)}
    values = [d.text for d in root.iterfind(".//g:data", space) if d.get("key") in keys]
    assert {"true", "false"} == set(values)
