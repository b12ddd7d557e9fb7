"""What papers say of one bottleneck stays apart, unless it is said in general."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Final

import pytest
from tests.test_parts import write
from tests.test_scope_and_signs import ends, paper
from tests.test_several_papers import WANG

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.telling import tell
from assbkg.building import build, compute
from assbkg.checking import check_description_logic
from assbkg.curation.corpus import read_corpus
from assbkg.curation.names import Names
from assbkg.curation.scoping import Scopes
from assbkg.errors import CurationError
from assbkg.graph.ontology import read_ontology
from assbkg.graph.quads import corpus_quads
from assbkg.places import shipped
from assbkg.reasoning.grades import given_levels
from assbkg.vocabulary import ASSB, KG, part_iri

#: The first paper says what expansion limits, the second what it causes.
LIMITS: Final = "s003c,volume-expansion,limits,cycle-life,It wears,stated,abstract,3,1,accepted,\n"
CAUSES: Final = (
    "s003c,volume-expansion,causes,poor-solid-contact,It parts,stated,abstract,3,1,accepted,\n"
)
BUFFERS: Final = part_iri("si-c", "voids", "VoidBuffering")
OTHERS: Final = part_iri("si-d", "pores", "VoidBuffering")
OF_VOIDS: Final = KG + "volume-expansion.voids"
OF_PORES: Final = KG + "volume-expansion.pores"


def two_papers(folder: Path, mitigated: str = "volume-expansion") -> Path:
    """Write the tables of two papers, each of which mitigates something by its own design."""
    graphs = paper(folder / "graphs", mitigated, LIMITS)
    paper(folder / "second", "volume-expansion", CAUSES)
    (folder / "second" / "voids").rename(graphs / "pores")
    for path in (graphs / "pores").iterdir():
        text = path.read_text(encoding="utf-8").replace("si-c", "si-d").replace("Si/C", "Si/D")
        text = text.replace("silicon in carbon; Si–C", "").replace('"voids"', '"pores"')
        write(path, text.replace('authors = ["Jane Doe"]', WANG))
    return graphs


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_papers(tmp_path_factory.mktemp("two"))


@pytest.fixture(scope="module")
def graph(graphs: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    release = tmp_path_factory.mktemp("release") / "release"
    build(shipped("ontology"), graphs, release)
    return assbkg.open(release)


def test_a_chain_through_a_bottleneck_stays_in_its_paper(graph: KnowledgeGraph) -> None:
    assert {"cycle-life"} == ends(graph, "promotes", BUFFERS)
    assert set() == ends(graph, "promotes", OTHERS)
    assert set() == ends(graph, "mitigatesConsequence", BUFFERS)
    assert "poor-solid-contact" in ends(graph, "mitigatesConsequence", OTHERS)
    assert {"cycle-life"} == ends(graph, "expectedGain", KG + "si-c")
    assert set() == ends(graph, "expectedGain", KG + "si-d")


def test_what_is_done_to_a_bottleneck_is_stated_of_it_in_general_and_in_the_paper(
    graph: KnowledgeGraph,
) -> None:
    for of in ("kg:volume-expansion", "volume expansion (Doe)"):
        why = graph.explain("void buffering in Si/C with voids", "mitigates", of)
        assert [""] == [why.proof.axiom]
        assert ["s003b"] == [claim.claim.rpartition(".")[2] for claim in why.proof.claims]


def test_what_a_bottleneck_does_is_said_of_the_paper_alone(graph: KnowledgeGraph) -> None:
    assert set() == ends(graph, "limits", KG + "volume-expansion")
    assert {"cycle-life"} == ends(graph, "limits", OF_VOIDS)
    assert set() == ends(graph, "limits", OF_PORES)


def test_who_asks_about_a_bottleneck_in_general_is_shown_the_paper_of_which_it_holds(
    graph: KnowledgeGraph,
) -> None:
    found = tell(graph.conditions("volume expansion", "limits", "cycle life"), "text")
    assert "it holds of a case:\nvolume expansion (Doe) limits cycle life" in found
    rows = graph.query("bottlenecks-limiting-benefit", benefit="cycle life").to_pandas()
    assert ["volume expansion (Doe)"] == list(rows["bottleneck"])
    consequences = graph.query("consequences-of-bottleneck", bottleneck="volume expansion")
    assert {"volume expansion (Doe)", "volume expansion (Wang 2022)"} == set(
        consequences.to_pandas()["said_of"]
    )
    said = graph.query("claims-about", thing="volume expansion").to_pandas()
    assert {"It wears", "It parts"} < set(said["statement"])


def test_what_suffers_is_listed_once(graph: KnowledgeGraph) -> None:
    rows = graph.query("bottlenecks-of-system", system="silicon").to_pandas()
    assert ["volume expansion"] == sorted(set(rows["bottleneck"]))


def test_background_has_no_scope_and_gives_none_to_a_single_paper(tmp_path: Path) -> None:
    graphs = paper(tmp_path, "volume-expansion", LIMITS)
    copytree(Path(__file__).parents[1] / "graphs" / "background", graphs / "background")
    corpus, ontology = read_corpus(graphs), read_ontology(shipped("ontology"))
    assert 2 == len(corpus.papers)
    assert frozenset() == Scopes.among(corpus, Names(ontology.schema, corpus.entities())).cases


def test_a_bottleneck_of_a_bearer_belongs_to_what_its_paper_says_in_general(
    tmp_path: Path,
) -> None:
    made = compute(shipped("ontology"), two_papers(tmp_path, "silicon/volume-expansion"))
    promotes = {f.object for f in made.closure.derived if f.predicate == ASSB + "promotes"}
    assert {KG + "cycle-life"} == promotes


def test_papers_exported_one_by_one_give_what_they_give_together(graphs: Path) -> None:
    ontology, corpus = read_ontology(shipped("ontology")), read_corpus(graphs)
    whole = given_levels(corpus_quads(corpus, ontology))
    apart = [given_levels(corpus_quads(corpus, ontology, one)) for one in corpus.papers]
    assert whole.keys() == apart[0].keys() | apart[1].keys()


@pytest.mark.needs("HermiT")
def test_hermit_agrees_on_what_two_papers_give(graphs: Path) -> None:
    made = compute(shipped("ontology"), graphs)
    assert check_description_logic(made, shipped("ontology")).good


def test_a_bearer_that_no_paper_declares_is_named_by_file_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(CurationError) as caught:
        compute(shipped("ontology"), two_papers(tmp_path, "silcon/volume-expansion"))
    (problem,) = caught.value.problems
    assert ("claims.csv", "object") == (problem.path.name, problem.column)
    assert problem.row > 1
    assert "silcon" in problem.message
    assert "did you mean 'silicon'" in problem.message
