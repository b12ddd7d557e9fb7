"""Read PDF: characters with their boxes, in lines, with super- and subscripts kept.

What PDFium gives is taken character by character; columns, paragraphs and headings are found by
`layout`.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import hypot
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from assbkg.errors import SourceTextError
from assbkg.reading.blocks import UNMAPPED
from assbkg.reading.composing import compose
from assbkg.reading.layout import Line, Page, pieces_of_pages
from assbkg.reading.marks import repaired, subscript, superscript
from assbkg.reading.segmenting import ReadPaper, split_paper

if TYPE_CHECKING:
    from ctypes import Array

__all__ = ["READER", "read_pdf"]

#: The version of this reader.
READER: Final = "pdf 1"

_MOST_PAGES: Final = 2_000
_MOST_CHARACTERS: Final = 60_000
#: The part of a page's characters without a meaning beyond which the page is refused.
_MOST_UNMAPPED: Final = 0.1
#: In parts of the size of a line's characters: gaps between words, those behind super- and
#: subscripts, and those between columns; the largest size of super- and subscripts, and their
#: least shift.
_WORD_GAP, _SMALL_GAP, _COLUMN_GAP, _SMALL, _SHIFT = 0.17, 0.12, 1.1, 0.86, 0.1
_UPRIGHT: Final = 0.1
#: How far from the baseline, and how far back, a line may go on, in parts of the size.
_ON_LINE: Final = 0.58
#: What the slant of a letter before it may push away.
_CLOSING: Final = frozenset(")],.;:")
#: What old mathematical fonts give for brackets, an equals sign and, between digits, a point.
_OLD_FONT: Final = re.compile(r"[ðÞþ¼]|(?<=\d):(?=\d)")
_OLD_FONT_USED: Final = re.compile(r"ð[^Þ]{1,40}Þ|\s[þ¼]\s")
_LINE_ENDS: Final = (0x0D, 0x0A)
#: The upper six bits of the halves of a pair of surrogates.
_HIGH, _LOW = 0b110110, 0b110111
#: Letters of mathematical fonts, which stand for plain ones.
_MATHEMATICAL: Final = range(0x1D400, 0x1D800)
#: What fonts draw raised or lowered, and, in parts of the size, how high such forms are.
_FORMED: Final = frozenset("0123456789+−-")
_FULL_HEIGHT, _SIGN_HEIGHT, _RAISED_SIGN = 0.56, 0.2, 0.4
_SPACE: Final = 0x20
_HYPHEN, _NO_BREAK_SPACE = 0x02, (0xA0, 0x2009, 0x202F)
_NO_CHARACTER: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Character:
    """A character from `x0` to `x1` on a baseline, with the size of its font.

    `spaced` tells that PDFium sees a space before it; `index` is that among the page's. `form`
    is 1 or -1 for a digit or sign that the font itself draws raised or lowered.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    index: int
    spaced: bool
    form: int


