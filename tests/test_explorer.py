"""The explorer in a browser that reaches no network: what a reader sees, finds and takes along."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import pytest
from benchmarks.made_up import payload_of
from playwright.sync_api import Browser, Page, Route, expect

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.drawing.web.designs import Choice, chosen, read_designs
from assbkg.drawing.web.matrix import read_matrix
from assbkg.drawing.web.model import Network, Outcomes, Rows
from assbkg.drawing.web.projection import project
from assbkg.pages.explorer.page import assemble, render_explorer
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import shorten

AXE: Final = Path(__file__).parent / "vendored" / "axe.min.js"
VOLUME_EXPANSION: Final = "kg:volume-expansion"

#: Texts that would do harm if any of them were read as HTML, as a script or as an address.
HOSTILE: Final = (
    "<img src=x onerror=\"document.title='taken over'\">",
    "</script><script>alert(1)</script>",
    '"><svg onload=alert(2)>',
    "javascript:alert(3)",
    "{{7*7}} ${alert(4)} `alert(5)`",
    "<!--<script>",
    "\u202e\u2028\u0000abc",
    '=HYPERLINK("x")',
)


@pytest.fixture(scope="module")
def released(graph: KnowledgeGraph) -> str:
    """The page of the released graph."""
    return render_explorer(graph)


@dataclass
class Reader:
    """Somebody who opens pages from disk, and what went wrong that should not have."""

    page: Page
    folder: Path
    released: str
    faults: list[str] = field(default_factory=list)

    def open(self, fragment: str = "", text: str | None = None) -> Page:
        """Open a page, that of the released graph unless another is given."""
        path = self.folder / "explorer.html"
        path.write_text(text or self.released, encoding="utf-8")
        self.page.goto("about:blank")
        self.page.goto(path.as_uri() + fragment)
        expect(self.page.locator("html[data-drawn]")).to_be_attached()
        return self.page

    def watch(self) -> None:
        context = self.page.context
        context.set_offline(True)
        context.route("**/*", self._from_disk)
        self.page.on("console", lambda said: self.faults.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.faults.append(f"said {dialog.message}"))

    def _from_disk(self, route: Route) -> None:
        if route.request.url.startswith(self.folder.as_uri()):
            route.continue_()
        else:
            self.faults.append(f"asked for {route.request.url}")
            route.abort()


@pytest.fixture
def reader(browser: Browser, released: str, tmp_path: Path) -> Iterator[Reader]:
    """A reader to whom nothing untoward must happen."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    context.set_default_timeout(10_000)
    reader = Reader(context.new_page(), tmp_path, released)
    reader.watch()
    yield reader
    context.close()
    assert [] == reader.faults


def rows_of_csv(page: Page) -> list[dict[str, str]]:
    """The selection as the page saves it."""
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# What is shown agrees with the graph


def links_of(network: Network) -> set[tuple[str, str, int, str]]:
    return {
        (shorten(link.source), shorten(link.target), link.claims, link.grade)
        for link in network.links
    }


def links_shown(page: Page) -> set[tuple[str, str, int, str]]:
    return {
        (row["from id"], row["to id"], int(row["claims"]), row["grade"])
        for row in rows_of_csv(page)
        if row["remark"] != "no mechanism stated"
    }


@pytest.mark.parametrize("rows", ["strategy", "system", "material"])
@pytest.mark.parametrize("outcomes", ["benefit", "bottleneck"])
def test_the_browser_puts_facts_together_as_the_figures_do(
    reader: Reader, graph: KnowledgeGraph, rows: Rows, outcomes: Outcomes
) -> None:
    page = reader.open(f"#from={rows}&toward={outcomes}")
    assert links_of(project(read_designs(graph), rows, outcomes)) == links_shown(page)


def test_filters_narrow_as_the_figures_do(reader: Reader, graph: KnowledgeGraph) -> None:
    page = reader.open("#component=assb:NegativeElectrode&grade=stated")
    designs = chosen(graph, Choice("negative electrode", min_grade="stated"))
    assert links_of(project(designs)) == links_shown(page)


