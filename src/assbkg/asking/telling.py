"""Why a link holds, or what it would follow from, as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from assbkg.asking.conditions import MISSING, Conditions
from assbkg.asking.explaining import Explanation, Step
from assbkg.errors import QueryError
from assbkg.printable import flat
from assbkg.record.claims import Claim

__all__ = ["CUT", "FORMS", "Form", "bullet_lines", "contested", "step_as_json", "tell"]
__all__ += ["tree_lines"]

Form = Literal["text", "markdown", "json"]
#: Note on a search that was not finished.
CUT: Final = "the search was cut short: other ways may exist"
FORMS: Final[tuple[Form, ...]] = ("text", "markdown", "json")


def tell(said: Explanation | Conditions, form: Form, every: bool = False) -> str:
    """What there is to say of a link, in one of `FORMS`, ending with a line feed.

    With `every`, all minimal sets of claims behind a link that holds are told, and not the
    best proof alone.
    """
    if form not in FORMS:
        raise QueryError(f"no form is called {form!r}; there are {', '.join(FORMS)}")
    if form == "json":
        if isinstance(said, Explanation):
            tree = _explanation_as_json(said, every)
        else:
            tree = _conditions_as_json(said)
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    if isinstance(said, Explanation):
        return "\n".join(map(flat, _explanation(said, form, every))) + "\n"
    return "\n".join(map(flat, _conditions(said, form))) + "\n"


def _explanation(explanation: Explanation, form: Form, every: bool) -> Iterator[str]:
    yield from _heading(explanation)
    if form == "text":
        yield from tree_lines(explanation.proof)
    else:
        yield ""
        yield from bullet_lines(explanation.proof)
    if every:
        yield ""
        yield from _supports(explanation)


def _heading(explanation: Explanation) -> Iterator[str]:
    yield explanation.proof.sentence
    yield f"grade: {explanation.grade} · {explanation.weight}"
    if explanation.otherwise:
        yield f"without contested claims: {explanation.otherwise}"


def _conditions(conditions: Conditions, form: Form) -> Iterator[str]:
    yield f"it does not hold that {conditions.link}"
    yield from contested(conditions.contested)
    yield conditions.outcome
    for number, condition in enumerate(() if conditions.itself else conditions.found, start=1):
        yield ""
        yield f"{number}. {condition.words}"
        yield f"   {condition.standing}"
        lines = tree_lines(condition.proof) if form == "text" else bullet_lines(condition.proof)
        yield from (f"   {line}" for line in lines)
    if conditions.cut:
        yield CUT


def contested(claims: Iterable[Claim]) -> Iterator[str]:
    """What is claimed, but takes no part in reasoning; a line for each claim."""
    yield from (f"claimed, but contested: {_claim(claim)}" for claim in claims)


def _note(step: Step) -> str:
    if step.axiom:
        return f"({step.axiom})"
    if step.grade == MISSING:
        return "; ".join([MISSING, *contested(step.claims)])
    if not step.claims:
        return "supposed" if step.supposed else "given by the tables"
    more = len(step.claims) - 1
    standing = f"{doubt}, " if (doubt := step.claims[0].doubt) else ""
    return standing + _claim(step.claims[0]) + (f" (+{more} more)" if more else "")


def _claim(claim: Claim) -> str:
    return f"{claim.modality}, {claim.cited_at}: {claim.statement}"


def tree_lines(step: Step, indent: str = "") -> Iterator[str]:
    """What a link follows from, as a tree of lines."""
    for number, premise in enumerate(step.premises, start=1):
        last = number == len(step.premises)
        yield f"{indent}{'└' if last else '├'} {premise.sentence}  — {_note(premise)}"
        yield from tree_lines(premise, indent + ("  " if last else "│ "))
    if not step.premises and not indent:
        yield f"└ {_note(step)}"


def bullet_lines(step: Step, depth: int = 0) -> Iterator[str]:
    """A link and what it follows from, as a list in Markdown."""
    yield f"{'  ' * depth}- {step.sentence} — {_note(step)}"
    for premise in step.premises:
        yield from bullet_lines(premise, depth + 1)


def _supports(explanation: Explanation) -> Iterator[str]:
    yield "every minimal set of links that entails it:"
    for number, support in enumerate(explanation.supports, start=1):
        yield f"{number}."
        for step in support:
            yield f"   - {step.sentence}  — {_note(step)}"


def _explanation_as_json(explanation: Explanation, every: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "link": explanation.proof.sentence,
        "holds": True,
        "grade": explanation.grade,
        "minimal_proofs": len(explanation.supports),
        "independent_sources": sorted(explanation.authorities),
        "without_contested": explanation.otherwise or None,
        "proof": step_as_json(explanation.proof),
    }
    if every:
        said["supports"] = [
            [step_as_json(step) for step in support] for support in explanation.supports
        ]
    return said


def _conditions_as_json(conditions: Conditions) -> dict[str, Any]:
    return {
        "link": conditions.link,
        "holds": False,
        "contested": list(map(_claim_as_json, conditions.contested)),
        "would_follow_if": [
            {
                "said": condition.words,
                "missing": [step_as_json(step) for step in condition.missing],
                "there": condition.there,
                "others_of_this_kind": condition.likewise,
                "proof": step_as_json(condition.proof),
            }
            for condition in conditions.found
        ],
        "search_cut_short": conditions.cut,
    }


def step_as_json(step: Step) -> dict[str, Any]:
    """A link and what it follows from, as JSON has it."""
    return {
        "subject": step.subject,
        "phrase": step.phrase,
        "object": step.object,
        "grade": step.grade,
        "axiom": step.axiom,
        "claims": list(map(_claim_as_json, step.claims)),
        "premises": [step_as_json(premise) for premise in step.premises],
    }


def _claim_as_json(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.claim,
        "statement": claim.statement,
        "modality": claim.modality,
        "status": claim.status,
        "source": claim.source,
        "place": claim.place,
        "cites": list(claim.cites),
    }
