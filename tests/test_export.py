"""`assbkg export`: whichever reader opens the file finds the graph, or the projection, in it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
import rdflib
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode, Triple

from assbkg.asking.results.result import Result as QueryAnswer
from assbkg.cli import app
from assbkg.drawing.exchange import LINK_ENDINGS, RDF_ENDINGS, Projection, projected, rdf
from assbkg.drawing.opened import OpenedGraph
from assbkg.drawing.web.designs import Choice
from assbkg.errors import BuildError
from assbkg.graph.serialise import write_rdf_xml
from assbkg.places import shipped
from assbkg.vocabulary import GRAPHS

RELEASE: Final = shipped("graphs") / "release"
RDFLIB: Final = {".ttl": "turtle", ".nt": "nt", ".owl": "xml"}
RDFLIB_OF_GRAPHS: Final = {".nq": "nquads", ".trig": "trig", ".jsonld": "json-ld"}


def export(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words])


def test_quads_and_json_ld_are_those_of_the_release(graph: OpenedGraph) -> None:
    assert (RELEASE / "assbkg.nq").read_bytes() == rdf(graph.release, ".nq")
    assert (RELEASE / "assbkg.jsonld").read_bytes() == rdf(graph.release, ".jsonld")


@pytest.mark.parametrize("ending", RDFLIB)
def test_the_ontology_alone_is_that_of_the_release(graph: OpenedGraph, ending: str) -> None:
    released = (RELEASE / f"ontology{ending}").read_bytes()
    assert released == rdf(graph.release, ending, ["ontology"])


@pytest.mark.parametrize("ending", RDFLIB)
def test_rdflib_reads_the_same_triples_from_each_form(graph: OpenedGraph, ending: str) -> None:
    data = rdf(graph.release, ending, ["asserted"])
    read = rdflib.Graph().parse(data=data, format=RDFLIB[ending])
    expected = rdflib.Graph().parse(RELEASE / "asserted.ttl")
    assert set(expected) == set(read)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("ending", RDFLIB_OF_GRAPHS)
def test_rdflib_finds_the_named_graphs_that_were_chosen(graph: OpenedGraph, ending: str) -> None:
    chosen = ["asserted", "inferred"]
    read = rdflib.Dataset()
    read.parse(data=rdf(graph.release, ending, chosen), format=RDFLIB_OF_GRAPHS[ending])
    counts = {str(part.identifier): len(part) for part in read.graphs() if len(part)}
    quads = graph.release.manifest["quads"]
    assert {GRAPHS[name]: quads[name] for name in chosen} == counts


def test_the_whole_graph_as_one_document_has_one_header_and_declares_individuals(
    graph: OpenedGraph,
) -> None:
    read = rdflib.Graph().parse(data=rdf(graph.release, ".nt"), format="nt")
    owl, rdf_type = rdflib.OWL, rdflib.RDF.type
    assert 1 == len(list(read.subjects(rdf_type, owl.Ontology)))
    links = list(read.subject_objects(rdflib.URIRef("https://w3id.org/assbkg/ontology#employs")))
    assert links
    assert all((end, rdf_type, owl.NamedIndividual) in read for link in links for end in link)


def test_owlready2_opens_what_is_exported_for_protege(tmp_path: Path, graph: OpenedGraph) -> None:
    import owlready2

    path = tmp_path / "assbkg.owl"
    export("--graph", "ontology", "--graph", "asserted", "--out", str(path))
    world = owlready2.World()
    read = world.get_ontology(path.as_uri()).load(only_local=True)
    system = world["https://w3id.org/assbkg/id/si-tic"]
    assert "https://w3id.org/assbkg/ontology#" == read.base_iri
    told = graph.sparql("SELECT ?s { GRAPH graph:asserted { kg:si-tic assb:employs ?s } }")
    assert isinstance(told, QueryAnswer)
    assert {iri for (iri,) in told.values()} == {strategy.iri for strategy in system.employs}
    world.close()


@pytest.mark.parametrize("text", ["bell \a", "\x00", "\ufffe", "\uffff"])
def test_rdf_xml_refuses_what_xml_has_no_place_for(text: str) -> None:
    said = Triple(NamedNode("https://w3id.org/assbkg/id/x"), NamedNode("urn:p"), Literal(text))
    out = io.BytesIO()
    with pytest.raises(BuildError, match=r"U\+[0-9A-F]{4} in urn:p of kg:x; Turtle"):
        write_rdf_xml([said], out)
    assert b"" == out.getvalue()


def test_rdf_xml_refuses_a_property_that_no_element_can_be_named_after() -> None:
    said = Triple(NamedNode("urn:x"), NamedNode("http://example.org/1"), Literal("one"))
    with pytest.raises(BuildError, match=r"<http://example\.org/1>, which ends with no name"):
        write_rdf_xml([said], io.BytesIO())


def test_rdf_xml_keeps_all_ends_of_lines() -> None:
    text = "a\r\nb\rc\nd\te ]]> &amp; <b>"
    out = io.BytesIO()
    write_rdf_xml([Triple(NamedNode("urn:x"), NamedNode("urn:p"), Literal(text))], out)
    (read,) = rdflib.Graph().parse(data=out.getvalue(), format="xml").objects()
    assert text == str(read)


@pytest.mark.parametrize(
    ("what", "relations"),
    [
        (Projection("matrix"), {"mayBenefit"}),
        (Projection("matrix", "system"), {"expectedGain", "reportedGain"}),
        (Projection("matrix", "system", "bottleneck"), {"employs/addresses"}),
        (Projection("network", "material"), {"contributes", "promotes"}),
        (Projection("mechanisms"), {"leadsTo", "promotes", "mitigates", "limits", "causes"}),
    ],
)
def test_links_of_a_projection_carry_relation_grade_claims_and_places(
    graph: OpenedGraph, what: Projection, relations: set[str]
) -> None:
    links = [told for *_, told in projected(graph, what).edges(data=True)]
    assert relations == {told["relation"] for told in links}
    for told in links:
        assert told["grade"]
        assert (told["claims"] > 0) == bool(told["places"]) == bool(told["statements"])


def test_links_of_the_ontology_are_found_again_as_relations(graph: OpenedGraph) -> None:
    """Each relation of things that is one property holds in the graph as it is exported."""
    causal = projected(graph, Projection("mechanisms"))
    ends = [
        (a, told["relation"], b)
        for a, b, told in causal.edges(data=True)
        if told["relation"] in ("limits", "causes")
    ]
    assert ends
    for subject, relation, target in ends:
        assert graph.sparql(f"ASK {{ <{subject}> assb:{relation} <{target}> }}").texts() == [
            ("true",)
        ]


def test_the_whole_graph_goes_to_tools_as_networkx_has_it(
    tmp_path: Path, graph: OpenedGraph
) -> None:
    graph.export(tmp_path / "whole.graphml")
    expected = graph.to_networkx()
    read = nx.read_graphml(tmp_path / "whole.graphml")
    assert dict(expected.nodes(data=True)) == dict(read.nodes(data=True))

    def links(of: nx.MultiDiGraph) -> list[tuple[str, str, dict[str, object]]]:
        return sorted(of.edges(data=True), key=lambda link: (*link[:2], link[2]["relation"]))

    told = [(a, b, {k: v for k, v in data.items() if k != "id"}) for a, b, data in links(read)]
    assert links(expected) == told


def test_each_link_of_a_graphml_file_has_an_id_of_its_own(tmp_path: Path) -> None:
    export("--out", str(tmp_path / "whole.graphml"))
    ids = [
        e.get("id") for e in ET.parse(tmp_path / "whole.graphml").iter() if e.tag[-5:] == "}edge"
    ]
    assert len(ids) == len(set(ids)) > 1_000


@pytest.mark.parametrize("ending", LINK_ENDINGS)
def test_a_matrix_goes_to_every_form_of_links(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"matrix{ending}"
    result = export("--what", "matrix", "--by", "system", "--out", str(path))
    assert (0, "") == (result.exit_code, result.stdout)
    assert path.stat().st_size > 10_000


def test_parallel_links_are_kept_apart(tmp_path: Path, graph: OpenedGraph) -> None:
    export("--what", "matrix", "--by", "system", "--out", str(tmp_path / "matrix.graphml"))
    expected = projected(graph, Projection("matrix", "system"))
    read = nx.read_graphml(tmp_path / "matrix.graphml")
    assert read.is_multigraph()
    assert sorted(d["relation"] for *_, d in expected.edges(data=True)) == sorted(
        d["relation"] for *_, d in read.edges(data=True)
    )


def test_a_table_of_links_names_both_ends(graph: OpenedGraph) -> None:
    result = export("--what", "mechanisms", "--out", "-", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert projected(graph, Projection("mechanisms")).number_of_edges() == len(rows)
    row = next(r for r in rows if r["target_label"] == "volume expansion")
    assert ("mitigates", "mechanism") == (row["relation"], row["source_column"])


def test_cx2_declares_each_attribute_that_it_holds(tmp_path: Path) -> None:
    export("--what", "network", "--out", str(tmp_path / "network.cx2"))
    document = json.loads((tmp_path / "network.cx2").read_text("utf-8"))
    assert {"CXVersion": "2.0", "hasFragments": False} == document[0]
    aspects = {name: held for part in document[1:] for name, held in part.items()}
    assert [{"success": True}] == aspects["status"]
    counts = {told["name"]: told["elementCount"] for told in aspects["metaData"]}
    assert {name: len(aspects[name]) for name in counts} == counts
    (declared,) = aspects["attributeDeclarations"]
    kinds = {"string": str, "boolean": bool, "integer": int, "double": float}
    for part in ("nodes", "edges"):
        for held in aspects[part]:
            for name, value in held["v"].items():
                assert type(value) is kinds[declared[part][name]["d"]]


def test_the_same_options_as_the_figure_narrow_the_network(graph: OpenedGraph) -> None:
    choice = Choice(focus="volume expansion", min_grade="stated")
    narrowed = projected(graph, Projection("network", toward="bottleneck", choice=choice))
    assert 0 < narrowed.number_of_edges()
    assert {told["grade"] for *_, told in narrowed.edges(data=True)} <= {
        "measured",
        "stated, cited",
        "stated",
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--out graph.grahpml", "did you mean .graphml?"),
        ("--out graph", "has no extension"),
        ("--out graph.pdf", ".ttl, .nt, .owl, .nq"),
        ("--out .", "has no extension"),
        ("--out absent/graph.ttl", "make it first"),
        ("--out -", "give --format for standard output"),
        ("--out matrix.ttl --what matrix", "the matrix goes to .graphml, .gexf"),
        ("--out graph.csv --graph asserted", "named graphs go to .ttl, .nt, .owl"),
        ("--out matrix.csv --what matrix --all", "--what matrix does not take --all"),
        ("--out network.csv --what network --graph asserted", "does not take --graph"),
        ("--out graph.ttl --focus silicon", "--what graph does not take --focus"),
        ("--out graph.ttl --key key.pem", "--what graph does not take --key"),
        ("--out claims.ttl --nanopubs", "go to .trig or .nq, and not to .ttl"),
        ("--out claims.trig --nanopubs --claim s11a", "no claim is called 's11a'; did you mean"),
        ("--out m.csv --what matrix --by material", "strategy, system"),
    ],
)
def test_what_can_not_be_exported_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = export(*words.split())
    said = result.stderr + str(result.exception)
    assert result.exit_code != 0
    assert message in " ".join(said.split())
    assert [] == list(tmp_path.iterdir())


def test_a_folder_and_a_pipe_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    assert "is a folder" in str(export("--out", str(tmp_path / "folder.ttl")).exception)
    assert (tmp_path / "folder.ttl").is_dir()


def test_an_older_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "ontology.ttl"
    path.write_text("older")
    export("--out", str(path), "--graph", "ontology")
    assert (RELEASE / "ontology.ttl").read_bytes() == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


def test_standard_output_gets_the_same_bytes() -> None:
    result = export("--out", "-", "--format", "ttl", "--graph", "ontology")
    assert (RELEASE / "ontology.ttl").read_bytes() == result.stdout_bytes


def test_all_endings_are_told_in_the_help() -> None:
    told = export("--help").stdout
    assert all(ending in told for ending in (*RDF_ENDINGS, *LINK_ENDINGS))