def read_pdf(data: bytes, path: Path) -> ReadPaper:
    """Read a PDF. Raises `SourceTextError` if it can't be opened; names pages it can't read."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower() or "security" in str(error).lower()
        what = (
            "is encrypted; save a copy without a password" if encrypted else "is damaged or cut off"
        )
        raise SourceTextError(f"{path}: {what}") from error
    count = len(document)
    if not 0 < count <= _MOST_PAGES:
        raise SourceTextError(f"{path}: has {count:,} pages; at most {_MOST_PAGES:,} are read")
    pages, refused = [], []
    for number in range(1, count + 1):
        try:
            page = _page(document, number)
        except pdfium.PdfiumError:
            refused.append((number, "is damaged"))
            continue
        why = _why_refused(page)
        if why:
            refused.append((number, why))
        else:
            pages.append(page)
    pieces = pieces_of_pages(_without_old_fonts(pages))
    return split_paper(compose(pieces, READER, tuple(_grouped(refused))))


def _without_old_fonts(pages: list[Page]) -> list[Page]:
    """Return pages whose marks of old mathematical fonts count as unmapped.

    `(0.332)` may come as `ð0:332Þ`. Which point is a colon can't be known, so no value beside
    one is trusted.
    """
    text = " ".join(line.text for page in pages for line in page.lines)
    if not _OLD_FONT_USED.search(text):
        return pages
    return [
        replace(
            page,
            lines=tuple(replace(x, text=_OLD_FONT.sub(UNMAPPED, x.text)) for x in page.lines),
        )
        for page in pages
    ]


def _why_refused(page: Page) -> str:
    text = "".join(line.text for line in page.lines)
    if not text.strip():
        return "has no text; it may be a scan"
    unmapped = text.count(UNMAPPED) / len(text)
    return (
        f"gives no text for {unmapped:.0%} of its characters" if unmapped > _MOST_UNMAPPED else ""
    )


def _grouped(refused: list[tuple[int, str]]) -> Iterator[str]:
    """Yield one clause for each run of pages refused for one reason."""
    start = 0
    for i, (number, why) in enumerate(refused):
        following = refused[i + 1] if i + 1 < len(refused) else (0, "")
        if following != (number + 1, why):
            first = refused[start][0]
            yield (
                f"page {number} {why}" if first == number else f"pages {first}–{number}: each {why}"
            )
            start = i + 1


def _page(document: pdfium.PdfDocument, number: int) -> Page:
    page = document[number - 1]
    try:
        width, height = page.get_size()
        text = page.get_textpage()
        try:
            found = list(_characters(text.raw))
            lines = tuple(_line(text.raw, run) for run in _runs(found))
        finally:
            text.close()
    finally:
        page.close()
    return Page(number, width, height, tuple(line for line in lines if line.text.strip()))


def _characters(page: object) -> Iterator[_Character]:
    """Yield the upright characters of a page, in the order of its content."""
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    matrix, spaced, high = raw.FS_MATRIX(), False, 0
    for i in range(min(raw.FPDFText_CountChars(page), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(page, i)
        if raw.FPDFText_IsGenerated(page, i) == 1 or code in _LINE_ENDS:
            spaced = spaced or code == _SPACE
            continue
        if code >> 10 == _HIGH:  # the first half of a character beyond 16 bits
            high = code
            continue
        if code >> 10 == _LOW:
            code = 0x10000 + ((high & 0x3FF) << 10) + (code & 0x3FF)
        if abs(raw.FPDFText_GetCharAngle(page, i)) > _UPRIGHT:
            continue
        if not raw.FPDFText_GetLooseCharBox(page, i, box):
            continue
        raw.FPDFText_GetCharOrigin(page, i, x, y)
        text = _text_of(code, bool(raw.FPDFText_HasUnicodeMapError(page, i) == 1))
        raw.FPDFText_GetMatrix(page, i, matrix)
        size = raw.FPDFText_GetFontSize(page, i) * hypot(matrix.c, matrix.d)
        form = _form(page, i, size, y.value) if text in _FORMED else 0
        yield _Character(text, box.left, box.right, y.value, size, i, spaced, form)
        spaced = False


def _form(page: object, index: int, size: float, baseline: float) -> int:
    """Return 1 or -1 if a digit or sign is drawn raised or lowered in a font of full size."""
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(page, index, left, right, low, high)
    bottom, height = (low.value - baseline) / size, (high.value - low.value) / size
    if height > _FULL_HEIGHT:
        return 0
    sign = height < _SIGN_HEIGHT  # a minus is low, wherever it stands
    if bottom > (_RAISED_SIGN if sign else 2 * _SHIFT):
        return 1
    return -1 if bottom < -_SHIFT / 2 else 0


def _text_of(code: int, unmapped: bool) -> str:
    if code == _HYPHEN:  # PDFium's mark for one at the end of a line
        return "-"
    if code in _NO_BREAK_SPACE:
        return " "
    if unmapped or _NO_CHARACTER.match(chr(code)):
        return UNMAPPED
    return unicodedata.normalize("NFKC", chr(code)) if code in _MATHEMATICAL else chr(code)


def _runs(characters: list[_Character]) -> Iterator[list[_Character]]:
    """Yield the characters of each line within a column, as content order and place have them.

    `size` and `baseline` are those of the last character of the line's full size.
    """
    run: list[_Character] = []
    size = baseline = 0.0
    for character in characters:
        if run and not _follows(run[-1], character, max(size, character.size), baseline):
            yield run
            run = []
        if not run:
            size = baseline = 0.0
        if run or not character.text.isspace():
            run.append(character)
            if character.size > _SMALL * size:
                size, baseline = max(size, character.size), character.baseline
    if run:
        yield run


def _follows(last: _Character, character: _Character, size: float, baseline: float) -> bool:
    if (last.x0, last.baseline) == (character.x0, character.baseline):  # a ligature
        return True
    on_line = abs(character.baseline - baseline) < _ON_LINE * size
    return on_line and -_ON_LINE * size < character.x0 - last.x1 < _COLUMN_GAP * size


def _line(page: object, run: list[_Character]) -> Line:
    """Return a line; characters that are small and off the baseline are raised or lowered."""
    inked = [one for one in run if not one.text.isspace()] or run
    sizes = [one.size for one in inked]
    size = median(sizes) if max(sizes) < 1.5 * median(sizes) else max(sizes)
    large = [one for one in inked if one.size > _SMALL * size] or inked
    baseline = median(one.baseline for one in large)
    parts: list[tuple[int, str]] = []
    last: _Character | None = None
    for one in run:
        shift = _shift(one, size, baseline)
        if one.text.isspace() and parts:
            shift = parts[-1][0]
        least = _SMALL_GAP if parts and parts[-1][0] else _WORD_GAP
        apart = last is not None and one.x0 - last.x1 > least * size
        gap = last is not None and (one.spaced or apart) and one.text not in _CLOSING
        text = f" {one.text}" if gap and not one.text.isspace() else one.text
        if parts and parts[-1][0] == shift:
            parts[-1] = (shift, parts[-1][1] + text)
        else:
            parts.append((shift, text))
        last = one
    return Line(
        text=" ".join(repaired("".join(_shifted(shift, text) for shift, text in parts)).split()),
        x0=inked[0].x0,
        x1=max(one.x1 for one in inked),
        baseline=baseline,
        size=size,
        bold=_is_bold(page, large[0].index) and _is_bold(page, large[-1].index),
    )


def _shift(one: _Character, size: float, baseline: float) -> int:
    if one.size > _SMALL * size:
        return one.form
    above = one.baseline - baseline
    return 1 if above > _SHIFT * size else -1 if above < -_SHIFT * size * 0.5 else 0


def _shifted(shift: int, text: str) -> str:
    return superscript(text) if shift > 0 else subscript(text) if shift < 0 else text


def _is_bold(page: object, index: int) -> bool:
    flags = ctypes.c_int()
    name: Array[ctypes.c_char] = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(page, index, name, 128, flags)
    named = re.search(rb"bold|black|heavy|semibold|-b\b|demi", name.value.lower())
    return bool(named) or raw.FPDFText_GetFontWeight(page, index) >= 600  # noqa: PLR2004 - of CSS
