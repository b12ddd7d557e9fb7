"""The page at `/`, as a browser sees it that reaches nothing but the service."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.service import page as page_package
from assbkg.service.page.routes import page_routes
from assbkg.vocabulary import ASSB

FOLDER = Path(page_package.__file__).parent
STATIC = FOLDER / "static"
VENDORED = FOLDER / "vendored"
#: Text that would do harm if any of it were read as HTML.
HOSTILE = "<img src=x onerror=\"document.title='taken over'\"><script>alert(1)</script>"
NAMESPACES = ("http://www.w3.org/2000/svg", "https://w3id.org/assbkg/")
#: How long an answer of the service may take.
ANSWERING_SECONDS = 30


# The files


def test_vendored_files_are_those_that_their_note_tells_of() -> None:
    note = (VENDORED / "README.md").read_text(encoding="utf-8")
    told = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", note, re.M)}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDORED.iterdir()
        if path.name != "README.md"
    }
    assert told == found


@pytest.mark.parametrize("library", ["Yasqe", "codemirror", "dompurify", "lodash-es", "store"])
def test_vendored_code_has_its_licences(library: str) -> None:
    licences = (VENDORED / "LICENSES.txt").read_text(encoding="utf-8")
    assert re.search(rf"^{library}\b", licences, re.MULTILINE)
    assert "Permission is hereby granted, free of charge" in licences


@pytest.mark.parametrize("path", sorted(STATIC.iterdir()), ids=lambda path: path.name)
def test_our_files_name_no_address_elsewhere(path: Path) -> None:
    addresses = re.findall(r"https?://[\w./-]+", path.read_text(encoding="utf-8"))
    assert [] == [address for address in addresses if not address.startswith(NAMESPACES)]


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_our_scripts_never_read_html(path: Path) -> None:
    risky = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    assert [] == re.findall(risky, path.read_text(encoding="utf-8"))


def test_page_holds_no_code_of_its_own() -> None:
    page = (STATIC / "page.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))|<style|\son\w+=|\sstyle=", page)
    assert [] == inline


@pytest.fixture
def files() -> TestClient:
    """The page without a service behind it."""
    return TestClient(Starlette(routes=page_routes()))


def test_files_lie_at_addresses_that_never_change_their_meaning(files: TestClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/page/[^"]+)"', files.get("/questions").text)
    caching = {files.get(address).headers["Cache-Control"] for address in addresses}
    assert {"public, max-age=31536000, immutable"} == caching


def test_an_address_of_another_version_gives_no_file(files: TestClient) -> None:
    assert 404 == files.get("/page/0123456789abcdef/main.js").status_code


def test_a_browser_that_has_the_page_gets_it_no_second_time(files: TestClient) -> None:
    etag = files.get("/questions").headers["ETag"]
    again = files.get("/questions", headers={"If-None-Match": etag})
    assert (304, b"") == (again.status_code, again.content)


def test_policy_lets_in_nothing_from_elsewhere(files: TestClient) -> None:
    policy = files.get("/questions").headers["Content-Security-Policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert ["'none'"] == rules["default-src"]
    assert ["'self'"] == rules["script-src"] == rules["connect-src"]
    assert "'unsafe-inline'" not in policy
    assert "http" not in policy


# The page in a browser


@dataclass
class Visit:
    """A page in a fresh context, and what went wrong on it that the test did not expect."""

    page: Page
    service: str
    faults: list[str] = field(default_factory=list)

    def open(self, fragment: str = "") -> Page:
        self.page.goto(f"{self.service}/questions{fragment}")
        return self.page

    def watch(self) -> None:
        self.page.context.route("**/*", self._keep_inside)
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))

    def _keep_inside(self, route: Route) -> None:
        if route.request.url.startswith(self.service + "/"):
            route.continue_()
        else:
            self.faults.append(f"asked for {route.request.url}")
            route.abort()

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"{kind}: {text}")


@pytest.fixture
def visit(browser: Browser, service: str) -> Iterator[Visit]:
    """A visit that must end without a fault."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(10_000)
    visit = Visit(context.new_page(), service)
    visit.watch()
    yield visit
    context.close()
    assert [] == visit.faults


