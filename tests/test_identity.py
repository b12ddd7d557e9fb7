"""The files by which the project is cited, archived and found say the same, and no more."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from docs.write_site import write_pages
from pyoxigraph import NamedNode

import assbkg
from assbkg.graph.crate import CRATE, schema_dataset
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, KG, ONTOLOGY

ROOT: Final = Path(__file__).parents[1]
W3ID: Final = "https://w3id.org/assbkg/"
HOME: Final = "https://assbkg.invalid"
MAKER: Final = "The assbkg developers"


@cache
def project() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["project"])


def read(name: str) -> Any:  # noqa: ANN401 - JSON or YAML
    text = (ROOT / name).read_text(encoding="utf-8")
    return yaml.safe_load(text) if name.endswith(".cff") else json.loads(text)


# ── citing and archiving ──────────────────────────────────────────────────────


def test_a_citation_has_what_its_format_requires() -> None:
    cff = read("CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(cff)
    assert "1.2.0" == cff["cff-version"]
    assert cff["type"] in ("software", "dataset")


def test_software_and_data_have_one_licence_each() -> None:
    """Two licences in one place of a CFF mean that one may choose."""
    cff = read("CITATION.cff")
    (data,) = cff["references"]
    assert ("Apache-2.0", "CC-BY-4.0") == (cff["license"], data["license"])
    assert "data" == data["type"]


def test_the_data_of_a_citation_have_the_version_of_the_ontology() -> None:
    (data,) = read("CITATION.cff")["references"]
    assert assbkg.open().release.ontology_version == data["version"]


@pytest.mark.parametrize("name", ["CITATION.cff", "codemeta.json", ".zenodo.json"])
def test_the_version_is_that_of_the_package(name: str) -> None:
    assert project()["version"] == read(name)["version"]


@pytest.mark.parametrize("name", ["codemeta.json", ".zenodo.json"])
def test_description_and_keywords_are_those_of_the_package(name: str) -> None:
    told = read(name)
    assert (project()["description"], project()["keywords"]) == (
        told["description"],
        told["keywords"],
    )


def test_the_software_has_its_licence_everywhere() -> None:
    assert read("codemeta.json")["license"].endswith("/Apache-2.0")
    assert "Apache-2.0" == read(".zenodo.json")["license"]


@pytest.mark.parametrize("name", ["CITATION.cff", "codemeta.json", ".zenodo.json"])
def test_no_identifier_is_made_up(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"orcid|10\.\d{4,}/", text, re.IGNORECASE)
    assert MAKER in text


# ── the ontology's header ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("http://purl.org/dc/terms/issued", "2026-12-01"),
        ("http://purl.org/dc/terms/source", KG + "nanostructured-frontiers"),
        ("http://purl.org/ontology/bibo/status", "http://purl.org/ontology/bibo/status/draft"),
        ("http://xmlns.com/foaf/0.1/logo", W3ID + "logo.svg"),
        ("https://schema.org/logo", W3ID + "logo.svg"),
        ("http://www.w3.org/2002/07/owl#priorVersion", ONTOLOGY + "/0.1.0"),
        ("http://www.w3.org/2002/07/owl#versionIRI", ONTOLOGY + "/0.2.0"),
    ],
)
def test_the_header_of_the_released_ontology_has(name: str, value: str) -> None:
    store = assbkg.open().release.store
    found = store.quads_for_pattern(NamedNode(ONTOLOGY), NamedNode(name), None, None)
    assert [value] == [getattr(quad.object, "value", "") for quad in found]


# ── redirects ─────────────────────────────────────────────────────────────────

Rule = tuple[str | None, str, str]


@cache
def rules() -> tuple[Rule, ...]:
    """What each rule wants in Accept, the path that it matches, and where it leads."""

    def read_rules() -> Iterator[Rule]:
        wanted = None
        for line in (ROOT / "docs/w3id/.htaccess").read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:2] == ["RewriteCond", "%{HTTP_ACCEPT}"]:
                wanted = words[2]
            elif words[:1] == ["RewriteRule"] and words[2] != "-":
                assert "[R=303,L]" == words[3]
                yield wanted, words[1], words[2]
                wanted = None

    return tuple(read_rules())


def redirected(iri: str, accept: str = "*/*") -> str | None:
    """Where the redirects lead from an IRI, as a server that follows them would."""
    path = iri.partition("#")[0].removeprefix(W3ID)
    for wanted, pattern, target in rules():
        found = re.search(pattern, path)
        if found and (wanted is None or re.search(wanted, accept, re.IGNORECASE)):
            first = found[1] if "$1" in target else ""
            return target.replace("$1", first).replace("%{ENV:HOME}", HOME)
    return None


@pytest.mark.parametrize(
    ("accept", "file"),
    [
        ("text/turtle", "/release/ontology.ttl"),
        ("application/rdf+xml", "/release/ontology.owl"),
        ("application/n-triples", "/release/ontology.nt"),
        ("text/html,application/xhtml+xml", "/reference/index.html"),
        ("*/*", "/reference/index.html"),
    ],
)
@pytest.mark.parametrize("iri", [ONTOLOGY, ASSB + "Claim", ONTOLOGY + "/0.2.0", ONTOLOGY + "/core"])
def test_the_ontology_is_given_in_the_format_that_is_asked_for(
    iri: str, accept: str, file: str
) -> None:
    assert HOME + file == redirected(iri, accept)


def test_a_thing_leads_to_what_is_known_of_it() -> None:
    assert f"{HOME}/id/sinps-mxenes.nanostructured-frontiers.void-engineering" == redirected(
        KG + "sinps-mxenes.nanostructured-frontiers.void-engineering"
    )


def test_every_iri_of_a_release_has_a_redirect() -> None:
    release = shipped("graphs") / "release"
    iris: set[str] = set()
    for name in ("assbkg.nq", "void.ttl", "queries.ttl"):
        text = (release / name).read_text(encoding="utf-8")
        iris |= set(re.findall(r"<(https://w3id\.org/assbkg/[^>#]*)", text))
    assert [] == sorted(iri for iri in iris if redirected(iri) is None)


def test_redirects_lead_to_files_that_a_release_has() -> None:
    release = shipped("graphs") / "release"
    files = {target.rpartition("/")[2] for _, _, target in rules() if "/release/" in target}
    fixed = {name for name in files if "$" not in name}
    assert fixed <= {path.name for path in release.iterdir()}


def test_no_redirect_leads_to_a_host_that_might_exist() -> None:
    """Nothing is hosted yet, and the file says so."""
    text = (ROOT / "docs/w3id/.htaccess").read_text(encoding="utf-8")
    assert 1 == text.count(HOME)
    assert "NOT HOSTED YET" in text
    assert {"%{ENV:HOME}"} == {target.partition("/")[0] for _, _, target in rules()}


# ── the site ──────────────────────────────────────────────────────────────────


def test_the_start_page_of_the_site_tells_search_engines_of_the_data(tmp_path: Path) -> None:
    write_pages(tmp_path / "pages")
    page = (tmp_path / "pages" / "index.md").read_text(encoding="utf-8")
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    crate = (shipped("graphs") / "release" / CRATE).read_bytes()
    assert schema_dataset(crate) == json.loads(script)
