"""JATS XML: marked-up text, citations and references kept; hostile XML refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.test_reading_papers import source

from assbkg.errors import SourceTextError
from assbkg.reading.jats import read_jats
from assbkg.reading.papers import form_of
from assbkg.reading.segmenting import ReadPaper

BODY = """
<sec><label>1</label><title>Introduction</title>
<p>It has 5&#xB7;10<sup>&#x2212;4</sup> S cm<sup>&#x2212;1</sup> in Li<sub>3</sub>InCl<sub>6</sub>
<xref ref-type="bibr" rid="r1">1</xref>. Others<xref
 ref-type="bibr" rid="r1"><sup>1</sup></xref>&#x2013;<xref
 ref-type="bibr" rid="r4"><sup>4</sup></xref> differ, see
<fig id="f1"><label>Figure 1</label><caption><p>The cell. It is open.</p></caption></fig>
more of it below.</p>
<sec><title>Aims</title><p>We aim at
<disp-formula><tex-math>x = 1</tex-math></disp-formula>, where x is high.</p></sec></sec>
"""
REFS = "".join(
    f"""<ref id="r{n}"><element-citation><person-group><name><surname>Byron</surname>
    <given-names>A</given-names></name></person-group><article-title>Glass {n}</article-title>
    <source>Glass J</source><year>200{n}</year><volume>7</volume><fpage>1</fpage><lpage>9</lpage>
    <pub-id pub-id-type="doi">10.1000/glass.{n}</pub-id></element-citation></ref>"""
    for n in range(1, 5)
)
PAPER = f"""<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "JATS.dtd">
<article article-type="review-article" xmlns:xlink="http://www.w3.org/1999/xlink"><front>
<article-meta><article-id pub-id-type="doi">10.1000/x.1</article-id>
<title-group><article-title>Glass of Li<sub>2</sub>S</article-title></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Byron</surname>
<given-names>Ada</given-names></name></contrib></contrib-group>
<pub-date><year>2024</year></pub-date>
<permissions><license xlink:href="http://creativecommons.org/licenses/by/4.0/"/></permissions>
<abstract><p>It is short.</p></abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract>
</article-meta></front><body>{BODY}</body><back><ref-list>{REFS}</ref-list></back></article>"""


def read(text: str) -> ReadPaper:
    return read_jats(text.encode(), Path("paper.xml"))


def texts(section: str) -> list[str]:
    return [s.text for s in read(PAPER).sentences if s.section == section]


def test_super_and_subscripts_are_kept() -> None:
    assert "It has 5·10⁻⁴ S cm⁻¹ in Li₃InCl₆ 1." == texts("1")[0]


def test_a_caption_within_a_paragraph_does_not_break_its_sentence() -> None:
    assert "Others¹–⁴ differ, see more of it below." == texts("1")[1]
    assert ["Figure 1. The cell. It is open."] == texts("1 Figure 1")


def test_a_range_of_citations_names_all_in_between() -> None:
    assert [(1,), (1, 2, 3, 4)] == [s.cites for s in read(PAPER).sentences if s.section == "1"]


def test_a_formula_does_not_end_a_sentence() -> None:
    assert ["We aim at, where x is high."] == texts("Aims")


def test_an_abstract_that_says_it_twice_is_left_out() -> None:
    assert ["It is short."] == texts("abstract")


def test_an_article_says_what_it_is() -> None:
    known = read(PAPER).reading.metadata
    assert ("Glass of Li₂S", ("Ada Byron",), 2024) == (known.title, known.authors, known.year)
    assert ("10.1000/x.1", "CC BY 4.0", True) == (known.doi, known.licence, known.review)


def test_references_keep_their_marked_up_parts() -> None:
    second = read(PAPER).reading.references[1]
    assert ("Glass 2", "Glass J", 2002, "7", "1-9", "10.1000/glass.2") == (
        *(second.title, second.journal, second.year, second.volume, second.pages, second.doi),
    )


BOMB = '<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{BOMB}]><article><body><p>&i;</p></body></article>", "entity"),
        (
            '<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            "<article><body><p>&x;</p></body></article>",
            "uses the entity x, which is not resolved",
        ),
        (PAPER[:2_000], "is not well-formed XML"),
        ("<?xml version='1.0'?><svg/>", "its root is <svg> and not a JATS <article>"),
        ("<article>" + "<p>" * 5_000, "is not well-formed XML"),
    ],
    ids=["bomb", "file", "truncated", "other", "deep"],
)
def test_hostile_or_broken_xml_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(SourceTextError) as caught:
        read(text)
    assert (True, 1) == (message in str(caught.value), len(str(caught.value).splitlines()))


def test_xml_is_told_from_html_by_its_content() -> None:
    page = b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"
    assert ("jats", "html") == (form_of(PAPER.encode(), Path("a.html")), form_of(page, Path("a")))


@pytest.mark.parametrize(
    ("name", "references", "authors", "section"),
    [
        ("1471-2180-11-174.nxml", 64, 2, "Effect of Host Growth Rates"),
        ("pntd.0002065.nxml", 32, 6, "Laboratory tests"),
        ("pone.0046493.nxml", 58, 9, "Targets selection"),
    ],
)
def test_articles_of_an_archive_are_read(
    name: str, references: int, authors: int, section: str
) -> None:
    path = source(f"jats/{name}")
    paper = read_jats(path.read_bytes(), path)
    assert (references, authors) == (
        len(paper.reading.references),
        len(paper.reading.metadata.authors),
    )
    assert section in {sentence.section for sentence in paper.sentences}