def shown_rows(page: Page) -> list[list[str]]:
    """The cells of the table, once the answer is there."""
    expect(page.locator("#status")).to_contain_text("row")
    expect(page.locator("#stop")).to_be_hidden()
    return [row.locator("td").all_inner_texts() for row in page.locator("tbody tr").all()]


def edit(page: Page, query: str) -> None:
    """Put a query into the editor, as by pasting."""
    page.locator(".CodeMirror").evaluate("(box, query) => box.CodeMirror.setValue(query)", query)


def run_query(page: Page, query: str) -> None:
    edit(page, query)
    page.get_by_role("button", name="Run").click()


def test_page_says_what_graph_this_is_and_how_much_it_holds(
    visit: Visit, graph: KnowledgeGraph
) -> None:
    page = visit.open()
    expect(page).to_have_title(re.compile("all-solid-state lithium batteries"))
    claims = len(graph.sparql("SELECT ?claim { ?claim a assb:Claim }"))
    expect(page.locator("#counts")).to_contain_text(f"{claims} claims")


def test_every_question_of_the_library_is_listed(visit: Visit, graph: KnowledgeGraph) -> None:
    page = visit.open()
    links = page.locator("#topics a")
    expect(links.first).to_be_visible()
    assert len(graph.library.queries) == links.count()


def test_search_finds_questions_by_any_of_their_words(visit: Visit) -> None:
    page = visit.open()
    page.get_by_label("Search").fill("grade address")
    expect(page.locator("#topics a:visible").first).to_contain_text("Which strategies address")
    page.get_by_label("Search").fill("capacity cycle")
    expect(page.locator("#topics a:visible").first).to_contain_text("Which capacities")
    page.get_by_label("Search").fill("zzz")
    expect(page.locator("#topics a:visible")).to_have_count(0)


def test_a_question_is_answered_on_a_click_with_names_for_things(
    visit: Visit, graph: KnowledgeGraph
) -> None:
    page = visit.open()
    page.get_by_role("link", name="Which strategies mitigate volume expansion").click()
    answer = graph.query("strategies-for-bottleneck").texts()
    assert [list(row) for row in answer] == shown_rows(page)


def test_another_value_of_a_parameter_gives_another_answer(
    visit: Visit, graph: KnowledgeGraph
) -> None:
    page = visit.open("#example=strategies-for-bottleneck")
    page.get_by_label("Bottleneck").fill("lithium dendrites")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#asked")).to_contain_text("mitigate lithium dendrites")
    expect(page).to_have_url(re.compile("bottleneck=lithium"))
    answer = graph.query("strategies-for-bottleneck", bottleneck="lithium dendrites")
    assert [list(row) for row in answer.texts()] == shown_rows(page)


def test_the_form_offers_the_names_that_fit(visit: Visit) -> None:
    page = visit.open("#example=strategies-for-bottleneck")
    offered = page.locator("datalist option[value='lithium dendrites']")
    expect(offered).to_have_count(1)


def test_the_form_offers_kinds_of_what_is_asked_for_alone(visit: Visit) -> None:
    page = visit.open("#example=kinds-of-strategy")
    expect(page.locator("datalist option[value='void engineering']")).to_have_count(1)
    expect(page.locator("datalist option[value='claim']")).to_have_count(0)


SPELL_OUT = """async (names) => {
  const { namedQuery } = await import(`${FILES}/service.js`);
  const { spellOut } = await import(`${FILES}/spelling.js`);
  const texts = {};
  for (const name of names) {
    const query = await namedQuery(name);
    const values = new Map(query.parameters.map((one) => [one.name, one.default]));
    texts[name] = await spellOut(query, values);
  }
  return texts;
}"""


