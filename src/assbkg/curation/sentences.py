"""A paper's plain text, split into numbered sentences with fingerprints.

The text itself is never stored: a sentence is known by its section, its running
number and the fingerprint of its letters and digits, so that spacing, hyphenation
and markup may differ between two copies of the same paper.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assbkg.errors import SourceTextError

__all__ = ["Sentence", "fingerprint", "read_sentences", "split_text"]

_HEADING = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.? +[A-Z][^.]*")
_ABSTRACT = re.compile(r"Abstract[.:] *(?P<text>.*)", re.DOTALL)
_KEYWORDS = re.compile(r"Keywords[.:] *(?P<text>.*)", re.DOTALL)
_CAPTION = re.compile(r"(?P<label>(?:Fig|Table|Scheme)\.? \d+) (?=\S)")
_REFERENCE = re.compile(r"(?:- )?\[(?P<number>\d+)\] +(?P<text>.*)", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\[$])")
_ABBREVIATION = re.compile(r"(?:\bet al|\bFigs?|\bRefs?|\be\.g|\bi\.e|\bvs|\bca|\bEq)\.$")


@dataclass(frozen=True)
class Sentence:
    """One sentence, caption or reference of a paper, counted from 1 in reading order."""

    number: int
    section: str
    text: str

    @property
    def fingerprint(self) -> str:
        """The fingerprint of this sentence's text."""
        return fingerprint(self.text)


def fingerprint(text: str) -> str:
    """SHA-256, in hexadecimal, of the letters and digits of `text`.

    The text is NFKC-normalised and case-folded first, so `Ti₃C₂Tₓ` and `Ti3C2Tx`
    give the same fingerprint, and so do copies with other spacing or markup.

    >>> fingerprint("Ti₃C₂Tₓ sheets.") == fingerprint("$Ti_3C_2T_x$ Sheets")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(character for character in folded if character.isalnum())
    return hashlib.sha256(kept.encode()).hexdigest()


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """Read the plain text of a paper and split it; see `split_text`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceTextError(f"{path}: can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceTextError(
            f"{path}: is not UTF-8 (byte {error.start}); save the paper's text as UTF-8"
        ) from error
    sentences = split_text(text)
    if not sentences:
        raise SourceTextError(f"{path}: holds no sentence; expected the paper as plain text")
    return sentences


def split_text(text: str) -> tuple[Sentence, ...]:
    """Split a paper's text into sentences, in reading order.

    Paragraphs are parted by blank lines. What stands before the abstract is section
    `front`, one unit a paragraph; a caption is one unit, in `<section> Fig. <n>`; an
    entry of the reference list is one unit, in `references`. Headings are not counted.
    A paragraph cut by a page break or a figure is joined again.
    """
    units = _units(re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return tuple(Sentence(n, section, unit) for n, (section, unit) in enumerate(units, start=1))


def _units(paragraphs: list[str]) -> Iterator[tuple[str, str]]:
    section = "front"
    open_text = ""
    held: list[tuple[str, str]] = []
    for raw in paragraphs:
        paragraph = raw.strip()
        if not paragraph:
            continue
        caption = _CAPTION.match(paragraph)
        if caption:
            held.append((f"{section} {caption['label']}", " ".join(paragraph.split())))
            continue
        if section == "references":
            yield from _references(paragraph)
            continue
        heading = _HEADING.fullmatch(paragraph)
        if heading or paragraph == "References":
            yield from _close(section, open_text, held)
            open_text, held = "", []
            section = heading["number"] if heading else "references"
            continue
        section, paragraph = _named_part(section, paragraph)
        if section in ("front", "keywords"):
            yield section, " ".join(paragraph.split())
            continue
        open_text = f"{open_text} {paragraph}".strip()
        if open_text[-1] in ".!?":
            yield from _close(section, open_text, held)
            open_text, held = "", []
    yield from _close(section, open_text, held)


def _named_part(section: str, paragraph: str) -> tuple[str, str]:
    for name, pattern in (("abstract", _ABSTRACT), ("keywords", _KEYWORDS)):
        found = pattern.fullmatch(paragraph)
        if found:
            return name, found["text"]
    return section, paragraph


def _close(section: str, text: str, held: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if text:
        yield from ((section, sentence) for sentence in _sentences(" ".join(text.split())))
    yield from held


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(paragraph):
        candidate = paragraph[start : end.start()]
        if not _ABBREVIATION.search(candidate):
            yield candidate
            start = end.end()
    yield paragraph[start:]


def _references(paragraph: str) -> Iterator[tuple[str, str]]:
    for line in paragraph.splitlines():
        found = _REFERENCE.fullmatch(line.strip())
        if found:
            yield "references", f"[{found['number']}] {found['text']}"
