from __future__ import annotations

import os
import random
import re
import stat
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assbkg
from assbkg.errors import DrawingError
from assbkg.views.figures.network import WIDTH, compose, write_network
from assbkg.views.figures.palette import COLOURS
from assbkg.views.layering.blocks import Block, Columns, count_crossings, members
from assbkg.views.layering.layers import arrange
from assbkg.views.layering.placing import Spacing, place
from assbkg.views.network.designs import read_designs
from assbkg.views.network.projection import (
    Evidence,
    Link,
    Network,
    Node,
    as_digraph,
    project,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

SVG: Final = "{http://www.w3.org/2000/svg}"
ENDINGS: Final = (".svg", ".pdf", ".png")
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
    """Long labels, four families, and each strategy and mechanism with one to three links."""
    dice = random.Random(7)
    words = ["ion", "channel", "of", "hierarchically", "structured", "sulfide–silicon", "nanowire"]

    def label(number: int) -> str:
        return " ".join(dice.choices(words, k=dice.randint(1, 6))) + f" {number}"

    def family() -> str:
        return dice.choice(["volume buffering", "ion channel", "interface coating", "", ""])

    left = [Node(f"urn:s{n:02}", label(n), "strategy") for n in range(strategies)]
    middle = [Node(f"urn:m{n:02}", label(n), "mechanism", family()) for n in range(strategies + 10)]
    right = [Node(f"urn:b{n:02}", label(n), "benefit") for n in range(15)]
    pairs = sorted(
        {(a.id, b.id) for a in left for b in dice.sample(middle, dice.randint(1, 3))}
        | {(a.id, b.id) for a in middle for b in dice.sample(right, dice.randint(1, 2))}
    )
    links = [Link(a, b, dice.randint(0, 6), 1) for a, b in pairs]
    return Network((*sorted([*left, *middle, *right], key=_place),), tuple(links))


def _place(node: Node) -> tuple[int, str]:
    return ["strategy", "mechanism", "benefit"].index(node.column), node.id


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


@pytest.fixture(scope="module")
def released() -> Network:
    return project(read_designs(assbkg.open()))


# ── For other tools ──


def test_networkx_gets_every_node_and_link_with_its_attributes() -> None:
    digraph = as_digraph(small_network())
    assert digraph.nodes["urn:m:support"]["family"] == "volume buffering"
    assert digraph.edges["urn:s:void", "urn:m:buffering"]["claims"] == 2
    assert digraph.edges["urn:s:void", "urn:m:support"]["inferred"] is True


# ── The order of the columns ──────────────────────────────────────────────────

pairs = st.one_of(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("pqrst")),
    st.tuples(st.sampled_from("pqrst"), st.sampled_from("vwxyz")),
)
weighted = st.dictionaries(pairs, st.integers(1, 3), max_size=15)
families = st.fixed_dictionaries({node: st.sampled_from(["", "f", "g"]) for node in "pqrst"})


def columns_of(middle: dict[str, str]) -> list[dict[str, str]]:
    return [dict.fromkeys("abcde", ""), middle, dict.fromkeys("vwxyz", "")]


def crosses(columns: Columns, one: tuple[str, str], other: tuple[str, str]) -> bool:
    rows = [list(members(column)) for column in columns]
    for left, right in pairwise(rows):
        if one[0] in left and other[0] in left:
            start = left.index(one[0]) - left.index(other[0])
            end = right.index(one[1]) - right.index(other[1])
            return start * end < 0
    return False


@given(weighted, families)
def test_crossings_are_counted_as_by_looking_at_every_pair(
    links: dict[tuple[str, str], int], middle: dict[str, str]
) -> None:
    columns = arrange(columns_of(middle), links)
    expected = sum(
        links[one] * links[other]
        for one, other in combinations(links, 2)
        if crosses(columns, one, other)
    )
    assert expected == count_crossings(columns, links)


