"""Parts of what designs do: of some systems, strongly enough said, around one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from assbkg.errors import DrawingError
from assbkg.nearest import nearest
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.proving.proofs import Proof, best_proof
from assbkg.views.network.designs import Designs, Tie

__all__ = ["around", "at_least", "in_component", "narrowed", "of_systems"]


def narrowed(
    designs: Designs, *, component: str = "", focus: str = "", min_grade: str = ""
) -> Designs:
    """Narrow designs by whatever is given; names as `Entities.resolve` takes them.

    Raises `UnknownName` for a name that means nothing, `DrawingError` for what is no grade
    and when nothing is left.
    """
    parts = designs
    if component:
        parts = _left(in_component(parts, component), f"no system serves as {component}")
    if min_grade:
        words = f"no link is {min_grade} or stronger"
        parts = _left(at_least(parts, min_grade), words)
    if focus:
        parts = _left(around(parts, focus), f"no link of the network has to do with {focus}")
    return parts


def _left(designs: Designs, otherwise: str) -> Designs:
    if not designs.operates:
        raise DrawingError(f"nothing to draw: {otherwise}")
    return designs


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


def at_least(designs: Designs, grade: str) -> Designs:
    """What is said with a grade or more strongly. Raises `DrawingError` for no grade."""
    if grade not in GRADES:
        meant = nearest(grade, GRADES) or GRADES
        raise DrawingError(f"{grade!r} is no grade; there is {'; '.join(meant)}")
    enough = frozenset(GRADES[: GRADES.index(grade) + 1])
    return designs.keeping(tie for tie in _all(designs) if tie.grade in enough)


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
