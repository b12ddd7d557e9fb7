"""Tests of a graph of two papers: each place and each reference number names its paper."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import write_paper

import assbkg
from assbkg.building import build
from assbkg.cli import app
from assbkg.curation.citing import short_key
from assbkg.curation.corpus import SourceInfo
from assbkg.errors import AssbkgError, CurationError
from assbkg.pages.report.standing import listed_works
from assbkg.places import shipped
from assbkg.vocabulary import KG

WANG = 'year = 2022\nauthors = ["Wang, Y.", "Jane Doe"]'
#: A bottleneck and a dimension that the ontology does not have, and what the paper says of them.
ADDED = {
    "entities.csv": (
        "argon,",
        "ageing,DegradationBottleneck,ageing of pores,,,3\n"
        "air-storage,DurabilityDimension,shelf life,,,3\nargon,",
    ),
    "claims.csv": (
        "s003a,",
        "s002b,silicon,suffersFrom,ageing,Pores age,stated,abstract,2,,accepted,\n"
        "s002c,ageing,limits,air-storage,Ageing matters in storage,stated,abstract,2,,accepted,\n"
        "s003a,",
    ),
    "coverage.csv": ("s002a", "s002a; s002b; s002c"),
    "contradictions.csv": ("reason\n", "reason\ns005m1,voids.s006m1,One falls where one grows\n"),
    "assessments.csv": (
        "a002,",
        "a003,voids.s004a,scope,Seen in one cell,1,4\n"
        "a004,voids.ref-1,scope,By its title,1,4\na002,",
    ),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of `voids`, by Doe, and of `pores`, which says the same of another system."""
    folder = tmp_path_factory.mktemp("two")
    build(shipped("ontology"), two_papers(folder), folder / "release")
    return folder / "release"


def two_papers(folder: Path) -> Path:
    """The tables of two papers that share materials, sentence numbers and reference numbers."""
    graphs = folder / "graphs"
    write_paper(graphs / "voids")
    write_paper(graphs / "pores")
    for path in (graphs / "pores").iterdir():
        text = path.read_text(encoding="utf-8").replace("si-c", "si-d").replace("Si/C", "Si/D")
        text = text.replace("silicon in carbon; Si–C", "").replace('"voids"', '"pores"')
        text = text.replace('authors = ["Jane Doe"]', WANG)
        text = text.replace(*ADDED.get(path.name, ("", "")), 1)
        path.write_text(text, encoding="utf-8", newline="")
    return graphs


def run(release: Path, *command: str) -> Result:
    result = CliRunner().invoke(app, [*command, "--release", str(release)])
    assert 0 == result.exit_code, result.output
    return result


def test_an_explanation_names_the_paper_of_each_place_and_number(release: Path) -> None:
    graph = assbkg.open(release)
    ends = "void engineering in Si/D with voids", "void buffering in Si/D with voids"
    claim = graph.explain(ends[0], "operatesThrough", ends[1]).proof.claims[0]
    assert "Wang 2022 abstract s.3 [Wang 2022:1]" == claim.cited_at


def test_the_numbers_of_two_lists_are_two_works(release: Path) -> None:
    works = assbkg.open(release).query("references").texts()
    assert ["Wang 2022:1", "Doe:1"] == [work[0] for work in works]


def test_rows_of_a_sentence_name_their_papers(release: Path) -> None:
    records = [
        row[0] for row in assbkg.open(release).query("claims-of-sentence", sentence=4).texts()
    ]
    assert ["claim s004a of Wang 2022", "claim s004a of Doe"] == records


@pytest.mark.parametrize("source", ["Doe", "voids"])
def test_a_sentence_may_be_asked_for_in_one_paper(release: Path, source: str) -> None:
    graph = assbkg.open(release)
    rows = graph.query("claims-of-sentence", sentence=4, source=source).texts()
    assert ["claim s004a of Doe"] == [row[0] for row in rows]


def test_a_number_may_be_asked_for_in_one_paper(release: Path) -> None:
    graph = assbkg.open(release)
    both = graph.query("claims-citing-reference", number=1).texts()
    one = graph.query("claims-citing-reference", number=1, source="Wang 2022").texts()
    assert 2 * len(one) == len(both)
    assert {"Wang 2022"} == {row[-1].partition(" abstract")[0].partition(" §")[0] for row in one}


