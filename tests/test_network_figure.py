"""The figure of the network: what it shows, that it fits, and that nothing in it is hidden."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

import assbkg
from assbkg.cli import app
from assbkg.drawing.exchange import write_exchange
from assbkg.drawing.network import compose, draw_network, write_network
from assbkg.drawing.palette import COLOURS, CONTESTED
from assbkg.drawing.sheet import SIZES
from assbkg.drawing.web.designs import Choice, Designs, read_designs
from assbkg.drawing.web.model import (
    Evidence,
    Link,
    Network,
    Node,
    Outcomes,
    Rows,
)
from assbkg.drawing.web.projection import project
from assbkg.errors import DrawingError, UnknownName
from assbkg.reasoning.grades import GRADES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

SVG: Final = "{http://www.w3.org/2000/svg}"
ENDINGS: Final = (".svg", ".pdf", ".png")
EXCHANGES: Final = (".graphml", ".gexf", ".cyjs", ".dot")
FAMILIES: Final = ("volume buffering", "ion channel", "interface coating", "", "size effect")
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


def large_network(strategies: int = 60) -> Network:
    """Long labels, 40 mechanisms in five families, 15 benefits, and five links a strategy."""
    dice = random.Random(7)
    words = ["ion", "channel", "of", "hierarchically", "structured", "sulfide–silicon", "nanowire"]

    def label(number: int) -> str:
        return " ".join(dice.choices(words, k=dice.randint(1, 6))) + f" {number}"

    def link(source: str, target: str) -> Link:
        told = [Evidence(f"{source} {target} {n}", "stated", "§1", "", ()) for n in range(6)]
        claims = tuple(told[: dice.randint(0, 6)])
        return Link(source, target, len(claims), 1, dice.choice(GRADES[1:]), claims)

    left = [Node(f"urn:s{n:02}", label(n), "strategy") for n in range(strategies)]
    middle = [Node(f"urn:m{n:02}", label(n), "mechanism", FAMILIES[n % 5]) for n in range(40)]
    right = [Node(f"urn:b{n:02}", label(n), "benefit") for n in range(15)]
    pairs = {(a.id, b.id) for a in left for b in dice.sample(middle, 3)}
    pairs |= {(a.id, b.id) for a in middle for b in dice.sample(right, 3)}
    links = tuple(link(*ends) for ends in sorted(pairs))
    return Network((*left, *middle, *right), links)


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


def drawn(network: Network, folder: Path) -> ET.Element:
    path = folder / "network.svg"
    write_network(network, path)
    return ET.parse(path).getroot()


def words(root: ET.Element) -> list[str]:
    return ["".join(text.itertext()).strip() for text in root.iter(f"{SVG}text")]


def link_styles(root: ET.Element) -> dict[str, str]:
    """The style of each link by the local names of its ends."""
    found = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("id", "").startswith("link."):
            path = group.find(f"{SVG}path")
            assert path is not None
            found[group.get("id", "").removeprefix("link.")] = path.get("style", "")
    return found


def stroke_width(style: str) -> float:
    found = re.search(r"stroke-width: ([\d.]+)", style)
    return float(found[1]) if found else 1.0


def test_a_link_is_dashed_if_and_only_if_it_is_inferred(tmp_path: Path) -> None:
    styles = link_styles(drawn(small_network(), tmp_path))
    dashed = {name for name, style in styles.items() if "stroke-dasharray" in style}
    assert dashed == {"urn_m_buffering.urn_b_density", "urn_s_void.urn_m_support"}
    assert len(styles) == 5


def test_a_link_with_more_claims_is_wider(tmp_path: Path) -> None:
    styles = link_styles(drawn(small_network(), tmp_path))
    one = stroke_width(styles["urn_s_coating.urn_m_barrier"])
    assert stroke_width(styles["urn_s_void.urn_m_buffering"]) == pytest.approx(2 * one)


def test_the_legend_tells_colours_widths_and_dashes(tmp_path: Path) -> None:
    expected = {
        "strategy",
        "mechanism",
        "benefit",
        "1 claim",
        "2 claims",
        "inferred only, no claim",
    }
    assert expected <= set(words(drawn(small_network(), tmp_path)))


def test_the_legend_counts_both_sorts_of_link(tmp_path: Path) -> None:
    assert "3 links with claims, 2 inferred only." in words(drawn(small_network(), tmp_path))


def test_labels_are_text_in_the_svg(tmp_path: Path) -> None:
    network = small_network()
    found = words(drawn(network, tmp_path))
    assert {node.label for node in network.nodes} <= set(found)


def test_markup_and_formulas_in_a_label_are_shown_as_they_are(tmp_path: Path) -> None:
    shown = "".join(words(drawn(hostile_network(), tmp_path))).replace(" ", "")
    assert f"benefit{HOSTILE}".replace(" ", "") in shown


# ── Contested, weak and inferred links ────────────────────────────────────────


def with_link(**changes: object) -> Network:
    """The small network, its link from coating to barrier changed."""
    network = small_network()
    links = [*network.links]
    links[2] = replace(links[2], **changes)  # type: ignore[arg-type]
    return replace(network, links=tuple(links))


def style_of_the_changed_link(folder: Path, **changes: object) -> str:
    return link_styles(drawn(with_link(**changes), folder))["urn_s_coating.urn_m_barrier"]


def test_a_contested_link_is_dotted_and_in_a_colour_of_its_own(tmp_path: Path) -> None:
    style = style_of_the_changed_link(tmp_path, contested=True)
    assert f"stroke: {CONTESTED.lower()}" in style
    assert "stroke-dasharray" in style


def test_the_legend_tells_of_contested_links_where_there_are_some(tmp_path: Path) -> None:
    assert "contested" in words(drawn(with_link(contested=True), tmp_path))
    assert "contested" not in words(drawn(small_network(), tmp_path))


@pytest.mark.parametrize(("grade", "pale"), [("stated", False), ("hedged", True)])
def test_a_link_that_is_only_hedged_or_expected_is_pale(
    tmp_path: Path, grade: str, pale: bool
) -> None:
    style = style_of_the_changed_link(tmp_path, grade=grade)
    assert pale is (f"stroke: {COLOURS['strategy'].lower()}" not in style)


# ── Nothing is hidden or cut off ──────────────────────────────────────────────


def faults(figure: Figure) -> list[str]:
    """What overlaps, sticks out or is cut off, at the resolution that pictures are saved with."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(300)
    canvas: Any = FigureCanvasAgg(figure)
    renderer, axes = canvas.get_renderer(), figure.axes[0]
    texts = [(text, text.get_window_extent(renderer)) for text in axes.texts]
    boxes = {gid: patch.get_window_extent(renderer) for gid, patch in patches(axes, "node.")}
    named = [(f"{text.get_text()!r}", box) for text, box in texts]
    found = [*_overlapping(named), *_overlapping([*boxes.items()]), *_astray(axes, boxes)]
    for text, box in texts:
        outer = boxes.get(str(text.get_gid()).rpartition(".line")[0], figure.bbox)
        if not (outer.x0 <= box.x0 and box.x1 <= outer.x1):
            found.append(f"{text.get_text()!r} is too wide")
        if not (outer.y0 <= box.y0 and box.y1 <= outer.y1):
            found.append(f"{text.get_text()!r} is too high")
        if float(text.get_fontsize()) < 6:
            found.append(f"{text.get_text()!r} is too small to print")
    return found


