"""Background knowledge: its places, its weight, and a graph without it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result
from tests.conftest import write_paper
from tests.review import all_papers

import assbkg
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import build, compute
from assbkg.checking import check_text
from assbkg.cli import app
from assbkg.curation.background import work_name
from assbkg.curation.corpus import Paper, read_corpus
from assbkg.errors import CurationError, DoesNotHold, SourceTextError, UnknownName
from assbkg.graph.release import QUADS, open_release
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED
from assbkg.places import shipped
from assbkg.record.omitting import leave_out
from assbkg.service.serving.problems import Limits
from assbkg.service.serving.questions import read_frame
from assbkg.service.serving.worker import load, seed

GAIN: Final = ("Si/C with voids", "expectedGain", "cycle life")
PLACE: Final = "Doe 2004, ch. 7, Swelling"
BACKGROUND: Final = {
    "source.toml": """\
id = "background"
title = "Background knowledge"
authors = ["somebody"]
licence = "made for tests"
type = "background"
""",
    "references.csv": """\
number,authors,title,journal,year,volume,pages,doi,doi_verified,isbn,sentence
1,Doe J.,A textbook,Tests & Sons,2004,,,,,9780471477563,1
""",
    "claims.csv": f"""\
id,subject,property,object,statement,modality,section,sentence,cites,status,note
s001a,volume-expansion,limits,cycle-life,Swelling wears a cell out,stated,"{PLACE}",1,1,accepted,
""",
    "coverage.csv": f"""\
sentence,section,fingerprint,records,why_none
1,"{PLACE}",,s001a; ref-1,
""",
}


def write_tables(folder: Path) -> Path:
    """Write the tables of a paper in which a bottleneck limits nothing, and of background."""
    graphs = folder / "graphs"
    write_paper(graphs / "voids")
    mend(graphs / "voids" / "claims.csv", "contested,room is no proof", "accepted,")
    mend(graphs / "voids" / "assessments.csv", "a001,s003b,contested,", "a001,s003b,scope,")
    write_paper(graphs / "background")
    for path in (graphs / "background").glob("*.csv"):
        header = path.read_text(encoding="utf-8").partition("\n")[0]
        path.write_text(header + "\n", encoding="utf-8")
    for name, text in BACKGROUND.items():
        (graphs / "background" / name).write_text(text, encoding="utf-8", newline="")
    return graphs


def mend(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of one paper and background."""
    folder = tmp_path_factory.mktemp("background")
    build(shipped("ontology"), write_tables(folder), folder / "release")
    return folder / "release"


@pytest.fixture(scope="module")
def whole(release: Path) -> KnowledgeGraph:
    return assbkg.open(release)


def leaves(step: Step) -> list[Step]:
    return [leaf for one in step.premises for leaf in leaves(one)] or [step]


def background_leaf(why: Explanation) -> Step:
    (found,) = (leaf for leaf in leaves(why.proof) if leaf.is_background)
    return found


# ── in proofs ─────────────────────────────────────────────────────────────────


def test_background_closes_the_chain_of_a_paper(whole: KnowledgeGraph) -> None:
    assert "hedged" == whole.explain(*GAIN).grade


def test_a_place_in_background_is_a_chapter_that_is_called_background(
    whole: KnowledgeGraph,
) -> None:
    claim = background_leaf(whole.explain(*GAIN)).claims[0]
    assert f"background: {PLACE} [background:1]" == claim.cited_at


def test_the_only_paper_beside_background_needs_no_name(whole: KnowledgeGraph) -> None:
    places = {str(leaf.claims[0].place) for leaf in leaves(whole.explain(*GAIN).proof)}
    assert {"§1 s.4", "abstract s.3", f"background: {PLACE}"} == places


def test_no_statement_of_background_is_stronger_than_stated_with_a_citation(
    whole: KnowledgeGraph,
) -> None:
    why = whole.explain("volume expansion", "limits", "cycle life")
    assert "stated, cited" == why.grade


def test_background_is_no_source_that_counts(whole: KnowledgeGraph) -> None:
    why = whole.explain("volume expansion", "limits", "cycle life")
    assert frozenset() == why.authorities
    assert "1 minimal proof · no work, none against · with background" == why.weight


