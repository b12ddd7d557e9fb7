"""Capacities over cycle number: nothing is joined, invented or covered that should not be."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner
from click.testing import Result as Outcome
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.cli import app
from assbkg.drawing.capacities import compose_capacities, draw_capacities
from assbkg.drawing.capacities.placing import Area, Wish, Wording, place_labels
from assbkg.drawing.capacities.plot import Cycles, Heights
from assbkg.drawing.capacities.series import joints, looks
from assbkg.drawing.reading import CONDITIONS, Capacity, read_capacities
from assbkg.drawing.rendering import render
from assbkg.drawing.sheet import SIZES
from assbkg.errors import DrawingError, UnknownName
from assbkg.record.release import Records
from assbkg.vocabulary import NOT_REPORTED as UNKNOWN

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

DOUBLE: Final = SIZES["double"]
LONG: Final = "hierarchically interpenetrated sulfide–silicon nanowire network electrode " * 4
#: How many conditions the kind of quantity depends on.
USUAL: Final = 4
PLAIN: Final = Capacity(
    of="Si/C",
    system="Si/C",
    kind="specific capacity",
    comparator="equal",
    value=Decimal(700),
    low=None,
    high=None,
    unit="mAh/g",
    as_written="700 mAh g⁻¹",
    cycle="1",
    conditions=tuple(UNKNOWN * (place < USUAL) for place in range(len(CONDITIONS))),
    modality="measured",
    status="accepted",
    citation="§1 s.2 [1]",
    study=("voids", "1"),
    reasons=(),
    id="a",
)


def made_up(systems: int = 12, figures: int = 40) -> list[Capacity]:
    """Many systems with figures of all kinds, some of them close together."""
    cycles = ["1", "2", "10", "50", "100", "500", UNKNOWN]
    kinds = ["discharge capacity", "reversible capacity", "specific capacity"]
    return [
        replace(
            PLAIN,
            of=f"made-up system {number % systems} of silicon and sulfide",
            system=f"made-up system {number % systems} of silicon and sulfide",
            kind=kinds[number % 3],
            comparator=["equal", "above", "about"][number % 3],
            value=Decimal(100 + number * 977 % 1400),
            as_written=f"{100 + number * 977 % 1400} mAh g⁻¹",
            cycle=cycles[number * 5 % 7],
            conditions=("0.1 A/g" if number % 4 else UNKNOWN, *PLAIN.conditions[1:]),
            status=["accepted", "anomalous", "contested"][number % 3],
            reasons=(f"Odd in way {number % 4}, as is told here at some length.",) * (number % 3),
            id=f"f{number:03}",
        )
        for number in range(figures)
    ]


@pytest.fixture(scope="module")
def told(graph: KnowledgeGraph) -> list[Capacity]:
    return read_capacities(graph)


@pytest.fixture(scope="module")
def drawn(told: list[Capacity]) -> dict[str, Figure]:
    """The figure of the release in each size."""
    return {name: compose_capacities(told, size) for name, size in SIZES.items()}


@pytest.fixture(scope="module")
def crowded() -> dict[str, Figure]:
    """A figure of many systems in each size."""
    return {name: compose_capacities(made_up(), size) for name, size in SIZES.items()}


def measured(figure: Figure) -> tuple[list[tuple[str, str, Bbox]], Bbox]:
    """Each text with its id and box, and the page."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(300)
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    axes = figure.axes[0]
    words = [(str(t.get_gid()), t.get_text(), t.get_window_extent(renderer)) for t in axes.texts]
    return words, axes.get_window_extent(renderer)


def hold_apart(figure: Figure) -> None:
    """No two words overlap, and none is cut off."""
    words, page = measured(figure)
    for (_, text, box), (_, its_text, its_box) in combinations(words, 2):
        assert not box.overlaps(its_box), (text, its_text)
    for _, text, box in words:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1, text
        assert page.y0 <= box.y0 <= box.y1 <= page.y1, text


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def words_of(figure: Figure, kind: str) -> str:
    """All words with an id that begins so."""
    found = figure.axes[0].texts
    return " ".join(t.get_text() for t in found if str(t.get_gid()).startswith(kind))


# ── What is read ──────────────────────────────────────────────────────────────


