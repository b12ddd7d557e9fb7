"""The reason of a link in words: its rule, or who says it, where and how. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from assbkg.asking.conditions import MISSING
from assbkg.asking.explaining import Step
from assbkg.drawing.web.wording import count
from assbkg.vocabulary import KG

__all__ = ["reasons", "source_name"]


def reasons(step: Step, *, statements: bool) -> Iterator[str]:
    """The rule, or who says it where and how; each on a line of its own."""
    if step.axiom:
        yield f"rule: {step.axiom}"
    elif step.grade == MISSING:
        yield MISSING
        for claim in step.claims:
            yield f"claimed, but contested: {claim.cited_at}"
            if statements:
                yield claim.statement
    elif not step.claims:
        yield "supposed" if step.supposed else "given by the tables"
    else:
        first, *others = step.claims
        more = f" (and {count(len(others), 'more claim')})" if others else ""
        standing = f"{first.doubt}, " if first.doubt else ""
        yield f"{standing}{first.modality}, {first.cited_at}{more}"
        if statements:
            yield first.statement


def source_name(source: str) -> str:
    """The short name of a paper, by its IRI."""
    return source.removeprefix(KG)