def test_what_needs_no_background_does_not_mention_it(whole: KnowledgeGraph) -> None:
    why = whole.explain("Si/C with voids", "employs", "void engineering in Si/C with voids")
    assert "background" not in why.weight


def test_the_tree_and_the_json_call_it_background(release: Path) -> None:
    run = CliRunner().invoke
    tree = run(app, ["explain", *GAIN, "--release", str(release)]).output
    assert f"stated, background: {PLACE} [background:1]: Swelling wears a cell out" in tree
    answer = run(app, ["explain", *GAIN, "--format", "json", "--release", str(release)]).output
    assert json.loads(answer)["needs_background"]


# ── as no paper ───────────────────────────────────────────────────────────────


def test_background_is_not_listed_among_papers(whole: KnowledgeGraph) -> None:
    assert ["voids"] == [row[0] for row in whole.query("papers").texts()]
    assert ["voids"] == [paper.name for paper in whole.records.papers.values()]


def test_background_is_counted_as_such(whole: KnowledgeGraph) -> None:
    rows = whole.query("graph-statistics").texts()
    counts = {row[0]: row[1] for row in rows}
    assert ("1", "1", "1") == (counts["source"], counts["background"], counts["chapter"])


def test_a_query_lists_the_background(whole: KnowledgeGraph) -> None:
    (row,) = whole.query("background").texts()
    assert f"background: {PLACE}" == row[-1]


def test_claims_of_background_are_found_with_all_others(whole: KnowledgeGraph) -> None:
    places = [row[-1] for row in whole.query("claims-about", thing="volume expansion").texts()]
    assert [f"background: {PLACE}"] == places[-1:]
    assert 1 < len(places)


def test_a_textbook_is_a_book_in_a_bibliography(whole: KnowledgeGraph) -> None:
    entries = whole.query("background").write("bibtex")
    assert "@book{doe2004textbook," in entries
    assert "publisher = {Tests \\& Sons}" in entries
    assert "isbn = {9780471477563}" in entries


def test_background_has_no_text_to_be_compared_with(tmp_path: Path) -> None:
    made = compute(shipped("ontology"), write_tables(tmp_path))
    with pytest.raises(SourceTextError, match="is background and has no text"):
        check_text(made, "background", tmp_path / "text")


# ── left out ──────────────────────────────────────────────────────────────────


def test_without_background_the_gain_does_not_follow(release: Path) -> None:
    with pytest.raises(DoesNotHold):
        assbkg.open(release, without=["background"]).explain(*GAIN)


def test_a_graph_without_background_is_that_of_the_paper_alone(
    release: Path, tmp_path: Path
) -> None:
    graphs = write_tables(tmp_path)
    for path in (graphs / "background").iterdir():
        path.unlink()
    (graphs / "background").rmdir()
    build(shipped("ontology"), graphs, tmp_path / "release")
    alone, without = assbkg.open(tmp_path / "release"), assbkg.open(release, without=["background"])
    for graph in (ASSERTED, EVIDENCE, INFERRED):
        expected, found = (
            {*one.release.store.quads_for_pattern(None, None, None, graph)}
            for one in (alone, without)
        )
        assert expected == found
    assert alone.release.read("rounds.csv") == without.release.read("rounds.csv")


def test_a_paper_can_be_left_out_with_what_it_alone_names(release: Path) -> None:
    graph = assbkg.open(release, without=["voids"])
    assert [] == graph.query("papers").texts()
    assert 1 == len([*graph.release.store.quads_for_pattern(None, None, None, ASSERTED)])
    with pytest.raises(UnknownName):
        graph.entity("Si/C with voids")


def test_an_unknown_source_is_refused_with_the_nearest(release: Path) -> None:
    with pytest.raises(UnknownName, match="no source is called 'backgrund'; did you mean"):
        assbkg.open(release, without=["backgrund"])


def asked(release: Path, *command: str) -> Result:
    return CliRunner().invoke(app, [*command, "--release", str(release)])


