"""The page of the network, taken apart, and as a browser without a network shows it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Dialog, Frame, Route, expect
from playwright.sync_api import Page as Tab

import assbkg
from assbkg.drawing.drawn import DrawnNetwork
from assbkg.drawing.page import make_page
from assbkg.drawing.palette import COLOURS, TINT, tint
from assbkg.drawing.web.model import (
    Column,
    Evidence,
    Link,
    Network,
    Node,
)
from assbkg.errors import DrawingError

HOSTILE: Final = "</script><script>alert(1)</script><img src=x onerror=alert(2)> {{7*7}} $x^2$"

CLAIMS: Final = (
    Evidence("Silicon swells into the void", "stated", "§2.2 s.81", "13", ("SiNPs@MXenes",)),
    Evidence(
        "The gap takes up the swelling", "hedged", "§3.3 s.124", "", ("Fe₃S₄@Li₇P₃S₁₁", "Si/TiC")
    ),
)


def small_network() -> Network:
    return Network(
        (
            Node("urn:s:coating", "in-situ coating", "strategy"),
            Node("urn:s:void", "void engineering", "strategy"),
            Node("urn:m:barrier", "side-reaction barrier", "mechanism", "interface coating"),
            Node("urn:m:buffering", "void buffering", "mechanism", "volume buffering"),
            Node("urn:m:support", "network support", "mechanism", "volume buffering"),
            Node("urn:b:density", "energy density", "benefit"),
            Node("urn:b:stability", "structural stability", "benefit"),
        ),
        (
            Link("urn:m:buffering", "urn:b:density", 0, 2),
            Link("urn:m:buffering", "urn:b:stability", 1, 1, "stated", CLAIMS[:1]),
            Link("urn:s:coating", "urn:m:barrier", 1, 1, "stated", CLAIMS[:1]),
            Link("urn:s:void", "urn:m:buffering", 2, 3, "stated", CLAIMS),
            Link("urn:s:void", "urn:m:support", 0, 1),
        ),
    )


def network_of(*columns: Column, contested: bool = False) -> Network:
    """One node in each column, and what leads from it to the next."""
    first, middle, last = columns
    claims = tuple(replace(claim, contested=contested) for claim in CLAIMS)
    return Network(
        tuple(Node(f"urn:{name}", f"some {name}", name) for name in columns),
        (
            Link(f"urn:{first}", f"urn:{middle}", 2, 1, "stated", claims, contested),
            Link(f"urn:{middle}", f"urn:{last}", 0, 1, "hedged", contested=contested),
        ),
        (first, middle, last),
    )


def hostile_network() -> Network:
    claim = Evidence(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,))
    return Network(
        (
            Node(f"urn:{HOSTILE}", f"strategy {HOSTILE}", "strategy"),
            Node("urn:m", f"mechanism {HOSTILE}", "mechanism", f"family {HOSTILE}"),
            Node("urn:b", f"benefit {HOSTILE}", "benefit"),
        ),
        (
            Link("urn:m", "urn:b", 0, 1),
            Link(f"urn:{HOSTILE}", "urn:m", 1, 1, "stated", (claim,)),
        ),
    )


class Page(HTMLParser):
    """A page taken apart: its tags with attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inline: list[tuple[str, dict[str, str], str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style") and self.cdata_elem:
            tag, attributes = self.tags[-1]
            self.inline.append((tag, attributes, data))
        else:
            self.text += data

    def block(self, tag: str) -> list[str]:
        """The inline texts that the browser would run or apply."""
        return [text for name, attrs, text in self.inline if name == tag and "type" not in attrs]

    def data(self, name: str) -> dict[str, Any]:
        """What a block of data in the page holds."""
        text = next(text for _, attrs, text in self.inline if attrs.get("id") == name)
        held: dict[str, Any] = json.loads(text)
        return held

    @property
    def policy(self) -> str:
        return next(
            a["content"] for t, a in self.tags if a.get("http-equiv") == "Content-Security-Policy"
        )


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(make_page(small_network()).text)


@pytest.fixture(scope="module")
def hostile_page() -> Page:
    return Page(make_page(hostile_network()).text)


def test_the_page_fetches_nothing(page: Page) -> None:
    fetching = ("src", "href", "srcset", "action", "data", "poster", "style", "xlink:href")
    links = [attrs[name] for _, attrs in page.tags for name in fetching if name in attrs]
    assert [link for link in links if not link.startswith("#")] == []
    for style in page.block("style"):
        assert "url(" not in style
        assert "@import" not in style


def test_the_policy_of_the_page_forbids_all_but_its_own_scripts_and_style(page: Page) -> None:
    def name(text: str) -> str:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        return f"'sha256-{digest}'"

    scripts = " ".join(map(name, page.block("script")))
    (style,) = map(name, page.block("style"))
    assert page.policy == (
        f"default-src 'none'; script-src {scripts}; style-src {style}; "
        "base-uri 'none'; form-action 'none'"
    )


def test_hostile_words_add_no_element_to_the_page(page: Page, hostile_page: Page) -> None:
    known = {tag for tag, _ in page.tags}
    assert {tag for tag, _ in hostile_page.tags} <= known
    assert len(hostile_page.block("script")) == 2
    assert not [attrs for _, attrs in hostile_page.tags if any(a.startswith("on") for a in attrs)]


def test_hostile_words_reach_the_reader_as_words(hostile_page: Page) -> None:
    assert f"benefit {HOSTILE}" in hostile_page.text
    boxes = [node for node in hostile_page.data("network")["nodes"] if "name" in node]
    assert boxes[2]["name"] == f"benefit {HOSTILE}"


def test_the_tables_of_the_page_have_every_link(page: Page) -> None:
    shown = [attrs["data-link"] for tag, attrs in page.tags if "data-link" in attrs]
    assert len(shown) == len(set(shown)) == len(small_network().links)


def test_the_tables_of_the_page_hold_all_evidence(page: Page) -> None:
    for claim in CLAIMS:
        for said in (claim.statement, claim.modality, claim.place, *claim.systems):
            assert said in page.text


def test_every_control_of_the_page_is_one_that_the_keyboard_reaches(page: Page) -> None:
    clickable = {tag for tag, attrs in page.tags if "data-link" in attrs or "id" in attrs}
    assert {"button", "input"} <= clickable
    assert not [attrs for _, attrs in page.tags if attrs.get("tabindex", "0") != "0"]


def test_pointing_at_a_link_gives_the_claims_behind_it(page: Page) -> None:
    (link,) = [
        x
        for x in page.data("network")["links"]
        if x["heading"].startswith("void engineering → void")
    ]
    assert link["title"] == (
        "void engineering → void buffering\n"
        "grade: stated\n"
        "2 claims: 1 hedged, 1 stated\n"
        "• Silicon swells into the void. stated, §2.2 s.81, ref. 13 (SiNPs@MXenes)\n"
        "• The gap takes up the swelling. hedged, §3.3 s.124 (Fe₃S₄@Li₇P₃S₁₁; Si/TiC)"
    )


def test_the_page_places_every_node_itself(page: Page) -> None:
    nodes = page.data("network")["nodes"]
    assert all({"x", "y", "level"} <= node.keys() for node in nodes)
    assert page.data("options")["physics"] == {"enabled": False}


def test_the_page_has_a_legend_and_says_what_it_is(page: Page) -> None:
    for said in ("strategies, mechanisms and benefits", "inferred only, no claim", "few and many"):
        assert said in page.text


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("system", "mechanism", "bottleneck"), "systems, mechanisms and bottlenecks"),
        (("material", "mechanism", "benefit"), "materials, mechanisms and benefits"),
    ],
)
def test_title_legend_and_tables_speak_of_the_columns_that_there_are(
    columns: tuple[Column, Column, Column], said: str
) -> None:
    page = Page(make_page(network_of(*columns)).text)
    legend = [attrs["class"] for tag, attrs in page.tags if tag == "span" and "class" in attrs]
    assert [f"swatch {name}" for name in columns] == legend[:3]
    assert said in page.text
    assert f"From {columns[0]} to mechanism" in page.text


