"""Split a paper's plain text into numbered sentences with fingerprints.

The text itself is never stored: a sentence is identified by its section, its running number
and the fingerprint of its letters and digits, so that spacing, hyphenation, punctuation and
sub- and superscripts may differ between two copies of a paper.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assbkg.errors import SourceTextError, UnreadableFile
from assbkg.files.opening import MIB, read_bytes, to_text

__all__ = ["Sentence", "fingerprint", "read_sentences", "split_text"]

#: The longest text of a paper, in bytes; a book has 2 MiB.
_MOST_BYTES: Final = 16 * MIB

_HEADING = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.? +[A-Z][^.]*")
_NAMED_HEADINGS = frozenset({"Abstract", "Keywords", "References"})
_ABSTRACT = re.compile(r"(?:Abstract|ABSTRACT)[.:] *(?P<text>.*)", re.DOTALL)
_KEYWORDS = re.compile(r"(?:Keywords|KEYWORDS)[.:] *(?P<text>.*)", re.DOTALL)
#: `Fig. 1 The images`, `Figure 1. The images`; but `Fig. 1 shows` begins a sentence.
_CAPTION = re.compile(
    r"(?P<label>(?:Fig(?:ure)?|Table|Scheme)\.? \d+)(?:\s?[.:|]\s|\s(?=[^\W\d_a-z]|[\d(\[$]))"
)
_REFERENCE = re.compile(r"(?:- )?\[(?P<number>\d+)\] *(?P<text>.*)")
#: The end of a sentence, with quotes, brackets and citations behind its stop, and the beginning
#: of the next: a capital, a Greek letter, a number, a bracket, a quote or a formula.
_CITED = r"(?:\[\d+(?:[,;\s–-]+\d+)*\])"
_SENTENCE_END = re.compile(
    rf"[.!?](?P<behind>\s{_CITED}+(?=\s+[A-Z])"
    rf"|[\"'”’»)\]]*(?:{_CITED}+|(?<=[^\W\d_]\.)[⁰¹²³⁴-⁹]+(?:[⁻,–-][⁰¹²³⁴-⁹]+)*)?)"
    r"\s+(?=[\"'“‘«„]?[(\[]?(?:[A-ZÀ-ÖØ-ÞΑ-Ωα-ω$]|[~≈∼<>≤≥]?\s?\d)|[(\[])"
)
#: Never at the end of a sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[Ee]t al|[Cc]f|[Ee]\.\s?g|[Ii]\.\s?e|[Vv]s|[Cc]a|[Vv]iz|[Aa]pprox|[Rr]esp|[Ii]ncl"
    r"|Drs?|Prof|Mrs?|Ms|St|Figs?|Refs?|Eqs?|Eqns?|Secs?|Sects?|Tabs?|Chaps?|Nos?|Nr|Vols?"
    r"|Suppl?|Apps?|Exps?|Thm|Def|Ch))\.$"
)
#: Not at the end where a number or a bracket follows.
_BEFORE_NUMBER = re.compile(
    r"\b(?:figs?|refs?|eqs?|eqns?|secs?|sects?|tabs?|chaps?|ch|nos?|nr|vols?|pp?|suppl?|v|ver"
    r"|Pp?|Ver|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_NUMBER = re.compile(r"[~≈∼<>≤≥]?\s?[\d\[(]")
_LONGEST_ABBREVIATION: Final = 20
#: Initials before a name: `J. A. Doe`.
_INITIALS = re.compile(r"(?:[A-Z]\.[\s-]?)+$")


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
    """Return the SHA-256, in hexadecimal, of the letters and digits of `text`.

    The text is NFKC-normalised and case-folded first, so `Ti₃C₂Tₓ` and `Ti3C2Tx` have the same
    fingerprint, and so do copies that differ in spacing, punctuation or dollar signs. Decimal
    points and signs don't count either: `56.4` and `-564` are the same.

    >>> fingerprint("Ti₃C₂Tₓ sheets.") == fingerprint("$Ti_3C_2T_x$ Sheets")
    True
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(character for character in folded if character.isalnum())
    return hashlib.sha256(kept.encode()).hexdigest()


