"""How to read the figure, in words below it, and what it leaves out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assbkg.drawing.capacities.reading import CONDITIONS, Capacity
from assbkg.drawing.capacities.series import joints
from assbkg.drawing.capacities.table import told_conditions
from assbkg.drawing.notes import Note
from assbkg.drawing.standing import tell_signs
from assbkg.drawing.web.wording import count

__all__ = ["Omissions", "legend"]


@dataclass(frozen=True)
class Omissions:
    """What a figure leaves out for lack of space: why measurements are doubted, the table, places.

    Without a table, labels have the conditions that are told. `systems` counts those that are
    not shown, `unlabelled` the figures without a label, `bare` those whose label leaves out kind
    or conditions; `numbered` tells that some labels are numbers in the table, `terse` that
    nothing stands where a condition is not reported.
    """

    reasons: bool = False
    table: bool = False
    places: bool = False
    systems: int = 0
    unlabelled: int = 0
    bare: int = 0
    numbered: bool = False
    terse: bool = True


def legend(shown: Sequence[Capacity], others: Sequence[Capacity], left: Omissions) -> list[Note]:
    """The notes below a figure of `shown`; `others` are in other units."""
    omissions = _omissions(shown, others, left)
    notes = [Note("omissions", omissions, urgent=True)] if omissions else []
    notes.append(Note("reading", ". ".join([*_reading(shown, left), *_missing(shown, left)]) + "."))
    if not left.reasons:
        notes += [Note(f"reason.{n}", text) for n, text in enumerate(_reasons(shown), start=1)]
    return notes


def _omissions(shown: Sequence[Capacity], others: Sequence[Capacity], left: Omissions) -> str:
    parts = []
    if left.systems:
        parts.append(f"{count(left.systems, 'system')} with fewest figures")
    if left.unlabelled:
        parts.append(f"the labels of {left.unlabelled} of {count(len(shown), 'figure')}")
    if left.table and left.bare:
        parts.append(f"the kind or conditions of {count(left.bare, 'labelled figure')}")
    if left.places:
        parts.append("where measurements are reported and how firmly")
    if left.reasons and any(c.reasons for c in shown):
        parts.append("why measurements are doubted")
    said = [f"Left out for lack of space: {', '.join(parts)}."] if parts else []
    if others:
        units = ", ".join(sorted({c.unit for c in others}))
        said.append(
            f"Left out: {count(len(others), 'figure')} in {units}, which need another axis."
        )
    return " ".join(said)


def _reading(shown: Sequence[Capacity], left: Omissions) -> Iterator[str]:
    kinds = any(c.short_kind for c in shown)
    told = [*["kind of capacity"] * kinds, *["conditions"] * left.table]
    brackets = f", with {' and '.join(told)} in brackets where reported" if told else ""
    number = "; a number in brackets refers to the table" if left.numbered else ""
    yield f"Figures as written{brackets}{number}"
    found = list(joints(shown))
    if found:
        dashed = ", dashed where the kinds differ" if not all(j.alike for j in found) else ""
        yield (
            "A line joins figures of one sample and study under the same reported "
            f"conditions{dashed}"
        )
    if len({c.of for c in shown}) > len({c.system for c in shown}):
        yield "Samples of a system are never joined"
    if signs := tell_signs(c.status for c in shown):
        yield f"Hollow marks: {signs}, and not joined"
    if left.table and not left.places:
        yield "Values are measured unless stated otherwise"
    if not left.places:
        yield "§ and s.: section and sentence of the source; [n]: its reference n"


def _missing(shown: Sequence[Capacity], left: Omissions) -> Iterator[str]:
    told = told_conditions(shown)
    missing = [name.replace("_", " ") for name in CONDITIONS if name not in told]
    if missing:
        yield f"Not reported for any of these figures: {', '.join(missing)}"
    silent = left.table and (left.bare or left.unlabelled)
    if told and left.terse and not silent:
        named = " or ".join(name.replace("_", " ") for name in told)
        yield f"Where no {named} stands, none is reported"


def _reasons(shown: Sequence[Capacity]) -> Iterator[str]:
    """Why figures are doubted: each reason once, with the names of all that it is about."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for capacity in shown:
        for reason in capacity.reasons:
            name = f"{capacity.name} at {capacity.written}"
            names[capacity.sign, reason].append(name)
    for (sign, reason), of in names.items():
        yield f"{sign} {'; '.join(dict.fromkeys(of))}: {reason}"
