"""Sentences out of templates. No template holds a number: what is told comes from the graph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from string import Formatter
from typing import Final

from assbkg.pages.report.model import Number, Paragraph, Run, Sentence
from assbkg.pages.report.templates import TEMPLATES

__all__ = ["Slot", "paragraph", "say"]

#: What fills a slot: a count, words out of a result, several of either, or a part of the report.
Slot = Number | str | Sequence[str] | Sequence[tuple[Number, str]] | Run

_QUOTED: Final = "quoted"


def say(template: str, /, **slots: Slot) -> Sentence:
    """Fill one of `TEMPLATES`.

    A slot `{systems:system}` takes a `Number` and counts: `1 system`, `2 systems`. A plural
    that is not made by `s` stands behind a bar: `{n:kind of strategy|kinds of strategy}`.
    Pairs of a `Number` and a noun are counted each; in a slot `{counts:quoted}` they are
    numbers of what is called so, as `2 “hedged”`.
    """
    runs: list[Run] = []
    numbers: list[Number] = []
    for words, name, counted, _ in Formatter().parse(TEMPLATES[template]):
        if words:
            runs.append(Run(words))
        if name is not None:
            filled = slots[name]
            runs.append(_run(filled, counted or ""))
            numbers += _numbers(filled)
    return Sentence(tuple(_joined(runs)), tuple(numbers))


def paragraph(*sentences: Sentence | None) -> Paragraph:
    """A paragraph of the sentences that are there."""
    return Paragraph(tuple(sentence for sentence in sentences if sentence is not None))


def _numbers(slot: Slot) -> Iterator[Number]:
    if isinstance(slot, Number):
        yield slot
    elif not isinstance(slot, (str, Run)):
        yield from (one[0] for one in slot if isinstance(one, tuple))


def _run(slot: Slot, counted: str) -> Run:
    if isinstance(slot, Run):
        return slot
    if isinstance(slot, Number):
        return Run(_count(slot.value, counted))
    if isinstance(slot, str):
        return Run(_isolated(slot))
    return Run(_and([_entry(one, quoted=counted == _QUOTED) for one in slot]))


def _entry(one: str | tuple[Number, str], *, quoted: bool) -> str:
    if isinstance(one, str):
        return _isolated(one)
    number, name = one
    # Grades have commas, and so stand in quotation marks.
    return f"{number.value:,} “{name}”" if quoted else _count(number.value, name)


def _isolated(words: str) -> str:
    """Words that are written from right to left, kept from turning what stands around them."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL") for character in words)
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}" if turns else words


def _count(number: int, noun: str) -> str:
    if not noun:
        return f"{number:,}" if number else "none"
    one, _, many = noun.partition("|")
    said = f"{number:,}" if number else "no"
    return f"{said} {one if number == 1 else many or one + 's'}"


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Runs, those of plain words joined."""
    text = ""
    for run in runs:
        if run.target or run.code:
            if text:
                yield Run(text)
            yield run
            text = ""
        else:
            text += run.text
    if text:
        yield Run(text)
