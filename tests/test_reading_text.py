"""Markdown and plain text as papers: front matter, sections, interruptions, references."""

from __future__ import annotations

import pytest

from assbkg.reading.blocks import Reading
from assbkg.reading.composing import compose
from assbkg.reading.marks import join_hyphenated, repaired, subscript, superscript
from assbkg.reading.plain import pieces_of_text
from assbkg.reading.segmenting import ReadSentence, segment

BODY = "The conductivity of the glass rises with its share of lithium and falls with porosity. "

PAPER = f"""## Research Articles

## Conductive glasses for batteries that need no liquid

Ada Byron 1 , Mary Shelley* 2 and Jean d'Arc 1

{BODY * 4}

1 Institute of Glass, University of Somewhere. E-mail: ada@glass.example

© 2024 The Authors. This is open access under a Creative Commons Attribution License 4.0 (CC BY).
DOI: 10.1000/glass.2024.17

## 1. Introduction

Glass is old. [1,2] It conducts, [3] as in Fig. 1, at 5·10−4 S cm−1 and

www.glass.example

Figure 1. A glass. Its cracks are white.

little more.7 Nothing else does.

## 1.1. Aims

We aim high.

## Research Articles

## References

[1] A. Byron, M. Shelley, Glass J. 2020, 7, 12.
[2] Byron, A. Old glass. J. Glass 3, 4-5 (1999).

[3] Shelley M, Byron A. New glass. Glass Lett. 2001;12(3):45-50. doi: 10.1000/new.1

## Acknowledgements

We thank the sun.
"""


def read(text: str) -> Reading:
    return compose(pieces_of_text(text), "test 1")


def sentences(text: str) -> tuple[ReadSentence, ...]:
    return segment(read(text))


def texts(text: str, section: str) -> list[str]:
    return [s.text for s in sentences(text) if s.section == section]


def test_the_title_is_no_running_head() -> None:
    assert "Conductive glasses for batteries that need no liquid" == read(PAPER).metadata.title


def test_authors_come_without_marks() -> None:
    assert ("Ada Byron", "Mary Shelley", "Jean d'Arc") == read(PAPER).metadata.authors


def test_a_paper_says_its_year_doi_and_licence() -> None:
    known = read(PAPER).metadata
    assert (2024, "10.1000/glass.2024.17", "CC BY 4.0") == (known.year, known.doi, known.licence)


def test_a_long_paragraph_before_the_first_heading_is_the_abstract() -> None:
    assert 4 == len(texts(PAPER, "abstract"))


def test_numbered_headings_name_their_sections() -> None:
    assert ["We aim high."] == texts(PAPER, "1.1")


def test_a_paragraph_that_a_figure_interrupts_is_joined() -> None:
    assert (
        "It conducts, [3] as in Fig. 1, at 5·10−4 S cm−1 and little more.7" == texts(PAPER, "1")[1]
    )


def test_a_citation_behind_the_stop_belongs_to_the_sentence_before() -> None:
    first = next(s for s in sentences(PAPER) if s.section == "1")
    assert ("Glass is old. [1,2]", (1, 2)) == (first.text, first.cites)


def test_a_caption_is_one_unit_of_its_own_section() -> None:
    assert ["Figure 1. A glass. Its cracks are white."] == texts(PAPER, "1 Figure 1")


def test_furniture_is_not_counted() -> None:
    assert not [s for s in sentences(PAPER) if "www" in s.text or "Research" in s.text]


def test_what_follows_the_references_is_text_again() -> None:
    assert ["We thank the sun."] == texts(PAPER, "Acknowledgements")


def test_entries_in_several_styles_have_their_parts() -> None:
    found = [(e.year, e.volume, e.pages, e.title) for e in read(PAPER).references]
    expected = [
        (2020, "7", "12", ""),
        (1999, "3", "4-5", "Old glass"),
        (2001, "12(3)", "45-50", "New glass"),
    ]
    assert expected == found


def test_a_printed_doi_is_found_in_its_entry() -> None:
    assert ["", "", "10.1000/new.1"] == [e.doi for e in read(PAPER).references]


def test_headings_of_plain_text_stand_alone_above_a_paragraph() -> None:
    text = f"A title of some words\n\nAbstract. It is short.\n\nResults of all this\n\n{BODY * 2}"
    assert 2 == len(texts(text, "Results of all this"))


@pytest.mark.parametrize("form", ["[{}] ", "{}. ", "({}) ", "- [{}] "])
def test_reference_lists_are_numbered_in_all_common_styles(form: str) -> None:
    entries = [f"{form.format(n)}A. Byron, Glass J. 20{n + 10}, 7, 12." for n in range(1, 5)]
    found = read("# A title of some words\n\n## References\n\n" + "\n".join(entries)).references
    assert [(n, 2010 + n) for n in range(1, 5)] == [(e.number, e.year) for e in found]


def test_a_list_by_author_and_year_is_numbered_in_its_order() -> None:
    entries = (
        "Byron, A. (2001). Glass. J. Glass, 3, 4–5.\n\nShelley, M. (1999). Ice. J. Ice, 1, 2–3."
    )
    found = read(f"# A title of some words\n\n## References\n\n{entries}").references
    assert [(1, 2001, "Glass"), (2, 1999, "Ice")] == [(e.number, e.year, e.title) for e in found]


def test_a_gap_in_the_list_moves_no_number() -> None:
    listed = "[1] A. Byron, Glass J. 2010, 7, 12.\n[3] M. Shelley, Ice J. 2011, 7, 12."
    found = read(f"# A title of some words\n\n## References\n\n{listed}").references
    assert [1, 3] == [e.number for e in found]


def test_ligatures_that_a_converter_broke_are_mended() -> None:
    assert "specific, the first difference" == repaired(
        "speci /uniFB01 c, the /uniFB01 rst di/uniFB00erence"
    )


def test_a_glyph_without_a_character_is_marked() -> None:
    assert "2600 Whkg \ufffd 1" == repaired("2600 Whkg GLYPH<0> 1")


def test_a_hyphen_at_the_end_of_a_line_goes_unless_the_paper_writes_it() -> None:
    words = {"solid-state", "electrolyte"}
    assert "electrolyte" == join_hyphenated("electro-", "lyte", words)
    assert "solid-state" == join_hyphenated("solid-", "state", words)


def test_what_has_no_raised_character_is_marked_up() -> None:
    assert ("⁻¹", "^{th}", "₀", "_{0.8}") == (
        superscript("-1"),
        superscript("th"),
        subscript("0"),
        subscript("0.8"),
    )