def read_sentences(path: Path) -> tuple[Sentence, ...]:
    """Read the plain text of a paper and split it; see `split_text`.

    Raises `SourceTextError` if the file can't be read, is not UTF-8 or holds no sentence.
    """
    try:
        data = read_bytes(path, _MOST_BYTES)
        text = to_text(data.removeprefix(codecs.BOM_UTF8), path)
    except UnreadableFile as error:
        raise SourceTextError(f"{error} (expected the paper as plain text in UTF-8)") from error
    sentences = split_text(text)
    if not sentences:
        raise SourceTextError(f"{path}: holds no sentence; expected the paper as plain text")
    return sentences


def split_text(text: str) -> tuple[Sentence, ...]:
    """Split a paper's text into sentences, in reading order.

    Blank lines separate paragraphs. Text before the abstract is in section `front`, one unit
    for each paragraph; an entry of the reference list, which begins with its number as `[1]`,
    is one unit in `references`. A caption is one unit in `<section> Fig. <n>`, after the
    paragraph that it interrupts or precedes. Headings begin with a number (`2.1. Anodes`),
    except `Abstract`, `Keywords` and `References`; they are not counted. A paragraph that a
    page break or a figure interrupts is joined again.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    units = _units(re.split(r"\n\s*\n", plain))
    return tuple(Sentence(n, section, unit) for n, (section, unit) in enumerate(units, start=1))


def _units(paragraphs: list[str]) -> Iterator[tuple[str, str]]:
    section = "front"
    open_text = ""
    held: list[tuple[str, str]] = []
    for raw in paragraphs:
        paragraph = raw.strip()
        caption = _CAPTION.match(paragraph)
        if caption:
            held.append((f"{section} {caption['label']}", " ".join(paragraph.split())))
            continue
        opened, paragraph = _opened(section, paragraph)
        if opened != section:
            yield from _close(section, open_text, held)
            section, open_text, held = opened, "", []
        if not paragraph:
            continue
        if section in ("front", "keywords"):
            yield section, " ".join(paragraph.split())
            continue
        open_text = f"{open_text}\n{paragraph}".strip()
        if open_text[-1] in ".!?" and section != "references":
            yield from _close(section, open_text, held)
            open_text, held = "", []
    yield from _close(section, open_text, held)


def _opened(section: str, paragraph: str) -> tuple[str, str]:
    """Return the section that a paragraph opens, or `section`, and the rest of its text."""
    if section == "references":
        return section, paragraph
    if paragraph.capitalize() in _NAMED_HEADINGS:
        return paragraph.lower(), ""
    heading = _HEADING.fullmatch(paragraph)
    if heading:
        return heading["number"], ""
    for name, pattern in (("abstract", _ABSTRACT), ("keywords", _KEYWORDS)):
        found = pattern.fullmatch(paragraph)
        if found:
            return name, found["text"]
    return section, paragraph


def _close(section: str, text: str, held: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    split = _references if section == "references" else _sentences
    if text:
        yield from ((section, unit) for unit in split(text))
    yield from held


def _sentences(text: str) -> Iterator[str]:
    paragraph = " ".join(text.split())
    start = 0
    for end in _SENTENCE_END.finditer(paragraph):
        if not _goes_on(paragraph[start : end.start() + 1], paragraph, end.end()):
            yield paragraph[start : end.end("behind")]
            start = end.end()
    yield paragraph[start:]


def _goes_on(candidate: str, paragraph: str, following: int) -> bool:
    """Tell whether a stop belongs to an abbreviation or to initials."""
    last = candidate[-_LONGEST_ABBREVIATION:]
    if _ABBREVIATION.search(last) or _INITIALS.fullmatch(candidate[:_LONGEST_ABBREVIATION]):
        return True
    return bool(_BEFORE_NUMBER.search(last) and _NUMBER.match(paragraph, following))


def _references(text: str) -> Iterator[str]:
    for entry in re.split(r"\n(?=\s*(?:- )?\[\d+\])", text):
        found = _REFERENCE.fullmatch(" ".join(entry.split()))
        if found:
            yield f"[{found['number']}] {found['text']}"
