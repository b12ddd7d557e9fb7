"""Opening papers: bad input in one sentence, a folder whole or not at all, converted texts."""

from __future__ import annotations

import json
import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from tests.test_reading_text import PAPER

from assbkg.checking import check_text
from assbkg.curation.corpus import read_corpus
from assbkg.errors import AssbkgError, SourceTextError, UnreadableFile
from assbkg.reading import papers
from assbkg.reading.folder import make_folder, missing_parts
from assbkg.reading.papers import read_paper, read_text_form, require_readable
from assbkg.reading.segmenting import ReadPaper

DAY: Final = date(2026, 12, 1)
MARKED: Final[dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("marked_sentences.json").read_text(encoding="utf-8")
)


def source(name: str) -> Path:
    """A text that is not part of the project, if it is here."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "sources"
    path = Path(os.environ.get("ASSBKG_SOURCES", beside)) / name
    if not path.is_file():
        reason = f"{name} is not here; set ASSBKG_SOURCES to the folder of source texts"
        if os.environ.get("ASSBKG_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def paper() -> ReadPaper:
    return read_text_form(PAPER.encode(), Path("paper.md"))


@cache
def converted(name: str) -> ReadPaper:
    path = source(f"papers/{name}.md")
    return read_text_form(path.read_bytes(), path)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.md", b"  \n", "is empty"),
        ("word.pdf", b"PK\x03\x04rest", "is a ZIP archive"),
        ("scan.txt", b"\x89PNG\r\n", "is a picture"),
        ("old.md", b"\xd0\xcf\x11\xe0\xa1", "old word processor"),
        ("latin.md", "# Größe".encode("latin-1"), "is not UTF-8"),
        ("nul.md", b"a\0b", "NUL"),
        ("none.md", b"# Only a heading of words", "holds no sentence"),
        ("chinese.md", ("固态电池的离子电导率很高。" * 20).encode(), "Chinese or Japanese script"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(AssbkgError) as caught:
        require_readable(_read_here(path), path)
    said = str(caught.value)
    assert (True, True, 1) == (message in said, name in said, len(said.splitlines()))


def _read_here(path: Path) -> ReadPaper:
    """Read without a process of its own, which is slow to start."""
    data = path.read_bytes()
    try:
        papers.form_of(data, path)
    except UnreadableFile as error:
        raise SourceTextError(str(error)) from error
    return read_text_form(data, path)


def test_a_paper_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "paper.md"
    path.write_text(PAPER, encoding="utf-8")
    assert paper() == read_paper(path)


@pytest.mark.parametrize("form", ["pdf", "jats", "html"])
def test_a_process_that_opens_no_file_reads_every_form(tmp_path: Path, form: str) -> None:
    from tests import test_reading_jats, test_reading_pdf, test_reading_web

    path = tmp_path / "paper"
    path.write_bytes(
        {
            "pdf": lambda: test_reading_pdf.typeset("= 1. Introduction\nIt is so. It is not."),
            "jats": test_reading_jats.PAPER.encode,
            "html": test_reading_web.PAGE.encode,
        }[form]()
    )
    assert f"{form} 1" == read_paper(path).reading.reader


def test_a_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(200 << 20)
    with pytest.raises(SourceTextError, match=r"large\.pdf: is larger than 128 MiB"):
        read_paper(path)


def test_a_folder_of_a_paper_passes_as_tables(tmp_path: Path) -> None:
    make_folder(paper(), tmp_path, "glass-2024", DAY)
    (read,) = read_corpus(tmp_path).papers
    assert ("markdown 1", 2, 3) == (read.info.reader, read.info.segmenter, len(read.references))


def test_a_folder_holds_no_sentence_of_the_paper(tmp_path: Path) -> None:
    folder = make_folder(paper(), tmp_path, "glass-2024", DAY)
    written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    bodies = [s.text for s in paper().sentences if s.kind in ("paragraph", "caption")]
    assert not [text for text in bodies if text in written]


def test_only_front_matter_and_references_count_as_read(tmp_path: Path) -> None:
    make_folder(paper(), tmp_path, "glass-2024", DAY)
    (read,) = read_corpus(tmp_path).papers
    dealt_with = [s for s in paper().sentences if s.kind in ("title", "front", "reference")]
    assert [s.number for s in dealt_with] == [row.record.sentence for row in read.coverage]


def test_a_printed_doi_says_where_it_was_seen(tmp_path: Path) -> None:
    make_folder(paper(), tmp_path, "glass-2024", DAY)
    third = read_corpus(tmp_path).papers[0].references[2].record
    seen = "citation: https://doi.org/10.1000/glass.2024.17, 2026-12-01"
    assert ("10.1000/new.1", seen) == (third.doi, third.doi_verified)


def test_the_paper_s_own_doi_waits_for_a_page_that_shows_it(tmp_path: Path) -> None:
    folder = make_folder(paper(), tmp_path, "glass-2024", DAY)
    (read,) = read_corpus(tmp_path).papers
    written = (folder / "source.toml").read_text(encoding="utf-8")
    assert ("", True) == (read.info.doi, "prints the DOI 10.1000/glass.2024.17" in written)


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    folder = make_folder(paper(), tmp_path, "glass-2024", DAY)
    with pytest.raises(SourceTextError, match="is there already"):
        make_folder(paper(), tmp_path, "glass-2024", DAY)
    assert [folder] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["Glass 2024", "../glass", "", "glass_2024"])
def test_a_name_that_is_no_id_makes_no_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceTextError, match="the name of the paper"):
        make_folder(paper(), tmp_path, name, DAY)
    assert [] == list(tmp_path.iterdir())


def test_what_a_curator_has_to_fill_in_is_named() -> None:
    bare = read_text_form(b"# A title of some words\n\nIt is so. It is not.", Path("bare.md"))
    assert "no authors found" in list(missing_parts(bare))


@pytest.mark.parametrize("name", sorted(MARKED))
def test_sentences_are_those_that_were_marked_by_hand(name: str) -> None:
    found = {sentence.fingerprint[:16] for sentence in converted(name).sentences}
    right = sum(mark in found for mark in MARKED[name])
    assert right >= 0.98 * len(MARKED[name])


@pytest.mark.parametrize(
    ("name", "title", "year", "doi", "licence", "authors", "references", "section"),
    [
        (
            *("wang-2022-halide-prospects", "Prospects of halide-based", 2022),
            *(
                "10.1126/sciadv.adc9516",
                "CC BY-NC 4.0",
                4,
                115,
                "Moisture stability of halide SSEs",
            ),
        ),
        (
            *("wang-2021-wet-chemistry-halides", "A universal wet-chemistry", 2021),
            *("10.1126/sciadv.abh1896", "CC BY-NC 4.0", 12, 53, "DISCUSSION"),
        ),
        (
            *("rosenbach-2023-halide-sulfide", "Visualizing the Chemical", 2022),
            *("10.1002/aenm.202203673", "CC BY-NC", 8, 52, "2.3"),
        ),
        (
            *("sun-2022-li-rich-interface", "Eliminating interfacial", 2022),
            *("10.1126/sciadv.add5189", "CC BY 4.0", 12, 50, "Interfacial transport properties"),
        ),
        (
            *("park-2025-low-pressure-li-s", "Realizing Low-Pressure", 2025),
            *("10.1002/aenm.202504272", "CC BY", 10, 50, "2.4"),
        ),
        (
            *("cao-2023-sulfur-reaction", "Understanding Electrochemical", 2023),
            *("10.1002/anie.202302363", "CC BY", 10, 29, "Results and Discussion"),
        ),
        (
            *("aktekin-2023-sei-titration", "SEI growth on Lithium", 2023),
            *("10.1038/s41467-023-42512-y", "CC BY 4.0", 6, 78, "Effect of temperature"),
        ),
    ],
)
def test_converted_papers_say_what_they_are(
    name: str,
    title: str,
    year: int,
    doi: str,
    licence: str,
    authors: int,
    references: int,
    section: str,
) -> None:
    read = converted(name).reading
    known = read.metadata
    assert known.title.startswith(title)
    assert (year, doi, licence) == (known.year, known.doi, known.licence)
    assert (authors, references) == (len(known.authors), len(read.references))
    assert section in {sentence.section for sentence in converted(name).sentences}


def test_a_text_is_checked_with_the_segmenter_that_numbered_it(tmp_path: Path) -> None:
    from types import SimpleNamespace
    from typing import cast

    from assbkg.building import Build

    path = tmp_path / "paper.md"
    path.write_text(PAPER, encoding="utf-8")
    graphs = tmp_path / "graphs"
    graphs.mkdir()
    make_folder(paper(), graphs, "glass-2024", DAY)
    made = cast("Build", SimpleNamespace(corpus=read_corpus(graphs)))
    assert () == check_text(made, "glass-2024", path).problems
