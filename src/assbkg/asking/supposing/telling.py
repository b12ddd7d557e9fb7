"""What a supposition would change, as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from assbkg.asking.supposing.outcome import Effect, Outcome
from assbkg.asking.telling import Form, bullet_lines, step_as_json, tree_lines
from assbkg.printable import flat

__all__ = ["tell_outcome"]


def tell_outcome(outcome: Outcome, form: Form) -> str:
    """What a supposition would change, in one of the forms, ending with a line feed."""
    if form == "json":
        return json.dumps(_as_json(outcome), ensure_ascii=False, indent=2) + "\n"
    return "\n".join(map(flat, _lines(outcome, form))) + "\n"


def _lines(outcome: Outcome, form: Form) -> Iterator[str]:
    bullet = "- " if form == "markdown" else "  "
    yield "Supposed:"
    yield from (f"{bullet}{sentence}" for sentence in outcome.supposed)
    yield from (f"({reading})" for reading in outcome.readings)
    yield ""
    if not outcome.effects:
        yield "Nothing new would follow, and nothing would be lost."
        return
    for title, effects in (
        ("would newly follow", outcome.gained),
        ("would change grade", outcome.regraded),
        ("would no longer follow", outcome.lost),
    ):
        yield from _group(title, effects, form)
    yield "The graph is as it was."


def _group(title: str, effects: Sequence[Effect], form: Form) -> Iterator[str]:
    if not effects:
        return
    heading = f"{len(effects)} link{'s' * (len(effects) != 1)} {title}"
    yield f"**{heading}**" if form == "markdown" else f"{heading}:"
    yield ""
    for effect in effects:
        if form == "markdown":
            yield f"- {_told(effect)}"
            for premise in effect.why.proof.premises:
                yield from bullet_lines(premise, 1)
        else:
            yield _told(effect)
            yield from tree_lines(effect.why.proof)
    yield ""


def _told(effect: Effect) -> str:
    if effect.before and effect.after:
        grade = f"{effect.before} → {effect.after}"
    else:
        grade = effect.after or f"was {effect.before}"
    return f"{effect.why.proof.sentence}  [{grade}]"


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "supposed": list(outcome.supposed),
        "readings": list(outcome.readings),
        "effects": [
            {
                "link": effect.why.proof.sentence,
                "before": effect.before or None,
                "after": effect.after or None,
                "proof": step_as_json(effect.why.proof),
            }
            for effect in outcome.effects
        ],
    }
