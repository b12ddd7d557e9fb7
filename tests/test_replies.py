"""What a notebook shows of a question in plain English."""

from __future__ import annotations

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.plainly.replying import call


def test_a_sure_reply_shows_how_it_was_read_before_the_rows_and_sparql_last(
    graph: KnowledgeGraph,
) -> None:
    shown = graph.ask("which strategies buffer volume expansion in silicon anodes?")._repr_html_()
    parts = (
        "Read as:</dt><dd><strong>Which strategies mitigate volume expansion",
        "left out: silicon, anodes",
        "flexible sheet support",
        "<details><summary>The query in SPARQL",
    )
    places = [shown.find(part) for part in parts]
    assert -1 not in places
    assert sorted(places) == places


def test_an_unsure_reply_shows_what_may_be_meant_and_how_to_ask_it(graph: KnowledgeGraph) -> None:
    shown = graph.ask("which strategies bufer volum expansion?")._repr_html_()
    assert 3 == shown.count("<li>")
    assert "<code>graph.query('strategies-for-bottleneck'" in shown


def test_a_reply_shows_what_is_out_of_scope(graph: KnowledgeGraph) -> None:
    assert "<p>The graph cannot answer that" in graph.ask("who won the world cup?")._repr_html_()


def test_words_of_the_question_are_shown_and_not_run(graph: KnowledgeGraph) -> None:
    asked = "which strategies mitigate volume expansion <img src=x onerror=alert(1)>"
    assert "<img" not in graph.ask(asked)._repr_html_()


def test_the_call_that_is_shown_gives_the_same_rows(graph: KnowledgeGraph) -> None:
    reply = graph.ask("which capacities are given after 30 to 200 cycles?")
    assert reply.result is not None
    shown = call(reply.readings[0])
    assert "**{'from': '30'}" in shown
    again = eval(shown, {"graph": graph})
    assert reply.result.texts() == again.texts()


def test_a_reply_is_told_in_a_line(graph: KnowledgeGraph) -> None:
    assert "<Reply: out of scope>" == repr(graph.ask("who won the world cup?"))
