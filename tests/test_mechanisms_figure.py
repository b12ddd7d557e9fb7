"""The causal map: layers come from links, no link runs through a box, no label on another."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.cli import app
from assbkg.drawing.layering.placing import ranked, routed
from assbkg.drawing.mechanisms import compose_mechanisms
from assbkg.drawing.mechanisms.layout import Layout, Run, lay_out, layers_of
from assbkg.drawing.rendering import render
from assbkg.drawing.sheet import SIZES
from assbkg.drawing.web.causal import (
    CausalMap,
    Effect,
    Relation,
    families_together,
    read_causal_map,
    without_consequences,
)
from assbkg.drawing.web.designs import Choice, Designs, read_designs
from assbkg.drawing.web.model import Node
from assbkg.errors import DrawingError, UnknownName

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONG: Final = "hierarchically interpenetrated sulfide–silicon nanowire network electrode " * 4
HOSTILE: Final = "</script><script>alert(1)</script> {{7*7}} $x^2$ سلام Fe₃S₄ 10⁻³"


@pytest.fixture(scope="module")
def designs(graph: KnowledgeGraph) -> Designs:
    return read_designs(graph)


@pytest.fixture(scope="module")
def released(graph: KnowledgeGraph, designs: Designs) -> CausalMap:
    return read_causal_map(graph)


def small(**labels: str) -> CausalMap:
    """A mechanism mitigates a bottleneck, which limits a benefit; that it promotes that follows."""
    return CausalMap(
        (
            Node("benefit", labels.get("benefit", "cycle life"), "benefit"),
            Node("bottleneck", labels.get("bottleneck", "cracking"), "bottleneck"),
            Node("mechanism", labels.get("mechanism", "void buffering"), "mechanism"),
        ),
        (
            Effect("bottleneck", "benefit", "limits", 1),
            Effect("mechanism", "benefit", "promotes", 0),
            Effect("mechanism", "bottleneck", "mitigates", 2),
        ),
    )


def made_up(mechanisms: int = 60, bottlenecks: int = 30, benefits: int = 15) -> CausalMap:
    """Long labels, six families, chains and circles of mechanisms and of bottlenecks."""
    dice = random.Random(7)
    words = ["ion", "channel", "of", "hierarchical", "structure", "sulfide–silicon", "nanowire"]

    def label(number: int) -> str:
        return " ".join(dice.choices(words, k=dice.randint(1, 4))) + f" {number}"

    m = [
        Node(f"m{n:02}", label(n), "mechanism", f"family {n % 6}" if n % 5 else "")
        for n in range(mechanisms)
    ]
    k = [Node(f"k{n:02}", label(n), "bottleneck") for n in range(bottlenecks)]
    b = [Node(f"b{n:02}", label(n), "benefit") for n in range(benefits)]
    pairs: dict[tuple[str, str, Relation], int] = {}

    def link(source: Node, target: Node, relation: Relation) -> None:
        pairs[source.id, target.id, relation] = dice.randint(0, 4)

    for n, thing in enumerate(m):
        link(thing, dice.choice(k), "mitigates")
        if n % 3 == 0:
            link(thing, dice.choice(b), "promotes")
        if n % 6 == 0:
            link(thing, m[n + 1], "leadsTo")
    for n, thing in enumerate(k):
        link(thing, b[n % benefits], "limits")
    link(k[0], k[1], "causes")
    link(k[1], k[0], "causes")
    link(k[2], k[3], "causes")
    link(m[0], m[7], "leadsTo")
    effects = [
        Effect(*key, claims, contested=dice.random() < 0.05)
        for key, claims in sorted(pairs.items())
    ]
    return CausalMap(tuple(sorted([*m, *k, *b], key=lambda t: t.id)), tuple(effects))


# ── What is in it ─────────────────────────────────────────────────────────────


def test_the_map_has_every_effect_that_the_graph_tells(
    graph: KnowledgeGraph, designs: Designs, released: CausalMap
) -> None:
    for relation, name in (("limits", "limits"), ("causes", "causes"), ("mitigates", "mitigates")):
        pairs = graph.explainer.reasoned.instances.facts.pairs(f"{assbkg.vocabulary.ASSB}{name}")
        kinds = {
            (designs.kinds.get(one, one), other)
            for one, other in pairs
            if relation != "mitigates" or one in designs.users
        }
        shown = {(e.source, e.target) for e in released.effects if e.relation == relation}
        assert kinds == shown


def test_what_is_left_out_follows_from_what_is_drawn(released: CausalMap) -> None:
    shown = without_consequences(released)
    assert shown.consequences == len(released.effects) - len(shown.effects) > 0
    gone = set(released.effects) - set(shown.effects)
    assert all(effect.inferred for effect in gone)
    for effect in gone:
        assert effect.target in {t.id for t in shown.around(frozenset({effect.source})).things}


def test_what_is_only_a_heading_hedged_or_expected_is_weak(graph: KnowledgeGraph) -> None:
    whole = read_causal_map(graph)
    shown = {(whole.by_id[e.source].label, whole.by_id[e.target].label): e for e in whole.effects}
    assert shown["ion-flux homogenisation", "lithium dendrites"].weak
    assert shown["lithium dendrites", "cycle life"].weak
    assert shown["electrode cracking", "cycle life"].weak  # only in a heading
    assert not shown["poor solid–solid contact", "high interfacial impedance"].weak


def test_links_of_anomalous_claims_are_named(released: CausalMap) -> None:
    words = said(compose_mechanisms(without_consequences(released)), "note.")
    assert "anomalous of: combustion avoidance to thermal runaway; framework channel" in words


def test_families_are_weak_only_where_all_that_is_said_of_them_is() -> None:
    things = (
        Node("a", "a", "mechanism", "f"),
        Node("b", "b", "mechanism", "f"),
        Node("x", "x", "benefit"),
    )
    said = Effect("a", "x", "promotes", 1, weak=True), Effect("b", "x", "promotes", 1)
    (mixed,) = families_together(CausalMap(things, said)).effects
    (weak,) = families_together(CausalMap(things, said[:1])).effects
    assert (False, True) == (mixed.weak, weak.weak)


def test_an_inferred_effect_that_nothing_else_shows_is_drawn() -> None:
    without = small().keeping(e for e in small().effects if e.relation != "limits")
    assert without == without_consequences(without)
    assert 1 == without_consequences(small()).consequences


def test_a_focus_leaves_what_brings_it_about_and_what_comes_of_it(graph: KnowledgeGraph) -> None:
    shown = read_causal_map(graph, Choice(focus="thermal runaway"))
    assert {"thermal runaway", "flammability", "safety"} <= {thing.label for thing in shown.things}
    assert "volume expansion" not in {thing.label for thing in shown.things}


def test_a_bottleneck_as_focus_leaves_what_comes_of_its_cases(graph: KnowledgeGraph) -> None:
    shown = read_causal_map(graph, Choice(focus="volume expansion"))
    assert {"volume expansion of silicon", "cycle life"} <= {thing.label for thing in shown.things}


def test_a_system_as_focus_leaves_what_its_mechanisms_do(
    graph: KnowledgeGraph, designs: Designs, released: CausalMap
) -> None:
    shown = read_causal_map(graph, Choice(focus="Si/TiC"))
    acting = {designs.kinds[t.end] for t in designs.operates if "si-tic" in t.start}
    assert {t.id for t in shown.things if t.column == "mechanism"} <= acting
    assert 0 < len(shown.effects) < len(released.effects)


def test_a_least_grade_holds_for_every_effect(graph: KnowledgeGraph, released: CausalMap) -> None:
    shown = read_causal_map(graph, Choice(min_grade="stated"))
    assert set(shown.by_id) < set(released.by_id)
    hedged = {("lithium-dendrites", "cycle-life")}
    ends = {(e.source.rpartition("/")[2], e.target.rpartition("/")[2]) for e in shown.effects}
    assert not hedged & ends


def test_an_unknown_focus_is_an_error(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="did you mean 'volume expansion'"):
        read_causal_map(graph, Choice(focus="volume expnsion"))


def test_families_put_together_have_all_claims_and_say_what_is_within() -> None:
    things = tuple(
        Node(id_, id_, "mechanism" if id_ < "x" else "benefit", "f" if id_ < "x" else "")
        for id_ in ("a", "b", "x")
    )
    effects = (
        Effect("a", "b", "leadsTo", 1),
        Effect("a", "x", "promotes", 2),
        Effect("b", "x", "promotes", 3),
    )
    joined = families_together(CausalMap(things, effects))
    assert (5, 1) == (joined.effects[0].claims, joined.within)
    assert {"f": 2, "x": 1} == {thing.label: thing.kinds for thing in joined.things}


# ── Layers ────────────────────────────────────────────────────────────────────

links = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=16)


def reach(start: str, pairs: list[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        waiting += [end for begin, end in pairs if begin == here and end not in found]
        found |= {end for begin, end in pairs if begin == here}
    return found


@given(links)
def test_a_link_leads_right_unless_it_is_on_a_circle(pairs: list[tuple[str, str]]) -> None:
    layers = ranked("abcdefgh", pairs)
    for start, end in pairs:
        circle = start in reach(end, pairs) or start == end
        assert (layers[start] == layers[end]) if circle else (layers[start] < layers[end])


@given(links, st.randoms(use_true_random=False))
def test_layers_do_not_depend_on_the_order_of_links(
    pairs: list[tuple[str, str]], dice: random.Random
) -> None:
    shuffled = list(pairs)
    dice.shuffle(shuffled)
    assert ranked("abcdefgh", pairs) == ranked("hgfedcba", shuffled)


@given(links)
def test_every_piece_of_a_link_ends_in_the_next_layer(pairs: list[tuple[str, str]]) -> None:
    layers = ranked("abcdefgh", pairs)
    pieces = routed({(*pair, "s"): 1 for pair in pairs}, layers)
    onwards = [(start, end) for start, end, _ in pieces]
    for start, end in pairs:
        if layers[start] < layers[end]:
            assert end in reach(start, onwards)
    for start, end in onwards:
        here = layers.get(start)
        if here is not None and end in layers:
            assert layers[end] == here + 1


# ── The figure ────────────────────────────────────────────────────────────────


def along(run: Run) -> Iterator[tuple[float, float]]:
    """Points on a curve, close to each other."""
    for step in range(41):
        t = step / 40
        points = list(run.points)
        while len(points) > 1:
            points = [(a + (c - a) * t, b + (d - b) * t) for (a, b), (c, d) in pairwise(points)]
        yield points[0]


def hold_clear(layout: Layout, width: float = 183.0) -> None:
    """No two boxes overlap, no link runs through one, and none leaves the page."""
    boxes = {
        name: (box.left, box.right, box.centre - box.height / 2, box.centre + box.height / 2)
        for name, box in layout.boxes.items()
    }
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2], (one, other)
    slack = 1e-6
    for run in layout.runs:
        for x, y in along(run):
            assert 0 < x < width, run.id
            for name, (left, right, top, bottom) in boxes.items():
                inside = left + slack < x < right - slack and top - slack < y < bottom + slack
                assert not inside, (run.id, name)


def hold_apart(figure: Figure) -> None:
    """No two words overlap, and nothing is cut off."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(300)
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    axes = figure.axes[0]
    page = axes.get_window_extent(renderer)
    words = [(text.get_text(), text.get_window_extent(renderer)) for text in axes.texts]
    for (text, box), (its_text, its_box) in combinations(words, 2):
        assert not box.overlaps(its_box), (text, its_text)
    for text, box in words:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text
    boxes = {str(p.get_gid()): p for p in axes.patches if str(p.get_gid()).startswith("thing.")}
    for label in axes.texts:
        gid = str(label.get_gid())
        if gid.startswith("thing."):
            inner = label.get_window_extent(renderer)
            outer = boxes[gid.rpartition(".")[0]].get_window_extent(renderer)
            assert outer.x0 <= inner.x0 <= inner.x1 <= outer.x1, label.get_text()
            assert outer.y0 <= inner.y0 <= inner.y1 <= outer.y1, label.get_text()


