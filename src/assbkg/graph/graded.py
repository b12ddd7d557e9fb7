"""Links with their grades, as nodes that SPARQL can ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from assbkg.graph.said import GRADE_TERMS
from assbkg.graph.terms import INFERRED, assb, kg, link

__all__ = ["GradedLink", "derived_quads", "graded_node", "graded_quads"]


class GradedLink(NamedTuple):
    """A link between two things, by their IRIs, and its grade."""

    subject: str
    property: str
    object: str
    grade: str


def graded_quads(links: Iterable[GradedLink]) -> Iterator[Quad]:
    """A node for each link that rests on a claim, with its grade.

    They stand in the `inferred` graph: a grade is never what a source says.
    """
    for one in links:
        if one.grade not in GRADE_TERMS:
            continue
        ends = (one.subject, one.property, one.object)
        node = _node(*ends)
        yield link(node, "rdf:type", assb("GradedLink"), INFERRED)
        for part, end in zip(("linkSubject", "linkProperty", "linkObject"), ends, strict=True):
            yield link(node, f"assb:{part}", NamedNode(end), INFERRED)
        yield link(node, "assb:hasGrade", NamedNode(GRADE_TERMS[one.grade]), INFERRED)


def graded_node(subject: str, predicate: str, target: str) -> NamedNode | None:
    """Return the node of a link, if it has a grade; None where no node can have its name."""
    try:
        return _node(subject, predicate, target)
    except ValueError:
        return None


def _node(*ends: str) -> NamedNode:
    return kg("..".join(map(_local, ends)))


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def derived_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    """What follows: the quads of the `inferred` graph that are no part of a graded link."""
    for quad in quads:
        told = quad.predicate in _PARTS or quad.object == _CLASS
        if quad.graph_name == INFERRED and not told:
            yield quad


_CLASS = assb("GradedLink")
_PARTS = {assb(name) for name in ("linkSubject", "linkProperty", "linkObject", "hasGrade")}
