"""Sentences out of templates. No template holds a number: what is counted comes from the graph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import Final

from assbkg.pages.report.model import Number, Paragraph, Run, Sentence

__all__ = ["TEMPLATES", "Slot", "paragraph", "say"]


TEMPLATES: Final[Mapping[str, str]] = {
    # Summary
    "about": "This report describes what the knowledge graph contains on nano-design {about}, "
    "with sources.",
    "about-sources": "All of it comes from {sources:source} ({table}).",
    "summary-strategies": "The graph has effects of "
    "{strategies:kind of strategy|kinds of strategy} in "
    "{systems:system or general statement|systems or general statements} ({table}).",
    "summary-goals": "Effects are reported on {goals}, through "
    "{mechanisms:kind of mechanism|kinds of mechanism}.",
    "summary-goals-alone": "Effects are reported on {goals}, without a mechanism.",
    "summary-best": "The strongest grade of an effect is “{grade}”, reached by {names}.",
    "summary-best-many": "The strongest grade of an effect is “{grade}”, reached by "
    "{strategies:kind of strategy|kinds of strategy}.",
    "summary-grades": "By their best support, the grades of {effects:effect} are "
    "{counts:quoted} ({table}).",
    "summary-figures": "{table} compares {figures:measurement} of {things:thing}, with the "
    "conditions of each as far as the source reports them.",
    "summary-objected": "Among these statements, curators call {counts:quoted}, and found "
    "{contradictions:contradiction} ({section}).",
    "summary-gaps": "No measurement backs {unbacked} of {expected:expected benefit} in "
    "{systems:system} ({section}).",
    "summary-backed": "Measurements back all of {expected:expected benefit} in {systems:system}.",
    # Strategies
    "strategies-kinds": "{table} has one row for each kind of strategy, best supported first.",
    "strategies-effects": "{table} has {effects:effect}, one in each row, with grade, place and "
    "works cited.",
    "strategies-no-mechanism": "For {untold} of them no mechanism is stated: the source says "
    "that the strategy has the effect, but not how.",
    "strategies-open": "Left out are {names}: which component they serve as is not stated, or "
    "contested.",
    "strategies-region": "No system serves as a region of a cell, so all systems are "
    "considered, with their effects on its bottlenecks.",
    "network": "{figure} shows, as a network, how strategies act through mechanisms, and on what.",
    "mechanisms": "{figure} shows how mechanisms, bottlenecks and benefits are connected.",
    "matrix": "{figure} compares strategies by benefit.",
    # Benefits
    "benefits-kinds": "{table} separates what reasoning expects, what a source reports, and "
    "what a measurement supports.",
    "benefits-counts": "Of {benefits:row}, one for each benefit of each system: {expected} "
    "expected, {reported} reported, {figured} with a measurement.",
    "benefits-wider": "It lists every benefit of these systems, whether or not it is related to "
    "{bottleneck}.",
    # Figures
    "figures-table": "{table} has {figures:measurement}, as written in the source and in one unit "
    "per quantity.",
    "figures-conditions": "A comparison is only as good as its conditions: {table} counts those "
    "that are not reported.",
    "figures-status": "Of these, curators call {counts:quoted}.",
    "figures-accepted": "Curators object to none of them.",
    "figures-none": "The graph has no measurement of these systems.",
    "capacities": "{figure} shows the capacities over cycle number.",
    # Grades
    "grades-rule": "A link is graded by the strongest claim that states it, a derived link by its "
    "best proof, and a proof by its weakest claim.",
    "grades-table": "{table} counts the effects in {effects} by grade, next to all links of the "
    "graph.",
    "grades-contested": "Contested claims are used in no proof; anomalous ones are used, and "
    "marked.",
    # Contested
    "contested-voices": "Two voices are kept apart here: what the source says, restated in our "
    "words, and what curators think of it.",
    "contested-table": "{table} has {statements:statement} to which curators object, "
    "{counts:quoted}.",
    "contested-none": "Curators object to no statement here.",
    "contradictions-table": "{table} has {pairs:pair} of statements that cannot both hold.",
    "contradictions-none": "They found no contradiction here.",
    "disagreements-table": "{table} has {pairs:pair} of records that rules find to disagree, "
    "whatever curators think of them.",
    "disagreements-none": "Rules find no disagreement here.",
    "works-table": "Curators object to {works:cited work} because of the title ({table}).",
    # Gaps
    "gaps-unmeasured": "{table} lists what reasoning suggests for {systems:system} and what, as "
    "far as the graph shows, nobody has measured.",
    "gaps-unaddressed": "{table} names {bottlenecks:bottleneck} that nothing in what was "
    "read acts against.",
    "gaps-suggestions": "{table} has {suggestions:suggestion}: what works elsewhere but, in the "
    "graph, has not been tried in that component.",
    "gaps-suggestions-are": "These are not findings.",
    "gaps-conditions": "{table} lists the conditions that the measurements lack.",
    "gaps-none": "The graph, as far as its papers are read, suggests no gap here.",
    # Figures that can't be drawn
    "left-out": "A figure of {what} is left out here: {reason}.",
    # History
    "history-table": "{table} lists {milestones:milestone} in chronological order.",
    "timeline": "{figure} shows them.",
    # Method and limits
    "method-tables": "What a source says was entered in tables, sentence by sentence: each "
    "claim with its strength, its place and the works that it cites, restated in the words of "
    "the curators.",
    "method-reasoning": "An OWL ontology says what follows from what; its rules close the "
    "graph, and every derived link can be traced to claims by {explain}.",
    "method-sentences": "All sentences of this report are templates filled with results of "
    "queries; {file} lists what each number counts.",
    "method-curation": "{note}",
    "method-curated-by": "{names} curated {paper}.",
    "method-not-recorded": "How {paper} was curated is not recorded.",
    "limits-secondary": "The graph contains {sources:source}, a review and no original study: "
    "what it says about other works was not checked against them.",
    "limits-secondary-many": "The graph contains {sources:source}; what they say about works "
    "that they cite was not checked against these works.",
    "limits-works": "Curators find {works:cited work} cited for something that the title does "
    "not say: most are about another kind of battery, and it is not shown that the results hold "
    "in a solid-state cell ({table}).",
    "limits-grades": "A grade says how firmly a source states something, not whether it is true.",
    "limits-expected": "An expectation follows from statements. It is not a result.",
    "limits-absent": "What is not in the graph may well have been done.",
    "limits-part": "Only partly read, so nothing can be said to be absent there: {papers} "
    "({table}).",
    # Versions
    "versions-sources": "{table} lists the curated sources.",
    "versions-hashes": "The report was made from a release of the graph whose files have these "
    "hashes ({table}).",
    "versions-command": "The same release and the same versions give the same bytes, by {command}.",
    "versions-manifest": "{file} has the hashes of all files of the report.",
}


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
    """Return a paragraph of the sentences that are there."""
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
    """Return words; those written from right to left are kept from turning what is around them."""
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
    """Yield runs, with plain ones joined."""
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
