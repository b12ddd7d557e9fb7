from __future__ import annotations

import json
import re
import shutil
import socket
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest
from pyoxigraph import BlankNode

from assbkg.errors import OntologyError
from assbkg.graph.ontology import (
    CATALOG,
    Ontology,
    ontology_files,
    read_ontology,
    read_raw,
    read_triples,
)
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, ONTOLOGY, PREFIXES, shorten

OWL: Final = PREFIXES["owl"]
RDFS: Final = PREFIXES["rdfs"]
HERE: Final = shipped("ontology")
FAMILIES: Final = ("VolumeBuffering", "InterfaceCoating", "IonChannel")
NAMESPACE: Final = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
ENTRY: Final = f"{{{NAMESPACE}}}uri"

#: What a header must say for others to find, cite and reuse the ontology.
HEADER: Final = (
    "dcterms:title",
    "dcterms:description",
    "dcterms:creator",
    "dcterms:license",
    "dcterms:created",
    "dcterms:modified",
    "dcterms:bibliographicCitation",
    "owl:versionIRI",
    "owl:versionInfo",
    "vann:preferredNamespacePrefix",
    "vann:preferredNamespaceUri",
)


@cache
def ours() -> Ontology:
    return read_ontology(HERE)


@cache
def context() -> dict[str, Any]:
    text = (HERE / "context.jsonld").read_text(encoding="utf-8")
    return dict(json.loads(text)["@context"])


def properties(kind: str) -> set[str]:
    return {p[len(ASSB) :] for p in ours().instances(OWL + kind) if p.startswith(ASSB)}


def expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def copied(folder: Path) -> Path:
    """The shipped ontology in a folder where a test may spoil it."""
    return Path(shutil.copytree(HERE, folder / "ontology"))


def written(folder: Path, entries: str, turtle: str) -> Path:
    """An ontology of one file, with a catalog of these entries."""
    (folder / CATALOG).write_text(f'<catalog xmlns="{NAMESPACE}">{entries}</catalog>')
    prefixes = f"@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix assb: <{ASSB}> .\n"
    (folder / "root.ttl").write_text(prefixes + turtle, encoding="utf-8")
    return folder


ROOT: Final = f'<uri name="{ONTOLOGY}" uri="root.ttl"/>'


# ── reading ───────────────────────────────────────────────────────────────────


def test_the_ontology_is_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert ours().triples == read_ontology(HERE).triples


def test_an_import_that_is_not_in_the_catalog_is_named_and_not_fetched(tmp_path: Path) -> None:
    missing = "http://localhost:1/never-asked"
    folder = written(tmp_path, ROOT, f"<{ONTOLOGY}> a owl:Ontology ; owl:imports <{missing}> .")
    with pytest.raises(OntologyError, match=re.escape(missing)):
        read_ontology(folder)


def test_an_import_whose_file_is_gone_is_named(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "modules" / "core.ttl").unlink()
    with pytest.raises(OntologyError, match=r"core\.ttl: is missing"):
        read_ontology(folder)


def test_a_syntax_error_tells_file_and_line(tmp_path: Path) -> None:
    folder = written(tmp_path, ROOT, "assb:A a owl:Class .\nassb:B a owl:Class\nassb:C .\n")
    with pytest.raises(OntologyError, match=r"root\.ttl, line 4: "):
        read_ontology(folder)


@pytest.mark.parametrize(
    ("catalog", "complaint"),
    [
        ("<catalog>", "is not an XML"),
        ('<?xml version="1.0" encoding="klingon"?><catalog/>', "is not an XML"),
        ("<catalog/>", "names no file for the imported ontology"),
        (f'<catalog xmlns="{NAMESPACE}"><uri name="x"/></catalog>', "lacks name or uri"),
    ],
)
def test_a_faulty_catalog_is_named(tmp_path: Path, catalog: str, complaint: str) -> None:
    (tmp_path / CATALOG).write_text(catalog)
    with pytest.raises(OntologyError, match=rf"{re.escape(CATALOG)}: .*{complaint}"):
        read_ontology(tmp_path)


def test_a_missing_catalog_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"catalog-v001\.xml: is missing"):
        read_ontology(tmp_path)


def test_files_that_import_each_other_are_read_once(tmp_path: Path) -> None:
    other = '<uri name="https://example.org/other" uri="other.ttl"/>'
    turtle = f"<{ONTOLOGY}> owl:imports <https://example.org/other> ."
    folder = written(tmp_path, ROOT + other, turtle)
    (folder / "other.ttl").write_text(
        f"<https://example.org/other> <{OWL}imports> <{ONTOLOGY}> .", encoding="utf-8"
    )
    assert ("root.ttl", "other.ttl") == tuple(p.name for p in ontology_files(folder))


def test_a_triple_term_of_rdf_1_2_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, ROOT, "assb:A rdfs:label <<( assb:A a owl:Class )>> .")
    with pytest.raises(OntologyError, match="triple term"):
        read_ontology(folder)