def test_contested_claims_count_when_the_reader_lets_them(
    reader: Reader, graph: KnowledgeGraph
) -> None:
    page = reader.open("#toward=bottleneck")
    assert links_of(project(read_designs(graph), outcomes="bottleneck")) == links_shown(page)
    page.get_by_label("Count contested claims").check()
    designs = read_designs(graph, contested=True)
    assert links_of(project(designs, outcomes="bottleneck")) == links_shown(page)
    page.get_by_role("tab", name="Table").click()
    expect(page.locator("tr", has_text="dendrite blocking").locator(".tag")).to_have_text(
        ["contested"]
    )


@pytest.mark.parametrize("rows", ["strategy", "system"])
@pytest.mark.parametrize("columns", ["benefit", "bottleneck"])
def test_the_matrix_counts_as_the_figure_does(
    reader: Reader,
    graph: KnowledgeGraph,
    rows: Literal["strategy", "system"],
    columns: Literal["benefit", "bottleneck"],
) -> None:
    page = reader.open(f"#tab=matrix&from={rows}&toward={columns}")
    matrix = read_matrix(graph, rows, columns)
    bubbles = page.locator("button.bubble").evaluate_all(
        "all => all.map((one) => [one.dataset.cell, Number(one.textContent), one.ariaLabel])"
    )
    shown = {cell: (count, re.sub(r"^.* claims?, ", "", label)) for cell, count, label in bubbles}
    derived = "derived, weakest premise "
    both = {*matrix.expected, *(matrix.reported if columns == "bottleneck" else ())}
    expected = {}
    for row, column in both:
        ways = [
            cells[row, column]
            for cells in (matrix.expected, matrix.reported)
            if (row, column) in cells and (columns == "bottleneck" or cells is matrix.expected)
        ]
        stated = columns == "bottleneck" and (row, column) in matrix.reported
        claims = frozenset().union(*(cell.claims for cell in ways))
        grade = min((cell.grade for cell in ways), key=GRADES.index)
        words = grade if stated else derived + grade
        expected[f"{shorten(row)}|{shorten(column)}"] = (len(claims), words)
    assert expected == shown
    assert [] == [name for name in page.locator("#matrix th").all_inner_texts() if "kg:" in name]


# Looking around


