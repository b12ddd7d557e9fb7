from __future__ import annotations

import random
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from assbkg.errors import OntologyError
from assbkg.graph.blank_nodes import skolemise
from assbkg.vocabulary import GENID

FIRST: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#first")
REST: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
NIL: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil")
P: Final = NamedNode("https://example.org/p")
TOP: Final = NamedNode("https://example.org/top")

#: What a blank node says: a predicate and a leaf, or again what a blank node says.
Tree = list[tuple[str, "str | Tree"]]

LEAVES: Final = st.sampled_from(["a", "b", "é", 'a "quoted" word', "two\nlines", ""])
TREES: Final = st.recursive(
    st.lists(st.tuples(st.sampled_from("pqr"), LEAVES), min_size=1, max_size=3),
    lambda trees: st.lists(
        st.tuples(st.sampled_from("pqr"), st.one_of(LEAVES, trees)), min_size=1, max_size=4
    ),
    max_leaves=12,
)


def triples_of(tree: Tree, seed: int) -> list[Triple]:
    """A tree as triples below `TOP`, with labels and in an order that the seed picks."""
    chance = random.Random(seed)
    found: list[Triple] = []

    def add(branch: Tree) -> BlankNode:
        node = BlankNode(f"n{chance.getrandbits(64)}")
        for predicate, value in branch:
            ends = Literal(value) if isinstance(value, str) else add(value)
            found.append(Triple(node, NamedNode(f"https://example.org/{predicate}"), ends))
        return node

    found.append(Triple(TOP, P, add(tree)))
    chance.shuffle(found)
    return found


def meaning(tree: Tree) -> frozenset[object]:
    """A tree without order and repetition: equal for trees that say the same."""
    return frozenset(
        (predicate, value if isinstance(value, str) else meaning(value))
        for predicate, value in tree
    )


def top_of(triples: list[Triple]) -> object:
    return next(t.object for t in skolemise(triples) if t.subject == TOP)


def read(turtle: str) -> list[Triple]:
    prefixes = "@prefix : <https://example.org/> .\n"
    quads = parse(prefixes + turtle, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


@settings(max_examples=200)
@given(TREES, st.integers(0, 2**32), st.integers(0, 2**32))
def test_labels_and_order_do_not_change_the_iris(tree: Tree, one: int, other: int) -> None:
    first, second = (set(skolemise(triples_of(tree, seed))) for seed in (one, other))
    assert first == second


@settings(max_examples=200)
@given(TREES, TREES)
def test_two_trees_have_one_iri_exactly_when_they_say_the_same(one: Tree, other: Tree) -> None:
    same = top_of(triples_of(one, 1)) == top_of(triples_of(other, 2))
    assert (meaning(one) == meaning(other)) == same


@settings(max_examples=200)
@given(TREES)
def test_no_blank_node_is_left(tree: Tree) -> None:
    ends = [end for t in skolemise(triples_of(tree, 0)) for end in (t.subject, t.object)]
    assert [] == [end for end in ends if isinstance(end, BlankNode)]


@settings(max_examples=200)
@given(TREES)
def test_named_terms_stay_as_they_are(tree: Tree) -> None:
    triples = triples_of(tree, 0)
    before = {t.object for t in triples if isinstance(t.object, Literal)}
    assert before == {t.object for t in skolemise(triples) if isinstance(t.object, Literal)}


def test_the_iris_stand_below_the_well_known_address() -> None:
    node = top_of(read(":top :p [ :q 1 ] ."))
    assert isinstance(node, NamedNode)
    assert node.value.startswith(GENID)


def test_the_same_list_written_twice_is_one_list() -> None:
    made = skolemise(read(":a :p ( 1 2 3 ) . :b :p ( 1 2 3 ) ."))
    assert 1 == len({t.object for t in made if t.predicate == P})


def test_lists_of_other_order_are_other_lists() -> None:
    made = skolemise(read(":a :p ( 1 2 3 ) . :b :p ( 3 2 1 ) ."))
    assert 2 == len({t.object for t in made if t.predicate == P})


def test_a_shared_tail_is_shared() -> None:
    made = skolemise(read(":a :p ( 1 2 3 ) . :b :p ( 0 2 3 ) ."))
    assert 4 == len({t.subject for t in made if t.predicate == FIRST})


def test_a_list_of_many_thousand_members_is_no_problem() -> None:
    made = skolemise(read(f":a :p ( {' '.join(map(str, range(20_000)))} ) ."))
    assert 1 == sum(t.predicate == REST and t.object == NIL for t in made)


def test_a_literal_and_an_iri_of_the_same_text_differ() -> None:
    made = skolemise(read(':a :p [ :q :x ] . :b :p [ :q "https://example.org/x" ] .'))
    assert 2 == len({t.object for t in made if t.predicate == P})


def test_a_language_makes_a_difference() -> None:
    made = skolemise(read(':a :p [ :q "x"@en ] . :b :p [ :q "x"@de ] . :c :p [ :q "x" ] .'))
    assert 3 == len({t.object for t in made if t.predicate == P})


@pytest.mark.parametrize(
    "cycle",
    [
        "_:a :p _:a .",
        "_:a :p _:b . _:b :p _:a .",
        ":top :p _:a . _:a :p _:b ; :q 1 . _:b :p _:c . _:c :p _:b .",
    ],
)
def test_a_cycle_is_refused(cycle: str) -> None:
    with pytest.raises(OntologyError, match="refer to one another in a cycle; give one an IRI"):
        skolemise(read(cycle))


def test_two_ways_to_one_node_are_no_cycle() -> None:
    made = skolemise(read(":top :p _:a . _:a :p _:b , _:c . _:b :q _:d . _:c :r _:d . _:d :q 1 ."))
    assert 6 == len(made)


def test_a_blank_node_that_says_nothing_is_refused() -> None:
    with pytest.raises(OntologyError, match="has no properties"):
        skolemise(read(":top :p [] ."))


def test_nothing_gives_nothing() -> None:
    assert [] == skolemise([])