def test_blank_nodes_of_two_files_with_one_label_stay_two(tmp_path: Path) -> None:
    for name in ("one.ttl", "two.ttl"):
        text = f'_:x <{RDFS}label> "{name}" .'
        (tmp_path / name).write_text(text, encoding="utf-8")
    subjects = {t.subject for name in ("one.ttl", "two.ttl") for t in read_triples(tmp_path / name)}
    assert 2 == len(subjects)


def test_the_ontology_has_no_blank_nodes_when_read() -> None:
    ends = [end for t in ours().triples for end in (t.subject, t.object)]
    assert [] == [end for end in ends if isinstance(end, BlankNode)]


def test_what_owl_tools_get_imports_nothing() -> None:
    assert [] == [t for t in read_raw(HERE) if t.predicate.value == OWL + "imports"]


def test_an_ontology_without_a_version_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, ROOT, f"<{ONTOLOGY}> a owl:Ontology .")
    with pytest.raises(OntologyError, match="0 values of owl:versionInfo"):
        _ = read_ontology(folder).version


def test_a_unit_without_a_symbol_is_named(tmp_path: Path) -> None:
    folder = written(tmp_path, ROOT, "assb:Length assb:allowedUnit assb:Inch .")
    with pytest.raises(OntologyError, match="assb:Inch has 0 values of assb:unitSymbol"):
        _ = read_ontology(folder).schema


# ── the shipped ontology ──────────────────────────────────────────────────────


def test_there_are_at_least_120_classes() -> None:
    assert len({c for c in ours().instances(OWL + "Class") if c.startswith(ASSB)}) >= 120


def test_there_are_at_least_25_object_properties() -> None:
    assert len(properties("ObjectProperty")) >= 25


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_of_mechanisms_has_at_least_five_kinds(family: str) -> None:
    ancestors = ours().schema.ancestors
    kinds = {name for name, above in ancestors.items() if family in above and name != family}
    assert len(kinds) >= 5


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_a_mechanism(family: str) -> None:
    assert ours().schema.is_a(family, "Mechanism")


@pytest.mark.parametrize("entry", HEADER)
def test_the_header_says_what_others_need(entry: str) -> None:
    assert 1 == len(ours().objects(ONTOLOGY, expand(entry)))


def test_the_header_gives_the_namespace_that_is_used() -> None:
    assert [ASSB] == list(ours().objects(ONTOLOGY, expand("vann:preferredNamespaceUri")))


def test_the_version_iri_ends_in_the_version() -> None:
    assert [f"{ONTOLOGY}/{ours().version}"] == list(ours().objects(ONTOLOGY, OWL + "versionIRI"))


def test_only_the_defined_classes_have_restrictions() -> None:
    found = {
        path.name
        for path in ontology_files(HERE)
        for triple in read_triples(path)
        if triple.predicate.value == OWL + "onProperty"
    }
    assert {"defined.ttl"} == found


def test_the_catalog_points_to_files_that_exist() -> None:
    entries = ET.parse(HERE / CATALOG).iter(ENTRY)
    assert [] == [e.attrib["uri"] for e in entries if not (HERE / e.attrib["uri"]).is_file()]


def test_the_catalog_names_every_turtle_file() -> None:
    named = {HERE / entry.attrib["uri"] for entry in ET.parse(HERE / CATALOG).iter(ENTRY)}
    assert set(HERE.rglob("*.ttl")) == named


def test_every_file_of_the_catalog_declares_the_ontology_that_it_is_named_for() -> None:
    for entry in ET.parse(HERE / CATALOG).iter(ENTRY):
        declared = {
            shorten(str(t.subject).strip("<>"))
            for t in read_triples(HERE / entry.attrib["uri"])
            if str(t.object) == f"<{OWL}Ontology>"
        }
        assert {entry.attrib["name"]} == declared


def test_every_module_is_imported() -> None:
    assert set(HERE.glob("modules/*.ttl")) == set(ontology_files(HERE)) - {HERE / "assbkg.ttl"}


# ── the JSON-LD context ───────────────────────────────────────────────────────


def test_the_context_knows_every_object_property_as_a_link() -> None:
    expected = {p: {"@id": f"assb:{p}", "@type": "@id"} for p in properties("ObjectProperty")}
    assert expected == {p: context().get(p) for p in expected}


def test_the_context_knows_every_data_property_with_its_datatype() -> None:
    expected = {
        p: {"@id": f"assb:{p}", "@type": shorten(ours().objects(ASSB + p, RDFS + "range")[0])}
        for p in properties("DatatypeProperty")
    }
    assert expected == {p: context().get(p) for p in expected}


def test_the_context_knows_no_property_that_the_ontology_has_not() -> None:
    kinds = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    known = {p for kind in kinds for p in properties(kind)}
    assert set() == {term for term, said in context().items() if isinstance(said, dict)} - known


def test_the_context_has_the_prefixes_that_are_used_everywhere() -> None:
    given = {name: said for name, said in context().items() if isinstance(said, str)}
    shared = given.keys() & PREFIXES.keys()
    assert {name: PREFIXES[name] for name in shared} == {name: given[name] for name in shared}


def test_the_context_fetches_no_other_context() -> None:
    assert {"@version"} == {term for term in context() if term.startswith("@")}
