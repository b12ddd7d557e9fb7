"""Questions about harm and denial are answered with their sign right, or asked back."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.shipped_work import shipped_graph as graph
from tests.test_scope_and_signs import opened

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.plainly.readings import Reader, decide
from assbkg.asking.plainly.signs import Value, find_signs
from assbkg.asking.plainly.words import read_words, split

HARM = Path(__file__).parent / "questions" / "harm.toml"


@cache
def reader() -> Reader:
    return Reader(graph().library, graph().entities)


@cache
def questions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(HARM.read_text(encoding="utf-8"))["question"]
    return found


# ── Readings ──────────────────────────────────────────────────────────────────


def test_no_question_of_harm_is_answered_by_a_query_of_another_sign() -> None:
    for question in questions():
        readings = reader().read(question["text"])
        if decide(readings) == "sure":
            assert readings[0].query.name in question["queries"], question["text"]


def test_nine_in_ten_questions_of_harm_that_have_an_answer_are_answered() -> None:
    answerable = [question["text"] for question in questions() if question["queries"]]
    answered = [text for text in answerable if decide(reader().read(text)) == "sure"]
    assert len(answerable) >= 45
    assert len(answered) >= 0.9 * len(answerable)


@pytest.mark.parametrize(
    "text", [question["text"] for question in questions() if not question["queries"]]
)
def test_a_question_without_one_clear_sign_is_asked_back_with_the_reason(text: str) -> None:
    reply = graph().ask(text)
    assert reply.result is None
    assert "out of scope" == reply.verdict or "Not answered: " in reply.told()


def test_both_signs_in_a_question_are_named() -> None:
    told = graph().ask("which strategies improve or worsen cycle life?").told()
    assert "“improve” and “worsen” ask for better and for worse" in told


def test_a_sign_that_no_wording_has_forbids_an_answer() -> None:
    reply = graph().ask("which milestones are harmful?")
    assert reply.result is None


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("which strategies improve cycle life", "which strategies worsen cycle life"),
        ("which strategies increase cycle life", "which strategies reduce cycle life"),
        ("which strategies reduce volume expansion", "which strategies increase volume expansion"),
        ("which strategies prevent dendrites", "which strategies promote dendrites"),
        ("what are the benefits of SiNPs@MXenes", "what are the losses of SiNPs@MXenes"),
        ("which systems gain in safety", "which systems lose in safety"),
    ],
)
def test_the_opposite_question_has_another_answer(good: str, bad: str) -> None:
    first, second = graph().ask(good), graph().ask(bad)
    assert "sure" == first.verdict
    if second.verdict == "sure":
        assert first.readings[0].query != second.readings[0].query


def test_every_wording_of_a_query_is_read_with_its_own_sign() -> None:
    for wording in reader()._wordings.all:
        assert wording.signs in reader()._wordings.signs[wording.query.name]
        assert not {"better", "worse"} <= wording.signs or "effects-on" in wording.query.name


@pytest.mark.parametrize(
    ("text", "value", "sign"),
    [
        ("what reduces x", "worse", "better"),
        ("what reduces x", "better", "worse"),
        ("how is x reduced", "better", "worse"),
        ("what increases x", "worse", "worse"),
        ("how can x be increased", "better", "better"),
        ("which designs lead to more x", "worse", "worse"),
        ("which designs lead to less x", "better", "worse"),
        ("what worsens x", "worse", "worse"),
        ("what improves x", "worse", "better"),
        ("which losses are reduced in x", "better", "better"),
    ],
)
def test_more_and_less_are_good_or_bad_by_what_they_are_said_of(
    text: str, value: Value, sign: str
) -> None:
    words = split(text)
    at = words.index("x")
    assert {sign} == set(find_signs(words, read_words(), {at: value}, frozenset({at})).values())


def test_what_does_the_lowering_is_not_what_is_lowered() -> None:
    words = split("what does x limit")
    assert {3: "less"} == find_signs(words, read_words(), {2: "worse"}, frozenset({2}))


# ── Answers ───────────────────────────────────────────────────────────────────

_AT = "stated,abstract,3,1,accepted,"
IMPAIRS = f"s003c,si-c/VoidBuffering,impairs,energy-density,Room is lost,{_AT}\n"
AGGRAVATES = f"s003d,si-c/VoidBuffering,aggravates,poor-solid-contact,Voids part grains,{_AT}\n"
LOSS = f"s003e,si-c,reportedLoss,rate-capability,It is slower,{_AT}\n"


@pytest.fixture(scope="module")
def harmed(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A paper whose voids help against swelling and harm energy density and contact."""
    folder = tmp_path_factory.mktemp("harmed")
    return opened(folder, "volume-expansion", IMPAIRS, AGGRAVATES, LOSS)


def cells(graph: KnowledgeGraph, name: str, **values: object) -> list[tuple[str, ...]]:
    return graph.query(name, **values).texts()


def test_the_harms_of_a_strategy_are_what_it_worsens_and_may_impair(
    harmed: KnowledgeGraph,
) -> None:
    found = cells(harmed, "harms-of-strategy", strategy="void engineering")
    assert {("may impair", "energy density"), ("worsens", "poor solid–solid contact")} == {
        (effect, on) for _, _, effect, on, *_ in found
    }
    assert {"false"} == {row[-1] for row in found}


def test_an_effect_is_answered_with_its_sign(harmed: KnowledgeGraph) -> None:
    reply = harmed.ask("does void engineering reduce energy density?")
    assert reply.result is not None
    assert ["may impair"] == [row[2] for row in reply.result.texts()]
    reply = harmed.ask("does void engineering worsen volume expansion?")
    assert reply.result is not None
    assert ["addresses"] == [row[2] for row in reply.result.texts()]


def test_losses_are_reported_or_expected(harmed: KnowledgeGraph) -> None:
    system = harmed.entities.label("https://w3id.org/assbkg/id/si-c")
    assert [
        ("energy density", "true", "false", "false"),
        ("rate capability", "false", "true", "false"),
    ] == (cells(harmed, "losses-of-system", system=system))
    assert 2 == len(cells(harmed, "losses"))
    assert 1 == len(cells(harmed, "systems-losing", benefit="energy density"))
    assert 1 == len(cells(harmed, "strategies-impairing-benefit", benefit="energy density"))


def test_a_gain_is_no_loss(harmed: KnowledgeGraph) -> None:
    assert [] == cells(harmed, "systems-losing", benefit="cycle life")
