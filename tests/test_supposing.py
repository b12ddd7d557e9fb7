"""What would follow if something else were stated; the graph stays as it is."""

from __future__ import annotations

import json
from functools import cache
from typing import Final

import pytest
from click.testing import CliRunner
from tests.shipped_work import shipped_graph as graph

from assbkg.asking.explaining import Step
from assbkg.asking.supposing import SUPPOSED, Effect, Outcome
from assbkg.asking.telling import tell_outcome
from assbkg.cli import app
from assbkg.errors import AssbkgError, DoesNotHold, QueryError, UnknownName
from assbkg.reasoning.facts import Fact
from assbkg.vocabulary import ASSB, KG

VOIDS: Final = (
    ("Si/TiC", "employs", "VoidEngineering"),
    ("Si/TiC/VoidEngineering", "operatesThrough", "VoidBuffering"),
    ("Si/TiC/VoidBuffering", "mitigates", "polarisation"),
)


def said(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.why.proof.sentence for effect in effects]


@cache
def voids() -> Outcome:
    return graph().what_if(*VOIDS)


# ── adding ────────────────────────────────────────────────────────────────────


def test_what_newly_follows_is_told() -> None:
    assert "void engineering in Si/TiC addresses polarisation" in said(voids().gained)
    assert "Si/TiC is expected to gain in fast charging" in said(voids().gained)


def test_each_new_link_has_a_proof_with_the_supposition_at_a_leaf() -> None:
    def rests_on_it(step: Step) -> bool:
        return step.supposed or any(map(rests_on_it, step.premises))

    assert all(rests_on_it(effect.why.proof) for effect in voids().gained)


def test_what_follows_from_claims_too_is_graded_by_them() -> None:
    grades = {e.why.proof.sentence: e.after for e in voids().gained}
    assert SUPPOSED == grades["void engineering in Si/TiC addresses polarisation"]
    assert "heading" == grades["Si/TiC is expected to gain in fast charging"]


def test_nothing_falls_away_when_links_are_added() -> None:
    assert () == voids().lost


def test_a_link_is_not_told_from_its_other_end_too() -> None:
    assert not [s for s in said(voids().effects) if "is addressed by" in s or "is employed by" in s]


def test_only_the_narrowest_new_class_is_told() -> None:
    gained = said(graph().what_if(("kg:si-tic", "employs", "assb:InterfaceCoating")).gained)
    assert ["Si/TiC is an interface-coated system"] == gained


def test_a_mechanism_that_is_employed_is_read_as_a_strategy_that_operates_through_it() -> None:
    outcome = graph().what_if(("kg:si-tic", "employs", "assb:InterfaceCoating"))
    assert ("strategy in Si/TiC operates through interface coating in Si/TiC") in outcome.supposed
    assert ["a system employs strategies"] == [r.partition(":")[0] for r in outcome.readings]


def test_the_graph_is_as_it_was() -> None:
    graph().what_if(*VOIDS)
    with pytest.raises(DoesNotHold):
        graph().explain("Si/TiC", "expectedGain", "fast charging")
    assert Fact(ASSB + "employs", KG + "si-tic", KG + "si-tic.void-engineering") not in (
        graph().explainer.reasoned.facts
    )


def test_a_supposition_that_changes_nothing_says_so() -> None:
    outcome = graph().what_if(("Si/TiC", "employs", "Nanosizing"))
    assert "Nothing new would follow" in tell_outcome(outcome, "text")


# ── taking away ───────────────────────────────────────────────────────────────


def test_what_no_longer_follows_is_told_with_why_it_did() -> None:
    outcome = graph().what_if(without=[("volume expansion of silicon", "limits", "cycle life")])
    lost = {e.why.proof.sentence: e for e in outcome.lost}
    effect = lost["SiNPs@MXenes is expected to gain in cycle life"]
    assert ("heading", "") == (effect.before, effect.after)
    assert effect.why.proof.premises


def test_what_follows_in_another_way_stays() -> None:
    outcome = graph().what_if(without=[("SiNPs@MXenes", "employs", "VoidEngineering")])
    assert "SiNPs@MXenes is expected to gain in cycle life" not in said(outcome.lost)


def test_adding_and_taking_away_go_together() -> None:
    gone = ("volume expansion of silicon", "limits", "cycle life")
    outcome = graph().what_if(*VOIDS, without=[gone])
    assert outcome.gained
    assert outcome.lost


# ── contested claims ──────────────────────────────────────────────────────────


