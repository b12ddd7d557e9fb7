"""A report tells what the graph holds, no number besides, and the same in every form."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import docx
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from pyoxigraph import Literal, NamedNode, Quad
from pypdf import PdfReader

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.results.result import Result
from assbkg.building import build
from assbkg.cli import app
from assbkg.document.docx import write_docx
from assbkg.document.html import inlined
from assbkg.document.pdf import write_pdf
from assbkg.errors import BuildError, ReportError, UnknownName
from assbkg.graph.release import open_release
from assbkg.pages.report import folder as folders
from assbkg.pages.report.contents import contents
from assbkg.pages.report.figures import drawn
from assbkg.pages.report.folder import numbers_table, write_report, written
from assbkg.pages.report.html import write_page
from assbkg.pages.report.layout import as_document
from assbkg.pages.report.model import Column, Figure, Report, Table
from assbkg.pages.report.scope import find_scope
from assbkg.pages.report.sentences import TEMPLATES, say
from assbkg.pages.report.versions import command
from assbkg.places import shipped
from assbkg.vocabulary import expand

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    b'width="40pt" height="20pt" viewBox="0 0 40 20"><metadata>made</metadata><defs>'
    b'<style type="text/css">*{fill: red}</style><path id="m" d="M0 0"/></defs>'
    b'<g id="axes" clip-path="url(#m)"><use xlink:href="#m" style="fill: #ffffff; stroke: none"/>'
    b"<text style=\"font: bold 7px 'DejaVu Sans'; text-anchor: middle\">drawn</text></g></svg>"
)
AXE: Final = Path(__file__).parent / "vendored" / "axe.min.js"
#: One white point.
PNG: Final = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="
)
FIGURES: Final[Mapping[str, Figure | str]] = {
    "network": Figure("network", "What is drawn.", "A drawing.", SVG, b"%PDF-", PNG),
    "matrix": "there is nothing to draw",
}
HOSTILE: Final = (
    '=HYPERLINK("https://e.org","x") </script><script>alert(1)</script> <b>& #panic("x") '
    r"$x^2$ \input{y} @ref *z* _u_ `w` ~q~ a|b [l](m) 100 %"
)
HEBREW: Final = "\u05e1\u05d9\u05dc\u05d9\u05e7\u05d5\u05df"
SYSTEM: Final = "kg:sinps-mxenes"
NUMBER: Final = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")


def graph_with(label: str) -> KnowledgeGraph:
    """The shipped graph, in which one system is called otherwise."""
    graph = KnowledgeGraph(open_release(shipped("graphs") / "release"), shipped("queries"))
    store, thing = graph.release.store, NamedNode(expand(SYSTEM))
    for quad in list(store.quads_for_pattern(thing, NamedNode(expand("rdfs:label")), None, None)):
        store.remove(quad)
        store.add(
            Quad(quad.subject, quad.predicate, Literal(label, language="en"), quad.graph_name)
        )
    return graph


def report_on(graph: KnowledgeGraph, **about: str) -> Report:
    return contents(graph, find_scope(graph, **about), FIGURES)


@pytest.fixture(scope="module")
def whole(graph: KnowledgeGraph) -> Report:
    return report_on(graph)


@pytest.fixture(scope="module")
def pages(whole: Report) -> list[str]:
    """The text of each page of the PDF."""
    return pages_of(whole)


@pytest.fixture(scope="module")
def hostile() -> Report:
    return report_on(graph_with(HOSTILE), system=SYSTEM)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are written with stand-ins for figures and PDF, which have tests of their own."""
    monkeypatch.setattr(folders, "drawn", lambda *_, **__: FIGURES)
    monkeypatch.setattr(folders, "write_pdf", lambda _: b"%PDF-")


def table(report: Report, one: str) -> Table:
    return next(table for table in report.tables if table.id == one)


def column(report: Report, one: str, name: str) -> set[str]:
    return set(table(report, one).cells(name))


def text_of(report: Report) -> str:
    runs = (run for sentence in report.sentences for run in (*sentence.runs, None))
    return "".join(" " if run is None else report.words_of(run) for run in runs)


