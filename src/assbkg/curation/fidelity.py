"""Compare records with the text of their paper.

This needs the paper's plain text, which the project does not hold: whoever has it sees each
record beside its sentence, and learns which sentences moved, changed or were left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assbkg.curation.corpus import SOURCE, Paper
from assbkg.curation.records import NOT_CURATED, Coverage
from assbkg.curation.sentences import Sentence

__all__ = ["Beside", "compare", "coverage_of", "side_by_side"]

#: Minimum number of consecutive words of the paper that make a text a quotation.
QUOTED_WORDS = 12


@dataclass(frozen=True)
class Beside:
    """One sentence and the records curated from it, as pairs of id and statement."""

    sentence: Sentence
    records: tuple[tuple[str, str], ...]
    why_none: str


def compare(paper: Paper, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return all differences between a paper's coverage and its text, in reading order."""
    return (*_compare_sentences(paper, sentences), *_find_quotations(paper, sentences))


def side_by_side(paper: Paper, sentences: Sequence[Sentence]) -> Iterator[Beside]:
    """Yield each sentence with the records that come from it, in reading order.

    A sentence that moved keeps its records; one that is not covered has none.
    """
    statements = {record_id: row.record.statement for record_id, row in paper.said()}
    statements |= {row.record.id: row.record.title for row in paper.references}
    covered = _match(paper, sentences)
    for sentence in sentences:
        record = covered.get(sentence.number)
        said = [(name, statements.get(name, "")) for name in record.records] if record else []
        yield Beside(sentence, tuple(said), record.why_none if record else _unread(paper))


def _unread(paper: Paper) -> str:
    return "not covered" if paper.info.sentences is None else "not read"


def coverage_of(
    paper: Paper, sentences: Sequence[Sentence], reasons: Mapping[int, str]
) -> tuple[Coverage, ...]:
    """Return the coverage that a paper's records give.

    `reasons` has, by number, why a sentence has no record.
    """
    said: dict[int, list[str]] = defaultdict(list)
    for record_id, sentence in paper.places():
        said[sentence].append(record_id)
    return tuple(
        Coverage(
            sentence=s.number,
            section=s.section,
            fingerprint=s.fingerprint,
            records=tuple(said.get(s.number, ())),
            why_none="" if s.number in said else reasons.get(s.number, NOT_CURATED),
        )
        for s in sentences
    )


def _match(paper: Paper, sentences: Sequence[Sentence]) -> dict[int, Coverage]:
    """Return the coverage of each sentence of the text, by its number in the text.

    Sentences in their old place are matched first, then those that moved, then those whose
    wording changed but whose number is in the coverage and not yet matched.
    """
    left = {row.record.sentence: row.record for row in paper.coverage}
    found: dict[int, Coverage] = {}
    for sentence in sentences:
        if sentence.number in left and left[sentence.number].fingerprint == sentence.fingerprint:
            found[sentence.number] = left.pop(sentence.number)
    elsewhere: dict[str, list[int]] = defaultdict(list)
    for number, record in left.items():
        elsewhere[record.fingerprint].append(number)
    for sentence in sentences:
        if sentence.number not in found and elsewhere[sentence.fingerprint]:
            found[sentence.number] = left.pop(elsewhere[sentence.fingerprint].pop(0))
    for sentence in sentences:
        if sentence.number not in found and sentence.number in left:
            found[sentence.number] = left.pop(sentence.number)
    return found


def _compare_sentences(paper: Paper, sentences: Sequence[Sentence]) -> Iterator[str]:
    found = _match(paper, sentences)
    shifts = [(n, n - record.sentence) for n, record in sorted(found.items())]
    moved = dict(_moves(shifts))
    for sentence in sentences:
        where = f"sentence {sentence.number} ({sentence.section})"
        record = found.get(sentence.number)
        if sentence.number in moved:
            yield moved[sentence.number]
        if record is None:
            if paper.info.sentences is None:
                yield f"{where}: is not covered"
        elif record.fingerprint != sentence.fingerprint:
            yield f"{where}: differs from the text that was curated"
        elif record.section != sentence.section:
            yield f"{where}: was curated under section {record.section!r}"
    told = paper.info.sentences
    if told is not None and told != len(sentences):
        yield f"the text has {len(sentences)} sentences, {SOURCE} says {told}"
    matched = {record.sentence for record in found.values()}
    for row in paper.coverage:
        if row.record.sentence not in matched:
            yield f"sentence {row.record.sentence}: is covered, but missing from the text"


def _moves(shifts: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """Yield each run of sentences that moved together, with the number of the first."""
    for shift, run in groupby(shifts, key=lambda pair: pair[1]):
        numbers = [number for number, _ in run]
        first, last = numbers[0], numbers[-1]
        if shift and first == last:
            yield first, f"sentence {first}: has moved; it was sentence {first - shift}"
        elif shift:
            was = f"{first - shift} to {last - shift}"
            yield first, f"sentences {first} to {last}: have moved; they were {was}"


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[0-9a-z]+", folded)


def _find_quotations(paper: Paper, sentences: Sequence[Sentence]) -> Iterator[str]:
    words = [word for s in sentences if s.section != "references" for word in _words(s.text)]
    runs = set(_windows(words))
    for name, text in _own_words(paper):
        if any(window in runs for window in _windows(_words(text))):
            yield f"{name} repeats {QUOTED_WORDS} or more words of the paper"


def _windows(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + QUOTED_WORDS]) for i in range(len(words) - QUOTED_WORDS + 1))


def _own_words(paper: Paper) -> Iterator[tuple[str, str]]:
    """Everything that the tables say in their own words."""
    for record_id, row in paper.said():
        yield f"{record_id}: its statement", row.record.statement
        yield f"{record_id}: its note", row.record.note
    for assessment in paper.assessments:
        yield f"{assessment.record.id}: its reason", assessment.record.reason
    for pair in paper.contradictions:
        yield f"{pair.record.called}: their reason", pair.record.reason
    for covered in paper.coverage:
        name = f"sentence {covered.record.sentence}: why it has no record"
        yield name, covered.record.why_none
