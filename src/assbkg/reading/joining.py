"""Paragraphs that a page, a figure or a footnote interrupts, put together again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from assbkg.reading.blocks import Piece
from assbkg.reading.citations import ABBREVIATION, CLUSTER
from assbkg.reading.front import is_affiliation, is_furniture, without_furniture
from assbkg.reading.marks import join_hyphenated

__all__ = ["CAPTION", "continues", "interrupts", "is_open", "joined", "prefers_caption"]

#: `Fig. 1 The images`, `Figure 1. The images`; but `Fig. 1 shows` begins a sentence.
CAPTION: Final = re.compile(
    r"(?P<what>Fig(?:ure)?|FIG(?:URE)?|Table|TABLE|Scheme|SCHEME|Chart|Box"
    r"|Extended Data (?:Fig|Table))"
    r"(?P<dot>\.?) ?(?P<number>[A-Z]?\d{1,3}|[IVX]{1,5}(?=[.:]))"
    r"(?:\s?[.:|]\s|\s?[.:|]$|\s(?=[^\W\d_a-z]|[\d(\[$])|$)"
)
_TERMINATED: Final = re.compile(rf"[.!?:…]\s?[\"'”’»)\]}}]*\s?(?:{CLUSTER})?\s*$")
_CONTINUES: Final = re.compile(r"(?:[a-zß-öø-ÿ]|[,;:)\]%]|[-–]\s?[a-z\d])")
_CLOSING: Final = re.compile(r"^[^()]*\)")
_TAIL: Final = 24
_AHEAD: Final = 30
_SHORT: Final = 450


def is_open(text: str) -> bool:
    """Return whether a paragraph ends in the middle of a sentence."""
    return not _TERMINATED.search(text) or bool(ABBREVIATION.search(text[-_TAIL:]))


def continues(text: str) -> bool:
    """Return whether a paragraph begins in the middle of a sentence."""
    return bool(_CONTINUES.match(text))


def joined(before: str, after: str, words: Collection[str]) -> str:
    """Return two parts of a paragraph as one."""
    if re.search(r"[^\W\d_]-$", before):
        return join_hyphenated(before, after, words)
    return f"{before} {after}" if not re.match(r"[,;)\]]", after) else before + after


def interrupts(pieces: Sequence[Piece], index: int) -> bool:
    """Return whether the piece at `index` stands inside a paragraph that goes on after it.

    The paragraph before it is open. Further down and before the next heading, a paragraph goes
    on in lower case, and what is between is too short for a paragraph of the text.
    """
    piece = pieces[index]
    if len(piece.text) > _SHORT or continues(piece.text):
        return False
    for later in pieces[index + 1 : index + _AHEAD]:
        text = without_furniture(later.text)
        if later.level and not is_furniture(text):
            return False
        if CAPTION.match(text) or is_furniture(text):
            continue
        if continues(text):
            return True
        if len(text) > _SHORT and not is_affiliation(text):
            return False
    return False


def prefers_caption(paragraph: str, caption: str, pieces: Sequence[Piece], index: int) -> bool:
    """Return whether the piece at `index` goes on with an open caption, not with a paragraph.

    Two columns may break a caption and a paragraph. The caption's rest comes first when two
    pieces follow that go on, and when the paragraph ends within brackets that this piece does
    not close.
    """
    if not is_open(caption) or not is_open(paragraph):
        return is_open(caption)
    if paragraph.endswith("-"):
        return False
    inside = paragraph.count("(") > paragraph.count(")")
    if inside and not _CLOSING.match(pieces[index].text):
        return True
    for later in pieces[index + 1 : index + _AHEAD]:
        if later.level and not is_furniture(later.text):
            return False
        if not (CAPTION.match(later.text) or is_furniture(later.text) or later.kind):
            return continues(later.text)
    return False