def _overlapping(boxes: list[tuple[str, Bbox]]) -> Iterator[str]:
    for (one, box), (other, its_box) in combinations(boxes, 2):
        if box.overlaps(its_box):
            yield f"{one} overlaps {other}"


def _astray(axes: Axes, boxes: dict[str, Bbox]) -> Iterator[str]:
    """The links that don't run within the gap between two columns, and so through boxes."""
    edges = sorted({round(edge) for box in boxes.values() for edge in (box.x0, box.x1)})
    gaps = {*[*pairwise(edges)][1::2]}
    for gid, patch in patches(axes, "link."):
        curve = patch.get_path().transformed(patch.get_transform()).get_extents()
        if (round(curve.x0), round(curve.x1)) not in gaps:
            yield f"{gid} leaves the gap between two columns"


def patches(axes: Axes, kind: str) -> Iterator[tuple[str, Any]]:
    for patch in axes.patches:
        if str(patch.get_gid()).startswith(kind):
            yield str(patch.get_gid()), patch


@cache
def designs() -> Designs:
    return read_designs(assbkg.open(), contested=True)


@pytest.mark.parametrize("toward", get_args(Outcomes))
@pytest.mark.parametrize("by", get_args(Rows))
@pytest.mark.parametrize("width", SIZES)
def test_the_release_fits_every_page_with_nothing_hidden(
    width: str, by: Rows, toward: Outcomes
) -> None:
    size = SIZES[width]
    figure = compose(project(designs(), by, toward), size)
    assert [] == faults(figure)
    assert figure.get_figwidth() * 25.4 == pytest.approx(size.width)
    assert figure.get_figheight() * 25.4 <= size.tallest + 1e-6


@pytest.mark.parametrize("width", SIZES)
def test_a_column_of_nothing_or_of_a_short_label_has_room_for_its_heading(width: str) -> None:
    nodes = Node("urn:s", "s", "strategy"), Node("urn:m", "void buffering", "mechanism")
    network = Network(nodes, (Link("urn:s", "urn:m", 1, 1, "stated", CLAIMS[:1]),))
    assert [] == faults(compose(network, SIZES[width]))