def test_contested_links_and_claims_are_marked_wherever_they_are_shown() -> None:
    page = Page(make_page(network_of("strategy", "mechanism", "benefit", contested=True)).text)
    stated, inferred = page.data("network")["links"]
    assert stated["contested"]
    assert inferred["contested"]
    assert "Contested: without contested claims it would not hold" in stated["title"]
    assert "stated, contested, §2.2 s.81" in stated["title"]
    assert page.text.count("Contested: without") == 2
    assert "stated, contested, §2.2 s.81" in page.text


def test_where_nothing_is_contested_the_page_does_not_speak_of_it(page: Page) -> None:
    assert "contested" not in page.text


@pytest.mark.parametrize(
    "label",
    ["nanostructured " * 20 + "end", "x" * 300, "טיפול בחללים ב־Li₇P₃S₁₁", "纳米涂层"],
    ids=["long", "one word", "right to left", "unknown to the font"],
)
def test_a_label_is_broken_and_not_cut(label: str) -> None:
    network = small_network()
    odd = replace(network.nodes[0], label=label)
    page = Page(make_page(Network((odd, *network.nodes[1:]), network.links)).text)
    (shown,) = (n["label"] for n in page.data("network")["nodes"] if n["id"] == odd.id)
    assert label.split() == (shown.split() if " " in label else ["".join(shown.split("\n"))])
    assert max(map(len, shown.split("\n"))) < 40


