"""Words of the trade name what they name in a laboratory, wherever a name is taken."""

from __future__ import annotations

import pytest

from assbkg.asking.knowledge_graph import KnowledgeGraph

ENTITIES = {
    "specific capacity": "kg:specific-capacity",
    "ionic conductivity": "kg:ionic-conductivity",
    "all-solid-state battery": "kg:asslib",
    "ASSB": "kg:asslib",
    "Li-ion battery": "assb:LithiumIonBattery",
    "graphite": "kg:graphite",
    "MXene": "kg:mxene",
    "coulombic efficiency": "assb:CoulombicEfficiency",
    "Coulombic efficiency": "assb:CoulombicEfficiency",
    "areal capacity": "assb:ArealCapacity",
    "gravimetric capacity": "assb:SpecificCapacity",
    "cycle life": "kg:cycle-life",
    "cycling stability": "kg:cycle-life",
    "rate capability": "kg:rate-capability",
    "solid electrolyte": "assb:SolidElectrolyte",
    "SSE": "assb:SolidElectrolyte",
    "sulfide electrolyte": "assb:SulfideSolidElectrolyte",
    "cathode": "assb:PositiveElectrode",
    "anode": "assb:NegativeElectrode",
    "anodes": "assb:NegativeElectrode",
    "dendrites": "kg:lithium-dendrites",
}
PARAMETERS = [
    ("figures-of-quantity", "quantity", "specific capacity"),
    ("figures-of-quantity", "quantity", "ionic conductivity"),
    ("systems-gaining", "benefit", "specific capacity"),
    ("bottlenecks-limiting-benefit", "benefit", "cycle life"),
    ("systems-for-component", "component", "anode"),
    ("systems-with-material", "material", "MXene"),
    ("links-of-thing", "thing", "graphite"),
    ("links-of-thing", "thing", "all-solid-state battery"),
]
QUESTIONS = [
    ("which values of specific capacity are given", "specific capacity"),
    ("what is the highest ionic conductivity", "ionic conductivity"),
    ("which mechanisms promote rate capability", "rate capability"),
    ("which bottlenecks limit cycle life", "cycle life"),
    ("which systems serve as cathode", "positive electrode"),
    ("what is known about graphite", "graphite"),
]


@pytest.mark.parametrize("name", ENTITIES)
def test_a_word_of_the_trade_names_its_entity(graph: KnowledgeGraph, name: str) -> None:
    assert graph.entity(name).curie == ENTITIES[name]


@pytest.mark.parametrize(("query", "parameter", "name"), PARAMETERS)
def test_a_query_takes_a_word_of_the_trade(
    graph: KnowledgeGraph, query: str, parameter: str, name: str
) -> None:
    assert len(graph.query(query, **{parameter: name}))


@pytest.mark.parametrize(("question", "name"), QUESTIONS)
def test_a_question_may_use_words_of_the_trade(
    graph: KnowledgeGraph, question: str, name: str
) -> None:
    reply = graph.ask(question)
    assert name in reply.readings[0].question


@pytest.mark.parametrize("name", ["capacity per mass", "conductivity for ions"])
def test_the_former_label_of_a_quantity_still_names_it(graph: KnowledgeGraph, name: str) -> None:
    assert len(graph.query("figures-of-quantity", quantity=name))


def test_a_link_is_explained_between_words_of_the_trade(graph: KnowledgeGraph) -> None:
    assert graph.explain("electrode fracture", "limits", "cycling stability").grade