@pytest.mark.parametrize("width", SIZES)
def test_a_large_network_fits_every_page_with_nothing_hidden(width: str) -> None:
    figure = compose(large_network(), SIZES[width])
    assert [] == faults(figure)
    assert figure.get_figheight() * 25.4 <= SIZES[width].tallest + 1e-6


def test_the_whole_of_a_large_network_is_drawn_with_nothing_hidden() -> None:
    network = large_network()
    figure = compose(network, whole=True)
    assert [] == faults(figure)
    shown = "".join(text.get_text() for text in figure.axes[0].texts).replace(" ", "")
    assert [] == [n.label for n in network.nodes if n.label.replace(" ", "") not in shown]
    assert len(network.links) == len([*patches(figure.axes[0], "link.")])
    assert figure.get_figheight() * 25.4 > SIZES["double"].tallest


def test_a_slide_is_filled_by_what_is_little() -> None:
    size = SIZES["slide"]
    figure = compose(small_network(), size)
    assert [] == faults(figure)
    assert figure.get_figheight() * 25.4 == pytest.approx(size.tallest)


# ── What does not fit is put together, and told ───────────────────────────────


def told(figure: Figure) -> str:
    notes = [t.get_text() for t in figure.axes[0].texts if str(t.get_gid()).startswith("note.")]
    return " ".join(notes)


def labels(figure: Figure) -> str:
    texts = [t for t in figure.axes[0].texts if str(t.get_gid()).startswith("node.")]
    return " ".join(text.get_text() for text in texts)


def test_over_both_columns_of_a_page_all_kinds_of_the_release_have_a_box() -> None:
    network = project(read_designs(assbkg.open()))
    figure = compose(network)
    assert len(network.nodes) == len([*patches(figure.axes[0], "node.")])
    assert "put together" not in told(figure)


def test_on_a_slide_mechanisms_are_put_together_by_family() -> None:
    figure = compose(project(read_designs(assbkg.open())), SIZES["slide"])
    assert re.search(r"mechanisms grouped by family: \d+ kinds in \d", told(figure))
    assert "volume buffering (7\N{NO-BREAK SPACE}kinds)" in labels(figure)


def test_what_has_no_family_goes_with_the_least_claimed() -> None:
    figure = compose(large_network(), SIZES["slide"])
    found = re.search(r"strategies grouped: the (\d+) with the fewest claims", told(figure))
    assert found
    assert f"other strategies ({found[1]})" in labels(figure)


def test_links_that_are_left_out_are_counted() -> None:
    network = large_network()
    figure = compose(network, SIZES["single"])
    assert re.search(r"Left out: \d+ links inferred only", told(figure))


def test_a_label_of_300_characters_is_shortened_where_the_page_is_fixed() -> None:
    network = small_network()
    long = replace(network.nodes[0], label="unbroken" * 37 + " end.")
    figure = compose(replace(network, nodes=(long, *network.nodes[1:])), SIZES["slide"])
    assert [] == faults(figure)
    assert "Left out: the ends of 1 label." in told(figure)


def test_the_whole_on_a_slide_is_refused() -> None:
    with pytest.raises(DrawingError, match="choose another width"):
        compose(small_network(), SIZES["slide"], whole=True)


def test_a_figure_taller_than_readers_show_is_refused() -> None:
    with pytest.raises(DrawingError, match=r"1200 nodes make a page .* m tall"):
        compose(tall_network(), whole=True)


def tall_network() -> Network:
    left = [Node(f"urn:s{n:03}", "strategy", "strategy") for n in range(1198)]
    ends = [Node("urn:m", "mechanism", "mechanism"), Node("urn:b", "benefit", "benefit")]
    links = [Link(node.id, "urn:m", 1, 1) for node in left]
    return Network((*left, *ends), tuple(links))


# ── Type and colours ──────────────────────────────────────────────────────────


def test_the_colours_of_the_columns_differ_in_grey() -> None:
    def lightness(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        return float(116 * luminance ** (1 / 3) - 16)

    steps = [
        abs(lightness(a) - lightness(b)) for a, b in combinations(sorted(set(COLOURS.values())), 2)
    ]
    assert min(steps) > 10


def test_a_readers_own_style_does_not_change_the_figure(tmp_path: Path) -> None:
    import matplotlib as mpl

    write_network(small_network(), tmp_path / "plain.svg")
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "lines.linewidth": 9}):
        write_network(small_network(), tmp_path / "styled.svg")
    assert (tmp_path / "plain.svg").read_bytes() == (tmp_path / "styled.svg").read_bytes()


def test_a_pdf_embeds_its_fonts_as_outlines_and_holds_no_date(tmp_path: Path) -> None:
    write_network(small_network(), tmp_path / "network.pdf")
    data = (tmp_path / "network.pdf").read_bytes()
    assert b"/FontFile2" in data
    assert b"/Type3" not in data
    assert b"Date" not in data