def test_the_page_follows_the_readers_choice_of_light_or_dark(page: Page) -> None:
    (style,) = page.block("style")
    assert "prefers-color-scheme: dark" in style


def test_the_page_is_written_as_utf_8(tmp_path: Path) -> None:
    DrawnNetwork(small_network()).save(tmp_path / "network.html")
    text = (tmp_path / "network.html").read_bytes().decode("utf-8")
    assert "Fe₃S₄@Li₇P₃S₁₁" in text
    assert '<meta charset="utf-8">' in text[:200]


def test_a_graph_without_links_has_no_page() -> None:
    with pytest.raises(DrawingError, match="no link between strategies, mechanisms and benefits"):
        make_page(Network((), ()))


def test_the_page_of_the_release_shows_every_link() -> None:
    drawn = assbkg.open().network()
    found = Page(drawn.page.text).data("network")["links"]
    assert len(found) == len(drawn.network.links)


_RENDER: Final = """
import runpy, sys
from pathlib import Path
from assbkg.drawing.drawn import DrawnNetwork
DrawnNetwork(runpy.run_path(sys.argv[1])["small_network"]()).save(sys.argv[2])
"""


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    here, there = tmp_path / "here.html", tmp_path / "there.html"
    DrawnNetwork(small_network()).save(here)
    given = {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", _RENDER, __file__, str(there)]
    subprocess.run(command, env=os.environ | given, check=True)
    assert here.read_bytes() == there.read_bytes()


# ── In a browser without a network ────────────────────────────────────────────

#: What a notebook in VS Code lets its outputs do; those in a browser may do more.
NOTEBOOK_POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src https: http: data:; font-src https:; connect-src https:; child-src https: data:"
)

#: Where the middle of a node or link is in the element of the drawing.
_MIDDLE: Final = """(id) => {
  const { nodes, links, frame } = JSON.parse(document.getElementById("network").textContent);
  const scale = document.getElementById("graph").clientWidth / frame.width;
  const link = links.find((link) => link.id === id);
  const wanted = link ? [link.from, link.to] : [id];
  const ends = nodes.filter((node) => wanted.includes(node.id));
  const mean = (axis) => ends.reduce((sum, end) => sum + end[axis], 0) / ends.length;
  return { x: (mean("x") - frame.left) * scale, y: (mean("y") - frame.top) * scale };
}"""

#: The colours of the canvas at some places, as #RRGGBB.
_COLOURS: Final = """(places) => {
  const canvas = document.querySelector("canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const hex = (channel) => channel.toString(16).padStart(2, "0").toUpperCase();
  return places.map(({ x, y }) => {
    const at = 4 * (width * Math.round(y) + Math.round(x));
    return "#" + [...data.slice(at, at + 3)].map(hex).join("");
  });
}"""


