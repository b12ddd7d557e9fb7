"""What the graph is said not to have is not there: no row that its own links refute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store
from tests.shipped_work import shipped_graph

from assbkg.asking.advising.effects import is_remedied
from assbkg.cli import app
from assbkg.errors import QueryError
from assbkg.graph.terms import ASSERTED, INFERRED, ONTOLOGY_GRAPH
from assbkg.library import parse_query
from assbkg.reasoning.facts import Fact, KnownFacts, Rank
from assbkg.vocabulary import ASSB, KG, PREFIXES

Link = tuple[str, str, str]

BOTTLENECKS: Final = ("b1", "b2", "b3", "b4")
MECHANISMS: Final = ("m1", "m2")
STRATEGIES: Final = ("s1", "s2")
#: The chains of the ontology that lead to a bottleneck: two links, and the link that follows.
CHAINS: Final[tuple[Link, ...]] = (
    ("leadsTo", "mitigates", "mitigates"),
    ("mitigates", "caseOf", "mitigates"),
    ("operatesThrough", "mitigates", "addresses"),
    ("addresses", "caseOf", "addresses"),
)

#: A bottleneck is a case of at most one bottleneck in general, which is a case of nothing.
case_of = st.dictionaries(st.sampled_from(BOTTLENECKS[1:]), st.just(BOTTLENECKS[0]))
links = st.sets(
    st.one_of(
        st.tuples(st.sampled_from(MECHANISMS), st.just("mitigates"), st.sampled_from(BOTTLENECKS)),
        st.tuples(st.sampled_from(MECHANISMS), st.just("leadsTo"), st.sampled_from(MECHANISMS)),
        st.tuples(st.sampled_from(STRATEGIES), st.just("addresses"), st.sampled_from(BOTTLENECKS)),
        st.tuples(
            st.sampled_from(STRATEGIES), st.just("operatesThrough"), st.sampled_from(MECHANISMS)
        ),
    ),
    max_size=6,
)


def closed(stated: Iterable[Link]) -> set[Link]:
    """All links that hold where some are stated."""
    found = set(stated)
    while True:
        new = {
            (subject, follows, end)
            for first, second, follows in CHAINS
            for subject, one, middle in found
            for start, other, end in found
            if (one, other, middle) == (first, second, start)
        }
        if new <= found:
            return found
        found |= new


def remedied(bottleneck: str, stated: Iterable[Link], cases: Mapping[str, str]) -> bool:
    """Whether a source states that something acts on a bottleneck, a case of it, or in general."""
    alike = {
        bottleneck,
        cases.get(bottleneck, ""),
        *(c for c, b in cases.items() if b == bottleneck),
    }
    return any(p in ("mitigates", "addresses") and target in alike for _, p, target in stated)


@settings(max_examples=120, deadline=None)
@given(links, case_of)
def test_a_bottleneck_without_strategy_is_one_that_nothing_acts_on(
    stated: set[Link], cases: Mapping[str, str]
) -> None:
    given_links = stated | {(case, "caseOf", general) for case, general in cases.items()}
    expected = {b for b in BOTTLENECKS if not remedied(b, stated, cases)}
    assert expected == by_query(given_links)
    assert expected == by_facts(given_links)


def by_facts(stated: set[Link]) -> set[str]:
    def fact(link: Link) -> Fact:
        return Fact(ASSB + link[1], KG + link[0], KG + link[2])

    ranks = {fact(link): Rank(0, 0) for link in closed(stated)}
    facts = KnownFacts(ranks, {fact(link): 0 for link in stated})
    return {b for b in BOTTLENECKS if not is_remedied(facts, KG + b)}


def by_query(stated: set[Link]) -> set[str]:
    store = Store()
    kind, bottleneck = NamedNode(ASSB + "MechanicalBottleneck"), NamedNode(ASSB + "Bottleneck")
    below = NamedNode(PREFIXES["rdfs"] + "subClassOf")
    store.add(Quad(kind, below, bottleneck, ONTOLOGY_GRAPH))
    for one in BOTTLENECKS:
        store.add(Quad(NamedNode(KG + one), NamedNode(PREFIXES["rdf"] + "type"), kind, ASSERTED))
    for subject, predicate, target in closed(stated):
        graph = ASSERTED if (subject, predicate, target) in stated else INFERRED
        ends = NamedNode(KG + subject), NamedNode(ASSB + predicate), NamedNode(KG + target)
        store.add(Quad(*ends, graph))
    query = shipped_graph().library["bottlenecks-without-strategy"].filled({})
    rows = store.query(query, use_default_graph_as_union=True)
    return {row["bottleneck"].value.removeprefix(KG) for row in rows}  # type: ignore[union-attr]


# ── Said with what was read ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        ("query", "bottlenecks-without-strategy"),
        ("query", "expected-not-measured"),
        ("ask", "which bottlenecks have no strategy?"),
        ("ask", "which losses are reported?"),
    ],
)
def test_an_absence_is_answered_with_how_much_was_read(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, list(words))
    assert 0 == done.exit_code
    assert "as far as it was read: 1 paper, all 157 sentences read." in done.stderr


def test_an_answer_that_is_there_needs_no_such_words() -> None:
    done = CliRunner().invoke(app, ["ask", "which strategies mitigate volume expansion"])
    assert "as far as it was read" not in done.output


def test_agents_are_told_how_much_was_read() -> None:
    from assbkg.service.agents.answers import reply_as_json

    told = reply_as_json(shipped_graph().ask("which losses are reported?"), 5)
    assert "has nothing on this as far as it was read: 1 paper" in str(told["note"])


def test_a_header_that_says_something_else_of_absence_is_refused() -> None:
    text = '#+ summary = "a"\n#+ question = "a"\n#+ columns = []\n#+ absence = 1\nSELECT * {}'
    with pytest.raises(QueryError, match="'absence', expected true or false"):
        parse_query(text, "a", "b", "a.rq")


def test_a_narrower_class_needs_a_wider_one() -> None:
    text = (
        '#+ summary = "a"\n#+ question = "a"\n#+ columns = []\n#+ [parameters.x]\n'
        '#+ type = "class"\n#+ about = "x"\n#+ narrower = true\nSELECT * { ?x ?y ?z }'
    )
    with pytest.raises(QueryError, match="'narrower' of 'x', expected true"):
        parse_query(text, "a", "b", "a.rq")
