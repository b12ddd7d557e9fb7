"""Advice as plain data for JSON, with IRIs beside names and a command for every link."""

from __future__ import annotations

import shlex
from typing import Any

from assbkg.asking.advising.advice import Advice, Gap, Option
from assbkg.asking.advising.parts import (
    Assessment,
    Contested,
    Effect,
    Figure,
    Ground,
    System,
    SystemNotes,
    Use,
)
from assbkg.record.claims import Claim

__all__ = ["as_json"]

_Json = dict[str, Any]


def as_json(advice: Advice) -> _Json:
    """All of an answer; keys stay as they are from release to release."""
    asked, names = advice.question, advice.names
    return {
        "asked": {
            "component": _thing(asked.component, names.component),
            "bottleneck": _thing(asked.bottleneck, names.bottleneck),
            "dimension": _thing(asked.dimension, names.dimension),
        },
        "papers": advice.papers,
        "systems_that_serve": advice.serving,
        "component_is_a_region": advice.region,
        "told_of_the_component": advice.told_here,
        "told": [_ground(ground) for ground in advice.told],
        "extent": [_figure(figure) for figure in advice.extent],
        "options": [_option(option) for option in advice.options],
        "component_open": [_option(option) for option in advice.open],
        "gaps": [_gap(gap) for gap in advice.gaps],
        "systems": [_notes(notes) for notes in advice.systems],
        "contested": [_contested(claim) for claim in advice.contested],
        "works_cited": [_assessment(one) for one in advice.cited],
        "nearest_with_an_answer": [{"name": near.name, "how": near.how} for near in advice.nearest],
    }


def _thing(iri: str, name: str) -> _Json | None:
    return {"iri": iri, "name": name} if iri else None


def _option(option: Option) -> _Json:
    return {"strategy": _thing(option.strategy, option.name), **_standing(option)} | {
        "uses": [_use(use) for use in option.uses]
    }


def _gap(gap: Gap) -> _Json:
    return {"kind": gap.kind, "missing": _thing(gap.iri, gap.name), **_standing(gap)} | {
        "elsewhere": [_use(use) for use in gap.uses],
        "links": [] if gap.shown_by_uses else [_ground(ground) for ground in gap.grounds],
        "look_at": list(gap.look_at),
    }


def _standing(one: Option | Gap) -> _Json:
    """What options and gaps are ranked by."""
    return {
        "grade": one.grade,
        "independent_sources": sorted(one.sources),
        "number_of_systems": len(one.systems),
    }


def _use(use: Use) -> _Json:
    return {
        "system": _system(use.system),
        "strategy": use.strategy,
        "grade": use.grade,
        "effects": [_effect(effect) for effect in use.effects],
    }


def _system(system: System) -> _Json:
    return {
        "iri": system.iri,
        "name": system.name,
        "kind": system.kind,
        "serves_as": list(system.serves_as),
        "doubt": system.doubt,
    }


def _effect(effect: Effect) -> _Json:
    return _ground(effect.ground) | {
        "mechanisms": [
            {
                "iri": mechanism.iri,
                "kind": mechanism.kind,
                "family": mechanism.family,
                "against": list(mechanism.against),
                "grade": mechanism.grade,
            }
            for mechanism in effect.mechanisms
        ]
    }


def _ground(ground: Ground) -> _Json:
    return {
        "link": ground.sentence,
        "grade": ground.grade,
        "claims": [_claim(claim) for claim in ground.claims],
        "assessments": [_assessment(one) for one in ground.assessments],
        "explain": shlex.join(ground.command),
    }


def _claim(claim: Claim) -> _Json:
    return {
        "claim": claim.claim,
        "statement": claim.statement,
        "modality": claim.modality,
        "status": claim.status,
        "source": claim.source,
        "place": claim.place,
        "cites": list(claim.cites),
    }


def _assessment(one: Assessment) -> _Json:
    return {"of": one.of, "kind": one.kind, "reason": one.reason}


def _figure(figure: Figure) -> _Json:
    return {
        "figure": figure.iri,
        "of": figure.of,
        "quantity": figure.quantity,
        "comparator": figure.comparator,
        "as_written": figure.as_written,
        "conditions": dict(figure.conditions),
        "not_told": list(figure.left_out),
        "modality": figure.modality,
        "status": figure.status,
        "note": figure.note,
        "places": list(figure.places),
        "cites": figure.cites,
        "assessments": [_assessment(one) for one in figure.assessments],
        "explain": shlex.join(figure.command),
    }


def _notes(notes: SystemNotes) -> _Json:
    return {
        "system": _system(notes.system),
        "serves_as": [_ground(ground) for ground in notes.serves_as],
        "figures": [_figure(figure) for figure in notes.figures],
        "reported_gains": [_ground(ground) for ground in notes.gains],
    }


def _contested(claim: Contested) -> _Json:
    return {
        "link": claim.sentence,
        "claim": claim.claim,
        "statement": claim.statement,
        "places": list(claim.places),
        "cites": claim.cites,
        "reasons": list(claim.reasons),
        "show": shlex.join(claim.command),
    }
