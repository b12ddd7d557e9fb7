"""Parts are of a system in a paper: papers on one system keep theirs apart, and count them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import write_paper
from tests.test_several_papers import WANG

import assbkg
from assbkg.asking.conditions import find_conditions
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import build
from assbkg.curation.names import read_number
from assbkg.errors import AmbiguousName, CurationError, UnknownName
from assbkg.places import shipped
from assbkg.reasoning.facts import Fact
from assbkg.vocabulary import ASSB, KG, part_iri, part_name, read_part

SWELLING: Final = "volume-expansion"
DENDRITES: Final = "lithium-dendrites"
LABEL: Final = "void engineering in Si/C with voids"
DOES: Final = part_iri("si-c", "voids", "VoidEngineering")
WANGS: Final = part_iri("si-c", "pores", "VoidEngineering")
SECOND: Final = part_iri("si-c", "pores", "VoidEngineering", 2)

#: What each paper states of the voids in Si/C besides that they are there.
OWN: Final = {
    "voids": "s003b,si-c/VoidBuffering,mitigates,volume-expansion,Less harm,stated,abstract,3,1,"
    "accepted,\n"
    "s003c,volume-expansion,limits,cycle-life,It wears,stated,abstract,3,1,accepted,\n",
    "pores": "s003b,si-c/VoidBuffering,mitigates,lithium-dendrites,Less growth,stated,abstract,3,"
    "1,accepted,\n"
    "s003c,lithium-dendrites,limits,safety,They short,stated,abstract,3,1,accepted,\n",
}
#: A second emptiness of one paper, which acts otherwise than its first.
LATER: Final = """\
s004b,si-c,employs,VoidEngineering#2,There is a second kind,stated,1,4,1,accepted,
s004c,si-c/VoidEngineering#2,operatesThrough,VoidBuffering#2,It works alike,stated,1,4,1,accepted,
s004d,si-c/VoidBuffering#2,mitigates,poor-solid-contact,It keeps,stated,1,4,1,accepted,
"""


def on_one_system(folder: Path) -> Path:
    """The tables of two papers on Si/C, by Doe and by Wang, who has two kinds of void."""
    for paper, stated in OWN.items():
        write_paper(folder / paper)
        claims = folder / paper / "claims.csv"
        lines = claims.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("s003b")]
        place = next(n for n, line in enumerate(kept) if line.startswith("s004a"))
        write(claims, "".join([*kept[:place], stated, *kept[place:]]))
        change(folder / paper / "coverage.csv", "s003a; s003b", "s003a; s003b; s003c")
        change(folder / paper / "assessments.csv", "s003b,contested", "s003b,scope")
    pores = folder / "pores"
    for name in ("entities.csv", "steps.csv", "coverage.csv"):
        change(pores / name, "si-c-synthesis", "si-c-annealing")
    change(pores / "entities.csv", "synthesis of Si/C", "annealing of Si/C")
    change(pores / "source.toml", '"voids"', '"pores"')
    change(pores / "source.toml", 'authors = ["Jane Doe"]', WANG)
    claims = pores / "claims.csv"
    write(claims, claims.read_text(encoding="utf-8") + LATER)
    change(pores / "coverage.csv", "s004a", "s004a; s004b; s004c; s004d")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    write(path, text.replace(old, new))


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    folder = tmp_path_factory.mktemp("one-system")
    graphs = on_one_system(folder / "graphs")
    build(shipped("ontology"), graphs, folder / "release")
    return assbkg.open(folder / "release")


def addressed(graph: KnowledgeGraph, strategy: str) -> set[str]:
    found = graph.explainer.reasoned.facts.objects(ASSB + "addresses", strategy)
    # A paper's own case of a bottleneck is that bottleneck here.
    return {iri.removeprefix(KG).partition(".")[0] for iri in found}


# ── Two papers on one system ──────────────────────────────────────────────────


def test_what_one_paper_states_of_its_part_holds_for_no_part_of_another(
    graph: KnowledgeGraph,
) -> None:
    assert {SWELLING} == addressed(graph, DOES)
    assert {DENDRITES} == addressed(graph, WANGS)


def test_two_parts_of_one_class_in_one_paper_act_each_in_its_own_way(
    graph: KnowledgeGraph,
) -> None:
    assert {"poor-solid-contact"} == addressed(graph, SECOND)


def test_the_system_has_the_parts_of_both_papers(graph: KnowledgeGraph) -> None:
    employed = graph.explainer.reasoned.facts.objects(ASSB + "employs", KG + "si-c")
    assert {DOES, WANGS, SECOND} == set(employed)


def test_the_system_gains_from_the_parts_of_both_papers(graph: KnowledgeGraph) -> None:
    for dimension in ("cycle life", "safety"):
        assert graph.explain("si-c", "expectedGain", dimension).proof.premises


def test_parts_that_several_papers_have_are_called_by_their_papers(graph: KnowledgeGraph) -> None:
    label = graph.entities.label
    assert [f"{LABEL} (Doe)", f"{LABEL} (Wang 2022)"] == [label(DOES), label(WANGS)]
    assert "void engineering 2 in Si/C with voids (Wang 2022)" == label(SECOND)


def test_each_part_is_found_by_its_label(graph: KnowledgeGraph) -> None:
    for part in (DOES, WANGS, SECOND):
        assert part == graph.entities.resolve(graph.entities.label(part)).value


def test_a_name_without_paper_offers_the_parts_of_all(graph: KnowledgeGraph) -> None:
    with pytest.raises(AmbiguousName) as raised:
        graph.explain(LABEL, "addresses", "volume expansion")
    assert ["kg:si-c.pores.void-engineering", "kg:si-c.voids.void-engineering"] == sorted(
        raised.value.meanings
    )


def test_no_condition_joins_the_parts_of_two_papers(graph: KnowledgeGraph) -> None:
    fact = Fact(ASSB + "addresses", DOES, KG + DENDRITES)
    found = find_conditions(graph.explainer, fact).found
    missing = {step.sentence for condition in found for step in condition.missing}
    assert "void buffering in Si/C with voids (Doe) mitigates lithium dendrites" in missing
    assert not {words for words in missing if "(Doe)" in words and "(Wang 2022)" in words}


# ── What-if ───────────────────────────────────────────────────────────────────


def test_a_class_of_which_a_system_has_several_parts_is_no_name_for_one(
    graph: KnowledgeGraph,
) -> None:
    with pytest.raises(AmbiguousName, match="VoidEngineering' is the name of several things") as e:
        graph.what_if(("si-c/VoidEngineering", "operatesThrough", "InterlockedReinforcement"))
    assert 3 == len(e.value.meanings)


def test_a_number_names_one_part(graph: KnowledgeGraph) -> None:
    outcome = graph.what_if(
        ("si-c/VoidEngineering#2", "operatesThrough", "InterlockedReinforcement")
    )
    assert outcome.supposed[0].startswith(graph.entities.label(SECOND))


def test_a_class_beside_a_part_means_a_part_of_the_same_paper(graph: KnowledgeGraph) -> None:
    more = ("VoidBuffering", "mitigates", "lithium dendrites")
    subject = part_iri("si-c", "voids", "VoidBuffering")
    outcome = graph.what_if((subject, *more[1:]))
    gained = {effect.why.proof.sentence for effect in outcome.gained}
    assert f"{LABEL} (Doe) addresses lithium dendrites" in gained
    supposed = graph.what_if((f"{LABEL} (Doe)", "operatesThrough", "InterlockedReinforcement"))
    assert supposed.supposed[0].endswith("interlocked reinforcement in Si/C with voids")


def test_a_part_that_no_paper_has_is_of_none(graph: KnowledgeGraph) -> None:
    outcome = graph.what_if(("si-c", "employs", "DimensionalHybridisation#2"))
    assert ("Si/C with voids employs dimensional hybridisation 2 in Si/C with voids",) == (
        outcome.supposed
    )


@pytest.mark.parametrize("part", ["VoidEngineering#1", "VoidEngineering#x"])
def test_a_supposition_reads_numbers_as_tables_do(graph: KnowledgeGraph, part: str) -> None:
    with pytest.raises(UnknownName, match="did you mean 'VoidEngineering'"):
        graph.what_if((f"si-c/{part}", "operatesThrough", "VoidBuffering"))


# ── Tables ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#1", "'VoidEngineering'?"),
        ("#0", "'VoidEngineering'?"),
        ("#", "'VoidEngineering'?"),
        ("#02", "'VoidEngineering#2'?"),
        ("#２", "'VoidEngineering#2'?"),
        ("#x", "'VoidEngineering' or 'VoidEngineering#2'?"),
        ("#-2", "'VoidEngineering' or 'VoidEngineering#2'?"),
        ("#2#2", "'VoidEngineering' or 'VoidEngineering#2'?"),
        ("#" + "9" * 500, "'VoidEngineering' or 'VoidEngineering#2'?"),
    ],
)
@pytest.mark.parametrize("column", ["subject", "object"])
def test_a_wrong_number_is_named_with_row_and_column(
    graphs: Path, tmp_path: Path, column: str, written: str, meant: str
) -> None:
    old = {"subject": "si-c/VoidEngineering,", "object": "employs,VoidEngineering,"}[column]
    change(graphs / "voids" / "claims.csv", old, f"{old[:-1]}{written},")
    with pytest.raises(CurationError) as raised:
        build(shipped("ontology"), graphs, tmp_path / "release")
    problem = raised.value.problems[0]
    assert (column, {"subject": 3, "object": 5}[column]) == (problem.column, problem.row)
    assert meant in problem.message


def test_a_number_that_leaves_one_out_is_refused(graphs: Path, tmp_path: Path) -> None:
    change(
        graphs / "voids" / "claims.csv", "employs,VoidEngineering,", "employs,VoidEngineering#3,"
    )
    with pytest.raises(CurationError, match="follows 'si-c/VoidEngineering#2', which no row names"):
        build(shipped("ontology"), graphs, tmp_path / "release")


@given(st.integers(2, 999))
def test_every_number_from_two_is_read_and_in_the_name(number: int) -> None:
    assert number == read_number(f"VoidEngineering#{number}")
    part = read_part(part_iri("si-c", "voids", "VoidEngineering", number))
    assert ("si-c", "voids", part_name("VoidEngineering", number)) == part


@given(st.text(max_size=8))
def test_no_other_text_is_a_number(text: str) -> None:
    if not (text.isascii() and text.isdigit() and 2 <= int(text) <= 999 and text[0] != "0"):
        with pytest.raises(UnknownName):
            read_number(f"VoidEngineering#{text}")


# ── The review ────────────────────────────────────────────────────────────────


def test_parts_of_a_single_paper_are_called_by_class_and_system() -> None:
    graph = assbkg.open()
    part = graph.entities.resolve("void engineering in SiNPs@MXenes")
    assert part_iri("sinps-mxenes", "nanostructured-frontiers", "VoidEngineering") == part.value
    assert Fact(ASSB + "employs", KG + "sinps-mxenes", part.value) in (
        graph.explainer.reasoned.facts
    )