def test_every_capacity_of_the_graph_is_read(told: list[Capacity], graph: KnowledgeGraph) -> None:
    assert len(graph.query("capacities-with-conditions")) == len(told) == 12


def test_neither_samples_of_one_system_nor_doubted_figures_are_joined(
    told: list[Capacity],
) -> None:
    joined = [(j.first.of, j.second.of) for j in joints(told)]
    assert [("SiNPs@MXenes",) * 2] == joined


@pytest.mark.parametrize("status", ["anomalous", "contested"])
def test_a_figure_that_a_curator_doubts_is_not_joined(status: str) -> None:
    doubted = replace(PLAIN, cycle="9", status=status, id="b")
    assert [] == list(joints([PLAIN, doubted]))


@pytest.mark.parametrize(("kind", "alike"), [(PLAIN.kind, True), ("discharge capacity", False)])
def test_a_line_between_kinds_of_capacity_is_told_apart(kind: str, alike: bool) -> None:
    (joint,) = joints([PLAIN, replace(PLAIN, cycle="9", kind=kind, id="b")])
    assert alike == joint.alike


def test_figures_of_several_studies_are_not_joined() -> None:
    other = replace(PLAIN, cycle="9", study=("voids", "2"), id="b")
    assert [] == list(joints([PLAIN, other]))


def test_figures_under_other_conditions_are_not_joined() -> None:
    other = replace(PLAIN, cycle="9", conditions=("1 A/g", *PLAIN.conditions[1:]), id="b")
    assert [] == list(joints([PLAIN, other]))


def test_figures_of_one_cycle_are_joined_by_kind() -> None:
    charge = replace(PLAIN, kind="charge capacity", id="b")
    later = replace(PLAIN, cycle="9", id="c"), replace(charge, cycle="9", id="d")
    found = [(j.first.id, j.second.id) for j in joints([PLAIN, charge, *later])]
    assert [("a", "c"), ("b", "d")] == found


@pytest.mark.parametrize(
    ("comparator", "written", "shown"),
    [
        ("equal", "700 mAh g⁻¹", "700 mAh g⁻¹"),
        ("above", "700 mAh g⁻¹", "> 700 mAh g⁻¹"),
        ("about", "~700 mAh g⁻¹", "~700 mAh g⁻¹"),
    ],
)
def test_a_figure_shows_its_comparator(comparator: str, written: str, shown: str) -> None:
    assert shown == replace(PLAIN, comparator=comparator, as_written=written).written


def test_a_range_is_drawn_from_end_to_end() -> None:
    span = replace(PLAIN, comparator="between", value=None, low=Decimal(600), high=Decimal(800))
    assert (700.0, 800.0, "600–800") == (span.at, span.most, span.converted)


def test_another_number_in_the_unit_of_the_axis_stands_beside_the_written_one() -> None:
    figure = compose_capacities([replace(PLAIN, as_written="0.7 Ah g⁻¹")], DOUBLE)
    assert "0.7 Ah g⁻¹ = 700 mAh/g" in texts(figure)


# ── What is drawn ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_on_the_release(drawn: dict[str, Figure], size: str) -> None:
    hold_apart(drawn[size])


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_with_twelve_systems_and_forty_figures(
    crowded: dict[str, Figure], size: str
) -> None:
    figure = crowded[size]
    hold_apart(figure)
    if SIZES[size].fixed:
        assert figure.get_figheight() * 25.4 <= SIZES[size].tallest + 1e-6
        assert "Left out for lack of space: " in words_of(figure, "note.omissions")


def test_conditions_without_room_are_said_to_be_left_out_and_not_to_be_unreported(
    crowded: dict[str, Figure],
) -> None:
    notes = words_of(crowded["slide"], "note.")
    assert "the kind or conditions of " in notes
    assert "Where no current stands" not in notes


def test_a_control_is_called_one_in_its_label_and_in_the_table() -> None:
    control = replace(PLAIN, role="control", kind="discharge capacity", cycle="9", id="b")
    assert "control, discharge" == control.short_kind
    figure = compose_capacities([PLAIN, control], SIZES["double"])
    assert "control" in words_of(figure, "label.")
    hold_apart(figure)


def test_the_pressure_on_a_cell_stands_in_the_table() -> None:
    place = CONDITIONS.index("stack_pressure")
    given = (*PLAIN.conditions[:place], "10 MPa", *PLAIN.conditions[place + 1 :])
    figure = compose_capacities([replace(PLAIN, conditions=given)], SIZES["double"])
    assert "10 MPa" in words_of(figure, "")