def said(figure: Figure, kind: str = "") -> str:
    texts = (t for t in figure.axes[0].texts if str(t.get_gid()).startswith(kind))
    return " ".join(text.get_text() for text in texts)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_on_the_release(released: CausalMap, size: str) -> None:
    figure = compose_mechanisms(without_consequences(released), SIZES[size])
    hold_apart(figure)
    grown = figure.get_figheight() * 25.4 > SIZES[size].tallest + 1e-6
    assert not grown or size == "single"  # which may grow, once kinds are grouped
    assert (size != "double") == ("grouped by family" in said(figure, "note."))
    assert "18 inferred links that follow from those drawn" in said(figure, "note.")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_with_sixty_mechanisms(size: str) -> None:
    figure = compose_mechanisms(made_up(), SIZES[size])
    hold_apart(figure)
    assert "grouped by family" in said(figure, "note.")
    assert SIZES[size].fixed == ("Left out for lack of space" in said(figure, "note."))


def test_no_link_of_the_release_runs_through_a_box(released: CausalMap) -> None:
    for shown in (released, without_consequences(families_together(released))):
        hold_clear(lay_out(shown, layers_of(shown, 183.0), 1.0))


@pytest.mark.parametrize("width", [89.0, 183.0])
def test_no_link_of_sixty_mechanisms_runs_through_a_box(width: float) -> None:
    shown = families_together(made_up())
    hold_clear(lay_out(shown, layers_of(shown, width), 1.0), width)


