"""Records held against the text of their paper.

Needs the paper's plain text, which the project does not hold: whoever has it sees each
record beside its sentence, and learns of sentences that moved, changed or were left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assbkg.curation.corpus import Paper
from assbkg.curation.records import Coverage
from assbkg.curation.sentences import Sentence

__all__ = ["Beside", "compare", "coverage_of", "side_by_side"]

#: So many words in a row from the paper make a statement a quotation.
QUOTED_WORDS = 12


@dataclass(frozen=True)
class Beside:
    """One sentence with what was curated from it: record ids with their statements."""

    sentence: Sentence
    records: tuple[tuple[str, str], ...]
    why_none: str


def compare(paper: Paper, sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """All differences between a paper's coverage and its text, in reading order."""
    return (*_compare_sentences(paper, sentences), *_find_quotations(paper, sentences))


def _compare_sentences(paper: Paper, sentences: Sequence[Sentence]) -> Iterator[str]:
    covered = {row.record.sentence: row.record for row in paper.coverage}
    places = {sentence.fingerprint: sentence.number for sentence in sentences}
    known = {record.fingerprint for record in covered.values()}
    for sentence in sentences:
        record = covered.get(sentence.number)
        where = f"sentence {sentence.number} ({sentence.section})"
        if record is None:
            yield f"{where}: is not covered"
        elif record.fingerprint != sentence.fingerprint:
            moved = places.get(record.fingerprint)
            if moved:
                yield f"{where}: has moved; what was sentence {sentence.number} is now {moved}"
            elif sentence.fingerprint not in known:
                yield f"{where}: reads otherwise than when it was curated"
            else:
                yield f"{where}: stands where another sentence was, which is missing now"
        elif record.section != sentence.section:
            yield f"{where}: was curated under section {record.section!r}"
    for number in sorted(set(covered) - {sentence.number for sentence in sentences}):
        yield f"sentence {number}: is covered, but the text has only {len(sentences)} sentences"


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[0-9a-z]+", folded)


def _find_quotations(paper: Paper, sentences: Sequence[Sentence]) -> Iterator[str]:
    words = [word for s in sentences if s.section != "references" for word in _words(s.text)]
    runs = {tuple(words[i : i + QUOTED_WORDS]) for i in range(len(words) - QUOTED_WORDS + 1)}
    for record_id, row in paper.said():
        said = _words(row.record.statement)
        windows = range(len(said) - QUOTED_WORDS + 1)
        if any(tuple(said[i : i + QUOTED_WORDS]) in runs for i in windows):
            yield f"{record_id}: its statement repeats {QUOTED_WORDS} or more words of the paper"


def side_by_side(paper: Paper, sentences: Sequence[Sentence]) -> Iterator[Beside]:
    """Each sentence with the records that come from it, in reading order."""
    statements = {record_id: row.record.statement for record_id, row in paper.said()}
    for row in paper.references:
        statements[f"ref-{row.record.number}"] = row.record.title
    covered = {row.record.sentence: row.record for row in paper.coverage}
    for sentence in sentences:
        record = covered.get(sentence.number)
        if record:
            said = tuple((name, statements.get(name, "")) for name in record.records)
            yield Beside(sentence, said, record.why_none)


def coverage_of(
    paper: Paper, sentences: Sequence[Sentence], reasons: dict[int, str]
) -> tuple[Coverage, ...]:
    """The coverage that a paper's records give; `reasons` tells why a sentence has none."""
    said: dict[int, list[str]] = {}
    for record_id, sentence in paper.places():
        said.setdefault(sentence, []).append(record_id)
    return tuple(
        Coverage(
            sentence=s.number,
            section=s.section,
            fingerprint=s.fingerprint,
            records=tuple(said.get(s.number, ())),
            why_none="" if s.number in said else reasons.get(s.number, "not curated yet"),
        )
        for s in sentences
    )