def test_nothing_overlaps_with_short_names() -> None:
    hold_apart(compose_capacities([PLAIN], SIZES["double"]))


def test_more_systems_than_a_slide_holds_are_counted() -> None:
    figure = compose_capacities(made_up(40, 40), SIZES["slide"])
    assert "systems with the fewest measurements" in words_of(figure, "note.omissions")
    assert figure.get_figheight() * 25.4 <= SIZES["slide"].tallest + 1e-6


@pytest.mark.parametrize("size", ["single", "double"])
def test_labels_of_300_characters_are_wrapped(size: str) -> None:
    long = replace(PLAIN, of=LONG, system=LONG, reasons=(LONG,), status="contested")
    figure = compose_capacities([long, replace(PLAIN, id="b")], SIZES[size])
    hold_apart(figure)
    assert LONG.replace(" ", "") in words_of(figure, "row.").replace(" ", "")


def test_words_from_right_to_left_stay_as_they_are_written() -> None:
    svg = render(lambda: compose_capacities([replace(PLAIN, of="סיליקון")], DOUBLE), "svg", "")
    assert ">Si/C, סיליקון</text>" in svg.decode()


def test_a_cycle_that_is_not_told_is_not_invented(
    told: list[Capacity], drawn: dict[str, Figure]
) -> None:
    figure = drawn["double"]
    marks: dict[str, Any] = {str(line.get_gid()): line for line in figure.axes[0].lines}
    places = {c.id: float(marks[f"mark.{n}"].get_xdata()[0]) for n, c in enumerate(told, start=1)}
    edge = min(places[c.id] for c in told if c.number is not None)
    assert {c.id for c in told if c.cycle == UNKNOWN} == {i for i, x in places.items() if x < edge}
    assert "cycle not reported" in texts(figure)


def test_what_a_curator_doubts_is_hollow_signed_and_explained(
    told: list[Capacity], drawn: dict[str, Figure]
) -> None:
    figure = drawn["double"]
    faces = {str(line.get_gid()): line.get_markerfacecolor() for line in figure.axes[0].lines}
    hollow = {c.id for n, c in enumerate(told, start=1) if faces[f"mark.{n}"] == "white"}
    assert {c.id for c in told if c.status != "accepted"} == hollow
    assert "340 mAh g⁻¹ ‡" in texts(figure)
    notes = words_of(figure, "note.")
    assert "called anomalous (†) or contested (‡) by a curator" in notes
    assert all(" ".join(r.split()) in notes for c in told for r in c.reasons)


def test_conditions_that_no_figure_has_are_named(drawn: dict[str, Figure]) -> None:
    notes = words_of(drawn["double"], "note.reading")
    assert (
        "Not reported for any of these measurements: temperature, mass basis, electrolyte" in notes
    )


@pytest.mark.parametrize("size", SIZES)
def test_reported_conditions_kinds_and_places_are_shown(
    drawn: dict[str, Figure], size: str
) -> None:
    shown = " ".join(texts(drawn[size])).replace("\u00a0", " ")
    for words in ("2.0 A/g", "100 µA/", "discharge", "reversible", "§2.1 s.67", "stated", "[12]"):
        assert words in shown


def test_systems_are_told_apart_in_grey() -> None:
    shapes = [look.shape for look in looks(made_up()).values()]
    assert len(shapes) == len(set(shapes)) == 12


def test_figures_in_another_unit_are_counted() -> None:
    areal = replace(PLAIN, unit="mAh/cm²", id="b")
    figure = compose_capacities([PLAIN, replace(PLAIN, id="c"), areal], DOUBLE)
    assert "1 measurement in mAh/cm², which need another axis" in words_of(figure, "note.omissions")


@pytest.mark.parametrize("size", SIZES)
def test_no_word_is_smaller_than_six_points(drawn: dict[str, Figure], size: str) -> None:
    assert min(float(text.get_fontsize()) for text in drawn[size].axes[0].texts) >= 6


