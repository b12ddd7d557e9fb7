"""The matrix: it says what the reasoner says, like stands by like, and no label on another."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations, pairwise
from math import cos, radians, sin
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.cli import app
from assbkg.drawing.layering.seriation import clustered, clustered_in_families
from assbkg.drawing.marks import GRADE_COLOURS
from assbkg.drawing.matrix import compose_matrix
from assbkg.drawing.matrix.legend import HOLES, Scale
from assbkg.drawing.palette import DERIVED
from assbkg.drawing.rendering import render
from assbkg.drawing.sheet import SIZES
from assbkg.drawing.web.designs import Choice, Designs, read_designs
from assbkg.drawing.web.matrix import Cell, Columns, Matrix, Rows, by_family, read_matrix
from assbkg.drawing.web.model import Node
from assbkg.errors import DrawingError
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import ASSB, KG

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.text import Text

LONG: Final = "hierarchically interpenetrated sulfide–silicon nanowire network electrode " * 4
HOSTILE: Final = "</script><script>alert(1)</script> {{7*7}} $x^2$ سلام Fe₃S₄ 10⁻³"
KINDS: Final[list[tuple[Rows, Columns]]] = [
    ("strategy", "benefit"),
    ("strategy", "bottleneck"),
    ("system", "benefit"),
    ("system", "bottleneck"),
]


@pytest.fixture(scope="module")
def designs(graph: KnowledgeGraph) -> Designs:
    return read_designs(graph)


def table(*cells: tuple[str, str], **labels: str) -> Matrix:
    """A table with a stated claim of its own in each cell."""
    rows, columns = sorted({row for row, _ in cells}), sorted({column for _, column in cells})
    return Matrix(
        "strategy",
        "benefit",
        tuple(Node(row, labels.get(row, row), "strategy") for row in rows),
        tuple(Node(column, labels.get(column, column), "benefit") for column in columns),
        {ends: Cell("stated", frozenset({"".join(ends)})) for ends in cells},
        {},
    )


def made_up(rows: int = 60, columns: int = 15, families: int = 8) -> Matrix:
    """Long labels, families, one to four marks in a row, some reported and some contested."""
    dice = random.Random(7)
    words = ["ion", "channel", "of", "hierarchically", "structured", "sulfide–silicon", "nanowire"]

    def label(number: int) -> str:
        return " ".join(dice.choices(words, k=dice.randint(1, 5))) + f" {number}"

    def cell() -> Cell:
        claims = frozenset(map(str, dice.sample(range(300), dice.randint(1, 30))))
        return Cell(dice.choice(GRADES[1:]), claims, dice.random() < 0.1)

    heads = [
        Node(
            f"r{n:02}", label(n), "strategy", f"family {n % families}" if n % 5 and families else ""
        )
        for n in range(rows)
    ]
    ends = [Node(f"c{n:02}", label(n), "benefit") for n in range(columns)]
    pairs = {(h.id, e.id) for h in heads for e in dice.sample(ends, dice.randint(1, 4))}
    some = sorted(pairs | {(heads[n % rows].id, e.id) for n, e in enumerate(ends)})
    reported = {ends: cell() for ends in some[::3]}
    return Matrix(
        "system", "benefit", tuple(heads), tuple(ends), {ends: cell() for ends in some}, reported
    )


# ── What stands in it ─────────────────────────────────────────────────────────


def derived(graph: KnowledgeGraph, name: str, *, contested: bool) -> dict[tuple[str, str], str]:
    """What the reasoner derives, with the grade of each link."""
    explainer = graph.contested_explainer if contested else graph.explainer
    facts = explainer.reasoned.instances.facts
    found = {}
    for subject, target in facts.pairs(ASSB + name):
        rank = facts.rank(Fact(ASSB + name, subject, target))
        assert rank is not None
        found[subject, target] = GRADES[rank.level]
    return found


def strongest_by_kind(designs: Designs, links: dict[tuple[str, str], str]) -> dict[Any, str]:
    found: dict[tuple[str, str], str] = {}
    for (subject, target), grade in links.items():
        if subject not in designs.users and subject not in designs.systems:
            continue  # a strategy that no system is said to employ
        ends = designs.kinds.get(subject, subject), target
        found[ends] = min(grade, found.get(ends, grade), key=GRADES.index)
    return found


@pytest.mark.parametrize("contested", [False, True])
@pytest.mark.parametrize(
    ("rows", "columns", "name"),
    [
        ("strategy", "benefit", "mayBenefit"),
        ("strategy", "bottleneck", "addresses"),
        ("system", "benefit", "expectedGain"),
    ],
)
def test_the_matrix_and_the_reasoner_agree(
    graph: KnowledgeGraph, rows: Rows, columns: Columns, name: str, contested: bool
) -> None:
    designs = read_designs(graph, contested=contested)
    matrix = read_matrix(graph, rows, columns, Choice(contested=contested))
    expected = strongest_by_kind(designs, derived(graph, name, contested=contested))
    cells = [matrix.expected, *([matrix.reported] if name == "addresses" else [])]
    found: dict[tuple[str, str], str] = {}
    for ends, cell in (pair for some in cells for pair in some.items()):
        found[ends] = min(cell.grade, found.get(ends, cell.grade), key=GRADES.index)
    assert expected == found


def test_no_derived_mark_wears_the_colour_of_a_grade(graph: KnowledgeGraph) -> None:
    figure = compose_matrix(read_matrix(graph, "system"))
    cells = [p for p in figure.axes[0].patches if str(p.get_gid()).startswith("cell.")]
    colours = {
        voice: {to_hex(p.get_facecolor()) for p in cells if str(p.get_gid()).endswith(f".{voice}")}
        for voice in "er"
    }
    assert {DERIVED.lower()} == colours["e"]
    assert colours["r"] <= {colour.lower() for colour in GRADE_COLOURS.values()}


def test_what_a_strategy_is_said_to_address_is_stated_not_derived(graph: KnowledgeGraph) -> None:
    matrix = read_matrix(graph, "strategy", "bottleneck")
    ends = ASSB + "Nanosizing", KG + "poor-solid-contact"
    assert ends in matrix.reported
    assert ends not in matrix.expected


def test_a_strategy_whose_use_is_contested_has_no_row_until_contested_claims_come_in(
    graph: KnowledgeGraph,
) -> None:
    row = ASSB + "SurfacePassivationDesign"
    for contested in (False, True):
        matrix = read_matrix(graph, "strategy", "bottleneck", Choice(contested=contested))
        assert contested == (row in {header.id for header in matrix.rows})


def test_every_expected_link_rests_on_claims(graph: KnowledgeGraph) -> None:
    for rows, columns in KINDS:
        cells = read_matrix(graph, rows, columns).expected.values()
        assert [] == [cell for cell in cells if not cell.claims]


def test_reported_gains_are_claims_about_systems(graph: KnowledgeGraph, designs: Designs) -> None:
    matrix = read_matrix(graph, "system")
    told = derived(graph, "reportedGain", contested=False)
    assert {ends: told[ends] for ends in matrix.reported} == {
        ends: cell.grade for ends, cell in matrix.reported.items()
    }
    without = {system for system, _ in told} - set(designs.systems)
    assert matrix.silent == len(without)


def test_what_rests_on_contested_claims_is_marked(graph: KnowledgeGraph) -> None:
    matrix = read_matrix(graph, "strategy", "bottleneck", Choice(contested=True))
    before = read_matrix(graph, "strategy", "bottleneck").expected
    changed = {
        e for e, c in matrix.expected.items() if e not in before or before[e].grade != c.grade
    }
    assert changed
    assert changed == {ends for ends, cell in matrix.expected.items() if cell.contested}


def test_a_least_grade_holds_for_reports_too(graph: KnowledgeGraph) -> None:
    matrix = read_matrix(graph, "system", choice=Choice(min_grade="stated, cited"))
    grades = {cell.grade for cell in (*matrix.expected.values(), *matrix.reported.values())}
    assert {"measured", "stated, cited"} == grades


def test_what_rests_on_an_anomalous_claim_is_marked_so(graph: KnowledgeGraph) -> None:
    matrix = read_matrix(graph, "system")
    reported = {
        graph.entities.label(system)
        for (system, benefit), cell in matrix.reported.items()
        if graph.entities.label(benefit) == "cycle life" and cell.anomalous
    }
    assert {"Fe₃S₄@Li₇P₃S₁₁", "RGO–CNT"} == reported


def test_a_focus_leaves_its_own_row_or_column(graph: KnowledgeGraph) -> None:
    matrix = read_matrix(graph, "strategy", "bottleneck", Choice(focus="lithium dendrites"))
    assert ["lithium dendrites"] == [column.label for column in matrix.columns]


@pytest.mark.parametrize("rows", ["strategy", "system"])
def test_a_focus_on_a_bottleneck_leaves_its_whole_column_and_that_of_its_case(
    graph: KnowledgeGraph, rows: Rows
) -> None:
    whole = read_matrix(graph, rows, "bottleneck").expected
    about = read_matrix(graph, rows, "bottleneck", Choice(focus="volume expansion")).expected
    names = ("volume expansion", "volume expansion of silicon")
    columns = {graph.entities.resolve(name).value for name in names}
    assert columns == {column for _, column in about}
    assert {ends: cell for ends, cell in whole.items() if ends[1] in columns} == about


def test_a_family_has_the_claims_of_its_rows_and_their_strongest_grade() -> None:
    matrix = table(("a", "x"), ("b", "x"), ("c", "x"))
    rows = tuple(replace(row, family="" if row.id == "c" else "f") for row in matrix.rows)
    stronger = {**matrix.expected, ("b", "x"): Cell("measured", frozenset({"1", "2"}))}
    joined = by_family(replace(matrix, rows=rows, expected=stronger))
    assert {"f": 2, "c": 1} == {row.label: row.kinds for row in joined.rows}
    family = next(row.id for row in joined.rows if row.label == "f")
    assert Cell("measured", frozenset({"ax", "1", "2"})) == joined.expected[family, "x"]


# ── The order ─────────────────────────────────────────────────────────────────

profiles = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.dictionaries(st.sampled_from("stuvw"), st.integers(1, 5).map(float), max_size=4),
    max_size=8,
)


@given(profiles, st.randoms(use_true_random=False))
def test_an_order_has_everything_once_whatever_order_it_comes_in(
    given_profiles: dict[str, dict[str, float]], dice: random.Random
) -> None:
    order = clustered(given_profiles)
    assert sorted(given_profiles) == sorted(order)
    shuffled = list(given_profiles.items())
    dice.shuffle(shuffled)
    assert order == clustered(dict(shuffled))


def test_like_things_stand_together() -> None:
    one, other = {"s": 1.0, "t": 1.0}, {"u": 1.0, "v": 1.0}
    order = clustered({"a": one, "b": other, "c": one, "d": other, "e": one})
    assert {"ace", "bd"} == {"".join(sorted(order[:3])), "".join(sorted(order[3:]))}


@given(profiles, st.lists(st.sampled_from(["", "f", "g"]), min_size=8, max_size=8))
def test_families_stand_together_and_those_without_last(
    given_profiles: dict[str, dict[str, float]], names: list[str]
) -> None:
    families = dict(zip("abcdefgh", names, strict=True))
    order = [families[name] for name in clustered_in_families(given_profiles, families)]
    changes = [one for one, other in pairwise([*order, None]) if one != other]
    assert len(set(order)) == len(changes)
    assert "" not in changes[:-1]


# ── The figure ────────────────────────────────────────────────────────────────


def corners(text: Text, renderer: RendererBase) -> list[tuple[float, float]]:
    """The corners of a text, which may stand aslant."""
    angle = text.get_rotation()
    text.set_rotation(0)
    box = text.get_window_extent(renderer)
    text.set_rotation(angle)
    x, y = text.get_transform().transform(text.get_position())
    turn, rise = cos(radians(angle)), sin(radians(angle))
    upright = (box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)
    return [
        (x + (a - x) * turn - (b - y) * rise, y + (a - x) * rise + (b - y) * turn)
        for a, b in upright
    ]


def apart(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Whether a line along a side of one of two rectangles parts them."""
    for box in (one, other):
        for (ax, ay), (bx, by) in pairwise(box[:3]):
            first = [x * (by - ay) - y * (bx - ax) for x, y in one]
            second = [x * (by - ay) - y * (bx - ax) for x, y in other]
            if max(first) <= min(second) or max(second) <= min(first):
                return True
    return False