@given(weighted, families, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_what_comes_in(
    links: dict[tuple[str, str], int], middle: dict[str, str], dice: random.Random
) -> None:
    nodes, shuffled = list(middle.items()), list(links.items())
    expected = arrange(columns_of(middle), links)
    dice.shuffle(nodes)
    dice.shuffle(shuffled)
    assert expected == arrange(columns_of(dict(nodes)), dict(shuffled))


@given(weighted, families)
def test_a_family_stays_together(links: dict[tuple[str, str], int], middle: dict[str, str]) -> None:
    blocks = arrange(columns_of(middle), links)[1]
    names = [block.name for block in blocks if block.name]
    assert sorted({family for family in middle.values() if family}) == sorted(names)
    assert sorted(members(blocks)) == sorted(middle)


def test_links_that_need_not_cross_do_not() -> None:
    ends = [("a", "t"), ("b", "s"), ("c", "p"), ("t", "v"), ("s", "z"), ("p", "x")]
    links = dict.fromkeys(ends, 1)
    columns = arrange(columns_of(dict.fromkeys("pqrst", "")), links)
    assert count_crossings(columns, links) == 0


def test_where_links_must_cross_the_light_ones_do() -> None:
    columns = [{"p": "", "q": ""}, {"v": "", "w": ""}]
    for heavy in (("p", "v"), ("p", "w")):
        other = ("q", "w" if heavy[1] == "v" else "v")
        ends = [(left, right) for left in "pq" for right in "vw"]
        links = {end: 3 if end in (heavy, other) else 1 for end in ends}
        assert count_crossings(arrange(columns, links), links) == 1


# ── Where the nodes stand ─────────────────────────────────────────────────────

SPACING: Final = Spacing(node=1.0, block=2.0, heading=3.0, padding=1.0)


@given(weighted, families, st.lists(st.floats(1, 9), min_size=15, max_size=15))
def test_nodes_never_overlap(
    links: dict[tuple[str, str], int], middle: dict[str, str], sizes: list[float]
) -> None:
    heights = dict(zip("abcdepqrstvwxyz", sizes, strict=True))
    columns = arrange(columns_of(middle), links)
    placed = place(columns, links, heights, SPACING)
    for column in columns:
        row = list(members(column))
        for upper, lower in pairwise(row):
            between = placed.centres[lower] - placed.centres[upper]
            assert between >= (heights[upper] + heights[lower]) / 2 + SPACING.node - 1e-6
        top, bottom = row[0], row[-1]
        assert placed.centres[top] - heights[top] / 2 >= -1e-6
        assert placed.centres[bottom] + heights[bottom] / 2 <= placed.height + 1e-6


def test_a_node_stands_level_with_its_only_neighbour() -> None:
    columns = (
        (Block("", ("a",)),),
        tuple(Block("", (node,)) for node in "pqr"),
    )
    placed = place(columns, {("a", "r"): 1}, dict.fromkeys("apqr", 2.0), SPACING)
    assert placed.centres["a"] == pytest.approx(placed.centres["r"])


# ── The figure ────────────────────────────────────────────────────────────────


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
    assert "3 links with claims, 2 inferred only" in words(drawn(small_network(), tmp_path))


def test_labels_are_text_in_the_svg(tmp_path: Path) -> None:
    network = small_network()
    found = words(drawn(network, tmp_path))
    assert {node.label for node in network.nodes} <= set(found)


def test_markup_and_formulas_in_a_label_are_shown_as_they_are(tmp_path: Path) -> None:
    shown = "".join(words(drawn(hostile_network(), tmp_path))).replace(" ", "")
    assert f"benefit{HOSTILE}".replace(" ", "") in shown


def measured(network: Network) -> tuple[Axes, Any]:
    """A figure's axes and what measures them, at the resolution that pictures are saved with."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = compose(network)
    figure.set_dpi(300)
    canvas: Any = FigureCanvasAgg(figure)
    return figure.axes[0], canvas.get_renderer()


def boxes_of_text(network: Network) -> list[tuple[str, Bbox]]:
    axes, renderer = measured(network)
    return [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts]


@pytest.mark.parametrize("network", [small_network(), large_network()], ids=["small", "large"])
def test_no_two_words_overlap(network: Network) -> None:
    overlapping = [
        (one, other)
        for (one, box), (other, its_box) in combinations(boxes_of_text(network), 2)
        if box.overlaps(its_box)
    ]
    assert overlapping == []


@pytest.mark.parametrize("network", [small_network(), large_network()], ids=["small", "large"])
def test_every_label_lies_within_its_box(network: Network) -> None:
    axes, renderer = measured(network)
    boxes = {
        str(patch.get_gid()): patch.get_window_extent(renderer)
        for patch in axes.patches
        if str(patch.get_gid()).startswith("node.")
    }
    for text in axes.texts:
        name = str(text.get_gid()).rpartition(".line")[0]
        if name in boxes:
            inner, outer = text.get_window_extent(renderer), boxes[name]
            assert outer.x0 <= inner.x0, text.get_text()
            assert inner.x1 <= outer.x1, text.get_text()
            assert outer.y0 <= inner.y0, text.get_text()
            assert inner.y1 <= outer.y1, text.get_text()


def test_no_label_is_left_out_of_a_large_figure() -> None:
    network = large_network()
    shown = "".join(text for text, _ in boxes_of_text(network)).replace(" ", "")
    assert [n.label for n in network.nodes if n.label.replace(" ", "") not in shown] == []


def test_links_run_only_between_the_columns() -> None:
    axes = compose(large_network()).axes[0]
    nodes = [p.get_extents() for p in axes.patches if str(p.get_gid()).startswith("node.")]
    links = [p.get_extents() for p in axes.patches if str(p.get_gid()).startswith("link.")]
    edges = sorted({round(box.x0) for box in nodes} | {round(box.x1) for box in nodes})
    gaps = {(edges[1], edges[2]), (edges[3], edges[4])}
    assert {(round(link.x0), round(link.x1)) for link in links} == gaps


def test_the_figure_fits_both_columns_of_a_journal() -> None:
    assert compose(small_network()).get_figwidth() * 25.4 == pytest.approx(WIDTH)


def test_no_word_is_smaller_than_six_points() -> None:
    sizes = [float(text.get_fontsize()) for text in compose(large_network()).axes[0].texts]
    assert min(sizes) >= 6


def test_a_figure_grows_in_height_with_its_nodes() -> None:
    assert compose(large_network()).get_figheight() > 3 * compose(small_network()).get_figheight()


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
    with pytest.raises(DrawingError, match="holds no link"):
        compose(Network((), ()))


# ── The same bytes ────────────────────────────────────────────────────────────

_DRAW_ALL: Final = """
import runpy, sys
from pathlib import Path
runpy.run_path(sys.argv[1])["draw_all"](Path(sys.argv[2]))
"""


def draw_all(folder: Path) -> None:
    for ending in ENDINGS:
        write_network(large_network(8), folder / f"network{ending}")


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


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_bytes_depend_on_neither_hash_seed_nor_date(
    twice: tuple[Path, Path], ending: str
) -> None:
    first, second = (folder / f"network{ending}" for folder in twice)
    assert first.read_bytes() == second.read_bytes()


# ── The door ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", [*ENDINGS, ".SVG"])
def test_the_ending_decides_the_form(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"network{ending}"
    write_network(small_network(), path)
    starts = {".svg": b"<?xml", ".pdf": b"%PDF", ".png": b"\x89PNG"}
    assert path.read_bytes().startswith(starts[ending.lower()])


def test_an_unknown_ending_is_told_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"'\.jpg'.*\.svg, \.pdf, \.png"):
        write_network(small_network(), tmp_path / "network.jpg")


def test_a_name_without_an_ending_is_told_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"without an ending.*\.svg, \.pdf, \.png"):
        write_network(small_network(), tmp_path / "network")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"there is no folder .*nowhere"):
        write_network(small_network(), tmp_path / "nowhere" / "network.svg")


def test_a_folder_is_not_drawn_over(tmp_path: Path) -> None:
    (tmp_path / "network.svg").mkdir()
    with pytest.raises(DrawingError, match="is a folder"):
        write_network(small_network(), tmp_path / "network.svg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_drawn_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "network.svg")
    with pytest.raises(DrawingError, match="no ordinary file"):
        write_network(small_network(), tmp_path / "network.svg")


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everywhere, so the refusal of the system is played."""
    opened = Path.open

    def refuse(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
        if "x" in mode:
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DrawingError, match=r"network\.svg: can't be written: Permission denied"):
        write_network(small_network(), tmp_path / "network.svg")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failure_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / f"network{ending}"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DrawingError, match="No space left"):
        write_network(small_network(), path)
    assert [path] == list(tmp_path.iterdir())
    assert path.read_text() == "old"


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.svg").write_text("old")
    (tmp_path / "network.svg").symlink_to("real.svg")
    write_network(small_network(), tmp_path / "network.svg")
    assert (tmp_path / "network.svg").is_symlink()
    assert (tmp_path / "real.svg").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have a umask")
def test_a_picture_may_be_read_by_those_who_may_read_other_new_files(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_network(small_network(), tmp_path / "network.svg")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


# ── The shipped release ───────────────────────────────────────────────────────


def test_no_two_words_overlap_in_the_figure_of_the_release(released: Network) -> None:
    found = boxes_of_text(released)
    assert [(a, b) for (a, x), (b, y) in combinations(found, 2) if x.overlaps(y)] == []


def test_every_link_of_the_release_with_claims_has_all_of_them_as_evidence(
    released: Network,
) -> None:
    assert [link for link in released.links if link.claims != len(link.evidence)] == []