def test_sections_are_counted_paper_by_paper(release: Path) -> None:
    sections = {row[0] for row in assbkg.open(release).query("claims-by-section").texts()}
    assert {"Doe: 1", "Doe: abstract", "Wang 2022: 1", "Wang 2022: abstract"} == sections


def test_every_place_in_every_query_names_its_paper(release: Path) -> None:
    graph = assbkg.open(release)
    seen = 0
    for query in graph.library.queries.values():
        needed = [p for p in query.parameters if p.default is None and not p.optional]
        if needed or not {"place", "places", "cites"} & set(query.columns):
            continue
        try:
            result = graph.query(query.name)
        except AssbkgError:
            continue  # its default is a thing of the review
        for row in result.texts():
            cells = dict(zip(query.columns, row, strict=True))
            for column in ("place", "places", "cites"):
                for part in filter(None, cells.get(column, "").split(", ")):
                    assert part.startswith(("Doe", "Wang 2022")), (query.name, part)
                    seen += 1
    assert seen > 20


def test_a_report_lists_each_work_with_its_paper(release: Path) -> None:
    works = listed_works(None, assbkg.open(release)).works
    assert ["Wang 2022:1", "Doe:1"] == [work.number for work in works]
    assert ["work-Wang-2022:1", "work-Doe:1"] == [work.anchor for work in works]


def test_the_explorer_gives_each_work_its_authors(release: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run(release, "draw", "explorer", "--out", str(page))
    text = page.read_text(encoding="utf-8")
    for mark in ("Wang 2022:1", "Doe:1"):
        assert f'"number":"{mark}"' in text.replace('": "', '":"')


def test_one_paper_is_cited_without_its_name(tmp_path: Path) -> None:
    write_paper(tmp_path / "graphs" / "voids")
    build(shipped("ontology"), tmp_path / "graphs", tmp_path / "release")
    graph = assbkg.open(tmp_path / "release")
    assert "1" == graph.query("references").texts()[0][0]
    assert "claim s004a" == graph.query("claims-of-sentence", sentence=4).texts()[0][0]


def test_two_papers_of_one_short_name_are_refused_with_what_to_write(tmp_path: Path) -> None:
    graphs = two_papers(tmp_path)
    source = graphs / "pores" / "source.toml"
    text = source.read_text(encoding="utf-8").replace(WANG, 'authors = ["Doe, J."]')
    source.write_text(text, encoding="utf-8")
    with pytest.raises(CurationError, match="'Doe' already cites pores; give one of them a `key`"):
        build(shipped("ontology"), graphs, tmp_path / "release")
    source.write_text(text + 'key = "Doe on pores"\n', encoding="utf-8")
    build(shipped("ontology"), graphs, tmp_path / "release")
    works = assbkg.open(tmp_path / "release").query("references").texts()
    assert ["Doe on pores:1", "Doe:1"] == [work[0] for work in works]


# ── Bottlenecks and dimensions that a paper declares ──────────────────────────


def test_a_declared_bottleneck_is_found_by_queries(release: Path) -> None:
    graph = assbkg.open(release)
    held = [row[0] for row in graph.query("bottlenecks-of-system", system="silicon").texts()]
    assert ["ageing of pores", "volume expansion"] == held
    assert "ageing of pores" in {
        row[0] for row in graph.query("bottlenecks-without-strategy").texts()
    }


def test_a_declared_bottleneck_is_found_by_questions(release: Path) -> None:
    reply = assbkg.open(release).ask("what does silicon suffer from?")
    assert reply.result is not None
    assert "ageing of pores" in {cell for row in reply.result.texts() for cell in row}


def test_a_declared_bottleneck_and_dimension_are_found_by_advice(release: Path) -> None:
    text = run(release, "advise", "--bottleneck", "ageing of pores").output
    assert "from it: silicon" in text
    text = run(release, "advise", "--dimension", "shelf life").output
    assert "limit it: ageing of pores" in text


# ── Records of other papers ───────────────────────────────────────────────────


def test_a_contradiction_may_be_with_a_record_of_another_paper(release: Path) -> None:
    said = assbkg.open(release).query("contradictions").texts()
    assert {"Wang 2022 §1 s.5", "Doe §1 s.6"} <= {cell for row in said for cell in row}


def test_an_assessment_may_be_of_a_record_or_a_reference_of_another_paper(release: Path) -> None:
    said = {tuple(row[:2]) for row in assbkg.open(release).query("assessments").texts()}
    assert {("claim s004a of Doe", "scope"), ("[Doe:1] Voids in silicon", "scope")} <= said


@pytest.mark.parametrize("about", ["voids.s004z", "voids.argon", "voidz.s004a"])
def test_a_record_that_no_paper_has_is_named(tmp_path: Path, about: str) -> None:
    graphs = two_papers(tmp_path)
    table = graphs / "pores" / "assessments.csv"
    text = table.read_text(encoding="utf-8").replace("voids.s004a", about)
    table.write_text(text, encoding="utf-8")
    with pytest.raises(CurationError, match="column about: "):
        build(shipped("ontology"), graphs, tmp_path / "release")


# ── One thing has one id ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("argon,InertGas,argon,Ar,Ar2,7", "the formula of 'argon' is 'Ar' in"),
        ("argon,InertGas,argon,Ar,,7", ""),
        ("argon,InertGas,Argon gas,Ar,Ar,7", "'argon' is labelled 'argon' in"),
        ("aragon,InertGas,Argon,,,7", "'Argon' is the InertGas 'argon' in"),
        ("aragon,InertGas,another argon,,,7", ""),
        ("argon,SiliconMaterial,argon,Ar,Ar,7", "'argon' is InertGas in"),
    ],
)
def test_an_id_and_a_label_mean_one_thing_in_all_papers(
    tmp_path: Path, row: str, message: str
) -> None:
    graphs = two_papers(tmp_path)
    entities, steps = graphs / "voids" / "entities.csv", graphs / "voids" / "steps.csv"
    text = entities.read_text(encoding="utf-8").replace("argon,InertGas,argon,Ar,Ar,7", row)
    entities.write_text(text, encoding="utf-8")
    text = steps.read_text(encoding="utf-8").replace("argon", row.partition(",")[0])
    steps.write_text(text, encoding="utf-8")
    if not message:
        build(shipped("ontology"), graphs, tmp_path / "release")
        return
    with pytest.raises(CurationError) as raised:
        build(shipped("ontology"), graphs, tmp_path / "release")
    assert message in str(raised.value)
    assert "pores/entities.csv, row " in str(raised.value)


