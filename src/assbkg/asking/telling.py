"""An explanation as text, Markdown or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, Literal

from assbkg.asking.evidence import ClaimEvidence
from assbkg.asking.explaining import Explanation, Step
from assbkg.errors import QueryError

__all__ = ["FORMS", "Form", "tell"]

Form = Literal["text", "markdown", "json"]
FORMS: Final[tuple[Form, ...]] = ("text", "markdown", "json")


def tell(explanation: Explanation, form: Form, every: bool = False) -> str:
    """An explanation in one of `FORMS`, ending with a line feed.

    With `every`, all minimal sets of claims are told, and not the best proof alone.
    """
    if form == "json":
        return json.dumps(_as_json(explanation, every), ensure_ascii=False, indent=2) + "\n"
    if form == "text":
        lines = [*_heading(explanation), *_tree(explanation.proof)]
    elif form == "markdown":
        lines = [*_heading(explanation), "", *_bullets(explanation.proof)]
    else:
        raise QueryError(f"no form is called {form!r}; there are {', '.join(FORMS)}")
    if every:
        lines += ["", *_supports(explanation)]
    return "\n".join(lines) + "\n"


def _heading(explanation: Explanation) -> Iterator[str]:
    proofs, authorities = len(explanation.supports), len(explanation.authorities)
    yield explanation.proof.sentence
    yield (
        f"grade: {explanation.grade} · {proofs} minimal proof{'s' * (proofs != 1)} · "
        f"{authorities} independent source{'s' * (authorities != 1)}"
    )


def _note(step: Step) -> str:
    if step.axiom:
        return f"({step.axiom})"
    if not step.claims:
        return "given by the tables"
    more = len(step.claims) - 1
    return _claim(step.claims[0]) + (f" (+{more} more)" if more else "")


def _claim(claim: ClaimEvidence) -> str:
    cites = "".join(f"[{number}]" for number in claim.cites)
    place = f"{claim.place} {cites}".strip()
    return f"{claim.modality}, {place}: {claim.statement}"


def _tree(step: Step, indent: str = "") -> Iterator[str]:
    for number, premise in enumerate(step.premises, start=1):
        last = number == len(step.premises)
        yield f"{indent}{'└' if last else '├'} {premise.sentence}  — {_note(premise)}"
        yield from _tree(premise, indent + ("  " if last else "│ "))
    if not step.premises and not indent:
        yield f"└ {_note(step)}"


def _bullets(step: Step, depth: int = 0) -> Iterator[str]:
    yield f"{'  ' * depth}- {step.sentence} — {_note(step)}"
    for premise in step.premises:
        yield from _bullets(premise, depth + 1)


def _supports(explanation: Explanation) -> Iterator[str]:
    yield "every minimal set of links that entails it:"
    for number, support in enumerate(explanation.supports, start=1):
        yield f"{number}."
        for step in support:
            yield f"   - {step.sentence}  — {_note(step)}"


def _as_json(explanation: Explanation, every: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "link": explanation.proof.sentence,
        "grade": explanation.grade,
        "minimal_proofs": len(explanation.supports),
        "independent_sources": sorted(explanation.authorities),
        "proof": _step_as_json(explanation.proof),
    }
    if every:
        said["supports"] = [
            [_step_as_json(step) for step in support] for support in explanation.supports
        ]
    return said


def _step_as_json(step: Step) -> dict[str, Any]:
    return {
        "subject": step.subject,
        "phrase": step.phrase,
        "object": step.object,
        "grade": step.grade,
        "axiom": step.axiom,
        "claims": [
            {
                "claim": claim.claim,
                "statement": claim.statement,
                "modality": claim.modality,
                "status": claim.status,
                "source": claim.source,
                "place": claim.place,
                "cites": list(claim.cites),
            }
            for claim in step.claims
        ],
        "premises": [_step_as_json(premise) for premise in step.premises],
    }
