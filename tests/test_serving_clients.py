"""Clients as people have them, with their defaults, against the service as it runs."""

from __future__ import annotations

import csv
import io
import shutil
import socket
import subprocess
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

import assbkg
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, KG, ONTOLOGY, PREFIXES

SYSTEMS = "SELECT ?system { ?system a assb:VolumeBufferedSystem } ORDER BY ?system"
DECLARED = f"PREFIX assb: <{PREFIXES['assb']}>\nPREFIX kg: <{KG}>\n"


@pytest.fixture(scope="module")
def systems() -> list[str]:
    """The IRIs of the systems that the query gives."""
    found = [row[0] for row in assbkg.open().sparql(SYSTEMS).values()]
    assert found
    return found


def wrapper(service: str, query: str) -> Any:  # noqa: ANN401 - it has no types
    sparql_wrapper = pytest.importorskip("SPARQLWrapper")
    client = sparql_wrapper.SPARQLWrapper(f"{service}/sparql")
    client.setQuery(DECLARED + query)
    return client


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_gets_rows(service: str, systems: list[str], method: str, form: str) -> None:
    client = wrapper(service, SYSTEMS)
    client.setMethod(method)
    client.setReturnFormat(form)
    found = client.query().convert()
    text = found.toxml() if form == "xml" else found.decode() if form != "json" else str(found)
    assert [] == [iri for iri in systems if iri not in text]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # the client's own
@pytest.mark.parametrize("form", [None, "xml", "turtle", "json-ld", "rdf+xml", "n3"])
@pytest.mark.parametrize("query", ["DESCRIBE kg:silicon", "CONSTRUCT WHERE { kg:silicon ?p ?o }"])
def test_sparqlwrapper_gets_a_graph(service: str, query: str, form: str | None) -> None:
    client = wrapper(service, query)
    if form:
        client.setReturnFormat(form)
    answer = client.query()
    found = answer.convert()
    # Turtle comes as text, all else as a graph.
    text = found.decode() if isinstance(found, bytes) else found
    graph = rdflib.Graph().parse(data=text, format="turtle") if isinstance(text, str) else text
    assert {rdflib.URIRef(KG + "silicon")} == set(graph.subjects())


def test_sparqlwrapper_gets_yes_or_no(service: str) -> None:
    client = wrapper(service, "ASK { kg:silicon ?p ?o }")
    client.setReturnFormat("json")
    assert client.query().convert()["boolean"] is True


def test_sparqlstore_asks_with_its_defaults(service: str, systems: list[str]) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{service}/sparql"))
    rows = graph.query(DECLARED + SYSTEMS).bindings
    assert systems == [str(row[rdflib.Variable("system")]) for row in rows]
    described = graph.query(DECLARED + "DESCRIBE kg:silicon")
    assert described.graph is not None
    assert len(described.graph) > 5
    assert graph.query(DECLARED + "ASK { kg:silicon ?p ?o }").askAnswer
    assert len(list(graph.triples((rdflib.URIRef(KG + "silicon"), None, None)))) > 5


def test_pandas_reads_an_answer_from_its_address(service: str) -> None:
    pandas = pytest.importorskip("pandas")
    query = "strategies-for-bottleneck"
    values = urlencode({"bottleneck": "volume expansion", "labels": 1})
    read = pandas.read_csv(f"{service}/queries/{query}.csv?{values}", dtype="string")
    here = assbkg.open().query(query, bottleneck="volume expansion").to_pandas()
    assert list(here.columns) == list(read.columns)
    assert here["system"].tolist() == read["system"].tolist()


def test_pandas_reads_a_query_of_ones_own(service: str, systems: list[str]) -> None:
    pandas = pytest.importorskip("pandas")
    address = f"{service}/sparql?{urlencode({'query': SYSTEMS, 'format': 'csv'})}"
    assert systems == pandas.read_csv(address)["system"].tolist()


def test_curl_gets_what_it_asks_for(service: str, systems: list[str]) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("needs curl")
    query = ("-G", f"{service}/sparql", "--data-urlencode", f"query={SYSTEMS}", "-d", "format=csv")
    said = subprocess.run([curl, "-sf", *query], capture_output=True, check=True, timeout=30)
    rows = list(csv.reader(io.StringIO(said.stdout.decode(), newline="")))
    assert [["system"], *([iri] for iri in systems)] == rows


def test_curl_names_a_file_after_a_query(service: str, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("needs curl")
    address = f"{service}/queries/milestones.csv"
    subprocess.run([curl, "-sfO", address], cwd=tmp_path, check=True, timeout=30)
    assert (tmp_path / "milestones.csv").read_bytes().startswith(b"from,to,")


@pytest.mark.parametrize("path", ["/id/silicon", "/ontology/Strategy", "/release/ontology.ttl"])
def test_rdflib_follows_an_address(service: str, path: str) -> None:
    assert len(rdflib.Graph().parse(service + path)) > 5


@pytest.mark.parametrize("path", ["/ontology.owl", "/release/ontology.owl"])
def test_owlready2_opens_the_ontology_from_its_address(service: str, path: str) -> None:
    import owlready2

    with urllib.request.urlopen(service + path, timeout=30) as answer:
        found = owlready2.World().get_ontology(f"{ONTOLOGY}#").load(fileobj=answer)
    classes = {one.iri for one in found.classes()}
    assert ASSB + "VolumeBufferedSystem" in classes
    assert len(list(found.properties())) > 75


def test_a_broken_download_goes_on_where_it_broke(service: str, tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("needs curl")
    whole = (shipped("graphs") / "release" / "rounds.csv").read_bytes()
    (tmp_path / "rounds.csv").write_bytes(whole[:1000])
    address = f"{service}/release/rounds.csv"
    subprocess.run([curl, "-sfOC", "-", address], cwd=tmp_path, check=True, timeout=30)
    assert whole == (tmp_path / "rounds.csv").read_bytes()


@pytest.mark.parametrize(
    "target",
    [
        "/release/../../../etc/passwd",
        "/release/..%2f..%2f..%2fetc/passwd",
        "/release//etc/passwd",
        "/release/./manifest.json",
        "/id/../../etc/passwd",
        "/ontology/..",
        "/queries/../../x.csv",
        "/page/x/../../etc/passwd",
    ],
)
def test_no_step_in_a_path_leads_anywhere(service: str, target: str) -> None:
    host, _, port = service.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as raw:
        raw.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        said = raw.makefile("rb").read()
    assert said.startswith(b"HTTP/1.1 404 ")
    assert b"root:" not in said
