"""The page of the network, taken apart, and as a browser without a network shows it."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import pytest

import assbkg
from assbkg.errors import DrawingError
from assbkg.views.network.designs import read_designs
from assbkg.views.network.projection import Evidence, Link, Network, Node, project
from assbkg.views.pages.page import render_page, write_page

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
    return Page(render_page(small_network()))


@pytest.fixture(scope="module")
def hostile_page() -> Page:
    return Page(render_page(hostile_network()))


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


def test_the_page_follows_the_readers_choice_of_light_or_dark(page: Page) -> None:
    (style,) = page.block("style")
    assert "prefers-color-scheme: dark" in style


def test_the_page_is_written_as_utf_8(tmp_path: Path) -> None:
    write_page(small_network(), tmp_path / "network.html")
    text = (tmp_path / "network.html").read_bytes().decode("utf-8")
    assert "Fe₃S₄@Li₇P₃S₁₁" in text
    assert '<meta charset="utf-8">' in text[:200]


def test_a_graph_without_links_has_no_page() -> None:
    with pytest.raises(DrawingError, match="holds no link"):
        render_page(Network((), ()))


def test_the_page_of_the_release_shows_every_link() -> None:
    released = project(read_designs(assbkg.open()))
    found = Page(render_page(released)).data("network")["links"]
    assert len(found) == len(released.links)


_RENDER: Final = """
import runpy, sys
from assbkg.views.pages.page import write_page
from pathlib import Path
write_page(runpy.run_path(sys.argv[1])["small_network"](), Path(sys.argv[2]))
"""


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    path = os.pathsep.join(filter(None, sys.path))
    paths = [tmp_path / "first.html", tmp_path / "second.html"]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _RENDER, __file__, str(place)],
            env=os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": path},
        )
        for seed, place in enumerate(paths)
    ]
    assert [process.wait() for process in running] == [0, 0]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_failure_leaves_the_old_page_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "network.html"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DrawingError, match="No space left"):
        write_page(small_network(), path)
    assert [path] == list(tmp_path.iterdir())
    assert path.read_text() == "old"
