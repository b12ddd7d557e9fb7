"""A release describes itself: with DCAT and VoID, as an RO-Crate, and for search engines."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, Store
from rdflib import RDF, URIRef
from rdflib.namespace import DCAT, DCTERMS, VOID, XSD
from rocrate.rocrate import ROCrate

from assbkg.building import build
from assbkg.graph.crate import CRATE, as_script, schema_dataset
from assbkg.graph.describing import DATASET, FILES
from assbkg.graph.publish import MANIFEST
from assbkg.graph.release import open_release
from assbkg.places import shipped
from assbkg.vocabulary import GRAPHS, KG

RELEASE: Final = shipped("graphs") / "release"
SET: Final = URIRef(DATASET)
SPDX: Final = rdflib.Namespace("http://spdx.org/rdf/terms#")
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
SOURCE: Final = KG + "nanostructured-frontiers"


@pytest.fixture(scope="module")
def void() -> rdflib.Graph:
    return rdflib.Graph().parse(RELEASE / "void.ttl")


@pytest.fixture(scope="module")
def store() -> Store:
    return open_release(RELEASE).store


@pytest.fixture(scope="module")
def crate() -> ROCrate:
    return ROCrate(RELEASE)


def counts(store: Store, query: str) -> dict[str, int]:
    """The rows of a query over all graphs together, a name and a number each."""
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    return {row[0].value: int(row[1].value) for row in rows}


def partitions(void: rdflib.Graph, kind: str, counted: str) -> dict[str, int]:
    """What the partitions of a kind are of, with one of their counts."""
    return {
        str(void.value(part, VOID[kind])): int(str(void.value(part, VOID[counted])))
        for part in void.objects(SET, VOID[f"{kind}Partition"])
    }


# ── DCAT and VoID ─────────────────────────────────────────────────────────────


def test_the_counted_triples_are_those_of_all_graphs_together(
    void: rdflib.Graph, store: Store
) -> None:
    query = "SELECT ('all' AS ?name) (COUNT(*) AS ?n) { SELECT DISTINCT * { ?s ?p ?o } }"
    assert counts(store, query)["all"] == int(str(void.value(SET, VOID.triples)))


def test_each_class_has_a_partition_with_its_members(void: rdflib.Graph, store: Store) -> None:
    query = (
        "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) "
        "{ ?s a ?class FILTER (isIRI(?class)) } GROUP BY ?class"
    )
    assert counts(store, query) == partitions(void, "class", "entities")


@pytest.mark.parametrize(
    ("counted", "variable"),
    [("distinctSubjects", "?s"), ("distinctObjects", "?o"), ("triples", "*")],
)
def test_each_property_has_a_partition_with_its_counts(
    void: rdflib.Graph, store: Store, counted: str, variable: str
) -> None:
    what = "*" if variable == "*" else f"DISTINCT {variable}"
    query = (
        f"SELECT ?p (COUNT({what}) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o }} }} GROUP BY ?p"
    )
    assert counts(store, query) == partitions(void, "property", counted)


def test_each_named_graph_is_a_subset_with_its_triples(void: rdflib.Graph, store: Store) -> None:
    query = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    found = {
        str(graph): int(str(void.value(graph, VOID.triples)))
        for graph in void.objects(SET, VOID.subset)
    }
    assert set(GRAPHS.values()) == set(found)
    assert counts(store, query) == found


def test_the_partitions_name_no_blank_nodes(void: rdflib.Graph) -> None:
    assert len(void) > 1_000
    assert [] == [term for triple in void for term in triple if isinstance(term, rdflib.BNode)]


def test_the_data_set_has_title_licence_date_and_source(void: rdflib.Graph) -> None:
    assert "assbkg" in str(void.value(SET, DCTERMS.title))
    assert URIRef(LICENCE) == void.value(SET, DCTERMS.license)
    assert rdflib.Literal("2026-12-01", datatype=XSD.date) == void.value(SET, DCTERMS.issued)
    assert URIRef(SOURCE) == void.value(SET, DCTERMS.source)


def test_each_file_is_a_distribution_with_its_size_and_sum(void: rdflib.Graph) -> None:
    told: dict[str, tuple[int, str]] = {}
    for part in void.objects(SET, DCAT.distribution):
        checksum = void.value(part, SPDX.checksum)
        told[str(void.value(part, DCTERMS.title))] = (
            int(str(void.value(part, DCAT.byteSize))),
            str(void.value(checksum, SPDX.checksumValue)),
        )
    files = [path for path in RELEASE.iterdir() if path.suffix != ".json"]
    there = {path.name: path.read_bytes() for path in files if path.name != "void.ttl"}
    assert told == {n: (len(b), hashlib.sha256(b).hexdigest()) for n, b in there.items()}


def test_no_file_has_an_address_where_nobody_hosts_it(void: rdflib.Graph) -> None:
    assert [] == list(void.subject_objects(DCAT.downloadURL))
    assert [] == list(void.subject_objects(VOID.dataDump))


def test_void_is_a_data_set_of_both_vocabularies(void: rdflib.Graph) -> None:
    assert {DCAT.Dataset, VOID.Dataset} == set(void.objects(SET, RDF.type))


# ── RO-Crate ──────────────────────────────────────────────────────────────────


def test_a_reader_of_crates_finds_all_files(crate: ROCrate) -> None:
    there = {path.name for path in RELEASE.iterdir()} - {CRATE, MANIFEST + ".sig"}
    assert there == {part.id for part in crate.root_dataset["hasPart"]}


def test_a_crate_tells_what_its_profile_requires(crate: ROCrate) -> None:
    assert "https://w3id.org/ro/crate/1.2" == crate.metadata["conformsTo"]
    root = crate.root_dataset
    assert root["name"]
    assert root["description"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(root["datePublished"])[:10])
    assert LICENCE == root["license"].id


def test_a_crate_rests_on_the_curated_paper_and_its_authors(crate: ROCrate) -> None:
    (paper,) = crate.root_dataset["isBasedOn"]
    assert (SOURCE, "ScholarlyArticle") == (paper.id, paper.type)
    assert ["Liwen Deng"] == [author["name"] for author in paper["author"]]


def test_each_file_of_a_crate_has_its_size_sum_and_type(crate: ROCrate) -> None:
    for name, kind in FILES.items():
        data, entity = (RELEASE / name).read_bytes(), crate.dereference(name)
        assert str(len(data)) == entity["contentSize"]
        assert hashlib.sha256(data).hexdigest() == entity["sha256"]
        assert kind.media_type == entity["encodingFormat"]


def test_every_name_in_a_crate_leads_to_an_entity() -> None:
    graph = json.loads((RELEASE / CRATE).read_bytes())["@graph"]
    known = {entity["@id"] for entity in graph} | {"https://w3id.org/ro/crate/1.2"}

    def names(value: object) -> set[str]:
        if isinstance(value, dict):
            return {value["@id"]} if set(value) == {"@id"} else names(list(value.values()))
        return set().union(*map(names, value)) if isinstance(value, list) else set()

    assert set() == names(graph) - known


def test_other_tables_make_a_crate_of_their_own(tmp_path: Path, graphs: Path) -> None:
    build(shipped("ontology"), graphs, tmp_path / "release")
    (paper,) = ROCrate(tmp_path / "release").root_dataset["isBasedOn"]
    assert "Voids in silicon electrodes" == paper["name"]


# ── schema.org ────────────────────────────────────────────────────────────────


def dataset(address: str = "") -> dict[str, Any]:
    return schema_dataset((RELEASE / CRATE).read_bytes(), address)


def test_a_page_gets_a_data_set_with_what_search_engines_require() -> None:
    made = dataset()
    assert ("https://schema.org/", "Dataset") == (made["@context"], made["@type"])
    assert made["name"]
    assert 50 <= len(made["description"]) <= 5000
    assert LICENCE == made["license"]
    assert {"@type": "Organization", "name": "The assbkg developers"} == made["creator"]


def test_a_page_names_the_paper_that_the_data_rest_on() -> None:
    (paper,) = dataset()["isBasedOn"]
    assert [{"@type": "Person", "name": "Liwen Deng"}] == paper["author"]


def test_files_have_addresses_only_where_they_can_be_fetched() -> None:
    assert [] == [part for part in dataset()["distribution"] if "contentUrl" in part]
    served = dataset("http://127.0.0.1:7878/release/")["distribution"]
    assert "http://127.0.0.1:7878/release/assbkg.nq" in {part["contentUrl"] for part in served}


@given(st.text())
def test_no_text_ends_the_script_that_holds_it(text: str) -> None:
    page = as_script({"name": text, "other": "</script><script>alert(1)</script>"})
    inner = page.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inner
    assert text == json.loads(inner)["name"]
