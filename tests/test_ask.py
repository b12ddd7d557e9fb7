"""Questions in plain language come to the right query, or to none with a good reason."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.shipped_work import shipped_graph as graph

from assbkg.asking.named import bind
from assbkg.asking.plainly.mentions import Filled
from assbkg.asking.plainly.readings import LONGEST, Reader, Reading, decide
from assbkg.asking.plainly.weighing import Weighing
from assbkg.asking.plainly.wordings import Wording
from assbkg.asking.plainly.words import split
from assbkg.cli import app
from assbkg.errors import QueryError
from assbkg.library import QUALITY

QUESTIONS = Path(__file__).parent / "questions"
#: Questions that the words and weights were chosen with, and questions that they were not.
TUNED = ("tuning", "held-out", "blind")
UNSEEN = "unseen"

Asked = tuple[str, tuple[tuple[str, str], ...]]


@cache
def reader() -> Reader:
    return Reader(graph().library, graph().entities)


@cache
def questions(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((QUESTIONS / f"{name}.toml").read_text(encoding="utf-8"))


def asked(name: str, values: dict[str, Any]) -> Asked:
    """A query and what it is bound to."""
    bound = bind(graph().library[name], values, graph().entities)
    return name, tuple(sorted((key, str(value)) for key, value in bound.items()))


def right(question: dict[str, Any]) -> set[Asked]:
    readings = [question, *question.get("or", [])]
    return {asked(reading["query"], reading.get("parameters", {})) for reading in readings}


def as_asked(reading: Reading) -> Asked:
    return asked(reading.query.name, dict(reading.values))


def answered(name: str) -> tuple[int, list[str]]:
    """How many questions of a set are answered right, and those that are answered wrong."""
    good, wrong = 0, []
    for question in questions(name)["question"]:
        readings = reader().read(question["text"])
        if decide(readings) == "sure":
            if as_asked(readings[0]) in right(question):
                good += 1
            else:
                wrong.append(question["text"])
    return good, wrong


def test_nine_in_ten_questions_of_the_test_set_are_answered_right() -> None:
    asked_for = sum(len(questions(name)["question"]) for name in TUNED)
    good = sum(answered(name)[0] for name in TUNED)
    assert asked_for >= 80
    assert good >= 0.9 * asked_for


@pytest.mark.parametrize("name", [*TUNED, UNSEEN])
def test_few_questions_are_answered_wrong(name: str) -> None:
    _, wrong = answered(name)
    assert len(wrong) <= 0.05 * len(questions(name)["question"]), wrong


@pytest.mark.parametrize("name", [*TUNED, UNSEEN])
def test_no_question_out_of_scope_is_answered(name: str) -> None:
    outside = questions(name)["out_of_scope"]
    sure = [q["text"] for q in outside if decide(reader().read(q["text"])) == "sure"]
    assert len(outside) >= 20
    assert sure == []


def test_every_named_query_can_be_asked_in_plain_words() -> None:
    silent = [
        name
        for name, query in graph().library.queries.items()
        if query.topic != QUALITY and not query.asks
    ]
    assert silent == []


def test_every_wording_names_parameters_that_there_are() -> None:
    for query in graph().library.queries.values():
        known = {parameter.name for parameter in query.parameters} | {"ignored"}
        for ask in query.asks:
            slots = {name for part in ask.split("{")[1:] for name in part.split("}")[0].split(",")}
            assert slots <= known, f"{query.name}: {ask}"


def test_a_sure_reply_has_reading_sparql_and_rows() -> None:
    reply = graph().ask("which strategies buffer volume expansion in silicon anodes?")
    assert "sure" == reply.verdict
    assert "Which strategies mitigate volume expansion" in reply.told()
    assert "<https://w3id.org/assbkg/id/volume-expansion>" in reply.sparql
    assert reply.result is not None
    assert graph().query("strategies-for-bottleneck", bottleneck="volume expansion").rows == (
        reply.result.rows
    )


def test_words_that_make_no_difference_are_told() -> None:
    reply = graph().ask("which strategies buffer volume expansion in silicon anodes?")
    assert "left out: silicon, anodes" in reply.told()


def test_a_misspelt_name_is_read_and_told() -> None:
    reply = graph().ask("what does volum expnsion cause?")
    assert {"bottleneck": "volume expansion"} == dict(reply.readings[0].values)
    assert "'volum expnsion' was read as 'volume expansion'" in reply.told()


@pytest.mark.parametrize("written", ["Ti3C2Tx", "Ti₃C₂Tₓ"])
def test_a_material_is_known_by_each_of_its_names(written: str) -> None:
    reply = graph().ask(f"how is {written} made?")
    assert "route-of-system" == reply.readings[0].query.name
    assert "Ti₃C₂Tₓ MXene" == reply.readings[0].values["system"]


@pytest.mark.parametrize("written", ["MXene", "mxenes"])
def test_how_a_family_of_materials_is_made_is_answered_by_one_of_it(written: str) -> None:
    reply = graph().ask(f"how is {written} made?")
    assert "MXenes" == reply.readings[0].values["system"]
    assert graph().query("route-of-system", system="MXenes").rows


def test_an_unsure_reply_offers_three_readings_and_no_rows() -> None:
    reply = graph().ask("toxicity of HF")
    assert ("unsure", 3, None) == (reply.verdict, len(reply.readings), reply.result)
    assert "assbkg query claims-about -p thing='hydrofluoric acid'" in reply.told()


def test_the_command_fails_when_it_has_to_ask_back() -> None:
    done = CliRunner().invoke(app, ["ask", "toxicity", "of", "HF"])
    assert (1, "") == (done.exit_code, done.stdout)
    assert "Did you mean" in done.stderr


def test_the_command_says_what_it_can_be_asked_when_out_of_scope() -> None:
    done = CliRunner().invoke(app, ["ask", "what will the weather be?"])
    assert (1, "") == (done.exit_code, done.stdout)
    assert "cannot answer that" in done.stderr


def test_a_program_gets_the_rows_alone() -> None:
    done = CliRunner().invoke(app, ["ask", "milestones", "--format", "csv"])
    assert graph().query("milestones").write("csv").splitlines() == done.stdout.splitlines()
    assert "Read as: What happened when?" in done.stderr


def test_a_question_reads_the_same_each_time() -> None:
    question = "how can cycle life be improved?"
    again = Reader(graph().library, graph().entities)
    assert reader().read(question) == again.read(question)


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_text_gets_a_reply(text: str) -> None:
    assert graph().ask(text).verdict in ("sure", "unsure", "out of scope")


@pytest.mark.parametrize("text", ["", "?", "{}", "> } UNION { ?s ?p ?o }", "a" * 2000])
def test_odd_text_is_out_of_scope(text: str) -> None:
    assert "sure" != graph().ask(text).verdict


#: Questions that name the same over and over, that name nothing, and that grow when folded.
LONG = [
    "si ",
    "volume expansion ",
    "abcdef qwertz ",
    "1 2 3 ",
    "of the ",
    "\ufdfa",
    "\u0301\u0323",
    "a b c ",
]


@pytest.mark.parametrize("text", LONG, ids=ascii)
def test_a_long_question_has_no_more_readings_to_weigh_than_a_short_one(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed = Counter[int]()
    score = Weighing.score

    def counting(weighing: Weighing, wording: Wording, chosen: Sequence[Filled]) -> float:
        weighed[len(weighing.words)] += 1
        return score(weighing, wording, chosen)

    monkeypatch.setattr(Weighing, "score", counting)
    for length in (500, LONGEST):
        reader().read((text * LONGEST)[:length])
    assert max(weighed.values()) <= 20_000
    assert max(weighed.values()) <= 1.1 * min(weighed.values())


def test_a_question_longer_than_a_page_is_refused_with_the_length() -> None:
    with pytest.raises(QueryError, match="5,000 characters, expected at most 2,000"):
        graph().ask("a" * 5000)


def test_a_question_leaves_nothing_of_its_own_in_memory() -> None:
    reader().read("si si si volume expansion")
    before = len(reader()._meanings._known)
    reader().read("volume si si expansion qwertz volume expansion si")
    assert before == len(reader()._meanings._known)


def test_numbers_with_separators_are_one_number() -> None:
    assert ["after", "1000", "cycles"] == split("after 1,000 cycles")


@pytest.mark.parametrize(
    "question",
    [
        "what capacities are over 450 mAh/g",
        "capacities between 150 and 350 mAh/g",
        "capacities above 650 mAh g-1",
        "capacities at 0.2 C",
        "capacities at 5 A/g",
        "capacities from 20 to 90 %",
    ],
)
def test_a_number_with_a_unit_is_no_number_of_cycles(question: str) -> None:
    reply = CliRunner().invoke(app, ["ask", question])
    assert "capacities-at-cycles -p" not in reply.output


def test_a_number_of_cycles_beside_one_with_a_unit_is_read() -> None:
    reply = CliRunner().invoke(app, ["ask", "which capacities are given after 50 cycles at 3 A/g"])
    assert "capacities-at-cycles -p from=50 -p to=50" in reply.output


# --- negations --------------------------------------------------------------------------------

#: What a question may be denied with, as a pattern and what takes its place.
DENYING = (
    (r"\b(is|are|was|were|do|does|has|have|can|could|should)\b", r"\1 not"),
    (r"\b(is|are|was|were|do|does|has|have|could|should)\b", r"\1n't"),
    (r"\b(is|are|was|were|do|does|has|have)\b", r"\1n’t"),
    (r"\b(is|are|was|were|do|does|has|have|can)\b", r"\1 never"),
    (r"\b(have|has|with|are|is)\b", r"\1 no"),
    (r"\bwith\b", "without"),
    (r"\?*$", ", except for SiNPs@MXenes?"),
    (r"\?*$", " other than carbon?"),
    (r"\?*$", " but not for silicon?"),
    (r"\b(mitigate|improve|address|promote|limit|cause|use|help|work)\b", r"fail to \1"),
    (r"\b(mitigat|improv|address|promot|limit|measur|report|us)(\w*)\b", r"non-\1\2"),
    (r"\b(measured|reported|known|published|tested|used|made|addressed)\b", r"un\1"),
    (r"\b(which|what) (\w+)", r"\1 \2 lack"),
    (r"\b(which|what) (\w+)", r"\1 \2 can neither nor"),
    (r"\b(which|what)\b", r"\1, aside from silicon,"),
    (r"\b(which|what)\b", r"\1, instead of silicon,"),
)
#: It compares what is expected with what is reported, both ways: no order turns its answer.
BOTH_WAYS = "expectation-against-report"


def answered_alike(name: str, forms: int) -> list[str]:
    """Denied questions of a set with the answer of the question; so many forms of each."""
    same = []
    for number, question in enumerate(questions(name)["question"]):
        if question["query"] == BOTH_WAYS:
            continue
        fitting = right(question)
        text = question["text"]
        denied = [re.sub(was, put, text, count=1, flags=re.I) for was, put in DENYING]
        denied = [other for other in denied if other != text]
        for place in range(min(forms, len(denied))):
            other = denied[(number + place) % len(denied)]
            readings = reader().read(other)
            if decide(readings) == "sure" and as_asked(readings[0]) in fitting:
                same.append(other)
    return same


@pytest.mark.parametrize("name", [*TUNED, UNSEEN])
def test_no_denied_question_gets_the_answer_to_the_question(name: str) -> None:
    assert [] == answered_alike(name, 1)


@pytest.mark.deep
@pytest.mark.parametrize("name", [*TUNED, UNSEEN])
def test_no_question_denied_in_any_form_gets_the_answer_to_the_question(name: str) -> None:
    assert [] == answered_alike(name, len(DENYING))


@pytest.mark.parametrize(
    "text",
    [
        "which strategies do not mitigate volume expansion",
        "which strategies don`t mitigate volume expansion",
        "which strategies never mitigate volume expansion",
        "which strategies fail to mitigate volume expansion",
        "strategies against everything other than volume expansion",
        "which systems employ neither void engineering nor interface coating",
        "which strategies lack a mechanism",
        "which claims are uncontested",
        "which claims are not contested",
        "which systems do not employ void engineering",
    ],
)
def test_a_negation_that_no_wording_has_is_asked_back_with_the_reason(text: str) -> None:
    reply = graph().ask(text)
    assert reply.result is None
    assert "out of scope" == reply.verdict or "Not answered: " in reply.told()


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("which bottlenecks have no strategy?", "bottlenecks-without-strategy"),
        ("bottlenecks without a solution", "bottlenecks-without-strategy"),
        ("which bottlenecks aren't addressed", "bottlenecks-without-strategy"),
        ("unaddressed bottlenecks", "bottlenecks-without-strategy"),
        ("which benefits are expected but not measured?", "expected-not-measured"),
        ("which conditions are not reported", "conditions-left-out"),
        ("which problems are still unsolved?", "open-problems"),
        ("routes without hydrofluoric acid", "routes-with-reagent"),
        ("which references are not about solid-state batteries", "references-by-scope"),
    ],
)
def test_what_asks_for_an_absence_is_answered(text: str, query: str) -> None:
    reply = graph().ask(text)
    assert ("sure", query) == (reply.verdict, reply.readings[0].query.name)


@pytest.mark.parametrize(
    "text",
    ["which bottlenecks have a strategy", "which references are about solid-state batteries"],
)
def test_what_asks_for_a_presence_is_not_answered_by_an_absence(text: str) -> None:
    readings = reader().read(text)
    assert decide(readings) != "sure" or not readings[0].query.name.endswith(
        ("without-strategy", "by-scope")
    )


def test_every_wording_with_a_negation_is_read_as_what_it_asks_for() -> None:
    wordings = [w for w in reader()._wordings.all if w.denials and not w.slots]
    asks = {(query.name, ask) for query in graph().library.queries.values() for ask in query.asks}
    assert len(wordings) > 15
    for name, ask in asks:
        if "{" not in ask and any(name == w.query.name for w in wordings):
            readings = reader().read(ask)
            assert (name, "") == (readings[0].query.name, readings[0].doubt), ask


def test_agents_are_told_why_a_negation_is_not_answered() -> None:
    from assbkg.service.agents.answers import reply_as_json

    told = reply_as_json(graph().ask("which strategies do not mitigate volume expansion"), 5)
    assert "answer" not in told
    assert "“not” can't be interpreted here" in str(told["note"])


@pytest.mark.parametrize(
    "text",
    [
        "capacities in 2019",
        "capacities of 5 systems",
        "capacities at 20 batteries",
        "capacities in reference 14",
        "capacities over 300mAh/g",
        "capacities at 50 MPa",
        "capacities at 70 wt%",
        "capacities after 200 hours",
        "what lasts 1 000 cycles",
    ],
)
def test_a_number_that_counts_no_cycles_is_not_read_as_cycles(text: str) -> None:
    assert graph().ask(text).result is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("capacities after 50 cycles", {"from": "50", "to": "50"}),
        ("capacity at the 1st cycle", {"from": "1", "to": "1"}),
        ("capacities at cycle no. 50", {"from": "50", "to": "50"}),
        ("capacities from cycle 5 to 50", {"from": "5", "to": "50"}),
    ],
)
def test_a_number_beside_cycles_is_one_of_cycles(text: str, values: dict[str, str]) -> None:
    reply = graph().ask(text)
    assert ("sure", values) == (reply.verdict, dict(reply.readings[0].values))
