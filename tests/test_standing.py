"""A derived link has a standing of its own: from what, over how many steps, contested or not."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import NamedNode
from tests.conftest import write_paper
from tests.test_parts import change

import assbkg
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.building import build
from assbkg.graph.provenance import DERIVED_TERMS, GRADE_TERMS, LABELS, graded_node, standing_words
from assbkg.places import shipped
from assbkg.reasoning.facts import Fact
from assbkg.record.claims import Standing
from assbkg.vocabulary import ASSB, KG, part_iri

VOIDS: Final = part_iri("si-c", "voids", "VoidEngineering")
BUFFERING: Final = part_iri("si-c", "voids", "VoidBuffering")
EXPANSION: Final = KG + "volume-expansion"
MITIGATES: Final = Fact(ASSB + "mitigates", BUFFERING, EXPANSION)
ADDRESSES: Final = Fact(ASSB + "addresses", VOIDS, EXPANSION)


def claim(letter: str, subject: str, predicate: str, target: str, *more: str) -> dict[str, str]:
    """A claim of sentence 3 that cites work 1; `more` are cells such as `status=contested`."""
    cells = {
        "id": f"s003{letter}",
        "subject": subject,
        "property": predicate,
        "object": target,
        "statement": f"Claim {letter}",
        "modality": "stated",
        "polarity": "affirmed",
        "section": "abstract",
        "sentence": "3",
        "cites": "1",
        "status": "accepted",
        "note": "",
    }
    return {**cells, **dict(cell.split("=") for cell in more)}


def opened(folder: Path, *claims: dict[str, str]) -> KnowledgeGraph:
    """A release of one paper whose claims of sentence 3 are these."""
    write_paper(folder / "graphs" / "voids")
    table = folder / "graphs" / "voids" / "claims.csv"
    with table.open(encoding="utf-8", newline="") as file:
        rows = [{**row, "polarity": "affirmed"} for row in csv.DictReader(file)]
    rows[1:3] = list(claims)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(claim("a", "", "", "")), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    ids = "; ".join(row["id"] for row in claims)
    change(table.parent / "coverage.csv", "s003a; s003b", ids)
    contested = next((row["id"] for row in claims if row["status"] == "contested"), "")
    old = "a001,s003b,contested"
    new = f"a001,{contested},contested" if contested else "a001,s003a,scope"
    change(table.parent / "assessments.csv", old, new)
    build(shipped("ontology"), folder / "graphs", folder / "release")
    return assbkg.open(folder / "release")


WORKS: Final = claim("a", "si-c/VoidEngineering", "operatesThrough", "VoidBuffering")
HELPS: Final = claim("b", "si-c/VoidBuffering", "mitigates", "volume-expansion", "modality=hedged")


def standing(graph: KnowledgeGraph, fact: Fact) -> Standing:
    """The standing of a link, which is what the graph says, too."""
    found = graph.explainer.standing(fact)
    node = graded_node(fact.subject, fact.predicate, fact.object)
    assert node is not None
    store = graph.explainer.reasoned.release.store

    def values(name: str) -> list[str]:
        quads = store.quads_for_pattern(node, NamedNode(ASSB + name), None, None)
        return sorted(str(getattr(quad.object, "value", "")) for quad in quads)

    terms = DERIVED_TERMS if found.is_derived else GRADE_TERMS
    assert [terms[found.grade]] == values("hasStanding")
    assert [str(found.steps)] * found.is_derived == values("derivationSteps")
    against = {one.claim for one in found.against}
    nodes = (graded_node(o.subject, o.predicate, o.object) for o in found.opposites)
    assert against | {one.value for one in nodes if one} == set(values("contestedBy"))
    return found


# ── What is derived ───────────────────────────────────────────────────────────


def test_a_claimed_link_is_not_derived(tmp_path: Path) -> None:
    found = standing(opened(tmp_path, WORKS, HELPS), MITIGATES)
    assert (False, 0, "hedged", False) == (
        found.is_derived,
        found.steps,
        found.words,
        found.is_contested,
    )


def test_a_derived_link_names_its_weakest_premise_and_its_steps(tmp_path: Path) -> None:
    found = standing(opened(tmp_path, WORKS, HELPS), ADDRESSES)
    assert (True, 1, "hedged", "derived (hedged)") == (
        found.is_derived,
        found.steps,
        found.weakest,
        found.words,
    )
    assert MITIGATES == found.weakest_premise


def test_every_link_of_the_review_stands_in_the_graph_as_it_does_in_the_record() -> None:
    graph = assbkg.open()
    rows = graph.sparql(
        "SELECT ?p ?s ?o { ?l assb:linkSubject ?s ; assb:linkProperty ?p ; assb:linkObject ?o }"
    ).values()
    links = [Fact(*row) for row in rows]
    assert len(links) > 1_000
    for link in links:
        standing(graph, link)


@pytest.mark.parametrize("grade", GRADE_TERMS)
def test_the_word_of_a_derived_link_is_never_that_of_a_stated_one(grade: str) -> None:
    words = standing_words(grade, derived=True)
    assert words == LABELS[DERIVED_TERMS[grade]] != grade
    assert words == assbkg.open().entities.labels[DERIVED_TERMS[grade]]


# ── What is contested ─────────────────────────────────────────────────────────


def test_a_denied_premise_contests_what_follows_from_it(tmp_path: Path) -> None:
    denied = {**HELPS, "id": "s003c", "polarity": "denied"}
    found = standing(opened(tmp_path, WORKS, HELPS, denied), ADDRESSES)
    assert found.is_contested
    assert ["denied"] == [one.polarity for one in found.against]


def test_a_contested_claim_of_a_premise_contests_what_follows_from_it(tmp_path: Path) -> None:
    contested = {**HELPS, "id": "s003c", "status": "contested"}
    found = standing(opened(tmp_path, WORKS, HELPS, contested), ADDRESSES)
    assert ["contested"] == [one.status for one in found.against]


def test_a_claim_of_the_opposite_contests_what_follows_from_a_premise(tmp_path: Path) -> None:
    worse = claim("c", "si-c/VoidBuffering", "aggravates", "volume-expansion")
    found = standing(opened(tmp_path, WORKS, HELPS, worse), ADDRESSES)
    assert found.is_contested
    opposite = Fact(ASSB + "aggravates", BUFFERING, EXPANSION)
    assert opposite in found.opposites


def test_a_contested_claim_of_the_opposite_contests_the_link(tmp_path: Path) -> None:
    worse = claim("c", "si-c/VoidBuffering", "aggravates", "volume-expansion", "status=contested")
    found = standing(opened(tmp_path, WORKS, HELPS, worse), MITIGATES)
    assert (True, ()) == (found.is_contested, found.opposites)