@pytest.mark.parametrize("ends", [("bottleneck", "mechanism"), ("benefit", "bottleneck")])
def test_boxes_of_a_circle_stand_in_one_layer_and_links_reach_out_of_it(
    ends: tuple[str, str],
) -> None:
    circle = replace(small(), effects=(*small().effects, Effect(*ends, "causes", 1)))
    layout = lay_out(circle, layers_of(circle, 183.0), 1.0)
    assert layout.boxes[ends[0]].left == layout.boxes[ends[1]].left
    hold_clear(layout)


def test_helping_and_hindering_links_differ_in_head_and_colour() -> None:
    axes = compose_mechanisms(small()).axes[0]
    runs = {str(p.get_gid()): p for p in axes.patches if str(p.get_gid()).startswith("link.")}
    colours = {gid.split(".")[-2]: p.get_edgecolor() for gid, p in runs.items()}
    assert len({colours["helps"], colours["hinders"]}) == len(colours)
    heads = [type(p).__name__ for p in axes.patches if p.get_zorder() == 3]
    assert {"Polygon", "Rectangle"} == set(heads)


def test_inferred_links_are_dashed() -> None:
    axes = compose_mechanisms(small()).axes[0]
    runs = {str(p.get_gid()): p for p in axes.patches if str(p.get_gid()).startswith("link.")}
    dashed = {gid for gid, p in runs.items() if p.get_linestyle() not in ("-", "solid")}
    assert {gid for gid in runs if gid.endswith("inferred")} == dashed