# ── How far papers are read ───────────────────────────────────────────────────


def partial(folder: Path) -> Path:
    """The two papers; of `pores`, that has 20 sentences, those without a record are not read."""
    graphs = two_papers(folder)
    source, coverage = graphs / "pores" / "source.toml", graphs / "pores" / "coverage.csv"
    source.write_text(source.read_text(encoding="utf-8") + "sentences = 20\n", encoding="utf-8")
    lines = coverage.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.endswith("says nothing\n")]
    coverage.write_text("".join(kept), encoding="utf-8")
    return graphs


def test_sentences_that_nobody_read_may_be_left_out_of_the_coverage(tmp_path: Path) -> None:
    build(shipped("ontology"), partial(tmp_path), tmp_path / "release")
    found = CliRunner().invoke(
        app, ["papers", "--format", "csv", "--release", str(tmp_path / "release")]
    )
    rows = list(csv.DictReader(found.output.splitlines()))
    assert [("Doe", "9", "9", "whole"), ("Wang 2022", "7", "20", "part")] == [
        (row["paper"], row["read"], row["sentences"], row["state"]) for row in rows
    ]


def test_where_nothing_is_found_it_is_said_how_far_papers_are_read(tmp_path: Path) -> None:
    build(shipped("ontology"), partial(tmp_path), tmp_path / "release")
    text = run(tmp_path / "release", "advise", "--bottleneck", "ageing of pores").output
    assert "Doe (all 9 sentences read)" in " ".join(text.split())
    assert "Wang 2022 (7 of 20 sentences read)" in " ".join(text.split())


