"""HTML: the article without its page, and hostile pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from assbkg.errors import SourceTextError
from assbkg.reading.papers import form_of
from assbkg.reading.segmenting import ReadPaper
from assbkg.reading.web import read_html

BODY = "The conductivity of the glass rises with its share of lithium and falls with porosity. "
HEAD = """<meta name="citation_title" content="Conductive glasses">
<meta name="citation_author" content="Byron, Ada"><meta name="citation_author" content="M. Shelley">
<meta name="citation_doi" content="10.1000/x.1">
<meta name="citation_publication_date" content="2024/03/01">"""
PAGE = f"""<!DOCTYPE html><html><head><title>x</title>{HEAD}</head><body>
<nav><a href="/">Home</a> <a href="/menu">Menu</a></nav>
<article><h1>Conductive glasses</h1><h2>Introduction</h2>
<p>{BODY * 3} It has 5·10<sup>−4</sup> S cm<sup>−1</sup> in
Li<sub>3</sub>InCl<sub>6</sub>.<sup>1,2</sup>
{BODY * 2}</p><h2>Results</h2><p>{BODY * 4}</p>
<figure><img src="x.png"><figcaption>Figure 1. A glass. Its cracks.</figcaption></figure></article>
<section><h2>References</h2><ol class="references"><li>A. Byron, Glass J. 2020, 7, 12.</li>
<li>Byron, A. Old glass. J. Glass 3, 4-5 (1999).</li></ol></section></body></html>"""


def read(page: str = PAGE) -> ReadPaper:
    return read_html(page.encode(), Path("paper.html"))


def test_super_and_subscripts_and_citations_are_kept() -> None:
    fourth = next(s for s in read().sentences if "InCl" in s.text)
    assert ("It has 5·10⁻⁴ S cm⁻¹ in Li₃InCl₆.¹,²", (1, 2)) == (fourth.text, fourth.cites)


def test_sections_are_those_of_the_page() -> None:
    found = dict.fromkeys(s.section for s in read().sentences if s.kind == "paragraph")
    assert ["Introduction", "Results"] == list(found)


def test_navigation_is_no_text() -> None:
    assert not [s for s in read().sentences if "Menu" in s.text]


def test_captions_are_found_beside_their_pictures() -> None:
    assert ["Figure 1. A glass. Its cracks."] == [
        s.text for s in read().sentences if s.kind == "caption"
    ]


def test_a_page_says_what_it_is_in_its_head() -> None:
    known = read().reading.metadata
    assert ("Conductive glasses", ("Ada Byron", "M. Shelley")) == (known.title, known.authors)
    assert (2024, "10.1000/x.1") == (known.year, known.doi)


def test_the_reference_list_is_read_from_the_page() -> None:
    assert [(1, 2020), (2, 1999)] == [(e.number, e.year) for e in read().reading.references]


def test_a_page_without_an_article_is_refused() -> None:
    with pytest.raises(SourceTextError, match=r"paper\.html: holds no article"):
        read("<html></html>")


def test_a_page_that_nests_deep_ends_no_process() -> None:
    with pytest.raises(SourceTextError):
        read("<html><body>" + "<div>" * 20_000 + "</html>")


def test_a_page_is_told_by_its_content() -> None:
    assert "html" == form_of(PAGE.encode(), Path("paper.pdf"))