def test_every_question_gives_the_same_rows_when_spelled_out(
    visit: Visit, graph: KnowledgeGraph
) -> None:
    page = visit.open()
    files = str(page.locator("script[type=module]").get_attribute("src")).rpartition("/")[0]
    names = [query.name for query in graph.library.queries.values() if query.parameters]
    texts = page.evaluate(SPELL_OUT.replace("${FILES}", files), names)
    differing = []
    for name in names:
        named, spelled = graph.query(name), graph.sparql(texts[name])
        places = [spelled.columns.index(column) for column in named.columns]
        if list(named.rows) != [tuple(row[place] for place in places) for row in spelled.rows]:
            differing.append(name)
    assert [] == differing


def test_a_question_opens_as_sparql_with_its_values_in_place(visit: Visit) -> None:
    page = visit.open("#example=claims-of-sentence&sentence=80")
    answer = shown_rows(page)
    page.get_by_role("button", name="Open as SPARQL").click()
    expect(page.locator("#sparql")).to_be_visible()
    query = page.locator(".CodeMirror").evaluate("box => box.CodeMirror.getValue()")
    assert "VALUES ?sentence {" in query
    # What the query has besides: the number of the sentence, and its paper.
    assert answer == [row[2:] for row in shown_rows(page)]


def test_a_query_of_ones_own_runs_from_the_keyboard(visit: Visit) -> None:
    page = visit.open()
    edit(page, "SELECT ?a { VALUES ?a { 1 2 3 } }")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+Enter")
    assert [["1"], ["2"], ["3"]] == shown_rows(page)


def test_the_editor_completes_the_terms_of_the_ontology(visit: Visit) -> None:
    page = visit.open()
    edit(page, f"PREFIX assb: <{ASSB}>\nSELECT * {{ ?s assb:miti")
    page.locator(".CodeMirror").evaluate(
        "box => { box.CodeMirror.focus(); box.CodeMirror.setCursor(1, 99); }"
    )
    page.keyboard.type("g")
    expect(page.locator(".CodeMirror-hint").first).to_have_text("assb:mitigates")


def test_prefixes_of_the_graph_are_declared_for_a_query_that_lacks_them(visit: Visit) -> None:
    page = visit.open()
    run_query(page, "SELECT ?s { ?s a assb:Source }")
    assert 1 == len(shown_rows(page))
    query = page.locator(".CodeMirror").evaluate("box => box.CodeMirror.getValue()")
    assert query.startswith(f"PREFIX assb: <{ASSB}>\n")


def test_the_keyboard_gets_into_the_editor_and_out(visit: Visit) -> None:
    page = visit.open()
    page.locator(".CodeMirror").click()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


UNNAMED = """() => [...document.querySelectorAll("input, select, textarea, button")]
  .filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim()
    || document.getElementById(one.getAttribute("aria-labelledby"))))
  .map((one) => one.outerHTML)"""


def test_every_control_has_a_name(visit: Visit) -> None:
    page = visit.open("#example=graph-statistics")
    shown_rows(page)
    page.get_by_label("chart").check()
    expect(page.locator("svg.bars")).to_be_visible()
    assert [] == page.evaluate(UNNAMED)


