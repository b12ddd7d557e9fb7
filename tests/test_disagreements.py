"""Disagreements: what rules find among claims, and how a graph shows it."""

from __future__ import annotations

import json
from functools import cache

import pytest
from benchmarks.disagreements import PREFIXES, Finder

import assbkg
from assbkg.asking.telling import tell
from assbkg.graph.disagreements import Finding
from assbkg.graph.ontology import read_ontology
from assbkg.graph.terms import ASSERTED, EVIDENCE, assb
from assbkg.places import shipped
from assbkg.record.disagreements import VERDICTS
from assbkg.types import KnowledgeGraph, UnknownName
from assbkg.vocabulary import ASSB, KG

NF = "nanostructured-frontiers."


@cache
def finder() -> Finder:
    return Finder(read_ontology(shipped("ontology")))


@cache
def review() -> KnowledgeGraph:
    return assbkg.open()


def claims(*rows: str, asserted: str = "") -> list[Finding]:
    """Return what is found among claims: `subject property object`, with marks such as `Denied`.

    The first is `c0`. Things are asserted in the words of Turtle.
    """
    text = PREFIXES + f"GRAPH <https://w3id.org/assbkg/graph/asserted> {{ {asserted} }}\n"
    for number, row in enumerate(rows):
        subject, link, target, *marks = row.split()
        polarity = "Denied" if "Denied" in marks else "Affirmed"
        status = "Retracted" if "Retracted" in marks else "Accepted"
        modality = next((one for one in ("Hedged", "Expected") if one in marks), "Stated")
        text += (
            f"GRAPH <https://w3id.org/assbkg/graph/evidence> {{ kg:c{number} a assb:Claim ; "
            f"assb:claimSubject kg:{subject} ; assb:claimProperty assb:{link} ; "
            f"assb:claimObject kg:{target} ; assb:hasPolarity assb:{polarity} ; "
            f"assb:hasModality assb:{modality} ; assb:hasStatus assb:{status} ; "
            f"prov:hadPrimarySource kg:paper . }}\n"
        )
    return list(finder().among(text))


def sides(found: list[Finding]) -> set[tuple[str, str, str]]:
    """Return the rule and both sides of what was found, records joined."""
    return {(one.rule, _joined(one.first), _joined(one.second)) for one in found}


def _joined(side: tuple[str, ...]) -> str:
    return " ".join(record.removeprefix(KG) for record in side)


# ── Polarity and opposites ────────────────────────────────────────────────────


def test_a_link_that_one_affirms_and_another_denies() -> None:
    found = claims("x reportedGain cycle-life", "x reportedGain cycle-life Denied")
    assert sides(found) == {("DeniedLink", "c0", "c1")}


def test_a_denial_meets_what_is_said_in_other_words_and_of_a_case() -> None:
    case = "kg:silicon.paper.high-cost a assb:Bottleneck ; assb:caseOf kg:high-cost ."
    found = claims(
        "x hasOpenProblem silicon.paper.high-cost", "x suffersFrom high-cost Denied", asserted=case
    )
    assert sides(found) == {("DeniedLink", "c0", "c1")}


def test_a_denial_of_a_case_leaves_the_general_statement_alone() -> None:
    case = "kg:silicon.paper.high-cost a assb:Bottleneck ; assb:caseOf kg:high-cost ."
    assert [] == claims(
        "x suffersFrom high-cost", "x suffersFrom silicon.paper.high-cost Denied", asserted=case
    )


def test_a_denial_meets_what_several_claims_imply() -> None:
    found = claims(
        "x.p.coating operatesThrough x.p.barrier",
        "x.p.barrier mitigates high-cost",
        "x.p.coating addresses high-cost Denied",
    )
    assert sides(found) == {("DeniedLink", "c0 c1", "c2")}


def test_two_papers_speak_of_one_part_of_a_system() -> None:
    [found] = claims(
        "x.one.coating addresses high-cost", "x.two.coating addresses high-cost Denied"
    )
    assert found.may_explain == ("each paper speaks of the part that it made",)


def test_two_papers_on_two_systems_do_not_disagree() -> None:
    assert [] == claims("x.one.coating addresses high-cost", "y.two.coating worsens high-cost")


def test_withdrawn_claims_disagree_with_nothing() -> None:
    assert [] == claims("x reportedGain safety", "x reportedGain safety Denied Retracted")


def test_opposite_links_whichever_comes_first() -> None:
    rows = ("x reportedGain safety", "x reportedLoss safety")
    assert sides(claims(*rows)) == {("OppositeLinks", "c0", "c1")}
    assert sides(claims(*reversed(rows))) == {("OppositeLinks", "c0", "c1")}


def test_costly_is_the_reverse_of_affordable() -> None:
    found = claims("x suffersFrom high-cost", "x reportedGain affordability")
    assert sides(found) == {("OppositeLinks", "c0", "c1")}


def test_what_merely_limits_a_dimension_is_no_lack_of_it() -> None:
    assert [] == claims("x suffersFrom volume-expansion", "x reportedGain cycle-life")


def test_a_kind_and_all_of_its_kind_disagree_perhaps() -> None:
    kinds = "kg:solid-electrolyte a assb:SolidElectrolyte . kg:y a assb:SulfideSolidElectrolyte ."
    [found] = claims(
        "solid-electrolyte suffersFrom high-cost", "y reportedGain affordability", asserted=kinds
    )
    assert found.verdict == "may be explained"
    assert found.may_explain == ("one side speaks of a kind, the other of all",)