def test_contested_claims_change_what_follows_when_they_are_included() -> None:
    outcome = graph().what_if(include_contested=True)
    assert "RGO–CNT is a nanocomposite electrode" in said(outcome.gained)
    assert () == outcome.lost


def test_an_explanation_with_contested_claims_says_how_it_is_without() -> None:
    explanation = graph().explain("RGO–CNT", "a", "NanostructuredElectrode", include_contested=True)
    assert "it does not hold" == explanation.otherwise


def test_a_contested_claim_is_marked_in_the_proof() -> None:
    given = run("explain", "RGO–CNT", "a", "NanostructuredElectrode", "--include", "contested")
    assert "— contested, stated, §2.1 s.40 [11]" in given


def test_what_no_contested_claim_touches_stays_the_same() -> None:
    explanation = graph().explain(
        "SiNPs@MXenes", "expectedGain", "cycle life", include_contested=True
    )
    assert "the same" == explanation.otherwise


def test_contested_claims_stay_out_unless_asked_for() -> None:
    with pytest.raises(DoesNotHold):
        graph().explain("RGO–CNT", "a", "NanostructuredElectrode")


def test_advice_ranks_what_follows_from_contested_claims_when_they_are_included() -> None:
    def systems(include: bool) -> str:
        extra = ["--include", "contested"] if include else []
        told = run("advise", "--component", "positive electrode", *extra)
        return told.partition("In use in systems whose component")[0]

    assert "RGO–CNT (positive electrode)" not in systems(include=False)
    assert "RGO–CNT (positive electrode)" in systems(include=True)


def test_commands_of_advice_with_contested_claims_include_them_too() -> None:
    told = run(
        "advise", "--component", "positive electrode", "--include", "contested", "--commands"
    )
    shown = [line for line in told.splitlines() if line.strip().startswith("$ assbkg explain")]
    assert shown
    assert all(line.endswith("--include contested") for line in shown)
    assert "Contested claims, included here" in told


# ── bad input ─────────────────────────────────────────────────────────────────


def test_nothing_supposed_is_refused() -> None:
    with pytest.raises(QueryError, match="nothing is supposed"):
        graph().what_if()


def test_what_is_stated_already_is_refused() -> None:
    with pytest.raises(
        QueryError, match="already that volume expansion of silicon limits cycle life"
    ):
        graph().what_if(("volume expansion of silicon", "limits", "cycle life"))


def test_what_nobody_states_can_not_be_taken_away() -> None:
    with pytest.raises(QueryError, match=r"no source states .*: it follows from others"):
        graph().what_if(without=[("SiNPs@MXenes", "expectedGain", "cycle life")])


def test_a_class_of_the_wrong_kind_is_refused_with_classes_that_fit() -> None:
    with pytest.raises(UnknownName, match="no strategy is called 'Nanosheet', which is a nanostr"):
        graph().what_if(("Si/TiC", "employs", "Nanosheet"))


def test_an_unknown_thing_gets_suggestions() -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        graph().what_if(("Si/TiC", "mitigates", "volume expansio"))


def test_a_supposition_that_contradicts_the_ontology_is_refused() -> None:
    with pytest.raises(QueryError, match=r"volume expansion would be both .* which are disjoint"):
        graph().what_if(("volume expansion", "a", "Strategy"))


# ── told ──────────────────────────────────────────────────────────────────────


def run(*arguments: str, status: int = 0) -> str:
    given = CliRunner().invoke(app, arguments, prog_name="assbkg")
    if isinstance(given.exception, AssbkgError):
        raise given.exception
    assert status == given.exit_code, given.output
    return given.output


def test_the_command_tells_suppositions_effects_and_proofs() -> None:
    told = run("what-if", "kg:si-tic", "employs", "assb:InterfaceCoating")
    assert "1 link would newly follow:" in told
    assert "— supposed" in told
    assert told.endswith("The graph is as it was.\n")


def test_the_json_form_holds_every_effect_with_its_proof() -> None:
    tree = json.loads(tell_outcome(voids(), "json"))
    assert len(voids().effects) == len(tree["effects"])
    assert all(effect["proof"]["premises"] for effect in tree["effects"])


def test_the_markdown_form_is_a_list() -> None:
    told = tell_outcome(voids(), "markdown")
    assert "\n- Si/TiC is expected to gain in fast charging" in told


def test_half_a_link_is_wrong_usage() -> None:
    run("what-if", "Si/TiC", "employs", status=2)