def hold_apart(figure: Figure) -> None:
    """No two labels overlap, no mark lies on a label, and nothing is cut off."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(300)
    canvas: Any = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    axes = figure.axes[0]
    page = axes.get_window_extent(renderer)
    words = [(text.get_text(), corners(text, renderer)) for text in axes.texts]
    for (text, box), (its_text, its_box) in combinations(words, 2):
        assert apart(box, its_box), (text, its_text)
    for text, box in words:
        assert all(page.x0 <= x <= page.x1 and page.y0 <= y <= page.y1 for x, y in box), text
    cells = [p for p in axes.patches if str(p.get_gid()).startswith("cell.")]
    for patch in cells:
        extent = patch.get_window_extent(renderer)
        box = [(x, y) for x in (extent.x0, extent.x1) for y in (extent.y0, extent.y1)]
        box[2:] = reversed(box[2:])
        for text, its_box in words:
            assert apart(box, its_box), (patch.get_gid(), text)


def said(figure: Figure, kind: str = "") -> str:
    texts = (t for t in figure.axes[0].texts if str(t.get_gid()).startswith(kind))
    return " ".join(text.get_text() for text in texts)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("rows", "columns"), KINDS)
def test_nothing_overlaps_on_the_release(
    graph: KnowledgeGraph, rows: Rows, columns: Columns, size: str
) -> None:
    figure = compose_matrix(read_matrix(graph, rows, columns), SIZES[size])
    hold_apart(figure)
    assert figure.get_figheight() * 25.4 <= SIZES[size].tallest + 1e-6


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_with_sixty_rows_which_are_put_together(size: str) -> None:
    figure = compose_matrix(made_up(), SIZES[size])
    hold_apart(figure)
    assert "rows are grouped by family" in said(figure, "note.")
    if SIZES[size].fixed:
        assert pytest.approx(SIZES[size].tallest) == figure.get_figheight() * 25.4


def test_without_families_a_page_grows_and_a_slide_says_what_it_leaves_out() -> None:
    matrix = made_up(families=0)
    page, slide = (compose_matrix(matrix, SIZES[size]) for size in ("double", "slide"))
    hold_apart(page)
    assert len(matrix.rows) == len(
        {
            t.get_gid()
            for t in page.axes[0].texts
            if str(t.get_gid()).startswith("row.") and str(t.get_gid()).endswith(".claims")
        }
    )
    hold_apart(slide)
    assert "Left out for lack of space: " in said(slide, "note.omissions")


def test_columns_that_do_not_fit_are_named() -> None:
    matrix = made_up(rows=10, columns=28)
    figure = compose_matrix(matrix, SIZES["single"])
    hold_apart(figure)
    shown = {t.get_gid() for t in figure.axes[0].texts if str(t.get_gid()).endswith(".claims")}
    notes = said(figure, "note.omissions").replace(" ", "")
    for column in matrix.columns:
        gone = column.label.replace(" ", "") in notes
        assert (f"column.{column.id}.claims" in shown) != gone


def test_marks_of_stronger_grade_are_fuller() -> None:
    shares = [HOLES[grade] for grade in GRADES[1:]]
    assert sorted(set(shares)) == shares


@given(st.integers(1, 50), st.integers(1, 50))
def test_areas_are_in_proportion_to_claims(claims: int, others: int) -> None:
    scale = Scale(100.0, 50)
    ratio = scale.width(claims) ** 2 / scale.width(others) ** 2
    assert pytest.approx(claims / others) == ratio
    assert pytest.approx(3.14159265 / 4) == (
        scale.width(claims, square=True) ** 2 / scale.width(claims) ** 2
    )


def test_what_is_reported_is_square_and_what_is_expected_round() -> None:
    figure = compose_matrix(made_up(rows=6, columns=4), SIZES["double"])
    marks = {str(p.get_gid()): type(p).__name__ for p in figure.axes[0].patches}
    shapes = {gid[-1]: shape for gid, shape in marks.items() if gid.startswith("cell.")}
    assert {"e": "Circle", "r": "Rectangle"} == shapes
    assert "stated by a source: " in said(figure, "legend.")


def test_a_label_of_300_characters_is_cut_and_told_in_full_below() -> None:
    matrix = table(("a", "x"), ("b", "y"), ("c", "z"), a=LONG, y=LONG[::-1])
    figure = compose_matrix(matrix, SIZES["single"])
    hold_apart(figure)
    notes = said(figure, "note.full").replace(" ", "")
    assert LONG.replace(" ", "") in notes
    assert LONG[::-1].replace(" ", "") in notes


def test_hostile_labels_stay_words() -> None:
    matrix = table(("a", "x"), ("b", "x"), a=HOSTILE, x=f"column {HOSTILE[:30]}")
    figure = compose_matrix(matrix, SIZES["double"])
    hold_apart(figure)
    svg = render(lambda: figure, "svg", "t").decode()
    assert "<script" not in svg
    assert "$x^2$" in said(figure, "row.")


def test_a_label_that_the_font_lacks_is_refused() -> None:
    with pytest.raises(DrawingError, match=r"U\+6DCA"):
        compose_matrix(table(("a", "x"), a="淊"))


def test_nothing_to_draw_is_an_error() -> None:
    with pytest.raises(DrawingError, match="no strategy is linked to a benefit"):
        compose_matrix(table())


# ── The command ───────────────────────────────────────────────────────────────


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["draw", "matrix", *map(str, arguments)])


def test_the_command_writes_what_it_is_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "matrix.pdf"
    done = run("--out", out, "--rows", "system", "--columns", "bottleneck", "--width", "single")
    assert (0, True) == (done.exit_code, out.read_bytes().startswith(b"%PDF"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--focus", "volume expnsion"), "did you mean 'volume expansion'"),
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
