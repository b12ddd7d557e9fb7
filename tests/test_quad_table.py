"""Quads in a table: the same quads, in the order of their text, whatever their terms."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from assbkg.errors import BuildError
from assbkg.graph.quad_table import Quads, sort_quads
from assbkg.graph.terms import ASSERTED, EVIDENCE, ONTOLOGY_GRAPH

NODES = st.sampled_from([NamedNode("urn:x" + end) for end in ("", "a", "ab", "-", "ä", "#", "/")])
LITERALS = st.one_of(
    st.builds(Literal, st.text(st.characters(codec="utf-8"), max_size=4)),
    st.builds(
        lambda text, language: Literal(text, language=language),
        *(st.sampled_from(["", "a", 'a"', "a\n", "\\"]), st.sampled_from(["en", "en-gb", "eng"])),
    ),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind),
        *(st.sampled_from(["1", "01", ""]), NODES),
    ),
)
QUADS = st.lists(
    st.builds(Quad, NODES, NODES, NODES | LITERALS, st.sampled_from([ASSERTED, EVIDENCE]))
)


@given(QUADS)
def test_a_table_has_each_quad_once_in_the_order_of_the_texts(quads: list[Quad]) -> None:
    assert sorted({*quads}, key=str) == list(sort_quads(quads))


@given(QUADS)
def test_a_table_is_the_same_whatever_the_order_of_its_quads(quads: list[Quad]) -> None:
    assert sort_quads(quads) == sort_quads(reversed(quads))


@given(QUADS)
def test_a_table_gives_quads_by_place_and_by_graph(quads: list[Quad]) -> None:
    table = sort_quads(quads)
    listed = list(table)
    assert listed == [table[place] for place in range(len(table))]
    assert listed[::-1] == [table[-1 - place] for place in range(len(table))]
    assert listed[1:3] == list(table[1:3])
    for graph in (ASSERTED, EVIDENCE, ONTOLOGY_GRAPH):
        assert [q for q in listed if q.graph_name == graph] == list(table.within(graph))


@given(QUADS, st.integers(1, 4))
def test_parts_of_a_table_have_all_of_each_subject(quads: list[Quad], size: int) -> None:
    table = sort_quads(quads)
    parts = [list(part) for part in table.parts(size)]
    assert list(table) == [quad for part in parts for quad in part]
    subjects = [{quad.subject for quad in part} for part in parts]
    assert len(set().union(*subjects)) == sum(map(len, subjects))


@given(QUADS)
def test_a_part_finds_the_quads_beside_it(quads: list[Quad]) -> None:
    table = sort_quads(quads)
    part = table[: len(table) // 2]
    objects, subjects = {q.object for q in part}, {q.subject for q in part}
    assert [q for q in table if q.subject in objects] == list(table.of_objects(part))
    assert [q for q in table if q.object in subjects] == list(table.to_subjects(part))
    assert table.of_objects(part) == table.about(objects)
    assert table.to_subjects(part) == table.to(subjects)


@given(QUADS)
def test_a_table_can_be_sent_to_another_process(quads: list[Quad]) -> None:
    sent = pickle.loads(pickle.dumps(sort_quads(quads)))
    assert isinstance(sent, Quads)
    assert list(sort_quads(quads)) == list(sent)


def test_a_quad_beyond_a_table_is_an_index_error() -> None:
    with pytest.raises(IndexError):
        sort_quads([])[0]


def test_only_the_ontology_has_blank_nodes() -> None:
    s, p, o = BlankNode("b"), NamedNode("urn:p"), NamedNode("urn:o")
    assert [Quad(s, p, o, ONTOLOGY_GRAPH)] == list(sort_quads([Quad(s, p, o, ONTOLOGY_GRAPH)]))
    with pytest.raises(BuildError, match="a blank node is left in the graph: _:b"):
        sort_quads([Quad(s, p, o, ASSERTED)])