@pytest.mark.parametrize(
    ("numbers", "message"),
    [((2, 4, 3), "out of order"), ((2, 2), "repeats"), ((2, 21), "21 is beyond the 20 sentences")],
)
def test_coverage_in_part_is_in_order_and_within_the_paper(
    tmp_path: Path, numbers: tuple[int, ...], message: str
) -> None:
    graphs = partial(tmp_path)
    coverage = graphs / "pores" / "coverage.csv"
    lines = coverage.read_text(encoding="utf-8").splitlines()
    rows = [f"{number},{lines[1].partition(',')[2]}" for number in numbers]
    coverage.write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")
    with pytest.raises(CurationError, match=message):
        build(shipped("ontology"), graphs, tmp_path / "release")


def test_a_report_says_how_each_paper_was_curated_as_its_tables_do(tmp_path: Path) -> None:
    graphs = two_papers(tmp_path)
    source = graphs / "pores" / "source.toml"
    note = 'curated_by = ["A. Reader"]\n'
    source.write_text(source.read_text(encoding="utf-8") + note, encoding="utf-8")
    build(shipped("ontology"), graphs, tmp_path / "release")
    papers = assbkg.open(tmp_path / "release").records.papers.values()
    made = [(paper.title, paper.curators) for paper in papers]
    assert [("Voids in silicon electrodes", ("A. Reader",))] == made[:1]
    assert () == made[1][1]


# ── One work, whoever cites it ────────────────────────────────────────────────


def test_a_work_that_two_papers_cite_counts_once(release: Path) -> None:
    graph = assbkg.open(release)
    claims = graph.explainer.evidence.by_iri
    cited = [claims[f"{KG}{paper}.s003a"].authorities for paper in ("voids", "pores")]
    assert cited[0] == cited[1]


def test_works_of_one_title_and_two_dois_are_two(tmp_path: Path) -> None:
    graphs = two_papers(tmp_path)
    for paper in ("voids", "pores"):
        table = graphs / paper / "references.csv"
        seen = f'10.1000/{paper},"index: https://example.org/{paper}, 2026-01-01"'
        text = table.read_text(encoding="utf-8").replace("1,2,,,9", f"1,2,{seen},9")
        table.write_text(text, encoding="utf-8")
    build(shipped("ontology"), graphs, tmp_path / "release")
    claims = assbkg.open(tmp_path / "release").explainer.evidence.by_iri
    cited = [claims[f"{KG}{paper}.s003a"].authorities for paper in ("voids", "pores")]
    assert cited[0].isdisjoint(cited[1])


def test_a_paper_that_another_one_cites_is_the_work_that_it_cites(tmp_path: Path) -> None:
    graphs = two_papers(tmp_path)
    source = graphs / "voids" / "source.toml"
    source.write_text(source.read_text(encoding="utf-8") + "year = 2020\n", encoding="utf-8")
    table = graphs / "pores" / "references.csv"
    cited = "Doe J.,Voids in silicon electrodes,"
    text = table.read_text(encoding="utf-8").replace("Doe J.,Voids in silicon,", cited)
    table.write_text(text, encoding="utf-8")
    build(shipped("ontology"), graphs, tmp_path / "release")
    claims = assbkg.open(tmp_path / "release").explainer.evidence.by_iri
    itself, citing = claims[f"{KG}voids.s002a"], claims[f"{KG}pores.s003a"]
    assert itself.authorities == citing.authorities


# ── Short names ───────────────────────────────────────────────────────────────


@given(author=st.text(min_size=1, max_size=80).filter(str.strip))
def test_any_author_makes_a_short_name_that_can_stand_in_marks(author: str) -> None:
    key = short_key(
        SourceInfo.model_construct(
            id="w22", title="A", licence="x", authors=(author,), year=None, key=""
        )
    )
    assert key
    assert len(key) <= 40
    assert not set("[]:;,") & set(key)


@pytest.mark.parametrize(
    ("author", "key"),
    [
        ("Liwen Deng", "Deng 2022"),
        ("Wang, Y.", "Wang 2022"),
        ("Niu H.", "Niu 2022"),
        ("J.-P. Müller", "Müller 2022"),
        ("et al.", "w22 2022"),
    ],
)
def test_a_short_name_is_the_family_name_and_the_year(author: str, key: str) -> None:
    info = SourceInfo.model_construct(
        id="w22", title="A", licence="x", authors=(author,), year=2022, key=""
    )
    assert key == short_key(info)