def test_a_label_that_the_font_cannot_draw_is_named() -> None:
    network = small_network()
    strange = replace(network.nodes[0], label="纳米 coating")
    with pytest.raises(DrawingError, match=r"'纳米 coating' has '纳' \(U\+7EB3\)"):
        compose(Network((strange, *network.nodes[1:]), network.links))


def test_a_graph_without_links_is_not_drawn() -> None:
    with pytest.raises(DrawingError, match="has no link"):
        compose(Network((), ()))


# ── The same bytes ────────────────────────────────────────────────────────────

_DRAW_ALL: Final = """
import runpy, sys
from pathlib import Path
runpy.run_path(sys.argv[1])["draw_all"](Path(sys.argv[2]))
"""


def draw_all(folder: Path) -> None:
    network = with_link(contested=True)
    for ending in ENDINGS:
        write_network(network, folder / f"network{ending}")
    write_network(large_network(9), folder / "slide.svg", size=SIZES["slide"])
    for ending in EXCHANGES:
        write_exchange(network, folder / f"exchange{ending}")


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same network drawn by two processes with another hash seed and another date."""
    folders = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    path = os.pathsep.join(filter(None, sys.path))
    running = []
    for seed, (folder, date) in enumerate(zip(folders, ("0", "1700000000"), strict=True)):
        given = {"PYTHONHASHSEED": str(seed), "SOURCE_DATE_EPOCH": date, "PYTHONPATH": path}
        command = [sys.executable, "-c", _DRAW_ALL, __file__, str(folder)]
        running.append(subprocess.Popen(command, env=os.environ | given))
    assert [process.wait() for process in running] == [0, 0]
    return folders


def test_the_bytes_depend_on_neither_hash_seed_nor_date(twice: tuple[Path, Path]) -> None:
    first, second = ({path.name: path.read_bytes() for path in f.iterdir()} for f in twice)
    assert len(first) == len(ENDINGS) + 1 + len(EXCHANGES)
    assert [] == [name for name, data in first.items() if data != second[name]]


# ── The command ───────────────────────────────────────────────────────────────


def draw(*options: str) -> Result:
    return CliRunner().invoke(app, ["draw", *options], prog_name="assbkg")


@pytest.mark.parametrize(
    ("ending", "start"),
    [(".svg", b"<?xml"), (".pdf", b"%PDF"), (".png", b"\x89PNG"), (".SVG", b"<?xml")],
)
def test_the_ending_decides_the_form(tmp_path: Path, ending: str, start: bytes) -> None:
    path = tmp_path / f"network{ending}"
    write_network(small_network(), path)
    assert path.read_bytes().startswith(start)


def test_the_command_draws_what_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "network.svg"
    options = ["--by", "system", "--toward", "bottleneck", "--component", "negative electrode"]
    options += ["--min-grade", "stated", "--include", "contested", "--width", "single"]
    result = draw("network", "--out", str(path), *options)
    assert (0, "") == (result.exit_code, result.stdout)
    shown = " ".join(words(ET.parse(path).getroot()))
    assert "Systems (" in shown
    assert "Bottlenecks (" in shown
    assert "Only what serves as negative electrode" in shown


def test_an_unknown_kind_of_figure_is_told_the_nearest() -> None:
    result = draw("netwrok", "--out", "x.svg")
    assert 2 == result.exit_code
    assert "Did you mean 'network'?" in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--whole", "--width", "slide"], "a slide can't grow"),
        (["--by", "systm"], "'systm' is not one of 'strategy', 'system', 'material'"),
    ],
)
def test_wrong_usage_is_told_and_nothing_written(
    tmp_path: Path, options: list[str], said: str
) -> None:
    path = tmp_path / "network.svg"
    result = draw("network", "--out", str(path), *options)
    assert 2 == result.exit_code
    assert said in result.stderr
    assert not path.exists()


def test_an_export_has_no_width(tmp_path: Path) -> None:
    result = draw("network", "--out", str(tmp_path / "network.dot"), "--width", "single")
    assert 2 == result.exit_code
    assert "omit --width and --whole" in result.stderr


def test_an_unknown_component_is_told_the_nearest_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="negative electrode"):
        draw_network(
            assbkg.open(), tmp_path / "network.svg", choice=Choice(component="negativ electrode")
        )
    assert [] == [*tmp_path.iterdir()]


def test_an_unknown_ending_is_told_all_that_there_are(tmp_path: Path) -> None:
    result = draw("network", "--out", str(tmp_path / "network.jpg"))
    assert isinstance(result.exception, DrawingError)
    assert ".svg, .pdf, .png, .graphml, .gexf, .cyjs, .json, .cx2, .dot" in str(result.exception)
