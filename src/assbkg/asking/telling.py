"""Explanations, conditions and suppositions as documents: text, Markdown or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from assbkg.asking.conditions import MISSING, Conditions
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.supposing import Effect, Outcome
from assbkg.document.markdown import write_markdown
from assbkg.document.model import Block, Document, Item, Items, Paragraph, plain, strong
from assbkg.document.text import write_text
from assbkg.errors import QueryError
from assbkg.record.claims import Claim
from assbkg.record.measurements import Measurement

__all__ = ["CUT", "FORMS", "Form", "contested_lines", "require_form", "tell", "tell_outcome"]
__all__ += ["write"]

Form = Literal["text", "markdown", "json"]
#: Note on a search that was not finished.
CUT: Final = "the search was cut short; other ways may exist"
#: Disagreements shown with an explanation; the query shows all.
_MOST_DISAGREEMENTS: Final = 5
FORMS: Final[tuple[Form, ...]] = ("text", "markdown", "json")


def tell(answer: Explanation | Conditions, form: Form, every: bool = False) -> str:
    """Return why a link holds, or what it would follow from, in one of `FORMS`.

    With `every`, all minimal sets of claims behind a link that holds follow its best proof.
    Text ends with a line feed. Raises `QueryError` for another form.
    """
    require_form(form)
    if form == "json":
        from assbkg.asking.as_json import write_json

        return write_json(answer, () if every else ("supports",))
    if isinstance(answer, Explanation):
        return write(_explanation(answer, every), form)
    return write(_conditions(answer), form)


def tell_outcome(outcome: Outcome, form: Form) -> str:
    """Return what a supposition would change, as `tell` does."""
    require_form(form)
    if form == "json":
        from assbkg.asking.as_json import write_json

        return write_json(outcome)
    return write(Document(tuple(_outcome(outcome))), form)


def require_form(form: str) -> None:
    """Raise `QueryError` unless a form is one of `FORMS`."""
    if form not in FORMS:
        raise QueryError(f"unknown format {form!r}; known are {', '.join(FORMS)}")


def write(document: Document, form: Form, width: int | None = None) -> str:
    """Return a document as text, wrapped at a width if one is given, or as Markdown."""
    return write_text(document, width) if form == "text" else write_markdown(document)


def contested_lines(claims: Iterable[Claim]) -> Iterator[str]:
    """Yield a line for each claim that is made, but takes no part in reasoning."""
    yield from (f"claimed, but contested: {_said(claim)}" for claim in claims)


def _denied_lines(claims: Iterable[Claim]) -> Iterator[str]:
    yield from (f"denied: {_said(claim)}" for claim in claims)


def _disagreement_lines(explanation: Explanation) -> Iterator[str]:
    """Yield what the claims behind a link disagree with, and what explains it."""
    behind = {
        claim.iri for support in explanation.supports for step in support for claim in step.claims
    }
    for one in explanation.disagreements[:_MOST_DISAGREEMENTS]:
        explained = "; ".join(one.explained_by or one.may_explain)
        verdict = f"{one.verdict}: {explained}" if explained else one.verdict
        against = " | ".join(map(_said, one.against(behind)))
        yield f"disagrees with: {against} ({verdict})"
    more = len(explanation.disagreements) - _MOST_DISAGREEMENTS
    if more > 0:
        yield f"and with {more} more; see the query 'disagreements'"


def _explanation(explanation: Explanation, every: bool) -> Document:
    lines = [f"grade: {explanation.grade_in_words} · {explanation.weight}"]
    if explanation.otherwise:
        lines.append(f"without contested claims: {explanation.otherwise}")
    lines += _denied_lines(explanation.denied)
    lines += _disagreement_lines(explanation)
    blocks: list[Block] = [Items((_tree(explanation.proof, lines),), "tree")]
    if every:
        blocks += _supports(explanation)
    return Document(tuple(blocks))


def _supports(explanation: Explanation) -> Iterator[Block]:
    yield _paragraph("every minimal set of links that entails it:")
    supports = (
        Items(tuple(Item(plain(step.sentence), _note(step)) for step in support))
        for support in explanation.supports
    )
    yield Items(tuple(Item((), blocks=(support,)) for support in supports), "numbers")


def _conditions(conditions: Conditions) -> Document:
    lines = [
        f"it does not hold that {conditions.link}",
        *contested_lines(conditions.contested),
        *_denied_lines(conditions.denied),
        conditions.outcome,
    ]
    blocks: list[Block] = [_paragraph(*lines)]
    if conditions.cases:
        blocks.append(_paragraph("it holds of a case:"))
        blocks.append(Items(tuple(map(_tree, conditions.cases)), "tree"))
    if conditions.found and not conditions.itself:
        ways = (
            Item(
                plain(condition.words),
                blocks=(_paragraph(condition.standing), Items((_tree(condition.proof),), "tree")),
            )
            for condition in conditions.found
        )
        blocks.append(Items(tuple(ways), "numbers", loose=True))
    if conditions.cut:
        blocks.append(_paragraph(CUT))
    return Document(tuple(blocks))


def _outcome(outcome: Outcome) -> Iterator[Block]:
    supposed = Items(tuple(Item(plain(sentence)) for sentence in outcome.supposed), "outline")
    readings = (Item(plain(f"({reading})")) for reading in outcome.readings)
    yield Items((Item(plain("Supposed:"), blocks=(supposed,)), *readings), "outline")
    if not outcome.effects:
        yield _paragraph("Nothing new would follow, and nothing would be lost.")
        return
    for title, effects in (
        ("would newly follow", outcome.gained),
        ("would change grade", outcome.regraded),
        ("would no longer follow", outcome.lost),
    ):
        yield from _changes(title, effects)
    yield _paragraph("The graph is as it was.")


def _changes(title: str, effects: Sequence[Effect]) -> Iterator[Block]:
    if effects:
        yield Paragraph((strong(f"{len(effects)} link{'s' * (len(effects) != 1)} {title}:"),))
        trees = (_tree(effect.why.proof, grade=_change(effect)) for effect in effects)
        yield Items(tuple(trees), "tree", loose=True)


def _change(effect: Effect) -> str:
    if effect.before and effect.after:
        return f"{effect.before} → {effect.after}"
    return effect.after or f"was {effect.before}"


def _tree(step: Step, lines: Sequence[str] = (), grade: str = "") -> Item:
    """Return a link and what it follows from, with lines below the link itself."""
    premises = tuple(map(_tree, step.premises))
    blocks: list[Block] = [_paragraph(*lines)] if lines else []
    if premises:
        blocks.append(Items(premises, "tree"))
    words = f"{step.sentence}  [{grade}]" if grade else step.sentence
    return Item(plain(words), _note(step), tuple(blocks))


def _note(step: Step) -> str:
    """Return by which axiom a link follows, or who states it."""
    if step.axiom:
        return f"({step.axiom})"
    if step.grade == MISSING:
        return "; ".join([MISSING, *contested_lines(step.claims)])
    if not step.claims:
        return "supposed" if step.supposed else "given by the tables"
    more = len(step.claims) - 1
    standing = f"{doubt}, " if (doubt := step.claims[0].doubt) else ""
    return standing + _said(step.claims[0]) + (f" (+{more} more)" if more else "")


def _said(record: Claim | Measurement) -> str:
    manner = record.manner if isinstance(record, Claim) else record.modality
    return f"{manner}, {record.cited_at}: {record.statement}"


def _paragraph(*lines: str) -> Paragraph:
    return Paragraph(tuple(map(plain, lines)))
