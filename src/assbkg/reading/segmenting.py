"""Split the blocks of a paper into numbered sentences: version 2 of the segmenter.

Version 1 is `assbkg.curation.sentences`. A paper keeps the version that numbered it, which
stands in its `source.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assbkg.curation.sentences import Sentence
from assbkg.reading.blocks import Block, Citation, Kind, Reading
from assbkg.reading.citations import ABBREVIATION, CITED, CLUSTER, Style, find_citations, style_of

__all__ = ["SEGMENTER", "ReadPaper", "ReadSentence", "segment", "sentence_spans"]
__all__ += ["split_paper"]

#: The version that `source.toml` records.
SEGMENTER: Final = 2

_STARTS: Final = (
    r"(?=[\"'“‘«„]?[(\[]?(?:[A-ZÀ-ÖØ-ÞΑ-Ωα-ωµ]|[~≈∼<>≤≥]?\s?\d|[nptsfd]-[A-Za-z]|pH\b|x-ray)"
    r"|[(\[$])"
)
_END: Final = re.compile(
    rf"[.!?][\"'”’»)\]]*(?P<behind>(?:{CLUSTER})?)"
    rf"(?:\s+(?!{CITED}){_STARTS}|(?<=\])(?=[A-Z][a-z])|(?<=[a-z]{{4}}\.)(?=[A-Z][a-z]+[\s,]))"
)
#: Not at the end where a number or a bracket follows.
_BEFORE_NUMBER: Final = re.compile(
    r"\b(?:figs?|refs?|eqs?|eqns?|secs?|sects?|tabs?|chaps?|ch|nos?|nr|vols?|pp?|suppl?|v|ver"
    r"|Pp?|Ver|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_NUMBER: Final = re.compile(r"[~≈∼<>≤≥]?\s?[\d\[(]")
#: Words that begin sentences: before them, a capital letter with a stop is no initial.
_OPENERS: Final = re.compile(
    r"(?:The|This|These|Those|That|It|Its|In|We|Our|However|For|As|An?|To|When|While|Thus|Hence"
    r"|Here|There|Therefore|Although|Moreover|Furthermore|Additionally|Also|By|At|On|With|From"
    r"|After|Before|During|Since|Both|Each|All|Such|Then|Finally|Overall|Accordingly|If|Under"
    r"|Unlike|Using|Based|Because|Compared|Consequently|Despite|Due|Further|Instead|Meanwhile"
    r"|Nevertheless|Notably|Note|Similarly|Subsequently|Upon|Fig(?:ure)?|Table)\b"
)
_INITIAL: Final = re.compile(r"(?P<before>\S*)(?:^|\s|[-.–])\(?[A-Z]\.$")
_ENUMERATOR: Final = re.compile(r"(?:[-–•*]\s)?\(?(?:[A-Za-z]|[ivx]{1,4}|\d{1,2})[.)]\.?")
_TAIL: Final = 24


@dataclass(frozen=True)
class ReadSentence(Sentence):
    """A sentence with kind, page and label of its block and the numbers of the works it cites."""

    kind: Kind = "paragraph"
    page: int = 0
    cites: tuple[int, ...] = ()
    #: That of its block: of a caption (`Fig. 1`), or the number of a reference.
    label: str = ""


@dataclass(frozen=True)
class ReadPaper:
    """A paper that was read, with its numbered sentences."""

    reading: Reading
    sentences: tuple[ReadSentence, ...]


def split_paper(reading: Reading) -> ReadPaper:
    """Return a paper with its sentences; see `segment`."""
    return ReadPaper(reading, segment(reading))


def segment(reading: Reading) -> tuple[ReadSentence, ...]:
    """Split a paper into sentences, counted from 1 in reading order.

    Paragraphs are split; a title, a line of front matter, a caption, a table and an entry of
    the reference list are one unit each. Headings, formulas and furniture are not counted.
    Sections are numbers where headings have them (`2.1`), else the headings themselves.
    """
    kept = [b for b in reading.blocks if b.kind not in ("heading", "formula", "furniture")]
    names = _section_names(reading.blocks)
    entries = max((entry.number for entry in reading.references), default=0)
    marked = any(block.citations for block in kept)
    style: Style = (
        "none" if marked else style_of((b.text for b in kept if b.kind == "paragraph"), entries)
    )
    units = [unit for block in kept for unit in _units(block, names, style, entries)]
    return tuple(
        ReadSentence(n, section, text, block.kind, block.page, cites, block.label)
        for n, (section, text, block, cites) in enumerate(units, start=1)
        if text
    )


_Unit = tuple[str, str, Block, tuple[int, ...]]


def _units(
    block: Block, names: dict[tuple[str, ...], str], style: Style, entries: int
) -> Iterator[_Unit]:
    section = names[block.section]
    if block.kind == "caption":
        section = f"{section} {block.label}".strip()
    text = block.text
    if block.kind == "reference":
        yield section, text, block, ()
        return
    marked = block.citations or find_citations(text, style, entries)
    spans = sentence_spans(text) if block.kind == "paragraph" else ((0, len(text)),)
    for start, end in spans:
        yield section, text[start:end], block, _cited(marked, start, end)


def _cited(citations: tuple[Citation, ...], start: int, end: int) -> tuple[int, ...]:
    numbers = (n for c in citations if start <= c.start < end for n in c.numbers)
    return tuple(sorted(set(numbers)))


def _section_names(blocks: tuple[Block, ...]) -> dict[tuple[str, ...], str]:
    """Return a short name for each section: the number or title of its innermost heading.

    Headings that occur under several others carry the name of the one above them.
    """
    paths = list(dict.fromkeys(block.section for block in blocks))
    counts = Counter(_short(path[-1]) for path in paths if path)
    names = {}
    for path in paths:
        short = _short(path[-1]) if path else ""
        above = counts[short] > 1 and len(path) > 1
        names[path] = f"{_short(path[-2])} / {short}" if above else short or "front"
    return names


def _short(heading: str) -> str:
    number = re.match(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s", heading)
    return number[1] if number else heading


def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where each sentence of a paragraph starts and ends, in code points.

    White space between sentences belongs to none of them.
    """
    spans, start = [], 0
    for end in _END.finditer(text):
        stop = end.end("behind")
        if not _goes_on(text[start : end.start() + 1], text, end.end()):
            spans.append((start, stop))
            start = end.end()
    if start < len(text):
        spans.append((start, len(text)))
    return tuple(spans)


def _goes_on(candidate: str, text: str, following: int) -> bool:
    """Return whether a stop belongs to an abbreviation, an initial or an enumerator."""
    last = candidate[-_TAIL:]
    if ABBREVIATION.search(last) or _ENUMERATOR.fullmatch(candidate):
        return True
    if _BEFORE_NUMBER.search(last) and _NUMBER.match(text, following):
        return True
    initial = _INITIAL.search(last)
    if initial is None:
        return False
    before = candidate[: len(candidate) - 2].rstrip(" (").rpartition(" ")[2]
    measured = bool(re.search(r"\d$", before))
    return not measured and not _OPENERS.match(text, following)