def test_a_command_leaves_sources_out(release: Path) -> None:
    found = asked(release, "explain", *GAIN, "--without", "background")
    assert 1 == found.exit_code
    assert "it does not hold that" in found.output


def test_what_if_leaves_sources_out_beside_links(release: Path) -> None:
    link = ("Si/C with voids", "employs", "VoidEngineering")
    found = asked(release, "what-if", "--without", *link, "--without-source", "background")
    assert "cycle life" not in found.output
    assert "cycle life" in asked(release, "what-if", "--without", *link).output


def test_a_command_in_an_answer_leaves_out_the_same_sources(release: Path) -> None:
    options = ("--bottleneck", "volume expansion", "--commands", "--without", "background")
    lines = asked(release, "advise", *options).output.splitlines()
    commands = [line for line in lines if line.strip().startswith("$ assbkg")]
    assert commands
    assert all(line.endswith(" --without background") for line in commands)


def test_an_endpoint_can_leave_nothing_out(release: Path) -> None:
    options = ("--endpoint", "http://127.0.0.1:1/query", "--without", "background")
    found = asked(release, "query", "papers", *options)
    assert 2 == found.exit_code
    assert "a server answers from all that it holds" in found.output


def test_agents_can_be_served_without_background(release: Path) -> None:
    opened = leave_out(open_release(release), ["background"])
    whole = seed(opened, opened.read(QUADS), shipped("queries"), Limits())
    fields, quads = read_frame(io.BytesIO(whole)) or ({}, b"")
    with pytest.raises(DoesNotHold):
        load(fields, quads).graph.explain(*GAIN)


# ── in the tables ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        (
            "claims.csv",
            ",stated,",
            ",measured,",
            "claims.csv, row 2, column modality: is 'measured'",
        ),
        ("claims.csv", ",1,1,", ",1,,", "claims.csv, row 2, column cites: is blank"),
        ("claims.csv", "volume-expansion", "si-c", "column subject: 'si-c' is not an individual"),
        ("coverage.csv", '",,', f'",{"0" * 64},', "column fingerprint: a chapter has none"),
        ("references.csv", "2004", "2005", f"column sentence: {PLACE!r} is not in a work"),
        ("references.csv", "7563", "7564", "column isbn: '9780471477564' is not an ISBN"),
        ("entities.csv", "sentence\n", "sentence\nnew,InertGas,new gas,,,1\n", "has none of these"),
        (
            "source.toml",
            "type =",
            "sentences = 3\ntype =",
            "key sentences|column sentences|sentences",
        ),
    ],
)
def test_a_fault_of_background_is_named(
    tmp_path: Path, table: str, old: str, new: str, fault: str
) -> None:
    graphs = write_tables(tmp_path)
    mend(graphs / "background" / table, old, new)
    with pytest.raises(CurationError, match=fault):
        compute(shipped("ontology"), graphs)


def test_a_paper_still_needs_a_fingerprint_for_each_sentence(tmp_path: Path) -> None:
    graphs = write_tables(tmp_path)
    lines = (graphs / "voids" / "coverage.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.reader(lines))
    rows[1][2] = ""
    with (graphs / "voids" / "coverage.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    with pytest.raises(CurationError, match="column fingerprint: is blank"):
        compute(shipped("ontology"), graphs)


# ── as shipped ────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return {paper.info.id: paper for paper in read_corpus(all_papers("graphs")).papers}


def test_the_shipped_background_is_short(papers: dict[str, Paper]) -> None:
    assert 0 < len(papers["background"].claims) <= 60


def test_each_shipped_place_names_a_work_with_a_part_of_it(papers: dict[str, Paper]) -> None:
    works = tuple(f"{work_name(row.record)}, " for row in papers["background"].references)
    assert all(row.record.section.startswith(works) for row in papers["background"].coverage)


def test_background_repeats_no_link_of_a_paper(papers: dict[str, Paper]) -> None:
    links = {
        name: {(c.record.subject, c.record.property, c.record.object) for c in paper.claims}
        for name, paper in papers.items()
    }
    background = links.pop("background")
    assert not background & set[tuple[str, str, str]]().union(*links.values())
