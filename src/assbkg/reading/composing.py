"""Put the pieces that a reader found together as a paper: sections, captions, references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assbkg.reading import front
from assbkg.reading.blocks import (
    ABSTRACT,
    FRONT,
    MAIN,
    REFERENCES,
    Block,
    Kind,
    Metadata,
    Piece,
    Reading,
)
from assbkg.reading.joining import CAPTION, continues, interrupts, is_open, joined, prefers_caption
from assbkg.reading.marks import words_of
from assbkg.reading.references import NUMBERED_ENTRY, begins_by_author, entry_of, number_of
from assbkg.reading.sections import (
    NUMBERED_RUN_IN,
    RUN_IN,
    SectionPath,
    heading_levels,
    named,
    title_of,
)

__all__ = ["compose"]

#: A paragraph before the first heading that is shorter is no abstract.
_ABSTRACT_CHARACTERS: Final = 250
_REPEATED_CHARACTERS: Final = 120
#: Entries that a list without a heading has at least.
_LISTED: Final = 3
_SKIPPED: Final = 3
#: How far below the first heading the authors may stand.
_NEAR: Final = 6
_LEAST_LETTERS: Final = 10
#: A shorter text without a stop is no part of a paragraph that goes on in a capital.
_PART: Final = 60


def compose(pieces: Sequence[Piece], reader: str, refused: tuple[str, ...] = ()) -> Reading:
    """Return the paper that pieces in reading order make; `reader` and `refused` are passed on."""
    composer = _Composer(pieces)
    composer.run()
    blocks = tuple(composer.blocks)
    listed = [block for block in blocks if block.kind == "reference"]
    entries = tuple(entry_of(int(b.label or n), b.text) for n, b in enumerate(listed, start=1))
    blocks = (
        *(block for block in blocks if block.kind != "reference"),
        *(
            Block("reference", f"[{e.number}] {e.text}", (REFERENCES,), str(e.number), b.page)
            for e, b in zip(entries, listed, strict=True)
        ),
    )
    return Reading(reader, composer.metadata(), blocks, entries, refused)


class _Composer:
    """Goes through the pieces once; `blocks` is what it made of them."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = [
            replace(p, text=front.without_furniture(p.text)) if not p.level else p for p in pieces
        ]
        self._words = words_of("\n".join(piece.text for piece in pieces))
        self._title = title_of(self._pieces)
        self._levels = heading_levels(self._pieces, self._title)
        self._repeated = _repeated(self._pieces)
        self._path = SectionPath()
        self._path.enter(0, FRONT)
        self._first = min((i for i in self._levels if not self._skips(i)), default=len(pieces))
        self._listed = False
        self._listing = 0  # the number of the last entry while in the reference list
        self._authors: tuple[str, ...] = ()
        self._keywords: tuple[str, ...] = ()
        self.blocks: list[Block] = []

    def run(self) -> None:
        """Go through all pieces."""
        title = None if self._title is None else self._pieces[self._title].text
        for index, piece in enumerate(self._pieces):
            if index == self._title:
                self._add("title", piece)
                self._authors = ()
            elif title and _letters(piece.text) == _letters(title) and self._listed:
                for rest in self._pieces[index:]:
                    self._add("furniture", rest)
                break
            elif self._skips(index) or (title and _repeats(title, piece)):
                self._add("furniture", piece)
            elif index in self._levels:
                self._enter(self._levels[index], piece)
            elif piece.kind in ("table", "formula", "caption", "furniture"):
                self._add(piece.kind, piece)
            else:
                self._place(index, piece)

    def metadata(self) -> Metadata:
        """Return what the paper says about itself."""
        own = [b.text for b in self.blocks if b.kind != "reference"]
        around = [b.text for b in self.blocks if b.kind in ("front", "furniture", "title")]
        title = next((b.text for b in self.blocks if b.kind == "title"), "")
        counts = Counter(doi for text in own if (doi := front.doi_of([text])))
        printed = front.doi_of(around) or front.doi_of(own)
        doi = max(counts, key=lambda d: (counts[d], d == printed), default="")
        return Metadata(
            title=title.rstrip(" *"),
            authors=self._authors,
            year=front.year_of(around),
            doi=doi,
            licence=front.licence_of([*around, *own]),
            keywords=self._keywords,
            review=any(re.fullmatch(r".*(?:Review|R E V I E W)(?: Article)?", t) for t in around),
        )

    def _skips(self, index: int) -> bool:
        piece = self._pieces[index]
        if piece.level and index < (self._title or 0) and front.category(piece.text):
            return True
        if index == self._title or piece.kind in ("table", "formula"):
            return False
        if piece.kind == "furniture" or front.is_furniture(piece.text):
            return True
        return piece.text in self._repeated and not number_of(piece.text)

    def _add(self, kind: Kind, piece: Piece, text: str | None = None, label: str = "") -> None:
        keyed = self._path.path[-1:] == ("keywords",)
        section = () if kind in ("title", "front") and not keyed else self._path.path
        words = piece.text if text is None else text
        self.blocks.append(Block(kind, words, section or (FRONT,), label, piece.page))

    def _enter(self, level: int, piece: Piece) -> None:
        name = named(piece.text) or piece.text
        self._listing = 0
        self._path = SectionPath() if self._path.path == (FRONT,) else self._path
        self._path.enter(level, name)
        self._add("heading", piece)

    def _place(self, index: int, piece: Piece) -> None:
        text = piece.text
        if self._in_references(index, piece):
            return
        numbered = NUMBERED_RUN_IN.fullmatch(text)
        if numbered and index > self._first:
            level = numbered["number"].count(".") + 1
            self._enter(level, replace(piece, text=numbered["heading"]))
            self._add("paragraph", piece, numbered["text"])
            return
        run_in = RUN_IN.fullmatch(text)
        if run_in and (index < self._first or run_in["stop"].strip()):
            self._run_in(run_in, piece)
            return
        caption = CAPTION.match(text)
        if caption:
            label = f"{caption['what'].capitalize()}{caption['dot']} {caption['number']}"
            self._add("caption", piece, label=label)
        elif index < self._first and self._path.path == (FRONT,):
            self._in_front(piece)
        else:
            self._in_text(index, piece)

    def _run_in(self, found: re.Match[str], piece: Piece) -> None:
        heading = re.sub(r"^A B S.*", "Abstract", found["name"])
        self._enter(1, Piece(heading, page=piece.page))
        if self._path.path[-1] == "keywords":
            self._keywords = front.keywords_of(found["text"])
            self._add("front", piece, found["text"])
        else:
            self._add("paragraph", piece, found["text"])

    def _in_front(self, piece: Piece) -> None:
        """Place a piece above the first heading: authors, addresses, the abstract, an opening."""
        text = piece.text
        if not self._authors and len(text) < 1_500 and front.looks_like_authors(text):  # noqa: PLR2004
            self._authors = front.authors_of(text)
            self._add("front", piece)
        elif len(text) < _ABSTRACT_CHARACTERS or front.is_affiliation(text):
            self._add("front", piece)
        else:
            self._path = SectionPath()
            self._path.enter(1, ABSTRACT)
            self._add("paragraph", piece)

    def _in_text(self, index: int, piece: Piece) -> None:
        if self._path.path[-1] == "keywords":
            self._keywords = self._keywords or front.keywords_of(piece.text)
            self._add("front", piece)
            return
        last = self._last_paragraph()
        opened = last is not None and is_open(self.blocks[last].text)
        if self._is_byline(index):
            self._authors = front.authors_of(piece.text)
            self._add("front", piece)
        elif self._is_front(index, opened=opened):
            early = index < self._first + _NEAR or front.is_affiliation(piece.text)
            self._add("front" if early else "furniture", piece)
        elif self._follows_caption(last, index):
            self._extend(self._last("caption"), piece)
        elif last is not None and self._goes_on(last, piece, opened=opened):
            self._extend(last, piece)
        else:
            self._begin(index, piece)

    def _is_byline(self, index: int) -> bool:
        near = (self._title or 0) < index < self._first + _NEAR
        return not self._authors and near and front.looks_like_authors(self._pieces[index].text)

    def _is_front(self, index: int, *, opened: bool) -> bool:
        """Return whether a piece is front matter, which may stand inside an open paragraph."""
        text, early = self._pieces[index].text, index < self._first
        between = interrupts(self._pieces, index)
        if opened and between:
            return True
        if early and _is_line(text) and (opened or not between):
            return True
        return front.is_affiliation(text) and (opened or early)

    def _begin(self, index: int, piece: Piece) -> None:
        above = self._path.path
        if above == (ABSTRACT,) and index < self._first and self._last_paragraph() is not None:
            self._path = SectionPath()
            self._path.enter(1, MAIN)
        self._add("paragraph", piece, label="item" if piece.item else "")

    def _follows_caption(self, last: int | None, index: int) -> bool:
        caption, text = self._last("caption"), self._pieces[index].text
        if caption is None or not continues(text):
            return False
        if caption == len(self.blocks) - 1 and re.match(r"[,;)]", text):
            return True
        before = self.blocks[last].text if last is not None else "."
        return prefers_caption(before, self.blocks[caption].text, self._pieces, index)

    def _goes_on(self, last: int, piece: Piece, *, opened: bool) -> bool:
        before = self.blocks[last]
        formula = any(block.kind == "formula" for block in self.blocks[last + 1 :])
        if continues(piece.text):
            return (opened or formula) and not piece.item
        whole = len(before.text) >= _PART and before.label != "item"
        return opened and whole and not piece.item and not formula

    def _extend(self, index: int | None, piece: Piece) -> None:
        assert index is not None
        block = self.blocks[index]
        self.blocks[index] = replace(block, text=joined(block.text, piece.text, self._words))

    def _last(self, kind: Kind) -> int | None:
        found = (i for i in range(len(self.blocks) - 1, -1, -1) if self.blocks[i].kind == kind)
        return next(found, None)

    def _last_paragraph(self) -> int | None:
        """Return the last paragraph of this section, unless a heading stands after it."""
        for i in range(len(self.blocks) - 1, -1, -1):
            if self.blocks[i].kind == "heading":
                return None
            if self.blocks[i].kind == "paragraph":
                return i
        return None

    def _in_references(self, index: int, piece: Piece) -> bool:
        """Place a piece in the reference list, if it belongs there."""
        inside = self._path.path[-1] == REFERENCES
        number = number_of(piece.text)
        if not inside:
            if number != 1 or not self._begins_list(index):
                return False
            self._path = SectionPath()
            self._path.enter(1, REFERENCES)
        found = NUMBERED_ENTRY.match(piece.text)
        if found and self._listing < number <= self._listing + _SKIPPED:
            self._listing, self._listed = number, True
            self._add("reference", piece, found["text"], label=str(number))
        elif not self._listing and begins_by_author(piece.text) and not number:
            self._add("reference", piece)
        elif self._listing or self._last("reference") is not None:
            return self._continues_entry(piece)
        else:
            return False
        return True

    def _continues_entry(self, piece: Piece) -> bool:
        last = self._last("reference")
        if last is not None and len(piece.text) < _ABSTRACT_CHARACTERS * 2:
            entry = self.blocks[last].text
            if not RUN_IN.match(piece.text) and (is_open(entry) or not re.search(r"\d{4}", entry)):
                self._extend(last, piece)
                return True
        self._listing = 0
        self._path = SectionPath()
        self._path.enter(1, "end matter")
        return False

    def _begins_list(self, index: int) -> bool:
        """Return whether numbered entries with years follow one another from here."""
        numbers, dated = [], 0
        for piece in self._pieces[index : index + 3 * _LISTED]:
            number = number_of(piece.text)
            if number:
                numbers.append(number)
                dated += bool(re.search(r"\b(?:19|20)\d\d\b", piece.text))
        return numbers[:_LISTED] == [1, 2, 3] and dated >= _LISTED


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _repeats(title: str, piece: Piece) -> bool:
    """Return whether a heading is the title over again, as a second title page has it."""
    letters = _letters(piece.text)
    return piece.level > 0 and len(letters) > _LEAST_LETTERS and letters in _letters(title)


def _is_line(text: str) -> bool:
    """Return whether a piece is a line of front matter rather than a paragraph."""
    return len(text) < _ABSTRACT_CHARACTERS and is_open(text) and not continues(text)


def _repeated(pieces: Sequence[Piece]) -> frozenset[str]:
    """Return short texts that occur more than once: running heads."""
    counts = Counter(
        p.text for p in pieces if len(p.text) <= _REPEATED_CHARACTERS and not p.kind and not p.item
    )
    known = {text for text in counts if named(text)}
    return frozenset(text for text, count in counts.items() if count > 1) - known
