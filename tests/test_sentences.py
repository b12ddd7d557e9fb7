"""Splitting a paper's plain text into sentences, and fingerprinting them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from assbkg.curation.sentences import Sentence, fingerprint, read_sentences, split_text
from assbkg.errors import SourceTextError

# Without the dotless i, whose capital is an I.
LETTERS = st.text(st.characters(categories=("Lu", "Ll", "Nd", "No"), exclude_characters="ı"))


def texts(paper: str) -> list[str]:
    return [sentence.text for sentence in split_text(paper)]


def sections(paper: str) -> list[str]:
    return [sentence.section for sentence in split_text(paper)]


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def body(paragraphs: str) -> list[str]:
    return texts(f"1. Introduction\n\n{paragraphs}")


# ── Sentences ─────────────────────────────────────────────────────────────────


def test_the_whole_paper_is_split_in_reading_order(paper_text: str) -> None:
    expected = [
        (1, "front", "Voids in silicon electrodes"),
        (2, "abstract", "Silicon swells while it takes up lithium."),
        (3, "abstract", "Voids give it room [1]."),
        (4, "1", "Doe et al. [1] made Si/C with voids."),
        (5, "1", "The first capacity is 700 mAh/g."),
        (6, "1", "After 10 cycles it holds 720 mAh/g."),
        (7, "1", "The powder was annealed at 600 °C for 2 h."),
        (8, "1 Fig. 1", "Fig. 1 The voids in Si/C [1]"),
        (9, "references", "[1] Doe J. Voids in silicon. Journal of Tests, 2020, 1: 2."),
    ]
    assert expected == [(s.number, s.section, s.text) for s in split_text(paper_text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "It was studied by Chen et al. [11].",
        "It was studied by Chen et al. In 2020.",
        "See Fig. A and Figs. B.",
        "See Ref. [3] and Refs. [4, 5].",
        "A conductor, e.g. Ti, is added.",
        "A conductor, i.e. Ti, is added.",
        "Compare Si vs. C, ca. [2] and Eq. (3).",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert [sentence, "Next."] == body(f"{sentence} Next.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Voids help, see ref. [7] and refs. [8, 9].",
        "It is proved in Sec. 4 and Eqs. (5) and (6).",
        "The electrode (cf. Fig. 2) swells, cf. Table 3.",
        "Prof. Roe and Dr. Doe agree with Mr. Poe.",
        "It lies in vol. 12, no. 5, pp. 30, of Jan. 2020.",
        "See No. 5, eq. (2), sect. [2.1] and approx. 5 nm.",
    ],
)
def test_titles_and_references_do_not_end_a_sentence(sentence: str) -> None:
    assert [sentence, "Next."] == body(f"{sentence} Next.")


def test_initials_do_not_end_a_sentence() -> None:
    assert ["J. A. Doe made it.", "Next."] == body("J. A. Doe made it. Next.")


@pytest.mark.parametrize(
    "sentence",
    [
        *("α-Phase melts.", "Γ is flat.", "7 nm suffices.", "≈7 nm suffices.", "“So” it is."),
        *('"So" it is.', "‘So’ it is.", "Überzug helps.", "«So» it is.", "(7 nm is enough.)"),
    ],
)
def test_a_sentence_may_begin_otherwise_than_with_a_latin_capital(sentence: str) -> None:
    assert ["It is thin.", sentence, "Next."] == body(f"It is thin. {sentence} Next.")


@pytest.mark.parametrize(
    "sentence",
    [
        *("It holds.[7]", "It holds.[7,8]", "It holds.[7–9]", "It holds.[7][8]", "It holds.⁷"),
        *("It holds.¹²⁻¹⁴", "It holds. [7]", "He wrote “it holds.”", 'He wrote "it holds."'),
        "(It holds.)",
    ],
)
def test_what_stands_behind_the_stop_belongs_to_the_sentence(sentence: str) -> None:
    assert [sentence, "Next."] == body(f"{sentence} Next.")


@pytest.mark.parametrize("word", ["no", "fig", "sec", "tab"])
def test_a_small_word_before_a_capital_ends_a_sentence(word: str) -> None:
    assert [f"It is a {word}.", "Next."] == body(f"It is a {word}. Next.")


def test_a_word_that_ends_like_an_abbreviation_ends_a_sentence() -> None:
    assert ["It is made of metal.", "It is in a figs."] == body(
        "It is made of metal. It is in a figs."
    )


def test_a_decimal_point_does_not_end_a_sentence() -> None:
    assert ["It holds 842.6 mAh/g at 2.0 A/g."] == body("It holds 842.6 mAh/g at 2.0 A/g.")


def test_a_citation_stays_with_the_sentence_before_its_stop() -> None:
    assert ["Voids help [9, 10].", "So they do."] == body("Voids help [9, 10]. So they do.")


def test_a_sentence_may_begin_with_a_formula_or_a_bracket() -> None:
    assert ["It is.", "$Fe_3S_4$ is cheap.", "(So is S.)"] == body(
        "It is. $Fe_3S_4$ is cheap. (So is S.)"
    )


def test_questions_and_exclamations_end_sentences() -> None:
    assert ["How viable are they?", "Very!", "Indeed."] == body(
        "How viable are they? Very! Indeed."
    )


def test_line_breaks_within_a_paragraph_are_spaces() -> None:
    assert ["A void gives room."] == body("A void\ngives\n  room.")


# ── Paragraphs that are cut ───────────────────────────────────────────────────


def test_a_paragraph_cut_by_a_page_break_is_joined() -> None:
    assert ["The strength of electrolytes helps."] == body("The strength\n\nof electrolytes helps.")


def test_a_form_feed_is_a_page_break() -> None:
    assert ["The strength of electrolytes helps."] == body(
        "The strength\n\f\nof electrolytes helps."
    )


def test_a_caption_that_cuts_a_paragraph_comes_after_it() -> None:
    text = "The strength\n\n \n\nFig. 2 A cell [3]\n\nof electrolytes helps. Next.\n\nLast."
    assert ["The strength of electrolytes helps.", "Next.", "Fig. 2 A cell [3]", "Last."] == body(
        text
    )


def test_a_caption_at_the_end_of_a_section_belongs_to_it() -> None:
    text = "1. One\n\nIt is.\n\nFig. 1 A cell\n\n2. Two\n\nIt was."
    assert ["1", "1 Fig. 1", "2"] == sections(text)


@pytest.mark.parametrize(
    ("paragraph", "label"),
    [
        ("Fig. 1 The images", "Fig. 1"),
        ("Fig 12 (a) SEM", "Fig 12"),
        ("Fig. 3. Images", "Fig. 3"),
        ("Figure 3: images", "Figure 3"),
        ("Table 2 | values", "Table 2"),
        ("Scheme 4 3D network", "Scheme 4"),
        ("Fig. 1\nThe images", "Fig. 1"),
    ],
)
def test_captions_are_known_by_their_label(paragraph: str, label: str) -> None:
    assert [f"1 {label}"] == sections(f"1. One\n\n{paragraph}")


@pytest.mark.parametrize("paragraph", ["Fig. 1 shows voids.", "Table 2 lists values."])
def test_a_sentence_about_a_figure_is_no_caption(paragraph: str) -> None:
    assert ["1"] == sections(f"1. One\n\n{paragraph}")


def test_a_section_without_a_full_stop_at_its_end_is_closed_by_the_next_heading() -> None:
    assert [("1", "It is so"), ("2", "It was.")] == [
        (s.section, s.text) for s in split_text("1. One\n\nIt is so\n\n2. Two\n\nIt was.")
    ]


# ── Sections ──────────────────────────────────────────────────────────────────


def test_headings_give_sections_and_are_not_counted() -> None:
    text = "2. Parts\n\n2.1. Anodes\n\nOne.\n\n2.2 Cathodes\n\nTwo.\n\n3 End\n\nThree."
    assert [("2.1", "One."), ("2.2", "Two."), ("3", "Three.")] == [
        (s.section, s.text) for s in split_text(text)
    ]


def test_a_heading_that_is_repeated_on_a_new_page_cuts_nothing() -> None:
    assert ["One thing is another."] == texts("1 Start\n\nOne thing\n\n1 Start\n\nis another.")


@pytest.mark.parametrize("opening", ["Abstract. ", "Abstract: ", "ABSTRACT. ", "Abstract\n\n"])
def test_the_abstract_is_a_section(opening: str) -> None:
    assert ["front", "abstract"] == sections(f"Title\n\n{opening}One.")


def test_keywords_are_one_unit_after_an_abstract_without_a_full_stop() -> None:
    text = "Abstract. One is two\n\nKeywords: void; silicon.\n\n1. Start\n\nThree."
    assert [("abstract", "One is two"), ("keywords", "void; silicon."), ("1", "Three.")] == [
        (s.section, s.text) for s in split_text(text)
    ]


def test_each_paragraph_of_the_front_matter_is_one_unit() -> None:
    assert ["Title", "J. Doe and R. Roe", "A. Univ. B."] == texts(
        "Title\n\nJ. Doe\nand R. Roe\n\nA. Univ. B."
    )


# ── References ────────────────────────────────────────────────────────────────


def references(entries: str) -> list[str]:
    return texts(f"References\n\n{entries}")


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n- ", "\n\n- "])
def test_each_reference_is_one_unit(between: str) -> None:
    expected = ["[1] Doe J. Voids.", "[2] Roe R. More. 2020."]
    assert expected == references(f"[1] Doe J. Voids.{between}[2] Roe R. More. 2020.")


def test_a_reference_that_runs_over_lines_or_pages_is_whole() -> None:
    expected = ["[1] Doe J. Voids in silicon.", "[2] Roe R. More."]
    assert expected == references("[1] Doe J. Voids\n  in\n\nsilicon.\n[2] Roe R. More.")


def test_the_heading_of_the_references_may_be_in_capitals() -> None:
    assert ["references"] == sections("REFERENCES\n\n[1] Doe J. Voids.")


def test_a_numbered_line_among_references_is_no_heading() -> None:
    assert ["[1] Doe J. Voids. 12 Pages"] == references("[1] Doe J. Voids.\n\n12 Pages")


# ── Files ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ends", ["\r\n", "\r"], ids=["CR LF", "CR"])
def test_line_ends_of_other_systems_make_no_difference(
    paper_text: str, tmp_path: Path, ends: str
) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes(paper_text.replace("\n", ends).encode())
    assert split_text(paper_text) == read_sentences(path)


def test_a_byte_order_mark_makes_no_difference(paper_text: str, tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(paper_text, encoding="utf-8-sig")
    assert split_text(paper_text) == read_sentences(path)


@pytest.mark.parametrize("text", ["", " \n\n\t\n", "1. Introduction\n", "\ufeff"])
def test_a_text_without_a_sentence_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceTextError, match=r"paper\.txt: holds no sentence; expected the paper"):
        read_sentences(path)


def test_a_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    path.write_bytes("A void.\nAt 600 °C.".encode("latin-1"))
    with pytest.raises(SourceTextError, match=r"paper\.txt, line 2: is not UTF-8: byte"):
        read_sentences(path)


def test_a_folder_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match="is a folder; expected a regular file"):
        read_sentences(tmp_path)


@given(st.text(st.sampled_from("Aaβ1 .!\n[]$(\f\r”⁷")))
def test_no_letter_of_a_body_is_lost(text: str) -> None:
    split = "".join(sentence.text for sentence in split_text(f"Abstract. A{text}"))
    assert _letters(f"A{text}") == _letters(split)


@given(st.text())
def test_sentences_are_numbered_from_one_whatever_the_text(text: str) -> None:
    split = split_text(text)
    assert list(range(1, len(split) + 1)) == [sentence.number for sentence in split]
    assert all(sentence.text.strip() for sentence in split)


# ── Fingerprints ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ti₃C₂Tₓ sheets.", "$Ti_3C_2T_x$ Sheets"),
        ("Fe₃S₄@Li₇P₃S₁₁", "$Fe_3S_4@Li_7P_3S_{11}$"),
        ("10⁻² S/cm", "10^{-2} S cm"),
        ("100 µA/cm²", "100 \u03bcA/cm2"),
        ("421.3 \u03a9", "421.3 \u2126"),
        ("lithium-ion batteries", "lithiumion-\nbatteries"),
        ("ﬁlm", "film"),
    ],
)
def test_two_spellings_have_one_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other)


def test_a_fingerprint_is_the_sha_256_of_letters_and_digits() -> None:
    assert sha256(b"ti3c2txsheets").hexdigest() == fingerprint("Ti₃C₂Tₓ sheets.")


def test_a_sentence_has_the_fingerprint_of_its_text() -> None:
    assert fingerprint("Voids help.") == Sentence(1, "1", "Voids help.").fingerprint


@given(LETTERS, st.sampled_from(" \t\n\u00a0$_^{}().,;:-–*"), st.integers(min_value=0))
def test_spacing_and_markup_do_not_matter(text: str, mark: str, place: int) -> None:
    at = place % (len(text) + 1)
    assert fingerprint(text) == fingerprint(text[:at] + mark + text[at:])


@given(LETTERS)
@example("σΣς")
@example("Straße µm Ti₃C₂Tₓ ﬁlm")
def test_case_does_not_matter(text: str) -> None:
    assert fingerprint(text) == fingerprint(text.upper()) == fingerprint(text.lower())


@given(
    st.text(st.sampled_from("abcxyz 019.-"), min_size=1),
    st.integers(min_value=0),
    st.sampled_from("abcxyz019"),
)
def test_a_changed_letter_matters(text: str, place: int, letter: str) -> None:
    at = place % len(text)
    changed = text[:at] + letter + text[at + 1 :]
    assume(text[at].isalnum() and text[at] != letter)
    assert fingerprint(text) != fingerprint(changed)


@pytest.mark.parametrize("word", ["Approx.", "Ca.", "Cf.", "E.g.", "I.e.", "Resp.", "Viz."])
def test_an_abbreviation_at_the_beginning_of_a_sentence_ends_none(word: str) -> None:
    text = f"A title\n\nAbstract. Silicon swells. {word} 20 nm of it suffice.\n"
    assert f"{word} 20 nm of it suffice." in [one.text for one in split_text(text)]
