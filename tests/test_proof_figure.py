"""The proof as a figure: nothing overlaps or is cut off, and it reads in grey."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from click.testing import CliRunner, Result

from assbkg.asking.conditions import MISSING, Condition, Conditions
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.cli import app
from assbkg.drawing.marks import GRADE_COLOURS, add_sign
from assbkg.drawing.proofs import compose_proof, draw_proof, render_proof
from assbkg.drawing.sheet import SIZES, Size
from assbkg.errors import DrawingError
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.proofs import Proof, best_proof
from assbkg.reasoning.rules import is_witness
from assbkg.record.claims import Claim
from assbkg.record.sources import Citation, Place
from assbkg.record.weight import Weight

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

LONG: Final = "hierarchically interpenetrated sulfide–silicon nanowire network electrode " * 4
SOURCE: Final = "https://w3id.org/assbkg/id/voids"


def claim(modality: str, statement: str = "Said so", source: str = SOURCE) -> Claim:
    cites = (1, 12) if modality == "stated" else ()
    return Claim(
        claim="c",
        link=Fact("p", "s", "o"),
        statement=statement,
        modality=modality,
        status="accepted",
        source=source,
        places=(Place(source, "2.2", 81),),
        citations=tuple(Citation(source, number) for number in cites),
        authorities=frozenset({source}),
    )


def leaf(subject: str, grade: str, *claims: Claim) -> Step:
    return Step(subject, "limits", "cycle life", grade, "", claims, ())


def derived(subject: str, *premises: Step, grade: str = "stated") -> Step:
    return Step(subject, "promotes", "cycle life", grade, "a ∘ b ⊑ c", (), premises)


def explained(proof: Step) -> Explanation:
    works = Weight(cited=frozenset({SOURCE}))
    return Explanation(proof.grade, proof, ((proof,),), frozenset({SOURCE}), works=works)


def every_grade() -> Explanation:
    claims = ("measured", "stated", "stated", "stated", "hedged", "expected")
    leaves = [
        leaf(f"bottleneck {number}", grade, claim(modality), claim("hedged"))
        for number, (grade, modality) in enumerate(zip(GRADES[1:], claims, strict=True))
    ]
    return explained(derived("m", leaf("type", "given"), *leaves))


def long_words() -> Explanation:
    """Labels, a statement and an axiom of 300 characters, one word of 200."""
    said = claim("stated", LONG)
    axiom = Step(LONG, "promotes", LONG, "stated", LONG, (), (leaf(LONG, "stated", said),))
    return explained(derived(LONG, axiom, leaf("x" * 200, "stated", said)))


def deep(depth: int = 30) -> Explanation:
    proof = leaf("bottleneck", "stated", claim("stated"))
    for number in range(depth):
        proof = derived(f"mechanism {number}", leaf("other", "stated", claim("stated")), proof)
    return explained(proof)


def two_ways() -> Conditions:
    contested = leaf("fire", MISSING, claim("stated", LONG))
    found = [
        Condition(
            "fire limits safety", (contested,), derived("m", contested, grade=MISSING), "", 3
        ),
        Condition(
            LONG,
            (contested,),
            derived(LONG, every_grade().proof, contested, grade=MISSING),
            "stated",
            0,
        ),
    ]
    return Conditions("m promotes safety", contested.claims, tuple(found), cut=True)


@pytest.fixture(scope="module")
def longest(graph: KnowledgeGraph) -> Explanation:
    """The link of the release whose best proof has most steps."""

    def size(proof: Proof) -> int:
        return 1 + sum(map(size, proof.premises))

    explainer = graph.explainer
    instances = explainer.reasoned.instances
    derived = [
        fact
        for fact in explainer.reasoned.facts.ranks
        if fact not in explainer.reasoned.facts.given
        and not is_witness(fact.subject)
        and not is_witness(fact.object)
    ]
    return explainer.why(max(derived, key=lambda fact: size(best_proof(fact, instances))))


def measured(said: Explanation | Conditions, size: Size) -> tuple[Axes, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = compose_proof(said, size)
    figure.set_dpi(300)
    canvas: Any = FigureCanvasAgg(figure)
    return figure.axes[0], canvas.get_renderer()


def extents(
    said: Explanation | Conditions, size: Size = SIZES["double"]
) -> tuple[dict[str, Bbox], list[tuple[str, str, Bbox]], Bbox]:
    """Each box by its id, each text with its id, and the page."""
    axes, renderer = measured(said, size)
    boxes = {
        gid: patch.get_window_extent(renderer)
        for patch in axes.patches
        if (gid := str(patch.get_gid())).startswith("box.")
    }
    texts = [(str(t.get_gid()), t.get_text(), t.get_window_extent(renderer)) for t in axes.texts]
    return boxes, texts, axes.get_window_extent(renderer)


def hold_apart(said: Explanation | Conditions, size: Size = SIZES["double"]) -> None:
    """No two boxes or words overlap, and all words are within their box and the page."""
    boxes, texts, page = extents(said, size)
    for one, other in combinations(boxes.values(), 2):
        assert not one.overlaps(other)
    for (_, text, box), (_, its_text, its_box) in combinations(texts, 2):
        assert not box.overlaps(its_box), (text, its_text)
    for gid, text, inner in texts:
        kind, _, rest = gid.partition(".")
        own = boxes[f"box.{rest.rpartition('.line')[0]}"] if kind in ("link", "reason") else None
        outer = own if own and (kind == "link" or inner.x0 < own.x1) else page
        assert outer.x0 <= inner.x0 <= inner.x1 <= outer.x1, text
        assert outer.y0 <= inner.y0 <= inner.y1 <= outer.y1, text
        if own:
            assert own.y0 <= inner.y0 <= inner.y1 <= own.y1, text


FIGURES: Final[dict[str, Explanation | Conditions]] = {
    "every grade": every_grade(),
    "long words": long_words(),
    "thirty steps deep": deep(),
    "two ways": two_ways(),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("said", FIGURES.values(), ids=FIGURES)
def test_nothing_overlaps_or_is_cut_off(said: Explanation | Conditions, size: str) -> None:
    hold_apart(said, SIZES[size])


def left_out(said: Explanation | Conditions, size: str) -> str:
    """What a figure says to be left out."""
    words = [text for gid, text, _ in extents(said, SIZES[size])[1] if gid.startswith("omissions")]
    return " ".join(words)


@pytest.mark.parametrize("said", FIGURES.values(), ids=FIGURES)
def test_only_a_slide_leaves_out_what_does_not_fit(said: Explanation | Conditions) -> None:
    assert ["", ""] == [left_out(said, size) for size in ("single", "double")]
    height = compose_proof(said, SIZES["slide"]).get_figheight() * 25.4
    assert height <= SIZES["slide"].tallest


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("every grade", ""),
        ("thirty steps deep", "links below those shown; what the claims say."),
        ("two ways", "Left out for lack of space: 1 other way"),
    ],
)
def test_a_slide_says_what_it_leaves_out(name: str, words: str) -> None:
    assert words in left_out(FIGURES[name], "slide")


def test_a_link_too_long_for_a_slide_is_refused() -> None:
    with pytest.raises(DrawingError, match="even the link alone does not fit"):
        compose_proof(explained(leaf(LONG * 20, "stated", claim("stated"))), SIZES["slide"])


@pytest.mark.parametrize("size", SIZES)
def test_nothing_overlaps_in_a_link_without_contested_claims(
    graph: KnowledgeGraph, size: str
) -> None:
    link = ("asslib", "suffersFrom", "lithium dendrites")
    hold_apart(graph.explain(*link, include_contested=True), SIZES[size])


def test_nothing_overlaps_in_the_longest_proof_of_the_release(longest: Explanation) -> None:
    hold_apart(longest)


def test_nothing_overlaps_in_what_a_link_would_follow_from(graph: KnowledgeGraph) -> None:
    hold_apart(graph.conditions("Si/TiC", "expectedGain", "safety"))


@pytest.mark.parametrize("size", ["single", "double"])
def test_no_word_is_left_out(size: str) -> None:
    found = extents(long_words(), SIZES[size])[1]
    shown = "".join(text for _, text, _ in found).replace(" ", "")
    assert shown.count(LONG.replace(" ", "")) == 7


def test_the_figure_fits_a_page_and_no_word_is_smaller_than_six_points() -> None:
    figure = compose_proof(every_grade())
    assert pytest.approx(SIZES["double"].width / 25.4) == figure.get_figwidth()
    assert min(float(text.get_fontsize()) for text in figure.axes[0].texts) >= 6


def test_a_leaf_has_modality_place_reference_and_statement() -> None:
    svg = render_proof(every_grade(), "svg").decode()
    for words in (
        "stated, §2.2 s.81 [1][12] (and 1 more claim)",
        "Said so",
        "given by the tables",
    ):
        assert f">{words}</text>" in svg


def test_a_step_has_its_rule() -> None:
    assert ">rule: a ∘ b ⊑ c</text>" in render_proof(every_grade(), "svg").decode()


def test_the_heading_has_grade_proofs_and_sources() -> None:
    svg = render_proof(every_grade(), "svg").decode()
    assert ">grade: stated</text>" in svg
    assert ">1 minimal proof · 1 work cited but not read, none</text>" in svg


def test_the_heading_says_how_it_is_without_contested_claims(graph: KnowledgeGraph) -> None:
    link = ("asslib", "suffersFrom", "lithium dendrites")
    svg = render_proof(graph.explain(*link, include_contested=True), "svg").decode()
    assert ">without contested claims: " in svg


def test_places_name_their_source_when_there_are_several() -> None:
    one = render_proof(explained(derived("m", leaf("a", "stated", claim("stated")))), "svg")
    assert b">section and sentence of voids" not in one
    assert "§ and s.: section and sentence of voids;".encode() in one
    other = claim("hedged", source="https://w3id.org/assbkg/id/pores")
    both = explained(derived("m", leaf("a", "stated", claim("stated")), leaf("b", "hedged", other)))
    assert "§ and s.: section and sentence of the paper that is named;".encode() in render_proof(
        both, "svg"
    )


def test_a_stronger_grade_has_more_bars_so_that_it_reads_in_grey() -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.figure import Figure

    counts = []
    for grade in GRADES[1:]:
        axes = Figure().add_axes((0, 0, 1, 1))
        add_sign(axes, 0, 0, grade)
        colour = to_rgba(GRADE_COLOURS[grade])
        counts.append(sum(patch.get_facecolor() == colour for patch in axes.patches))
    assert [6, 5, 4, 3, 2, 1] == counts


def test_what_nobody_states_is_dashed_and_nothing_else_is() -> None:
    axes = compose_proof(two_ways()).axes[0]
    dashed = {
        str(patch.get_gid())
        for patch in axes.patches
        if str(patch.get_gid()).startswith("box.") and patch.get_linestyle() not in ("-", "solid")
    }
    assert {"box.1", "box.1.1", "box.2", "box.2.2"} == dashed


def test_labels_are_text_in_the_svg_and_markup_stays_words() -> None:
    svg = render_proof(explained(derived("<b>$x^2$</b>", leaf("a", "given"))), "svg").decode()
    assert "&lt;b&gt;$x^2$&lt;/b&gt; promotes cycle life</text>" in svg


def test_a_pdf_embeds_its_fonts_and_holds_no_date() -> None:
    pdf = render_proof(every_grade(), "pdf")
    assert b"/FontFile2" in pdf
    assert b"/CreationDate" not in pdf


def test_a_label_that_the_font_cannot_draw_is_named() -> None:
    with pytest.raises(DrawingError, match="U\\+65E5"):
        compose_proof(explained(derived("日", leaf("a", "given"))))


def test_a_proof_that_no_page_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assbkg.drawing.proofs.PDF", 20)
    with pytest.raises(DrawingError, match=r"8 links make a page .* print it as text instead"):
        compose_proof(every_grade())


def test_an_unknown_ending_is_told_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        DrawingError, match=r"'\.gif' is not supported; known are \.svg, \.pdf, \.png$"
    ):
        draw_proof(every_grade(), tmp_path / "proof.gif")


# ── As a command ──────────────────────────────────────────────────────────────

HOLDS: Final = ("explain", "SiNPs@MXenes", "expectedGain", "cycle life")
OPEN: Final = ("explain", "Si/TiC", "expectedGain", "safety")


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="assbkg")


def test_the_bytes_depend_on_no_hash_seed() -> None:
    command = [sys.executable, "-m", "assbkg", *OPEN, "--format", "svg"]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    first, second = (process.communicate()[0] for process in running)
    assert [1, 1] == [process.returncode for process in running]
    assert first == second
    assert first.startswith(b"<?xml")


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".png"])
def test_a_proof_goes_to_a_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"proof{ending}"
    done = invoke(*HOLDS, "--out", str(path))
    assert (0, "") == (done.exit_code, done.stdout)
    assert path.stat().st_size > 5000


def test_a_link_that_does_not_hold_is_drawn_too_and_fails(tmp_path: Path) -> None:
    done = invoke(*OPEN, "--out", str(tmp_path / "open.svg"))
    assert done.exit_code == 1
    assert "thermal runaway" in (tmp_path / "open.svg").read_text(encoding="utf-8")


def test_a_link_that_only_a_source_can_give_is_drawn_in_words(graph: KnowledgeGraph) -> None:
    svg = render_proof(graph.conditions("Si/TiC", "reportedGain", "safety"), "svg").decode()
    assert ">Only a source that states it would give it; no other single link would<" in svg


@pytest.mark.parametrize(
    "more", [("--format", "json", "--out", "x.svg"), ("--all", "--out", "x.svg")]
)
def test_options_that_do_not_go_with_a_figure_are_wrong_usage(more: tuple[str, ...]) -> None:
    assert invoke(*HOLDS, *more).exit_code == 2


DRAWN: Final = ("draw", "proof", *HOLDS[1:])


def test_drawing_over_a_page_is_what_explaining_draws(tmp_path: Path) -> None:
    paths = tmp_path / "explained.svg", tmp_path / "drawn.svg"
    done = [invoke(*HOLDS, "--out", str(paths[0])), invoke(*DRAWN, "--out", str(paths[1]))]
    assert [0, 0] == [one.exit_code for one in done]
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize(("width", "millimetres"), [("single", 89), ("slide", 338.7)])
def test_a_proof_is_drawn_as_wide_as_asked(tmp_path: Path, width: str, millimetres: float) -> None:
    path = tmp_path / "proof.svg"
    assert invoke(*DRAWN, "--out", str(path), "--width", width).exit_code == 0
    points = float(path.read_text(encoding="utf-8").partition('width="')[2].partition("pt")[0])
    assert pytest.approx(millimetres, abs=0.1) == points / 72 * 25.4


def test_drawing_a_link_that_does_not_hold_fails_and_an_unknown_one_draws_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "open.svg"
    assert invoke("draw", "proof", *OPEN[1:], "--out", str(path)).exit_code == 1
    assert path.stat().st_size > 5000
    other = invoke("draw", "proof", "Si/TiCs", *OPEN[2:], "--out", str(tmp_path / "no.svg"))
    assert (1, False) == (other.exit_code, (tmp_path / "no.svg").exists())
    assert "did you mean 'Si/TiC' or " in str(other.exception)