@dataclass
class Reader:
    """Somebody who opens files without a network, and what went wrong meanwhile."""

    tab: Tab
    folder: Path
    faults: list[str] = field(default_factory=list)

    def open(self, html: str) -> Tab:
        """Open a text from disk."""
        path = self.folder / "opened.html"
        path.write_text(html, encoding="utf-8")
        self.tab.goto(path.as_uri())
        return self.tab

    def watch(self) -> None:
        self.tab.context.set_offline(True)
        self.tab.context.route("**/*", self._from_disk)
        self.tab.on("console", lambda said: self.faults.append(f"{said.type}: {said.text}"))
        self.tab.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.tab.on("dialog", self._dismiss)

    def _from_disk(self, route: Route) -> None:
        if route.request.url == (self.folder / "opened.html").as_uri():
            route.continue_()
        else:
            self.faults.append(f"asked for {route.request.url}")
            route.abort()

    def _dismiss(self, dialog: Dialog) -> None:
        self.faults.append(f"said {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def reader(browser: Browser, tmp_path: Path) -> Iterator[Reader]:
    """A reader to whom nothing untoward must happen."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, color_scheme="light")
    context.set_default_timeout(10_000)
    reader = Reader(context.new_page(), tmp_path)
    reader.watch()
    yield reader
    context.close()
    assert [] == reader.faults


def grounds(tab: Tab | Frame, network: Network) -> list[str]:
    """The colour of each node's ground, a little left of its label."""
    middles = [tab.evaluate(_MIDDLE, node.id) for node in network.nodes]
    found: list[str] = tab.evaluate(_COLOURS, [{**m, "x": m["x"] - 90} for m in middles])
    return found


def colours(network: Network) -> list[str]:
    return [tint(COLOURS[node.column], TINT) for node in network.nodes]


def test_every_node_is_drawn_in_the_colour_of_its_column(reader: Reader) -> None:
    network = small_network()
    tab = reader.open(make_page(network).text)
    expect(tab.locator("canvas")).to_be_visible()
    assert colours(network) == grounds(tab, network)


def test_pointing_at_a_link_shows_the_claims_behind_it(reader: Reader) -> None:
    network = small_network()
    tab = reader.open(make_page(network).text)
    number = next(i for i, link in enumerate(network.links) if link.claims == 2)
    tab.locator("#graph").hover(position=tab.evaluate(_MIDDLE, f"link{number}"))
    tip = tab.locator(".vis-tooltip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("The gap takes up the swelling. hedged, §3.3 s.124")


def test_choosing_a_contested_link_tells_that_it_is_contested(reader: Reader) -> None:
    contested = network_of("system", "mechanism", "bottleneck", contested=True)
    tab = reader.open(make_page(contested).text)
    tab.locator("#graph").click(position=tab.evaluate(_MIDDLE, "link1"))
    expect(tab.locator("#panel")).to_contain_text("Inferred only: no claim states it.")
    expect(tab.locator("#panel")).to_contain_text("Contested: without contested claims")


def test_hostile_words_are_shown_and_never_run(reader: Reader) -> None:
    network = hostile_network()
    tab = reader.open(make_page(network).text)
    for node in network.nodes:
        tab.locator("#graph").hover(position=tab.evaluate(_MIDDLE, node.id))
        expect(tab.locator(".vis-tooltip")).to_contain_text(HOSTILE)
    tab.locator("#graph").click(position=tab.evaluate(_MIDDLE, "urn:m"))
    expect(tab.locator("#panel")).to_contain_text(HOSTILE)
    assert 0 == tab.locator("img").count()


def test_a_notebook_shows_the_page_whole_and_by_itself(reader: Reader) -> None:
    network = small_network()
    policy = f'<meta http-equiv="Content-Security-Policy" content="{NOTEBOOK_POLICY}">'
    tab = reader.open(f"<!DOCTYPE html>{policy}{DrawnNetwork(network)._repr_html_()}")
    page = tab.frames[1]
    page.locator("canvas").wait_for()
    assert colours(network) == grounds(page, network)
    legend, drawing = page.locator(".legend"), page.locator("#graph").bounding_box()
    expect(legend).to_be_in_viewport()
    assert drawing is not None
    frame = tab.locator("iframe").bounding_box()
    assert frame is not None
    assert drawing["y"] + drawing["height"] <= frame["y"] + frame["height"]


def test_a_page_opened_in_a_hidden_frame_is_drawn_when_the_frame_is_shown(reader: Reader) -> None:
    framed = DrawnNetwork(small_network())._repr_html_()
    tab = reader.open(f'<!DOCTYPE html><div id="tab" style="display: none">{framed}</div>')
    page = tab.frames[1]
    page.locator("canvas").wait_for(state="attached")
    tab.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    tab.evaluate("() => { document.getElementById('tab').style.display = ''; }")
    page.locator("canvas").wait_for()
    assert colours(small_network()) == grounds(page, small_network())


def test_the_way_to_the_tables_stays_within_the_page_of_a_notebook(reader: Reader) -> None:
    tab = reader.open(f"<!DOCTYPE html>{DrawnNetwork(small_network())._repr_html_()}")
    page = tab.frames[1]
    page.get_by_role("link", name="all links as tables").click()
    expect(page.get_by_role("heading", name="All links")).to_be_in_viewport()
    assert "about:srcdoc" == page.url


def test_the_page_of_a_notebook_cannot_reach_the_notebook() -> None:
    (allowed,) = re.findall(r'sandbox="([^"]*)"', DrawnNetwork(small_network())._repr_html_())
    assert "allow-scripts" == allowed
