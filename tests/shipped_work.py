"""What takes seconds to make of the shipped files, made once for all tests of a process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import assbkg
from assbkg import places
from assbkg.building import Build, compute, ontology_rules
from assbkg.graph.ontology import read_ontology
from assbkg.literature.synthetic.making import read_template
from assbkg.literature.synthetic.template import Template

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.reasoning.rules import RuleSet

__all__ = ["shipped_build", "shipped_graph", "shipped_rules", "shipped_template"]


@cache
def shipped_graph() -> KnowledgeGraph:
    """Return the graph of the shipped release."""
    return assbkg.open()


@cache
def shipped_build() -> Build:
    """Return what the shipped tables and ontology give, computed just now."""
    return compute(places.shipped("ontology"), places.shipped("graphs"))


@cache
def shipped_rules() -> RuleSet:
    """Return the rules of the shipped ontology."""
    return ontology_rules(read_ontology(places.shipped("ontology")))


@cache
def shipped_template() -> Template:
    """Return what synthetic papers are modelled on."""
    return read_template(places.shipped("ontology"), places.shipped("graphs"))
