"""The milestones as a figure: in order of years, plans apart from events, no word on another."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

import assbkg
from assbkg.cli import app
from assbkg.drawing.reading import Event, read_events
from assbkg.drawing.rendering import render
from assbkg.drawing.sheet import SIZES
from assbkg.drawing.timeline import Years, compose_timeline, draw_timeline
from assbkg.errors import DrawingError
from assbkg.record.release import Records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOUBLE: Final = SIZES["double"]
LONG: Final = "hierarchically interpenetrated sulfide–silicon nanowire network electrode " * 4
EVENT: Final = Event(
    first=1991,
    last=1991,
    written="1991",
    label="first cell",
    concerns=("Si/C",),
    modality="stated",
    status="accepted",
    citation="§1 s.2 [1]",
    reasons=(),
    id="a",
)


def made_up(milestones: int = 30) -> list[Event]:
    """Many milestones with long labels: spans, years, plans, some of them doubted."""
    return [
        replace(
            EVENT,
            first=1950 + 3 * number,
            last=1950 + 3 * number + 9 * (number % 4 == 0),
            written=f"{1950 + 3 * number}{'s' * (number % 4 == 0)}",
            label=f"milestone {number}: {LONG[: 40 + 45 * (number % 4)]}",
            modality="expected" if number % 7 == 0 else "stated",
            status="anomalous" if number % 5 == 0 else "accepted",
            reasons=(LONG[:90],) if number % 5 == 0 else (),
            id=str(number),
        )
        for number in range(milestones)
    ]


@pytest.fixture(scope="module")
def told() -> list[Event]:
    return read_events(assbkg.open())


def texts(figure: Figure, kind: str = "") -> list[str]:
    found = figure.axes[0].texts
    return [text.get_text() for text in found if str(text.get_gid()).startswith(kind)]


def hold_apart(figure: Figure) -> None:
    """No two words overlap, and none is cut off."""
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


def test_milestones_come_in_order_of_years(told: list[Event]) -> None:
    assert sorted((e.first, e.last) for e in told) == [(e.first, e.last) for e in told]
    assert len(told) == 6


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_on_the_release(told: list[Event], size: str) -> None:
    hold_apart(compose_timeline(told, SIZES[size]))


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_with_thirty_milestones(size: str) -> None:
    figure = compose_timeline(made_up(), SIZES[size])
    hold_apart(figure)
    left_out = " ".join(texts(figure, "note.omissions"))
    assert SIZES[size].fixed == ("the last " in left_out)
    if SIZES[size].fixed:
        assert figure.get_figheight() * 25.4 <= SIZES[size].tallest


def test_labels_of_300_characters_are_wrapped_and_none_is_cut() -> None:
    events = [replace(EVENT, label=LONG), replace(EVENT, label="x" * 300, written=LONG)]
    figure = compose_timeline(events, SIZES["single"])
    hold_apart(figure)
    shown = "".join(texts(figure, "title.")).replace(" ", "")
    assert LONG.replace(" ", "") + "x" * 300 == shown


def test_a_span_is_a_bar_from_its_first_to_the_end_of_its_last_year() -> None:
    span = replace(EVENT, first=1960, last=1969, written="1960s")
    figure = compose_timeline([span, EVENT], DOUBLE)
    axes = figure.axes[0]
    years = {t.get_text(): t.get_position()[0] for t in axes.texts if t.get_text().isdigit()}
    bar: Any = next(patch for patch in axes.patches if patch.get_gid() == "mark.1")
    assert pytest.approx(years["1960"]) == bar.get_x()
    assert pytest.approx(years["1970"]) == bar.get_x() + bar.get_width()


def test_a_plan_is_told_and_marked_apart_from_events(told: list[Event]) -> None:
    figure = compose_timeline(told, DOUBLE)
    marks: dict[str, Any] = {str(line.get_gid()): line for line in figure.axes[0].lines}
    plans = {n for n, e in enumerate(told, start=1) if e.planned}
    years = {n for n, e in enumerate(told, start=1) if e.first == e.last}
    assert {6} == plans == {n for n in years if marks[f"mark.{n}"].get_marker() == ">"}
    assert "Toyota's planned commercialisation †" in texts(figure, "title.6")
    assert "a plan at the time of writing, not an event" in " ".join(texts(figure, "detail.6"))


def test_what_a_curator_doubts_is_explained(told: list[Event]) -> None:
    notes = " ".join(texts(compose_timeline(told, DOUBLE), "note."))
    assert "called anomalous (†) by a curator" in notes
    assert all(reason in notes for event in told for reason in event.reasons)


def test_each_milestone_has_modality_and_place(told: list[Event]) -> None:
    figure = compose_timeline(told, DOUBLE)
    for number, event in enumerate(told, start=1):
        assert f"{event.modality}, {event.citation}" in " ".join(texts(figure, f"detail.{number}."))


def test_words_are_text_and_markup_stays_words() -> None:
    events = [replace(EVENT, label="<b>$x^2$</b> סוללה 10⁻² S/cm")]
    svg = render(lambda: compose_timeline(events, DOUBLE), "svg", "").decode()
    assert ">&lt;b&gt;$x^2$&lt;/b&gt; סוללה 10⁻² S/cm</text>" in svg


def test_a_long_word_below_a_picture_of_dots_ends_within_its_margin() -> None:
    """Letters that are moved to whole dots make a line longer than was measured."""
    from matplotlib.image import imread

    events = [replace(EVENT, reasons=("x" * 300,))]
    dots = imread(io.BytesIO(render(lambda: compose_timeline(events, DOUBLE), "png", "")))
    margin = int(1.4 / 25.4 * 300)
    assert (dots[:, -margin:, :3] == 1).all()


def test_a_graph_without_milestones_is_told_so() -> None:
    empty: Any = SimpleNamespace(records=Records(Store()))
    with pytest.raises(DrawingError, match="the graph has no milestones"):
        read_events(empty)


def test_a_label_that_the_font_cannot_draw_is_named() -> None:
    with pytest.raises(DrawingError, match="U\\+65E5"):
        compose_timeline([replace(EVENT, label="日")], DOUBLE)


def test_what_does_not_fit_a_slide_at_all_is_refused() -> None:
    with pytest.raises(
        DrawingError, match=r"of 1 milestone would be .* choose a size that can grow"
    ):
        compose_timeline([replace(EVENT, label=LONG * 20)], SIZES["slide"])


@given(st.integers(1000, 2100), st.integers(0, 900), st.integers(20, 100))
def test_years_stand_in_order_within_their_axis(first: int, span: int, width: int) -> None:
    axis = Years(first, first + span, 10.0, 10.0 + width)
    places = [axis.at(year) for year in axis.ticks]
    assert axis.ticks[0] <= first <= first + span < axis.ticks[-1]
    assert pytest.approx(10.0) == places[0]
    assert pytest.approx(10.0 + width) == places[-1]
    assert all(second - first >= 6 for first, second in pairwise(places)) or len(places) == 2


# ── As a command ──────────────────────────────────────────────────────────────


def test_the_bytes_depend_on_no_hash_seed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assbkg", "draw", "timeline", "--out"]
    running = [
        subprocess.Popen(
            [*command, str(tmp_path / f"{seed}.pdf")], env=os.environ | {"PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert [0, 0] == [process.wait() for process in running]
    first, second = ((tmp_path / f"{seed}.pdf").read_bytes() for seed in ("1", "2"))
    assert first == second
    assert b"/FontFile2" in first


@pytest.mark.parametrize(("ending", "width"), [(".svg", "single"), (".png", "slide")])
def test_the_milestones_go_to_a_file(tmp_path: Path, ending: str, width: str) -> None:
    path = tmp_path / f"timeline{ending}"
    arguments = ["draw", "timeline", "--out", str(path), "--width", width]
    done = CliRunner().invoke(app, arguments, prog_name="assbkg")
    assert (0, "") == (done.exit_code, done.stdout)
    assert path.stat().st_size > 5000


def test_an_unknown_ending_is_told_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match=r"'\.gif' is not supported; known are \.svg"):
        draw_timeline(assbkg.open(), tmp_path / "x.gif")
