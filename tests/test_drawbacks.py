"""Advice says what speaks against an option, and what is not known only with what was read."""

from __future__ import annotations

import json

import pytest
from tests.shipped_work import shipped_graph
from tests.test_scope_and_signs import VOIDS, opened, paper, with_polarity
from tests.test_signs import AGGRAVATES, IMPAIRS, LOSS

import assbkg
from assbkg.asking.advising.advice import Advice
from assbkg.asking.advising.options import Use
from assbkg.asking.advising.telling import tell_advice
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import build
from assbkg.places import shipped
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import ASSB, KG

_AT = "stated,abstract,3,1,accepted,"
CASE = f"s003f,silicon/volume-expansion,limits,cycle-life,It wears,{_AT}\n"


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A paper whose voids help against the swelling of silicon and harm something else."""
    folder = tmp_path_factory.mktemp("harmed")
    return opened(folder, "silicon/volume-expansion", IMPAIRS, AGGRAVATES, LOSS, CASE)


def void_use(advice: Advice) -> Use:
    options = (*advice.options, *advice.open)
    return next(one for one in options if one.name == "void engineering").uses[0]


def one_line(advice: Advice, form: str = "text") -> str:
    return " ".join(tell_advice(advice, form).split())  # type: ignore[arg-type]


# ── Harm ──────────────────────────────────────────────────────────────────────


def test_an_option_comes_with_what_it_may_harm(harmed: KnowledgeGraph) -> None:
    use = void_use(harmed.advise(bottleneck="volume expansion"))
    harms = [harm.does for harm in use.but.harms]
    assert ["worsens poor solid–solid contact", "may impair energy density"] == harms
    assert all(harm.is_harm for harm in use.but.harms)
    assert not any(effect.is_harm for effect in use.effects)


def test_a_harm_is_explained_by_its_proof_and_mechanism(harmed: KnowledgeGraph) -> None:
    for harm in void_use(harmed.advise(bottleneck="volume expansion")).but.harms:
        assert ["void buffering"] == [mechanism.kind for mechanism in harm.mechanisms]
        assert harm.ground.claims
        assert "explain" == harm.ground.command[1]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_each_form_of_advice_says_but(harmed: KnowledgeGraph, form: str) -> None:
    told = one_line(harmed.advise(bottleneck="volume expansion"), form)
    assert "but may impair energy density through void buffering" in told
    assert "reported to lose in rate capability" in told
    assert "expected to lose in energy density" in told


def test_json_has_the_harms_beside_the_effects(harmed: KnowledgeGraph) -> None:
    told = json.loads(tell_advice(harmed.advise(bottleneck="volume expansion"), "json"))
    option = (told["options"] + told["component_open"])[0]
    assert 2 == len(option["uses"][0]["but"]["harms"])
    assert {"effects", "but"} <= set(option["uses"][0])


def test_a_harm_that_another_use_of_the_strategy_has_is_named_there() -> None:
    advice = shipped_graph().advise(bottleneck="volume expansion")
    uses = [use for option in advice.open + advice.options for use in option.uses]
    harmful = [use for use in uses if use.but.harms]
    assert ["worsens scale-up difficulty"] == [h.does for use in harmful for h in use.but.harms]


def test_an_option_needs_what_provides_its_mechanism_and_how_it_is_made() -> None:
    advice = shipped_graph().advise(component="negative electrode", bottleneck="volume expansion")
    needs = {need.kind: need for need in void_use(advice).but.needs}
    assert "disordered carbon from PVA" == needs["material"].name
    steps = needs["process"].steps
    assert ("wet etching", "annealing") == (steps[0], steps[-1])


# ── Denial ────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def denying(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A paper that denies that its voids impair energy density."""
    folder = tmp_path_factory.mktemp("denying")
    graphs = paper(folder / "graphs", "volume-expansion", IMPAIRS)
    with_polarity(graphs / "voids" / "claims.csv", ["s003c"])
    build(shipped("ontology"), graphs, folder / "release")
    return assbkg.open(folder / "release")


def test_what_a_source_denies_stands_beside_the_option_and_is_no_harm(
    denying: KnowledgeGraph,
) -> None:
    advice = denying.advise(bottleneck="volume expansion")
    but = void_use(advice).but
    assert () == but.harms
    assert ["Room is lost"] == [one.statement for one in but.denied]
    assert but.denied == advice.denied
    assert "but denied that void buffering in" in one_line(advice)
    told = json.loads(tell_advice(advice, "json"))
    assert told["denied"][0]["denied_link"].endswith("impairs energy density")


def test_what_was_denied_is_answered_and_is_no_loss(denying: KnowledgeGraph) -> None:
    reply = denying.ask("what was denied?")
    assert reply.result is not None
    assert ["Room is lost"] == [row[3] for row in reply.result.texts()]
    reply = denying.ask("does void engineering reduce energy density?")
    assert reply.result is not None
    assert [("impairs", "true")] == [(row[2], row[4]) for row in reply.result.texts()]
    assert 0 == len(denying.query("losses"))


def test_a_bottleneck_and_its_case_are_one_use() -> None:
    advice = shipped_graph().advise(component="negative electrode")
    (option,) = (one for one in advice.options if one.name == "rigid matrix support")
    does = [effect.does for use in option.uses for effect in use.effects]
    assert ["addresses volume expansion of silicon"] == [d for d in does if "expansion" in d]


# ── Silence ───────────────────────────────────────────────────────────────────


def test_a_gain_without_a_mechanism_is_something_to_try() -> None:
    facts = shipped_graph().explainer.reasoned.facts
    for dimension in sorted({one for _, one in facts.pairs(ASSB + "reportedGain")})[:8]:
        advice = shipped_graph().advise(dimension=dimension)
        explained = {use.system.iri for o in (*advice.options, *advice.open) for use in o.uses}
        gains = {gain.system.iri for gain in advice.gains}
        assert set(facts.subjects(ASSB + "reportedGain", dimension)) <= explained | gains
        assert not explained & gains


def test_measured_gains_come_first_and_are_no_silence() -> None:
    advice = shipped_graph().advise(dimension="specific capacity")
    assert advice.gains
    grades = [GRADES.index(gain.ground.grade) for gain in advice.gains]
    assert sorted(grades) == grades
    assert "Reported to gain, with no stated mechanism" in one_line(advice)


def test_nothing_is_said_to_be_missing_without_what_was_read(harmed: KnowledgeGraph) -> None:
    told = one_line(harmed.advise(dimension="safety"))
    assert "No strategy in the graph is reported to help with safety, in 1 paper, all" in told


def test_the_use_is_of_the_strategy_of_its_system(harmed: KnowledgeGraph) -> None:
    use = void_use(harmed.advise(bottleneck="volume expansion"))
    assert (VOIDS, KG + "si-c") == (use.strategy, use.system.iri)
    assert Fact(ASSB + "mayImpair", VOIDS, KG + "energy-density") in (
        harmed.explainer.reasoned.facts
    )
