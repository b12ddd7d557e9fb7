"""Answers for those who can't set a header: browsers, spreadsheets, pandas, older clients."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from tests.serving import BROWSER, Elements

import assbkg

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SELECT = "SELECT ?system { ?system a assb:VolumeBufferedSystem }"
#: Labels that would do harm if any of them were read as HTML, as a link or as a formula.
HOSTILE = (
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "=HYPERLINK(1)",
    "\u202egnp.exe",
    "a\x00b\x1b[2J",
    "]]>--><!--",
)


def media_type(answer: object) -> str:
    return answer.headers["content-type"].partition(";")[0]  # type: ignore[attr-defined, no-any-return]


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# --- the name of a format -------------------------------------------------------------------


@pytest.mark.parametrize("key", ["format", "output"])
@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("ASK {}", "json", "application/sparql-results+json"),
        ("ASK {}", "xml", "application/sparql-results+xml"),
        ("SELECT * {}", "CSV", "text/csv"),
        ("SELECT * {}", "tsv", "text/tab-separated-values"),
        ("SELECT * {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "html", "text/html"),
        ("DESCRIBE kg:silicon", "xml", "application/rdf+xml"),
        ("DESCRIBE kg:silicon", "rdf+xml", "application/rdf+xml"),
        ("DESCRIBE kg:silicon", "turtle", "text/turtle"),
        ("DESCRIBE kg:silicon", "nt", "application/n-triples"),
        ("DESCRIBE kg:silicon", "json-ld", "application/ld+json"),
        ("DESCRIBE kg:silicon", "html", "text/html"),
    ],
)
def test_a_parameter_names_the_format(
    client: TestClient, key: str, query: str, name: str, expected: str
) -> None:
    asked = {"query": query, key: name}
    for answer in (client.get("/sparql", params=asked), client.post("/sparql", data=asked)):
        assert (200, expected) == (answer.status_code, media_type(answer))


def test_a_named_format_goes_before_the_accept_header(client: TestClient) -> None:
    answer = client.get(
        "/sparql", params={"query": SELECT, "format": "csv"}, headers={"Accept": BROWSER}
    )
    assert "text/csv" == media_type(answer)


@pytest.mark.parametrize(
    "name", ["exe", "../csv", "csv\r\nX: y", "<script>", "x" * 9_000, "text/css", "csv,json", "/"]
)
def test_a_format_that_there_is_not_is_refused(client: TestClient, name: str) -> None:
    answer = client.get("/sparql", params={"query": SELECT, "format": name})
    assert 400 == answer.status_code
    assert "csv, csv-excel, html" in answer.json()["expected"]
    assert len(answer.content) < 1_000


@pytest.mark.parametrize(
    "options",
    ["format=csv&format=json", "format=csv&output=json", "labels=2", "labels=1&labels=0", "bom=a"],
)
def test_options_that_contradict_or_say_nothing_are_refused(
    client: TestClient, options: str
) -> None:
    answer = client.get(f"/sparql?query={quote(SELECT)}&{options}")
    assert 400 == answer.status_code


@pytest.mark.parametrize(
    ("query", "name"), [("DESCRIBE kg:silicon", "csv"), ("SELECT * {}", "ttl"), ("ASK {}", "nt")]
)
def test_a_format_that_an_answer_can_t_take_is_refused(
    client: TestClient, query: str, name: str
) -> None:
    assert 406 == client.get("/sparql", params={"query": query, "format": name}).status_code


def test_the_endpoint_without_a_query_leads_a_browser_to_the_questions(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": BROWSER})
    assert (303, "/questions") == (answer.status_code, answer.headers["location"])


def test_the_service_description_comes_in_a_named_format(client: TestClient) -> None:
    for path in ("/sparql", "/.well-known/void"):
        assert "application/rdf+xml" == media_type(client.get(f"{path}?format=rdf"))


# --- named queries by their endings ---------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("json", "application/sparql-results+json"),
        ("srj", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("html", "text/html"),
        ("CSV", "text/csv"),
    ],
)
def test_an_ending_names_the_format_of_a_named_query(
    client: TestClient, ending: str, expected: str
) -> None:
    path = f"/queries/strategies-for-bottleneck.{ending}?bottleneck=lithium%20dendrites"
    answer = client.get(path)
    assert (200, expected) == (answer.status_code, media_type(answer))


def test_an_ending_gives_the_bytes_of_the_answer(client: TestClient) -> None:
    by_header = client.get("/queries/milestones/answer", headers={"Accept": "text/csv"})
    assert by_header.content == client.get("/queries/milestones.csv").content
    assert by_header.content == client.get("/queries/milestones/answer?format=csv").content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/milestones.ttl", 406),
        ("/queries/milestones.exe", 404),
        ("/queries/milestone.csv", 404),
        ("/queries/.csv", 404),
        ("/queries/..%2fmilestones.csv", 404),
        ("/queries/milestones.csv?format=json", 400),
        ("/queries/milestones.csv?bottleneck=x", 400),
        ("/queries/milestones.csv/answer", 404),
    ],
)
def test_an_address_that_gives_no_answer_says_why(
    client: TestClient, path: str, status: int
) -> None:
    answer = client.get(path)
    assert status == answer.status_code
    assert answer.json()["detail"]


# --- labels, byte-order mark, formulas ------------------------------------------------------


def test_labels_stand_beside_iris_as_in_frames(client: TestClient) -> None:
    frame = assbkg.open().query("strategies-for-bottleneck").to_pandas()
    names, *rows = table(client.get("/queries/strategies-for-bottleneck.csv?labels=1").content)
    assert list(frame.columns) == names
    assert frame["system"].tolist() == [row[names.index("system")] for row in rows]
    assert frame["system_iri"].tolist() == [row[names.index("system_iri")] for row in rows]


def test_labels_come_in_every_form_of_rows(client: TestClient) -> None:
    for form in ("json", "xml", "tsv", "csv"):
        asked = {"query": SELECT, "format": form, "labels": "1"}
        answer = client.get("/sparql", params=asked).text
        assert "SiNPs@MXenes" in answer
        assert "https://w3id.org/assbkg/id/sinps-mxenes" in answer


def test_a_column_that_is_called_like_that_of_iris_stays(client: TestClient) -> None:
    text = "SELECT ?x ?x_iri { VALUES (?x ?x_iri) { (kg:silicon 'mine') } }"
    answer = client.get("/sparql", params={"query": text, "format": "csv", "labels": "1"})
    silicon = "https://w3id.org/assbkg/id/silicon"
    assert [["x", "x_iri_", "x_iri"], ["silicon", silicon, "mine"]] == table(answer.content)


def test_a_byte_order_mark_stands_ahead_for_spreadsheets(client: TestClient) -> None:
    for form in ("csv", "tsv"):
        assert client.get(f"/queries/milestones.{form}?bom=1").content.startswith(b"\xef\xbb\xbf")
        assert not client.get(f"/queries/milestones.{form}").content.startswith(b"\xef")


def test_csv_for_excel_is_called_as_at_the_command_line(client: TestClient) -> None:
    result = assbkg.open().query("milestones")
    for path in ("/queries/milestones.csv-excel", "/queries/milestones/answer?format=csv-excel"):
        lines = client.get(path).content.decode().splitlines()
        assert result.write("csv-excel").splitlines() == lines


@pytest.mark.parametrize("option", ["safe", "bom"])
def test_no_cell_for_a_spreadsheet_is_a_formula(client: TestClient, option: str) -> None:
    text = 'SELECT ?x { VALUES ?x { "=1+1" "@a" "-2" "\\tx" } }'
    answer = client.get("/sparql", params={"query": text, "format": "csv", option: "1"})
    assert [["x"], ["'=1+1"], ["'@a"], ["-2"], ["'\tx"]] == table(answer.content)


@pytest.mark.parametrize(
    ("query", "options"),
    [
        (SELECT, "format=json&bom=1"),
        (SELECT, "format=xml&safe=1"),
        ("DESCRIBE kg:silicon", "format=ttl&labels=1"),
    ],
)
def test_what_only_spreadsheets_take_is_refused_for_other_forms(
    client: TestClient, query: str, options: str
) -> None:
    assert 400 == client.get(f"/sparql?query={quote(query)}&{options}").status_code


# --- pages for browsers ---------------------------------------------------------------------


def test_a_browser_gets_a_table_with_labels_that_lead_to_the_things(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"Accept": BROWSER})
    page = Elements(answer.text)
    assert "text/html" == media_type(answer)
    assert "SiNPs@MXenes" in page.words
    assert "/id/sinps-mxenes" in page.links


def test_the_page_of_a_named_query_says_what_was_asked(client: TestClient) -> None:
    answer = client.get("/queries/strategies-for-bottleneck.html?bottleneck=lithium%20dendrites")
    page = Elements(answer.text)
    assert "mitigate lithium dendrites" in page.words
    csv_link = next(link for link in page.links if ".csv?" in link)
    assert "text/csv" == media_type(client.get(csv_link))


@pytest.mark.parametrize("query", [SELECT, "ASK {}", "DESCRIBE kg:silicon"])
def test_each_download_of_a_page_can_be_had(client: TestClient, query: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": BROWSER})
    links = [link for link in Elements(answer.text).links if "format=" in link]
    assert 4 == len(links)
    assert {200} == {client.get(link).status_code for link in links}


def test_a_page_runs_nothing_and_loads_its_own_styles_only(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT}, headers={"Accept": BROWSER})
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "nosniff" == answer.headers["x-content-type-options"]
    styles = [link for link in Elements(answer.text).links if link.startswith("/page/")]
    assert {200} == {client.get(link).status_code for link in styles}


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("where", ["literal", "column", "language", "query", "iri"])
def test_nothing_in_an_answer_is_read_as_html(client: TestClient, label: str, where: str) -> None:
    spelt = json.dumps(label)
    iri = "http://example.org/" + quote(label, safe="<>\"'()=@:/;")
    bound = {
        "literal": f"VALUES ?x {{ {spelt} }}",
        "column": f"VALUES ?x {{ {spelt} }} BIND(STRLANG(?x, 'en') AS ?onerror)",
        "language": f"BIND(STRLANG('x', {spelt}) AS ?x)",
        "query": f"VALUES ?x {{ 1 }} # {label!r}",
        "iri": f"BIND(IRI({json.dumps(iri)}) AS ?x)",
    }[where]
    answer = client.post("/sparql", data={"query": f"SELECT * {{ {bound}\n}}", "format": "html"})
    if answer.status_code != 200:  # the store takes no such IRI or language
        assert "application/problem+json" == media_type(answer)
        return
    page = Elements(answer.text)
    assert not {"script", "img"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on")]
    assert 1 == page.tags.count("table")
    assert not {"\u202e", "\x00", "\x1b"} & set(answer.text)


@pytest.mark.parametrize(
    "iri",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "https://w3id.org/assbkg/id/..",
        "https://w3id.org/assbkg/id/",
    ],
)
def test_only_things_and_addresses_of_the_web_become_links(client: TestClient, iri: str) -> None:
    text = f"SELECT (<{iri}> AS ?x) {{}}"
    answer = client.post("/sparql", data={"query": text, "format": "html"})
    body = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert 200 == answer.status_code
    assert [] == Elements(body).links


def test_a_page_that_would_be_too_long_is_no_short_one(client: TestClient) -> None:
    text = "SELECT * { ?s ?p ?o . ?o ?q ?r } LIMIT 29999"
    answer = client.get("/sparql", params={"query": text, "format": "html"})
    assert 507 == answer.status_code
    assert "LIMIT" in answer.json()["detail"]


def test_a_page_comes_no_second_time(client: TestClient) -> None:
    address = "/sparql?" + urlencode({"query": SELECT, "format": "html"})
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (304, b"") == (again.status_code, again.content)
