"""The works behind an answer, and how they are written for other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.shipped_work import shipped_graph as graph

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.results.citations import CITATIONS, CitationForm, write_works
from assbkg.building import compute
from assbkg.checking import opened
from assbkg.cli import app
from assbkg.curation.citing import Author, parse_authors
from assbkg.errors import QueryError
from assbkg.places import shipped
from assbkg.record.works import Kind, Work

SEEN: Final = "publisher: https://example.org/article, 2026-12-01"
WORK: Final = Work(
    key="doe2020voids",
    kind="article",
    authors=(Author("Doe", "J."), Author("Roe", "R. S.")),
    others=True,
    title="Voids in Si/C & other 100 % new_things",
    container="Journal of Tests",
    year="2020",
    volume="1",
    issue="2",
    pages="3-14",
    doi="10.1000/182_a",
)
#: Texts that a table may hold: one line, with white space only between words.
TEXT: Final = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
_NAMED: Final = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciitilde": "~",
    "textasciicircum": "^",
}


def keys(name: str, **values: str) -> list[str]:
    return [work.key for work in graph().query(name, **values).works()]


# ── a strict reader of BibTeX ─────────────────────────────────────────────────


def entries(text: str) -> dict[str, dict[str, str]]:
    """Each entry's fields by its key, with the braces and signs of TeX still in them."""
    found: dict[str, dict[str, str]] = {}
    place = 0
    while begun := re.compile(r"\s*@(\w+)\{([\w.:-]+),\n", re.ASCII).match(text, place):
        fields = found.setdefault(begun[2], {"ENTRYTYPE": begun[1]})
        place = begun.end()
        while field := re.compile(r"  (\w+) = \{").match(text, place):
            end = closing(text, field.end())
            fields[field[1]] = text[field.end() : end]
            assert ",\n" == text[end + 1 : end + 3]
            place = end + 3
        assert "}\n" == text[place : place + 2]
        place += 2
    assert "" == text[place:]
    return found