def test_two_kinds_of_one_thing_do_not_disagree() -> None:
    kinds = "kg:x a assb:OxideSolidElectrolyte . kg:y a assb:SulfideSolidElectrolyte ."
    assert [] == claims("x suffersFrom high-cost", "y reportedGain affordability", asserted=kinds)


# ── Absolute statements ───────────────────────────────────────────────────────


def test_a_problem_is_open_and_solved_in_one_system() -> None:
    found = claims("x hasOpenProblem lithium-dendrites", "x.p.block mitigates lithium-dendrites")
    assert sides(found) == {("SolvedAndOpen", "c0", "c1")}


@pytest.mark.parametrize(
    "other",
    [
        "y.p.block mitigates lithium-dendrites",
        "x.p.block mitigates high-cost",
        "x.p.block mitigates lithium-dendrites Expected",
        "x.p.block mitigates lithium-dendrites Denied",
    ],
)
def test_a_problem_stays_open_beside_other_systems_problems_and_hopes(other: str) -> None:
    assert [] == claims("x hasOpenProblem lithium-dendrites", other)


def test_an_outcome_is_reached_and_hindered() -> None:
    rows = (
        "x hasAttained commercial-readiness",
        "x hasOpenProblem high-cost",
        "high-cost hinders commercial-readiness",
    )
    assert sides(claims(*rows)) == {("AttainedAndHindered", "c0", "c1 c2")}
    assert [] == claims(rows[0], rows[1].replace("x", "y"), rows[2])


def test_two_things_are_each_above_the_other() -> None:
    found = claims("x outperforms y", "y outperforms x")
    assert sides(found) == {("EachAboveTheOther", "c0", "c1")}
    assert [] == claims("x outperforms y", "y outperforms z", "x outperforms x")


# ── The review ────────────────────────────────────────────────────────────────


def found_in_review() -> list[tuple[str, frozenset[str]]]:
    return [
        (
            one.rule.removeprefix(ASSB),
            frozenset(record.iri.removeprefix(KG + NF) for record in (*one.first, *one.second)),
        )
        for one in review().disagreements()
    ]


@pytest.mark.parametrize(
    ("rule", "records"),
    [
        ("SolvedAndOpen", "s008a s026d"),
        ("RiseWithCycling", "s067m1 s068m1"),
        ("ValuesApart", "s080m1 s088m1"),
        ("SuperiorWithoutValues", "s091m1 s118f s083m3"),
        ("OppositeLinks", "s034k s055f"),
        ("OppositeLinks", "s034k s134f"),
        ("SolvedAndOpen", "s035d s139c"),
    ],
)
def test_rules_find_what_the_review_contradicts(rule: str, records: str) -> None:
    assert (rule, frozenset(records.split())) in found_in_review()


def test_rules_find_it_without_what_curators_wrote() -> None:
    written = (assb("contradicts"), assb("assesses"), assb("reason"))
    quads = (
        quad
        for graph in (EVIDENCE, ASSERTED)
        for quad in review().release.store.quads_for_pattern(None, None, None, graph)
        if quad.predicate not in written
    )
    assert len(finder().of(quads)) == len(review().disagreements())


def test_what_nothing_explains_comes_first() -> None:
    places = [VERDICTS.index(one.verdict) for one in review().disagreements()]
    assert places == sorted(places)


def test_disagreements_on_a_thing_by_any_name() -> None:
    [found] = review().disagreements("silicon")
    assert found.in_dispute == "300 %-400 % against ~300 %"
    with pytest.raises(UnknownName):
        review().disagreements("unobtainium")


def test_each_side_has_its_places() -> None:
    for one in review().disagreements():
        assert all(record.places for record in (*one.first, *one.second))


# ── Explanations ──────────────────────────────────────────────────────────────


def test_an_explanation_says_what_disagrees() -> None:
    why = review().explain("solid-electrolyte", "suffersFrom", "high-cost")
    text = tell(why, "text")
    assert "disagrees with: stated, §2.1 s.55 [12]: Sulfide electrolytes are low in cost " in text
    assert "(may be explained: one side speaks of a kind, the other of all)" in text


def test_an_explanation_in_json_has_both_sides() -> None:
    why = review().explain("solid-electrolyte", "suffersFrom", "high-cost")
    first, *_ = json.loads(tell(why, "json"))["disagreements"]
    assert first["rule"] == ASSB + "OppositeLinks"
    assert [one["record"] for one in first["first"]] == [KG + NF + "s034k"]
    assert first["second"][0]["place"] == "§2.1 s.55"


def test_a_link_that_nothing_disputes_names_no_disagreement() -> None:
    why = review().explain("silicon", "suffersFrom", "volume-expansion")
    assert why.disagreements == ()
    assert "disagrees" not in tell(why, "text")


def test_the_query_gives_both_sides_with_places_and_verdict() -> None:
    result = review().query("disagreements")
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.texts()]
    [row] = [row for row in rows if row["rule"] == "values apart"]
    assert row["verdict"] == "unexplained"
    assert (row["first_place"], row["second_place"]) == ("§2.2 s.80", "§2.2 s.88")