def squeezed(text: str) -> str:
    """Text without what breaks lines in a PDF."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def pages_of(report: Report) -> list[str]:
    pages = PdfReader(io.BytesIO(write_pdf(as_document(report)))).pages
    return [page.extract_text().replace("\u200b", "") for page in pages]


def pdf_text(report: Report) -> str:
    return "\n".join(pages_of(report))


# --- the page ---------------------------------------------------------------------------------


class Page(HTMLParser):
    """What an HTML page holds: its words without drawings and styles, tags, ids and links."""

    VOID: Final = frozenset({"meta"})

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"svg", "style"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in tags]


@pytest.fixture(scope="module")
def page(whole: Report) -> Page:
    return Page(write_page(as_document(whole)))


def test_the_page_is_well_formed(page: Page) -> None:
    assert ([], []) == (page.unbalanced, page.open)


def test_ids_are_there_once_and_every_link_leads_to_one(page: Page) -> None:
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert [] == [one for one, count in ids.items() if count > 1]
    targets = {href.removeprefix("#") for a in page.all("a", "use") if (href := a["href"])}
    assert set() == targets - set(ids)


def test_the_page_has_no_address_outside_and_runs_nothing(whole: Report, page: Page) -> None:
    told = {a["content"] for a in page.all("meta") if "http-equiv" in a}
    [policy] = told
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert [] == page.all("script", "link", "img", "iframe", "object", "embed", "form", "base")
    assert b"http" not in re.sub(rb'http-equiv|xmlns="[^"]*"', b"", write_page(as_document(whole)))


def test_the_policy_lets_in_the_style_of_the_page_and_no_other(whole: Report, page: Page) -> None:
    [style] = re.findall(
        r"<style>(.*?)</style>", write_page(as_document(whole)).decode(), re.DOTALL
    )
    digest = hashlib.sha256(style.encode()).digest()
    [policy] = {a["content"] for a in page.all("meta") if "http-equiv" in a}
    assert base64.b64encode(digest).decode() in str(policy)
    assert [] == [tag for tag, attributes in page.tags if "style" in attributes]


def test_tables_have_captions_and_heads_for_who_hears_them(whole: Report, page: Page) -> None:
    tags = Counter(tag for tag, _ in page.tags)
    assert len(whole.tables) == tags["table"] == tags["caption"] == tags["thead"]
    assert {"col", "row", "rowgroup"} == {attributes["scope"] for attributes in page.all("th")}


def test_the_page_has_landmarks_and_a_language(page: Page) -> None:
    tags = Counter(tag for tag, _ in page.tags)
    assert [1, 1, 1, 1, 1] == [tags[tag] for tag in ("h1", "header", "nav", "main", "footer")]
    assert [{"lang": "en"}] == page.all("html")


def test_a_figure_in_a_page_keeps_its_ids_apart_and_has_no_styles() -> None:
    drawn_twice = [ET.tostring(inlined(SVG, f"{one}-", "words")).decode() for one in "ab"]
    assert "style" not in drawn_twice[0]
    assert (
        '<g clip-path="url(#a-m)"><use href="#a-m" fill="#ffffff" stroke="none"' in drawn_twice[0]
    )
    assert '<path id="a-m"' in drawn_twice[0]
    assert 'font-weight="bold" font-size="7px" font-family="\'DejaVu Sans\'"' in drawn_twice[0]
    assert drawn_twice[1] == re.sub(r'(["#])a-', r"\1b-", drawn_twice[0])


def test_a_browser_finds_no_fault_with_the_page_in_light_and_dark(
    browser: Browser, whole: Report, tmp_path: Path
) -> None:
    (tmp_path / "report.html").write_bytes(write_page(as_document(whole)))
    faults: list[object] = []
    tab = browser.new_page(viewport={"width": 360, "height": 800})
    tab.on("console", lambda said: faults.append(said.text))
    tab.goto((tmp_path / "report.html").as_uri())
    assert 360 == tab.evaluate("document.documentElement.scrollWidth")
    assert [] == faults
    # The policy keeps out axe, too.
    policy = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
    (tmp_path / "open.html").write_bytes(policy.sub(b"", write_page(as_document(whole))))
    tab.goto((tmp_path / "open.html").as_uri())
    tab.add_script_tag(path=AXE)
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        faults += tab.evaluate("axe.run().then(found => found.violations)")
    assert [] == faults


# --- numbers ----------------------------------------------------------------------------------


def declared(report: Report) -> set[str]:
    """All numbers that a report may hold: of its cells, counts, names of parts, and works."""
    cells = (cell for one in report.tables for row in one.rows for cell in row)
    counts = (f"{n.value:,}" for sentence in report.sentences for n in sentence.numbers)
    works = (
        f"{work.number} {work.text}"
        for section in report.sections
        for block in section.blocks
        if hasattr(block, "works")
        for work in block.works
    )
    facts = (value for _, value in report.facts)
    there = " ".join((*cells, *counts, *works, *facts, *report.names.values(), report.version))
    return set(NUMBER.findall(there.replace("\N{NO-BREAK SPACE}", " ")))


def test_no_template_caption_or_note_holds_a_number(whole: Report) -> None:
    texts = [*TEMPLATES.values()]
    texts += [text for one in whole.tables for text in (one.caption, one.note, one.origin)]
    texts += [text for one in whole.tables for column in one.columns for text in [column.heading]]
    assert [] == [text for text in texts if re.search(r"\d", text.replace("SHA-256", ""))]


def test_every_number_of_the_page_is_declared(whole: Report, page: Page) -> None:
    assert set() == set(NUMBER.findall(page.text)) - declared(whole) - {"256"}


def test_every_number_of_the_pdf_is_declared_or_that_of_a_page(
    whole: Report, pages: list[str]
) -> None:
    # Hashes are broken over lines there, and so are left out here.
    last = next(n for n, page in enumerate(pages) if whole.sections[-1].title in page and n)
    text = re.sub(r"[0-9a-f]{24,}\s*[0-9a-f]*", " ", "\n".join(pages[:last]))
    numbers = {str(number) for number in range(1, len(pages) + 1)}
    assert set() == set(NUMBER.findall(text)) - declared(whole) - numbers - {"256"}


def test_every_number_in_a_sentence_can_be_counted_in_the_files(whole: Report) -> None:
    files = {name: data for one in whole.tables for name, data in written(one)}
    for sentence in whole.sentences:
        for number in sentence.numbers:
            rows = list(csv.DictReader(io.StringIO(files[f"{number.table}.csv"].decode())))
            rows = [
                row
                for row in rows
                if all(row[k] == v or (v == "*" and row[k]) for k, v in number.where)
            ]
            entries = {e for r in rows for e in r.get(number.column, "").split("; ") if e}
            assert number.value == (len(entries) if number.column else len(rows)), sentence


def test_the_numbers_of_a_sentence_stand_in_it(whole: Report) -> None:
    for sentence in whole.sentences:
        told = "".join(run.text for run in sentence.runs if not run.target)
        shown = [n for n in sentence.numbers if n.value]
        assert [str(n.value) for n in shown] == re.findall(r"\d+", told), told


def test_a_file_says_what_every_number_counts(whole: Report) -> None:
    counted = numbers_table(whole)
    assert sum(len(sentence.numbers) for sentence in whole.sentences) == len(counted.rows)
    assert ("Effects are", "22", "effects", "distinct goal", "effect is addresses") in {
        (" ".join(row[0].split()[:2]), *row[1:]) for row in counted.rows
    }


def test_every_number_in_a_table_comes_out_of_a_query(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    ask = KnowledgeGraph.query

    def listening(self: KnowledgeGraph, name: str, /, **parameters: object) -> Result:
        result = ask(self, name, **parameters)
        said.extend(cell for row in result.texts() for cell in row)
        return result

    monkeypatch.setattr(KnowledgeGraph, "query", listening)
    report = report_on(graph, component="negative electrode")
    for modality in ("measured", "stated", "hedged", "expected"):
        graph.query("claims-by-modality", modality=modality)
    graph.query("references")
    graph.query("figures-with-conditions")
    told = set(NUMBER.findall(" ".join(said)))
    # The manifest gives the hashes; counts of rows are held against the files elsewhere.
    ours = {"release", "sources", "left-out", "grades"}
    for one in report.tables:
        if one.id not in ours:
            for columns, row in ((one.columns, row) for row in one.rows):
                for place, cell in zip(columns, row, strict=True):
                    if place.name != "works":
                        assert set() == set(NUMBER.findall(cell)) - told, (one.id, cell)


# --- content ----------------------------------------------------------------------------------


def test_what_mitigates_a_bottleneck_by_the_query_is_in_the_report(graph: KnowledgeGraph) -> None:
    report = report_on(graph, bottleneck="volume expansion")
    found = {row[:2] for row in table(report, "effects").rows}
    asked = graph.query("strategies-for-bottleneck", bottleneck="volume expansion").texts()
    assert {(row[0], row[1]) for row in asked} <= found
    assert {"volume expansion"} == column(report, "effects", "goal")


def test_every_condition_left_out_is_called_not_reported(
    graph: KnowledgeGraph, whole: Report
) -> None:
    cells = Counter(cell for row in table(whole, "comparison").rows for cell in row)
    left_out = {row[:4] for row in graph.query("conditions-left-out").values()}
    known = {row[-1] for row in graph.query("figures-with-conditions").values()}
    assert len([one for one in left_out if one[0] in known]) == cells["not reported"]


def test_figures_stand_as_written_beside_one_unit(whole: Report) -> None:
    rows = {row[:4] for row in table(whole, "comparison").rows}
    assert ("sulfide solid-state electrolyte", "ionic conductivity") == next(
        row[:2] for row in rows if row[2:] == ("10⁻² S/cm", "above 0.01 S/cm")
    )
    assert ("silicon", "relative volume change", "300 %-400 %", "300 to 400 %") in rows


def test_expected_reported_and_measured_benefits_are_told_apart(
    graph: KnowledgeGraph, whole: Report
) -> None:
    benefits = table(whole, "benefits")
    unbacked = {row[:2] for row in benefits.rows if row[2] and row[4] == "no"}
    assert {row[:2] for row in graph.query("expected-not-measured").texts()} == unbacked


def test_the_voices_of_source_and_curator_stand_in_columns_of_their_own(whole: Report) -> None:
    headings = [column.heading for column in table(whole, "contested").columns]
    assert ["Stated in", "What the source says, in our words"] == headings[:2]
    assert ["Curator", "Curator's assessment"] == headings[2:]
    assert {"contested", "anomalous"} == column(whole, "contested", "status")


def test_all_that_is_objected_to_is_in_the_whole_report(
    graph: KnowledgeGraph, whole: Report
) -> None:
    assert len(graph.query("contested-and-anomalous")) == len(table(whole, "contested").rows)
    assert len(graph.query("contradictions")) == len(table(whole, "contradictions").rows)


def test_gaps_of_the_advice_are_gaps_of_the_report(graph: KnowledgeGraph) -> None:
    report = report_on(graph, component="positive electrode")
    advice = graph.advise(component="positive electrode")
    assert [gap.name for gap in advice.gaps] == list(table(report, "suggestions").cells("missing"))


def test_references_are_numbered_as_the_source_does(graph: KnowledgeGraph, whole: Report) -> None:
    assert {row[0] for row in graph.query("references").texts()} == set(whole.cited)


def test_a_narrow_report_lists_the_works_that_it_cites_alone(graph: KnowledgeGraph) -> None:
    report = report_on(graph, system="Si/TiC")
    tables = ("effects", "comparison")
    cells = (cell for one in tables for cell in column(report, one, "references"))
    assert {number for cell in cells for number in cell.split(", ") if number} <= set(report.cited)
    assert {"14"} <= set(report.cited) < {str(number) for number in range(1, 17)}


def test_a_figure_that_can_t_be_drawn_is_told_of(whole: Report) -> None:
    assert "A figure of matrix is left out here: there is nothing to draw." in text_of(whole)
    assert ["network"] == [figure.id for figure in whole.figures]


def test_method_and_limits_are_told(whole: Report) -> None:
    text = text_of(whole)
    assert "Two annotators, both instances of one language model" in text
    assert "a review and no original study" in text
    assert "docs/curation.md" in text


def test_parts_are_called_by_their_place(whole: Report) -> None:
    assert "Section 1" == whole.names["section-summary"]
    assert "Table 1" == whole.names["table-strategies"]
    assert "Figure 1" == whole.names["figure-network"]


# --- scopes -----------------------------------------------------------------------------------


def test_a_component_narrows_to_systems_that_serve_as_it(graph: KnowledgeGraph) -> None:
    report = report_on(graph, component="negative electrode")
    serving = {row[0] for row in graph.query("systems-for-component").texts()}
    assert {"Si/TiC", "SiNPs@MXenes"} <= column(report, "effects", "system") <= serving
    assert "commercial graphite" in column(report, "comparison", "of")
    assert "hydrofluoric acid" not in column(report, "comparison", "of")


def test_a_region_takes_all_systems_with_what_they_do_for_it(graph: KnowledgeGraph) -> None:
    report = report_on(graph, component="electrode–electrolyte interface")
    assert "No system serves as a region of a cell" in text_of(report)


def test_a_system_narrows_to_itself(graph: KnowledgeGraph) -> None:
    report = report_on(graph, system="Si/TiC")
    assert {"Si/TiC"} == column(report, "effects", "system") == column(report, "benefits", "system")
    assert "Nano-design in Si/TiC" == report.title


def test_samples_and_constituents_of_a_system_are_compared_too(graph: KnowledgeGraph) -> None:
    of = column(report_on(graph, system="RGO-CNT"), "comparison", "of")
    assert {"RGO–CNT, sample GC-1", "carbon nanotubes", "reduced graphene oxide"} <= of


def test_a_system_of_which_nothing_odd_is_told_says_so(graph: KnowledgeGraph) -> None:
    report = report_on(graph, system="SiNPs@MXenes")
    assert "Curators object to no statement here." in text_of(report)
    assert "contested" not in {one.id for one in report.tables}


@pytest.mark.parametrize(
    ("about", "near"),
    [
        ({"bottleneck": "electrolyte leakage"}, "it has of thermal runaway, which is caused by"),
        ({"component": "binder"}, "it has of conductive additive, which is a component, too"),
        ({"system": "composite nanomaterials for positive electrodes"}, "it has of "),
    ],
)
def test_an_empty_scope_names_what_is_near(
    graph: KnowledgeGraph, tmp_path: Path, about: dict[str, str], near: str
) -> None:
    with pytest.raises(ReportError, match="the graph has no record of strategies") as caught:
        write_report(graph, tmp_path / "report", **about)  # type: ignore[arg-type]
    assert near in str(caught.value)
    assert [] == list(tmp_path.iterdir())


def test_a_graph_with_nothing_to_tell_names_nothing_else(graphs: Path, tmp_path: Path) -> None:
    build(shipped("ontology"), graphs, tmp_path / "release")
    with pytest.raises(ReportError, match=r"no record of strategies in any system$"):
        find_scope(assbkg.open(tmp_path / "release"))


@pytest.mark.parametrize(
    ("about", "meant"),
    [
        ({"bottleneck": "volume expanson"}, "volume expansion"),
        ({"component": "negative electrod"}, "negative electrode"),
        ({"system": "SiNPs@MXeness"}, "SiNPs@MXenes"),
    ],
)
def test_an_unknown_name_names_the_nearest(
    graph: KnowledgeGraph, about: dict[str, str], meant: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        find_scope(graph, **about)
    assert meant in str(caught.value)


def test_a_report_is_about_one_thing(graph: KnowledgeGraph) -> None:
    with pytest.raises(ReportError, match="one component, one bottleneck or one system"):
        find_scope(graph, component="binder", system="Si/TiC")


# --- sentences --------------------------------------------------------------------------------


def test_a_count_takes_its_noun() -> None:
    rows = Table("t", "", (Column("a", "A"), Column("b", "B")), (("x; y", ""), ("x", "1")), "")
    assert (2, 1, 1) == tuple(
        number.value for number in (rows.count("a"), rows.count(b="*"), rows.count(b=""))
    )
    one = say("works-table", works=rows.count(b="1"), table="Table")
    none = say("works-table", works=rows.count(b="2"), table="Table")
    assert "Curators object to 1 cited work because of the title (Table)." == one.runs[0].text
    assert "Curators object to no cited works because of the title (Table)." == none.runs[0].text


def test_counts_in_a_row_name_what_they_count() -> None:
    rows = Table("t", "", (Column("a", "A"),), (("x",), ("y",), ("y",)), "")
    counts = ((rows.count(a="x"), "bottleneck"), (rows.count(a="y"), "bottleneck"))
    told = say("summary-goals-alone", goals=counts)
    assert "Effects are reported on 1 bottleneck and 2 bottlenecks, without" in told.runs[0].text
    quoted = say("figures-status", counts=counts)
    assert "Of these, curators call 1 “bottleneck” and 2 “bottleneck”." == quoted.runs[0].text
    assert [1, 2] == [number.value for number in quoted.numbers]


def test_words_from_right_to_left_turn_nothing_around_them() -> None:
    told = say("strategies-open", names=[HEBREW, "Si/TiC"])
    assert f"Left out are \u2068{HEBREW}\u2069 and Si/TiC: which component" in told.runs[0].text


# --- hostile labels ---------------------------------------------------------------------------


def test_hostile_labels_are_words_in_the_page(hostile: Report) -> None:
    page = Page(write_page(as_document(hostile)))
    assert [] == page.all("script", "b")
    assert f"Nano-design in {HOSTILE}" in page.text


def test_hostile_labels_are_words_in_the_pdf(hostile: Report) -> None:
    assert squeezed(f"Nano-design in {HOSTILE}") in squeezed(pdf_text(hostile))


def test_hostile_labels_are_words_in_the_docx(hostile: Report) -> None:
    document = docx.Document(io.BytesIO(write_docx(as_document(hostile))))
    assert f"Nano-design in {HOSTILE}" == document.paragraphs[0].text


def test_hostile_labels_are_no_formula_in_a_spreadsheet(hostile: Report) -> None:
    [data] = [data for name, data in written(table(hostile, "effects")) if name.endswith(".csv")]
    systems = {row["system"] for row in csv.DictReader(io.StringIO(data.decode()))}
    assert {f"'{HOSTILE}"} == systems


def test_numbers_stay_numbers_in_a_spreadsheet() -> None:
    cells = ("-5", "+1.5", "-2+3", "@x", "=1", "Si")
    rows = tuple((cell,) for cell in cells)
    one = Table("t", "", (Column("a", "A"),), rows, "")
    data = dict(written(one))["t.csv"].decode()
    assert ["a", "-5", "+1.5", "'-2+3", "'@x", "'=1", "Si"] == data.split()


def test_hostile_labels_are_words_in_latex(hostile: Report) -> None:
    [data] = [data for name, data in written(table(hostile, "effects")) if name.endswith(".tex")]
    told = data.decode()
    rows = [line for line in told.splitlines() if line.endswith(r"\\")]
    width = len(table(hostile, "effects").columns)
    assert {width - 1} == {len(re.findall(r"(?<!\\)&", row)) for row in rows}
    plain = re.sub(r"\\text\w+\{[^{}]*\}|\\[{}$&#%_]", "", told)
    commands = {r"\begin", r"\end", r"\toprule", r"\midrule", r"\bottomrule"}
    assert commands == set(re.findall(r"\\[a-z]+", plain))
    assert plain.count("{") == plain.count("}")
    assert "$x" not in plain


def test_hostile_labels_are_words_in_markdown(hostile: Report) -> None:
    [data] = [data for name, data in written(table(hostile, "effects")) if name.endswith(".md")]
    tokens = MarkdownIt("commonmark").enable("table").parse(data.decode())
    cells = [token.children or [] for token in tokens if token.type == "inline"]
    width = len(table(hostile, "effects").columns)
    assert [HOSTILE] == [one.content for one in cells[width]]


def test_a_label_of_300_characters_in_one_word_fits_on_the_page() -> None:
    label = "Si" * 150
    pages = PdfReader(
        io.BytesIO(write_pdf(as_document(report_on(graph_with(label), system=SYSTEM))))
    ).pages
    right: list[float] = []
    texts = [
        page.extract_text(visitor_text=lambda *told: right.append(told[2][4])) for page in pages
    ]
    assert label in squeezed("".join(texts))
    assert max(right) < float(pages[0].mediabox.width)


def test_labels_from_right_to_left_are_marked_in_the_page() -> None:
    report = report_on(graph_with(HEBREW), system=SYSTEM)
    heads = [
        a for a in Page(write_page(as_document(report))).all("th") if a.get("scope") == "rowgroup"
    ]
    assert {"auto"} == {a.get("dir") for a in heads}
    assert Counter(HEBREW) <= Counter(unicodedata.normalize("NFKC", pdf_text(report)))


def test_a_docx_shows_control_characters_by_their_code() -> None:
    report = report_on(graph_with("Si\x0b@\x07MXene"), system=SYSTEM)
    document = docx.Document(io.BytesIO(write_docx(as_document(report))))
    assert "Nano-design in Si @[U+0007]MXene" == document.paragraphs[0].text


# --- other forms ------------------------------------------------------------------------------


def test_the_pdf_has_sections_contents_tables_captions_and_page_numbers(
    whole: Report, pages: list[str]
) -> None:
    text = squeezed("".join(pages))
    titles = [squeezed(section.title) for section in whole.sections]
    assert [t for t in titles if text.count(t) < 2] == []  # in the contents and above
    captions = [f"{whole.names[f'table-{t.id}']}. {t.caption}" for t in whole.tables]
    assert [c for c in captions if squeezed(c) not in text] == []
    numbers = [f"{number}/{len(pages)}" for number in range(1, len(pages) + 1)]
    assert [n for n, page in zip(numbers, pages, strict=True) if n not in squeezed(page)] == []
    assert [page for page in pages[1:] if whole.version not in page] == []


def test_the_pdf_repeats_the_heads_of_tables_and_keeps_text_as_text(pages: list[str]) -> None:
    assert 1 < len([page for page in pages if "Through" in page and "Stated in" in page])
    assert [True] == [True for page in pages if "drawn" in page]


def test_the_pdf_is_tagged_and_links_to_its_works(whole: Report) -> None:
    reader = PdfReader(io.BytesIO(write_pdf(as_document(whole))))
    assert True is reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value  # type: ignore[index]
    assert "en" == reader.trailer["/Root"]["/Lang"]  # type: ignore[index]
    assert whole.title == reader.metadata.title  # type: ignore[union-attr]
    cells = [
        c
        for t in whole.tables
        if "references" in {x.name for x in t.columns}
        for c in t.cells("references")
        if c
    ]
    links = [a for page in reader.pages for a in page.get("/Annots", [])]
    assert len(links) > len(cells) + len(whole.sections)


def test_the_docx_has_the_same_sections_tables_and_figures(whole: Report) -> None:
    document = docx.Document(io.BytesIO(write_docx(as_document(whole))))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert [f"{n} {s.title}" for n, s in enumerate(whole.sections, 1)] == headings
    assert len(whole.tables) == len(document.tables)
    assert len(whole.figures) == len(document.inline_shapes)
    heads = [cell.text for cell in document.tables[0].rows[0].cells]
    assert [column.heading for column in whole.tables[0].columns] == heads


def test_the_docx_says_in_every_row_what_stands_over_several(whole: Report) -> None:
    document = docx.Document(io.BytesIO(write_docx(as_document(whole))))
    effects = document.tables[1]
    strategies = {row.cells[0].text for row in effects.rows[1:]}
    assert "" not in strategies
    assert column(whole, "effects", "strategy") <= strategies


# --- the folder -------------------------------------------------------------------------------


def tree(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_folder_holds_all_forms_and_their_hashes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    report = write_report(graph, tmp_path / "made" / "report", system="Si/TiC", docx=True)
    files = tree(tmp_path / "made" / "report")
    manifest = json.loads(files.pop("manifest.json"))
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert manifest["outputs"] == hashes
    tables = {
        f"tables/{one}.{end}"
        for one in ("numbers", *(t.id for t in report.tables))
        for end in ("csv", "md", "tex")
    }
    forms = {"report.html", "report.pdf", "report.docx"}
    assert tables | forms | {"figures/network.svg", "figures/network.pdf"} == set(files)


def test_the_manifest_tells_versions_release_and_command(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    write_report(graph, tmp_path / "report", bottleneck="volume expansion")
    manifest = json.loads((tmp_path / "report" / "manifest.json").read_bytes())
    assert {"assbkg", "matplotlib", "typst"} == set(manifest["tools"])
    assert graph.release.manifest["outputs"] == manifest["release"]
    assert ["nanostructured-frontiers"] == manifest["sources"]
    assert "assbkg report --out report --bottleneck 'volume expansion'" == manifest["command"]
    assert {"bottleneck": "volume expansion"} == manifest["scope"]


def test_the_command_names_another_release_by_its_folder(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    other = tmp_path / "our release"
    shutil.copytree(graph.release.folder, other)
    opened = assbkg.open(other)
    made = command(opened, find_scope(opened, system="Si/TiC"), docx=False)
    assert "assbkg report --out report --system Si/TiC --release 'our release'" == made


def test_an_earlier_report_is_replaced(graph: KnowledgeGraph, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(graph, folder, system="Si/TiC", docx=True)
    write_report(graph, folder, system="MXene electrolyte")
    assert "report.docx" not in tree(folder)
    assert b"MXene electrolyte" in (folder / "report.html").read_bytes()
    assert [folder] == list(tmp_path.iterdir())


def test_a_report_that_fails_leaves_the_old_one(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "report"
    write_report(graph, folder, system="Si/TiC")
    old = tree(folder)

    def fails(_: Report) -> bytes:
        raise ReportError("no PDF today")

    monkeypatch.setattr(folders, "write_pdf", fails)
    with pytest.raises(ReportError, match="no PDF today"):
        write_report(graph, folder, system="MXene electrolyte")
    assert old == tree(folder)
    assert [folder] == list(tmp_path.iterdir())


def _a_file(place: Path) -> Path:
    place.write_text("mine")
    return place


def _in_a_file(place: Path) -> Path:
    place.write_text("mine")
    return place / "report"


def _with_other_files(place: Path) -> Path:
    place.mkdir()
    (place / "notes.txt").write_text("mine")
    return place


def _of_a_release(place: Path) -> Path:
    place.mkdir()
    manifest = shipped("graphs") / "release" / "manifest.json"
    (place / "manifest.json").write_bytes(manifest.read_bytes())
    (place / "assbkg.nq").write_text("")
    return place


@pytest.mark.parametrize(
    ("prepare", "told"),
    [
        (_a_file, "is a file; expected a folder for the report"),
        (_in_a_file, "can't be written"),
        (_with_other_files, "holds other files"),
        (_of_a_release, "manifest.json is not as a report has it"),
    ],
)
def test_nothing_else_is_ever_replaced(
    graph: KnowledgeGraph, tmp_path: Path, prepare: Callable[[Path], Path], told: str
) -> None:
    folder = prepare(tmp_path / "place")
    before = tree(tmp_path)
    with pytest.raises(BuildError, match=told):
        write_report(graph, folder, system="Si/TiC")
    assert before == tree(tmp_path)


def test_notes_among_the_tables_of_a_report_are_not_lost(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    write_report(graph, folder, system="Si/TiC")
    (folder / "tables" / "notes.txt").write_text("mine")
    with pytest.raises(BuildError, match=r"holds tables/notes\.txt, which is no part"):
        write_report(graph, folder, system="Si/TiC")
    assert "mine" == (folder / "tables" / "notes.txt").read_text()


def test_a_docx_says_what_to_install(
    graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ReportError, match=r"pip install python-docx"):
        write_report(graph, tmp_path / "report", docx=True)
    assert [] == list(tmp_path.iterdir())


# --- the command ------------------------------------------------------------------------------


def run(*arguments: str, seed: str, folder: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    words = [sys.executable, "-m", "assbkg", *arguments]
    subprocess.run(words, check=True, env=environment, cwd=folder, capture_output=True)


def test_the_command_in_the_manifest_makes_the_same_bytes_again(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    second.mkdir()
    about = ("--system", "MXene–polymer solid electrolyte", "--docx")
    run("report", "--out", str(first), *about, seed="1", folder=tmp_path)
    again = shlex.split(json.loads((first / "manifest.json").read_bytes())["command"])
    run(*again[1:], seed="2", folder=second)
    assert tree(first) == tree(second / "report")
    assert {"figures/network.svg", "report.pdf", "report.docx"} <= set(tree(first))


def test_two_things_at_once_are_wrong_usage() -> None:
    said = CliRunner().invoke(
        app, ["report", "--out", "x", "--system", "Si/TiC", "--component", "binder"]
    )
    assert (2, True) == (said.exit_code, "give at most one of --component" in said.output)


def test_a_figure_without_anything_to_show_gives_the_reason(graph: KnowledgeGraph) -> None:
    made = drawn(graph, find_scope(graph, system="MXene–polymer solid electrolyte"), png=False)
    assert "no capacity is given of these systems" == made["capacities"]
    assert isinstance(made["network"], Figure)
