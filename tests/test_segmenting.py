"""Version 2 of the segmenter: where sentences end, and where they only seem to."""

from __future__ import annotations

import pytest

from assbkg.reading.citations import find_citations, style_of
from assbkg.reading.segmenting import sentence_spans


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "It conducts well, e.g. Li glass, i.e. LPS.",
        "As Asano et al. Showed, it does.",
        "See Fig. 3 and Eq. (2) and Refs. 4 and 5 of Sect. 6.",
        "It was 1.5 V vs. Li at first.",
        "It was approx. 3 mm and ca. 5 wt. % of it.",
        "We thank J. Janek and W. G. Zeier for it.",
        "A. Cell setup with two layers",
        "ii. the material swells",
        "It fell to 0.8 mS cm−1 in No. 4.",
        "Bought from Lithium Co. Ltd., China.",
    ],
)
def test_a_stop_that_ends_nothing_does_not_split(text: str) -> None:
    assert [text] == split(text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It is fast.[1]", "Others are not."),
        ("It is fast. [1,2]", "Others are not."),
        ("It is fast. [1] , [2]", "Others are not."),
        ("It is fast.⁷,⁸", "Others are not."),
        ("It is fast.12", "Others are not."),
        ("It is fast.3–5", "Others are not."),
        ("It is fast. (3, 4)", "Others are not."),
        ("The conductivity7.", "Others are not."),
        ("It was held at 300 K.", "The rest melted."),
        ("This is shown in Fig. 1.", "The typical value is lower."),
        ("It is temperature, current, etc.", "These matter."),
        ("It is layer C.", "The others are B."),
        ("Is it so?", "Nobody knows."),
        ("It has 10 mA cm−2.", "α-Phases are soft."),
        ("It works.", "n-Type films do not."),
        ("It ended.", "3D prints began."),
        ("It is LiCl.", "[VCl₆]³⁻ is not."),
    ],
)
def test_a_sentence_keeps_its_citations_and_ends_there(first: str, second: str) -> None:
    assert [first, second] == split(f"{first} {second}")


def test_a_citation_at_the_end_of_a_paragraph_is_no_sentence() -> None:
    assert ["One.", "Two. [12]"] == split("One. Two. [12]")


def test_a_missing_space_does_not_join_sentences() -> None:
    assert ["They differ, respectively.", "This is odd."] == split(
        "They differ, respectively.This is odd."
    )


def test_spans_count_code_points_and_cover_the_text() -> None:
    text = "𝜎 is high. It is."
    assert ((0, 10), (11, 17)) == sentence_spans(text)


def test_a_raised_number_behind_a_unit_is_no_citation() -> None:
    found = find_citations("It covers 4 cm² as before.³", "raised", 9)
    assert [(3,)] == [citation.numbers for citation in found]


def test_the_style_of_citations_is_that_of_most_numbers() -> None:
    texts = ["It is so. [1]", "It is. [2,3]", "See Eq. (1) at 10⁻⁴ S."]
    assert "bracket" == style_of(texts, 9)
