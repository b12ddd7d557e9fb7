"""Records held against the text of their paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from assbkg.curation.corpus import Paper, read_corpus
from assbkg.curation.fidelity import Beside, compare, coverage_of, side_by_side
from assbkg.curation.sentences import split_text


@pytest.fixture
def paper(graphs: Path) -> Paper:
    return read_corpus(graphs).papers[0]


def differences(paper: Paper, text: str) -> list[str]:
    return list(compare(paper, split_text(text)))


def beside(paper: Paper, text: str) -> list[Beside]:
    return list(side_by_side(paper, split_text(text)))


# ── Sentences ─────────────────────────────────────────────────────────────────


def test_the_text_that_was_curated_agrees(paper: Paper, paper_text: str) -> None:
    assert [] == differences(paper, paper_text)


def test_another_copy_with_other_spacing_and_markup_agrees(paper: Paper, paper_text: str) -> None:
    copy = paper_text.replace("mAh/g", "mAh  g").replace("Si/C", "$Si/C$").replace(" °C", "°C")
    assert [] == differences(paper, copy)


def test_a_changed_sentence_is_named(paper: Paper, paper_text: str) -> None:
    assert ["sentence 5 (1): differs from the text that was curated"] == differences(
        paper, paper_text.replace("700 mAh/g", "701 mAh/g")
    )


def test_a_missing_sentence_is_named_and_those_behind_it_moved(
    paper: Paper, paper_text: str
) -> None:
    expected = [
        "sentences 5 to 8: have moved; they were 6 to 9",
        "sentence 5: is covered, but missing from the text",
    ]
    assert expected == differences(
        paper, paper_text.replace("The first capacity is 700 mAh/g. ", "")
    )


def test_a_missing_end_is_named(paper: Paper, paper_text: str) -> None:
    assert ["sentence 9: is covered, but missing from the text"] == differences(
        paper, paper_text[: paper_text.index("[1] Doe J.")]
    )


def test_a_sentence_that_nobody_covered_is_named(paper: Paper, paper_text: str) -> None:
    expected = [
        "sentence 5 (1): is not covered",
        "sentences 6 to 10: have moved; they were 5 to 9",
    ]
    assert expected == differences(
        paper, paper_text.replace("The first cap", "It is new. The first cap")
    )


def test_two_sentences_that_changed_places_have_moved(paper: Paper, paper_text: str) -> None:
    swapped = paper_text.replace(
        "Silicon swells while it takes up lithium. Voids give it room [1].",
        "Voids give it room [1]. Silicon swells while it takes up lithium.",
    )
    expected = [
        "sentence 2: has moved; it was sentence 3",
        "sentence 3: has moved; it was sentence 2",
    ]
    assert expected == differences(paper, swapped)


def test_a_changed_sentence_that_repeats_another_has_not_moved(
    paper: Paper, paper_text: str
) -> None:
    repeated = paper_text.replace("Voids give it room [1].", "The first capacity is 700 mAh/g.")
    assert ["sentence 3 (abstract): differs from the text that was curated"] == differences(
        paper, repeated
    )


def test_a_sentence_in_another_section_is_named(paper: Paper, paper_text: str) -> None:
    expected = [f"sentence {n} (2): was curated under section '1'" for n in (4, 5, 6, 7)]
    expected.append("sentence 8 (2 Fig. 1): was curated under section '1 Fig. 1'")
    assert expected == differences(paper, paper_text.replace("1. Intro", "2. Intro"))


def test_another_text_shares_nothing(paper: Paper) -> None:
    expected = ["sentence 1 (front): differs from the text that was curated"]
    expected += [f"sentence {n}: is covered, but missing from the text" for n in range(2, 10)]
    assert expected == differences(paper, "Another paper")


# ── Quotations ────────────────────────────────────────────────────────────────


def reworded(graphs: Path, name: str, old: str, new: str) -> Paper:
    """The paper with something said otherwise in one table."""
    path = graphs / "voids" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return read_corpus(graphs).papers[0]


LONG = "After ten cycles it holds less than 720 mAh per gram of it. "
QUOTED = "after ten cycles it HOLDS less, than 720 mAh per gram"


@pytest.mark.parametrize(
    ("name", "old", "told"),
    [
        ("claims.csv", "Silicon grows when charged", "s002a: its statement"),
        ("claims.csv", "room is no proof", "s003b: its note"),
        ("measurements.csv", "Capacity at the start", "s005m1: its statement"),
        ("steps.csv", "Heat in argon", "si-c-synthesis.step-1: its statement"),
        ("assessments.csv", "A capacity that grows with use is odd", "a002: its reason"),
        ("coverage.csv", "says nothing", "sentence 1: why it has no record"),
    ],
)
def test_twelve_words_of_the_paper_in_a_row_are_a_quotation(
    graphs: Path, paper_text: str, name: str, old: str, told: str
) -> None:
    text = paper_text.replace("Doe et al. [1] made", f"{LONG}Doe et al. [1] made")
    paper = reworded(graphs, name, old, f'"so {QUOTED} of it"')
    assert f"{told} repeats 12 or more words of the paper" in differences(paper, text)


def test_eleven_words_of_the_paper_in_a_row_are_none(graphs: Path, paper_text: str) -> None:
    text = paper_text.replace("Doe et al. [1] made", f"{LONG}Doe et al. [1] made")
    paper = reworded(graphs, "claims.csv", "Silicon grows when charged", f'"{QUOTED}"')
    assert [] == [said for said in differences(paper, text) if "repeats" in said]


def test_the_title_of_a_reference_is_no_quotation(graphs: Path, paper_text: str) -> None:
    title = "voids in silicon and how they give it all the room it wants and more"
    text = paper_text.replace("Voids in silicon. Journal", f"{title}. Journal")
    paper = reworded(graphs, "claims.csv", "Silicon grows when charged", title)
    assert [] == [said for said in differences(paper, text) if "repeats" in said]


# ── Side by side ──────────────────────────────────────────────────────────────


def test_each_sentence_stands_beside_what_was_made_of_it(paper: Paper, paper_text: str) -> None:
    shown = beside(paper, paper_text)
    assert [s.number for s in split_text(paper_text)] == [b.sentence.number for b in shown]
    expected = (
        ("s003a", "Empty space, left on purpose, takes up growth"),
        ("s003b", "Growth does less harm"),
    )
    assert (expected, "") == (shown[2].records, shown[2].why_none)


def test_steps_and_references_stand_beside_their_sentences(paper: Paper, paper_text: str) -> None:
    shown = beside(paper, paper_text)
    assert (("si-c-synthesis.step-1", "Heat in argon"),) == shown[6].records
    assert (("ref-1", "Voids in silicon"),) == shown[8].records


def test_a_sentence_without_a_record_says_why(paper: Paper, paper_text: str) -> None:
    title = beside(paper, paper_text)[0]
    assert ((), "says nothing") == (title.records, title.why_none)


def test_a_sentence_that_moved_takes_its_records_along(paper: Paper, paper_text: str) -> None:
    shown = beside(paper, paper_text.replace("Voids give", "It is new. Voids give"))
    assert ((), "not covered") == (shown[2].records, shown[2].why_none)
    assert ["s003a", "s003b"] == [name for name, _ in shown[3].records]


# ── Coverage ──────────────────────────────────────────────────────────────────


def test_coverage_can_be_made_of_records_and_reasons(paper: Paper, paper_text: str) -> None:
    made = coverage_of(paper, split_text(paper_text), {1: "says nothing", 8: "says nothing"})
    assert tuple(row.record for row in paper.coverage) == made


def test_a_sentence_without_record_or_reason_is_told_as_not_curated(
    paper: Paper, paper_text: str
) -> None:
    made = coverage_of(paper, split_text(paper_text), {})
    assert "not curated yet" == made[0].why_none
