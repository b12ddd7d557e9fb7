"""Parts of what designs do: of some systems, strongly enough said, around one thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from assbkg.drawing.web.choice import Choice
from assbkg.drawing.web.designs import Designs, Tie, read_designs
from assbkg.errors import DrawingError
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.proving.proofs import Proof, best_proof

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["around", "chosen", "graded", "in_component", "narrowed", "of_systems"]


def chosen(graph: KnowledgeGraph, choice: Choice) -> Designs:
    """Read the designs of a choice out of a graph. Raises as `narrowed` does."""
    return narrowed(read_designs(graph, contested=choice.contested), choice)


def narrowed(designs: Designs, choice: Choice) -> Designs:
    """Narrow designs to a choice; whether contested claims stand is as it was.

    Raises `UnknownName` for a name that means nothing, `DrawingError` for what is not a grade
    and when nothing is left.
    """
    parts = designs
    if choice.component:
        parts = in_component(parts, choice.component)
        _require(parts, f"no system serves as {choice.component}")
    if choice.min_grade:
        parts = graded(parts, choice.grades)
        _require(parts, f"no link is {choice.min_grade} or stronger")
    if choice.focus:
        parts = around(parts, choice.focus)
        _require(parts, f"no link of the network has to do with {choice.focus}")
    return parts


def _require(designs: Designs, otherwise: str) -> None:
    if not designs.operates:
        raise DrawingError(f"nothing to draw: {otherwise}")


def of_systems(designs: Designs, systems: Iterable[str]) -> Designs:
    """What some systems employ, and what comes of it."""
    wanted = frozenset(systems)
    within = {part: users & wanted for part, users in designs.users.items() if users & wanted}
    kept = designs.keeping(
        [
            *(tie for tie in designs.employs if tie.start in wanted),
            *(tie for tie in designs.operates if tie.start in within),
            *(tie for tie in (*designs.contributed, *_outcomes(designs)) if tie.start in within),
        ]
    )
    return replace(kept, users=within)


def in_component(designs: Designs, name: str) -> Designs:
    """What systems do that serve as a part of the cell. Raises `UnknownName`."""
    component = designs.components.resolve(name)
    here = (s for s in designs.systems if designs.components.place(s, component)[0] == "here")
    return of_systems(designs, here)


def graded(designs: Designs, grades: Collection[str]) -> Designs:
    """What is said with one of some grades."""
    return designs.keeping(tie for tie in _all(designs) if tie.grade in grades)


def around(designs: Designs, name: str) -> Designs:
    """The ways through a thing: they pass it, or the proof of a link on them does.

    Of a class, its members. Raises `UnknownName`.
    """
    thing = designs.explainer.entities.resolve(name).value
    touching = frozenset(tie for tie in _all(designs) if _touches(designs, tie, thing))
    carried = {tie.start for tie in designs.contributed if tie in touching}
    kept = {
        tie
        for path in designs.paths()
        if touching.intersection(path) or path[1].end in carried
        for tie in path
    }
    reached = {tie.end for tie in kept}
    contributed = (tie for tie in designs.contributed if tie.start in reached)
    around = kept.union(tie for tie in contributed if tie in touching or not carried)
    users = {part: systems for part, systems in designs.users.items() if part in reached}
    return replace(designs.keeping(around), users=users)


def _touches(designs: Designs, tie: Tie, thing: str) -> bool:
    facts = designs.explainer.reasoned.instances.facts
    proof = best_proof(tie.fact, designs.explainer.reasoned.instances)
    ends = {end for fact in _facts(proof) for end in (fact.subject, fact.object)}
    return thing in ends or any(Fact(TYPE, end, thing) in facts for end in ends)


def _facts(proof: Proof) -> Iterable[Fact]:
    yield proof.fact
    for premise in proof.premises:
        yield from _facts(premise)


def _outcomes(designs: Designs) -> Iterable[Tie]:
    return (*designs.promotes, *designs.mitigates)


def _all(designs: Designs) -> Iterable[Tie]:
    return (*designs.employs, *designs.operates, *designs.contributed, *_outcomes(designs))
