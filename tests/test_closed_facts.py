"""The curated tables as facts, and links of a literature explained with their claims."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from tests.review import count_claims
from tests.shipped_work import shipped_template

import assbkg
from assbkg.asking.explaining import LinkExplainer, Step
from assbkg.building import ontology_rules
from assbkg.cli import app
from assbkg.errors import CurationError, DoesNotHold, ReasoningError, UnknownName
from assbkg.graph.ontology import Ontology, read_ontology
from assbkg.literature.at_scale import reason_in_duckdb
from assbkg.literature.exporting import export_facts
from assbkg.literature.fact_folder import write_origin
from assbkg.literature.synthetic.making import Size, synthesise
from assbkg.literature.updating import update
from assbkg.places import shipped
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.rules import RuleSet
from assbkg.record.literature import open_facts
from assbkg.record.reasoned import Reasoned
from assbkg.vocabulary import ASSB, KG

GAIN = Fact(ASSB + "expectedGain", KG + "sinps-mxenes", KG + "cycle-life")


@cache
def ontology() -> Ontology:
    return read_ontology(shipped("ontology"))


@cache
def rules() -> RuleSet:
    return ontology_rules(ontology())


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review's tables as a folder of facts."""
    return export_facts(
        shipped("ontology"), shipped("graphs"), tmp_path_factory.mktemp("export") / "facts"
    ).path


@pytest.fixture(scope="module")
def closed(exported: Path) -> Path:
    """What follows from them."""
    return reason_in_duckdb(exported, exported.with_name("closed"), rules()).path


@pytest.fixture(scope="module")
def explainer(closed: Path) -> Iterator[LinkExplainer]:
    with open_facts(closed, ontology(), rules()) as held:
        yield LinkExplainer(held.reasoned, held.names, held.claims)


# ── exported ──────────────────────────────────────────────────────────────────


def test_exported_tables_give_the_facts_of_the_release(explainer: LinkExplainer) -> None:
    released = Reasoned(assbkg.open().release).facts
    facts = explainer.reasoned.instances.facts
    assert {f: (r, released.asserted(f)) for f, r in released.ranks.items()} == {
        f: (facts.rank(f), facts.asserted(f)) for f in released.ranks
    }


def test_every_claim_that_is_not_contested_is_exported(exported: Path) -> None:
    with duckdb.connect() as database:
        (count,) = database.execute(f"SELECT count(*) FROM '{exported}/claims.parquet'").fetchall()
    assert (count_claims(contested=False),) == count


def test_faulty_tables_are_refused_and_nothing_is_written(tmp_path: Path, graphs: Path) -> None:
    table = graphs / "voids" / "claims.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("si-c,", "no,"), encoding="utf-8")
    with pytest.raises(CurationError):
        export_facts(shipped("ontology"), graphs, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_review_can_be_added_to_a_literature_and_taken_back(
    exported: Path, tmp_path: Path
) -> None:
    synthesise(
        shipped_template(),
        tmp_path / "literature",
        Size(2, "papers"),
    )
    reason_in_duckdb(tmp_path / "literature", tmp_path / "closed", rules())
    added = update(tmp_path / "closed", rules(), add=exported)
    with open_facts(tmp_path / "closed", ontology(), rules()) as opened:
        assert GAIN in opened.reasoned.instances.facts
    gone = update(tmp_path / "closed", rules(), retract=[2])
    assert {c.fact for c in added.changes} == {c.fact for c in gone.changes}


# ── explained ─────────────────────────────────────────────────────────────────


def test_a_link_has_the_proof_that_it_has_in_the_release(explainer: LinkExplainer) -> None:
    def shape(step: Step) -> object:
        return step.axiom, step.grade, len(step.claims), [shape(p) for p in step.premises]

    released = assbkg.open().explainer.why(GAIN)
    found = explainer.why(GAIN)
    assert released.grade == found.grade
    assert len(released.supports) == len(found.supports)
    assert shape(released.proof) == shape(found.proof)


def test_the_leaves_name_paper_place_and_citations(explainer: LinkExplainer) -> None:
    leaf = explainer.why(GAIN).proof.premises[0].claims[0]
    assert ("paper 0 §3.1 s.112", ()) == (leaf.place, leaf.cites)


def test_names_are_iris_curies_and_labels_of_the_ontology(explainer: LinkExplainer) -> None:
    assert GAIN == explainer.resolve("kg:sinps-mxenes", "expectedGain", "cycle life")
    assert GAIN == explainer.resolve(KG + "sinps-mxenes", "expected gain", "kg:cycle-life")


def test_an_unknown_thing_gets_suggestions(explainer: LinkExplainer) -> None:
    with pytest.raises(UnknownName, match="did you mean 'kg:sinps-mxenes'"):
        explainer.resolve("kg:sinps-mxenis", "expectedGain", "cycle life")


def test_a_link_that_does_not_hold_is_said_not_to(explainer: LinkExplainer) -> None:
    with pytest.raises(DoesNotHold, match="is expected to gain in safety"):
        explainer.explain("kg:si-tic", "expectedGain", "safety")


def test_facts_without_claims_say_so(closed: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(closed, bare)
    (bare / "claims.parquet").unlink()
    said = json.loads((bare / "facts.json").read_text(encoding="utf-8"))
    write_origin(bare, {**said, "claims": 0})
    with (
        open_facts(bare, ontology(), rules()) as opened,
        pytest.raises(ReasoningError, match="has no claims to show"),
    ):
        LinkExplainer(opened.reasoned, opened.names, opened.claims).why(GAIN)


def test_the_command_explains_a_link_of_a_literature(closed: Path) -> None:
    command = ["explain", "kg:sinps-mxenes", "expectedGain", "cycle life", "--facts", str(closed)]
    given = CliRunner().invoke(app, command, prog_name="assbkg")
    assert "may benefit cycle life  — (operatesThrough ∘ promotes ⊑ mayBenefit)" in given.output
    assert "— stated, paper 0 §3.1 s.112" in given.output