@pytest.mark.parametrize("width", [400, 1000, 2560])
def test_nothing_sticks_out_at_the_side(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open("#example=conditions-of-figures")
    shown_rows(page)
    assert width == page.evaluate("document.documentElement.scrollWidth")


def test_columns_are_sorted_as_numbers_where_they_are(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?a { VALUES ?a { 9 10 -1 } }")
    assert [["9"], ["10"], ["-1"]] == shown_rows(page)
    page.get_by_role("columnheader").get_by_role("button").click()
    assert [["-1"], ["9"], ["10"]] == shown_rows(page)
    page.get_by_role("columnheader").get_by_role("button").click()
    assert [["10"], ["9"], ["-1"]] == shown_rows(page)


def test_a_long_answer_is_drawn_in_parts(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?s ?p { ?s a ?p } LIMIT 230")
    assert 100 == len(shown_rows(page))
    page.get_by_role("button", name="Show 100 more of 130").click()
    page.get_by_role("button", name="Show 30 more of 30").click()
    expect(page.locator("tbody tr")).to_have_count(230)


def test_numbers_are_drawn_as_bars(visit: Visit) -> None:
    page = visit.open("#example=graph-statistics")
    count = len(shown_rows(page))
    page.get_by_label("chart").check()
    expect(page.locator("rect.bar")).to_have_count(count)
    expect(page.get_by_role("img", name="things of each kind")).to_be_visible()


def test_texts_are_drawn_as_bars_of_how_many_rows_share_them(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?a { VALUES ?a { 'x' 'y' 'x' } }")
    page.get_by_label("chart").check()
    expect(page.locator(".bar-text")).to_have_text(["x", "y"])
    expect(page.locator(".bar-figure")).to_have_text(["2", "1"])


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("CSV", "text/csv"),
        ("TSV", "text/tab-separated-values"),
        ("JSON", "application/sparql-results+json"),
        ("XML", "application/sparql-results+xml"),
    ],
)
def test_downloads_have_the_bytes_of_the_answer(visit: Visit, form: str, kind: str) -> None:
    page = visit.open("#example=milestones")
    shown_rows(page)
    with page.expect_download() as started:
        page.get_by_role("button", name=form).click()
    address = f"{visit.service}/queries/milestones/answer"
    asked = urllib.request.Request(address, headers={"Accept": kind})
    with urllib.request.urlopen(asked, timeout=ANSWERING_SECONDS) as answer:
        assert answer.read() == started.value.path().read_bytes()
    assert f"milestones.{form.lower()}" == started.value.suggested_filename


def test_a_graph_is_shown_as_turtle(visit: Visit) -> None:
    page = visit.open("#query=CONSTRUCT { ?s a assb:Source } WHERE { ?s a assb:Source }")
    expect(page.locator("#view pre")).to_contain_text("nanostructured-frontiers")
    offered = page.locator("#downloads button").all_inner_texts()
    assert ["Turtle", "N-Triples", "JSON-LD", "RDF/XML"] == offered


def code(page: Page, language: str) -> str:
    """The shown question as code, by the button."""
    if page.locator("#samples").is_hidden():
        page.get_by_role("button", name="Code", exact=True).click()
    page.get_by_label("The same question in").select_option(language)
    return page.locator("#sample").text_content() or ""


AWKWARD = r'''# it's "odd": """ $HOME `id` {x} %s \
SELECT ?x WHERE { VALUES ?x { "a\\b'c\"d" "é€😀" } }'''
ASKED = {
    "named": ("#example=strategies-for-bottleneck&bottleneck=volume+expansion", "rgo"),
    "sparql": ("#query=" + quote("SELECT ?x\n{ VALUES ?x { 'RGO' } }"), "rgo"),
    "awkward": ("#query=" + quote(AWKWARD), "😀"),
    "boolean": ("#query=" + quote("ASK { ?s a <https://w3id.org/assbkg/ontology#Claim> }"), "true"),
    "graph": ("#query=" + quote("DESCRIBE <https://w3id.org/assbkg/id/rgo-cnt>"), "rgo"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_the_code_of_a_question_gives_its_answer(visit: Visit, asked: str) -> None:
    fragment, expected = ASKED[asked]
    page = visit.open(fragment)
    expect(page.locator("#tools")).to_be_visible()
    code(page, "Shell: curl")
    languages = page.locator("#language option").all_inner_texts()
    shell, python = ["sh", "-c"], [sys.executable, "-W", "ignore", "-c"]
    running = {
        language: subprocess.Popen(
            [*(shell if "curl" in language else python), code(page, language)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for language in languages
        if language != "R" and (shutil.which("curl") or "curl" not in language)
    }
    said = {language: process.communicate(timeout=60) for language, process in running.items()}
    assert {} == {k: err for k, (out, err) in said.items() if expected not in out.decode().lower()}
    assert (5 if asked in ("boolean", "graph") else 6) == len(languages)


def test_the_code_of_an_earlier_question_is_not_shown(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?a { VALUES ?a { 1 } }")
    assert "VALUES ?a { 1 }" in code(page, "Python: assbkg")
    page = visit.open("#query=SELECT ?b { VALUES ?b { 2 } }")
    assert [["2"]] == shown_rows(page)
    expect(page.locator("#samples")).to_be_hidden()
    assert "VALUES ?b { 2 }" in code(page, "Python: assbkg")


def test_the_code_is_copied_with_a_click(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open("#query=SELECT ?a { VALUES ?a { 1 } }")
    shown = code(page, "R")
    page.get_by_role("button", name="Copy code").click()
    expect(page.locator("#code-copied")).to_have_text("copied")
    assert shown == page.evaluate("navigator.clipboard.readText()")


def test_a_yes_or_no_is_said_in_a_word(visit: Visit) -> None:
    page = visit.open("#query=ASK { ?s a assb:Milestone }")
    expect(page.locator("#view")).to_have_text("Yes.")


def test_an_answer_without_rows_says_so(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?s { ?s a assb:Nonsense }")
    expect(page.locator("#view")).to_have_text("Nothing in the graph fits.")


def test_a_link_shares_query_and_answer(visit: Visit, browser: Browser) -> None:
    page = visit.open()
    query = "# tea & crumbs + 100 %\nSELECT ?a {\n  VALUES ?a { 'é#&=+%' }\n}"
    run_query(page, query)
    answer = shown_rows(page)
    with browser.new_context() as context:
        fresh = context.new_page()
        fresh.goto(page.url)
        assert answer == shown_rows(fresh)
        editor = fresh.locator(".CodeMirror")
        assert query == editor.evaluate("box => box.CodeMirror.getValue()")


def test_going_back_shows_the_question_before(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?a { VALUES ?a { 1 } }")
    assert [["1"]] == shown_rows(page)
    run_query(page, "SELECT ?a { VALUES ?a { 1 2 } }")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_visit_remembers_nothing_of_an_earlier_one(visit: Visit) -> None:
    page = visit.open()
    usual = page.locator(".CodeMirror").evaluate("box => box.CodeMirror.getValue()")
    edit(page, "SELECT ?mine {}")
    page.locator("#search").click()
    visit.open("?")
    assert usual == page.locator(".CodeMirror").evaluate("box => box.CodeMirror.getValue()")


def test_a_thing_leads_to_what_the_graph_says_of_it(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?s { VALUES ?s { kg:volume-expansion } }")
    page.get_by_role("link", name="volume expansion", exact=True).click()
    expect(page.locator("thead")).to_contain_text("property")
    rows = shown_rows(page)
    assert "volume expansion" == rows[0][0]
    assert "addresses" in {row[1] for row in rows if row[2] == "volume expansion"}


def test_an_error_of_the_service_is_shown_in_its_own_words(visit: Visit) -> None:
    page = visit.open()
    run_query(page, "SELECT ?a { SERVICE <https://example.org/> { ?a ?b ?c } }")
    expect(page.get_by_role("alert")).to_contain_text("SERVICE is not allowed")
    run_query(page, "SELECT nonsense")
    expect(page.get_by_role("alert")).to_contain_text("SPARQL query cannot be run")
    visit.open("#example=strategies-for-bottleneck&bottleneck=dendrytes")
    expect(page.get_by_role("alert")).to_contain_text("no bottleneck is called 'dendrytes'")
    refused = [fault for fault in visit.faults if "Failed to load resource" in fault]
    assert 3 == len(refused)
    visit.faults[:] = [fault for fault in visit.faults if fault not in refused]


def test_a_question_that_takes_long_can_be_stopped(visit: Visit) -> None:
    page = visit.open()
    page.route("**/sparql", lambda _: None)
    run_query(page, "SELECT ?a { VALUES ?a { 1 } }")
    expect(page.locator("#status")).to_contain_text("Running")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#status")).to_have_text("Stopped.")
    page.unroute_all()
    page.get_by_role("button", name="Run").click()
    assert [["1"]] == shown_rows(page)


# What a graph or a link may hold


def hostile_terms() -> dict[str, object]:
    """An answer whose every part tries to be HTML."""
    row = {
        HOSTILE: {"type": "literal", "value": HOSTILE, "xml:lang": HOSTILE},
        "label": {"type": "uri", "value": "https://w3id.org/assbkg/id/x"},
        "script": {"type": "uri", "value": "javascript:document.title='taken over'"},
        "broken": {"type": "uri", "value": 'https://example.org/"><img src=x onerror=alert(1)>'},
    }
    return {"head": {"vars": list(row)}, "results": {"bindings": [row]}}


def hostile_labels() -> dict[str, object]:
    row = {
        "thing": {"type": "uri", "value": "https://w3id.org/assbkg/id/x"},
        "label": {"type": "literal", "value": HOSTILE},
        "title": {"type": "literal", "value": HOSTILE},
        "count": {"type": "literal", "value": HOSTILE},
    }
    return {"head": {"vars": list(row)}, "results": {"bindings": [row]}}


def hostile_query() -> dict[str, object]:
    parameter = {"name": "p", "type": "text", "about": HOSTILE, "default": HOSTILE}
    return {
        "name": "hostile",
        "topic": HOSTILE,
        "summary": HOSTILE,
        "question": HOSTILE + " {p}",
        "columns": ["a"],
        "parameters": [parameter],
    }


def test_nothing_that_an_answer_holds_is_read_as_html(visit: Visit) -> None:
    def answer(route: Route, request: Request) -> None:
        asked = parse_qs(request.post_data or "").get("query", [""])[0]
        said = hostile_terms() if "?mine" in asked else hostile_labels()
        route.fulfill(json=said, content_type="application/sparql-results+json")

    visit.page.route("**/sparql", answer)
    page = visit.open("#query=SELECT ?mine {}")
    shown_rows(page)
    expect(page.locator("tbody")).to_contain_text("<img src=x")
    page.get_by_label("chart").check()
    expect(page.locator("svg.bars")).to_contain_text("<img src=x")
    _expect_inert(page)


def test_only_addresses_of_the_web_become_links(visit: Visit) -> None:
    page = visit.open("#query=SELECT ?mine {}")
    visit.page.route(
        "**/sparql",
        lambda route: route.fulfill(json=hostile_terms(), content_type="application/json"),
    )
    run_query(page, "SELECT ?mine { }")
    expect(page.locator("tbody a")).to_have_count(1)  # of the second answer
    links = page.locator("tbody a").evaluate_all("links => links.map(link => link.protocol)")
    assert ["http:"] == links


def test_nothing_that_the_library_holds_is_read_as_html(visit: Visit) -> None:
    visit.page.route("**/queries", lambda route: route.fulfill(json=[hostile_query()]))
    visit.page.route(
        "**/queries/hostile/answer*", lambda route: route.fulfill(json=hostile_terms())
    )
    page = visit.open("#example=hostile")
    shown_rows(page)
    expect(page.locator("#asked")).to_contain_text("<img src=x")
    expect(page.locator("#topics")).to_contain_text("<img src=x")
    _expect_inert(page)


def test_nothing_that_a_link_holds_is_read_as_html(visit: Visit) -> None:
    page = visit.open(f"#query={HOSTILE}")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator(".parseErrorIcon").first.hover()
    _expect_inert(page)
    visit.faults[:] = [fault for fault in visit.faults if "Failed to load resource" not in fault]


def _expect_inert(page: Page) -> None:
    assert 0 == page.locator("img").count()
    assert 0 == page.locator("body script").count()
    assert "taken over" != page.title()
