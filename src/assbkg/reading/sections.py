"""Headings of a paper: which pieces are headings, how deep they are, and the path to a block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assbkg.reading.blocks import ABSTRACT, REFERENCES, Piece
from assbkg.reading.front import category, is_furniture
from assbkg.reading.marks import squeezed
from assbkg.reading.plain import NUMBERED

__all__ = ["NUMBERED_RUN_IN", "RUN_IN", "SectionPath", "heading_levels", "named", "title_of"]

_NAMES: Final = {
    "abstract": ABSTRACT,
    "summary": ABSTRACT,
    "keywords": "keywords",
    "key words": "keywords",
    "references": REFERENCES,
    "references and notes": REFERENCES,
    "reference": REFERENCES,
    "bibliography": REFERENCES,
    "literature cited": REFERENCES,
    "literature": REFERENCES,
}
_OUTERMOST: Final = re.compile(
    r"(?:introduction|background|results?|discussions?|results? and discussions?|methods?"
    r"|materials and methods|experimental|experimental (?:section|procedures?|methods?)"
    r"|conclusions?|conclusions? and .{3,30}|outlook|summary|acknowledge?ments?|funding"
    r"|(?:supporting|supplementary|additional) (?:information|materials?|data)"
    r"|author contributions?|(?:conflicts?|competing|declaration) .{0,20}interests?"
    r"|data availability(?: statement)?|theory|appendix.{0,20})",
    re.IGNORECASE,
)
#: Headings that end matter puts at the beginning of a paragraph.
RUN_IN: Final = re.compile(
    r"(?P<name>Acknowledge?ments?|Funding|Author [Cc]ontributions?|Competing [Ii]nterests?"
    r"|Conflicts? of [Ii]nterest|Data (?:and materials )?[Aa]vailability(?: [Ss]tatement)?"
    r"|Supplementary (?:[Mm]aterials?|[Ii]nformation)|Abstract|ABSTRACT|A B S T R A C T"
    r"|Key ?[Ww]ords?|KEYWORDS)(?P<stop>\s?[:.—–]\s*|\s+(?=[A-Z]))(?P<text>\S.*)",
    re.DOTALL,
)
#: `2.1.1. Deposited films. At the initial stage …`
NUMBERED_RUN_IN: Final = re.compile(
    r"(?P<heading>(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s[A-Z][^.]{3,90})\.\s(?P<text>[A-Z]\S*\s.*)",
    re.DOTALL,
)
_LEAST_TITLE_WORDS: Final = 4
_LONGEST_TITLE: Final = 400
_AMONG: Final = 60


def named(heading: str) -> str:
    """Return the name of a section that every paper has, such as `references`, or blank."""
    plain = NUMBERED.fullmatch(heading)
    title = plain["title"] if plain else heading
    letters = squeezed(title).strip(" .:").lower()
    return _NAMES.get(letters, _NAMES.get(letters.replace(" ", ""), ""))


def title_of(pieces: Sequence[Piece]) -> int | None:
    """Return the index of the piece that is the paper's title; `None` when there is none."""
    first = [(i, piece) for i, piece in enumerate(pieces[:_AMONG])]
    for i, piece in first:
        if piece.kind == "title":
            return i
    headings = [(piece.level, i) for i, piece in first if piece.level and _may_be_title(piece.text)]
    if headings:
        return min(headings)[1]
    for i, piece in first:
        if named(piece.text) or RUN_IN.match(piece.text) or NUMBERED.fullmatch(piece.text):
            return None
        if not is_furniture(piece.text) and len(piece.text.split()) >= _LEAST_TITLE_WORDS:
            sentence = len(piece.text) > _LONGEST_TITLE or piece.text.endswith(".")
            return None if sentence else i
    return None


def _may_be_title(heading: str) -> bool:
    if category(heading) or NUMBERED.fullmatch(heading) or named(heading):
        return False
    return not _OUTERMOST.fullmatch(heading) and len(heading.split()) >= _LEAST_TITLE_WORDS


def heading_levels(pieces: Sequence[Piece], title: int | None) -> dict[int, int]:
    """Return the depth of each heading by its index, 1 being outermost.

    Numbers count first, then the levels that the file gives, then capitals, then the names
    that sections of every paper have.
    """
    found = {
        i: piece
        for i, piece in enumerate(pieces)
        if piece.level and i != title and not is_furniture(piece.text)
    }
    numbers = {i: NUMBERED.fullmatch(p.text) for i, p in found.items()}
    given = sorted({p.level for p in found.values()})
    capital = {i for i, p in found.items() if p.text.isupper()}
    levels = {}
    for i, piece in found.items():
        number = numbers[i]
        if number:
            levels[i] = number["number"].count(".") + 1
        elif any(numbers.values()) or named(piece.text):
            levels[i] = 1
        elif len(given) > 1:
            levels[i] = given.index(piece.level) + 1
        elif capital and len(capital) < len(found):
            levels[i] = 1 if i in capital or _OUTERMOST.fullmatch(piece.text) else 2
        else:
            levels[i] = 1 if _OUTERMOST.fullmatch(piece.text) else 2
    return levels


class SectionPath:
    """The headings above the place that is being read, outermost first."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        """The headings as printed."""
        return tuple(name for _, name in self._open)

    def enter(self, level: int, name: str) -> None:
        """Go below a heading."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, name))