def test_more_layers_than_fit_are_an_error() -> None:
    things = tuple(Node(f"m{n:02}", f"m {n}", "mechanism") for n in range(20))
    chain = tuple(Effect(one.id, other.id, "leadsTo", 1) for one, other in pairwise(things))
    with pytest.raises(DrawingError, match="over 20 layers, and 6 fit side by side"):
        compose_mechanisms(CausalMap(things, chain), SIZES["single"])


def test_labels_of_300_characters_are_wrapped_and_none_is_cut() -> None:
    figure = compose_mechanisms(small(mechanism=LONG, benefit="x" * 300), SIZES["single"])
    hold_apart(figure)
    shown = said(figure, "thing.").replace(" ", "")
    assert LONG.replace(" ", "") in shown
    assert "x" * 300 in shown


def test_hostile_labels_stay_words() -> None:
    figure = compose_mechanisms(small(mechanism=HOSTILE, bottleneck=HOSTILE[::-1]))
    hold_apart(figure)
    svg = render(lambda: figure, "svg", "t").decode()
    assert "<script" not in svg
    assert "$x^2$" in said(figure, "thing.")


def test_a_label_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(DrawingError, match=r"U\+6DCA"):
        compose_mechanisms(small(benefit="淊"))


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(DrawingError, match="no mechanism has an effect"):
        compose_mechanisms(CausalMap((), ()))


def test_the_same_bytes_come_out_under_any_hash_seed(tmp_path: Path) -> None:
    code = (
        "import assbkg, sys; from pathlib import Path\n"
        "from assbkg.drawing.matrix import draw_matrix\n"
        "from assbkg.drawing.mechanisms import draw_mechanisms\n"
        "from assbkg.drawing.web.designs import Choice\n"
        "graph = assbkg.open()\n"
        "draw_matrix(graph, Path(sys.argv[1] + '.matrix.svg'), rows='system')\n"
        "draw_mechanisms(graph, Path(sys.argv[1] + '.map.svg'), choice=Choice(focus='safety'))"
    )
    for seed in ("0", "7"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        place = tmp_path / seed
        subprocess.run([sys.executable, "-c", code, place], env=environment, check=True)
    for name in ("matrix", "map"):
        files = (tmp_path / f"{seed}.{name}.svg" for seed in (0, 7))
        first, second = (file.read_bytes() for file in files)
        assert first == second


# ── The command ───────────────────────────────────────────────────────────────


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["draw", "mechanisms", *map(str, arguments)])


def test_the_command_writes_what_it_is_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "map.pdf"
    done = run("--out", out, "--focus", "safety", "--all", "--width", "single")
    assert (0, True) == (done.exit_code, out.read_bytes().startswith(b"%PDF"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--component", "anod"), "no component of a cell is called 'anod'"),
        (("--min-grade", "hegded"), "'hegded' is not a grade; known are hedged"),
        (("--min-grade", "given"), "nothing to draw"),
    ],
)
def test_a_bad_choice_is_told_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, str], message: str
) -> None:
    done = run("--out", tmp_path / "m.svg", *arguments)
    assert done.exit_code == 1
    assert message in str(done.exception)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "m.gif", "nowhere/m.svg"])
def test_a_bad_place_is_told(tmp_path: Path, name: str) -> None:
    done = run("--out", tmp_path / name)
    assert done.exit_code == 1
    assert isinstance(done.exception, DrawingError)
    assert [] == list(tmp_path.iterdir())