# ── The parts ─────────────────────────────────────────────────────────────────


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_cycles_are_in_order_and_within_the_axis(numbers: list[int]) -> None:
    axis = Cycles(numbers, 10.0, 90.0)
    places = [axis.at(number) for number in sorted(set(numbers))]
    assert sorted(places) == places
    assert 10.0 - 1e-9 <= places[0] <= places[-1] <= 90.0 + 1e-9
    assert axis.ticks


@given(st.floats(1e-12, 1e12))
def test_the_upright_axis_ends_above_the_highest_figure(most: float) -> None:
    axis = Heights(most, 0.0, 60.0)
    assert 0.0 <= axis.at(most) <= axis.at(axis.ticks[0]) == 60.0
    assert 2 <= len(axis.ticks) <= 7


@pytest.mark.parametrize("most", [0.0, -0.0, -1e-12, -1.0, -1e12])
def test_the_upright_axis_has_few_ticks_where_nothing_is_above_nothing(most: float) -> None:
    assert 2 <= len(Heights(most, 0.0, 60.0).ticks) <= 7


@settings(max_examples=6)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=9))
def test_placed_labels_never_overlap(points: list[tuple[int, int]]) -> None:
    page = Area(0, 0, 60, 40)
    wishes = [Wish(x, y, (Wording(18, 5, 0), Wording(5, 2.5, 9)), page) for x, y in points]
    marks = [Area(x - 1, y - 1, x + 1, y + 1) for x, y in points]
    areas = [place.area for place in place_labels(wishes, marks, []) if place]
    assert areas
    assert not any(one.overlaps(other) for one, other in combinations([*areas], 2))
    assert not any(area.overlaps(mark) for area in areas for mark in marks)


# ── As a command ──────────────────────────────────────────────────────────────


def invoke(*arguments: str) -> Outcome:
    return CliRunner().invoke(app, ["draw", "capacities", *arguments], prog_name="assbkg")


def test_the_bytes_depend_on_no_hash_seed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assbkg", "draw", "capacities", "--out"]
    running = [
        subprocess.Popen(
            [*command, str(tmp_path / f"{seed}.svg")], env=os.environ | {"PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert [0, 0] == [process.wait() for process in running]
    first, second = ((tmp_path / f"{seed}.svg").read_bytes() for seed in ("1", "2"))
    assert first == second
    assert "1001 mAh g⁻¹ †</text>" in first.decode()


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png"])
def test_a_choice_of_systems_goes_to_a_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"capacities{ending}"
    done = invoke("--system", "GC-1", "--system", "Si/TiC", "--out", str(path), "--width", "single")
    assert (0, "") == (done.exit_code, done.stdout)
    assert path.stat().st_size > 5000


def test_a_system_with_samples_brings_all_of_them(graph: KnowledgeGraph) -> None:
    assert ["GC-1", "GC-2"] == [c.of for c in read_capacities(graph, ["RGO–CNT"])]


def test_a_system_without_capacities_is_told_which_have_some(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    with pytest.raises(DrawingError, match="given for 'MXene'; there are some of Fe₃S₄@"):
        draw_capacities(graph, tmp_path / "x.svg", systems=["MXene"])
    assert [] == list(tmp_path.iterdir())


def test_a_graph_without_capacities_is_told_so() -> None:
    empty: Any = SimpleNamespace(records=Records(Store()))
    with pytest.raises(DrawingError, match="the graph has no capacities"):
        read_capacities(empty)


def test_an_unknown_system_is_offered_the_nearest(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="did you mean 'SiNPs@MXenes'"):
        read_capacities(graph, ["SiNPs@MXenez"])


def test_a_place_or_ending_that_does_not_do_is_told_first(
    graph: KnowledgeGraph, tmp_path: Path
) -> None:
    with pytest.raises(DrawingError, match=r"'\.gif' is not supported"):
        draw_capacities(graph, tmp_path / "x.gif")
    (tmp_path / "x.svg").mkdir()
    with pytest.raises(DrawingError, match="is a folder"):
        draw_capacities(graph, tmp_path / "x.svg")


def test_what_does_not_fit_a_slide_at_all_is_refused() -> None:
    endless = replace(PLAIN, unit="mAh/g", of=LONG, system=LONG, citation=LONG * 30)
    other = replace(endless, unit=LONG * 20, id="b")
    with pytest.raises(DrawingError, match="choose a size that can grow"):
        compose_capacities([endless, replace(endless, id="c"), other], SIZES["slide"])
