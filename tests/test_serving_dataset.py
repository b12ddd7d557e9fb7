"""The pages of the service tell search engines of the data set, with addresses that work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from starlette.testclient import TestClient

from assbkg.graph.crate import CRATE
from assbkg.graph.release import Release
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.places import shipped
from assbkg.service.reading.frame import data_block
from assbkg.service.serving.application import create_application, read_served
from assbkg.service.serving.description import dataset
from assbkg.service.serving.heads import Site
from assbkg.service.serving.problems import Limits
from assbkg.vocabulary import ONTOLOGY, PREFIXES

LIMITS = Limits(seconds=20.0)
PUBLIC = "https://battery.example/graph"
PAGES = ("/", "/questions", "/release")


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The service over the shipped release, behind a proxy."""
    served = read_served(shipped("graphs") / "release", shipped("queries"), LIMITS)
    with TestClient(create_application(served, 1, LIMITS, Site(PUBLIC))) as opened:
        yield opened


class Scripts(HTMLParser):
    """The data blocks of JSON-LD in a page, and the elements of its body."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = tag == "script" and ("type", "application/ld+json") in attrs
        if self._open:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


@pytest.mark.parametrize("path", PAGES)
def test_each_page_describes_the_data_set_once(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    (found,) = Scripts(answer.text).found
    said: Any = json.loads(found)
    assert ("https://schema.org/", "Dataset") == (said["@context"], said["@type"])
    assert "https://creativecommons.org/licenses/by/4.0/" == said["license"]
    assert f"{PUBLIC}/" == said["url"]
    assert "Nanostructured Frontiers" in said["isBasedOn"][0]["name"]


def test_each_download_is_there_with_its_media_type(client: TestClient) -> None:
    page = client.get("/release?format=html").text
    said: Any = json.loads(Scripts(page).found[0])
    assert len(said["distribution"]) > 10
    for file in said["distribution"]:
        answer = client.head(file["contentUrl"].removeprefix(PUBLIC))
        assert file["encodingFormat"] == answer.headers["content-type"].partition(";")[0]
        assert f'"{file["sha256"]}"' == answer.headers["etag"]
        assert file["contentSize"] == answer.headers["content-length"]


#: Entities each of which refers twice to the next: written out, more than memory holds.
DOUBLING = json.dumps(
    {
        "@graph": [
            {"@id": "./", "hasPart": [], "creator": {"@id": "0"}},
            *({"@id": str(n), "x": [{"@id": str(n + 1)}] * 2} for n in range(60)),
        ]
    }
).encode()


@pytest.mark.parametrize(
    "crate",
    [
        *(b"", b"{}", b"[]", b'{"@graph": []}', b'{"@graph": [{"@id": "./"}]}', b"\xff"),
        *(DOUBLING, b"[" * 100_000, b'{"@graph": [{"@id": "./", "hasPart": 1}]}'),
        b'{"@graph": [{"@id": "./", "hasPart": [], "creator": {"@id": "./"}}]}',
    ],
)
def test_a_crate_that_is_none_leaves_what_the_manifest_gives(tmp_path: Path, crate: bytes) -> None:
    (tmp_path / CRATE).write_bytes(crate)
    listed = {CRATE: hashlib.sha256(crate).hexdigest()}
    said = dataset(Release(tmp_path, {"outputs": listed}, Store()), "http://localhost")
    assert [CRATE] == [file["name"] for file in said["distribution"]]


def test_a_title_of_somebody_s_own_ends_no_script() -> None:
    store, words = Store(), "</script><script>alert(1)</script><!--"
    title = NamedNode(PREFIXES["dcterms"] + "title")
    store.add(Quad(NamedNode(ONTOLOGY), title, Literal(words), ONTOLOGY_GRAPH))
    said = dataset(Release(Path(), {"outputs": {}}, store), "http://localhost")
    (found,) = Scripts(data_block("application/ld+json", said)).found
    assert words == json.loads(found)["name"]