#: How much of the drawing has each of three colours that the style of the page names.
SHARES: Final = """names => {
  const canvas = [...document.querySelectorAll("#canvas canvas")].at(-1);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const found = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = [...data.slice(at, at + 3)].map((part) => part.toString(16).padStart(2, "0"));
    const name = `#${colour.join("")}`;
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  const style = getComputedStyle(document.documentElement);
  return names.map((name) => found.get(style.getPropertyValue(name).trim()) ?? 0);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_boxes_are_drawn_in_the_colours_of_their_columns(
    reader: Reader, scheme: Literal["light", "dark"]
) -> None:
    reader.page.emulate_media(color_scheme=scheme)
    page = reader.open(f"#toward=bottleneck&only=1&thing={VOLUME_EXPANSION}")
    strategies, mechanisms, bottlenecks = page.evaluate(
        SHARES, ["--tint-strategy", "--tint-mechanism", "--tint-bottleneck"]
    )
    assert strategies > bottlenecks > 1000
    assert mechanisms > bottlenecks


def test_search_finds_a_formula_typed_without_subscripts(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("combobox", name="Search").fill("Ti3C2Tx")
    expect(page.get_by_role("option").first).to_contain_text("Ti₃C₂Tₓ")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("Ti₃C₂Tₓ MXene")
    expect(page.get_by_role("radio", name="materials")).to_be_checked()


def test_search_is_used_from_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open()
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("volume")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "option-0")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()


def test_a_question_leads_to_who_says_so(reader: Reader, graph: KnowledgeGraph) -> None:
    page = reader.open()
    page.get_by_role("link", name="What helps against volume expansion?").click()
    helps = page.locator("#details section", has_text="What helps against it")
    expect(helps.get_by_role("link", name="void engineering")).to_be_visible()
    helps.locator("li", has_text="void engineering").get_by_role("link", name="claims").click()
    claim = page.locator(".claims > li", has_text="s081").first
    expect(claim.locator(".where")).to_contain_text("§2.2 s.81")
    claim.locator("summary").click()
    title = str(graph.query("references").texts()[12][2])
    expect(claim.locator(".works li")).to_contain_text(title)


def test_a_proof_unfolds_down_to_claims(reader: Reader) -> None:
    page = reader.open("#tab=matrix&link=assb:VoidEngineering|kg:structural-stability")
    proof = page.locator(".proofs .step").first
    proof.locator("summary").first.click()
    expect(proof.locator(".rule").first).to_contain_text("operatesThrough ∘ promotes ⊑ mayBenefit")
    premises = proof.locator("ol > li")
    expect(premises).to_have_count(2)
    premises.first.locator("summary").first.click()
    expect(premises.first.locator(".statement").first).to_be_visible()


def test_a_curators_view_stands_apart_from_the_claim(reader: Reader) -> None:
    page = reader.open(
        "#toward=bottleneck&contested=1&link=assb:DendriteBlocking|kg:lithium-dendrites"
    )
    claim = page.locator(".claims > li.contested")
    expect(claim.locator(".statement")).not_to_contain_text("curator")
    expect(claim.locator(".curator").first).to_contain_text("A curator's view (contested)")


def test_a_click_on_a_node_tells_of_it(reader: Reader) -> None:
    page = reader.open()
    box = page.locator("#canvas").bounding_box()
    head = page.locator(".head.strategy").bounding_box()
    assert box
    assert head
    page.mouse.click(head["x"] + head["width"] / 2, box["y"] + 24)
    expect(page.locator("#details .eyebrow")).to_contain_text("strategy")


def test_the_graph_is_walked_with_arrow_keys_and_says_where_it_is(reader: Reader) -> None:
    page = reader.open()
    page.locator("#canvas").focus()
    expect(page.locator("#announcements")).to_contain_text("electrolyte substitution")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#announcements")).to_contain_text("combustion avoidance")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("combustion avoidance")


def test_the_matrix_is_walked_with_arrow_keys(reader: Reader) -> None:
    page = reader.open("#tab=matrix")
    first = page.locator("button.bubble").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#details .eyebrow")).to_have_text("ways from start to outcome")


def test_a_table_is_sorted_by_any_column(reader: Reader) -> None:
    page = reader.open("#tab=table")
    page.get_by_role("button", name="Grade").click()
    grades = [text.split("\n")[0] for text in page.locator("td.grade").all_inner_texts()]
    places = [GRADES.index(re.sub(r"(contested|inferred only)$", "", text)) for text in grades]
    assert sorted(places) == places
    expect(page.get_by_role("columnheader", name="Grade")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_a_filter_narrows_all_three_views_alike(reader: Reader) -> None:
    page = reader.open()
    page.get_by_label("Reference").select_option(label=option_with(page, "[13]"))
    counts = page.locator("#counts").inner_text()
    links = int(re.search(r"(\d+) links", counts)[1])  # type: ignore[index]
    page.get_by_role("tab", name="Table").click()
    expect(page.locator("table.links tbody tr")).to_have_count(links)
    expect(page.locator("td.references").first).to_contain_text("[13]")
    page.get_by_role("tab", name="Matrix").click()
    expect(page.locator("button.bubble").first).to_be_visible()
    expect(page.locator("#counts")).to_have_text(counts)


def option_with(page: Page, text: str) -> str:
    return next(
        option
        for option in page.locator("#filter-reference option").all_text_contents()
        if text in option
    )


def test_when_nothing_matches_the_page_says_which_filter_to_loosen(reader: Reader) -> None:
    page = reader.open(
        "#component=assb:SolidElectrolyte&family=electron%20transport&grade=measured"
    )
    expect(page.locator("#counts")).to_have_text("Nothing matches.")
    page.get_by_role("link", name="Without “least grade”").click()
    expect(page.locator("#counts")).to_contain_text("link")
    expect(page.locator("#empty")).to_be_hidden()


TOUCHES: Final = ("touchStart", *["touchMove"] * 12, "touchEnd")


def test_a_finger_on_the_graph_scrolls_the_page_of_a_phone(
    browser: Browser, released: str, tmp_path: Path
) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    reader = Reader(context.new_page(), tmp_path, released)
    page = reader.open()
    page.evaluate("window.scrollTo({ top: 300, behavior: 'instant' })")
    finger = context.new_cdp_session(page)
    for step, kind in enumerate(TOUCHES):
        points = [] if kind == "touchEnd" else [{"x": 195, "y": 700 - 10 * step}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_function("scrollY > 350")
    assert not page.evaluate("location.hash")
    context.close()


# The address


def test_a_copied_address_opens_the_same_view(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("tab", name="Table").click()
    page.get_by_role("radio", name="systems").check(force=True)
    page.get_by_role("radio", name="bottlenecks").check(force=True)
    page.get_by_label("Least grade").select_option("stated")
    page.locator("td.from a").first.click()
    seen = page.locator("main").inner_text()
    fragment = page.evaluate("location.hash")
    assert seen == reader.open(fragment).locator("main").inner_text()


def test_back_and_forward_go_through_what_was_looked_at(reader: Reader) -> None:
    page = reader.open()
    page.get_by_role("tab", name="Matrix").click()
    page.get_by_role("radio", name="materials").check(force=True)
    page.go_back()
    expect(page.get_by_role("radio", name="strategies")).to_be_checked()
    page.go_back()
    expect(page.locator("#graph")).to_be_visible()
    page.go_forward()
    expect(page.locator("#matrix")).to_be_visible()


def test_an_address_of_nonsense_opens_the_page_as_it_starts(reader: Reader) -> None:
    plain = reader.open().locator("main").inner_text()
    said = "&".join(
        f"{name}={quote(HOSTILE[0])}" for name in ("tab", "thing", "link", "open", "grade")
    )
    page = reader.open(f"#{said}&__proto__=1&constructor=1&%E0%A4%A")
    assert plain == page.locator("main").inner_text()


# Taking along


def test_a_spreadsheet_takes_no_cell_for_a_formula(reader: Reader) -> None:
    page = reader.open(text=assemble(hostile_payload()))
    cells = [cell for row in rows_of_csv(page) for cell in row.values()]
    assert '\'=HYPERLINK("x")' in "\n".join(cells)
    assert [] == [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("tab", ["graph", "matrix"])
def test_a_view_is_saved_as_a_picture(reader: Reader, tab: str) -> None:
    page = reader.open(f"#tab={tab}")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()
    data = download.value.path().read_bytes()
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    assert data.startswith(b"\x89PNG")
    assert width > 800
    assert height > 800
    assert f"assbkg-{tab}-strategy-benefit.png" == download.value.suggested_filename


# Made-up graphs


def hostile_payload() -> dict[str, Any]:
    """A small payload that holds harmful text in every field, ids included."""
    number = iter(range(10**6))

    def hostile(text: str) -> str:
        return f"{HOSTILE[next(number) % len(HOSTILE)]} {text}" if text != "=" else text

    made = payload_of(6, 6, 3, hostile)
    made["things"][0]["label"] = HOSTILE[-1]
    return made


def test_hostile_words_stay_words_wherever_they_stand(reader: Reader) -> None:
    text = assemble(hostile_payload())
    page = reader.open(text=text)
    known = reader.page.locator("script").count()
    for tab in ("Graph", "Matrix", "Table"):
        page.get_by_role("tab", name=tab).click()
        page.get_by_role("tabpanel").wait_for()
    page.locator("td.from a").first.click()
    for summary in page.locator("#details summary").all():
        summary.click()
    page.get_by_role("combobox", name="Search").fill("number")
    page.locator("#found li").last.click()
    for name in ("img", "iframe", "object", "svg", "script", "a[href^='javascript']"):
        assert (known if name == "script" else 0) == page.locator(name).count()
    assert "taken over" not in page.title().split("·")[-1].replace(
        "document.title='taken over'", ""
    )


def test_a_graph_without_links_says_so(reader: Reader) -> None:
    empty: dict[str, Any] = payload_of(0, 1, 1)
    empty |= {"things": [], "parts": [], "ties": [], "steps": [], "claims": [], "references": []}
    page = reader.open(text=assemble(empty))
    expect(page.locator("#empty")).to_contain_text("holds no link")


def test_long_and_right_to_left_labels_stay_in_their_places(reader: Reader) -> None:
    made = payload_of(4, 4, 2)
    made["things"][0]["label"] = "unbroken" * 40
    made["things"][1]["label"] = "تمدد الحجم في أقطاب السيليكون" * 10
    for tab in ("graph", "matrix", "table"):
        page = reader.open(f"#tab={tab}&thing=assb:strategy0", assemble(made))
        assert 1400 == page.evaluate("document.documentElement.scrollWidth")
    expect(page.locator("#details h2")).to_have_text("unbroken" * 40)


def test_two_thousand_nodes_come_by_families_that_open(reader: Reader) -> None:
    page = reader.open(text=assemble(payload_of(1000, 980, 20)))
    expect(page.locator("#counts")).to_contain_text("1,000 strategies, 980 mechanisms")
    page.locator("#canvas").focus()
    expect(page.locator("#announcements")).to_contain_text("click to open")
    page.keyboard.press("Enter")
    expect(page.locator("#announcements")).to_contain_text("Opened family")
    page.get_by_role("button", name="Close families").click()
    page.get_by_role("button", name="Open all families").click()
    expect(page.get_by_role("button", name="Close families")).to_be_visible()


# For everybody


#: What axe looks for in light and in dark: there only colours differ.
SCHEMES: Final[dict[Literal["light", "dark"], str]] = {
    "light": "",
    "dark": "{ runOnly: ['color-contrast'] }",
}
VIEWS: Final = {
    "graph": f"#toward=bottleneck&thing={VOLUME_EXPANSION}",
    "matrix": "#tab=matrix&link=assb:VoidEngineering|kg:structural-stability",
    "table": "#tab=table&link=assb:VoidEngineering|assb:VoidBuffering&grade=stated",
}


@pytest.mark.parametrize("width", [390, 1400])
def test_axe_finds_nothing_that_shuts_people_out(
    browser: Browser, released: str, tmp_path: Path, width: int
) -> None:
    # Around the policy of the page, which would not let axe in.
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    path = tmp_path / "explorer.html"
    path.write_text(released, encoding="utf-8")
    found = []
    for view in VIEWS.values():
        page.goto("about:blank")
        page.goto(path.as_uri() + view)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            result = page.evaluate(f"axe.run({rules})")
            found += [
                (view, scheme, fault["id"], [node["html"] for node in fault["nodes"][:2]])
                for fault in result["violations"]
            ]
    context.close()
    assert [] == found


@pytest.mark.parametrize("width", [360, 1400, 3840])
def test_nothing_sticks_out_at_the_side(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 900})
    for view in VIEWS.values():
        assert width == reader.open(view).evaluate("document.documentElement.scrollWidth")


def test_the_policy_runs_the_pages_own_scripts_alone(reader: Reader) -> None:
    page = reader.open()
    policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert ["'none'"] == rules["default-src"]
    assert [2, 1] == [len(rules["script-src"]), len(rules["style-src"])]
    assert "unsafe" not in policy
    ran = page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          return Boolean(window.ran);
        }"""
    )
    assert not ran
    assert 1 == len(reader.faults)  # the browser tells that it forbade that
    reader.faults.clear()


def test_a_printed_page_holds_what_is_told_but_no_controls(reader: Reader) -> None:
    page = reader.open(VIEWS["table"])
    page.emulate_media(media="print")
    expect(page.locator("#details .claims").first).to_be_visible()
    expect(page.get_by_role("combobox", name="Search")).to_be_hidden()
    assert json.loads(page.locator("#data").text_content() or "")["things"]
