"""The files of the release: whole and in parts, those of the manifest, and as it says they are."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from tests.serving import BROWSER

import assbkg
from assbkg.graph.release import Release
from assbkg.places import shipped
from assbkg.service.serving.problems import HttpProblem, respond_with
from assbkg.service.serving.release_files import ReleaseFiles, release_routes

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SHIPPED = shipped("graphs") / "release"
MANIFEST = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))
MEDIA_TYPES = {
    "assbkg.jsonld": "application/ld+json",
    "assbkg.nq": "application/n-quads",
    "evidence.ttl": "text/turtle; charset=utf-8",
    "manifest.json": "application/json",
    "ontology.nt": "application/n-triples",
    "ontology.owl": "application/rdf+xml",
    "rounds.csv": "text/csv; charset=utf-8",
}
NAME = "rounds.csv"
BYTES = (SHIPPED / NAME).read_bytes()


def only_files(folder: Path, manifest: dict[str, object]) -> TestClient:
    """The files of a folder as a release of somebody's own."""

    async def tell(request: Request, error: Exception) -> Response:
        assert isinstance(error, HttpProblem)
        return respond_with(error, request.scope["path"])

    release = Release(folder, manifest, assbkg.open().release.store)
    routes = release_routes(ReleaseFiles(release))
    return TestClient(Starlette(routes=routes, exception_handlers={HttpProblem: tell}))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with one file of a release."""
    shutil.copy(SHIPPED / NAME, tmp_path / NAME)
    return tmp_path


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_every_file_of_the_manifest_is_there_with_its_bytes(client: TestClient) -> None:
    for name, expected in MANIFEST["outputs"].items():
        answer = client.get(f"/release/{name}")
        assert expected == digest(answer.content)
        assert f'"{expected}"' == answer.headers["etag"]
        assert answer.headers["content-length"] == str(len(answer.content))
    whole = client.get("/release/manifest.json").content
    assert (SHIPPED / "manifest.json").read_bytes() == whole


@pytest.mark.parametrize(("name", "media_type"), MEDIA_TYPES.items())
def test_a_file_has_the_media_type_of_its_form(
    client: TestClient, name: str, media_type: str
) -> None:
    head = client.head(f"/release/{name}")
    assert (200, b"") == (head.status_code, head.content)
    assert media_type == head.headers["content-type"]
    assert "default-src 'none'" == head.headers["content-security-policy"]


def test_the_files_are_listed_for_programs_and_for_people(client: TestClient) -> None:
    listed = {file["name"]: file for file in client.get("/release").json()["files"]}
    assert {*MANIFEST["outputs"], "manifest.json"} == set(listed)
    assert len(BYTES) == listed[NAME]["bytes"]
    page = client.get("/release", headers={"Accept": BROWSER})
    assert f'href="{listed[NAME]["path"]}"' in page.text
    assert page.text == client.get("/release?format=html").text
    assert 406 == client.get("/release?format=csv").status_code


def test_a_file_comes_no_second_time(client: TestClient) -> None:
    tag = client.get(f"/release/{NAME}").headers["etag"]
    again = client.get(f"/release/{NAME}", headers={"If-None-Match": tag})
    assert (304, b"") == (again.status_code, again.content)


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=100-", 100, len(BYTES)),
        ("bytes=-7", len(BYTES) - 7, len(BYTES)),
        ("bytes=0-99999999999999999", 0, len(BYTES)),
        ("bytes=-99999999999999999", 0, len(BYTES)),
    ],
)
def test_a_part_of_a_file_can_be_had(client: TestClient, asked: str, first: int, end: int) -> None:
    answer = client.get(f"/release/{NAME}", headers={"Range": asked})
    assert (206, BYTES[first:end]) == (answer.status_code, answer.content)
    assert f"bytes {first}-{end - 1}/{len(BYTES)}" == answer.headers["content-range"]


@pytest.mark.parametrize(
    "asked", ["bytes=99999999-", "bytes=999999999999999999-", f"bytes={len(BYTES)}-", "bytes=-0"]
)
def test_a_part_behind_the_end_is_refused(client: TestClient, asked: str) -> None:
    answer = client.get(f"/release/{NAME}", headers={"Range": asked})
    assert (416, f"bytes */{len(BYTES)}") == (answer.status_code, answer.headers["content-range"])


@pytest.mark.parametrize(
    "asked",
    [
        *("bytes=-", "bytes=9-3", "bytes=0-1,5-9", "bytes=a-b", "pages=1-2", "bytes"),
        *("bytes=" + "9" * 5_000 + "-", "bytes=--5", "bytes=0x0-9", "bytes=\t1-2"),
    ],
)
def test_a_range_that_is_none_gives_the_whole_file(client: TestClient, asked: str) -> None:
    answer = client.get(f"/release/{NAME}", headers={"Range": asked})
    assert (200, BYTES) == (answer.status_code, answer.content)


def test_a_range_of_another_version_gives_the_whole_file(client: TestClient) -> None:
    asked = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert 200 == client.get(f"/release/{NAME}", headers=asked).status_code


@pytest.mark.parametrize(
    "name",
    [
        *("", "nothing.ttl", "..%2f..%2fREADME.md", "%2e%2e/x"),
        *("/etc/passwd", "%2fetc%2fpasswd", "ontology.ttl/", "ontology.ttl%00"),
        *("ontology.TTL", "C:%5Cx", "<script>", "x" * 9_000, "%ff", "ontology.ttl%3f"),
    ],
)
def test_no_name_leads_to_another_file(client: TestClient, name: str) -> None:
    answer = client.get(f"/release/{name}")
    assert 404 == answer.status_code
    assert len(answer.content) < 1_000


def test_a_near_name_is_offered(client: TestClient) -> None:
    assert "ontology.owl" in client.get("/release/ontology.rdf").json()["expected"]


def test_a_file_that_was_altered_since_is_refused(copy: Path) -> None:
    client = only_files(copy, {"outputs": {NAME: digest(BYTES)}})
    assert 200 == client.get(f"/release/{NAME}").status_code
    (copy / NAME).write_bytes(b"something else")
    answer = client.get(f"/release/{NAME}")
    assert 503 == answer.status_code
    assert str(copy) not in answer.text
    assert 503 == client.get(f"/release/{NAME}").status_code


def test_a_file_that_is_gone_or_none_is_refused(copy: Path) -> None:
    os.mkfifo(copy / "pipe.ttl")
    (copy / "folder.ttl").mkdir()
    (copy / "link.ttl").symlink_to(SHIPPED / "ontology.ttl")
    names = ("pipe.ttl", "folder.ttl", "link.ttl", "gone.ttl")
    client = only_files(
        copy, {"outputs": dict.fromkeys(names, MANIFEST["outputs"]["ontology.ttl"])}
    )
    for name in names:
        assert 503 == client.get(f"/release/{name}").status_code


@pytest.mark.parametrize("name", ["page.html", "image.svg", "script.js", "x.xhtml", "none"])
def test_no_file_of_a_release_runs_in_a_browser(tmp_path: Path, name: str) -> None:
    data = b"<script>alert(1)</script>"
    (tmp_path / name).write_bytes(data)
    answer = only_files(tmp_path, {"outputs": {name: digest(data)}}).get(f"/release/{name}")
    assert "application/octet-stream" == answer.headers["content-type"]
    assert answer.headers["content-disposition"].startswith("attachment")