def closing(text: str, place: int) -> int:
    """The brace that closes what was opened before; BibTeX heeds no backslash before one."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        place += 1
    return place - 1


def shown(tex: str) -> str:
    """What TeX shows of a field; any sign that it obeys and that is not escaped is a fault."""

    def read() -> Iterator[str]:
        place = 0
        while place < len(tex):
            if named := re.compile(r"\{\\([a-z]+)\}").match(tex, place):
                yield _NAMED[named[1]]
                place = named.end()
            elif tex[place] == "\\":
                assert tex[place + 1] in "&%$#_"
                yield tex[place + 1]
                place += 2
            elif tex[place] in "{}":
                place += 1
            else:
                assert tex[place] not in "&%$#_~^\\"
                yield tex[place]
                place += 1

    assert not re.search(r"--|''|``|[!?]`", tex), "TeX makes one sign of these"
    return "".join(read())


@given(TEXT)
def test_any_title_comes_out_of_bibtex_as_it_went_in(title: str) -> None:
    (fields,) = entries(write_works([replace(WORK, title=title)], "bibtex")).values()
    assert title == shown(fields["title"])


@given(TEXT, TEXT)
def test_any_name_comes_out_of_bibtex_as_it_went_in(family: str, given_name: str) -> None:
    author = Author(family, given_name)
    work = replace(WORK, authors=(author,), others=False)
    (fields,) = entries(write_works([work], "bibtex")).values()
    told = shown(fields["author"])
    assert told in (f"{family}, {given_name}", f"{given_name} {family}")


def test_a_name_with_an_and_in_it_is_one_name() -> None:
    work = replace(WORK, authors=(Author("Sun and Sea"),), others=False)
    assert "author = {{Sun and Sea}}" in write_works([work], "bibtex")


def test_formulas_keep_their_letters_in_bibtex() -> None:
    work = replace(WORK, title="MgH2 for LiBs")
    assert "title = {{MgH2 for LiBs}}" in write_works([work], "bibtex")


def test_further_authors_are_others_in_bibtex() -> None:
    assert "author = {Doe, J. and Roe, R. S. and others}" in write_works([WORK], "bibtex")


def test_a_range_of_pages_has_two_dashes_in_bibtex() -> None:
    assert "pages = {3--14}" in write_works([WORK], "bibtex")


def test_a_doi_is_no_text_of_tex() -> None:
    assert "doi = {10.1000/182_a}" in write_works([WORK], "bibtex")


ANY_TEXT: Final = st.text(st.sampled_from('\\{}^^%$&#~@",\n\r\t\x00\x1b\x85\u2028 ax5c-'))


def filled_with(text: str) -> Work:
    """A work of which every part is a text."""
    author = Author(text, text)
    numbers = replace(WORK, authors=(author,), year=text, volume=text, issue=text, pages=text)
    return replace(numbers, title=text, container=text, doi=text)


@given(ANY_TEXT)
def test_nothing_in_a_work_is_an_order_to_tex(text: str) -> None:
    (fields,) = entries(write_works([filled_with(text)], "bibtex")).values()
    for name, value in fields.items():
        bare = value
        for known in (*(f"{{\\{word}}}" for word in _NAMED), *(f"\\{sign}" for sign in "&%$#_")):
            bare = bare.replace(known, "")
        assert [] == re.findall(r"[\\^\x00-\x1f\x7f-\x9f]", bare), name


@given(ANY_TEXT)
def test_nothing_in_a_work_is_a_tag_of_ris(text: str) -> None:
    written = write_works([filled_with(text)], "ris")
    assert ["TY", "ER"] == [tag for tag, _ in tags(written) if tag in ("TY", "ER")]
    assert written.count("\r\n") == len(written.splitlines())
    assert [] == re.findall(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]", written)


@pytest.mark.parametrize(
    ("kind", "begin", "within"),
    [
        ("article", "@article{", "journal = {Journal of Tests}"),
        ("conference", "@inproceedings{", "booktitle = {Journal of Tests}"),
        ("other", "@misc{", "howpublished = {Journal of Tests}"),
    ],
)
def test_each_kind_of_work_has_an_entry_of_its_own(kind: Kind, begin: str, within: str) -> None:
    text = write_works([replace(WORK, kind=kind)], "bibtex")
    assert text.startswith(begin)
    assert within in text


def test_typst_reads_all_works_from_bibtex(tmp_path: Path) -> None:
    typst, pypdf = pytest.importorskip("typst"), pytest.importorskip("pypdf")
    odd = [
        replace(WORK, key="odd1", title="A 100 % #1 {x} Σ_i ~ a^b \\ $5 & Ti₃C₂Tₓ: ‘new’"),
        replace(WORK, key="odd2", authors=(Author("Núñez-Ó", "Á."),), title="日本語と한국어"),
    ]
    works = [*graph().sources.bibliography.works, *odd]
    (tmp_path / "works.bib").write_text(write_works(works, "bibtex"), encoding="utf-8")
    (tmp_path / "page.typ").write_text(
        '#set page(width: 300cm)\n#bibliography("works.bib", full: true, style: "ieee")\n'
    )
    typst.compile(str(tmp_path / "page.typ"), output=str(tmp_path / "page.pdf"))
    text = pypdf.PdfReader(tmp_path / "page.pdf").pages[0].extract_text()
    bare = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", odd[0].title) in bare
    for work in works[:-2]:
        assert re.sub(r"\W", "", work.title) in re.sub(r"\W", "", bare), work.title


# ── RIS and CSL-JSON ──────────────────────────────────────────────────────────


def tags(text: str) -> list[tuple[str, str]]:
    lines = text.split("\r\n")
    assert not any("\n" in line or "\r" in line for line in lines)
    return [(line[:2], line[6:]) for line in lines if line]


@given(TEXT)
def test_any_title_comes_out_of_ris_as_it_went_in(title: str) -> None:
    read = tags(write_works([replace(WORK, title=title)], "ris"))
    assert [title] == [value for tag, value in read if tag == "TI"]


def test_a_work_in_ris_begins_with_its_type_and_ends() -> None:
    read = tags(write_works([WORK, replace(WORK, key="roe2021walls")], "ris"))
    assert ["TY", "ER", "TY", "ER"] == [tag for tag, _ in read if tag in ("TY", "ER")]
    assert ("TY", "JOUR") == read[0]


def test_ris_tells_authors_pages_volume_and_doi_apart() -> None:
    read = tags(write_works([WORK], "ris"))
    assert ["Doe, J.", "Roe, R. S."] == [value for tag, value in read if tag == "AU"]
    rest = {tag: value for tag, value in read if tag not in ("AU", "N1")}
    expected = {"SP": "3", "EP": "14", "VL": "1", "IS": "2", "PY": "2020", "DO": "10.1000/182_a"}
    assert expected.items() <= rest.items()


@given(TEXT, TEXT)
def test_any_text_comes_out_of_csl_as_it_went_in(title: str, name: str) -> None:
    work = replace(WORK, title=title, authors=(Author(name),))
    (item,) = json.loads(write_works([work], "csl"))
    assert (title, [{"literal": name}]) == (item["title"], item["author"])


def test_csl_has_the_year_as_a_number_and_leaves_out_what_is_not_known() -> None:
    (item,) = json.loads(write_works([replace(WORK, doi="", volume="")], "csl"))
    assert [[2020]] == item["issued"]["date-parts"]
    assert not {"DOI", "volume"} & set(item)


@pytest.mark.parametrize("form", CITATIONS)
def test_no_works_are_written_as_nothing(form: CitationForm) -> None:
    assert write_works([], form).strip() in ("", "[]")


# ── names and keys ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Niu H.; Mwizerwa J. P.", [("Niu", "H."), ("Mwizerwa", "J. P.")]),
        ("J. Janek; W. G. Zeier", [("Janek", "J."), ("Zeier", "W. G.")]),
        ("Y.-G. Lee; Lee Y.-G.", [("Lee", "Y.-G."), ("Lee", "Y.-G.")]),
        ("Y . Li", [("Li", "Y.")]),
        ("van der Waals J. D.", [("van der Waals", "J. D.")]),
        ("Doe, Jane", [("Doe", "Jane")]),
        ("Materials Consortium", [("Materials Consortium", "")]),
    ],
)
def test_names_are_taken_apart_as_reference_lists_write_them(
    text: str, names: list[tuple[str, str]]
) -> None:
    authors, others = parse_authors(text)
    assert (names, False) == ([(author.family, author.given) for author in authors], others)


def test_the_last_word_is_the_family_name_of_the_author_of_a_paper() -> None:
    assert (Author("Deng", "Liwen"),) == parse_authors("Liwen Deng", cited=False)[0]


def test_keys_do_not_depend_on_which_works_are_asked_for() -> None:
    all_keys = {work.key for work in graph().sources.bibliography.works}
    assert set(keys("figures-of-system", system="Si/TiC")) <= all_keys
    assert 17 == len(all_keys)


def test_every_key_is_one_that_any_bibtex_takes() -> None:
    assert all(re.fullmatch(r"[a-z0-9-]+", work.key) for work in graph().sources.bibliography.works)


def built(graphs: Path, *rows: str) -> KnowledgeGraph:
    """The graph of the tables of `voids`, with these references besides its own."""
    table = graphs / "voids" / "references.csv"
    with table.open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"{row}\n" for row in rows)
    coverage = graphs / "voids" / "coverage.csv"
    more = "; ".join(f"ref-{row.partition(',')[0]}" for row in rows)
    text = coverage.read_text(encoding="utf-8").replace("ref-1", f"ref-1; {more}")
    coverage.write_text(text, encoding="utf-8", newline="")
    return opened(compute(shipped("ontology"), graphs), shipped("queries"))


def test_works_that_would_share_a_key_have_keys_of_their_own(graphs: Path) -> None:
    made = built(graphs, "2,Doe J.,Voids elsewhere,Journal of Tests,2020,1,7,,,9")
    found = sorted(work.key for work in made.records.bibliography.works)
    assert 3 == len(set(found))
    assert 2 == sum(bool(re.fullmatch(r"doe2020voids-[0-9a-f]{6}", key)) for key in found)


def test_one_work_under_two_numbers_is_one_work(graphs: Path) -> None:
    made = built(graphs, f'2,Doe J.,"Voids in Silicon",J. Tests,2020,1,2,10.1000/1,"{SEEN}",9')
    works = made.records.bibliography.works
    assert ["", "10.1000/1"] == sorted(work.doi for work in works)


# ── the works behind answers ──────────────────────────────────────────────────


def test_the_list_of_references_gives_all_of_them() -> None:
    answer = graph().query("references")
    assert sorted(title for _, _, title, *_ in answer.texts()) == sorted(
        work.title for work in answer.works()
    )


def test_an_answer_rests_on_the_works_that_its_rows_cite() -> None:
    assert ["hu2019novel"] == keys("figures-of-system", system="SiNPs@MXenes")


def test_a_claim_without_citation_rests_on_the_paper_that_makes_it() -> None:
    assert ["dengnanostructured"] == keys("open-problems")


def test_what_follows_rests_on_the_works_behind_its_proofs() -> None:
    why = graph().explain("SiNPs@MXenes", "expectedGain", "cycle life").authorities
    behind = {graph().sources.bibliography.by_iri[iri].work.key for iri in why}
    assert behind <= set(keys("benefits-of-system", system="SiNPs@MXenes"))


def test_every_question_of_the_library_has_works_behind_its_answer() -> None:
    names = [name for name, query in graph().library.queries.items() if query.topic != "quality"]
    answers = {name: graph().query(name) for name in names}
    answered = {name: answer for name, answer in answers.items() if len(answer)}
    assert len(answered) > len(names) / 2
    assert [] == [name for name, answer in answered.items() if not answer.works()]


def test_free_queries_have_works_behind_their_answers_too() -> None:
    answer = graph().sparql("SELECT ?claim { ?claim assb:claimProperty assb:limits }")
    assert answer.works()  # type: ignore[union-attr]


def test_a_number_that_means_several_works_is_refused(graphs: Path) -> None:
    walls = graphs / "walls"
    walls.mkdir()
    for path in (graphs / "voids").iterdir():
        text = path.read_text(encoding="utf-8").replace("si-c", "si-w").replace("Si/C", "Si/W")
        text = text.replace('id = "voids"', 'id = "walls"').replace("Voids in silicon", "Walls")
        text = text.replace("Jane Doe", "Jane Roe")
        (walls / path.name).write_text(text, encoding="utf-8", newline="")
    made = opened(compute(shipped("ontology"), graphs), shipped("queries"))
    unclear = made.sparql("SELECT ('1' AS ?cites) {}")
    with pytest.raises(QueryError, match="reference 1 is another work in each of kg:voids, kg:w"):
        unclear.works()  # type: ignore[union-attr]
    clear = made.sparql("SELECT ('1' AS ?cites) ?claim { ?claim prov:hadPrimarySource kg:walls }")
    assert ["Walls"] == [work.title for work in clear.works()]  # type: ignore[union-attr]


@pytest.mark.parametrize("form", CITATIONS)
def test_an_answer_is_written_as_its_works(form: CitationForm) -> None:
    answer = graph().query("references")
    assert write_works(answer.works(), form) == answer.write(form)


@pytest.mark.parametrize("form", CITATIONS)
def test_the_command_line_writes_works_alone(form: CitationForm) -> None:
    words = ["query", "references", "--format", form]
    done = CliRunner().invoke(app, words)
    assert (0, "") == (done.exit_code, done.stderr)
    assert graph().query("references").write(form) == done.stdout_bytes.decode()
